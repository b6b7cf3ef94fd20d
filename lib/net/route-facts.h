/* SPDX-License-Identifier: MIT */
/*
 * What a build that watches routes can tell the rest of net/; without it
 * (no-route-watch.c) nothing is known.
 */

#ifndef LWS_NET_ROUTE_FACTS_H
#define LWS_NET_ROUTE_FACTS_H

#include "core/core.h"

/* is `address`, of ours, not meant for new connections (RFC 6724 rule 3)? */
bool
lws__route_is_deprecated(struct lws_context *cx, const lws_sockaddr46 *address);

#endif
