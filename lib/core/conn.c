/* SPDX-License-Identifier: MIT */
/*
 * A connection: its fd, its stages, and one event on it.
 *
 *   revents -> handshakes that are left -> drain the txq -> one writeable
 *           -> read -> role -> what the role did not take is kept
 *
 * Handlers answer with a verdict; lws__conn_verdict() acts on it.
 */

#include "core/conn.h"
#include "core/peer-front.h"
#include "core/loop.h"
#include "core/role.h"
#include "core/stage.h"

#include <string.h>

enum {
	/* requests of one connection answered before others have their turn */
	PENDING_ROUNDS = 32,
};

/* ---- fd and interest ----------------------------------------------------- */

/*
 * A foreign loop asks a wsi for its fd and its area.  While addresses of a
 * client race, several conns have the same wsi: it shows the one that the call
 * is about.
 */
static struct lws_conn *
show(struct lws_conn *conn)
{
	struct lws_conn *shown = conn->wsi->conn;

	conn->wsi->conn = conn;

	return shown;
}

/* a foreign loop is told of each change as it happens */
static void
tell_foreign_loop(struct lws_conn *conn, int prev)
{
	const struct lws_event_loop_ops *ops = conn->pt->cx->loop->ops;
	struct lws_conn *shown;
	unsigned int on = 0, off = 0;

	if (!ops->io)
		return;
	if ((conn->want ^ prev) & LWS_POLLIN)
		*(conn->want & LWS_POLLIN ? &on : &off) |= LWS_EV_READ;
	if ((conn->want ^ prev) & LWS_POLLOUT)
		*(conn->want & LWS_POLLOUT ? &on : &off) |= LWS_EV_WRITE;
	shown = show(conn);
	if (off)
		ops->io(conn->wsi, LWS_EV_STOP | off);
	if (on)
		ops->io(conn->wsi, LWS_EV_START | on);
	conn->wsi->conn = shown;
}

static int
foreign_accept(struct lws_conn *conn)
{
	struct lws_conn *shown = show(conn);
	int ret = conn->pt->cx->loop->ops->sock_accept(conn->wsi);

	conn->wsi->conn = shown;

	return ret;
}

int
lws__conn_set_fd(struct lws_conn *conn, lws_sockfd_type fd)
{
	const struct lws_event_loop_ops *ops = conn->pt->cx->loop->ops;
	const struct lws__loop *loop = conn->pt->cx->loop;

	conn->fd = fd;
	if (lws__fds_insert(&conn->pt->fds, conn))
		goto out;
	if (loop->add && loop->add(conn))
		goto out;
	conn->loop_added = 1;
	if (conn->want)
		lws_dll2_add_tail(&conn->changed, &conn->pt->changed);
	if (ops->sock_accept && foreign_accept(conn))
		goto out;
	tell_foreign_loop(conn, 0);
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
	int prev = conn->want;

	if (conn->in_fds)
		lws__external_poll_del(conn);
	conn->want = 0;
	if (conn->loop_added)
		tell_foreign_loop(conn, prev);
	if (conn->loop_added && loop->remove)
		loop->remove(conn);
	conn->loop_added = 0;
	lws_dll2_remove(&conn->changed);
	lws__fds_remove(&conn->pt->fds, conn);
	conn->fd = LWS_SOCK_INVALID;
	conn->want = conn->polled = 0;

	return fd;
}

