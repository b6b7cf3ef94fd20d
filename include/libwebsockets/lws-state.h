/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_STATE_H)
#define LIBWEBSOCKETS_LWS_STATE_H

/**
 * \defgroup state State managers
 * A state manager moves through numbered states.  Links that registered with
 * it
 * are asked before each move and may say "not yet"; when nobody does, the
 * state
 * changes and they are told.
 * @{
 */

struct lws_state_manager;
struct lws_state_notify_link;

typedef struct lws_state_notify_link lws_state_notify_link_t;
typedef struct lws_state_manager lws_state_manager_t;

/**
 * current != target: nonzero = not yet, try again later. current == target: it
 * has changed; the answer is ignored.
 */
typedef int (*lws_state_notify_t)(struct lws_state_manager *mgr,
				  struct lws_state_notify_link *link,
				  int current, int target);

/** somebody who wants to be asked */
struct lws_state_notify_link {
	/** the library's */
	lws_dll2_t list;
	/** who is asked */
	lws_state_notify_t notify_cb;
	/** borrowed; said in logs */
	const char *name;
};

/** what has states */
struct lws_state_manager {
	/** of lws_state_notify_link, the most recent first */
	lws_dll2_owner_t notify_list;
	/** NULL, or where changes are announced */
	struct lws_context *context;
	/** what has the state; yours */
	void *parent;
	/** the SMD class changes are announced on, 0: none */
	lws_smd_class_t smd_class;
	/** borrowed array of names by state, or NULL */
	const char **state_names;
	/** borrowed; said in logs */
	const char *name;
	/** current state */
	int state;
};

#if defined(LWS_WITH_SYS_STATE)
/**
 * lws_state_reg_notifier() - ask this link about moves, before those that
 * registered earlier
 *
 * \param mgr: borrowed
 * \param nl: borrowed until deregistered
 *
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_state_reg_notifier(lws_state_manager_t *mgr, lws_state_notify_link_t *nl);

/**
 * lws_state_reg_deregister() - ask it no more
 *
 * \param nl: borrowed; harmless if not registered
 *
 * Call from: service thread; not from its own callback
 */
LWS_VISIBLE LWS_EXTERN void
lws_state_reg_deregister(lws_state_notify_link_t *nl);

/**
 * lws_state_reg_notifier_list() - register several
 *
 * \param mgr: borrowed
 * \param nl: NULL, or borrowed array that ends in NULL
 *
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_state_reg_notifier_list(lws_state_manager_t *mgr,
			    lws_state_notify_link_t *const *nl);

/**
 * lws_state_transition_steps() - move state by state towards target, as far as
 * the links let it
 *
 * \param mgr: borrowed
 * \param target: at or below the current state: nothing happens
 *
 * Returns 0 if it got there, 1 if a link said not yet.
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_state_transition_steps(lws_state_manager_t *mgr, int target);

/**
 * lws_state_transition() - move to target at once
 *
 * \param mgr: borrowed
 * \param target: any other state
 *
 * Returns 0 if it moved, 1 if a link said not yet.
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_state_transition(lws_state_manager_t *mgr, int target);

#endif

/** @} */

#endif
