/* SPDX-License-Identifier: MIT */
/*
 * state: a state that others have a say in.
 *
 *   move wanted -> each link is asked (current != target)   any may say no
 *               -> the state changes, it is announced
 *               -> each link is told (current == target)
 *
 * The newest link comes first.  A link that says no does what it must and calls
 * for the same move again later.  Links may start moves from inside their
 * callback: if the state has moved when the last one agreed, what they agreed
 * to is void and the newer move stands.
 */

#include "core/state.h"

static void
state_announce_nowhere(lws_state_manager_t *mgr, const char *name)
{
	(void)mgr;
	(void)name;
}

static lws__state_announce_fn state_announce = state_announce_nowhere;

void
lws__state_set_announce(lws__state_announce_fn announce)
{
	state_announce = announce ? announce : state_announce_nowhere;
}

static const char *
state_name(const lws_state_manager_t *mgr, int state)
{
	return mgr->state_names && state >= 0 ? mgr->state_names[state] : "?";
}

void
lws_state_reg_notifier(lws_state_manager_t *mgr, lws_state_notify_link_t *nl)
{
	lws_dll2_add_head(&nl->list, &mgr->notify_list);
}

void
lws_state_reg_deregister(lws_state_notify_link_t *nl)
{
	lws_dll2_remove(&nl->list);
}

/* nl: an array that ends in NULL, or NULL */
void
lws_state_reg_notifier_list(lws_state_manager_t *mgr,
			    lws_state_notify_link_t *const *nl)
{
	for (; nl && *nl; nl++)
		lws_state_reg_notifier(mgr, *nl);
}

/* what a round of calls to all links is about */
struct state_call {
	lws_state_manager_t *mgr;
	int current;
	int target;
};

static int
state_call_link(struct lws_dll2 *d, void *user)
{
	struct state_call *call = user;
	lws_state_notify_link_t *link =
		lws_container_of(d, lws_state_notify_link_t, list);

	if (!link->notify_cb(call->mgr, link, call->current, call->target))
		return 0;

	if (call->current != call->target)
		lwsl_info("%s: %s: not yet %s, says %s\n", call->mgr->name,
			  state_name(call->mgr, call->current),
			  state_name(call->mgr, call->target), link->name);

	/* who is told has nothing to refuse: the others are told as well */
	return call->current != call->target;
}

/* 0: the state is target now; nonzero: somebody said no, nothing changed */
int
lws_state_transition(lws_state_manager_t *mgr, int target)
{
	struct state_call call = {mgr, mgr->state, target};

	if (mgr->state == target)
		return 0;
	if (lws_dll2_foreach_safe(&mgr->notify_list, &call, state_call_link))
		return 1;
	if (mgr->state != call.current)
		return mgr->state != target;

	lwsl_debug("%s: %s -> %s\n", mgr->name, state_name(mgr, mgr->state),
		   state_name(mgr, target));
	mgr->state = target;
	state_announce(mgr, state_name(mgr, target));

	call.current = target;
	lws_dll2_foreach_safe(&mgr->notify_list, &call, state_call_link);

	return 0;
}

/* one state after the other, up to target or the first no (then nonzero) */
int
lws_state_transition_steps(lws_state_manager_t *mgr, int target)
{
	while (mgr->state < target) {
		int was = mgr->state;

		if (lws_state_transition(mgr, was + 1) && mgr->state == was)
			return 1;
	}

	return 0;
}
