/* SPDX-License-Identifier: MIT */
/*
 * See resolve-service.h.  With several service threads, answers are collected
 * by the thread that is woken, under the pool's own lock, and each thread has
 * a pool of its own: so an answer never reaches a wsi from another thread.
 */

#include "net/resolve-service.h"

static void
wake(void *arg)
{
	lws__pt_wake(arg);
}

static struct lws__resolve_pool *
pool_of(struct lws_context_per_thread *pt)
{
	if (!pt->resolve_pool)
		pt->resolve_pool = lws__resolve_pool_create(wake, pt);

	return pt->resolve_pool;
}

static void
fail(lws_sorted_usec_list_t *sul)
{
	struct lws__connect_plan *plan =
		lws_container_of(sul, struct lws__connect_plan, sul);
	const struct lws__resolve_result r = {.answer = LWS_RESOLVE_FAILED,
					      .text = "fault injected"};

	if (plan->wsi->phase == LWS_PHASE_RESOLVING)
		plan->answered(plan->wsi, &r);
}

int
lws__resolve_service_start(struct lws__connect_plan *plan, const char *host,
			   uint16_t port)
{
	struct lws_context_per_thread *pt =
		lws__context_pt(plan->cx, plan->tsi);
	struct lws__resolve_pool *pool;

	if (lws_fi(lws__wsi_fic(plan->wsi), "dnsfail")) {
		lws_sul_schedule(plan->cx, plan->tsi, &plan->sul, fail, 1);
		return 0;
	}
	pool = pool_of(pt);
	if (pool)
		plan->query = lws__resolve_start(pool, host, port, plan->family,
						 0, plan);
	if (plan->query)
		pt->answers_due++;

	return !plan->query;
}

void
lws__resolve_service_cancel(struct lws__connect_plan *plan)
{
	struct lws_context_per_thread *pt =
		lws__context_pt(plan->cx, plan->tsi);

	if (!plan->query || !pt->resolve_pool)
		return;
	pt->answers_due--;
	lws__resolve_cancel(pt->resolve_pool, plan->query);
	plan->query = 0;
}

static void
answered(const struct lws__resolve_result *r)
{
	struct lws__connect_plan *plan = r->owner;

	lws__context_pt(plan->cx, plan->tsi)->answers_due--;
	plan->query = 0;
	if (plan->wsi->phase == LWS_PHASE_RESOLVING)
		plan->answered(plan->wsi, r);
}

static void
resolve_woken(struct lws_context_per_thread *pt)
{
	if (pt->resolve_pool)
		lws__resolve_collect(pt->resolve_pool, answered);
}

static void
resolve_destroy(struct lws_context *cx)
{
	for (unsigned int n = 0; cx->pts && n < cx->count_threads; n++)
		if (cx->pts[n].resolve_pool)
			lws__resolve_pool_destroy(&cx->pts[n].resolve_pool);
}

const struct lws__service_module lws__service_resolve = {
	.name = "resolve",
	.context_destroy = resolve_destroy,
	.woken = resolve_woken,
};
