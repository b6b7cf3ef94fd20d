/* SPDX-License-Identifier: MIT */
/*
 * The connection: how it becomes h2, its SETTINGS, how it ends.
 */

#include "roles/h2/h2-again.h"

#include "core/built-in.h"

#include <string.h>

void
lws__h2_reply(struct lws__h2 *h2, const uint8_t *frame, size_t len)
{
	if (h2->root->conn->txq)
		h2->replies++;
	(void)lws__conn_send(h2->root->conn, frame, len);
}

_Static_assert(LWS__H2_TABLE <= LWS__HPACK_TABLE_MAX &&
		       LWS__H2_ENCODER_TABLE <= LWS__HPACK_TABLE_MAX,
	       "tables of HPACK have 16-bit positions");

/* ---- SETTINGS ---------------------------------------------------------------
 */

/* info.http2_settings, by id; [0] says that it counts */
static void
settings_of_vhost(struct lws__h2_settings *s, struct lws_vhost *vh)
{
	const uint32_t *v = vh->h2_settings;
	struct lws__h2_settings before;

	if (!v[0])
		return;
	for (unsigned int id = H2SET_HEADER_TABLE_SIZE;
	     id <= H2SET_MAX_HEADER_LIST_SIZE; id++) {
		if (id == H2SET_ENABLE_PUSH)
			continue; /* never */
		/* 0 of what makes no sense without is "as ever" */
		if (!v[id] && id != H2SET_HEADER_TABLE_SIZE &&
		    id != H2SET_INITIAL_WINDOW_SIZE)
			continue;
		before = *s;
		if (lws__h2_settings_apply(s, LWS_SIDE_CLIENT, (uint16_t)id,
					   v[id])) {
			*s = before;
			lwsl_vhost_warn(vh, "http2_settings[%u] = %u: ignored",
					id, (unsigned int)v[id]);
		}
	}
	if (s->header_table_size > LWS__HPACK_TABLE_MAX)
		s->header_table_size = LWS__HPACK_TABLE_MAX;
}

static void
choose_settings(struct lws__h2 *h2)
{
	struct lws__h2_settings *s = &h2->ours;
	const struct lws *root = h2->root;

	lws__h2_settings_init(s);
	s->enable_push = false;
	s->header_table_size = LWS__H2_TABLE;
	s->max_concurrent_streams = LWS__H2_STREAMS;
	s->initial_window_size = LWS__H2_STREAM_WINDOW;
	s->max_header_list_size = (uint32_t)root->cx->max_http_header_data;
	s->enable_connect_protocol =
		!root->is_client && lws__role_by_name("ws");
	s->no_rfc7540_priorities = true;
	settings_of_vhost(s, root->vh);
	if (root->is_client)
		lws__h2_side_of(h2)->choose(h2);
}

static void
add(struct lws__h2_setting *list, size_t *n, unsigned int id, uint32_t value,
    uint32_t otherwise)
{
	if (value == otherwise)
		return;
	list[*n].id = (uint16_t)id;
	list[(*n)++].value = value;
}

int
lws__h2_send_settings(struct lws__h2 *h2)
{
	uint8_t out[LWS__H2_PREFACE_LEN + LWS__H2_HEAD_LEN +
		    8 * LWS__H2_SETTING_LEN + LWS__H2_WINDOW_UPDATE_LEN];
	const struct lws__h2_settings *s = &h2->ours;
	struct lws__h2_setting list[8];
	struct lws__h2_settings first;
	size_t n = 0, len = 0;
	uint32_t more;

	lws__h2_settings_init(&first);
	add(list, &n, H2SET_HEADER_TABLE_SIZE, s->header_table_size,
	    first.header_table_size);
	if (h2->root->is_client)
		add(list, &n, H2SET_ENABLE_PUSH, 0, 1);
	else
		add(list, &n, H2SET_MAX_CONCURRENT_STREAMS,
		    s->max_concurrent_streams, first.max_concurrent_streams);
	add(list, &n, H2SET_INITIAL_WINDOW_SIZE, s->initial_window_size,
	    first.initial_window_size);
	add(list, &n, H2SET_MAX_FRAME_SIZE, s->max_frame_size,
	    first.max_frame_size);
	add(list, &n, H2SET_MAX_HEADER_LIST_SIZE, s->max_header_list_size,
	    first.max_header_list_size);
	add(list, &n, H2SET_ENABLE_CONNECT_PROTOCOL, s->enable_connect_protocol,
	    0);
	add(list, &n, LWS__H2_SET_NO_RFC7540_PRIORITIES,
	    s->no_rfc7540_priorities, 0);
	if (h2->root->is_client) {
		len = LWS__H2_PREFACE_LEN;
		memcpy(out, lws__h2_preface, len);
	}
	len += lws__h2_write_settings(out + len, list, n);
	more = lws__h2_credit_resize(&h2->credit, LWS__H2_CONN_WINDOW);
	if (more)
		len += lws__h2_write_window_update(out + len, 0, more);

	return lws__conn_send(h2->root->conn, out, len) < 0;
}

