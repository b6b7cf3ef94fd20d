/* SPDX-License-Identifier: MIT */
/*
 * Frames in: what each means for the connection and the state of its stream.
 *
 * The codec has judged each frame by itself; here is RFC 9113 5.1, and what a
 * peer may spend.
 */

#include "roles/h2/h2-again.h"

#include "core/conn.h"

#include <string.h>

static enum lws_verdict
calm(struct lws__h2 *h2, const char *words)
{
	return lws__h2_over(h2, LWS__H2_ENHANCE_YOUR_CALM, words);
}

static enum lws_verdict
count_idle(struct lws__h2 *h2)
{
	return lws__h2_guard_idle(h2)
		       ? LWS_V_OK
		       : calm(h2, "too many frames that carry nothing");
}

enum lws_verdict
lws__h2_rx_reset(struct lws__h2 *h2, uint32_t id, uint32_t code,
		 const char *words)
{
	return lws__h2_stream_reset(h2, id, code, words)
		       ? LWS_V_OK
		       : calm(h2, "too many streams were reset");
}

/* no stream of that id was ever there */
static bool
is_idle(const struct lws__h2 *h2, uint32_t id)
{
	bool is_ours = (id & 1) == h2->root->is_client;

	return is_ours ? id >= h2->next_ours : id > h2->last_peer;
}

/* ---- DATA -------------------------------------------------------------------
 */

static enum lws_verdict
data_nowhere(struct lws__h2 *h2)
{
	uint32_t id = h2->rx.stream;
	struct lws__h2_ended *e = lws__h2_ended(h2, id);

	if (is_idle(h2, id))
		return lws__h2_over(h2, LWS__H2_PROTOCOL_ERROR,
				    "DATA on an idle stream");
	if (e && e->by_us) /* it was under way */
		return lws__h2_late_data(h2, e, h2->rx.len,
					 h2->rx.flags & LWS__H2_END_STREAM)
			       ? lws__h2_over(h2, LWS__H2_FLOW_CONTROL_ERROR,
					      "more DATA than the window of a "
					      "stream that ended")
			       : LWS_V_OK;

	return lws__h2_rx_reset(h2, id, LWS__H2_STREAM_CLOSED,
				"DATA on a closed stream");
}

static enum lws_verdict
data_head(struct lws__h2 *h2)
{
	struct lws__h2_stream *s = lws__h2_find(h2, h2->rx.stream);
	uint8_t out[LWS__H2_WINDOW_UPDATE_LEN];
	uint32_t more, len = h2->rx.len;

	if (lws__h2_credit_take(&h2->credit, len) && !h2->is_lenient)
		return lws__h2_over(h2, LWS__H2_FLOW_CONTROL_ERROR,
				    "more DATA than the window allows");
	more = lws__h2_credit_give(&h2->credit, len);
	if (more)
		lws__h2_reply(h2, out,
			      lws__h2_write_window_update(out, 0, more));
	if (!len && !(h2->rx.flags & LWS__H2_END_STREAM) &&
	    count_idle(h2) == LWS_V_CLOSE)
		return LWS_V_CLOSE;
	if (!s)
		return data_nowhere(h2);
	if (s->peer_ended)
		return lws__h2_rx_reset(h2, s->id, LWS__H2_STREAM_CLOSED,
					"DATA behind the end of the stream");
	if (!s->head_done)
		return lws__h2_rx_reset(h2, s->id, LWS__H2_PROTOCOL_ERROR,
					"DATA before a head");
	/* what is kept has its bound in any case */
	if (lws__h2_credit_take(&s->credit, len) && (!h2->is_lenient || s->rxq))
		return lws__h2_rx_reset(
			h2, s->id, LWS__H2_FLOW_CONTROL_ERROR,
			"more DATA than the stream's window allows");
	s->is_empty_end = !len;
	h2->at = s;
	h2->frame_data = len;

	return LWS_V_OK;
}

static enum lws_verdict
data_piece(struct lws__h2 *h2)
{
	struct lws__h2_stream *s = h2->at;
	size_t len = lws__cursor_left(&h2->rx.piece);

	if (!s)
		return LWS_V_OK;
	h2->frame_data -= (uint32_t)len;
	if (s->has_length && len > s->rx_left)
		return lws__h2_rx_reset(h2, s->id, LWS__H2_PROTOCOL_ERROR,
					"more DATA than content-length");
	s->rx_left -= s->has_length ? len : 0;
	lws__h2_stream_rx(s, &h2->rx.piece);

	return LWS_V_OK;
}

