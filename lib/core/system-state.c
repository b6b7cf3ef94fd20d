/* SPDX-License-Identifier: MIT */
/*
 * The state of the system around a context: from CONTEXT_CREATED, where
 * lws_create_context() leaves it, to OPERATIONAL, one step after the other as
 * far as the registered links allow.  The way starts with the first turn of
 * the loop, so that the application has the context in hand by then.
 */

#include "core/context.h"

/* without the prefix; indexed by lws_system_states_t */
static const char *state_names[] = {
	"UNKNOWN",
	"CONTEXT_CREATED",
	"INITIALIZED",
	"COLLECTING_STDIN",
	"IFACE_COLDPLUG",
	"DHCP",
	"CPD_PRE_TIME",
	"TIME_VALID",
	"CPD_POST_TIME",
	"POLICY_VALID",
	"REGISTERED",
	"AUTH1",
	"AUTH2",
	"ONE_TIME_UPDATES",
	"OPERATIONAL",
	"POLICY_INVALID",
	"CONTEXT_DESTROYING",
	"AWAITING_MODAL_UPDATING",
	"MODAL_UPDATING",
};

_Static_assert(LWS_ARRAY_SIZE(state_names) == LWS_SYSTATE_MODAL_UPDATING + 1,
	       "a state has no name");

static int
protocols_notify(struct lws_state_manager *mgr,
		 struct lws_state_notify_link *link, int current, int target)
{
	(void)link;
	if (current == LWS_SYSTATE_POLICY_VALID && target == current)
		(void)lws__protocols_init(mgr->context);

	return 0;
}

static void
advance(lws_sorted_usec_list_t *sul)
{
	struct lws_context *cx =
		lws_container_of(sul, struct lws_context, sul_system_state);

	if (atomic_load(&cx->destroy_stage))
		return;
	if (!lws_check_opt(cx->options, LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES))
		(void)lws_state_transition_steps(&cx->state,
						 LWS_SYSTATE_OPERATIONAL);
	lws_cancel_service(cx);
}

int
lws__system_state_init(struct lws_context *cx,
		       const struct lws_context_creation_info *info)
{
	cx->state.context = cx;
	cx->state.name = "system";
	cx->state.state_names = state_names;
	cx->state.state = LWS_SYSTATE_UNKNOWN;
	cx->protocols_notify.name = "protocols";
	cx->protocols_notify.notify_cb = protocols_notify;
	lws_state_reg_notifier(&cx->state, &cx->protocols_notify);
	if (info->register_notifier_list)
		lws_state_reg_notifier_list(&cx->state,
					    info->register_notifier_list);

	return 0;
}

/* the links are the application's: they may be registered again later */
void
lws__system_state_undo(struct lws_context *cx)
{
	lws_sul_cancel(&cx->sul_system_state);
	while (cx->state.notify_list.head)
		lws_dll2_remove(cx->state.notify_list.head);
}

int
lws__system_state_start(struct lws_context *cx,
			const struct lws_context_creation_info *info)
{
	(void)info;
	(void)lws_state_transition(&cx->state, LWS_SYSTATE_CONTEXT_CREATED);
	lws_sul_schedule(cx, 0, &cx->sul_system_state, advance, 1);
	lws_cancel_service(cx);

	return 0;
}

void
lws__system_state_go_on(struct lws_context *cx)
{
	lws_sul_schedule(cx, 0, &cx->sul_system_state, advance, 1);
}

void
lws__system_state_destroying(struct lws_context *cx)
{
	(void)lws_state_transition(&cx->state, LWS_SYSTATE_CONTEXT_DESTROYING);
}

lws_state_manager_t *
lws_system_get_state_manager(struct lws_context *context)
{
	return &context->state;
}

struct lws_context *
lws_system_context_from_system_mgr(lws_state_manager_t *mgr)
{
	return mgr->context;
}