/* ---- beginning --------------------------------------------------------------
 */

int
lws__h2_begin(struct lws *wsi)
{
	struct lws__h2 *h2 = lws__zalloc(sizeof(*h2), "h2");

	if (!h2)
		return 1;
	h2->root = wsi;
	h2->next_ours = 1;
	h2->tx_credit = LWS__H2_WINDOW_DEFAULT;
	lws__h2_rx_init(&h2->rx, lws__wsi_side(wsi));
	choose_settings(h2);
	lws__h2_settings_init(&h2->theirs);
	h2->rx.frame_max = h2->ours.max_frame_size;
	h2->rx.block_max =
		h2->ours.max_header_list_size < UINT32_MAX / 2
			? h2->ours.max_header_list_size + LWS__H2_BLOCK_SLACK
			: UINT32_MAX / 2;
	lws__h2_credit_init(&h2->credit, LWS__H2_WINDOW_DEFAULT);
	lws__hpack_decoder_init(&h2->decoder, h2->ours.max_header_list_size,
				LWS__HPACK_TABLE_DEFAULT);
	lws__hpack_encoder_init(&h2->encoder, LWS__H2_ENCODER_TABLE);
	lws__wsi_role_set(wsi, &lws__role_h2, h2);
	wsi->is_mux_root = 1;

	return 0;
}

static enum lws_claim
h2_claim(struct lws *wsi, const struct lws_bind_req *req)
{
	if (!req->is_socket || req->is_udp || req->is_proxy || req->role ||
	    !req->wants_http || wsi->vh->has_server_tls ||
	    !lws_check_opt(wsi->vh->options,
			   LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE))
		return LWS_CLAIM_NO;

	return lws__h2_begin(wsi) ? LWS_CLAIM_FAILED : LWS_CLAIM_YES;
}

static enum lws_claim
h2_negotiated(struct lws *wsi)
{
	return lws__h2_begin(wsi) ? LWS_CLAIM_FAILED : LWS_CLAIM_YES;
}

enum lws_verdict
lws__h2_ready(struct lws *wsi)
{
	struct lws__h2 *h2 = lws__h2_of(wsi);

	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
			      wsi->cx->timeout_secs);

	return lws__h2_send_settings(h2) ? LWS_V_CLOSE
					 : lws__h2_side_of(h2)->ready(h2);
}

/* ---- ending -----------------------------------------------------------------
 */

static void
send_goaway(struct lws__h2 *h2, uint32_t code, const char *words)
{
	uint8_t out[LWS__H2_GOAWAY_LEN + LWS__H2_GOAWAY_TEXT_MAX];
	uint32_t last = h2->root->is_client ? 0 : h2->last_peer;

	h2->goaway_sent = 1;
	(void)lws__conn_send(h2->root->conn, out,
			     lws__h2_write_goaway(out, last, code, words));
}

enum lws_verdict
lws__h2_over(struct lws__h2 *h2, uint32_t code, const char *words)
{
	struct lws *root = h2->root;

	if (h2->state == LWS__H2_OVER)
		return LWS_V_CLOSE;
	lwsl_wsi_notice(root, "%s: GOAWAY %s: %s",
			lws__wsi_peer(root, (char[64]){0}, 64),
			lws__h2_code_name(code), words);
	h2->state = LWS__H2_OVER;
	send_goaway(h2, code, words);

	return LWS_V_CLOSE;
}

void
lws__h2_go_away(struct lws__h2 *h2)
{
	if (h2->state < LWS__H2_GOING)
		h2->state = LWS__H2_GOING;
	if (!h2->goaway_sent)
		send_goaway(h2, LWS__H2_NO_ERROR, NULL);
}