/* END_STREAM of DATA or of trailers */
static enum lws_verdict
stream_ends(struct lws__h2 *h2, struct lws__h2_stream *s)
{
	if (s->has_length && s->rx_left)
		return lws__h2_rx_reset(h2, s->id, LWS__H2_PROTOCOL_ERROR,
					"less DATA than content-length");
	lws__h2_stream_end(s);

	return LWS_V_OK;
}

static enum lws_verdict
data_end(struct lws__h2 *h2)
{
	struct lws__h2_stream *s = h2->at;

	h2->at = NULL;
	if (!s)
		return LWS_V_OK;
	if (h2->rx.flags & LWS__H2_END_STREAM)
		return stream_ends(h2, s);
	lws__h2_stream_credit(s, h2->frame_data); /* padding */

	return LWS_V_OK;
}

/* ---- HEADERS ----------------------------------------------------------------
 */

/* a place for its head, and the wsi; false: it waits, and so does all behind */
static bool
open_stream(struct lws__h2 *h2, enum lws_verdict *v)
{
	uint32_t id = h2->rx.stream;
	struct lws__h2_stream *s;
	struct lws_http *http;

	*v = LWS_V_OK;
	h2->head_waits = 0;
	if (!lws__http_pool_take(h2->root, &h2->waiter)) {
		if (!h2->mux.streams.count) {
			h2->head_waits = 1;
			return false;
		}
		/* ours have the places, and may need what is behind */
		lws__http_pool_leave(h2->root, &h2->waiter);
		*v = lws__h2_rx_reset(h2, id, LWS__H2_REFUSED_STREAM,
				      "no place for its head");
		return true;
	}
	s = lws__h2_stream_open(h2, id);
	http = s ? lws__http_begin(s->mux.wsi, lws__h2_side_of(h2)->wire)
		 : NULL;
	if (http) {
		lws__http_pool_settle(s->mux.wsi, &h2->waiter);
		h2->at = s;
		return true;
	}
	lws__http_pool_leave(h2->root, &h2->waiter);
	*v = lws__h2_rx_reset(h2, id, LWS__H2_REFUSED_STREAM,
			      "no memory, or as many as its address may have");

	return true;
}

static enum lws_verdict
new_stream(struct lws__h2 *h2)
{
	uint32_t id = h2->rx.stream;
	enum lws_verdict v;

	h2->last_peer = id;
	if (h2->state != LWS__H2_OPEN) /* said in GOAWAY: it may be sent
					* elsewhere; but not for ever */
		return lws__h2_guard_reset(h2)
			       ? LWS_V_OK
			       : calm(h2, "streams are opened behind GOAWAY");
	if (h2->mux.streams.count >= h2->ours.max_concurrent_streams)
		return lws__h2_rx_reset(h2, id, LWS__H2_REFUSED_STREAM,
					"more streams than allowed");
	(void)open_stream(h2, &v);

	return v;
}

static enum lws_verdict
headers_head(struct lws__h2 *h2)
{
	struct lws__h2_stream *s = lws__h2_find(h2, h2->rx.stream);
	uint32_t id = h2->rx.stream;
	struct lws__h2_ended *e;

	h2->at = NULL;
	if (s && s->peer_ended)
		return lws__h2_rx_reset(h2, id, LWS__H2_STREAM_CLOSED,
					"HEADERS behind the end of the stream");
	if (s) {
		h2->at = s;
		return LWS_V_OK;
	}
	if (!(id & 1) || (h2->root->is_client && is_idle(h2, id)))
		return lws__h2_over(h2, LWS__H2_PROTOCOL_ERROR,
				    "a stream id that is not the client's");
	if (!h2->root->is_client && id > h2->last_peer)
		return new_stream(h2);
	e = lws__h2_ended(h2, id);
	if (!e)
		return lws__h2_over(h2, LWS__H2_PROTOCOL_ERROR,
				    "a stream id that is not a new one");
	if (e->by_us) { /* it was under way; a head here ends its stream */
		e->tells = 0;
		return LWS_V_OK;
	}

	return lws__h2_over(h2, LWS__H2_STREAM_CLOSED,
			    "HEADERS on a closed stream");
}

/* false: the decoder has an error */
static bool
read_fields(struct lws__h2 *h2, const struct lws__hpack_sink *sink,
	    struct lws__h2_stream *s)
{
	uint64_t table = h2->decoder.table.changes;
	bool is_good = lws__hpack_feed(&h2->decoder, &h2->rx.piece, sink, s) !=
		       LWS_FEED_BAD;

