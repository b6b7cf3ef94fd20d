/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 server: heads and bodies in, one response at a time out.
 *
 * The response is complete when the user says lws_http_transaction_completed()
 * (or a file has been sent).  Then the next head is read, or the connection
 * ends.  A peer that ended its side gets what is under way; when there is
 * nothing, it counts as gone.
 */

#include "roles/h1/h1-server.h"
#include "roles/http/file-turn.h"
#include "roles/http/http.h"

#include <string.h>

enum {
	DRAIN_MIN = 1024, /* bytes that left, worth another timeout */
};

static const struct lws__http_wire h1_wire;

/* ---- between requests
 * -------------------------------------------------------- */

static void
await_head(struct lws__h1_server *s)
{
	s->state = LWS__H1_HEAD;
	s->parser.headers = NULL;
}

int
lws__h1_server_adopt(struct lws *wsi)
{
	struct lws__h1_server *s = lws__zalloc(sizeof(*s), "h1 server");

	if (!s)
		return 1;
	lws__wsi_role_set(wsi, &lws__role_h1, s);
	await_head(s);

	/* what may become raw has its user space from the start */
	return lws__h1_has_fallback(wsi) &&
	       lws__wsi_take_protocol(wsi, wsi->vh->protocols);
}

static enum lws_verdict
server_ready(struct lws *wsi)
{
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
			      wsi->cx->timeout_secs);

	return LWS_V_OK;
}

void
lws__h1_server_progress(struct lws *wsi)
{
	if (wsi->http->is_sse)
		return;
	lws__h1_server_of(wsi)->txq_seen = wsi->conn->txq_len;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			      wsi->cx->timeout_secs);
}

static unsigned int
keepalive_secs(const struct lws *wsi)
{
	const struct lws_http_mount *m = wsi->http->mount;

	if (m && m->keepalive_timeout)
		return m->keepalive_timeout;

	return (unsigned int)wsi->vh->keepalive_timeout;
}

int
lws__h1_server_next(struct lws *wsi)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);

	if (!wsi->http->keep_alive)
		return 1;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE,
			      keepalive_secs(wsi));
	wsi->http->mount = NULL;
	await_head(s);
	if (!wsi->conn->rxq) /* an idle connection keeps none */
		lws__http_pool_return(wsi);
	lws__conn_retry_rx(wsi->conn);

	return 0;
}

/* only the end of the connection shows the end of such a response */
static bool
ends_with_connection(const struct lws *wsi)
{
	const struct lws_http *http = wsi->http;

	return http->head_begun && !http->has_length && !http->is_head &&
	       http->response >= 200 && http->response != 204 &&
	       http->response != 304;
}

static int
server_completed(struct lws *wsi)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);
	struct lws_http *http = wsi->http;

	if (!http->in_request)
		return 0; /* told twice */
	(void)lws__h1_body_skip(wsi);
	if (lws__conn_choked(wsi->conn)) {
		if (wsi->conn->tx_failed)
			return 1;
		/* when what is unsent has left */
		http->completion_due = 1;
		lws_callback_on_writable(wsi);
		return 0;
	}
	http->completion_due = 0;
	http->in_request = 0;
	if (http->told_user)
		lws__turn_files_forget(lws__context_pt(wsi->cx, wsi->tsi));
	if (!http->keep_alive || wsi->conn->saw_eof ||
	    ends_with_connection(wsi) ||
	    lws__wsi_bind_protocol(wsi, wsi->vh->protocols, "http completed")) {
		http->was_last = 1;
		/* RFC 9112 9.6: a client that says so sends no more, and what
		 * nobody sends cannot reset what it has not read yet */
		wsi->conn->says_no_more =
			!s->parser.head.keep_alive &&
			s->parser.head.framing == LWS__H1_FRAMING_NONE;
		return 1;
	}
	if (s->state != LWS__H1_DISCARD)
		return lws__h1_server_next(wsi);
	lws__h1_server_progress(wsi);
	lws__conn_retry_rx(wsi->conn);

	return 0;
}

/* ---- refusing
 * -------------------------------------------------------------------- */

static void
log_refusal(struct lws *wsi, enum lws__h1_error error)
{
	const struct lws__h1_error_fact *f = lws__h1_error_facts(error);

	lwsl_wsi_notice(wsi, "request from %s refused with %u: %s (%s)",
			lws__wsi_peer(wsi, (char[64]){0}, 64), f->status,
			f->words, f->clause);
}

enum lws_verdict
lws__h1_server_refuse(struct lws *wsi, unsigned int status)
{
	wsi->http->keep_alive = 0;
	wsi->http->minor = 1;
	wsi->http->mount = NULL;
	(void)lws__http_send_page(wsi, status, NULL);

	return LWS_V_CLOSE;
}

/* ---- head
 * ---------------------------------------------------------------------------------
 */

