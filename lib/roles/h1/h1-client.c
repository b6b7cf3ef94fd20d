/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 client: one request, one response.
 *
 *   REQUEST   the head is sent; a body may still be sent by the user
 *             (CLIENT_HTTP_WRITEABLE); the response head is awaited
 *   BODY      the response's body goes to the user, who says when
 *   DONE      the response is complete
 *
 * The user takes the body with lws_http_client_read(), usually from
 * RECEIVE_CLIENT_HTTP; until then nothing more is read from the server.
 */

#include "core/built-in.h"
#include "net/connect.h"
#include "roles/h1/h1.h"
#include "roles/h1/h1-client-request.h"
#include "roles/h1/h1-chunked.h"
#include "roles/h1/h1-parse.h"
#include "roles/http/http.h"

#include <string.h>

enum h1_client_state {
	H1C_REQUEST,
	H1C_BODY,
	H1C_DONE,
};

enum {
	HOPS_MAX = 20, /* redirects of one request */
};

struct h1_client {
	struct lws__h1_parser parser;
	struct lws__chunked chunked;
	struct lws_cursor *in; /* while rx runs: what may be taken */
	uint64_t body_left;
	uint8_t state;	 /* enum h1_client_state */
	uint8_t framing; /* enum lws__h1_framing */
	bool body_pending;
	bool tx_chunked; /* we frame the body that we send */
	bool read_wanted;
	bool read_ended; /* the body is complete, tell it */
	bool saw_end;	 /* the server ended its side */
};

static const struct lws__http_wire client_wire;

static struct h1_client *
state_of(const struct lws *wsi)
{
	return wsi->is_client && wsi->role == &lws__role_h1 ? wsi->role_state
							    : NULL;
}

/* ---- request ------------------------------------------------------------------- */

static struct h1_client *
state_make(struct lws *wsi)
{
	struct h1_client *c = wsi->role_state;

	if (!c)
		c = lws__malloc(sizeof(*c), "h1 client");
	if (!c)
		return NULL;
	memset(c, 0, sizeof(*c));
	wsi->role_state = c;

	return c;
}

static enum lws_verdict
client_ready(struct lws *wsi)
{
	struct h1_client *c = state_make(wsi);
	const struct lws__connect *cn = lws__connect_of(wsi);
	struct lws_http *http = c ? lws__http_begin(wsi, &client_wire) : NULL;

	if (!http) {
		lws__client_error(wsi, "out of memory for the request");
		return LWS_V_CLOSE;
	}
	http->is_head = cn->method && !strcmp(cn->method, "HEAD");
	http->redirected_to_get = cn->redirected_to_get;
	switch (lws__h1_client_send_request(wsi)) {
	case LWS__H1_REQUEST_SENT:
		break;
	case LWS__H1_REQUEST_SENT_CHUNKED:
		c->tx_chunked = true;
		break;
	case LWS__H1_REQUEST_REFUSED:
		/* the user's own doing: no connection error */
		wsi->error_is_closed = 1;
		return LWS_V_CLOSE;
	case LWS__H1_REQUEST_FAILED:
		return LWS_V_CLOSE;
	}
	lws__h1_parse_start(&c->parser, LWS_SIDE_CLIENT, http->headers);
	c->parser.answers_head = http->is_head;
	lws__wsi_timeout_secs(wsi,
			      c->body_pending
				      ? PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD
				      : PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
			      wsi->cx->timeout_secs);
	if (c->body_pending)
		lws_callback_on_writable(wsi);

	return LWS_V_OK;
}

void
lws_client_http_body_pending(struct lws *wsi, int something_left_to_send)
{
	struct h1_client *c = state_of(wsi);
	bool was;

	if (!c)
		return;
	was = c->body_pending;
	c->body_pending = !!something_left_to_send;
	if (!was || c->body_pending)
		return;
	if (c->tx_chunked) {
		c->tx_chunked = false;
		(void)lws__conn_send(wsi->conn,
				     (const uint8_t *)LWS__CHUNKED_END, 5);
	}
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
			      wsi->cx->timeout_secs);
}

