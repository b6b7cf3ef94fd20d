/* SPDX-License-Identifier: MIT */
/*
 * Streams: how they begin and end, what is read for them, their credit.
 */

#include "roles/h2/h2.h"

#include "core/conn.h"

#include <string.h>

enum {
	LATE_MAX = (1 << 30) - 1, /* what `left` can hold */
};

struct lws__h2_stream *
lws__h2_find(const struct lws__h2 *h2, uint32_t id)
{
	/* a new one, as far as the peer goes */
	if (id > h2->last_peer && (id & 1) != h2->root->is_client)
		return NULL;
	/* the newest are asked for most */
	for (struct lws_dll2 *d = h2->mux.streams.tail; d; d = d->prev) {
		struct lws__h2_stream *s = lws__h2_stream_of(
			lws_container_of(d, struct lws__mux_stream, list)->wsi);

		if (s->id == id)
			return s;
	}

	return NULL;
}

struct lws__h2_ended *
lws__h2_ended(struct lws__h2 *h2, uint32_t id)
{
	for (size_t n = 0; h2->ended && n < LWS__H2_REMEMBERED; n++)
		if (h2->ended[n].id == id)
			return &h2->ended[n];

	return NULL;
}

static void
remember(struct lws__h2 *h2, uint32_t id, bool by_us, uint32_t left, bool tells)
{
	/* without memory what still comes for it is an error of its own */
	if (!h2->ended)
		h2->ended = lws__zalloc(LWS__H2_REMEMBERED * sizeof(*h2->ended),
					"h2 streams that ended");
	if (!h2->ended)
		return;
	h2->ended[h2->ended_at] = (struct lws__h2_ended){
		.id = id,
		.left = (left < LATE_MAX ? left : LATE_MAX) & LATE_MAX,
		.tells = tells,
		.by_us = by_us,
	};
	h2->ended_at = (uint16_t)((h2->ended_at + 1u) % LWS__H2_REMEMBERED);
}

/* ---- begin ------------------------------------------------------------------
 */

void
lws__h2_stream_init(struct lws__h2 *h2, struct lws__h2_stream *s)
{
	s->priority = LWS__H2_PRIORITY_DEFAULT;
	s->pass = (uint8_t)(h2->pass - 1u);
	s->tx_credit = (int32_t)h2->theirs.initial_window_size;
	lws__h2_credit_init(&s->credit, h2->ours.initial_window_size);
}

struct lws__h2_stream *
lws__h2_stream_open(struct lws__h2 *h2, uint32_t id)
{
	struct lws__h2_stream *s = lws__spare_take(
		h2->root->conn->pt, LWS__SPARE_STREAM, sizeof(*s), "h2 stream");
	struct lws *wsi;

	if (!s)
		return NULL;
	s->id = id;
	lws__h2_stream_init(h2, s);
	wsi = lws__mux_stream_create(h2->root, lws__h2_side_of(h2)->role,
				     &s->mux);
	if (!wsi)
		return NULL;
	lws__h2_priority_begin(h2, s);
	lws__wsi_phase_set(wsi, LWS_PHASE_UNESTABLISHED);
	lws__h2_idle_timer(h2);
	lws__user_cb_p0(wsi, LWS_CALLBACK_WSI_CREATE, NULL, 0);

	return wsi->phase == LWS_PHASE_CLOSED ? NULL : s;
}

/* ---- end --------------------------------------------------------------------
 */

static void
send_reset(struct lws__h2 *h2, uint32_t id, uint32_t code)
{
	uint8_t out[LWS__H2_RST_STREAM_LEN];

	lws__h2_reply(h2, out, lws__h2_write_rst_stream(out, id, code));
}

/* the connection has to end, but not in here */
static void
doom(struct lws__h2 *h2)
{
	(void)lws__h2_over(h2, LWS__H2_ENHANCE_YOUR_CALM,
			   "too many streams were reset");
	lws__wsi_timeout_us(h2->root, PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE, 1);
}

