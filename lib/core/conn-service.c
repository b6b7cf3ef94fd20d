/* SPDX-License-Identifier: MIT */
/*
 * One event on a connection.
 *
 *   revents -> handshakes that are left -> drain the txq -> one writeable
 *           -> read -> role -> what the role did not take is kept
 *
 * What is kept is served without an event, see lws__conn_service_pending().
 */

#include "core/conn.h"
#include "core/loop.h"
#include "core/role.h"
#include "core/stage.h"

#include <string.h>

enum {
	/* requests of one connection answered before others have their turn */
	PENDING_ROUNDS = 32,
	/* accepted conns let pass after one had nothing to read at once */
	EARLY_CALM = 3,
};

/*
 * What a callback writes is corked: all of an event, or of what is pending,
 * runs between lws__cork_begin() and lws__cork_end().
 */

/* ---- output
 * ------------------------------------------------------------------- */

/* what could not leave before; true: it has */
static LWS__COLD bool
out_unsent(struct lws_conn *conn)
{
	enum lws_step step;

	if (lws__conn_drains(conn, &step))
		lws__wsi_drains_on(conn->wsi);
	if (step == LWS_STEP_ERROR)
		lws__conn_lost(conn, false);
	else if (step == LWS_STEP_WANT_READ)
		lws__conn_want(conn, LWS_POLLOUT, 0);

	return step == LWS_STEP_OK;
}

static LWS__HOT void
conn_out(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;

	if ((conn->txq || conn->tx_blocked) && !out_unsent(conn))
		return;
	lws__conn_want(conn, LWS_POLLOUT, 0);
	if (conn->tx_failed) {
		lws__conn_lost(conn, false);
		return;
	}
	if (wsi->phase == LWS_PHASE_DRAINING) {
		lws__wsi_close(wsi, LWS_CLOSE_POLITE, "drained");
		return;
	}
	if (!wsi->wants_writable)
		return;
	wsi->wants_writable = 0;
	lws__conn_verdict(conn, lws__role_writable(wsi));
}

/* ---- input
 * -------------------------------------------------------------------- */

/*
 * A handler that wrote (a response head) and asked to be called to write more
 * (its body) is called before the first part leaves: so both leave together.
 * Not while input is unread: the writer may use the buffer that it is in.  Nor
 * while kept input is listed, which the role takes as more requests to come.
 */
static void
write_on(struct lws_conn *conn, const struct lws_cursor *in)
{
	if (conn->wsi->wants_writable && conn->pt->cork_conn == conn &&
	    in->at == in->end && !conn->rxq && !conn->txq &&
	    !conn->tx_blocked && !conn->pt->external_poll)
		conn_out(conn);
}

/* true: go on reading */
static bool
give_to_role(struct lws_conn *conn, struct lws_cursor *in)
{
	struct lws *wsi = conn->wsi;
	enum lws_verdict v;

	v = lws__role_rx(wsi, in);
	conn = wsi->conn; /* a client may have gone to another */
	lws__conn_verdict(conn, v);
	if (v == LWS_V_OK && !lws__wsi_is_closing(wsi))
		write_on(conn, in);

	return wsi->phase < LWS_PHASE_DRAINING && v == LWS_V_OK;
}

/* as above; after an upgrade the new role gets what came behind it */
static bool
give_all(struct lws_conn *conn, struct lws_cursor *in)
{
	struct lws *wsi = conn->wsi;
	const struct lws_role_ops *role;
	bool go_on;

	do {
		role = wsi->role;
		go_on = give_to_role(conn, in);
	} while (go_on && wsi->role != role && wsi->conn == conn &&
		 in->at < in->end);

	return go_on;
}

/* the oldest kept segment; true: all of it was taken */
static bool
rx_kept(struct lws_conn *conn)
{
	struct lws_context_per_thread *pt = conn->pt;
	struct lws *wsi = conn->wsi;
	struct lws_cursor in;
	uint8_t *seg;
	size_t len = lws_buflist_next_segment_len(&conn->rxq, &seg);
	bool go_on;

	if (len > pt->scratch_len)
		len = pt->scratch_len;
	in.at = pt->scratch + LWS_PRE;
	in.end = in.at + len;
	memcpy(in.at, seg, len);
	go_on = give_all(conn, &in);
	if (wsi->phase == LWS_PHASE_CLOSED || wsi->conn != conn || !conn->rxq)
		return false;
	len -= lws__cursor_left(&in);
	if (!len)
		return false;
	lws_buflist_use_segment(&conn->rxq, len);
	conn->rxq_len -= (uint32_t)len;

	return go_on && in.at == in.end;
}

