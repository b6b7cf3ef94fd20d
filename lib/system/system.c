/* SPDX-License-Identifier: MIT */
/*
 * The service that makes and ends what lws-system.h offers of a context.
 */

#include "system/system.h"

/* the way from COLLECTING_STDIN is free when the input has ended */
static int
stdin_notify(struct lws_state_manager *mgr, struct lws_state_notify_link *link,
	     int current, int target)
{
	struct lws__system *sys =
		lws_container_of(link, struct lws__system, stdin_link);

	(void)mgr;
	if (current != LWS_SYSTATE_COLLECTING_STDIN || target == current ||
	    target == LWS_SYSTATE_CONTEXT_DESTROYING)
		return 0;

	return lws__stdin_collect(sys);
}

static int
system_init(struct lws_context *cx,
	    const struct lws_context_creation_info *info)
{
	struct lws__system *sys = lws__zalloc(sizeof(*sys), "system");

	(void)info;
	if (!sys)
		return 1;
	sys->cx = cx;
	if (lws__attach_init(sys)) {
		lws__free(sys);
		return 1;
	}
	sys->stdin_link.name = "stdin";
	sys->stdin_link.notify_cb = stdin_notify;
	if (cx->state.state_names)
		lws_dll2_add_tail(&sys->stdin_link.list,
				  &cx->state.notify_list);
	cx->system = sys;

	return 0;
}

static void
system_destroy(struct lws_context *cx)
{
	struct lws__system *sys = cx->system;

	if (!sys)
		return;
	lws_sul_cancel(&sys->sul_cpd);
	lws_dll2_remove(&sys->stdin_link.list);
	lws__stdin_destroy(sys);
	lws__attach_destroy(sys);
	for (int n = 0; n < (int)LWS_SYSBLOB_TYPE_COUNT; n++)
		lws_system_blob_destroy(&sys->blobs[n]);
	lws__free(sys);
	cx->system = NULL;
}

static void
system_woken(struct lws_context_per_thread *pt)
{
	if (pt->cx->system)
		lws__attach_woken(pt->cx->system, pt);
}

const struct lws__service_module lws__service_system = {
	.name = "system",
	.context_init = system_init,
	.context_destroy = system_destroy,
	.woken = system_woken,
};
