/* SPDX-License-Identifier: MIT */
/*
 * The pool of resolver workers as a part of the context: made with the first
 * query, its answers come in by the thread's wake-up.
 */

#ifndef LWS_NET_RESOLVE_SERVICE_H
#define LWS_NET_RESOLVE_SERVICE_H

#include "core/service-module.h"
#include "net/resolve.h"

extern const struct lws__service_module lws__service_resolve;

/* 0: it cannot be asked */
lws__resolve_id lws__resolve_service_start(struct lws *wsi, const char *host,
					   uint16_t port, int family);
/* of that thread; unknown and finished ones are fine */
void lws__resolve_service_cancel(struct lws_context *cx, int tsi,
				 lws__resolve_id id);

/* connect.c: the answer; on the wsi's thread */
void
lws__connect_resolved(struct lws *wsi, const struct lws__resolve_result *r);

#endif