int
lws__conn_keep_rx(struct lws_conn *conn, const struct lws_cursor *rest)
{
	size_t len = lws__cursor_left(rest);

	if (!len)
		return 0;
	if (lws_buflist_append_segment(&conn->rxq, rest->at, len) < 0) {
		lwsl_wsi_err(conn->wsi, "out of memory keeping %u input bytes",
			     (unsigned int)len);
		return 1;
	}
	conn->rxq_len += (uint32_t)len;

	return 0;
}

static bool
stage_holds_more(struct lws_conn *conn)
{
	const struct lws_stage_ops *top = conn->stages[conn->stage_count - 1];

	return top->pending && top->pending(conn);
}

/*
 * Who connects has mostly asked for something by the time it is accepted.  So a
 * new conn is read from in the turn that accepts it, and one that is answered
 * and closed in it needs no word to the kernel's poll set.  Where the first
 * read finds nothing, some are let pass before it is tried again.
 */
void
lws__conn_try_early(struct lws_conn *conn)
{
	struct lws_context_per_thread *pt = conn->pt;

	if ((!pt->cx->loop->wait && !pt->loop_batches) || pt->external_poll ||
	    conn->stage_at < conn->stage_count || conn->rx_off)
		return;
	if (pt->early_calm) {
		pt->early_calm--;
		return;
	}
	conn->is_early = 1;
	lws__conn_pend(conn, true, false);
}

static void
early_result(struct lws_conn *conn, enum lws_step step)
{
	conn->is_early = 0;
	if (step == LWS_STEP_WANT_READ)
		conn->pt->early_calm = EARLY_CALM;
}

/* what a read came to that brought no bytes; true: the end, of which to tell */
static LWS__COLD bool
rx_nothing(struct lws_conn *conn, enum lws_step step)
{
	if (conn->is_early)
		early_result(conn, step);
	if (step == LWS_STEP_WANT_WRITE) {
		conn->read_wants_write = 1;
		lws__conn_want(conn, 0, LWS_POLLOUT);
	}
	if (step == LWS_STEP_ERROR)
		lws__conn_lost(conn, true);
	if (step == LWS_STEP_EOF)
		conn->saw_eof = 1;

	return step == LWS_STEP_EOF;
}

/* true: something came, and more may be read */
static LWS__HOT bool
rx_fresh(struct lws_conn *conn)
{
	const struct lws_stage_ops *top = conn->stages[conn->stage_count - 1];
	struct lws_context_per_thread *pt = conn->pt;
	struct lws *wsi = conn->wsi;
	struct lws_cursor in = {.at = pt->scratch + LWS_PRE};
	size_t got = 0;
	enum lws_step step;

	if (top->read_where)
		step = top->read_where(conn, &in.at, pt->scratch_len, &got);
	else
		step = top->read(conn, in.at, pt->scratch_len, &got);
	conn->read_wants_write = 0;
	if (!lws__likely(step == LWS_STEP_OK) && !rx_nothing(conn, step))
		return false;
	conn->is_early = 0;
	in.end = in.at + got;
	*in.end = '\0';
	give_all(conn, &in);
	if (wsi->conn != conn || !conn->stage_count ||
	    conn->stages[conn->stage_count - 1] != top)
		return false; /* it went elsewhere, or connects anew */
	if (lws__wsi_is_closing(wsi) && wsi->phase != LWS_PHASE_GOODBYE)
		return false;
	if (!lws__likely(in.at == in.end) && lws__conn_keep_rx(conn, &in)) {
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "out of memory");
		return false;
	}
	/* the stage holds more that raises no event */
	if (!conn->saw_eof && stage_holds_more(conn))
		lws__conn_pend(conn, true, false);

	return true;
}

/* datagrams come in bunches: a wait for each would be dear */
static void
rx_datagrams(struct lws_conn *conn)
{
	for (int n = 0; n < LWS__DATAGRAM_BATCH && !conn->rx_off; n++)
		if (!rx_fresh(conn))
			break;
}

/* all was read that shall be: what is waited for now? */
static LWS__APART void
rx_after(const struct lws *wsi, struct lws_conn *conn)
{
	if (wsi->phase == LWS_PHASE_CLOSED || wsi->conn != conn)
		return;
	/* the answer to a goodbye may stand behind what is no longer wanted */
	if (wsi->phase == LWS_PHASE_GOODBYE && conn->rxq && !conn->rx_off)
		lws__conn_pend(conn, true, false);
	lws__conn_rx_interest(conn);
}

