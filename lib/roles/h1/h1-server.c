/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 server: heads and bodies in, one response at a time out.
 *
 *   HEAD      reading a request head
 *   BODY      the user gets the body (HTTP_BODY)
 *   DISCARD   nobody wants the body: it is read and forgotten, up to a limit
 *   RESPONSE  the request is read whole, its response is not complete; input
 *             that comes meanwhile (pipelining) stays where it is
 *
 * The response is complete when the user says lws_http_transaction_completed()
 * (or a file has been sent).  Then the next head is read, or the connection
 * ends.
 */

#include "roles/h1/h1.h"
#include "roles/h1/h1-chunked.h"
#include "roles/h1/h1-parse.h"
#include "roles/http/http.h"

#include <string.h>

enum h1_state {
	H1_HEAD,
	H1_BODY,
	H1_DISCARD,
	H1_RESPONSE,
};

enum {
	DISCARD_MAX = 1 << 20, /* of an unread body, to keep a connection */
};

struct h1_server {
	struct lws__h1_parser parser;
	struct lws__chunked chunked;
	uint64_t body_left; /* of a body of known length */
	uint32_t discarded;
	uint8_t state; /* enum h1_state */
	bool is_chunked;
	bool had_request; /* not the first one */
	/* with fallback: the bytes of the first head, to be given to raw */
	uint8_t *seen; /* owned */
	size_t seen_len;
};

static const struct lws__http_wire h1_wire;

static struct h1_server *
state_of(const struct lws *wsi)
{
	return wsi->role_state;
}

/* ---- between requests -------------------------------------------------------- */

static void
await_head(struct h1_server *s)
{
	s->state = H1_HEAD;
	s->discarded = 0;
	s->parser.headers = NULL;
}

int
lws__h1_server_adopt(struct lws *wsi)
{
	struct h1_server *s = lws__zalloc(sizeof(*s), "h1 server");

	if (!s)
		return 1;
	lws__wsi_role_set(wsi, &lws__role_h1, s);
	await_head(s);

	return 0;
}

static enum lws_verdict
server_ready(struct lws *wsi)
{
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
			      wsi->cx->timeout_secs);

	return LWS_V_OK;
}

static unsigned int
keepalive_secs(const struct lws *wsi)
{
	const struct lws_http_mount *m = wsi->http->mount;

	if (m && m->keepalive_timeout)
		return m->keepalive_timeout;

	return (unsigned int)wsi->vh->keepalive_timeout;
}

/* the response is complete and all of the request was read */
static int
next_request(struct lws *wsi)
{
	struct h1_server *s = state_of(wsi);

	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE,
			      keepalive_secs(wsi));
	wsi->http->mount = NULL;
	await_head(s);
	if (!wsi->conn->rxq)
		lws__http_headers_destroy(&wsi->http->headers);
	lws__conn_retry_rx(wsi->conn);

	return 0;
}

/* an unread body may be skipped if that does not cost more than a connection */
static bool
may_discard(const struct h1_server *s)
{
	return s->is_chunked || s->body_left <= DISCARD_MAX;
}

static int
server_completed(struct lws *wsi)
{
	struct h1_server *s = state_of(wsi);

	if (!wsi->http->in_request)
		return 0; /* told twice */
	if (lws__conn_choked(wsi->conn)) {
		if (wsi->conn->tx_failed)
			return 1;
		/* when what is unsent has left */
		wsi->http->completion_due = 1;
		lws_callback_on_writable(wsi);
		return 0;
	}
	wsi->http->completion_due = 0;
	wsi->http->in_request = 0;
	if (!wsi->http->keep_alive || wsi->conn->saw_eof ||
	    (s->state == H1_BODY && !may_discard(s)))
		return 1;
	if (lws__wsi_bind_protocol(wsi, wsi->vh->protocols, "http completed"))
		return 1;
	if (s->state == H1_BODY)
		s->state = H1_DISCARD;
	if (s->state == H1_DISCARD) {
		lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
				      wsi->cx->timeout_secs);
		lws__conn_retry_rx(wsi->conn);
		return 0;
	}

	return next_request(wsi);
}

/* ---- refusing -------------------------------------------------------------------- */

static void
log_refusal(struct lws *wsi, enum lws__h1_error error)
{
	const struct lws__h1_error_fact *f = lws__h1_error_facts(error);

	lwsl_wsi_notice(wsi, "request from %s refused with %u: %s (%s)",
			lws__wsi_peer(wsi, (char[64]){ 0 }, 64), f->status,
			f->words, f->clause);
}

static enum lws_verdict
refuse(struct lws *wsi, unsigned int status)
{
	wsi->http->keep_alive = 0;
	wsi->http->minor = 1;
	wsi->http->mount = NULL;
	(void)lws__http_send_page(wsi, status, NULL);

	return LWS_V_CLOSE;
}

