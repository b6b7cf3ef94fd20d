/* SPDX-License-Identifier: MIT */
/*
 * The one way to die.  Steps, in order; each may say "wait", and the next call
 * goes on from there:
 *
 *   children   they go first, at once
 *   error      a client that was not established: CLIENT_CONNECTION_ERROR
 *   drain      what was accepted for sending leaves
 *   drop       the protocol's drop callback
 *   goodbye    the role takes its leave (ws CLOSE and its answer)
 *   linger     shut the write side, wait for the peer's end
 *   finish     fd out of the loop, closed-type callback, CHILD_CLOSING,
 *              WSI_DESTROY, fd closed, onto the list of the dead
 *
 * Killing skips the waits, never a callback.
 */

#include "core/built-in.h"
#include "core/conn.h"
#include "core/loop.h"
#include "core/mux.h"
#include "core/role.h"
#include "core/stage.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	FLUSH_SECS = 5, /* without one unsent byte of a closing wsi leaving */
};

/* a UDP socket whose peer is being looked up is one for so long */
static bool
is_failed_client(const struct lws *wsi)
{
	return (wsi->is_client || wsi->phase == LWS_PHASE_RESOLVING) &&
	       !wsi->was_established && !wsi->error_is_closed;
}

void
lws__client_error(struct lws *wsi, const char *format, ...)
{
	struct lws__wsi_rare *rare;
	va_list ap;

	if (!is_failed_client(wsi))
		return;
	rare = lws__wsi_rare(wsi);
	if (!rare || rare->error[0])
		return; /* the first cause is the cause */
	va_start(ap, format);
	vsnprintf(rare->error, sizeof(rare->error), format, ap);
	va_end(ap);
	if (wsi->cx->destroy_stage == LWS__DESTROY_NOT)
		lwsl_wsi_notice(wsi, "client connection failed: %s",
				rare->error);
}

static void
tell_client_error(struct lws *wsi)
{
	char *text = wsi->rare && wsi->rare->error[0] ? wsi->rare->error : NULL;

	if (!is_failed_client(wsi) || wsi->told_error)
		return;
	wsi->told_error = 1;
	if (wsi->rare && wsi->rare->pwsi)
		*wsi->rare->pwsi = NULL;
	if (wsi->in_connect_call)
		return; /* the NULL return says it */
	lws__user_cb(wsi, LWS_CALLBACK_CLIENT_CONNECTION_ERROR, text,
		     text ? strlen(text) : 0);
}

static void
close_children(struct lws *wsi)
{
	while (wsi->rare && wsi->rare->child_list) {
		struct lws *child = wsi->rare->child_list;

		/* one that awaits its answer ends as if it had been killed */
		if (child->is_client && child->phase == LWS_PHASE_UNESTABLISHED)
			child->error_is_closed = 1;
		lws__client_error(child, "parent closed");
		lws__wsi_close(child, LWS_CLOSE_NOW, "parent closes");
		if (wsi->rare->child_list == child)
			lws__wsi_parent_leave(child);
	}
}

static void
drain_begins(struct lws *wsi)
{
	lws__wsi_phase_set(wsi, LWS_PHASE_DRAINING);
	lws__wsi_timeout_secs(wsi, PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE,
			      FLUSH_SECS);
}

void
lws__wsi_drains_on(struct lws *wsi)
{
	if (wsi->phase == LWS_PHASE_DRAINING && !wsi->kill_async &&
	    wsi->timeout_reason == PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE)
		lws__wsi_timeout_secs(wsi,
				      PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE,
				      FLUSH_SECS);
}

/* true: what a stream sent waits for credit; the mux says when it has left */
static bool
must_drain_stream(struct lws *wsi)
{
	if (wsi->conn->tx_failed || !lws__mux_of(wsi)->unsent(wsi))
		return false;
	drain_begins(wsi);

	return true;
}

/* what follows at once is the end of our side: both may be one packet */
static void
flush_the_last(struct lws_conn *conn)
{
	if (conn->pt->cork_conn != conn)
		return;
	conn->tx_more = !conn->wsi->role->goodbye;
	lws__cork_flush(conn->pt);
	conn->tx_more = 0;
}

/* true: wait until what was accepted for sending has left */
static bool
must_drain(struct lws *wsi)
{
	struct lws_conn *conn = wsi->conn;

	if (wsi->mux_stream)
		return must_drain_stream(wsi);
	flush_the_last(conn);
	lws__conn_settle(conn);
	if (!conn->txq || conn->tx_failed || conn->fd == LWS_SOCK_INVALID)
		return false;
	drain_begins(wsi);
	lws__conn_want(conn, LWS_POLLIN, LWS_POLLOUT);

	return true;
}

static void
drop_protocol(struct lws *wsi, const char *why)
{
	if (wsi->dropped)
		return;
	wsi->dropped = 1;
	lws__wsi_unbind_protocol(wsi, why);
}

