/* SPDX-License-Identifier: MIT */
/*
 * The transaction of a server's stream: the same callbacks in the same order as
 * over HTTP/1.
 *
 *   head -> vhost, mount, HTTP ... -> HTTP_BODY*, HTTP_BODY_COMPLETION
 *        -> writes and WRITEABLE -> completed: END_STREAM, and the wsi ends
 */

#include "roles/h2/h2-again.h"
#include "roles/h2/h2-head.h"

#include "roles/http/file-turn.h"

#include <string.h>

static void
progress(struct lws *wsi)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	s->tx_since = s->rx_since = 0;
	if (wsi->role != lws__h2_server_side.role || !wsi->http ||
	    wsi->http->is_sse || s->is_immortal || lws__wsi_is_closing(wsi))
		return;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			      wsi->cx->timeout_secs);
}

/* the user said that all was sent, was told that it was the last, went on */
static enum lws_verdict
after(struct lws *wsi, enum lws_verdict v)
{
	if (v == LWS_V_CLOSE || wsi->role != lws__h2_server_side.role ||
	    !wsi->http || !wsi->http->was_last || lws__wsi_is_closing(wsi))
		return v;
	lwsl_wsi_info(wsi, "the callback did not return what "
			   "lws_http_transaction_completed() said: closed");

	return LWS_V_CLOSE;
}

static int
completed(struct lws *wsi)
{
	struct lws_http *http = wsi->http;

	if (!http->in_request)
		return http->was_last; /* told twice */
	if (lws__h2_mux.unsent(wsi)) {
		http->completion_due = 1;
		lws_callback_on_writable(wsi);
		return 0;
	}
	http->completion_due = 0;
	http->in_request = 0;
	http->was_last = 1;
	if (http->told_user)
		lws__turn_files_forget(lws__context_pt(wsi->cx, wsi->tsi));

	return 1;
}

/* ---- the request
 * --------------------------------------------------------------
 */

/* path and arguments to where a request of this method has them; a status */
static unsigned int
take_target(struct lws *wsi, const struct lws__http_method *method)
{
	struct lws__http_headers *h = wsi->http->headers;
	enum lws_token_indexes token = method->token;
	size_t len;
	const char *path = lws__http_headers_fragment(
		h, WSI_TOKEN_HTTP_COLON_PATH, 0, &len);

	if (method->index == LWSHUMETH_CONNECT)
		token = WSI_TOKEN_GET_URI; /* as HTTP/1 asks for an upgrade */
	if (*path != '/')
		return lws__http_headers_add(h, token, path, len)
			       ? HTTP_STATUS_REQ_URI_TOO_LONG
			       : 0;
	switch (lws__uri_store(h, token, path, len)) {
	case LWS__URI_OK:
		return 0;
	case LWS__URI_NO_ROOM:
		return HTTP_STATUS_REQ_URI_TOO_LONG;
	case LWS__URI_NO_SLASH:
	case LWS__URI_BAD_CHAR:
	case LWS__URI_BAD_ESCAPE:
	case LWS__URI_BAD_DECODED:
		break;
	}

	return HTTP_STATUS_BAD_REQUEST;
}

/* what applications of HTTP/1 look for; nonzero: no room */
static int
add_host(struct lws__http_headers *h)
{
	size_t len;
	const char *a = lws__http_headers_fragment(
		h, WSI_TOKEN_HTTP_COLON_AUTHORITY, 0, &len);

	return a && !lws__http_headers_has(h, WSI_TOKEN_HOST) &&
	       lws__http_headers_add(h, WSI_TOKEN_HOST, a, len);
}

/* extended CONNECT: the upgrade that its :protocol names (RFC 8441 4) */
static int
add_upgrade(struct lws_http *http)
{
	size_t len;
	const char *p = lws__http_headers_fragment(
		http->headers, WSI_TOKEN_COLON_PROTOCOL, 0, &len);

	if (!p)
		return 0;
	http->wants_upgrade = 1;

	return lws__http_headers_add(http->headers, WSI_TOKEN_UPGRADE, p, len);
}

