/* SPDX-License-Identifier: MIT */
/*
 * What the files that make and end contexts and vhosts share.
 *
 * A step of creation is a pair: init answers nonzero after it has logged why;
 * undo then is called for it and for every step before it, so undo accepts
 * what was half made or never made.
 */

#ifndef LWS_CORE_CONTEXT_H
#define LWS_CORE_CONTEXT_H

#include "core/core.h"

/* undoes the steps that were done, last first, and frees cx */
void lws__context_undo(struct lws_context *cx);
/* context-destroy.c: the end of all vhosts, nobody being inside a turn */
void lws__context_vhosts_undo(struct lws_context *cx);

/* ---- context-loop.c: which event loop, and its threads ------------------ */

int lws__context_loop_select(struct lws_context *cx,
			     const struct lws_context_creation_info *info);
void lws__context_loop_deselect(struct lws_context *cx);
int lws__context_threads_init(struct lws_context *cx,
			      const struct lws_context_creation_info *info);
void lws__context_threads_undo(struct lws_context *cx);
int lws__context_loops_init(struct lws_context *cx,
			    const struct lws_context_creation_info *info);
void lws__context_loops_undo(struct lws_context *cx);

/* ---- context-parts.c: TLS, plugins, service modules --------------------- */

int lws__context_tls_init(struct lws_context *cx,
			  const struct lws_context_creation_info *info);
void lws__context_tls_undo(struct lws_context *cx);
int lws__context_plugins_init(struct lws_context *cx,
			      const struct lws_context_creation_info *info);
void lws__context_plugins_undo(struct lws_context *cx);
int lws__context_services_init(struct lws_context *cx,
			       const struct lws_context_creation_info *info);
void lws__context_services_undo(struct lws_context *cx);

/* ---- privileges.c, or no-privileges.c ----------------------------------- */

/* a typing error in a user's name must not wait until it is too late */
int lws__context_privileges_check(struct lws_context *cx,
				  const struct lws_context_creation_info *info);
/* nonzero: the process must not go on.  Nothing when it was done already */
int lws__context_privileges_drop(struct lws_context *cx);

/* ---- system-state.c, or no-system-state.c ------------------------------- */

int lws__system_state_init(struct lws_context *cx,
			   const struct lws_context_creation_info *info);
void lws__system_state_undo(struct lws_context *cx);
/* CONTEXT_CREATED; the rest of the way starts with the first turn */
int lws__system_state_start(struct lws_context *cx,
			    const struct lws_context_creation_info *info);
void lws__system_state_destroying(struct lws_context *cx);
/* what held a state is over: on, in the next turn */
void lws__system_state_go_on(struct lws_context *cx);

/* ---- vhost-proxy.c ------------------------------------------------------ */

/* from the info, else from the environment; nonzero: it makes no sense */
int lws__vhost_proxies_init(struct lws_vhost *vh,
			    const struct lws_context_creation_info *info);
/* those that another one has; nonzero: no memory */
int lws__vhost_proxies_copy(struct lws_vhost *vh, const struct lws_vhost *from);

/* ---- vhost.c ------------------------------------------------------------ */

/* frees what a vhost owns of memory, and vh */
void lws__vhost_free(struct lws_vhost **pvh);

/* ---- vhost-protocols.c: the protocol table of a vhost ------------------- */

int lws__vhost_protocols_create(struct lws_vhost *vh,
				const struct lws_context_creation_info *info);
void lws__vhost_protocols_free(struct lws_vhost *vh);

/* ---- vhost-destroy.c ---------------------------------------------------- */

/* leaves the list of the living; its wsi are closed by lws__pt_close_dying() */
void lws__vhost_retire(struct lws_vhost *vh);
/* each thread that nobody else is in does a turn, the others are woken */
void lws__context_turn_all(struct lws_context *cx);

#endif
