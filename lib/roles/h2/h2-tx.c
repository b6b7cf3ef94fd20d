/* SPDX-License-Identifier: MIT */
/*
 * What leaves: DATA as credit allows, field blocks at once, and whose turn it
 * is.
 *
 * All frames of one write leave in one system call, behind what is corked; what
 * has no credit is copied once to the stream's txq.
 */

#include "roles/h2/h2-again.h"

#include "core/conn.h"

#include <string.h>
#include <sys/uio.h>

enum {
	/* unsent bytes on the connection, before streams keep their own */
	CONN_UNSENT = 65536,
};

bool
lws__h2_is_blocked(const struct lws__h2 *h2)
{
	const struct lws_conn *conn = h2->root->conn;

	return conn->txq || conn->tx_blocked || conn->tx_failed;
}

bool
lws__h2_may_send(const struct lws__h2_stream *s)
{
	return s->tx_credit > 0 && lws__h2_here(s->mux.wsi)->tx_credit > 0;
}

/* ---- DATA -------------------------------------------------------------------
 */

/* one message in two parts; what has been framed is gone from it */
struct message {
	const uint8_t *head;
	const uint8_t *p;
	size_t head_len;
	size_t len;
	bool end;
};

static size_t
left_of(const struct message *m)
{
	return m->head_len + m->len;
}

/* up to len bytes of m into parts; how many parts */
static int
cut(struct message *m, size_t len, struct iovec *parts)
{
	size_t a = len < m->head_len ? len : m->head_len, b = len - a;

	parts[0] = (struct iovec){lws__unconst(m->head), a};
	parts[1] = (struct iovec){lws__unconst(m->p), b};
	if (a)
		m->head += a;
	if (b)
		m->p += b;
	m->head_len -= a;
	m->len -= b;

	return 2;
}

static uint32_t
frame_len(const struct lws__h2 *h2, const struct lws__h2_stream *s, size_t want)
{
	uint32_t max = h2->theirs.max_frame_size;

	if (max > LWS__H2_FRAME_SEND)
		max = LWS__H2_FRAME_SEND;

	return lws__h2_window_usable(h2->tx_credit, s->tx_credit, max, want);
}

/* Small updates may come for it, of the stream and of the connection.  To a
 * client that has made its window small they come for its own doing. */
static void
owe(const struct lws__h2_stream *s, uint32_t len, bool is_whole)
{
	struct lws__h2 *h2 = lws__h2_here(s->mux.wsi);

	if (h2->tx_owed < UINT32_MAX / 2 &&
	    (h2->root->is_client || (is_whole && lws__h2_may_send(s))))
		h2->tx_owed += 2 * len;
}

/* some frames of it; *more: credit and message are not used up */
static int
send_frames(struct lws__h2_stream *s, struct message *m, bool *more)
{
	struct lws__h2 *h2 = lws__h2_here(s->mux.wsi);
	uint8_t heads[LWS__H2_FRAMES_AT_ONCE][LWS__H2_HEAD_LEN];
	struct iovec parts[1 + 3 * LWS__H2_FRAMES_AT_ONCE];
	int count = 1;

	parts[0] = (struct iovec){NULL, 0};
	*more = true;
	for (size_t n = 0; n < LWS__H2_FRAMES_AT_ONCE && *more; n++) {
		size_t left = left_of(m);
		uint32_t len = frame_len(h2, s, left);
		bool last = len == left;

		if (!len && (left || !m->end)) {
			*more = false;
			break;
		}
		parts[count++] = (struct iovec){heads[n], LWS__H2_HEAD_LEN};
		lws__h2_write_head(heads[n], len, LWS__H2_DATA,
				   last && m->end ? LWS__H2_END_STREAM : 0,
				   s->id);
		count += cut(m, len, parts + count);
		h2->tx_credit -= (int32_t)len;
		s->tx_credit -= (int32_t)len;
		s->tx_since += len;
		owe(s, len, last);
		if (last) {
			s->we_ended = m->end;
			*more = false;
		}
	}

	return lws__conn_sendv(h2->root->conn, parts, count);
}

/* as much as may be sent now; nonzero: the connection failed */
static int
send_now(struct lws__h2_stream *s, struct message *m)
{
	const struct lws_conn *conn = s->mux.wsi->conn;
	bool more = true;

	while (more) {
		if (conn->txq_len > CONN_UNSENT)
			return 0;
		if (send_frames(s, m, &more))
			return 1;
	}

	return 0;
}

static int
keep(struct lws__h2_stream *s, const struct message *m)
{
	if ((m->head_len &&
	     lws_buflist_append_segment(&s->txq, m->head, m->head_len) < 0) ||
	    (m->len && lws_buflist_append_segment(&s->txq, m->p, m->len) < 0)) {
		lwsl_wsi_err(s->mux.wsi, "out of memory for unsent bytes");
		return 1;
	}
	s->txq_len += left_of(m);
	s->end_due = m->end;
	/* it has credit: the kernel was in the way */
	if (lws__h2_may_send(s))
		lws__mux_ring(s->mux.wsi);

	return 0;
}

static bool
is_refused(struct lws__h2_stream *s, const struct message *m)
{
	if (s->was_reset)
		return true;
	if (s->we_ended || s->end_due) {
		lwsl_wsi_err(s->mux.wsi,
			     "%u bytes behind the end of the stream: not sent",
			     (unsigned int)left_of(m));
		return true;
	}
	if (s->txq_len < LWS__H2_UNSENT_MAX || s->mux.wsi->tx_goes_on)
		return false;
	lwsl_wsi_notice(s->mux.wsi,
			"write refused: %u bytes already wait for credit",
			(unsigned int)s->txq_len);

	return true;
}

