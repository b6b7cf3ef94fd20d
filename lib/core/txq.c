/* SPDX-License-Identifier: MIT */
/*
 * What leaves a conn.
 *
 *   lws__conn_send2()  ->  cork (this thread's, while a callback runs)
 *                      ->  top stage's write
 *                      ->  txq: what the kernel refused, copied once
 *
 * Order is kept whatever happens: nothing passes a txq that is not empty, and
 * a cork belongs to one conn at a time.  Datagrams are another matter, see
 * txq-datagram.c.
 */

#include "core/conn.h"
#include "core/stage.h"

#include <string.h>

enum {
	TXQ_SEG_MIN = 2048, /* so that small writes share a segment */
	TXQ_DRAIN_PARTS = 8,
};

static const struct lws_stage_ops *
top_stage(const struct lws_conn *conn)
{
	return conn->stage_count ? conn->stages[conn->stage_count - 1] : NULL;
}

int
lws__txq_append(struct lws_conn *conn, const struct iovec *parts, int count)
{
	struct lws__txq_seg *seg = conn->txq_tail;
	size_t len = 0;

	for (int n = 0; n < count; n++)
		len += parts[n].iov_len;
	if (!len)
		return 0;

	if (!seg || seg->room - seg->len < len) {
		size_t room = len < TXQ_SEG_MIN ? TXQ_SEG_MIN : len;

		seg = lws__malloc(sizeof(*seg) + room, "txq");
		if (!seg)
			return 1;
		seg->next = NULL;
		seg->at = seg->len = 0;
		seg->room = room;
		if (conn->txq_tail)
			conn->txq_tail->next = seg;
		else
			conn->txq = seg;
		conn->txq_tail = seg;
	}
	for (int n = 0; n < count; n++) {
		if (!parts[n].iov_len)
			continue;
		memcpy(seg->data + seg->len, parts[n].iov_base,
		       parts[n].iov_len);
		seg->len += parts[n].iov_len;
	}
	conn->txq_len += (uint32_t)len;

	return 0;
}

void
lws__txq_clear(struct lws_conn *conn)
{
	while (conn->txq) {
		struct lws__txq_seg *seg = conn->txq;

		conn->txq = seg->next;
		lws__free(seg);
	}
	conn->txq_tail = NULL;
	conn->txq_len = 0;
}

static void
txq_used(struct lws_conn *conn, size_t len)
{
	conn->txq_len -= (uint32_t)len;
	while (conn->txq && len >= conn->txq->len - conn->txq->at) {
		struct lws__txq_seg *seg = conn->txq;

		len -= seg->len - seg->at;
		conn->txq = seg->next;
		if (!conn->txq)
			conn->txq_tail = NULL;
		lws__free(seg);
	}
	if (conn->txq)
		conn->txq->at += len;
}

/* the stage would not take more: what do we wait for? */
LWS__COLD void
lws__tx_wait(struct lws_conn *conn, enum lws_step step)
{
	if (step == LWS_STEP_WANT_READ) {
		conn->write_wants_read = 1;
		lws__conn_want(conn, 0, LWS_POLLIN);
		return;
	}
	conn->tx_blocked = 1;
	lws__conn_want(conn, 0, LWS_POLLOUT);
}

LWS__COLD int
lws__tx_fail(struct lws_conn *conn)
{
	conn->tx_failed = 1;
	/* the next turn closes it; nothing can come after what is lost */
	lws__txq_clear(conn);
	lws__conn_pend(conn, false, true);

	return -1;
}

/* the stage would not take these now; 0 or -1 */
static LWS__COLD int
keep_parts(struct lws_conn *conn, const struct iovec *parts, int count,
	   enum lws_step step)
{
	if (step == LWS_STEP_ERROR || step == LWS_STEP_EOF ||
	    lws__txq_append(conn, parts, count))
		return lws__tx_fail(conn);
	if (count)
		lws__tx_wait(conn, step);

	return 0;
}

/*
 * Behind a write of the parts that came to step and sent so much: write what
 * the stage takes now, keep the rest.  0 or -1
 */
static LWS__APART int
send_rest(struct lws_conn *conn, struct iovec *parts, int count,
	  enum lws_step step, size_t sent)
{
	const struct lws_stage_ops *top = top_stage(conn);

