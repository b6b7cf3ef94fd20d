/* SPDX-License-Identifier: MIT */
/*
 * See connect-plan.h.
 */

#include "net/connect-plan.h"
#include "net/address-order.h"
#include "net/resolve-service.h"
#include "net/route-facts.h"

#include <string.h>

enum {
	CONSIDERED_MAX = 48, /* addresses of a name that are put in order */
};

struct lws__connect_plan *
lws__connect_plan_create(struct lws *wsi)
{
	struct lws__connect_plan *plan = lws__zalloc(sizeof(*plan), "plan");

	if (!plan)
		return NULL;
	plan->wsi = wsi;
	plan->cx = wsi->cx;
	plan->tsi = wsi->tsi;

	return plan;
}

void
lws__connect_plan_free(struct lws__connect_plan **pp)
{
	struct lws__connect_plan *plan = *pp;

	if (!plan)
		return;
	*pp = NULL;
	lws_sul_cancel(&plan->sul);
	if (plan->query)
		lws__resolve_service_cancel(plan);
	for (size_t n = 1; n < LWS__RACE_MAX; n++)
		lws__conn_free(&plan->attempts[n].conn);
	lws__free(plan);
}

void
lws__connect_plan_order(struct lws__connect_plan *plan,
			const lws_sockaddr46 *addresses, size_t count)
{
	const size_t max = LWS_ARRAY_SIZE(plan->addresses);
	struct lws__address list[CONSIDERED_MAX];
	size_t usable = 0;

	if (count > CONSIDERED_MAX)
		count = CONSIDERED_MAX;
	memset(list, 0, sizeof(list));
	for (size_t n = 0; n < count; n++)
		list[n].dest = addresses[n];
	lws__address_find_sources(list, count);
	for (size_t n = 0; n < count; n++)
		list[n].src_is_deprecated =
			list[n].has_src &&
			lws__route_is_deprecated(plan->cx, &list[n].src);
	lws__address_order(list, count);
	while (usable < count && (list[usable].has_src || !list[0].has_src))
		usable++;
	lws__address_interleave(list, usable);
	plan->count = plan->next = 0;
	for (size_t n = 0; n < usable && plan->count < max; n++)
		if (!lws__sa_from_46(&plan->addresses[plan->count],
				     &list[n].dest))
			plan->count++;
}