/* true: the role waits for the peer's answer */
static bool
must_say_goodbye(struct lws *wsi)
{
	if (!wsi->role->goodbye || !wsi->was_established ||
	    wsi->role->goodbye(wsi) == LWS_GOODBYE_DONE)
		return false;
	if (wsi->phase == LWS_PHASE_CLOSED)
		return true;
	lws__wsi_phase_set(wsi, LWS_PHASE_GOODBYE);

	return true;
}

/* end our side; the TLS way first, as far as it goes without waiting.  The
 * transport's end follows at once */
static void
shut_write_side(struct lws_conn *conn)
{
	const struct lws_stage_ops *top;

	if (!conn->stage_count || conn->stage_at < conn->stage_count)
		return;
	top = conn->stages[conn->stage_count - 1];
	conn->tx_more = 1;
	if (top->shutdown)
		(void)top->shutdown(conn);
	conn->tx_more = 0;
}

int
lws__conn_end_tx(struct lws_conn *conn)
{
	(void)lws__conn_has_unsent(conn);
	shut_write_side(conn);

	return lws__plat_shutdown((int)conn->fd, SHUT_WR);
}

static bool
must_linger(struct lws *wsi)
{
	struct lws_conn *conn = wsi->conn;
	const struct lws_stage_ops *top;

	if (wsi->phase == LWS_PHASE_LINGER)
		return true;
	if (!wsi->role->lingers || wsi->is_client || wsi->mux_stream ||
	    conn->saw_eof ||
	    (conn->says_no_more && !conn->rxq && conn->stage_count == 1) ||
	    conn->is_file || conn->is_udp || !conn->in_fds ||
	    conn->stage_at < conn->stage_count || !conn->stage_count)
		return false;
	shut_write_side(conn);
	if (lws__plat_shutdown(conn->fd, SHUT_WR))
		return false; /* the peer is gone already */
	lws__wsi_phase_set(wsi, LWS_PHASE_LINGER);
	lws_buflist_destroy_all_segments(&conn->rxq);
	conn->rxq_len = 0;
	conn->rx_off = 0;
	lws__conn_want(conn, LWS_POLLOUT, LWS_POLLIN);
	top = conn->stages[conn->stage_count - 1];
	if (top->pending && top->pending(conn))
		lws__conn_pend(conn, true, false);
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_SHUTDOWN_FLUSH,
			      wsi->cx->timeout_secs);

	return true;
}

static void
tell_closed(struct lws *wsi)
{
	int reason = wsi->role->tell_closed[lws__wsi_side(wsi)];

	if (wsi->role->closed_reason)
		reason = wsi->role->closed_reason(wsi);
	if (reason <= 0 || wsi->quiet_close || wsi->told_error ||
	    wsi->closed_told)
		return;
	wsi->closed_told = 1;
	lws__user_cb(wsi, (enum lws_callback_reasons)reason, NULL, 0);
}

static void
tell_parent(struct lws *child)
{
	struct lws *parent = child->rare ? child->rare->parent : NULL;

	if (!parent)
		return;
	if (parent->protocol && parent->protocol->callback)
		parent->protocol->callback(child, LWS_CALLBACK_CHILD_CLOSING,
					   parent->user, child, 0);
	lws__wsi_parent_leave(child);
}

/* the fd number stays readable in the callbacks, but raises no event */
static lws_sockfd_type
leave_loop(struct lws_conn *conn)
{
	lws_sockfd_type fd = conn->fd;

	if (fd == LWS_SOCK_INVALID)
		return fd;
	lws__conn_take_fd(conn);
	conn->fd = fd;

	return fd;
}

/* work in other threads that was for it */
static void
tell_tasks(struct lws *wsi)
{
	if (!wsi->rare || !wsi->rare->has_tasks)
		return;
	for (int n = 0; lws__built_in_services[n]; n++)
		if (lws__built_in_services[n]->wsi_closing)
			lws__built_in_services[n]->wsi_closing(wsi);
}

static void
finish(struct lws *wsi, enum lws_close_how how)
{
	const struct lws_event_loop_ops *ops = wsi->cx->loop->ops;
	struct lws_conn *conn = wsi->conn;
	bool ours = conn->wsi == wsi;
	lws_sockfd_type fd = LWS_SOCK_INVALID;

	if (wsi->mux_stream) {
		lws__mux_of(wsi)->leave(wsi, how);
		lws__mux_stream_leave(wsi);
	}
	if (ours && how == LWS_CLOSE_POLITE && !conn->tx_failed)
		shut_write_side(conn);
	lws__wsi_phase_set(wsi, LWS_PHASE_CLOSED);
	wsi->timeout_us = wsi->timer_us = wsi->validity_us = 0;
	lws_sul_cancel(&wsi->sul);
	if (ours && wsi->is_client && conn->connect && conn->connect->leave)
		conn->connect->leave(conn);
	if (ours)
		fd = leave_loop(conn);
	tell_closed(wsi);
	tell_parent(wsi);
	tell_tasks(wsi);
	lws__user_cb_p0(wsi, LWS_CALLBACK_WSI_DESTROY, NULL, 0);
	lws_dll2_remove(&wsi->same_protocol);
	if (ours && wsi->is_client && conn->connect && conn->connect->closed)
		conn->connect->closed(conn);
	if (wsi->mux_stream && wsi->is_client)
		lws__mux_of(wsi)->told(wsi);

	if (ours && ops->wsi_logical_close && ops->wsi_logical_close(wsi))
		return; /* the event library frees it when it has let go */
	if (ours && fd != LWS_SOCK_INVALID) {
		conn->fd = LWS_SOCK_INVALID;
		lws__conn_reset(conn);
		lws__plat_close(fd);
	}
	if (ours && ops->destroy_wsi)
		ops->destroy_wsi(wsi);
	lws_dll2_add_tail(&wsi->same_protocol, &conn->pt->reap);
}

