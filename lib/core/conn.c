/* SPDX-License-Identifier: MIT */
/*
 * A connection: its fd and its stages.  Events on it: conn-service.c.
 *
 * Handlers answer with a verdict; lws__conn_verdict() acts on it.
 */

#include "core/conn.h"
#include "core/peer-front.h"
#include "core/loop.h"
#include "core/mux.h"
#include "core/role.h"
#include "core/stage.h"

#include <string.h>

/* ---- fd and interest ----------------------------------------------------- */

int
lws__conn_set_fd(struct lws_conn *conn, lws_sockfd_type fd)
{
	const struct lws__loop *loop = conn->pt->cx->loop;

	conn->fd = fd;
	if (lws__fds_insert(&conn->pt->fds, conn))
		goto out;
	if (loop->add && loop->add(conn))
		goto out;
	conn->loop_added = 1;
	if (conn->want)
		lws__links_add_tail(&conn->pt->changed, &conn->changed);
	if (lws__foreign_watch(conn))
		goto out;
	lws__foreign_tell(conn);
	if (lws__external_poll_add(conn))
		goto out;

	return 0;
out:
	lws__conn_take_fd(conn);

	return 1;
}

lws_sockfd_type
lws__conn_take_fd(struct lws_conn *conn)
{
	const struct lws__loop *loop = conn->pt->cx->loop;
	lws_sockfd_type fd = conn->fd;

	if (conn->in_fds)
		lws__external_poll_del(conn);
	conn->want = 0;
	if (conn->loop_added)
		lws__foreign_tell(conn);
	if (conn->loop_added && loop->remove)
		loop->remove(conn);
	conn->loop_added = 0;
	lws__links_remove(&conn->pt->changed, &conn->changed);
	lws__fds_remove(&conn->pt->fds, conn);
	conn->fd = LWS_SOCK_INVALID;
	conn->want = conn->polled = 0;

	return fd;
}

static void
tell_wanted(struct lws_conn *conn, int prev)
{
	if (!lws__link_is_in_list(&conn->changed))
		lws__links_add_tail(&conn->pt->changed, &conn->changed);
	if (!conn->pt->loop_asks || !conn->pt->depth)
		lws__foreign_tell(conn); /* else at the turn's end */
	lws__external_poll_change(conn, prev);
}

LWS__HOT void
lws__conn_want(struct lws_conn *conn, int clear, int set)
{
	int prev = conn->want;

	conn->want = (uint8_t)((conn->want & ~clear) | set);
	if (conn->want != prev && conn->in_fds)
		tell_wanted(conn, prev);
}

void
lws__conn_rx_interest(struct lws_conn *conn)
{
	bool on = !conn->rx_off && !conn->rxq && !conn->saw_eof;

	if (conn->stage_at < conn->stage_count)
		return; /* the stage says what it waits for */
	if (conn->write_wants_read)
		on = true;
	if (on)
		lws__conn_want(conn, 0, LWS_POLLIN);
	else
		lws__conn_want(conn, LWS_POLLIN, 0);
}

bool
lws__conn_rx_is_off(const struct lws_conn *conn)
{
	return !!conn->rx_off;
}

/* a poll() that is not ours knows nothing of the list */
static LWS__COLD void
wake_waiter(struct lws_context_per_thread *pt)
{
	if (pt->wake_shown && !pt->depth)
		lws__pt_wake(pt);
	lws__foreign_nudge(pt);
}

LWS__HOT void
lws__conn_pend(struct lws_conn *conn, bool in, bool out)
{
	struct lws_context_per_thread *pt = conn->pt;

	conn->pend_in = conn->pend_in || in;
	conn->pend_out = conn->pend_out || out;
	if (!lws__link_is_in_list(&conn->pending))
		lws__links_add_tail(&pt->pending, &conn->pending);
	if (pt->wake_shown || pt->loop_asks)
		wake_waiter(pt);
}

void
lws__conn_retry_rx(struct lws_conn *conn)
{
	if (conn->rxq || conn->saw_eof)
		lws__conn_pend(conn, true, false);
	lws__conn_rx_interest(conn);
}