/* a status to refuse it with; 0: go on */
static unsigned int
take_head(struct lws *wsi)
{
	struct lws_http *http = wsi->http;
	struct lws__http_headers *h = http->headers;
	const struct lws__http_method *method;
	unsigned int status;
	const char *name;
	size_t len;

	name = lws__http_headers_fragment(h, WSI_TOKEN_HTTP_COLON_METHOD, 0,
					  &len);
	method = lws__http_method_find(name, len);
	if (!method)
		return HTTP_STATUS_NOT_IMPLEMENTED;
	if (method->index == LWSHUMETH_CONNECT &&
	    !lws__http_headers_has(h, WSI_TOKEN_COLON_PROTOCOL))
		return HTTP_STATUS_METHOD_NOT_ALLOWED;
	status = take_target(wsi, method);
	if (status)
		return status;
	if (add_host(h) || add_upgrade(http))
		return 431;
	if (http->wants_upgrade &&
	    strcmp(lws__http_headers_simple_ptr(h, WSI_TOKEN_COLON_PROTOCOL),
		   "websocket"))
		return HTTP_STATUS_NOT_IMPLEMENTED; /* RFC 9220 3 */
	http->method =
		(uint8_t)(http->wants_upgrade ? LWSHUMETH_GET : method->index);
	http->is_head = method->index == LWSHUMETH_HEAD;
	name = lws__http_headers_fragment(h, WSI_TOKEN_HTTP_EXPECT, 0, &len);
	if (name && !lws__http_same_text(name, len, "100-continue", 12))
		return 417;
	http->expects_continue = !!name;

	return 0;
}

/* one like it may have been there */
static unsigned int
take_any_head(struct lws *wsi)
{
	const struct lws__h2_stream *s = lws__h2_stream_of(wsi);
	unsigned int status;

	if (s->again == LWS__H2_AGAIN_SAME)
		return 0;
	if (s->again == LWS__H2_AGAIN_ELSEWHERE)
		return take_target(
			wsi, lws__http_method_by_index(wsi->http->method));
	status = take_head(wsi);
	if (!status)
		lws__h2_again_keep(lws__h2_here(wsi), s);

	return status;
}

static enum lws_verdict
refuse(struct lws *wsi, unsigned int status)
{
	lwsl_wsi_notice(wsi, "request from %s refused with %u",
			lws__wsi_peer(wsi, (char[64]){0}, 64), status);
	(void)lws__http_send_page(wsi, status, NULL);

	return LWS_V_CLOSE;
}

static enum lws_verdict
send_continue(struct lws *wsi)
{
	uint8_t block[16];
	struct lws_cursor out = {block, block + sizeof(block)};

	wsi->http->expects_continue = 0;
	if (lws__hpack_encode_status(NULL, &out, 100) ||
	    lws__h2_send_block(lws__h2_stream_of(wsi), block,
			       (size_t)(out.at - block), false))
		return LWS_V_CLOSE;

	return LWS_V_OK;
}

/* a request that might have had a body, and has none */
static enum lws_verdict
no_body(struct lws *wsi)
{
	const struct lws__h2_stream *s = lws__h2_stream_of(wsi);
	int method = wsi->http->method;

	if (!wsi->http->in_request || wsi->http->file ||
	    (!s->has_length && method != LWSHUMETH_POST &&
	     method != LWSHUMETH_PUT && method != LWSHUMETH_PATCH))
		return LWS_V_OK;
	if (lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY, NULL, 0))
		return LWS_V_CLOSE;
	if (lws__wsi_is_closing(wsi))
		return LWS_V_OK;

	return lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY_COMPLETION, NULL, 0)
		       ? LWS_V_CLOSE
		       : LWS_V_OK;
}

/* the user has seen HTTP: does anybody want the body? */
static enum lws_verdict
body_wanted(struct lws *wsi)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	if (wsi->role != lws__h2_server_side.role)
		return LWS_V_OK; /* upgraded */
	if (s->peer_ended) {
		s->end_told = 1;
		s->mux.saw_end = true;
		return no_body(wsi);
	}
	s->wants_body = wsi->http->in_request && !wsi->http->file;
	if (s->wants_body && wsi->http->expects_continue &&
	    !wsi->http->head_sent)
		return send_continue(wsi);

	return LWS_V_OK;
}

/* arg: the head is one of HTTP/1, which has been read */
static enum lws_verdict
serve_request(struct lws *wsi, void *arg)
{
	const struct lws__hpack_decoder *d = &lws__h2_here(wsi)->decoder;
	unsigned int status = 431;
	enum lws_verdict v;

	wsi->http->minor = 1;
	wsi->http->keep_alive = 1;
	wsi->http->in_request = 1;
	progress(wsi);
	if (arg)
		status = 0;
	else if (!d->is_too_big && !d->is_refused)
		status = take_any_head(wsi);
	if (status)
		return refuse(wsi, status);
	v = lws__http_server_request(wsi);
	if (v == LWS_V_OK && !lws__wsi_is_closing(wsi))
		v = after(wsi, v);
	if (v == LWS_V_OK && !lws__wsi_is_closing(wsi))
		v = body_wanted(wsi);

	return after(wsi, v);
}

