/* SPDX-License-Identifier: MIT */
/*
 * What the files of core/ share among themselves.
 */

#ifndef LWS_CORE_CONN_H
#define LWS_CORE_CONN_H

#include "core/core.h"

/* may a shortcut be taken?  Builds that must be small go the long way */
#if defined(__OPTIMIZE_SIZE__)
#define lws__quick(x) false
#else
#define lws__quick(x) lws__likely(x)
#endif

/* one run of unsent bytes */
struct lws__txq_seg {
	struct lws__txq_seg *next;
	size_t at;   /* sent up to here */
	size_t len;  /* filled up to here */
	size_t room; /* bytes in data */
	uint8_t data[];
};

/* ---- fds.c: fd number -> conn, in pages made on use ---- */

/* nonzero: out of memory */
int lws__fds_insert(struct lws__fds *fds, struct lws_conn *conn);
void lws__fds_remove(struct lws__fds *fds, struct lws_conn *conn);
void lws__fds_destroy(struct lws__fds *fds);

/* ---- txq.c ---- */

/* all parts go into one segment behind what waits; nonzero: no memory */
int
lws__txq_append(struct lws_conn *conn, const struct iovec *parts, int count);
void lws__txq_clear(struct lws_conn *conn);
/* the stage would not take more: wait for what it named */
void lws__tx_wait(struct lws_conn *conn, enum lws_step step);
/* all is lost, and closed in the next turn; -1 */
int lws__tx_fail(struct lws_conn *conn);

/* ---- held-back.c, or no-held-back.c ---- */

/* what is in the cork, and what a stage holds back, is sent or in the txq */
void lws__conn_settle(struct lws_conn *conn);

/* ---- txq-datagram.c, or no-datagram.c ---- */

extern const bool lws__has_datagrams;

/* as lws__conn_send(), as one datagram, also an empty one */
int lws__datagram_send(struct lws_conn *conn, const uint8_t *p, size_t len);
enum lws_step lws__datagram_drain(struct lws_conn *conn);

/* ---- conn-service.c ---- */

void lws__conn_service_pending(struct lws_conn *conn);

/* ---- conn.c ---- */

/* read or write failed */
void lws__conn_lost(struct lws_conn *conn, bool in_reading);
/* what a handler answered, and what became of the conn meanwhile */
void lws__conn_verdict(struct lws_conn *conn, enum lws_verdict v);
void lws__conn_pend(struct lws_conn *conn, bool in, bool out);

/* ---- foreign-loop.c: what a loop of others is told ---- */

/* an fd is new; nonzero: it is refused.  Our own loops know already */
int lws__foreign_watch(struct lws_conn *conn);
/* what it waits for now, if that differs from what was told last */
void lws__foreign_tell(struct lws_conn *conn);
/* the same for all that changed in this turn */
void lws__foreign_tell_changes(struct lws_context_per_thread *pt);

/* ---- wsi.c ---- */

void lws__wsi_free(struct lws **pwsi);

/* ---- wsi-tree.c ---- */

void lws__wsi_parent_leave(struct lws *child);

/* ---- role.c ---- */

/* of a wsi that has no role yet */
extern const struct lws_role_ops lws__role_none;

/* ---- write.c ---- */

void lws__pt_serve_remote(struct lws_context_per_thread *pt);

/* ---- timeout.c ---- */

void lws__wsi_timer_update(struct lws *wsi);

/* ---- validity.c ---- */

void lws__validity_due(struct lws *wsi);

/* ---- external-poll.c, or no-external-poll.c ---- */

/* nonzero: the application refused */
int lws__external_poll_add(struct lws_conn *conn);
void lws__external_poll_del(struct lws_conn *conn);
void lws__external_poll_change(struct lws_conn *conn, int prev_events);

#endif
