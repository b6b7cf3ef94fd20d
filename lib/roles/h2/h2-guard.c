/* SPDX-License-Identifier: MIT */
/*
 * How much work for nothing a peer may cause.  A bucket fills with each event
 * and drains with time; an event that finds it full is one too many.
 */

#include "roles/h2/h2.h"

static bool
take(struct lws__h2_bucket *b, uint32_t burst, uint32_t rate)
{
	int64_t now = lws__plat_tick_us();
	int64_t drained = (now - b->at_us) * (int64_t)rate / LWS_US_PER_SEC;

	if (drained > 0) {
		b->at_us = now;
		b->used = drained >= b->used ? 0 : b->used - (uint32_t)drained;
	}

	return b->used++ < burst;
}

bool
lws__h2_guard_reset(struct lws__h2 *h2)
{
	return take(&h2->resets, LWS__H2_RESET_BURST, LWS__H2_RESET_RATE);
}

bool
lws__h2_guard_idle(struct lws__h2 *h2)
{
	return take(&h2->idles, LWS__H2_IDLE_BURST, LWS__H2_IDLE_RATE);
}