/* what the head says of the transaction */
static void
take_head(struct lws *wsi)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);
	const struct lws__h1_head *head = &s->parser.head;
	struct lws_http *http = wsi->http;
	char *uri;
	int len, method;

	method = lws__http_headers_uri_and_method(http->headers, &uri, &len);
	http->minor = head->minor;
	http->method = (uint8_t)method;
	http->keep_alive = head->keep_alive;
	http->is_head = method == LWSHUMETH_HEAD;
	http->expects_continue = head->expects_continue;
	http->wants_upgrade =
		!!(head->connection & LWS__H1_CONN_UPGRADE) && head->upgrade;
	http->in_request = 1;
	lws__h1_server_progress(wsi);
	lws__h1_body_begin(s);
}

static enum lws_verdict
head_done(struct lws *wsi)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);

	s->had_request = true;
	lws__h1_forget(s);
	if (s->parser.head.target == LWS__H1_TARGET_AUTHORITY) {
		lwsl_wsi_notice(wsi, "CONNECT is not served");
		return lws__h1_server_refuse(wsi,
					     HTTP_STATUS_METHOD_NOT_ALLOWED);
	}
	take_head(wsi);
	if (lws__http_server_request(wsi) == LWS_V_CLOSE)
		return LWS_V_CLOSE;

	return lws__wsi_is_closing(wsi) ? LWS_V_OK : lws__h1_body_wanted(wsi);
}

/* the first byte of a head came */
static int
start_head(struct lws *wsi, struct lws__h1_server *s)
{
	struct lws_http *http = lws__http_begin(wsi, &h1_wire);

	if (!http) {
		lwsl_wsi_err(wsi, "out of memory for a request");
		return 1;
	}
	lws__http_pool_settle(wsi, &s->waiter);
	lws__h1_parse_start(&s->parser, LWS_SIDE_SERVER, http->headers);
	s->parser.allow_no_host =
		lws__http_vhost_option(wsi->vh, "allow-no-host");
	/* not extended by what trickles in */
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
			      wsi->cx->timeout_secs);

	return 0;
}

static enum lws_verdict
rx_head(struct lws *wsi, struct lws_cursor *in)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);
	const uint8_t *start = in->at;
	bool fallback = lws__h1_has_fallback(wsi);
	enum lws_feed r;

	if (!s->parser.headers) {
		if (!lws__http_pool_take(wsi, &s->waiter)) {
			server_ready(wsi); /* no longer than this */
			return LWS_V_OK;
		}
		if (start_head(wsi, s))
			return LWS_V_CLOSE;
	}
	r = lws__h1_parse_feed(&s->parser, in);
	if (fallback && r != LWS_FEED_DONE &&
	    lws__h1_remember(s, start, (size_t)(in->end - start)))
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
		return lws__h1_fall_back(wsi, in);
	log_refusal(wsi, s->parser.error);

	return lws__h1_server_refuse(
		wsi, lws__h1_error_facts(s->parser.error)->status);
}

/* ---- the role's calls
 * ------------------------------------------------------------------------------
 */

static bool
goes_on(struct lws *wsi)
{
	return wsi->role == &lws__role_h1 && !lws__wsi_is_closing(wsi) &&
	       wsi->role_state;
}

/* is there input that may be looked at now, or a body without any? */
static bool
may_read(struct lws *wsi, const struct lws_cursor *in)
{
	const struct lws__h1_server *s;

	if (!goes_on(wsi))
		return false;
	s = lws__h1_server_of(wsi);
	if (s->state == LWS__H1_RESPONSE ||
	    !lws_dll2_is_detached(&s->waiter.list))
		return false;
	if (s->state != LWS__H1_HEAD && lws__h1_body_is_over(s))
		return true;

	return in->at < in->end && !wsi->conn->rx_off;
}

/* is anything of a response on its way, or about to be? */
static bool
has_work(struct lws *wsi)
{
	const struct lws_http *http = wsi->http;

	return http && http->in_request &&
	       (http->file || http->completion_due || wsi->wants_writable ||
		lws__conn_has_unsent(wsi->conn));
}

/* the peer ended its side */
static enum lws_verdict
server_end(struct lws *wsi)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);

	if (s->state == LWS__H1_HEAD || s->state == LWS__H1_BODY)
		return LWS_V_CLOSE; /* nothing more, or never the rest */
	s->state = LWS__H1_RESPONSE;
	wsi->http->keep_alive = 0;

	return has_work(wsi) ? LWS_V_OK : LWS_V_CLOSE;
}

static enum lws_verdict
server_rx(struct lws *wsi, struct lws_cursor *in)
{
	if (in->at == in->end)
		return server_end(wsi);

	while (may_read(wsi, in)) {
		enum lws_verdict v =
			lws__h1_server_of(wsi)->state == LWS__H1_HEAD
				? rx_head(wsi, in)
				: lws__h1_body_rx(wsi, in);

		if (v != LWS_V_OK)
			return v;
	}
	if (goes_on(wsi) && in->at == in->end && wsi->http &&
	    lws__h1_server_of(wsi)->state == LWS__H1_HEAD &&
	    !lws__h1_server_of(wsi)->parser.headers)
		lws__http_pool_return(wsi);

	return LWS_V_OK;
}

