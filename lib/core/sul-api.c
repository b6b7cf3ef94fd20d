/* SPDX-License-Identifier: MIT */
/*
 * Timers as an application sees them: a context, a thread index, a domain.
 * Domain 0 may be missed while the system sleeps, domain 1 wakes it up.
 */

#include "core/sul.h"
#include "core/core.h"

/* without the option its name is an empty macro; the code is there all the same
 */
#if !defined(LWS_WITH_SUL_DEBUGGING)
#undef lws_sul_debug_zombies
void lws_sul_debug_zombies(struct lws_context *ctx, void *po, size_t len,
			   const char *destroy_description);
#endif

/*
 * At sul->us (absolute), in the domain `flags` (LWSSULLI_*).  sul->cb must be
 * set.  Allocates nothing, cannot fail; moves a timer that is queued already.
 * Call from the service thread tsi.
 */
void
lws_sul2_schedule(struct lws_context *context, int tsi, int flags,
		  lws_sorted_usec_list_t *sul)
{
	struct lws_context_per_thread *pt = lws__context_pt(context, tsi);
	int domain = flags & LWSSULLI_WAKE_IF_SUSPENDED;

	lws__pt_sul_insert(pt, domain, sul);
}

static void
schedule_in(struct lws_context *cx, int tsi, int domain,
	    lws_sorted_usec_list_t *sul, lws_usec_t us)
{
	if (us == LWS_SET_TIMER_USEC_CANCEL) {
		lws_sul_cancel(sul);
		return;
	}

	sul->us = lws__sul_due(lws_now_usecs(), us);
	lws_sul2_schedule(cx, tsi, domain, sul);
}

/*
 * _cb once, _us microseconds from now, or never with
 * LWS_SET_TIMER_USEC_CANCEL.  _cb NULL: sul->cb is set already.
 */
void
lws_sul_schedule(struct lws_context *ctx, int tsi, lws_sorted_usec_list_t *sul,
		 sul_cb_t _cb, lws_usec_t _us)
{
	if (_cb)
		sul->cb = _cb;
	schedule_in(ctx, tsi, LWSSULLI_MISS_IF_SUSPENDED, sul, _us);
}

/* as lws_sul_schedule(), for what is worth waking a sleeping system */
void
lws_sul_schedule_wakesuspend(struct lws_context *ctx, int tsi,
			     lws_sorted_usec_list_t *sul, sul_cb_t _cb,
			     lws_usec_t _us)
{
	if (_cb)
		sul->cb = _cb;
	schedule_in(ctx, tsi, LWSSULLI_WAKE_IF_SUSPENDED, sul, _us);
}

/* nothing to do when it is not scheduled; sul may be freed then */
void
lws_sul_cancel(lws_sorted_usec_list_t *sul)
{
	lws__sul_tree_remove(sul);
	sul->us = 0;
}

/* 0 with the time (lws_now_usecs() domain) to wake up at, 1: no need to */
int
lws_sul_earliest_wakeable_event(struct lws_context *ctx, lws_usec_t *pearliest)
{
	lws_sorted_usec_list_t *sul;
	unsigned int i;
	int none = 1;

	for (i = 0; i < ctx->count_threads; i++) {
		sul = lws__sul_tree_min(
			&ctx->pts[i].sul_owner[LWSSULLI_WAKE_IF_SUSPENDED]);
		if (!sul || (!none && sul->us >= *pearliest))
			continue;
		*pearliest = sul->us;
		none = 0;
	}

	return none;
}

/*
 * Logs each timer that is still queued inside [po, po + len), which is about
 * to be freed: one cancel was forgotten.
 */
void
lws_sul_debug_zombies(struct lws_context *ctx, void *po, size_t len,
		      const char *destroy_description)
{
	uintptr_t from = (uintptr_t)po, at;
	lws_sorted_usec_list_t *sul;
	unsigned int i;
	int domain;

	for (i = 0; i < ctx->count_threads; i++) {
		for (domain = 0; domain < LWS_COUNT_PT_SUL_OWNERS; domain++) {
			sul = lws__sul_tree_min(&ctx->pts[i].sul_owner[domain]);
			for (; sul; sul = lws__sul_tree_next(sul)) {
				at = (uintptr_t)sul;
				if (at < from || at - from >= len)
					continue;
				lwsl_err("%s: timer at offset %lu is still "
					 "scheduled\n",
					 destroy_description,
					 (unsigned long)(at - from));
			}
		}
	}
}
