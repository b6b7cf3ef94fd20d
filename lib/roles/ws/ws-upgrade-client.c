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
#include "roles/ws/ws-ext.h"

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
	char offer[LWS__WS_OFFER_MAX];
	uint8_t random[16];
	size_t n;
	int len;

	if (lws__plat_random(random, sizeof(random))) {
		lws__client_error(wsi, "HS: no random bytes for the key");
		return 1;
	}
	lws__ws_key_from_random(random, c->ws_key);
	len = lws__ws_ext_offer(wsi, offer, sizeof(offer));
	if (len < 0) {
		lws__client_error(wsi, "HS: EXT: too much to offer");
		return 1;
	}
	n = lws__ws_write_request_headers(
		(char *)*p, lws_ptr_diff_size_t(end, *p), c->ws_key,
		span(c->protocol), span(len ? offer : NULL));
	*p += n;

	return !n;
}

/* all right so far: become ws, with the extensions the server names */
static enum lws_claim
become_ws(struct lws *wsi, struct lws__ws_span extensions)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	struct lws__ws *ws = lws__ws_create(wsi);
	const char *why;

	if (!ws) {
		lws__client_error(wsi, "HS: out of memory");
		return LWS_CLAIM_FAILED;
	}
	if (c->allow_reserved_bits)
		ws->rx.frame.lenient |= WS_LENIENT_RSV;
	if (c->allow_unknown_opcode)
		ws->rx.frame.lenient |= WS_LENIENT_OPCODE;
	why = lws__ws_ext_confirm(wsi, &ws, extensions);
	if (!why && lws__user_cb(wsi, LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH,
				 NULL, 0))
		why = "HS: Rejected by filter cb";
	if (why) {
		lws__client_error(wsi, "%s", why);
		lws__ws_drop(wsi, ws);
		return LWS_CLAIM_FAILED;
	}
	lws__ws_take_over(wsi, ws);

	return lws__ws_established(wsi);
}

/* is it an answer to ours? */
static enum lws__ws_mismatch
check_reply(struct lws *wsi, struct lws__ws_span extensions)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	struct lws__http_headers *h = wsi->http->headers;
	char offered[LWS__WS_OFFER_MAX];
	struct lws__ws_reply r = {
		.status = wsi->http->response,
		.is_extended_connect = !!wsi->mux_stream,
		.upgrade = span_of(wsi, WSI_TOKEN_UPGRADE),
		.connection = span_of(wsi, WSI_TOKEN_CONNECTION),
		.accept = span_of(wsi, WSI_TOKEN_ACCEPT),
		.protocol = span_of(wsi, WSI_TOKEN_PROTOCOL),
		.extensions = extensions,
		.accept_count = (unsigned int)lws__http_headers_fragment_count(
			h, WSI_TOKEN_ACCEPT),
		.protocol_count =
			(unsigned int)lws__http_headers_fragment_count(
				h, WSI_TOKEN_PROTOCOL),
		.our_key = span(c->ws_key),
		.our_protocols = span(c->protocol),
	};
	struct lws__ws_span chosen;

	if (extensions.at &&
	    lws__ws_ext_offered(wsi, offered, sizeof(offered)) > 0)
		r.our_extensions = span(offered);

	return lws__ws_check_reply(&r, &chosen);
}

enum lws_claim
lws__ws_client_upgrade(struct lws *wsi)
{
	char *extensions = NULL; /* owned: all lines of the header */
	enum lws_claim claim = LWS_CLAIM_FAILED;
	enum lws__ws_mismatch why;

	if (span_of(wsi, WSI_TOKEN_EXTENSIONS).at) {
		extensions = lws__ws_header_text(wsi, WSI_TOKEN_EXTENSIONS);
		if (!extensions) {
			lws__client_error(wsi, "HS: out of memory");
			return LWS_CLAIM_FAILED;
		}
	}
	why = check_reply(wsi, span(extensions));
	if (why != WS_REPLY_FINE)
		lws__client_error(wsi, "%s", lws__ws_mismatch_text(why));
	else
		claim = become_ws(wsi, span(extensions));
	lws__free(extensions);

	return claim;
}