/* read and hand on, kept input first; the end of the stream last */
static void
conn_rx(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	const bool was_kept = !!conn->rxq;

	while (conn->rxq && !conn->rx_off)
		if (!rx_kept(conn))
			break;
	if (wsi->phase == LWS_PHASE_CLOSED || wsi->conn != conn)
		return;
	/* behind what was kept, an event tells when there is more, unless the
	 * read waits for another one than that of input */
	if (!conn->rxq && !conn->rx_off && conn->stage_count &&
	    (!was_kept || conn->saw_eof || conn->read_wants_write ||
	     stage_holds_more(conn))) {
		if (conn->saw_eof) {
			struct lws_cursor end = {conn->pt->scratch + LWS_PRE,
						 conn->pt->scratch + LWS_PRE};

			give_to_role(conn, &end);
		} else if (conn->is_udp)
			rx_datagrams(conn);
		else
			(void)rx_fresh(conn);
	}
	rx_after(wsi, conn);
}

/*
 * Input now, if there is an event of it, and nothing else is under way: what
 * most events find.
 */
static bool
is_plain(const struct lws_conn *conn)
{
	return (conn->want & LWS_POLLIN) && !conn->rxq && !conn->rx_off &&
	       conn->stage_at && conn->stage_at == conn->stage_count &&
	       !conn->rx_is_odd && !lws__wsi_is_closing(conn->wsi);
}

/* as conn_rx(), for one that is_plain(), and mostly is afterwards */
static LWS__HOT void
conn_rx_plain(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;

	(void)rx_fresh(conn);
	if (!lws__likely(wsi->conn == conn && is_plain(conn)))
		rx_after(wsi, conn);
}

/* write side is shut: what still comes is thrown away until the end */
static void
conn_linger(struct lws_conn *conn)
{
	const struct lws_stage_ops *top = conn->stages[conn->stage_count - 1];
	struct lws_context_per_thread *pt = conn->pt;
	enum lws_step step;
	size_t got;

	step = top->read(conn, pt->scratch + LWS_PRE, pt->scratch_len, &got);
	if (step == LWS_STEP_EOF || step == LWS_STEP_ERROR)
		lws__wsi_close(conn->wsi, LWS_CLOSE_PEER_GONE, "lingered");
	else if (step == LWS_STEP_OK && top->pending && top->pending(conn))
		lws__conn_pend(conn, true, false);
}

/* not all systems count an error as a hang-up */
static bool
hung_up(int revents)
{
	return (revents & LWS_POLLHUP) || (revents & POLLERR);
}

/* a write that waited for input; then wishes to write are met as ever */
static enum lws_step
drain_by_read(struct lws_conn *conn)
{
	enum lws_step step;

	if (lws__conn_drains(conn, &step))
		lws__wsi_drains_on(conn->wsi);
	if (step == LWS_STEP_OK && (conn->wsi->wants_writable ||
				    conn->wsi->phase == LWS_PHASE_DRAINING))
		lws__conn_pend(conn, false, true);

	return step;
}

/*
 * A reset is final.  Else both sides have ended their streams, and what the
 * peer sent before is still to be read when reading is no longer held.
 */
static void
held_hang_up(struct lws_conn *conn)
{
	struct lws__io io = lws__plat_connect_result((int)conn->fd);

	if (io.verdict == LWS_IO_ERROR) {
		lws__wsi_close(conn->wsi, LWS_CLOSE_PEER_GONE, "reset");
		return;
	}
	conn->both_ended = 1;
	if (conn->in_fds && !lws__link_is_in_list(&conn->changed))
		lws__links_add_tail(&conn->pt->changed, &conn->changed);
}

static void
conn_in(struct lws_conn *conn, int revents)
{
	struct lws *wsi = conn->wsi;
	enum lws_verdict v;

	if (wsi->phase == LWS_PHASE_LINGER) {
		conn_linger(conn);
		return;
	}
	if (conn->write_wants_read && drain_by_read(conn) == LWS_STEP_ERROR) {
		lws__wsi_close(wsi, LWS_CLOSE_PEER_GONE, "write failed");
		return;
	}
	if (conn->no_rx_tx && !wsi->is_own && (revents & LWS_POLLIN) == 0 &&
	    hung_up(revents)) {
		/* while reading is held, there may be something left to read */
		if (conn->want & LWS_POLLIN)
			lws__wsi_close(wsi, LWS_CLOSE_PEER_GONE, "hung up");
		return;
	}
	if (conn->no_rx_tx) {
		v = wsi->role->readable ? wsi->role->readable(wsi) : LWS_V_OK;
		lws__conn_verdict(conn, v);
		return;
	}
	if (!(conn->want & LWS_POLLIN)) {
		/* reading is held: only a hang-up is news; for datagrams it is
		 * news of one, and asking takes it away */
		if (conn->is_udp)
			(void)lws__plat_connect_result((int)conn->fd);
		else if (hung_up(revents))
			held_hang_up(conn);
		return;
	}
	conn_rx(conn);
}

/* ---- one event ------------------------------------------------------- */

