/* SPDX-License-Identifier: MIT */
/*
 * Limits per address: see peer-limits.c.  These are for its tests.
 */

#ifndef LWS_CORE_PEER_LIMITS_H
#define LWS_CORE_PEER_LIMITS_H

#include "core/peer-front.h"

struct lws__peers_state {
	size_t known;   /* addresses that there is a record of */
	size_t idle;    /* of these, without a connection */
	size_t buckets; /* of the table */
};

extern const struct lws__peer_front lws__peer_limits;

void lws__peers_state(struct lws_context *cx, struct lws__peers_state *state);

#endif