void
lws__conn_ask_writable(struct lws_conn *conn)
{
	if (conn->stage_at < conn->stage_count || conn->fd == LWS_SOCK_INVALID)
		return; /* the handshake's end asks again */
	if (conn->write_wants_read)
		return; /* so does the drain, when something can be read */
	/*
	 * Nothing unsent, nothing refused: the kernel would say writable at
	 * once, so it need not be asked.  An application that polls by itself
	 * must see the wish in its poll set.
	 */
	if (conn->txq || conn->tx_blocked || conn->pt->external_poll ||
	    conn->is_file || conn->is_udp)
		lws__conn_want(conn, 0, LWS_POLLOUT);
	else
		lws__conn_pend(conn, false, true);
}

/* ---- stages ---------------------------------------------------------------
 */

void
lws__conn_push_stage(struct lws_conn *conn, const struct lws_stage_ops *stage)
{
	if (conn->stage_count < LWS_ARRAY_SIZE(conn->stages))
		conn->stages[conn->stage_count++] = stage;
}

static void
stages_drop(struct lws_conn *conn)
{
	while (conn->stage_count) {
		const struct lws_stage_ops *s =
			conn->stages[--conn->stage_count];

		if (s->destroy)
			s->destroy(conn);
	}
	conn->stage_at = 0;
}

void
lws__conn_reset(struct lws_conn *conn)
{
	lws__txq_clear(conn);
	stages_drop(conn);
	lws_buflist_destroy_all_segments(&conn->rxq);
	conn->rxq_len = 0;
	conn->saw_eof = conn->tx_failed = conn->tx_blocked = 0;
	conn->tx_errno = 0;
	conn->eof_unclean = 0;
	conn->write_wants_read = conn->read_wants_write = 0;
	conn->pend_in = conn->pend_out = 0;
	lws__links_remove(&conn->pt->pending, &conn->pending);
	if (conn->pt->cork_conn == conn) {
		conn->pt->cork_conn = NULL;
		conn->pt->cork_len = 0;
	}
}

void
lws__conn_free(struct lws_conn **pconn)
{
	struct lws_conn *conn = *pconn;

	if (!conn)
		return;
	*pconn = NULL;
	lws__conn_close_fd(conn);
	lws__conn_reset(conn);
	lws__links_remove(&conn->pt->changed, &conn->changed);
	if (conn->is_counted)
		lws__peer_leave(conn);
	else if (conn->connect)
		conn->connect->destroy(conn->connect);
	lws__free(conn);
}

enum lws_step
lws__conn_handshake(struct lws_conn *conn)
{
	while (conn->stage_at < conn->stage_count) {
		const struct lws_stage_ops *s = conn->stages[conn->stage_at];
		enum lws_step step = LWS_STEP_OK;

		if (s->handshake)
			step = s->handshake(conn);
		if (step == LWS_STEP_WANT_READ)
			lws__conn_want(conn, LWS_POLLOUT, LWS_POLLIN);
		else if (step == LWS_STEP_WANT_WRITE)
			lws__conn_want(conn, LWS_POLLIN, LWS_POLLOUT);
		if (step != LWS_STEP_OK)
			return step;
		conn->stage_at++;
	}
	lws__conn_want(conn, LWS_POLLOUT, 0);
	lws__conn_rx_interest(conn);

	return LWS_STEP_OK;
}

/* the ALPN id that both sides agreed on, or know; "": none */
static const char *
agreed_on(const struct lws_conn *conn)
{
	const struct lws__conn_record *record =
		conn->wsi->is_client ? conn->connect : NULL;

	if (record && record->speaks)
		return record->speaks(conn);

	return conn->tls && lws__built_in_tls ? lws__built_in_tls->alpn(conn)
					      : "";
}

/* a role that takes part in ALPN gives way to the one that was agreed on */
static enum lws_verdict
take_negotiated(struct lws *wsi)
{
	const struct lws_role_ops *role;

	if (!wsi->role->alpn)
		return LWS_V_OK;
	role = lws__role_by_alpn(agreed_on(wsi->conn));
	if (!role || role == wsi->role || !role->negotiated)
		return LWS_V_OK;

	return role->negotiated(wsi) == LWS_CLAIM_FAILED ? LWS_V_CLOSE
							 : LWS_V_OK;
}

static enum lws_verdict
role_ready(struct lws *wsi)
{
	return take_negotiated(wsi) == LWS_V_CLOSE ? LWS_V_CLOSE
						   : lws__role_ready(wsi);
}

