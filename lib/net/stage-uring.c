/* SPDX-License-Identifier: MIT */
/*
 * The bottom stage of streams on the io_uring loop.  Reads what has arrived;
 * writes join those of the turn.  Whatever the ring does not carry goes
 * the way of the plain socket's stage.
 */

#include "net/uring.h"

#include <errno.h>
#include <string.h>

/* ---- in ---------------------------------------------------------------- */

/* who sends much is read as any socket is, until it sends little again */
static enum lws_step
read_plain(struct lws_conn *conn, struct lws__uring_slot *s, uint8_t *buf,
	   size_t len, size_t *got)
{
	enum lws_step step = lws__stage_socket.read(conn, buf, len, got);

	if (s && s->bulk && step == LWS_STEP_OK) {
		s->bulk = *got > lws__uring_of(conn->pt)->room->buffer_len / 2
				  ? LWS__URING_BULK
				  : (uint8_t)(s->bulk - 1);
		if (!s->bulk)
			lws__uring_retell(conn);
	}

	return step;
}

static LWS__HOT enum lws_step
uring_read(struct lws_conn *conn, uint8_t *buf, size_t len, size_t *got)
{
	struct lws__uring *u = lws__uring_of(conn->pt);
	struct lws__uring_slot *s = lws__uring_slot(u, conn);

	*got = s ? lws__uring_take(u, s, buf, len) : 0;
	if (*got)
		return LWS_STEP_OK;
	if (s && s->error) {
		s->error = 0;
		return LWS_STEP_ERROR;
	}
	if (s && s->ended) {
		s->ended = 0;
		return LWS_STEP_EOF;
	}
	/* what is in the socket is the receive's, which will tell */
	if (s && s->rx == LWS__URING_ARMED && !conn->pt->external_poll)
		return LWS_STEP_WANT_READ;

	return read_plain(conn, s, buf, len, got);
}

static LWS__HOT enum lws_step
uring_read_where(struct lws_conn *conn, uint8_t **at, size_t len, size_t *got)
{
	struct lws__uring *u = lws__uring_of(conn->pt);
	struct lws__uring_slot *s = lws__uring_slot(u, conn);
	uint8_t *whole = s ? lws__uring_take_whole(u, s, len, got) : NULL;

	if (!whole)
		return uring_read(conn, *at, len, got);
	*at = whole;

	return LWS_STEP_OK;
}

static bool
uring_pending(const struct lws_conn *conn)
{
	const struct lws__uring_slot *s =
		lws__uring_slot(lws__uring_of(conn->pt), conn);

	return s && lws__uring_has_news(s);
}

/* ---- out --------------------------------------------------------------- */

/* NULL: nothing is held back of it */
static struct lws__uring_send *
send_of(const struct lws__uring *u, const struct lws_conn *conn)
{
	const struct lws__uring_slot *s = lws__uring_slot(u, conn);
	struct lws__uring_send *send;

	if (!s || s->send <= u->taken_count || s->send > u->send_count)
		return NULL;
	send = &u->sends[s->send - 1];

	return send->conn == conn ? send : NULL;
}

/* all of it when res is len; the send was forgotten, as callbacks may come */
static void
came_to(struct lws__uring *u, const struct lws__uring_send *send, int res)
{
	struct lws_conn *conn = send->conn;
	const uint8_t *p = u->out + send->at;
	size_t len = send->len;

	if (res >= 0 && (size_t)res >= len)
		return;
	if (res == -EAGAIN || res == -EINTR)
		res = 0;
	if (res < 0) {
		conn->tx_errno = (uint16_t)-res;
		lws__conn_tx_broke(conn);
		return;
	}
	lws__conn_unsent(conn, p + res, len - (size_t)res);
}

void
lws__uring_answer_send(struct lws__uring *u, uint32_t n, int res)
{
	struct lws__uring_send was = u->sends[n];

	if (!was.conn)
		return;
	u->sends[n].conn = NULL;
	came_to(u, &was, res);
}

static int
by_hand(const struct lws__uring *u, const struct lws__uring_send *send)
{
	struct lws__io io = lws__plat_send(send->fd, u->out + send->at,
					   send->len, send->more);

	if (io.verdict == LWS_IO_OK || io.verdict == LWS_IO_AGAIN)
		return (int)io.count;

	return io.error ? -io.error : -EPIPE;
}

static void
uring_settle(struct lws_conn *conn)
{
	struct lws__uring *u = lws__uring_of(conn->pt);
	struct lws__uring_send *send = send_of(u, conn), was;

	if (!send)
		return;
	was = *send;
	send->conn = NULL;
	came_to(u, &was, by_hand(u, &was));
}