bool
lws__h1_client_has_body(const struct lws *wsi)
{
	return state_of(wsi)->body_pending;
}

static int
client_write(struct lws *wsi, uint8_t *buf, size_t len,
	     enum lws_write_protocol wp)
{
	struct h1_client *c = state_of(wsi);
	uint8_t head[LWS__CHUNKED_HEAD_MAX], *start;

	if (!c)
		return -1;
	if (!c->tx_chunked || (wp & 0x1f) == LWS_WRITE_HTTP_HEADERS)
		return lws__conn_send(wsi->conn, buf, len);
	if (len) {
		start = lws__chunked_head(head + sizeof(head), len);
		if (lws__conn_send2(wsi->conn, start,
				    (size_t)(head + sizeof(head) - start), buf,
				    len) < 0 ||
		    lws__conn_send(wsi->conn,
				   (const uint8_t *)LWS__CHUNKED_AFTER, 2) < 0)
			return -1;
	}
	if ((wp & 0x1f) == LWS_WRITE_HTTP_FINAL) {
		c->tx_chunked = false;
		if (lws__conn_send(wsi->conn,
				   (const uint8_t *)LWS__CHUNKED_END, 5) < 0)
			return -1;
	}

	return (int)len;
}

static enum lws_verdict
client_writable(struct lws *wsi)
{
	struct h1_client *c = state_of(wsi);

	if (!c || c->state == H1C_DONE)
		return LWS_V_OK;
	if (c->body_pending)
		lws__wsi_timeout_secs(wsi,
				      PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD,
				      wsi->cx->timeout_secs);

	return lws__user_writable(wsi);
}

/* ---- redirects -------------------------------------------------------------------- */

/* where we are now, for what Location is relative to */
static struct lws__http_place
here(const struct lws__connect *c)
{
	return (struct lws__http_place){
		.host = c->address,
		.path = c->path,
		.port = c->port,
		.is_https = !!(c->flags & LCCSCF_USE_SSL),
	};
}

static int
take_place(struct lws *wsi, const struct lws__http_place *to, bool same_host)
{
	struct lws__connect *c = lws__connect_of(wsi);
	unsigned int status = wsi->http->response;

	if (lws__connect_set(&c->path, to->path) ||
	    (!same_host && (lws__connect_set(&c->address, to->host) ||
			    lws__connect_set(&c->host, to->host))))
		return 1;
	c->port = to->port;
	c->flags = to->is_https ? c->flags | LCCSCF_USE_SSL
				: c->flags & ~LCCSCF_USE_SSL;
	if (lws__http_redirect_becomes_get(status) && c->method &&
	    strcmp(c->method, "HEAD")) {
		c->redirected_to_get = true;
		return lws__connect_set(&c->method, "GET");
	}

	return 0;
}

static enum lws_verdict
go_elsewhere(struct lws *wsi, const char *location, size_t len)
{
	struct lws__connect *c = lws__connect_of(wsi);
	struct lws__http_place from = here(c), to;
	char buf[LWS__HTTP_REDIRECT_MAX * 3 / 4];
	bool same_host = false;

	switch (lws__http_redirect_resolve(&to, buf, sizeof(buf), &from,
					   location, len)) {
	case LWS__HTTP_REDIRECT_SAME_HOST:
		same_host = true;
		break;
	case LWS__HTTP_REDIRECT_OTHER_HOST:
		break;
	case LWS__HTTP_REDIRECT_DOWNGRADE:
		if (c->flags & LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS)
			break;
		lws__client_error(wsi,
				  "HS: Redirect attempted SSL downgrade");
		return LWS_V_CLOSE;
	case LWS__HTTP_REDIRECT_BAD:
	case LWS__HTTP_REDIRECT_TOO_LONG:
		lws__client_error(wsi, "HS: Redirect to a bad Location");
		return LWS_V_CLOSE;
	}
	if (take_place(wsi, &to, same_host)) {
		lws__client_error(wsi, "HS: Redirect out of memory");
		return LWS_V_CLOSE;
	}
	/* the old transaction's drop finds no user space */
	if (lws__wsi_rebind(wsi, "redirect") || lws__connect_again(wsi))
		return LWS_V_CLOSE;

	return LWS_V_OK;
}