/* ---- not http after all -------------------------------------------------------------- */

static bool
has_fallback(const struct lws *wsi, const struct h1_server *s)
{
	return !s->had_request &&
	       (wsi->vh->options &
		LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG);
}

static int
remember(struct h1_server *s, const uint8_t *p, size_t len)
{
	uint8_t *grown = lws__realloc(s->seen, s->seen_len + len, "h1 seen");

	if (!grown)
		return 1;
	memcpy(grown + s->seen_len, p, len);
	s->seen = grown;
	s->seen_len += len;

	return 0;
}

/* hand the connection to the vhost's accept role, with all it said */
static enum lws_verdict
fall_back(struct lws *wsi, struct lws_cursor *in)
{
	struct h1_server *s = state_of(wsi);
	const char *name = wsi->vh->listen_accept_role;
	const struct lws_role_ops *role =
		lws__role_by_name(name ? name : "raw-skt");
	const struct lws_protocols *p;
	struct lws_cursor all = { s->seen, s->seen + s->seen_len };
	const char *pn = wsi->vh->listen_accept_protocol;
	int ret;

	p = pn ? lws__vhost_protocol_by_name(wsi->vh, pn, strlen(pn))
	       : &wsi->vh->protocols[wsi->vh->raw_protocol_index];
	if (!role || !p) {
		lwsl_wsi_err(wsi, "no role %s or protocol %s to fall back to",
			     name ? name : "raw-skt", pn ? pn : "raw");
		return LWS_V_CLOSE;
	}
	if (lws__wsi_bind_protocol(wsi, p, "fallback"))
		return LWS_V_CLOSE;
	in->at = in->end; /* it is part of what was seen */
	s->seen = NULL;
	lws__wsi_role_set(wsi, role, NULL);
	ret = lws__conn_keep_rx(wsi->conn, &all);
	lws__free(all.at);
	if (ret || lws__user_cb(wsi, LWS_CALLBACK_RAW_ADOPT, NULL, 0))
		return LWS_V_CLOSE;
	lws__conn_retry_rx(wsi->conn);

	return lws__role_ready(wsi);
}

/* ---- head --------------------------------------------------------------------------------- */

static enum lws_verdict
begin_body(struct lws *wsi, struct h1_server *s)
{
	const struct lws__h1_head *head = &s->parser.head;

	s->is_chunked = head->framing == LWS__H1_FRAMING_CHUNKED;
	s->body_left = head->framing == LWS__H1_FRAMING_LENGTH
			       ? head->content_length
			       : 0;
	lws__chunked_start(&s->chunked);
	s->state = s->is_chunked || head->framing == LWS__H1_FRAMING_LENGTH
			   ? H1_BODY
			   : H1_RESPONSE;
	(void)wsi;

	return LWS_V_OK;
}

static enum lws_verdict
send_continue(struct lws *wsi)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";

	wsi->http->expects_continue = 0;

	return lws__conn_send(wsi->conn, (const uint8_t *)text,
			      sizeof(text) - 1) < 0
		       ? LWS_V_CLOSE
		       : LWS_V_OK;
}

/* after HTTP: does anybody want the body? */
static enum lws_verdict
after_request(struct lws *wsi)
{
	struct h1_server *s = state_of(wsi);

	if (wsi->role != &lws__role_h1 || s->state != H1_BODY)
		return LWS_V_OK;
	if (wsi->http->file) {
		/* not the file: it goes out while the body is skipped */
		s->state = H1_DISCARD;
		if (!may_discard(s))
			wsi->http->keep_alive = 0;
	}
	if (wsi->http->expects_continue && !wsi->http->head_sent)
		return send_continue(wsi);

	return LWS_V_OK;
}

static enum lws_verdict
head_done(struct lws *wsi)
{
	struct h1_server *s = state_of(wsi);
	const struct lws__h1_head *head = &s->parser.head;
	struct lws_http *http = wsi->http;
	char *uri;
	int len, method;

	s->had_request = true;
	lws__free(s->seen);
	s->seen = NULL;
	s->seen_len = 0;
	if (head->target == LWS__H1_TARGET_AUTHORITY) {
		lwsl_wsi_notice(wsi, "CONNECT is not served");
		return refuse(wsi, HTTP_STATUS_METHOD_NOT_ALLOWED);
	}
	method = lws__http_headers_uri_and_method(http->headers, &uri, &len);
	http->minor = head->minor;
	http->method = (uint8_t)method;
	http->keep_alive = head->keep_alive;
	http->is_head = method == LWSHUMETH_HEAD;
	http->expects_continue = head->expects_continue;
	http->wants_upgrade = !!(head->connection & LWS__H1_CONN_UPGRADE) &&
			      head->upgrade;
	http->in_request = 1;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			      wsi->cx->timeout_secs);
	begin_body(wsi, s);
	if (lws__http_server_request(wsi) == LWS_V_CLOSE)
		return LWS_V_CLOSE;

	return lws__wsi_is_closing(wsi) ? LWS_V_OK : after_request(wsi);
}