static void
head_done(struct lws__h2_stream *s)
{
	bool ended = s->peer_ended;

	/* a websocket whose other end has nothing to say */
	if (lws__mux_serve(s->mux.wsi, serve_request, NULL) && ended &&
	    !s->end_told)
		lws__h2_stream_end(s);
}

static enum lws_verdict
head_end(struct lws__h2 *h2, struct lws__h2_stream *s)
{
	const char *flaw = lws__h2_request_judge(s);

	s->head_done = 1;
	if (!flaw && (h2->rx.flags & LWS__H2_END_STREAM) && s->has_length &&
	    s->rx_left)
		flaw = "less DATA than content-length";
	if (flaw)
		return lws__h2_rx_reset(h2, s->id, LWS__H2_PROTOCOL_ERROR,
					flaw);
	s->peer_ended = !!(h2->rx.flags & LWS__H2_END_STREAM);
	head_done(s);

	return LWS_V_OK;
}

void
lws__h2_server_upgraded(struct lws__h2_stream *s)
{
	(void)lws__mux_serve(s->mux.wsi, serve_request, s);
}

/* ---- its body
 * -------------------------------------------------------------------
 */

/* a body that trickles is no progress, unless we talk at the same time */
static void
count_progress(struct lws *wsi, size_t len)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	s->rx_since += (uint32_t)len;
	if (s->rx_since >= LWS__H2_PROGRESS_RX || wsi->http->head_sent)
		progress(wsi);
}

static enum lws_verdict
give(struct lws *wsi, struct lws_cursor *in)
{
	size_t max = lws__wsi_rx_limit(wsi);

	while (in->at < in->end && wsi->http->in_request &&
	       !lws__wsi_rx_is_off(wsi)) {
		size_t n = lws__cursor_left(in);
		uint8_t *p = in->at;

		if (n > max)
			n = max;
		in->at += n;
		if (lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY, p, n))
			return LWS_V_CLOSE;
		if (lws__wsi_is_closing(wsi))
			return LWS_V_OK;
	}
	if (!wsi->http->in_request)
		in->at = in->end;

	return LWS_V_OK;
}

/* RFC 9113 has no word for it: a peer that is silent and listens, for ever */
static void
become_immortal(struct lws *wsi)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	if (!s->is_empty_end || s->is_immortal ||
	    !lws_check_opt(wsi->vh->options,
			   LWS_SERVER_OPTION_VH_H2_HALF_CLOSED_LONG_POLL))
		return;
	s->is_immortal = 1;
	lws__h2_here(wsi)->immortals++;
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
}

static enum lws_verdict
body_end(struct lws *wsi)
{
	const struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	progress(wsi);
	become_immortal(wsi);
	if (!s->wants_body || !wsi->http->in_request)
		return LWS_V_OK;

	return lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY_COMPLETION, NULL, 0)
		       ? LWS_V_CLOSE
		       : LWS_V_OK;
}

static enum lws_verdict
body_rx(struct lws *wsi, struct lws_cursor *in)
{
	const struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	if (!wsi->http)
		return LWS_V_CLOSE;
	if (in->at == in->end)
		return after(wsi, body_end(wsi));
	count_progress(wsi, lws__cursor_left(in));
	if (s->wants_body)
		return after(wsi, give(wsi, in));
	in->at = in->end;

	return LWS_V_OK;
}

/* ---- its response
 * ----------------------------------------------------------------
 */

static bool
has_no_body(const struct lws_http *http)
{
	return http->is_head || http->response == 204 || http->response == 304;
}

static int
write_head(struct lws *wsi, const uint8_t *buf, size_t len, bool end)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);
	struct lws_http *http = wsi->http;
	bool interim = http->response >= 100 && http->response < 200;

	if (http->head_sent) {
		lwsl_wsi_err(wsi, "a second head of the response: not sent");
		return -1;
	}
	if (!interim)
		end = end || has_no_body(http) ||
		      (s->tx_has_length && !s->tx_left);
	http->head_sent = !interim;
	if (has_no_body(http))
		s->tx_has_length = 0;

	return lws__h2_send_block(s, buf, len, end && !interim) ? -1 : (int)len;
}