static enum lws_verdict
redirect(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_of(wsi);
	size_t len = 0;
	const char *at = lws__http_headers_fragment(
		wsi->http->headers, WSI_TOKEN_HTTP_LOCATION, 0, &len);

	if (!at || !len) {
		lws__client_error(wsi, "HS: Redirect code but no Location");
		return LWS_V_CLOSE;
	}
	if (++c->hops > HOPS_MAX) {
		lws__client_error(wsi, "HS: too many redirects");
		return LWS_V_CLOSE;
	}
	if (lws__user_cb(wsi, LWS_CALLBACK_CLIENT_HTTP_REDIRECT,
			 lws__unconst(at), wsi->http->response)) {
		lws__client_error(wsi, "HS: user code rejected redirect");
		return LWS_V_CLOSE;
	}

	return go_elsewhere(wsi, at, len);
}

/* ---- response: the end ---------------------------------------------------------------- */

/* OK: the connection is kept for another request to the same server */
static enum lws_verdict
response_done(struct lws *wsi)
{
	struct h1_client *c = state_of(wsi);
	const struct lws__connect *cn = lws__connect_of(wsi);

	c->state = H1C_DONE;
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	if (lws__user_cb(wsi, LWS_CALLBACK_COMPLETED_CLIENT_HTTP, NULL, 0) ||
	    !c->parser.head.keep_alive || c->saw_end ||
	    !(cn->flags & LCCSCF_PIPELINE))
		return LWS_V_CLOSE;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_CLIENT_CONN_IDLE,
			      cn->keep_warm_secs);

	return LWS_V_OK;
}

/* ---- response: body ---------------------------------------------------------------------- */

static int
give_piece(struct lws *wsi, uint8_t *p, size_t len)
{
	if (!len)
		return 0;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			      wsi->cx->timeout_secs);

	return lws__user_cb(wsi, LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, p,
			    len);
}

/* takes at most max bytes of payload; nonzero: close */
static int
take_chunked(struct lws *wsi, struct lws_cursor *in, size_t max)
{
	struct h1_client *c = state_of(wsi);
	struct lws_cursor limited = *in, piece;
	enum lws_feed r;

	if (lws__cursor_left(in) > max)
		limited.end = limited.at + max;
	r = lws__chunked_feed(&c->chunked, &limited, &piece);
	in->at = limited.at;
	if (r == LWS_FEED_BAD) {
		lwsl_wsi_notice(wsi, "chunked body from %s is wrong: %s",
				lws__wsi_peer(wsi, (char[64]){ 0 }, 64),
				lws__chunked_error_words(
					(enum lws__chunked_error)
						c->chunked.error));
		return 1;
	}
	c->read_ended = r == LWS_FEED_DONE;

	return give_piece(wsi, piece.at, lws__cursor_left(&piece));
}

static int
take_counted(struct lws *wsi, struct lws_cursor *in, size_t max)
{
	struct h1_client *c = state_of(wsi);
	size_t len = lws__cursor_left(in);
	uint8_t *p = in->at;

	if (len > max)
		len = max;
	if (c->framing == LWS__H1_FRAMING_LENGTH) {
		if (len > c->body_left)
			len = (size_t)c->body_left;
		c->body_left -= len;
		c->read_ended = !c->body_left;
	}
	in->at += len;

	return give_piece(wsi, p, len);
}

static int
take_body(struct lws *wsi, struct lws_cursor *in, size_t max)
{
	return state_of(wsi)->framing == LWS__H1_FRAMING_CHUNKED
		       ? take_chunked(wsi, in, max)
		       : take_counted(wsi, in, max);
}

