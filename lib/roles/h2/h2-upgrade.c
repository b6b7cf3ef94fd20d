/* SPDX-License-Identifier: MIT */
/*
 * From HTTP/1.1 to h2c (RFC 7540 3.2): the request that asked is stream 1, its
 * answer the first over HTTP/2.
 *
 * Without TLS only, for a request without a body, and with one HTTP2-Settings
 * that Connection names; any other request is served as if it had not asked.
 */

#include "roles/h2/h2.h"

#include "core/conn.h"

#include <string.h>

static const char *
field(const struct lws *wsi, enum lws_token_indexes token, size_t *len)
{
	return lws__http_headers_fragment(wsi->http->headers, token, 0, len);
}

static bool
may_upgrade(const struct lws *wsi)
{
	const struct lws__http_headers *h = wsi->http->headers;
	size_t len;
	const char *s = field(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, &len);

	if (wsi->is_client || wsi->mux_stream || wsi->conn->tls ||
	    (s && (len != 1 || *s != '0')) ||
	    lws__http_headers_has(h, WSI_TOKEN_HTTP_TRANSFER_ENCODING) ||
	    lws__http_headers_fragment_count(h, WSI_TOKEN_HTTP2_SETTINGS) != 1)
		return false;
	s = field(wsi, WSI_TOKEN_CONNECTION, &len);

	return s && lws__http_list_has(s, len, "http2-settings");
}

/* RFC 4648 5, without padding as RFC 7540 3.2.1 has it */
static bool
is_base64url(const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789-_";

	return !text[strspn(text, letters)];
}

/* the payload of a SETTINGS frame, in base64url; nonzero: it is none */
static int
take_settings(struct lws__h2_settings *theirs, const char *text)
{
	uint8_t raw[LWS__H2_SETTINGS_MAX * LWS__H2_SETTING_LEN + 1];
	int n = 0;

	if (!is_base64url(text))
		return 1;
	if (*text)
		n = lws_b64_decode_string(text, (char *)raw, sizeof(raw));
	if (n < 0 || n % LWS__H2_SETTING_LEN)
		return 1;
	for (const uint8_t *p = raw; p < raw + n; p += LWS__H2_SETTING_LEN)
		if (lws__h2_settings_apply(theirs, LWS_SIDE_CLIENT,
					   (uint16_t)(p[0] << 8 | p[1]),
					   (uint32_t)p[2] << 24 |
						   (uint32_t)p[3] << 16 |
						   (uint32_t)p[4] << 8 | p[5]))
			return 1;

	return 0;
}

static int
send_switch(struct lws *wsi)
{
	static const char text[] = "HTTP/1.1 101 Switching Protocols\r\n"
				   "Connection: Upgrade\r\n"
				   "Upgrade: h2c\r\n\r\n";

	return lws__conn_send(wsi->conn, (const uint8_t *)text,
			      sizeof(text) - 1) < 0;
}

/* the transaction moves to stream 1, and is served when the peer's SETTINGS are
 * there; it is taken */
static enum lws_claim
move_to_first(struct lws__h2 *h2, struct lws_http *http)
{
	struct lws__h2_stream *s = lws__h2_stream_open(h2, 1);

	h2->last_peer = 1;
	if (!s) {
		h2->root->http = http; /* freed with it */
		return LWS_CLAIM_FAILED;
	}
	s->head_done = s->peer_ended = 1;
	http->wire = lws__h2_server_side.wire;
	http->wants_upgrade = 0;
	s->mux.wsi->http = http;
	/* some clients have little room for what comes with the 101 */
	h2->first = s;

	return LWS_CLAIM_YES;
}

static enum lws_claim
become_h2(struct lws *wsi)
{
	const char *settings = lws__http_headers_simple_ptr(
		wsi->http->headers, WSI_TOKEN_HTTP2_SETTINGS);
	struct lws_http *http = wsi->http;
	struct lws__h2_settings theirs;
	struct lws__h2 *h2;

	lws__h2_settings_init(&theirs);
	if (take_settings(&theirs, settings)) {
		lwsl_wsi_notice(wsi, "%s: HTTP2-Settings that are none",
				lws__wsi_peer(wsi, (char[64]){0}, 64));
		return LWS_CLAIM_NO;
	}
	wsi->http = NULL; /* the old role would free it */
	if (lws__h2_begin(wsi)) {
		wsi->http = http;
		return LWS_CLAIM_NO;
	}
	h2 = lws__h2_of(wsi);
	h2->theirs = theirs;
	lws__hpack_encoder_set_peer_max(&h2->encoder, theirs.header_table_size);
	if (send_switch(wsi) || lws__h2_ready(wsi) == LWS_V_CLOSE) {
		wsi->http = http;
		return LWS_CLAIM_FAILED;
	}

	return move_to_first(h2, http);
}

enum lws_claim
lws__h2_upgrade(struct lws *wsi, const char *token)
{
	int ret;

	if (strcmp(token, "h2c") || !may_upgrade(wsi))
		return LWS_CLAIM_NO;
	ret = lws__user_cb_p0(wsi, LWS_CALLBACK_HTTP_CONFIRM_UPGRADE,
			      lws__unconst("h2c"), 0);
	if (ret || lws__wsi_is_closing(wsi))
		return LWS_CLAIM_FAILED;

	return become_h2(wsi);
}