	for (;;) {
		/* what has left, and what is empty */
		while (count && sent >= parts->iov_len) {
			sent -= parts->iov_len;
			parts++;
			count--;
		}
		if (count) {
			parts->iov_base = (uint8_t *)parts->iov_base + sent;
			parts->iov_len -= sent;
		}
		if (step != LWS_STEP_OK)
			return keep_parts(conn, parts, count, step);
		if (!count)
			return 0;
		sent = 0;
		step = top->write(conn, parts, count, &sent);
	}
}

static int
send_parts(struct lws_conn *conn, struct iovec *parts, int count)
{
	return send_rest(conn, parts, count, LWS_STEP_OK, 0);
}

static LWS__COLD int
send_behind(struct lws_conn *conn, struct iovec *parts, int count)
{
	if (!conn->tx_warned) {
		conn->tx_warned = 1;
		lwsl_wsi_info(conn->wsi,
			      "write while %u bytes wait for %s: queued",
			      (unsigned int)conn->txq_len,
			      lws__wsi_peer(conn->wsi, (char[64]){0}, 64));
	}
	if (conn->txq_len >= LWS__TXQ_MAX && !conn->wsi->tx_goes_on) {
		lwsl_wsi_notice(conn->wsi,
				"write refused: %u bytes already wait for the "
				"peer to read",
				(unsigned int)conn->txq_len);
		return -1;
	}

	return lws__txq_append(conn, parts, count) ? lws__tx_fail(conn) : 0;
}

LWS__HOT void
lws__cork_flush(struct lws_context_per_thread *pt)
{
	struct lws_conn *conn = pt->cork_conn;
	struct iovec part = {pt->cork, pt->cork_len};
	enum lws_step step = LWS_STEP_OK;
	size_t sent = 0;

	pt->cork_conn = NULL;
	pt->cork_len = 0;
	if (!conn || !part.iov_len || conn->tx_failed)
		return;
	/* all of it leaves: that is what most come to */
	if (lws__quick(true))
		step = conn->stages[conn->stage_count - 1]->write(conn, &part,
								  1, &sent);
	if (!lws__likely(step == LWS_STEP_OK && sent == part.iov_len))
		send_rest(conn, &part, 1, step, sent);
}

static bool
cannot_send(const struct lws_conn *conn)
{
	return conn->tx_failed || conn->fd == LWS_SOCK_INVALID ||
	       !conn->stage_count || conn->stage_at < conn->stage_count;
}

/* place for len bytes in the cork; NULL: they have to leave without */
static uint8_t *
cork_place(struct lws_conn *conn, size_t len)
{
	struct lws_context_per_thread *pt = conn->pt;
	uint8_t *at;

	if (pt->cork_conn && pt->cork_conn != conn)
		lws__cork_flush(pt);
	if (!pt->cork_depth || len > LWS__CORK_FRAME_MAX ||
	    pt->cork_len + len > pt->cork_room)
		return NULL;
	at = pt->cork + pt->cork_len;
	pt->cork_len += len;
	pt->cork_conn = conn;

	return at;
}

uint8_t *
lws__cork_place(struct lws_conn *conn, size_t len)
{
	if (conn->is_udp || conn->txq || cannot_send(conn))
		return NULL;

	return cork_place(conn, len);
}

/* true: the bytes are in the cork */
static bool
cork_take(struct lws_conn *conn, const struct iovec *parts, int count,
	  size_t len)
{
	uint8_t *at = cork_place(conn, len);

	for (int n = 0; at && n < count; n++) {
		if (!parts[n].iov_len)
			continue;
		memcpy(at, parts[n].iov_base, parts[n].iov_len);
		at += parts[n].iov_len;
	}

	return !!at;
}

/* what is in the cork leaves together with the parts behind it */
static int
send_with_cork(struct lws_conn *conn, struct iovec *parts, int count)
{
	struct lws_context_per_thread *pt = conn->pt;

	if (pt->cork_conn == conn) {
		parts[0] = (struct iovec){pt->cork, pt->cork_len};
		pt->cork_conn = NULL;
		pt->cork_len = 0;
	}

	return send_parts(conn, parts, count);
}