int
lws_http_client_read(struct lws *wsi, char **buf, int *len)
{
	struct h1_client *c = state_of(wsi);
	size_t max = *len > 0 ? (size_t)*len : 0;

	(void)buf; /* the bytes are shown where they are */
	if (!c || c->state != H1C_BODY)
		return -1;
	*len = 0;
	if (!c->in) {
		/* from outside of RECEIVE_CLIENT_HTTP: when there is input */
		c->read_wanted = true;
		lws__conn_retry_rx(wsi->conn);
		return 0;
	}
	if (c->read_ended)
		return 0;
	if (c->in->at == c->in->end)
		return c->saw_end ? -1 : 0;
	*len = (int)lws__cursor_left(c->in);

	return take_body(wsi, c->in, max) ? -1 : 0;
}

static enum lws_verdict
rx_body(struct lws *wsi, struct lws_cursor *in)
{
	struct h1_client *c = state_of(wsi);
	uint8_t *before;
	int ret;

	do {
		before = in->at;
		if (c->read_wanted) {
			c->read_wanted = false;
			ret = take_body(wsi, in, lws__cursor_left(in));
		} else {
			c->in = in;
			ret = lws__user_cb(wsi,
					   LWS_CALLBACK_RECEIVE_CLIENT_HTTP,
					   NULL, 0);
			if (state_of(wsi) != c || lws__wsi_is_closing(wsi))
				return LWS_V_OK;
			c->in = NULL;
		}
		if (ret)
			return LWS_V_CLOSE;
		if (c->read_ended)
			return response_done(wsi);
	} while (in->at < in->end && in->at != before &&
		 !lws__wsi_is_closing(wsi));

	return LWS_V_OK;
}

/* the server ended its side */
static enum lws_verdict
rx_end(struct lws *wsi, struct lws_cursor *in)
{
	struct h1_client *c = state_of(wsi);

	c->saw_end = true;
	if (c->state == H1C_REQUEST) {
		lws__client_error(wsi, "read failed");
		return LWS_V_CLOSE;
	}
	if (c->state != H1C_BODY)
		return LWS_V_CLOSE;
	/* the user asks, and is told that it is the end */
	c->in = in;
	(void)lws__user_cb(wsi, LWS_CALLBACK_RECEIVE_CLIENT_HTTP, NULL, 0);
	if (state_of(wsi) != c || lws__wsi_is_closing(wsi))
		return LWS_V_OK;
	c->in = NULL;
	if (c->framing == LWS__H1_FRAMING_UNTIL_CLOSE)
		(void)response_done(wsi);
	else
		lwsl_wsi_notice(wsi, "%s ended before the body did",
				lws__wsi_peer(wsi, (char[64]){ 0 }, 64));

	return LWS_V_CLOSE;
}

/* ---- response: head ----------------------------------------------------------------------- */

static enum lws_claim
upgrade(struct lws *wsi)
{
	for (int n = 0; lws__built_in_roles[n]; n++) {
		const struct lws_role_ops *role = lws__built_in_roles[n];
		enum lws_claim claim = role->client_upgrade
					       ? role->client_upgrade(wsi)
					       : LWS_CLAIM_NO;

		if (claim != LWS_CLAIM_NO)
			return claim;
	}
	lws__client_error(wsi, "HS: upgrade to what this build cannot speak");

	return LWS_CLAIM_FAILED;
}

static enum lws_verdict
websocket_head(struct lws *wsi)
{
	/* told of any answer, before it is looked at */
	if (lws__user_cb(wsi, LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, NULL, 0)) {
		lws__client_error(wsi, "HS: disallowed at ESTABLISHED");
		return LWS_V_CLOSE;
	}

	return upgrade(wsi) == LWS_CLAIM_YES ? LWS_V_OK : LWS_V_CLOSE;
}

