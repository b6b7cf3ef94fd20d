/* SPDX-License-Identifier: MIT */
/*
 * The role's table: each call goes to the side of the wsi.
 */

#include "roles/h1/h1.h"
#include "roles/http/http.h"

#include <string.h>

static const struct lws__h1_side *
side_of(const struct lws *wsi)
{
	return wsi->is_client ? &lws__h1_client_side : &lws__h1_server_side;
}

static enum lws_claim
h1_claim(struct lws *wsi, const struct lws_bind_req *req)
{
	if (!req->is_socket || req->is_udp || req->is_proxy ||
	    (req->role ? strcmp(req->role, "h1") && strcmp(req->role, "http")
		       : !req->wants_http))
		return LWS_CLAIM_NO;

	return lws__h1_server_adopt(wsi) ? LWS_CLAIM_FAILED : LWS_CLAIM_YES;
}

static bool
h1_client_method(const char *method)
{
	static const char *const methods[] = {"GET",    "POST",   "OPTIONS",
					      "HEAD",   "PUT",    "PATCH",
					      "DELETE", "CONNECT"};

	if (!lws__h1_client_side.ready)
		return false; /* no client in this build */
	if (!method)
		return true; /* a websocket, which starts as http */
	for (size_t n = 0; n < LWS_ARRAY_SIZE(methods); n++)
		if (!strcmp(method, methods[n]))
			return true;

	return false;
}

static enum lws_verdict
h1_ready(struct lws *wsi)
{
	const struct lws__h1_side *s = side_of(wsi);

	return s->ready ? s->ready(wsi) : LWS_V_CLOSE;
}

/* the user said that all was sent, was told that it was the last, went on */
static enum lws_verdict
h1_after(struct lws *wsi, enum lws_verdict v)
{
	if (v == LWS_V_CLOSE || wsi->role != &lws__role_h1 || !wsi->http ||
	    !wsi->http->was_last || lws__wsi_is_closing(wsi))
		return v;
	lwsl_wsi_notice(wsi, "the callback did not return what "
			     "lws_http_transaction_completed() said: closed");

	return LWS_V_CLOSE;
}

static enum lws_verdict
h1_rx(struct lws *wsi, struct lws_cursor *in)
{
	return h1_after(wsi, side_of(wsi)->rx(wsi, in));
}

static enum lws_verdict
h1_writable(struct lws *wsi)
{
	return h1_after(wsi, side_of(wsi)->writable(wsi));
}

static int
h1_write(struct lws *wsi, uint8_t *buf, size_t len, enum lws_write_protocol wp)
{
	return side_of(wsi)->write(wsi, buf, len, wp);
}

static enum lws_verdict
h1_timeout(struct lws *wsi, enum pending_timeout reason)
{
	const struct lws__h1_side *s = side_of(wsi);

	return s->timeout ? s->timeout(wsi, reason) : LWS_V_CLOSE;
}

static void
h1_client_turn(struct lws *wsi)
{
	if (lws__h1_client_side.turn)
		lws__h1_client_side.turn(wsi);
}

static enum lws_verdict
h1_lost(struct lws *wsi, bool in_reading)
{
	const struct lws__h1_side *s = side_of(wsi);

	return s->lost ? s->lost(wsi, in_reading) : LWS_V_CLOSE;
}

static int
h1_closed_reason(const struct lws *wsi)
{
	const struct lws__h1_side *s = side_of(wsi);

	return s->closed_reason ? s->closed_reason(wsi)
				: wsi->role->tell_closed[lws__wsi_side(wsi)];
}

static void
h1_destroy(struct lws *wsi)
{
	const struct lws__h1_side *s = side_of(wsi);

	if (s->destroy)
		s->destroy(wsi);
	lws__http_free(wsi);
}

const struct lws_role_ops lws__role_h1 = {
	.name = "h1",
	.alpn = "http/1.1",
	.claim = h1_claim,
	.client_method = h1_client_method,
	.ready = h1_ready,
	.rx = h1_rx,
	.writable = h1_writable,
	.write = h1_write,
	.timeout = h1_timeout,
	.client_turn = h1_client_turn,
	.lost = h1_lost,
	.closed_reason = h1_closed_reason,
	.destroy = h1_destroy,
	.tell_bind = {LWS_CALLBACK_HTTP_BIND_PROTOCOL,
		      LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL},
	.tell_drop = {LWS_CALLBACK_HTTP_DROP_PROTOCOL,
		      LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL},
	.tell_writeable = {LWS_CALLBACK_HTTP_WRITEABLE,
			   LWS_CALLBACK_CLIENT_HTTP_WRITEABLE},
	.tell_closed = {LWS_CALLBACK_CLOSED_HTTP,
			LWS_CALLBACK_CLOSED_CLIENT_HTTP},
	.tell_adopt = LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED,
	.lingers = 1,
	.has_peer = 1,
	.tells_client_instantiated = 1,
};