bool
lws__h2_stream_reset(struct lws__h2 *h2, uint32_t id, uint32_t code,
		     const char *words)
{
	struct lws__h2_stream *s = lws__h2_find(h2, id);

	lwsl_wsi_notice(h2->root, "%s: stream %u: RST_STREAM %s: %s",
			lws__wsi_peer(h2->root, (char[64]){0}, 64),
			(unsigned int)id, lws__h2_code_name(code), words);
	send_reset(h2, id, code);
	if (s) {
		s->was_reset = s->reset_by_us = 1;
		lws__client_error(s->mux.wsi, "h2: %s", words);
		lws__wsi_close(s->mux.wsi, LWS_CLOSE_PEER_GONE, words);
	} else
		remember(h2, id, true, h2->ours.initial_window_size, false);

	return lws__h2_guard_reset(h2);
}

/* is what was sent of the response a whole one? */
static bool
may_end(const struct lws__h2_stream *s)
{
	const struct lws *wsi = s->mux.wsi;

	if (s->txq || (s->tx_has_length && s->tx_left))
		return false;

	return wsi->role != lws__h2_server_side.role ||
	       (wsi->http && wsi->http->head_sent);
}

int
lws__h2_late_data(struct lws__h2 *h2, struct lws__h2_ended *e, uint32_t len,
		  bool is_last)
{
	if (len > e->left && !h2->is_lenient)
		return 1;
	e->left = len > e->left ? 0 : (e->left - len) & LATE_MAX;
	if (!e->tells || (e->left && !is_last))
		return 0;
	e->tells = 0;
	if (!is_last)
		send_reset(h2, e->id, LWS__H2_NO_ERROR);

	return 0;
}

/* a websocket ends as a connection would, a request is not wanted any more */
static bool
say_last_to_server(struct lws__h2 *h2, struct lws__h2_stream *s,
		   enum lws_close_how how)
{
	bool is_http = s->mux.wsi->role == lws__h2_client_side.role;

	if (!s->id)
		return false; /* the server knows nothing of it */
	if (how == LWS_CLOSE_POLITE && !is_http) {
		if (!s->we_ended)
			(void)lws__h2_send_data(s, NULL, 0, NULL, 0, true);
	} else if (!s->we_ended || !s->peer_ended)
		send_reset(h2, s->id, LWS__H2_CANCEL);

	return !s->peer_ended;
}

/*
 * What the peer must still hear of a stream that our side closes.  True: what
 * it sends on it is dropped; *tells: as much as its window, then it is told to
 * stop.
 */
static bool
say_last(struct lws__h2 *h2, struct lws__h2_stream *s, enum lws_close_how how,
	 bool *tells)
{
	uint32_t code = LWS__H2_NO_ERROR;

	*tells = false;
	if (s->was_reset || h2->state == LWS__H2_OVER ||
	    h2->root->conn->tx_failed)
		return s->reset_by_us;
	/* a request that failed is "gone", its connection need not be */
	if (h2->root->is_client)
		return h2->root->conn->saw_eof ||
		       say_last_to_server(h2, s, how);
	if (how == LWS_CLOSE_PEER_GONE)
		return s->reset_by_us;
	if (!s->we_ended) {
		if (how == LWS_CLOSE_POLITE && may_end(s))
			(void)lws__h2_send_data(s, NULL, 0, NULL, 0, true);
		else
			code = how == LWS_CLOSE_NOW ? LWS__H2_CANCEL
						    : LWS__H2_INTERNAL_ERROR;
	}
	if (code == LWS__H2_NO_ERROR && s->peer_ended)
		return false;
	if (code == LWS__H2_NO_ERROR && s->credit.left) {
		*tells = true;
		return true;
	}
	send_reset(h2, s->id, code);
	if (code != LWS__H2_NO_ERROR && !lws__h2_guard_reset(h2))
		doom(h2);

	return true;
}

