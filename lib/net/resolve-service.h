/* SPDX-License-Identifier: MIT */
/*
 * The pool of resolver workers as a part of the context: made with the first
 * query, its answers come in by the thread's wake-up.
 */

#ifndef LWS_NET_RESOLVE_SERVICE_H
#define LWS_NET_RESOLVE_SERVICE_H

#include "core/service-module.h"
#include "net/connect-plan.h"

extern const struct lws__service_module lws__service_resolve;

/*
 * Sets plan->query; its answer goes to plan->answered if the wsi is in
 * LWS_PHASE_RESOLVING then.  Nonzero: it cannot be asked.
 */
int lws__resolve_service_start(struct lws__connect_plan *plan, const char *host,
			       uint16_t port);
/* its query, if one is under way, will not be answered */
void lws__resolve_service_cancel(struct lws__connect_plan *plan);

#endif