static LWS__APART void
conn_event(struct lws_conn *conn, int revents)
{
	struct lws *wsi = conn->wsi;

	if (revents & POLLNVAL) {
		lwsl_wsi_err(wsi, "fd %d was closed behind our back",
			     (int)conn->fd);
		(void)lws__conn_take_fd(conn);
		lws__wsi_close(wsi, LWS_CLOSE_PEER_GONE, "fd invalid");
		return;
	}
	if (conn->stage_at < conn->stage_count) {
		lws__conn_start(conn);
		return;
	}
	if (revents & LWS_POLLOUT) {
		if (conn->read_wants_write) {
			lws__conn_want(conn, LWS_POLLOUT, 0);
			conn_rx(conn);
		}
		if (wsi->phase == LWS_PHASE_CLOSED || wsi->conn != conn)
			return;
		conn_out(conn);
	}
	if (wsi->phase == LWS_PHASE_CLOSED || wsi->conn != conn ||
	    conn->stage_at < conn->stage_count)
		return;
	if ((revents & LWS_POLLIN) || hung_up(revents))
		conn_in(conn, revents);
}

/* a writeable wish that needs no event */
static void
pending_out(struct lws_conn *conn)
{
	bool out = conn->pend_out;

	conn->pend_out = 0;
	if (out && !conn->tx_blocked)
		conn_out(conn);
}

/* kept input; behind output, as an answer that ends lets the next request in */
static LWS__APART void
pending_in(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	bool in = conn->pend_in;

	conn->pend_in = 0;
	if (!in || wsi->phase == LWS_PHASE_CLOSED || wsi->conn != conn ||
	    conn->stage_at < conn->stage_count)
		return;
	if (wsi->phase == LWS_PHASE_LINGER)
		conn_linger(conn);
	else
		conn_rx(conn);
}

/*
 * Requests that came in one piece are answered in one: as long as each round
 * takes some of the kept input, the next follows at once, and what is written
 * stays together in the cork.
 */
static LWS__APART void
pending_rounds(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	int rounds = 0;
	uint32_t kept;

	do {
		kept = conn->rxq_len;
		lws__links_remove(&conn->pt->pending, &conn->pending);
		pending_out(conn);
		pending_in(conn);
	} while (wsi->phase < LWS_PHASE_DRAINING && wsi->conn == conn &&
		 conn->rxq_len < kept && (conn->pend_in || conn->pend_out) &&
		 !conn->tx_blocked && ++rounds < PENDING_ROUNDS);
}

/* nothing that was written in serving it took along what the stage kept back:
 * it leaves alone, unless there is something to read first */
static LWS__APART void
send_kept(struct lws_conn *conn)
{
	if (!conn->pend_in && !conn->pend_out && !conn->tx_failed &&
	    conn->wsi->phase < LWS_PHASE_LINGER)
		(void)lws__conn_drain(conn);
}

LWS__HOT void
lws__conn_service(struct lws_conn *conn, int revents)
{
	struct lws_context_per_thread *pt = conn->pt;
	struct lws *wsi = conn->wsi, *before = pt->serving;

	if (!lws__likely(wsi && wsi->phase != LWS_PHASE_CLOSED))
		return;
	pt->serving = wsi;
	lws__cork_begin(pt);
	if (lws__quick(revents == LWS_POLLIN && is_plain(conn)))
		conn_rx_plain(conn);
	else
		conn_event(conn, revents);
	if (!lws__likely(!conn->rxq) && wsi->phase < LWS_PHASE_DRAINING &&
	    wsi->conn == conn && (conn->pend_in || conn->pend_out) &&
	    !conn->tx_blocked && !pt->external_poll)
		pending_rounds(conn);
	lws__cork_end(pt); /* conn may be no more */
	if (!lws__likely(!wsi->conn->tx_kept))
		send_kept(wsi->conn);
	pt->serving = before;
}

LWS__HOT void
lws__conn_service_pending(struct lws_conn *conn)
{
	struct lws_context_per_thread *pt = conn->pt;
	struct lws *wsi = conn->wsi, *before = pt->serving;

	if (!lws__likely(wsi && wsi->phase != LWS_PHASE_CLOSED &&
			 conn->stage_at >= conn->stage_count)) {
		conn->pend_in = conn->pend_out = 0;
		return;
	}
	pt->serving = wsi;
	lws__cork_begin(pt);
	if (lws__quick(!conn->rxq && !conn->pend_in)) {
		pending_out(conn);
		if (!lws__likely(!conn->pend_in))
			pending_in(conn);
	} else
		pending_rounds(conn);
	lws__cork_end(pt); /* conn may be no more */
	if (!lws__likely(!wsi->conn->tx_kept))
		send_kept(wsi->conn);
	pt->serving = before;
}