void
lws__h2_stream_forget(struct lws__h2_stream *s)
{
	lws_buflist_destroy_all_segments(&s->rxq);
	lws_buflist_destroy_all_segments(&s->txq);
	lws_buflist_destroy_all_segments(&s->headq);
	s->txq_len = 0;
}

void
lws__h2_stream_abandon(struct lws__h2 *h2, struct lws__h2_stream *s,
		       uint32_t code)
{
	if (h2->at == s)
		h2->at = NULL;
	if (s->id && !s->was_reset && !(s->we_ended && s->peer_ended) &&
	    h2->state != LWS__H2_OVER)
		send_reset(h2, s->id, code);
	if (s->id)
		remember(h2, s->id, true, s->credit.left, false);
	s->was_reset = s->reset_by_us = 1;
}

static void
h2_leave(struct lws *wsi, enum lws_close_how how)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);
	struct lws__h2 *h2 = lws__h2_here(wsi);
	bool by_us, tells;

	if (h2->at == s)
		h2->at = NULL;
	if (h2->first == s)
		h2->first = NULL;
	by_us = say_last(h2, s, how, &tells);
	if (s->id)
		remember(h2, s->id, by_us, s->credit.left, tells);
	lws__h2_stream_forget(s);
	if (s->is_immortal)
		h2->immortals--;
	lws__h2_priority_end(h2, s);
	lws__mux_stream_leave(wsi);
	lws__h2_idle_timer(h2);
}

/* ---- reading ----------------------------------------------------------------
 */

/* bytes that are not credited at once are given back with later ones */
void
lws__h2_stream_credit(struct lws__h2_stream *s, uint32_t len)
{
	struct lws__h2 *h2 = lws__h2_here(s->mux.wsi);
	uint8_t out[LWS__H2_WINDOW_UPDATE_LEN];
	uint32_t more;

	if (!len || s->peer_ended || s->was_reset ||
	    s->mux.wsi->phase == LWS_PHASE_CLOSED)
		return;
	if (s->is_manual) {
		s->credit.total -= len;
		return;
	}
	more = lws__h2_credit_give(&s->credit, len);
	if (more)
		lws__h2_reply(h2, out,
			      lws__h2_write_window_update(out, s->id, more));
}

static enum lws_verdict
give(struct lws *wsi, void *arg)
{
	return lws__role_rx(wsi, arg);
}

static int
keep(struct lws__h2_stream *s, const struct lws_cursor *in)
{
	size_t len = lws__cursor_left(in);

	/* bounded by the credit that was given: LWS__H2_STREAM_WINDOW */
	return len && lws_buflist_append_segment(&s->rxq, in->at, len) < 0;
}

void
lws__h2_stream_rx(struct lws__h2_stream *s, struct lws_cursor *in)
{
	struct lws *wsi = s->mux.wsi;
	uint8_t *from = in->at;

	if (!s->mux.rx_off && !s->rxq)
		(void)lws__mux_serve(wsi, give, in);
	if (wsi->phase == LWS_PHASE_CLOSED)
		return;
	lws__h2_stream_credit(s, (uint32_t)(in->at - from));
	if (!keep(s, in))
		return;
	lwsl_wsi_err(wsi, "out of memory keeping input");
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "out of memory");
}

void
lws__h2_stream_end(struct lws__h2_stream *s)
{
	struct lws_context_per_thread *pt = s->mux.wsi->conn->pt;
	struct lws_cursor end = {pt->scratch + LWS_PRE, pt->scratch + LWS_PRE};

	s->peer_ended = 1;
	if (s->rxq || s->end_told)
		return; /* behind what is kept */
	s->end_told = 1;
	s->mux.saw_end = true;
	(void)lws__mux_serve(s->mux.wsi, give, &end);
}