	if (h2->decoder.table.changes != table)
		h2->block_len = 0;

	return is_good;
}

static bool
read_piece(struct lws__h2 *h2)
{
	struct lws__h2_stream *s = h2->at;

	if (!s)
		return read_fields(h2, NULL, NULL);
	if (s->head_done)
		return read_fields(h2, &lws__h2_trailer_sink, s);
	switch (lws__h2_again_request(h2, s)) {
	case LWS__H2_AGAIN_NOT:
		return read_fields(h2, lws__h2_side_of(h2)->head, s);
	case LWS__H2_AGAIN_BROKEN:
		return false;
	default:
		return true;
	}
}

static enum lws_verdict
compression_error(struct lws__h2 *h2)
{
	return lws__h2_over(h2, LWS__H2_COMPRESSION_ERROR,
			    lws__hpack_error_words(
				    (enum lws__hpack_error)h2->decoder.error));
}

static enum lws_verdict
trailers_end(struct lws__h2 *h2, struct lws__h2_stream *s)
{
	if (!(h2->rx.flags & LWS__H2_END_STREAM))
		return lws__h2_rx_reset(h2, s->id, LWS__H2_PROTOCOL_ERROR,
					"a second head inside the body");
	if (s->flaw)
		return lws__h2_rx_reset(h2, s->id, LWS__H2_PROTOCOL_ERROR,
					s->flaw);

	return stream_ends(h2, s);
}

static enum lws_verdict
headers_end(struct lws__h2 *h2)
{
	struct lws__h2_stream *s = h2->at;

	h2->at = NULL;
	if (lws__hpack_block_end(&h2->decoder) == LWS_FEED_BAD)
		return compression_error(h2);
	if (!s)
		return LWS_V_OK;

	return s->head_done ? trailers_end(h2, s)
			    : lws__h2_side_of(h2)->head_end(h2, s);
}

/* ---- SETTINGS ---------------------------------------------------------------
 */

static enum lws_verdict
rebase_streams(struct lws__h2 *h2, uint32_t was, uint32_t is)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, h2->mux.streams.head)
	{
		struct lws__h2_stream *s = lws__h2_stream_of(
			lws_container_of(d, struct lws__mux_stream, list)->wsi);

		if (lws__h2_window_rebase(&s->tx_credit, was, is))
			return lws__h2_over(h2, LWS__H2_FLOW_CONTROL_ERROR,
					    "a stream's window beyond 2^31-1");
		lws__h2_stream_go_on(s);
	}
	lws_end_foreach_dll(d);

	return LWS_V_OK;
}

static enum lws_verdict
on_setting(struct lws__h2 *h2)
{
	const struct lws__h2_bad_rule *rule;
	uint32_t was = h2->theirs.initial_window_size;
	enum lws_side from =
		h2->root->is_client ? LWS_SIDE_SERVER : LWS_SIDE_CLIENT;
	enum lws__h2_bad bad = lws__h2_settings_apply(&h2->theirs, from,
						      h2->rx.id, h2->rx.value);

	if (bad) {
		rule = lws__h2_bad_rule(bad);
		return lws__h2_over(h2, rule->code, rule->words);
	}
	if (h2->rx.id == H2SET_HEADER_TABLE_SIZE)
		lws__hpack_encoder_set_peer_max(&h2->encoder,
						h2->theirs.header_table_size);
	if (h2->rx.id == H2SET_INITIAL_WINDOW_SIZE)
		return rebase_streams(h2, was, h2->theirs.initial_window_size);

	return LWS_V_OK;
}

/* ---- the small ones
 * ------------------------------------------------------------
 */

static enum lws_verdict
window_of_connection(struct lws__h2 *h2)
{
	bool had = h2->tx_credit > 0;

	if (lws__h2_window_grow(&h2->tx_credit, h2->rx.value))
		return lws__h2_over(h2, LWS__H2_FLOW_CONTROL_ERROR,
				    "the window beyond 2^31-1");
	if (had || h2->tx_credit <= 0)
		return LWS_V_OK;
	lws_start_foreach_dll(struct lws_dll2 *, d, h2->mux.streams.head)
	{
		lws__h2_stream_go_on(lws__h2_stream_of(
			lws_container_of(d, struct lws__mux_stream, list)
				->wsi));
	}
	lws_end_foreach_dll(d);

	return LWS_V_OK;
}

