/* SPDX-License-Identifier: MIT */
/*
 * The end of a context, in stages that only go forward:
 *
 *   ASKED     no new connections; every thread closes what it has at the end
 *             of its turn, which is now unless somebody is inside one
 *   CLOSING   nobody is inside: the vhosts go, each with its last wsi
 *   FINAL     the steps of creation are undone backwards
 *
 * A destroy from inside a turn ends with ASKED, and the application calls
 * again when its loop has returned; from outside one call does it all.
 */

#include "core/context.h"

#include <stdlib.h>

static bool
is_inside(const struct lws_context_per_thread *pt)
{
	return atomic_load(&pt->inside) || pt->depth || pt->in_run;
}

static bool
anybody_inside(const struct lws_context *cx)
{
	for (unsigned int n = 0; n < cx->count_threads; n++)
		if (is_inside(&cx->pts[n]))
			return true;

	return false;
}

/* all vhosts, the system's one last: others may use it to take their leave */
static void
retire_all(struct lws_context *cx)
{
	struct lws_vhost *system = cx->vhost_system, *vh;

	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh))
		if (vh != system)
			lws__vhost_retire(vh);
	if (system)
		lws__vhost_retire(system);
}

/* a step of creation, backwards: nobody is inside */
void
lws__context_vhosts_undo(struct lws_context *cx)
{
	retire_all(cx);
	lws__context_turn_all(cx);
	if (cx->vhosts_dying.head)
		lwsl_cx_err(cx, "vhosts are left behind");
}

static void
finish(struct lws_context *cx)
{
	struct lws_context **pcontext = cx->pcontext;
	void *baggage = cx->external_baggage;

	atomic_store(&cx->destroy_stage, LWS__DESTROY_FINAL);
	lws__context_undo(cx);
	free(baggage);
	if (pcontext)
		*pcontext = NULL;
}

void
lws_context_destroy(struct lws_context *context)
{
	struct lws_context *cx = context;
	uint8_t not_yet = LWS__DESTROY_NOT;

	if (!cx || cx->in_destroy)
		return;
	if (atomic_compare_exchange_strong(&cx->destroy_stage, &not_yet,
					   LWS__DESTROY_ASKED))
		lws__system_state_destroying(cx);
	if (anybody_inside(cx)) {
		lwsl_cx_info(cx, "destroy waits until the service returns");
		for (unsigned int n = 0; n < cx->count_threads; n++)
			lws__pt_wake(&cx->pts[n]);
		return;
	}
	cx->in_destroy = 1;
	for (unsigned int n = 0; n < cx->count_threads; n++)
		cx->pts[n].in_batch = 0; /* nobody comes to end it */
	lws__context_turn_all(cx);
	atomic_store(&cx->destroy_stage, LWS__DESTROY_CLOSING);
	finish(cx);
}

/* ---- deprecation: another process takes over ---------------------------- */

/*
 * Closes the listeners, then calls cb.  When the last connection has gone the
 * service functions answer as if the context had been destroyed.
 */
void
lws_context_deprecate(struct lws_context *context, lws_reload_func cb)
{
	if (context->deprecated)
		return;
	context->deprecated = 1;
	lws__context_turn_all(context);
	if (cb)
		(void)cb();
}
