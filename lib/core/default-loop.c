/* SPDX-License-Identifier: MIT */
/*
 * The loop that most programs write: serve until told to stop, then destroy.
 */

#include "core/core.h"

void
lws_context_default_loop_run_destroy(struct lws_context *cx)
{
	while (!atomic_load(&cx->loop_exit_asked) && lws_service(cx, 0) >= 0)
		;
	lws_context_destroy(cx);
}

/* any thread, and signal handlers */
void
lws_default_loop_exit(struct lws_context *cx)
{
	if (!cx)
		return;
	atomic_store(&cx->loop_exit_asked, true);
	lws_cancel_service(cx);
}