int
lws__h2_send_data(struct lws__h2_stream *s, const uint8_t *head,
		  size_t head_len, const uint8_t *p, size_t len, bool end)
{
	struct message m = {head, p, head_len, len, end};

	if (!left_of(&m) && (!end || s->we_ended || s->end_due))
		return 0;
	if (is_refused(s, &m))
		return -1;
	if (!s->txq && send_now(s, &m))
		return -1;
	if (s->we_ended || (!left_of(&m) && !end))
		return 0;

	return keep(s, &m) ? -1 : 0;
}

/* what was kept; nonzero: the connection failed */
static int
flush(struct lws__h2_stream *s)
{
	while (s->txq) {
		struct message m = {.end = false};
		uint8_t *seg;
		size_t len = lws_buflist_next_segment_len(&s->txq, &seg);

		m.p = seg;
		m.len = len;
		m.end = s->end_due && len == s->txq_len;
		if (send_now(s, &m))
			return 1;
		len -= m.len;
		s->txq_len -= len;
		if (len)
			lws_buflist_use_segment(&s->txq, len);
		if (m.len)
			break;
	}
	if (!s->txq)
		s->end_due = 0;

	return 0;
}

/* ---- field blocks -----------------------------------------------------------
 */

int
lws__h2_send_block(struct lws__h2_stream *s, const uint8_t *block, size_t len,
		   bool end)
{
	struct lws__h2 *h2 = lws__h2_here(s->mux.wsi);
	uint8_t begin[LWS__HPACK_BEGIN_MAX + LWS__H2_INDEXED_MAX];
	uint8_t head[LWS__H2_HEAD_LEN];
	struct lws_cursor out = {begin, begin + sizeof(begin)};
	enum lws__h2_type type = LWS__H2_HEADERS;
	struct message m;

	if (s->we_ended || s->was_reset ||
	    lws__hpack_encode_begin(&h2->encoder, &out))
		return 1;
	if (!lws__h2_again_index(h2, block, len, &out))
		len = 0; /* it is in begin now, and shorter */
	m = (struct message){begin, block, (size_t)(out.at - begin), len, end};
	do {
		struct iovec parts[4] = {{NULL, 0}, {head, sizeof(head)}};
		size_t n = left_of(&m);
		unsigned int flags =
			end && type == LWS__H2_HEADERS ? LWS__H2_END_STREAM : 0;

		if (n > h2->theirs.max_frame_size)
			n = h2->theirs.max_frame_size;
		else
			flags |= LWS__H2_END_HEADERS;
		lws__h2_write_head(head, (uint32_t)n, type, flags, s->id);
		cut(&m, n, parts + 2);
		if (lws__conn_sendv(h2->root->conn, parts, 4))
			return 1;
		type = LWS__H2_CONTINUATION;
	} while (left_of(&m));
	s->we_ended = end;

	return 0;
}

/* ---- whose turn it is
 * --------------------------------------------------------
 */

static enum lws_verdict
call_writable(struct lws *wsi, void *arg)
{
	(void)arg;

	return lws__role_writable(wsi);
}

static void
serve(struct lws__h2_stream *s)
{
	struct lws *wsi = s->mux.wsi;

	if (s->resumes)
		lws__h2_stream_give_kept(s);
	if (wsi->phase == LWS_PHASE_CLOSED)
		return;
	if (s->txq) {
		if (flush(s)) {
			lws__wsi_close(wsi, LWS_CLOSE_PEER_GONE,
				       "write failed");
			return;
		}
		if (s->tx_since >= LWS__H2_PROGRESS) {
			lws__h2_side_of(lws__h2_here(wsi))->progress(wsi);
			lws__wsi_drains_on(wsi);
		}
		if (s->txq && lws__h2_may_send(s))
			lws__mux_ring(wsi);
		if (s->txq)
			return;
		if (wsi->phase == LWS_PHASE_DRAINING) {
			lws__wsi_close(wsi, LWS_CLOSE_POLITE, "drained");
			return;
		}
	}
	if (!wsi->wants_writable || (!lws__h2_may_send(s) && !s->we_ended))
		return; /* comes back with credit */
	wsi->wants_writable = 0;
	(void)lws__mux_serve(wsi, call_writable, NULL);
}

void
lws__h2_stream_go_on(struct lws__h2_stream *s)
{
	if (lws__h2_may_send(s) && (s->txq || s->mux.wsi->wants_writable))
		lws__mux_ring(s->mux.wsi);
}

enum lws_verdict
lws__h2_writable(struct lws *root)
{
	struct lws__h2 *h2 = lws__h2_of(root);
	struct lws__h2_stream *s;

	if (h2->replies) {
		h2->replies = 0;
		lws__conn_retry_rx(root->conn);
	}
	lws__h2_pass_begin(h2);
	while (!lws__h2_is_blocked(h2) && (s = lws__h2_pass_next(h2)))
		serve(s);
	if (lws__wsi_is_closing(root))
		return LWS_V_OK;
	if (h2->mux.ring.head) {
		root->wants_writable = 1;
		lws__conn_ask_writable(root->conn);
	}

	return h2->state == LWS__H2_OVER ? LWS_V_CLOSE : LWS_V_OK;
}