int
lws__conn_sendv(struct lws_conn *conn, struct iovec *parts, int count)
{
	size_t len = 0;

	if (cannot_send(conn))
		return -1;
	for (int n = 1; n < count; n++)
		len += parts[n].iov_len;
	if (!len)
		return 0;
	if (conn->txq)
		return send_behind(conn, parts + 1, count - 1) ? -1 : 0;
	if (cork_take(conn, parts + 1, count - 1, len))
		return 0;

	return send_with_cork(conn, parts, count) ? -1 : 0;
}

int
lws__conn_send2(struct lws_conn *conn, const uint8_t *head, size_t head_len,
		const uint8_t *p, size_t len)
{
	/* the first is for what is in the cork */
	struct iovec parts[3] = {{NULL, 0},
				 {lws__unconst(head), head_len},
				 {lws__unconst(p), len}};

	if (conn->is_udp)
		return cannot_send(conn) ? -1
					 : lws__datagram_send(conn, p, len);

	return lws__conn_sendv(conn, parts, 3) ? -1 : (int)len;
}

int
lws__conn_send(struct lws_conn *conn, const uint8_t *p, size_t len)
{
	return lws__conn_send2(conn, NULL, 0, p, len);
}

ssize_t
lws__conn_sendfile(struct lws_conn *conn, int file_fd, off_t offset, size_t len)
{
	const struct lws_stage_ops *top = top_stage(conn);
	enum lws_step step;
	size_t sent = 0;

	if (!top || !top->sendfile)
		return -2;
	if (conn->pt->cork_conn == conn)
		lws__cork_flush(conn->pt);
	if (conn->tx_failed)
		return -1;
	if (conn->txq)
		return 0;
	step = top->sendfile(conn, file_fd, offset, len, &sent);
	if (step == LWS_STEP_ERROR || step == LWS_STEP_EOF)
		return lws__tx_fail(conn);
	/* less than asked for: asked again, the kernel would refuse */
	if (sent < len)
		lws__tx_wait(conn,
			     step == LWS_STEP_OK ? LWS_STEP_WANT_WRITE : step);

	return (ssize_t)sent;
}

static enum lws_step
drain_kept(struct lws_conn *conn)
{
	enum lws_step step = top_stage(conn)->flush(conn);

	if (step == LWS_STEP_ERROR || step == LWS_STEP_EOF) {
		lws__tx_fail(conn);
		return LWS_STEP_ERROR;
	}
	if (step != LWS_STEP_OK)
		lws__tx_wait(conn, step);

	return step;
}

enum lws_step
lws__conn_drain(struct lws_conn *conn)
{
	const struct lws_stage_ops *top = top_stage(conn);

	conn->tx_blocked = 0;
	conn->write_wants_read = 0;
	if (conn->is_udp)
		return lws__datagram_drain(conn);
	if (conn->tx_kept && !conn->txq)
		return drain_kept(conn);
	while (conn->txq) {
		struct iovec parts[TXQ_DRAIN_PARTS];
		struct lws__txq_seg *seg = conn->txq;
		enum lws_step step;
		size_t sent = 0;
		int n = 0;

		for (; seg && n < TXQ_DRAIN_PARTS; seg = seg->next, n++)
			parts[n] = (struct iovec){seg->data + seg->at,
						  seg->len - seg->at};
		step = top->write(conn, parts, n, &sent);
		if (step == LWS_STEP_ERROR || step == LWS_STEP_EOF) {
			lws__tx_fail(conn);
			return LWS_STEP_ERROR;
		}
		if (sent)
			txq_used(conn, sent);
		if (step != LWS_STEP_OK) {
			lws__tx_wait(conn, step);
			return step;
		}
	}
	conn->tx_warned = 0;

	return LWS_STEP_OK;
}

bool
lws__conn_drains(struct lws_conn *conn, enum lws_step *step)
{
	const uint32_t before = conn->txq_len;

	*step = lws__conn_drain(conn);

	return *step != LWS_STEP_ERROR && conn->txq_len < before;
}

bool
lws__conn_has_unsent(struct lws_conn *conn)
{
	lws__conn_settle(conn);

	return lws__conn_choked(conn);
}

bool
lws__conn_choked(struct lws_conn *conn)
{
	struct lws_context_per_thread *pt = conn->pt;

	/* what has room in the cork is not stuck; what has none soon may be */
	if (pt->cork_conn == conn &&
	    pt->cork_len > pt->cork_room - LWS__CORK_FRAME_MAX)
		lws__cork_flush(pt);

	return conn->txq || conn->tx_blocked || conn->tx_failed;
}