/* the first byte of a head came */
static int
start_head(struct lws *wsi, struct h1_server *s)
{
	struct lws_http *http = lws__http_begin(wsi, &h1_wire);

	if (!http) {
		lwsl_wsi_err(wsi, "out of memory for a request");
		return 1;
	}
	lws__h1_parse_start(&s->parser, LWS_SIDE_SERVER, http->headers);
	/* not extended by what trickles in */
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
			      wsi->cx->timeout_secs);

	return 0;
}

static enum lws_verdict
rx_head(struct lws *wsi, struct lws_cursor *in)
{
	struct h1_server *s = state_of(wsi);
	const uint8_t *start = in->at;
	bool fallback = has_fallback(wsi, s);
	enum lws_feed r;

	if (!s->parser.headers && start_head(wsi, s))
		return LWS_V_CLOSE;
	r = lws__h1_parse_feed(&s->parser, in);
	if (fallback && r != LWS_FEED_DONE &&
	    remember(s, start, (size_t)(in->end - start)))
		return LWS_V_CLOSE;
	switch (r) {
	case LWS_FEED_MORE:
		return LWS_V_OK;
	case LWS_FEED_DONE:
		return head_done(wsi);
	case LWS_FEED_BAD:
		break;
	}
	if (fallback)
		return fall_back(wsi, in);
	log_refusal(wsi, s->parser.error);

	return refuse(wsi, lws__h1_error_facts(s->parser.error)->status);
}

/* ---- body --------------------------------------------------------------------------------------- */

static enum lws_verdict
give_body(struct lws *wsi, uint8_t *p, size_t len)
{
	size_t max = lws__wsi_rx_limit(wsi);

	while (len && state_of(wsi)->state == H1_BODY) {
		size_t n = len > max ? max : len;

		if (lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY, p, n))
			return LWS_V_CLOSE;
		if (lws__wsi_is_closing(wsi))
			return LWS_V_OK;
		p += n;
		len -= n;
	}
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			      wsi->cx->timeout_secs);

	return LWS_V_OK;
}

static enum lws_verdict
body_piece(struct lws *wsi, uint8_t *p, size_t len)
{
	struct h1_server *s = state_of(wsi);

	if (s->state == H1_BODY)
		return give_body(wsi, p, len);
	s->discarded += (uint32_t)len;
	if (s->discarded > DISCARD_MAX) {
		lwsl_wsi_info(wsi, "unread request body is too long to skip");
		wsi->http->keep_alive = 0;
		return wsi->http->in_request ? LWS_V_OK : LWS_V_CLOSE;
	}

	return LWS_V_OK;
}

static enum lws_verdict
body_done(struct lws *wsi)
{
	struct h1_server *s = state_of(wsi);
	bool told = s->state == H1_BODY;

	s->state = H1_RESPONSE;
	if (told)
		return lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY_COMPLETION,
				    NULL, 0)
			       ? LWS_V_CLOSE
			       : LWS_V_OK;
	if (!wsi->http->in_request)
		return next_request(wsi) ? LWS_V_CLOSE : LWS_V_OK;

	return LWS_V_OK;
}

static enum lws_verdict
rx_chunked(struct lws *wsi, struct lws_cursor *in)
{
	struct h1_server *s = state_of(wsi);
	struct lws_cursor piece;
	enum lws_feed r = lws__chunked_feed(&s->chunked, in, &piece);

	if (piece.at != piece.end &&
	    body_piece(wsi, piece.at, lws__cursor_left(&piece)) == LWS_V_CLOSE)
		return LWS_V_CLOSE;
	if (r == LWS_FEED_DONE)
		return body_done(wsi);
	if (r == LWS_FEED_BAD) {
		lwsl_wsi_notice(wsi, "chunked body from %s refused: %s",
				lws__wsi_peer(wsi, (char[64]){ 0 }, 64),
				lws__chunked_error_words(
					(enum lws__chunked_error)
						s->chunked.error));
		return wsi->http->head_sent
			       ? LWS_V_CLOSE
			       : refuse(wsi, HTTP_STATUS_BAD_REQUEST);
	}

	return LWS_V_OK;
}