static enum lws_verdict
respond(struct lws *wsi)
{
	if (wsi->http->completion_due)
		return server_completed(wsi) ? LWS_V_CLOSE : LWS_V_OK;
	if (wsi->http->file)
		return lws__http_file_continue(wsi);

	return lws__user_writable(wsi);
}

static enum lws_verdict
server_writable(struct lws *wsi)
{
	enum lws_verdict v;

	if (!wsi->http || !wsi->http->in_request)
		return LWS_V_OK; /* between requests there is nothing to say */
	v = respond(wsi);
	if (v != LWS_V_OK || !goes_on(wsi))
		return v;

	return wsi->conn->saw_eof && !has_work(wsi) ? LWS_V_CLOSE : LWS_V_OK;
}

/* a head made by our calls, or one that the application wrote by hand */
static bool
is_head(const uint8_t *buf, size_t len, int kind)
{
	return kind == LWS_WRITE_HTTP_HEADERS ||
	       kind == LWS_WRITE_HTTP_HEADERS_CONTINUATION ||
	       (len > 7 && !memcmp(buf, "HTTP/1.", 7));
}

static int
server_write(struct lws *wsi, uint8_t *buf, size_t len,
	     enum lws_write_protocol wp)
{
	struct lws_http *http = wsi->http;
	int kind = wp & 0x1f;
	int n;

	if (!http)
		return -1;
	if (!http->head_sent && http->in_request && !is_head(buf, len, kind)) {
		lwsl_wsi_err(wsi,
			     "%u bytes of a body before its head: not "
			     "sent",
			     (unsigned int)len);
		return -1; /* the peer would take them for a status line */
	}
	if (!http->head_sent || kind == LWS_WRITE_HTTP_HEADERS ||
	    kind == LWS_WRITE_HTTP_HEADERS_CONTINUATION)
		http->head_sent = 1;
	else if (http->is_head)
		return (int)len; /* RFC 9110 9.3.2: no content to HEAD */
	n = lws__conn_send(wsi->conn, buf, len);
	lws__h1_server_progress(wsi);

	return n;
}

/* a peer that reads what waits for it has its time again */
static enum lws_verdict
server_timeout(struct lws *wsi, enum pending_timeout reason)
{
	const struct lws__h1_server *s = lws__h1_server_of(wsi);

	if (reason != PENDING_TIMEOUT_HTTP_CONTENT || !s->txq_seen ||
	    wsi->conn->txq_len + DRAIN_MIN > s->txq_seen)
		return LWS_V_CLOSE;
	lws__h1_server_progress(wsi);

	return LWS_V_OK;
}

static void
server_destroy(struct lws *wsi)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);

	if (s) {
		lws__http_pool_leave(wsi, &s->waiter);
		lws__free(s->seen);
	}
	lws__free(s);
	wsi->role_state = NULL;
}

const struct lws__h1_side lws__h1_server_side = {
	.ready = server_ready,
	.rx = server_rx,
	.writable = server_writable,
	.write = server_write,
	.timeout = server_timeout,
	.destroy = server_destroy,
};

/* ---- the wire
 * ----------------------------------------------------------------------------------------
 */

static int
wire_status(struct lws *wsi, unsigned int code, unsigned char **p,
	    unsigned char *end)
{
	wsi->http->head_begun = 1;
	wsi->http->has_length = 0;

	return lws__http_text_status(wsi->http->minor, code, p, end);
}

static int
wire_header(struct lws *wsi, const char *name, const void *value, int len,
	    unsigned char **p, unsigned char *end)
{
	size_t n = strlen(name);

	if (lws__http_same_text(name, n, "content-length", 14) ||
	    lws__http_same_text(name, n, "transfer-encoding", 17))
		wsi->http->has_length = 1;

	return lws__http_text_add(name, value, len, p, end);
}

static int
wire_token(struct lws *wsi, enum lws_token_indexes token, const void *value,
	   int len, unsigned char **p, unsigned char *end)
{
	if (token == WSI_TOKEN_HTTP_CONTENT_LENGTH ||
	    token == WSI_TOKEN_HTTP_TRANSFER_ENCODING)
		wsi->http->has_length = 1;

	return lws__http_text_add_token(token, value, len, p, end);
}

static int
wire_lines(struct lws *wsi, const char *lines, int len, unsigned char **p,
	   unsigned char *end)
{
	(void)wsi;
	if (lws_ptr_diff(end, *p) < len)
		return 1;
	memcpy(*p, lines, (size_t)len);
	*p += len;

	return 0;
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
	.add_token = wire_token,
	.add_lines = wire_lines,
	.end_head = wire_end,
	.completed = server_completed,
	.length_by_close = true,
	.sends_raw = true,
};