void
lws__h2_idle_timer(struct lws__h2 *h2)
{
	struct lws *root = h2->root;
	int secs = root->vh->h2_keepalive_timeout;

	if (h2->state == LWS__H2_FIRST || lws__wsi_is_closing(root))
		return;
	if (root->is_client && h2->state != LWS__H2_GOING) {
		lws__h2_side_of(h2)->idle(h2);
		return;
	}
	if (!h2->acked && h2->state == LWS__H2_OPEN)
		return; /* the time for the ACK runs */
	if (h2->mux.streams.count) {
		/* each has its own */
		if (root->timeout_us)
			lws__wsi_timeout_us(root, NO_PENDING_TIMEOUT, 0);
		return;
	}
	if (h2->state == LWS__H2_GOING) /* the last one is gone: at once */
		lws__wsi_timeout_us(root, PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE,
				    1);
	else
		lws__wsi_timeout_secs(root, PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE,
				      secs > 0 ? (unsigned int)secs : 1);
}

/* RFC 9113 6.5.3 */
static enum lws_verdict
h2_timeout(struct lws *root, enum pending_timeout reason)
{
	struct lws__h2 *h2 = lws__h2_of(root);

	if (reason == PENDING_TIMEOUT_ESTABLISH_WITH_SERVER && !h2->acked &&
	    h2->state == LWS__H2_OPEN)
		return lws__h2_over(h2, LWS__H2_SETTINGS_TIMEOUT,
				    "our SETTINGS were not acknowledged");
	if (reason != PENDING_TIMEOUT_CLIENT_CONN_IDLE)
		return LWS_V_CLOSE;
	/* a client that is not used any more says so */
	lws__wsi_close(root, LWS_CLOSE_POLITE, "not used");

	return LWS_V_OK;
}

static enum lws_goodbye
h2_goodbye(struct lws *root)
{
	if (!root->conn->saw_eof)
		lws__h2_go_away(lws__h2_of(root));

	return LWS_GOODBYE_DONE;
}

static enum lws_verdict
h2_validity_ping(struct lws *root)
{
	static const uint8_t opaque[8] = "validity";
	uint8_t out[LWS__H2_PING_LEN];

	return lws__conn_send(root->conn, out,
			      lws__h2_write_ping(out, opaque, false)) < 0
		       ? LWS_V_CLOSE
		       : LWS_V_OK;
}

void
lws__h2_free_departed(struct lws__h2 *h2)
{
	while (h2->departed.head) {
		struct lws__mux_stream *m = lws_container_of(
			h2->departed.head, struct lws__mux_stream, list);

		lws_dll2_remove(&m->list);
		lws__free(m);
	}
}

static void
h2_client_turn(struct lws *root)
{
	lws__h2_client_side.turn(root);
}

static bool
h2_client_takes(const struct lws *root, const struct lws *wsi)
{
	return lws__h2_client_side.takes(root, wsi);
}

static enum lws_verdict
h2_lost(struct lws *root, bool in_reading)
{
	struct lws__h2 *h2 = lws__h2_of(root);

	(void)in_reading;
	if (root->is_client)
		lws__h2_side_of(h2)->lost(h2);

	return LWS_V_CLOSE;
}

static void
h2_destroy(struct lws *root)
{
	struct lws__h2 *h2 = lws__h2_of(root);

	if (h2) {
		lws__h2_free_departed(h2);
		lws__h2_again_forget(h2);
		lws__http_pool_leave(root, &h2->waiter);
		lws__hpack_decoder_destroy(&h2->decoder);
		lws__hpack_encoder_destroy(&h2->encoder);
		lws__free(h2->ended);
	}
	lws__free(h2);
	root->role_state = NULL;
	lws__http_free(root);
}

const struct lws_role_ops lws__role_h2 = {
	.name = "h2",
	.alpn = "h2",
	.claim = h2_claim,
	.negotiated = h2_negotiated,
	.ready = lws__h2_ready,
	.upgrade = lws__h2_upgrade,
	.rx = lws__h2_rx_root,
	.writable = lws__h2_writable,
	.timeout = h2_timeout,
	.goodbye = h2_goodbye,
	.client_turn = h2_client_turn,
	.client_takes = h2_client_takes,
	.lost = h2_lost,
	.validity_ping = h2_validity_ping,
	.mux = &lws__h2_mux,
	.destroy = h2_destroy,
	/* a client's, when there was no memory for its first stream */
	.tell_drop = {0, LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL},
	.tell_closed = {LWS_CALLBACK_CLOSED_HTTP, 0},
	.tell_adopt = LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED,
	.lingers = 1,
	.has_peer = 1,
};