static enum lws_verdict
rx_counted(struct lws *wsi, struct lws_cursor *in)
{
	struct h1_server *s = state_of(wsi);
	size_t len = lws__cursor_left(in);
	uint8_t *p = in->at;

	if (len > s->body_left)
		len = (size_t)s->body_left;
	in->at += len;
	s->body_left -= len;
	if (len && body_piece(wsi, p, len) == LWS_V_CLOSE)
		return LWS_V_CLOSE;

	return s->body_left || lws__wsi_is_closing(wsi) ? LWS_V_OK
							: body_done(wsi);
}

/* a length of 0 is a body too, and is told */
static enum lws_verdict
empty_body(struct lws *wsi)
{
	if (lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY, NULL, 0))
		return LWS_V_CLOSE;

	return lws__wsi_is_closing(wsi) ? LWS_V_OK : body_done(wsi);
}

static bool
is_empty_body(const struct h1_server *s)
{
	return !s->is_chunked && !s->body_left &&
	       (s->state == H1_BODY || s->state == H1_DISCARD);
}

/* ---- the role's calls ------------------------------------------------------------------------------ */

static enum lws_verdict
rx_step(struct lws *wsi, struct lws_cursor *in)
{
	struct h1_server *s = state_of(wsi);

	switch ((enum h1_state)s->state) {
	case H1_HEAD:
		return rx_head(wsi, in);
	case H1_BODY:
	case H1_DISCARD:
		if (is_empty_body(s))
			return s->state == H1_BODY ? empty_body(wsi)
						   : body_done(wsi);
		return s->is_chunked ? rx_chunked(wsi, in)
				     : rx_counted(wsi, in);
	case H1_RESPONSE:
		break;
	}

	return LWS_V_OK;
}

static bool
goes_on(struct lws *wsi)
{
	return wsi->role == &lws__role_h1 && !lws__wsi_is_closing(wsi) &&
	       wsi->role_state;
}

static enum lws_verdict
server_rx(struct lws *wsi, struct lws_cursor *in)
{
	if (in->at == in->end)
		return LWS_V_CLOSE; /* the peer left, or will not finish */

	while (in->at < in->end ||
	       (goes_on(wsi) && is_empty_body(state_of(wsi)))) {
		enum lws_verdict v;

		if (!goes_on(wsi) || state_of(wsi)->state == H1_RESPONSE ||
		    wsi->conn->rx_off)
			break;
		v = rx_step(wsi, in);
		if (v != LWS_V_OK)
			return v;
	}

	return LWS_V_OK;
}

static enum lws_verdict
server_writable(struct lws *wsi)
{
	struct lws_http *http = wsi->http;

	if (!http || !http->in_request)
		return LWS_V_OK; /* between requests there is nothing to say */
	if (http->completion_due)
		return server_completed(wsi) ? LWS_V_CLOSE : LWS_V_OK;
	if (http->file)
		return lws__http_file_continue(wsi);

	return lws__user_writable(wsi);
}

static int
server_write(struct lws *wsi, uint8_t *buf, size_t len,
	     enum lws_write_protocol wp)
{
	struct lws_http *http = wsi->http;
	int kind = wp & 0x1f;

	if (!http)
		return -1;
	if (kind == LWS_WRITE_HTTP_HEADERS ||
	    kind == LWS_WRITE_HTTP_HEADERS_CONTINUATION)
		http->head_sent = 1;
	else if (http->is_head)
		return (int)len; /* RFC 9110 9.3.2: no content to HEAD */
	if (!http->is_sse)
		lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
				      wsi->cx->timeout_secs);

	return lws__conn_send(wsi->conn, buf, len);
}

static void
server_destroy(struct lws *wsi)
{
	struct h1_server *s = state_of(wsi);

	if (s)
		lws__free(s->seen);
	lws__free(s);
	wsi->role_state = NULL;
}

const struct lws__h1_side lws__h1_server_side = {
	.ready = server_ready,
	.rx = server_rx,
	.writable = server_writable,
	.write = server_write,
	.destroy = server_destroy,
};

/* ---- the wire ---------------------------------------------------------------------------------------- */

static int
wire_status(struct lws *wsi, unsigned int code, unsigned char **p,
	    unsigned char *end)
{
	return lws__http_text_status(wsi->http->minor, code, p, end);
}

static int
wire_header(struct lws *wsi, const char *name, const void *value, int len,
	    unsigned char **p, unsigned char *end)
{
	(void)wsi;

	return lws__http_text_add(name, value, len, p, end);
}

static int
wire_end(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	(void)wsi;

	return lws__http_text_finish(p, end);
}

static const struct lws__http_wire h1_wire = {
	.add_status = wire_status,
	.add_header = wire_header,
	.end_head = wire_end,
	.completed = server_completed,
	.length_by_close = true,
	.sends_raw = true,
};