void
lws__conn_want(struct lws_conn *conn, int clear, int set)
{
	int prev = conn->want;

	conn->want = (uint8_t)((conn->want & ~clear) | set);
	if (conn->want == prev || !conn->in_fds)
		return;
	if (lws_dll2_is_detached(&conn->changed))
		lws_dll2_add_tail(&conn->changed, &conn->pt->changed);
	tell_foreign_loop(conn, prev);
	lws__external_poll_change(conn, prev);
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

void
lws__conn_pend(struct lws_conn *conn, bool in, bool out)
{
	conn->pend_in = conn->pend_in || in;
	conn->pend_out = conn->pend_out || out;
	if (lws_dll2_is_detached(&conn->pending))
		lws_dll2_add_tail(&conn->pending, &conn->pt->pending);
	/* a poll() that is not ours knows nothing of the list */
	if (conn->pt->wake_shown && !conn->pt->depth)
		lws__pt_wake(conn->pt);
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
	conn->eof_unclean = 0;
	conn->write_wants_read = conn->read_wants_write = 0;
	conn->pend_in = conn->pend_out = 0;
	lws_dll2_remove(&conn->pending);
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
	if (conn->fd != LWS_SOCK_INVALID)
		lws__plat_close(lws__conn_take_fd(conn));
	lws__conn_reset(conn);
	lws_dll2_remove(&conn->changed);
	if (conn->is_counted)
		lws__peer_leave(conn);
	else if (conn->connect)
		conn->connect->destroy(conn);
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
	lws__cork_begin(conn);
	lws__conn_verdict(conn, lws__role_ready(wsi));
	lws__cork_end(conn);
	if (wsi->phase == LWS_PHASE_CLOSED)
		return;
	conn = wsi->conn;
	if (wsi->wants_writable)
		lws__conn_ask_writable(conn);
	top = conn->stages[conn->stage_count - 1];
	/* what came with the handshake's last bytes raises no event */
	if (conn->rxq || (top->pending && top->pending(conn)))
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
lws__conn_is_disturbed(const struct lws_conn *conn)
{
	const struct lws_stage_ops *top = conn->stages[conn->stage_count - 1];

	return conn->rxq || conn->saw_eof || conn->tx_failed ||
	       (top->pending && top->pending(conn)) ||
	       lws__plat_is_readable((int)conn->fd);
}

/* ---- verdicts ---------------------------------------------------------------
 */

void
lws__conn_verdict(struct lws_conn *conn, enum lws_verdict v)
{
	struct lws *wsi = conn->wsi;

	if (wsi->kill_pending) {
		wsi->kill_pending = 0;
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "killed by the user");
		return;
	}
	if (v == LWS_V_CLOSE)
		lws__wsi_close(wsi,
			       conn->tx_failed ? LWS_CLOSE_PEER_GONE
					       : LWS_CLOSE_POLITE,
			       "handler");
}

/* read or write failed: the role may know another way, else it is the end */
static void
conn_lost(struct lws_conn *conn, bool in_reading)
{
	struct lws *wsi = conn->wsi;

	lws__conn_want(conn, LWS_POLLOUT, 0);
	if (!lws__wsi_is_closing(wsi) && wsi->role->lost &&
	    wsi->role->lost(wsi, in_reading) == LWS_V_OK)
		return;
	if (in_reading)
		lws__client_error(wsi, "read failed");
	lws__wsi_close(wsi, LWS_CLOSE_PEER_GONE,
		       in_reading ? "read failed" : "write failed");
}

/* ---- output
 * ------------------------------------------------------------------- */

static void
conn_out(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	enum lws_verdict v;

	if (conn->txq || conn->tx_blocked) {
		enum lws_step step = lws__conn_drain(conn);

		if (step == LWS_STEP_ERROR) {
			conn_lost(conn, false);
			return;
		}
		if (step == LWS_STEP_WANT_READ)
			lws__conn_want(conn, LWS_POLLOUT, 0);
		if (step != LWS_STEP_OK)
			return;
	}
	lws__conn_want(conn, LWS_POLLOUT, 0);
	if (conn->tx_failed) {
		conn_lost(conn, false);
		return;
	}
	if (wsi->phase == LWS_PHASE_DRAINING) {
		lws__wsi_close(wsi, LWS_CLOSE_POLITE, "drained");
		return;
	}
	if (!wsi->wants_writable)
		return;
	wsi->wants_writable = 0;
	lws__cork_begin(conn);
	v = lws__role_writable(wsi);
	lws__conn_verdict(conn, v);
	lws__cork_end(conn);
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

	lws__cork_begin(conn);
	v = lws__role_rx(wsi, in);
	conn = wsi->conn; /* a client may have gone to another */
	lws__conn_verdict(conn, v);
	if (v == LWS_V_OK && !lws__wsi_is_closing(wsi))
		write_on(conn, in);
	lws__cork_end(conn);

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

/* true: something came, and more may be read */
static bool
rx_fresh(struct lws_conn *conn)
{
	const struct lws_stage_ops *top = conn->stages[conn->stage_count - 1];
	struct lws_context_per_thread *pt = conn->pt;
	struct lws *wsi = conn->wsi;
	struct lws_cursor in = {pt->scratch + LWS_PRE, pt->scratch + LWS_PRE};
	size_t got = 0;
	enum lws_step step;

	step = top->read(conn, in.at, pt->scratch_len, &got);
	conn->read_wants_write = step == LWS_STEP_WANT_WRITE;
	if (step == LWS_STEP_WANT_WRITE)
		lws__conn_want(conn, 0, LWS_POLLOUT);
	if (step == LWS_STEP_WANT_READ || step == LWS_STEP_WANT_WRITE)
		return false;
	if (step == LWS_STEP_ERROR) {
		conn_lost(conn, true);
		return false;
	}
	if (step == LWS_STEP_EOF)
		conn->saw_eof = 1;
	in.end = in.at + got;
	*in.end = '\0';
	give_all(conn, &in);
	if (wsi->conn != conn || !conn->stage_count ||
	    conn->stages[conn->stage_count - 1] != top)
		return false; /* it went elsewhere, or connects anew */
	if (lws__wsi_is_closing(wsi) && wsi->phase != LWS_PHASE_GOODBYE)
		return false;
	if (lws__conn_keep_rx(conn, &in)) {
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

void
lws__conn_rx(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	const bool was_kept = !!conn->rxq;

	while (conn->rxq && !conn->rx_off)
		if (!rx_kept(conn))
			break;
	if (wsi->phase == LWS_PHASE_CLOSED || wsi->conn != conn)
		return;
	/* behind what was kept, an event tells when there is more */
	if (!conn->rxq && !conn->rx_off && conn->stage_count &&
	    (!was_kept || conn->saw_eof || stage_holds_more(conn))) {
		if (conn->saw_eof) {
			struct lws_cursor end = {conn->pt->scratch + LWS_PRE,
						 conn->pt->scratch + LWS_PRE};

			give_to_role(conn, &end);
		} else if (conn->is_udp)
			rx_datagrams(conn);
		else
			(void)rx_fresh(conn);
	}
	if (wsi->phase == LWS_PHASE_CLOSED || wsi->conn != conn)
		return;
	/* the answer to a goodbye may stand behind what is no longer wanted */
	if (wsi->phase == LWS_PHASE_GOODBYE && conn->rxq && !conn->rx_off)
		lws__conn_pend(conn, true, false);
	lws__conn_rx_interest(conn);
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
	enum lws_step step = lws__conn_drain(conn);

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
	if (conn->in_fds && lws_dll2_is_detached(&conn->changed))
		lws_dll2_add_tail(&conn->changed, &conn->pt->changed);
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
	lws__conn_rx(conn);
}

/* ---- one event ------------------------------------------------------- */

static void
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
			lws__conn_rx(conn);
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

/* kept input or a writeable wish that needs no event */
static void
pending_round(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	bool out = conn->pend_out, in;

	conn->pend_out = 0;
	if (out && !conn->tx_blocked)
		conn_out(conn);
	in = conn->pend_in; /* an answer that ends lets the next request in */
	conn->pend_in = 0;
	if (!in || wsi->phase == LWS_PHASE_CLOSED || wsi->conn != conn ||
	    conn->stage_at < conn->stage_count)
		return;
	if (wsi->phase == LWS_PHASE_LINGER)
		conn_linger(conn);
	else
		lws__conn_rx(conn);
}

/*
 * Requests that came in one piece are answered in one: as long as each round
 * takes some of the kept input, the next follows at once, and what is written
 * stays together in the cork.
 */
static void
pending_rounds(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	int rounds = 0;
	uint32_t kept;

	do {
		kept = conn->rxq_len;
		lws_dll2_remove(&conn->pending);
		pending_round(conn);
	} while (wsi->phase < LWS_PHASE_DRAINING && wsi->conn == conn &&
		 conn->rxq_len < kept && (conn->pend_in || conn->pend_out) &&
		 !conn->tx_blocked && ++rounds < PENDING_ROUNDS);
}

void
lws__conn_service(struct lws_conn *conn, int revents)
{
	struct lws_context_per_thread *pt = conn->pt;
	struct lws *wsi = conn->wsi, *before = pt->serving;

	if (!wsi || wsi->phase == LWS_PHASE_CLOSED)
		return;
	pt->serving = wsi;
	lws__cork_begin(conn);
	conn_event(conn, revents);
	if (wsi->phase < LWS_PHASE_DRAINING && wsi->conn == conn && conn->rxq &&
	    (conn->pend_in || conn->pend_out) && !conn->tx_blocked &&
	    !pt->external_poll)
		pending_rounds(conn);
	lws__cork_end(conn);
	pt->serving = before;
}

void
lws__conn_service_pending(struct lws_conn *conn)
{
	struct lws_context_per_thread *pt = conn->pt;
	struct lws *wsi = conn->wsi, *before = pt->serving;

	if (!wsi || wsi->phase == LWS_PHASE_CLOSED ||
	    conn->stage_at < conn->stage_count) {
		conn->pend_in = conn->pend_out = 0;
		return;
	}
	pt->serving = wsi;
	lws__cork_begin(conn);
	pending_rounds(conn);
	lws__cork_end(conn);
	pt->serving = before;
}
