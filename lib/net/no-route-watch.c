/* SPDX-License-Identifier: MIT */
/*
 * A build that does not watch routes: see route-facts.h.
 */

#include "net/route-facts.h"

bool
lws__route_is_deprecated(struct lws_context *cx, const lws_sockaddr46 *address)
{
	(void)cx;
	(void)address;

	return false;
}
