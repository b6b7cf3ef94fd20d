/* SPDX-License-Identifier: MIT */
/*
 * The bottom stage of streams on the io_uring loop.  Reads what has arrived;
 * short writes join those of the turn.  Whatever the ring does not carry goes
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
		s->bulk = *got > LWS__URING_BUFFER_LEN / 2
				  ? LWS__URING_BULK
				  : (uint8_t)(s->bulk - 1);
		if (!s->bulk)
			lws__uring_retell(conn);
	}

	return step;
}

static enum lws_step
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

	return s && s->send > u->taken_count ? &u->sends[s->send - 1] : NULL;
}

static void
forget(struct lws__uring *u, struct lws__uring_send *send)
{
	if (u->slots[send->slot].send == send - u->sends + 1)
		u->slots[send->slot].send = 0;
	send->conn = NULL;
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
	forget(u, &u->sends[n]);
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
	forget(u, send);
	came_to(u, &was, by_hand(u, &was));
}

void
lws__uring_send_by_hand(struct lws__uring *u)
{
	for (uint32_t n = 0; n < u->send_count; n++)
		if (u->sends[n].conn)
			uring_settle(u->sends[n].conn);
	u->send_count = u->asked_count = u->taken_count = u->out_len = 0;
}

void
lws__uring_send_last(struct lws__uring *u, struct lws_conn *conn)
{
	struct lws__uring_send *send = send_of(u, conn);

	if (!send)
		return;
	(void)by_hand(u, send);
	forget(u, send);
}

/* the turn has an end that sends, and this conn may wait for it; faults are
 * injected on the plain way */
static bool
may_wait(const struct lws__uring *u, const struct lws_conn *conn, size_t len)
{
	return len <= LWS__URING_SEND_MAX && lws__uring_carries(u, conn) &&
	       conn->pt->depth && !conn->pt->external_poll &&
	       u->owner == lws__thread_self() && !lws__wsi_fic(conn->wsi);
}

/* NULL: no room in this turn, or no memory */
static struct lws__uring_send *
send_make(struct lws__uring *u, struct lws_conn *conn, size_t len)
{
	struct lws__uring_slot *s;
	struct lws__uring_send *send;

	if (u->send_count == LWS__URING_SENDS ||
	    len > LWS__URING_OUT - u->out_len)
		return NULL;
	s = lws__uring_slot_make(u, conn);
	if (!s)
		return NULL;
	send = &u->sends[u->send_count++];
	*send = (struct lws__uring_send){.conn = conn,
					 .slot = conn->poll_index,
					 .at = u->out_len,
					 .fd = (int)conn->fd};
	s->send = (uint16_t)u->send_count;

	return send;
}

/* what this conn sends already, if more can stand behind it */
static struct lws__uring_send *
send_go_on(const struct lws__uring *u, const struct lws_conn *conn, size_t len)
{
	struct lws__uring_send *send = send_of(u, conn);

	return send && send->at + send->len == u->out_len &&
			       len <= LWS__URING_OUT - u->out_len &&
			       send->len + len <= LWS__URING_SEND_MAX
		       ? send
		       : NULL;
}

static enum lws_step
uring_write(struct lws_conn *conn, const struct iovec *parts, int count,
	    size_t *sent)
{
	struct lws__uring *u = lws__uring_of(conn->pt);
	struct lws__uring_send *send = NULL;
	size_t len = 0;

	*sent = 0;
	for (int n = 0; n < count; n++)
		len += parts[n].iov_len;
	if (may_wait(u, conn, len))
		send = send_go_on(u, conn, len);
	if (!send) {
		uring_settle(conn);
		if (conn->tx_failed)
			return LWS_STEP_ERROR;
		if (conn->tx_blocked)
			return LWS_STEP_WANT_WRITE;
		if (may_wait(u, conn, len))
			send = send_make(u, conn, len);
	}
	if (!send)
		return lws__stage_socket.write(conn, parts, count, sent);
	for (int n = 0; n < count; n++) {
		if (!parts[n].iov_len)
			continue;
		memcpy(u->out + u->out_len, parts[n].iov_base,
		       parts[n].iov_len);
		u->out_len += (uint32_t)parts[n].iov_len;
	}
	send->len += (uint32_t)len;
	send->more = conn->tx_more;
	*sent = len;

	return LWS_STEP_OK;
}

static enum lws_step
uring_sendfile(struct lws_conn *conn, int file_fd, off_t offset, size_t len,
	       size_t *sent)
{
	*sent = 0;
	uring_settle(conn);
	if (conn->tx_failed)
		return LWS_STEP_ERROR;
	if (conn->tx_blocked)
		return LWS_STEP_WANT_WRITE;

	return lws__stage_socket.sendfile(conn, file_fd, offset, len, sent);
}

const struct lws_stage_ops lws__stage_uring = {
	.name = "io_uring",
	.read = uring_read,
	.write = uring_write,
	.sendfile = uring_sendfile,
	.pending = uring_pending,
	.settle = uring_settle,
};
