/* SPDX-License-Identifier: MIT */
/*
 * What the files about protocols share.
 */

#ifndef LWS_CORE_PROTOCOLS_H
#define LWS_CORE_PROTOCOLS_H

#include "core/core.h"

/*
 * Index in vh->protocols of an entry of it, or of the application's table that
 * it was copied from; -1: not on this vhost.
 */
int lws__vhost_protocol_index(const struct lws_vhost *vh,
			      const struct lws_protocols *protocol);

/* the wsi of thread tsi with protocol n */
static inline lws_dll2_owner_t *
lws__vhost_same_protocol(const struct lws_vhost *vh, unsigned int tsi, int n)
{
	return &vh->same_protocol[tsi * vh->protocol_count + (unsigned int)n];
}

/*
 * Calls each() for the wsi of one list, which may close or bind any of them
 * meanwhile.  Stops at the first nonzero and returns it.
 */
int lws__same_protocol_each(lws_dll2_owner_t *list,
			    int (*each)(struct lws *wsi, void *arg), void *arg);

#endif
