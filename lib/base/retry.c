/* SPDX-License-Identifier: MIT */
/*
 * retry: how long to wait before trying again.
 *
 *   in   the policy's table, how often it was tried already
 *   out  ms: the table's entry (the last one for ever) plus some jitter, so
 *        that a thousand clients that lost the same server do not come back in
 *        the same moment
 *
 * Jitter spreads load and keeps no secret, so it comes from a counter that is
 * mixed, not from the system's random source.
 */

#include "base/base.h"

#include <stdatomic.h>
#include <limits.h>
#include <time.h>

enum {
	RETRY_MS_DEFAULT = 3000,   /* without a table */
	RETRY_JITTER_DEFAULT = 30, /* percent */
};

/* the finaliser of SplitMix64: each bit of x reaches each bit of the result */
static uint64_t
mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebu;

	return x ^ (x >> 31);
}

uint64_t
lws__jitter(void)
{
	static _Atomic uint64_t state;
	struct timespec ts = {0, 0};

	timespec_get(&ts, TIME_UTC);

	return mix(atomic_fetch_add(&state, 0x9e3779b97f4a7c15u) ^
		   mix((uint64_t)ts.tv_nsec ^ (uint64_t)ts.tv_sec << 30) ^
		   (uint64_t)(uintptr_t)&ts);
}

/* pure: random is what the jitter is made from */
unsigned int
lws__retry_delay_ms(const lws_retry_bo_t *retry, uint16_t *ctry, char *conceal,
		    uint16_t random)
{
	uint64_t ms = RETRY_MS_DEFAULT, percent = RETRY_JITTER_DEFAULT;

	if (retry && retry->retry_ms_table_count) {
		size_t last = retry->retry_ms_table_count - 1u;

		ms = retry->retry_ms_table[*ctry < last ? *ctry : last];
	}
	if (retry && retry->jitter_percent)
		percent = retry->jitter_percent;

	if (*ctry < UINT16_MAX)
		(*ctry)++;
	if (conceal)
		*conceal = retry && *ctry <= retry->conceal_count;

	ms += ms * percent * random / 65536 / 100;

	return ms < UINT_MAX ? (unsigned int)ms : UINT_MAX;
}

unsigned int
lws_retry_get_delay_ms(struct lws_context *context, const lws_retry_bo_t *retry,
		       uint16_t *ctry, char *conceal)
{
	(void)context;

	return lws__retry_delay_ms(retry, ctry, conceal,
				   (uint16_t)lws__jitter());
}