/* a piece of what was kept; false: no more now */
static bool
give_kept_piece(struct lws__h2_stream *s)
{
	struct lws_context_per_thread *pt = s->mux.wsi->conn->pt;
	struct lws *wsi = s->mux.wsi;
	struct lws_cursor in;
	uint8_t *seg;
	size_t len = lws_buflist_next_segment_len(&s->rxq, &seg);

	if (len > pt->scratch_len)
		len = pt->scratch_len;
	in.at = pt->scratch + LWS_PRE;
	in.end = in.at + len;
	memcpy(in.at, seg, len);
	*in.end = '\0';
	(void)lws__mux_serve(wsi, give, &in);
	if (wsi->phase == LWS_PHASE_CLOSED || !s->rxq)
		return false;
	len -= lws__cursor_left(&in);
	if (!len)
		return false;
	lws_buflist_use_segment(&s->rxq, len);
	lws__h2_stream_credit(s, (uint32_t)len);

	return true;
}

void
lws__h2_stream_give_kept(struct lws__h2_stream *s)
{
	s->resumes = 0;
	while (s->rxq && !s->mux.rx_off)
		if (!give_kept_piece(s))
			break;
	if (s->mux.wsi->phase != LWS_PHASE_CLOSED && !s->rxq && s->peer_ended)
		lws__h2_stream_end(s);
}

static void
h2_resume(struct lws *wsi)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	if (!s->rxq)
		return;
	s->resumes = 1;
	lws__mux_ring(wsi);
}

/* ---- the rest of the mux
 * ------------------------------------------------------
 */

static int
h2_send(struct lws *wsi, const uint8_t *head, size_t head_len, const uint8_t *p,
	size_t len)
{
	return lws__h2_send_data(lws__h2_stream_of(wsi), head, head_len, p, len,
				 false)
		       ? -1
		       : (int)len;
}

static bool
h2_unsent(const struct lws *wsi)
{
	return !!lws__h2_stream_of(wsi)->txq;
}

static bool
h2_choked(struct lws *wsi)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	return s->txq || !lws__h2_may_send(s) ||
	       lws__h2_is_blocked(lws__h2_here(wsi));
}

/* the application lets the peer send more; negative: less, in time */
static int
more_rx_credit(struct lws__h2_stream *s, int add)
{
	struct lws__h2 *h2 = lws__h2_here(s->mux.wsi);
	uint8_t out[LWS__H2_WINDOW_UPDATE_LEN];

	if (add > 0 && !s->peer_ended && !s->was_reset &&
	    s->credit.left <= (uint32_t)(LWS__H2_WINDOW_MOST - add)) {
		s->credit.left += (uint32_t)add;
		s->credit.total += (uint32_t)add;
		lws__h2_reply(
			h2, out,
			lws__h2_write_window_update(out, s->id, (uint32_t)add));
	}

	return (int)s->credit.left;
}

static int
h2_tx_credit(struct lws *wsi, bool peer_to_us, int add)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);
	const struct lws__h2 *h2 = lws__h2_here(wsi);
	int32_t least =
		s->tx_credit < h2->tx_credit ? s->tx_credit : h2->tx_credit;

	if (peer_to_us)
		return more_rx_credit(s, add);

	return s->txq || least < 0 ? 0 : least;
}

/* ---- of a client's
 * ------------------------------------------------------------
 */

static struct lws__conn_record *
h2_record(const struct lws *wsi)
{
	return lws__h2_client_side.record(wsi);
}

static int
h2_depart(struct lws *wsi)
{
	return lws__h2_client_side.depart(wsi);
}

static void
h2_told(struct lws *wsi)
{
	lws__h2_client_side.told(wsi);
}

const struct lws__mux_ops lws__h2_mux = {
	.send = h2_send,
	.choked = h2_choked,
	.unsent = h2_unsent,
	.resume = h2_resume,
	.leave = h2_leave,
	.tx_credit = h2_tx_credit,
	.record = h2_record,
	.depart = h2_depart,
	.told = h2_told,
};