/*
 * A server's connection that never shook hands was no connection yet: its life
 * is WSI_CREATE to WSI_DESTROY, however it ends.  A protocol that was bound
 * hears of it.
 */
static bool
was_nothing_yet(const struct lws *wsi)
{
	return wsi->phase == LWS_PHASE_HANDSHAKE && !wsi->is_client &&
	       !wsi->is_bound;
}

static void
close_steps(struct lws *wsi, enum lws_close_how how, const char *why)
{
	if (was_nothing_yet(wsi))
		wsi->quiet_close = 1;
	close_children(wsi);
	lws__mux_close_streams(wsi, how);
	tell_client_error(wsi);
	if (wsi->told_error)
		how = LWS_CLOSE_PEER_GONE;
	if (wsi->phase == LWS_PHASE_CLOSED)
		return; /* the callback killed it */
	if (how == LWS_CLOSE_POLITE && must_drain(wsi))
		return;
	drop_protocol(wsi, why);
	if (how == LWS_CLOSE_POLITE &&
	    (must_say_goodbye(wsi) || must_drain(wsi)))
		return;
	if (wsi->phase == LWS_PHASE_CLOSED)
		return;
	if (how == LWS_CLOSE_POLITE && must_linger(wsi))
		return;
	finish(wsi, how);
}

void
lws__wsi_close(struct lws *wsi, enum lws_close_how how, const char *why)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);

	if (wsi->phase == LWS_PHASE_CLOSED)
		return;
	lwsl_wsi_debug(wsi, "close in phase %s: %s",
		       lws__phase_name((enum lws_phase)wsi->phase), why);
	lws__turn_begin(pt);
	close_steps(wsi, how, why);
	lws__turn_end(pt);
}

void
lws__pt_reap(struct lws_context_per_thread *pt)
{
	/* so that no dead conn stays on the list of other threads' wishes */
	lws__pt_serve_remote(pt);
	while (pt->reap.head) {
		struct lws *wsi = lws_container_of(pt->reap.head, struct lws,
						   same_protocol);

		lws_dll2_remove(&wsi->same_protocol);
		lws__wsi_free(&wsi);
	}
}

void
lws__turn_begin(struct lws_context_per_thread *pt)
{
	unsigned int depth = pt->depth;

	atomic_store_explicit(&pt->depth, depth + 1, memory_order_relaxed);
	if (!depth && !pt->in_batch)
		pt->turns++;
}

static void
whole_turn_over(struct lws_context_per_thread *pt)
{
	if (pt->reap.head) {
		lws__pt_reap(pt);
		lws__pt_end_if_alone(pt);
	}
	if (pt->loop_asks && pt->changed.head)
		lws__foreign_tell_changes(pt);
	if (pt->turn_over)
		pt->turn_over(pt);
	if (pt->cx->loop->turn_over)
		pt->cx->loop->turn_over(pt);
}

void
lws__turn_end(struct lws_context_per_thread *pt)
{
	if (pt->depth == 1) {
		lws__pt_close_dying(pt);
		if (!pt->in_batch)
			whole_turn_over(pt);
	}
	atomic_store_explicit(&pt->depth, pt->depth - 1, memory_order_relaxed);
}

/* ---- the public doors ---------------------------------------------------- */

void
lws_close_free_wsi(struct lws *wsi, enum lws_close_status reason,
		   const char *caller)
{
	lws__wsi_close(wsi,
		       reason == LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY
			       ? LWS_CLOSE_NOW
			       : LWS_CLOSE_POLITE,
		       caller ? caller : "asked");
}

void
__lws_close_free_wsi_final(struct lws *wsi)
{
	struct lws_conn *conn = wsi->conn;

	if (conn->wsi == wsi && conn->fd != LWS_SOCK_INVALID) {
		lws_sockfd_type fd = conn->fd;

		conn->fd = LWS_SOCK_INVALID;
		lws__conn_reset(conn);
		lws__plat_close(fd);
	}
	lws__wsi_free(&wsi);
}