static enum lws_verdict
http_head(struct lws *wsi)
{
	struct h1_client *c = state_of(wsi);
	const struct lws__h1_head *head = &c->parser.head;

	if (lws__user_cb(wsi, LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH, NULL,
			 0)) {
		lws__client_error(wsi, "HS: disallowed by client filter");
		return LWS_V_CLOSE;
	}
	if (lws__user_cb(wsi, LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, NULL, 0)) {
		lws__client_error(wsi, "HS: disallowed at ESTABLISHED");
		return LWS_V_CLOSE;
	}
	if (lws__wsi_is_closing(wsi))
		return LWS_V_OK;
	lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
	c->framing = (uint8_t)head->framing;
	c->body_left = head->framing == LWS__H1_FRAMING_LENGTH
			       ? head->content_length
			       : 0;
	lws__chunked_start(&c->chunked);
	if (head->framing == LWS__H1_FRAMING_NONE ||
	    (head->framing == LWS__H1_FRAMING_LENGTH && !c->body_left))
		return response_done(wsi);
	c->state = H1C_BODY;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			      wsi->cx->timeout_secs);

	return LWS_V_OK;
}

static enum lws_verdict
head_done(struct lws *wsi)
{
	struct h1_client *c = state_of(wsi);
	const struct lws__connect *cn = lws__connect_of(wsi);
	unsigned int status = c->parser.head.status;

	if (status < 200 && status != 101) {
		/* an interim answer: the real one follows */
		lws__http_headers_reset(wsi->http->headers);
		lws__h1_parse_start(&c->parser, LWS_SIDE_CLIENT,
				    wsi->http->headers);
		c->parser.answers_head = wsi->http->is_head;
		return LWS_V_OK;
	}
	wsi->http->response = (uint16_t)status;
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	if (lws__http_redirect_is_one(status) &&
	    !(cn->flags & LCCSCF_HTTP_NO_FOLLOW_REDIRECT))
		return redirect(wsi);
	if (cn->is_ws)
		return websocket_head(wsi);
	if (status == 101) {
		lws__client_error(wsi, "HS: 101 to a request that asked for "
				       "no upgrade");
		return LWS_V_CLOSE;
	}

	return http_head(wsi);
}

static enum lws_verdict
rx_head(struct lws *wsi, struct lws_cursor *in)
{
	struct h1_client *c = state_of(wsi);

	switch (lws__h1_parse_feed(&c->parser, in)) {
	case LWS_FEED_MORE:
		return LWS_V_OK;
	case LWS_FEED_DONE:
		return head_done(wsi);
	case LWS_FEED_BAD:
		break;
	}
	lws__client_error(wsi, "read failed: %s",
			  lws__h1_error_facts(c->parser.error)->words);

	return LWS_V_CLOSE;
}

static enum lws_verdict
client_rx(struct lws *wsi, struct lws_cursor *in)
{
	const struct lws_conn *conn = wsi->conn;

	if (in->at == in->end)
		return rx_end(wsi, in);
	while (in->at < in->end && state_of(wsi) && wsi->conn == conn) {
		struct h1_client *c = state_of(wsi);
		enum lws_verdict v;

		if (wsi->phase < LWS_PHASE_UNESTABLISHED) {
			in->at = in->end; /* of the connection we left */
			break;
		}
		if (c->state == H1C_DONE) {
			lwsl_wsi_info(wsi, "bytes after the response");
			return LWS_V_CLOSE;
		}
		if (c->state == H1C_BODY)
			return rx_body(wsi, in);
		v = rx_head(wsi, in);
		if (v != LWS_V_OK || lws__wsi_is_closing(wsi))
			return v;
	}

	return LWS_V_OK;
}

/* ---- table --------------------------------------------------------------------------------- */

static int
client_completed(struct lws *wsi)
{
	(void)wsi;

	return 0; /* a response ends when the server says so */
}

static const struct lws__http_wire client_wire = {
	.add_status = NULL,
	.completed = client_completed,
};

static int
client_closed_reason(const struct lws *wsi)
{
	return wsi->was_established || wsi->error_is_closed
		       ? LWS_CALLBACK_CLOSED_CLIENT_HTTP
		       : -1;
}

static void
client_destroy(struct lws *wsi)
{
	lws__free(wsi->role_state);
	wsi->role_state = NULL;
}

const struct lws__h1_side lws__h1_client_side = {
	.ready = client_ready,
	.rx = client_rx,
	.writable = client_writable,
	.write = client_write,
	.closed_reason = client_closed_reason,
	.destroy = client_destroy,
};