/* bytes can flow: the role's turn */
static void
conn_ready(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	const struct lws_stage_ops *top;

	if (wsi->phase < LWS_PHASE_UNESTABLISHED)
		lws__wsi_phase_set(wsi, LWS_PHASE_UNESTABLISHED);
	if (wsi->is_client && conn->connect && conn->connect->ready)
		conn->connect->ready(conn);
	lws__cork_begin(conn->pt);
	lws__conn_verdict(conn, role_ready(wsi));
	lws__cork_end(conn->pt);
	if (wsi->phase == LWS_PHASE_CLOSED)
		return;
	conn = wsi->conn;
	if (wsi->wants_writable)
		lws__conn_ask_writable(conn);
	top = conn->stages[conn->stage_count - 1];
	/* what came with the handshake's last bytes raises no event; nor did
	 * what came meanwhile, and its answer shall take along what is kept */
	if (conn->rxq || (top->pending && top->pending(conn)) ||
	    (conn->tx_kept && !wsi->is_client))
		lws__conn_pend(conn, true, false);
}

void
lws__conn_start(struct lws_conn *conn)
{
	enum lws_step step = lws__conn_handshake(conn);

	if (step == LWS_STEP_OK)
		conn_ready(conn);
	else if (step == LWS_STEP_ERROR || step == LWS_STEP_EOF)
		lws__wsi_close(conn->wsi, LWS_CLOSE_PEER_GONE,
			       "handshake failed");
}

/* ---- one conn, another wsi ------------------------------------------------
 */

void
lws__conn_swap(struct lws *a, struct lws *b)
{
	struct lws_conn *ca = a->conn, *cb = b->conn;
	struct lws__conn_record *record = ca->connect;
	uint16_t rx_off = ca->rx_off;

	lws__pt_serve_remote(ca->pt); /* wishes are kept by conn */
	ca->connect = cb->connect;
	cb->connect = record;
	ca->rx_off = cb->rx_off;
	cb->rx_off = rx_off;
	ca->wsi = b;
	cb->wsi = a;
	a->conn = cb;
	b->conn = ca;
}

bool
lws__conn_has_input(const struct lws_conn *conn)
{
	const struct lws_stage_ops *top = conn->stages[conn->stage_count - 1];

	return conn->rxq || conn->saw_eof ||
	       (top->pending && top->pending(conn)) ||
	       lws__plat_is_readable((int)conn->fd);
}

bool
lws__conn_is_disturbed(const struct lws_conn *conn)
{
	return conn->tx_failed || lws__conn_has_input(conn);
}

/* ---- verdicts ---------------------------------------------------------------
 */

static LWS__COLD void
close_by_verdict(struct lws *wsi)
{
	if (wsi->kill_pending) {
		wsi->kill_pending = 0;
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "killed by the user");
		return;
	}
	lws__wsi_close(wsi,
		       wsi->conn->tx_failed ? LWS_CLOSE_PEER_GONE
					    : LWS_CLOSE_POLITE,
		       "handler");
}

LWS__HOT void
lws__wsi_verdict(struct lws *wsi, enum lws_verdict v)
{
	if (wsi->kill_pending || v == LWS_V_CLOSE)
		close_by_verdict(wsi);
}

void
lws__conn_verdict(struct lws_conn *conn, enum lws_verdict v)
{
	lws__wsi_verdict(conn->wsi, v);
}

/* read or write failed: the role may know another way, else it is the end */
LWS__COLD void
lws__conn_lost(struct lws_conn *conn, bool in_reading)
{
	struct lws *wsi = conn->wsi;

	lws__conn_want(conn, LWS_POLLOUT, 0);
	if (!lws__wsi_is_closing(wsi) && wsi->role->lost &&
	    wsi->role->lost(wsi, in_reading) == LWS_V_OK)
		return;
	if (in_reading)
		lws__client_error(wsi, "read failed");
	else
		lws__client_error(
			wsi, "write failed%s%s", conn->tx_errno ? ": " : "",
			conn->tx_errno ? strerror(conn->tx_errno) : "");
	lws__wsi_close(wsi, LWS_CLOSE_PEER_GONE,
		       in_reading ? "read failed" : "write failed");
}
