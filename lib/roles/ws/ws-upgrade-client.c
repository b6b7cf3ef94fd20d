/* SPDX-License-Identifier: MIT */
/*
 * From an HTTP answer to a WebSocket, on the client (RFC 6455 4.1):
 *
 *   headers of the request ... 101 -> is it an answer to ours? ->
 *   CLIENT_FILTER_PRE_ESTABLISH -> CLIENT_ESTABLISHED
 */

#include "net/connect.h"
#include "roles/http/http.h"
#include "roles/ws/ws-handshake.h"
#include "roles/ws/ws.h"

#include <string.h>

static struct lws__ws_span
span_of(struct lws *wsi, enum lws_token_indexes token)
{
	struct lws__ws_span s = {NULL, 0};

	s.at = lws__http_headers_fragment(wsi->http->headers, token, 0, &s.len);

	return s;
}

static struct lws__ws_span
span(const char *s)
{
	struct lws__ws_span none = {NULL, 0};

	return s ? (struct lws__ws_span){s, strlen(s)} : none;
}

int
lws__ws_client_headers(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	struct lws__connect *c = lws__connect_here(wsi);
	struct lws__ws_span none = {NULL, 0};
	uint8_t random[16];
	size_t n;

	if (lws__plat_random(random, sizeof(random))) {
		lws__client_error(wsi, "HS: no random bytes for the key");
		return 1;
	}
	lws__ws_key_from_random(random, c->ws_key);
	n = lws__ws_write_request_headers((char *)*p,
					  lws_ptr_diff_size_t(end, *p),
					  c->ws_key, span(c->protocol), none);
	*p += n;

	return !n;
}

enum lws_claim
lws__ws_client_upgrade(struct lws *wsi)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	struct lws__http_headers *h = wsi->http->headers;
	struct lws__ws_reply r = {
		.status = wsi->http->response,
		.upgrade = span_of(wsi, WSI_TOKEN_UPGRADE),
		.connection = span_of(wsi, WSI_TOKEN_CONNECTION),
		.accept = span_of(wsi, WSI_TOKEN_ACCEPT),
		.protocol = span_of(wsi, WSI_TOKEN_PROTOCOL),
		.extensions = span_of(wsi, WSI_TOKEN_EXTENSIONS),
		.accept_count = (unsigned int)lws__http_headers_fragment_count(
			h, WSI_TOKEN_ACCEPT),
		.protocol_count =
			(unsigned int)lws__http_headers_fragment_count(
				h, WSI_TOKEN_PROTOCOL),
		.our_key = span(c->ws_key),
		.our_protocols = span(c->protocol),
	};
	struct lws__ws_span chosen;
	enum lws__ws_mismatch why = lws__ws_check_reply(&r, &chosen);
	struct lws__ws *ws;

	if (why != WS_REPLY_FINE) {
		lws__client_error(wsi, "%s", lws__ws_mismatch_text(why));
		return LWS_CLAIM_FAILED;
	}
	if (lws__user_cb(wsi, LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH, NULL,
			 0)) {
		lws__client_error(wsi, "HS: Rejected by filter cb");
		return LWS_CLAIM_FAILED;
	}
	ws = lws__ws_create(wsi);
	if (!ws) {
		lws__client_error(wsi, "HS: out of memory");
		return LWS_CLAIM_FAILED;
	}
	if (c->allow_reserved_bits)
		ws->rx.frame.lenient |= WS_LENIENT_RSV;
	if (c->allow_unknown_opcode)
		ws->rx.frame.lenient |= WS_LENIENT_OPCODE;
	lws__ws_take_over(wsi, ws);

	return lws__ws_established(wsi);
}
