/* SPDX-License-Identifier: MIT */
/*
 * A build without system states: the first turn only initialises protocols.
 */

#include "core/context.h"

static void
advance(lws_sorted_usec_list_t *sul)
{
	struct lws_context *cx =
		lws_container_of(sul, struct lws_context, sul_system_state);

	if (atomic_load(&cx->destroy_stage))
		return;
	(void)lws__protocols_init(cx);
	lws_cancel_service(cx);
}

int
lws__system_state_init(struct lws_context *cx,
		       const struct lws_context_creation_info *info)
{
	if (info->register_notifier_list)
		lwsl_cx_warn(cx, "register_notifier_list: this build has no "
				 "system states");

	return 0;
}

void
lws__system_state_undo(struct lws_context *cx)
{
	lws_sul_cancel(&cx->sul_system_state);
}

int
lws__system_state_start(struct lws_context *cx,
			const struct lws_context_creation_info *info)
{
	(void)info;
	lws_sul_schedule(cx, 0, &cx->sul_system_state, advance, 1);
	lws_cancel_service(cx);

	return 0;
}

void
lws__system_state_destroying(struct lws_context *cx)
{
	(void)cx;
}

void
lws__system_state_go_on(struct lws_context *cx)
{
	(void)cx;
}