static enum lws_verdict
settings_end(struct lws__h2 *h2)
{
	struct lws__h2_stream *first = h2->first;
	uint8_t out[LWS__H2_HEAD_LEN];

	lws__h2_reply(h2, out, lws__h2_write_settings_ack(out));
	if (h2->state != LWS__H2_FIRST) {
		if (h2->root->is_client)
			lws__h2_side_of(h2)->settings(h2);
		return count_idle(h2);
	}
	h2->state = LWS__H2_OPEN;
	lws__wsi_phase_set(h2->root, LWS_PHASE_ESTABLISHED);
	lws__validity_start(h2->root);
	lws__h2_idle_timer(h2);

	if (first) {
		h2->first = NULL;
		lws__h2_server_upgraded(first);
	}
	if (h2->root->is_client)
		lws__h2_side_of(h2)->settings(h2);

	return LWS_V_OK;
}

static enum lws_verdict
settings_ack(struct lws__h2 *h2)
{
	lws__hpack_decoder_set_table_max(&h2->decoder,
					 h2->ours.header_table_size);
	if (h2->acked)
		return count_idle(h2);
	h2->acked = 1;
	lws__h2_idle_timer(h2);

	return LWS_V_OK;
}

/* who gives its peer credit by hand hears of what it gets: bytes as len */
static void
tell_credit(struct lws__h2_stream *s, uint32_t more)
{
	if (s->is_manual)
		(void)lws__user_cb(s->mux.wsi, LWS_CALLBACK_WSI_TX_CREDIT_GET,
				   NULL, more);
}

/* a small one is work for nothing, unless it stands for what was sent: a server
 * with small windows gives credit in small pieces, and a client may for each
 * small message */
static bool
is_tiny(struct lws__h2 *h2)
{
	uint32_t value = h2->rx.value;

	if (value >= LWS__H2_TINY_UPDATE)
		return false;
	if (value > h2->tx_owed)
		return true;
	h2->tx_owed -= value;

	return false;
}

static enum lws_verdict
on_window(struct lws__h2 *h2)
{
	struct lws__h2_stream *s;

	if (is_tiny(h2) && count_idle(h2) == LWS_V_CLOSE)
		return LWS_V_CLOSE;
	if (!h2->rx.stream)
		return window_of_connection(h2);
	s = lws__h2_find(h2, h2->rx.stream);
	if (!s)
		return is_idle(h2, h2->rx.stream)
			       ? lws__h2_over(h2, LWS__H2_PROTOCOL_ERROR,
					      "WINDOW_UPDATE of an idle stream")
			       : LWS_V_OK;
	if (lws__h2_window_grow(&s->tx_credit, h2->rx.value))
		return lws__h2_rx_reset(h2, s->id, LWS__H2_FLOW_CONTROL_ERROR,
					"the stream's window beyond 2^31-1");
	tell_credit(s, h2->rx.value);
	lws__h2_stream_go_on(s);

	return LWS_V_OK;
}

static enum lws_verdict
on_reset(struct lws__h2 *h2)
{
	struct lws__h2_stream *s = lws__h2_find(h2, h2->rx.stream);

	if (!s && is_idle(h2, h2->rx.stream))
		return lws__h2_over(h2, LWS__H2_PROTOCOL_ERROR,
				    "RST_STREAM of an idle stream");
	if (h2->root->is_client &&
	    (!s || lws__h2_side_of(h2)->refused(s, h2->rx.code)))
		return LWS_V_OK;
	if (s) {
		s->was_reset = 1;
		lwsl_wsi_info(s->mux.wsi, "reset by its peer: %s",
			      lws__h2_code_name(h2->rx.code));
		lws__client_error(s->mux.wsi, "h2: stream reset: %s",
				  lws__h2_code_name(h2->rx.code));
		lws__wsi_close(s->mux.wsi, LWS_CLOSE_PEER_GONE,
			       "RST_STREAM came");
	}

	return h2->root->is_client || lws__h2_guard_reset(h2)
		       ? LWS_V_OK
		       : calm(h2, "streams are opened and reset");
}

static enum lws_verdict
on_ping(struct lws__h2 *h2)
{
	uint8_t out[LWS__H2_PING_LEN];

	if (h2->rx.is_ack) {
		lws_validity_confirmed(h2->root);
		return count_idle(h2);
	}
	lws__h2_reply(h2, out, lws__h2_write_ping(out, h2->rx.opaque, true));

	return count_idle(h2);
}