void
lws__uring_send_by_hand(struct lws__uring *u)
{
	for (uint32_t n = 0; n < u->send_count; n++)
		if (u->sends[n].conn)
			uring_settle(u->sends[n].conn);
	lws__uring_sends_over(u);
}

void
lws__uring_send_last(struct lws__uring *u, struct lws_conn *conn)
{
	struct lws__uring_send *send = send_of(u, conn);

	if (!send)
		return;
	(void)by_hand(u, send);
	send->conn = NULL;
}

/* a long one alone in its turn would be copied for nothing */
static bool
has_company(const struct lws__uring *u, const struct lws_conn *conn)
{
	return u->send_count || u->ready_head || conn->pt->pending.head;
}

/* this conn may wait for the end of the turn; faults are injected on the plain
 * way */
static bool
may_wait(const struct lws__uring *u, const struct lws_conn *conn, size_t len)
{
	return u->gathers && len <= LWS__URING_SEND_MAX &&
	       (len <= LWS__URING_SHORT || has_company(u, conn)) &&
	       len <= u->room->out - u->out_len && conn->stage_count == 1 &&
	       conn->stage_at && !conn->no_rx_tx && !lws__wsi_fic(conn->wsi);
}

/* more can stand behind it */
static bool
may_go_on(const struct lws__uring *u, const struct lws__uring_send *send,
	  size_t len)
{
	return send->at + send->len == u->out_len &&
	       send->len + len <= LWS__URING_SEND_MAX;
}

/* NULL: no room in this turn, or no memory */
static struct lws__uring_send *
send_make(struct lws__uring *u, struct lws_conn *conn)
{
	struct lws__uring_slot *s = lws__uring_slot(u, conn);
	struct lws__uring_send *send;

	if (u->send_count == u->room->sends)
		return NULL;
	if (!s)
		s = lws__uring_slot_make(u, conn);
	if (!s)
		return NULL;
	send = &u->sends[u->send_count++];
	*send = (struct lws__uring_send){
		.conn = conn, .at = u->out_len, .fd = (int)conn->fd};
	s->send = (uint16_t)u->send_count;

	return send;
}

static void
send_add(struct lws__uring *u, struct lws__uring_send *send,
	 const struct iovec *part)
{
	if (!part->iov_len)
		return;
	memcpy(u->out + u->out_len, part->iov_base, part->iov_len);
	u->out_len += (uint32_t)part->iov_len;
	send->len += (uint32_t)part->iov_len;
}

/* what it waits with cannot take more; OK: it has left as a whole */
static LWS__APART enum lws_step
settled(struct lws_conn *conn)
{
	uring_settle(conn);
	if (conn->tx_failed)
		return LWS_STEP_ERROR;

	return conn->tx_blocked ? LWS_STEP_WANT_WRITE : LWS_STEP_OK;
}

static size_t
length_of(const struct iovec *parts, int count)
{
	size_t len = 0;

	for (int n = 0; n < count; n++)
		len += parts[n].iov_len;

	return len;
}

static LWS__HOT enum lws_step
uring_write(struct lws_conn *conn, const struct iovec *parts, int count,
	    size_t *sent)
{
	struct lws__uring *u = lws__uring_of(conn->pt);
	const size_t len = length_of(parts, count);
	const bool waits = may_wait(u, conn, len);
	struct lws__uring_send *send = send_of(u, conn);

	*sent = 0;
	if (send && (!waits || !may_go_on(u, send, len))) {
		enum lws_step step = settled(conn);

		if (step != LWS_STEP_OK)
			return step;
		send = NULL;
	}
	if (!send && waits)
		send = send_make(u, conn);
	if (!send)
		return lws__stage_socket.write(conn, parts, count, sent);
	for (int n = 0; n < count; n++)
		send_add(u, send, &parts[n]);
	send->more = conn->tx_more;
	*sent = len;

	return LWS_STEP_OK;
}

static enum lws_step
uring_sendfile(struct lws_conn *conn, int file_fd, off_t offset, size_t len,
	       size_t *sent)
{
	enum lws_step step = settled(conn);

	*sent = 0;
	if (step != LWS_STEP_OK)
		return step;

	return lws__stage_socket.sendfile(conn, file_fd, offset, len, sent);
}

const struct lws_stage_ops lws__stage_uring = {
	.name = "io_uring",
	.read = uring_read,
	.read_where = uring_read_where,
	.write = uring_write,
	.sendfile = uring_sendfile,
	.pending = uring_pending,
	.settle = uring_settle,
};