static int
write_body(struct lws *wsi, const uint8_t *buf, size_t len, bool end)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);
	size_t n = len;

	if (!wsi->http->head_sent && wsi->http->in_request) {
		lwsl_wsi_err(wsi,
			     "%u bytes of a body before its head: not sent",
			     (unsigned int)len);
		return -1;
	}
	if (has_no_body(wsi->http))
		return (int)len; /* RFC 9110 9.3.2: no content to HEAD */
	if (s->tx_has_length) {
		if (n > s->tx_left) {
			lwsl_wsi_err(wsi, "more body than content-length said");
			n = (size_t)s->tx_left;
		}
		s->tx_left -= n;
		end = end || !s->tx_left;
	}
	if (lws__h2_send_data(s, NULL, 0, buf, n, end))
		return -1;
	/* who lets us send one byte after the other makes no progress */
	if ((!s->txq && lws__h2_may_send(s)) || s->tx_since >= LWS__H2_PROGRESS)
		progress(wsi);

	return (int)len;
}

static int
stream_write(struct lws *wsi, uint8_t *buf, size_t len,
	     enum lws_write_protocol wp)
{
	int kind = wp & 0x1f;
	bool end =
		kind == LWS_WRITE_HTTP_FINAL || (wp & LWS_WRITE_H2_STREAM_END);

	if (!wsi->http)
		return -1;
	if (kind == LWS_WRITE_HTTP_HEADERS ||
	    kind == LWS_WRITE_HTTP_HEADERS_CONTINUATION ||
	    (!wsi->http->head_sent && lws__h2_is_text_head(buf, len))) {
		uint8_t *block;
		int n = lws__h2_head_gather(wsi, buf, len,
					    !!(wp & LWS_WRITE_NO_FIN), &block);

		if (n > 0)
			n = write_head(wsi, block, (size_t)n, end);
		lws__h2_head_done(wsi);
		return n < 0 ? -1 : (int)len;
	}

	return write_body(wsi, buf, len, end);
}

static enum lws_verdict
respond(struct lws *wsi)
{
	if (wsi->http->completion_due)
		return completed(wsi) ? LWS_V_CLOSE : LWS_V_OK;
	if (wsi->http->file)
		return lws__http_file_continue(wsi);

	return lws__user_writable(wsi);
}

static enum lws_verdict
stream_writable(struct lws *wsi)
{
	if (!wsi->http || !wsi->http->in_request || lws__wsi_is_closing(wsi))
		return LWS_V_OK;

	return after(wsi, respond(wsi));
}

static enum lws_verdict
stream_timeout(struct lws *wsi, enum pending_timeout reason)
{
	const struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	(void)reason;

	return s->is_immortal ? LWS_V_OK : LWS_V_CLOSE;
}

static const struct lws__http_wire wire = {
	.add_status = lws__h2_add_status,
	.add_header = lws__h2_add_header,
	.add_token = lws__h2_add_token,
	.add_lines = lws__h2_add_lines,
	.end_head = lws__h2_end_head,
	.head_again = lws__h2_head_again,
	.completed = completed,
};

static void
h2_stream_destroy(struct lws *wsi)
{
	lws__http_free(wsi);
}

static const struct lws_role_ops role = {
	.name = "h2",
	.rx = body_rx,
	.writable = stream_writable,
	.write = stream_write,
	.timeout = stream_timeout,
	.destroy = h2_stream_destroy,
	.tell_bind = {LWS_CALLBACK_HTTP_BIND_PROTOCOL,
		      LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL},
	.tell_drop = {LWS_CALLBACK_HTTP_DROP_PROTOCOL,
		      LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL},
	.tell_writeable = {LWS_CALLBACK_HTTP_WRITEABLE,
			   LWS_CALLBACK_CLIENT_HTTP_WRITEABLE},
	.tell_closed = {LWS_CALLBACK_CLOSED_HTTP,
			LWS_CALLBACK_CLOSED_CLIENT_HTTP},
	.has_peer = 1,
};

static enum lws_verdict
ready(struct lws__h2 *h2)
{
	(void)h2;

	return LWS_V_OK;
}

const struct lws__h2_side lws__h2_server_side = {
	.role = &role,
	.wire = &wire,
	.head = &lws__h2_request_sink,
	.head_end = head_end,
	.progress = progress,
	.ready = ready,
};