static enum lws_verdict
on_gone(struct lws__h2 *h2)
{
	lwsl_wsi_info(h2->root, "the peer goes away: %s",
		      lws__h2_code_name(h2->rx.code));
	h2->gone_in = 1;
	if (h2->state < LWS__H2_GOING)
		h2->state = LWS__H2_GOING;
	if (h2->root->is_client)
		lws__h2_side_of(h2)->gone(h2);
	lws__h2_idle_timer(h2);

	return LWS_V_OK;
}

static enum lws_verdict
on_priority(struct lws__h2 *h2)
{
	lws__h2_priority_update(h2, h2->rx.target, (const char *)h2->rx.opaque,
				h2->rx.opaque_len);

	return count_idle(h2);
}

static enum lws_verdict
on_bad(struct lws__h2 *h2, bool is_stream)
{
	const struct lws__h2_bad_rule *rule =
		lws__h2_bad_rule((enum lws__h2_bad)h2->rx.bad);

	if (is_stream && !is_idle(h2, h2->rx.stream))
		return lws__h2_rx_reset(h2, h2->rx.stream, rule->code,
					rule->words);

	return lws__h2_over(h2, rule->code, rule->words);
}

/* ---- all of them
 * -----------------------------------------------------------------
 */

static enum lws_verdict
on_payload(struct lws__h2 *h2, enum lws__h2_event ev)
{
	bool is_data = h2->rx.type == LWS__H2_DATA;

	if (!is_data && h2->rx.type != LWS__H2_HEADERS)
		return LWS_V_OK; /* debug data of GOAWAY */
	if (ev == LWS__H2_HEAD)
		return is_data ? data_head(h2) : headers_head(h2);
	if (ev == LWS__H2_PIECE && is_data)
		return data_piece(h2);
	if (ev == LWS__H2_PIECE)
		return read_piece(h2) ? LWS_V_OK : compression_error(h2);

	return is_data ? data_end(h2) : headers_end(h2);
}

static enum lws_verdict
on_event(struct lws__h2 *h2, enum lws__h2_event ev)
{
	switch (ev) {
	case LWS__H2_MORE:
		break;
	case LWS__H2_BAD:
		return on_bad(h2, false);
	case LWS__H2_STREAM_ERROR:
		return on_bad(h2, true);
	case LWS__H2_HEAD:
	case LWS__H2_PIECE:
	case LWS__H2_END:
		return on_payload(h2, ev);
	case LWS__H2_SETTING:
		return on_setting(h2);
	case LWS__H2_SETTINGS_END:
		return settings_end(h2);
	case LWS__H2_SETTINGS_ACK:
		return settings_ack(h2);
	case LWS__H2_PINGED:
		return on_ping(h2);
	case LWS__H2_GONE:
		return on_gone(h2);
	case LWS__H2_WINDOW:
		return on_window(h2);
	case LWS__H2_RESET:
		return on_reset(h2);
	case LWS__H2_PRIORITISED:
		return on_priority(h2);
	case LWS__H2_IGNORED:
		return count_idle(h2);
	}

	return LWS_V_OK;
}

/* the peer does not read what we answer: nor do we what it asks */
static bool
must_wait(struct lws__h2 *h2)
{
	if (h2->replies < LWS__H2_REPLIES)
		return false;
	h2->root->wants_writable = 1;
	lws__conn_ask_writable(h2->root->conn);

	return true;
}

enum lws_verdict
lws__h2_rx_root(struct lws *root, struct lws_cursor *in)
{
	struct lws__h2 *h2 = lws__h2_of(root);
	enum lws_verdict v = LWS_V_OK;

	h2->block_len = 0; /* it was in another buffer */
	lws__h2_free_departed(h2);
	if (in->at == in->end) {
		if (root->is_client)
			lws__h2_side_of(h2)->lost(h2);
		return LWS_V_CLOSE;
	}
	if (h2->head_waits && !open_stream(h2, &v))
		return LWS_V_OK;
	while (v == LWS_V_OK && !h2->head_waits && !must_wait(h2)) {
		enum lws__h2_event ev = lws__h2_rx_next(&h2->rx, in);

		if (ev == LWS__H2_MORE)
			break;
		v = on_event(h2, ev);
		if (lws__wsi_is_closing(root)) {
			in->at = in->end;
			return LWS_V_OK;
		}
	}
	if (v == LWS_V_CLOSE || h2->state == LWS__H2_OVER) {
		in->at = in->end;
		return LWS_V_CLOSE;
	}

	return LWS_V_OK;
}
