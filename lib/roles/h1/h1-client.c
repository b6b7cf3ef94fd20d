/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 client: one request, one response; see h1-client.h.
 */

#include "core/built-in.h"
#include "net/conmon.h"
#include "net/connect-queue.h"
#include "roles/h1/h1.h"
#include "roles/h1/h1-client.h"
#include "roles/h1/h1-client-request.h"
#include "roles/http/client-auth.h"
#include "roles/http/client-cookies.h"
#include "roles/http/http.h"

#include <string.h>

enum {
	HOPS_MAX = 20,     /* redirects of one request */
	CONTINUE_SECS = 1, /* a body is held for 100 Continue */
};

static const struct lws__http_wire client_wire;

struct lws__h1_client *
lws__h1_client_of(const struct lws *wsi)
{
	return wsi->is_client && wsi->role == &lws__role_h1 ? wsi->role_state
							    : NULL;
}

/* ---- request
 * ------------------------------------------------------------------- */

static struct lws__h1_client *
state_make(struct lws *wsi)
{
	struct lws__h1_client *c = wsi->role_state;

	if (!c)
		c = lws__malloc(sizeof(*c), "h1 client");
	if (!c)
		return NULL;
	memset(c, 0, sizeof(*c));
	wsi->role_state = c;

	return c;
}

void
lws__h1_client_await(struct lws *wsi)
{
	const struct lws__h1_client *c = lws__h1_client_of(wsi);

	if (!c)
		return;
	lws__wsi_timeout_secs(
		wsi,
		c->body_pending ? PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD
				: PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
		c->body_held ? CONTINUE_SECS : wsi->cx->timeout_secs);
	if (c->body_pending && !c->body_held)
		lws_callback_on_writable(wsi);
	lws__connect_queue_wake(wsi);
}

enum lws_verdict
lws__h1_client_begin(struct lws *wsi, struct lws_conn *conn)
{
	struct lws__h1_client *c = state_make(wsi);
	const struct lws__connect *cn = lws__connect_here(wsi);
	struct lws_http *http = c ? lws__http_begin(wsi, &client_wire) : NULL;

	if (!http) {
		lws__client_error(wsi, "out of memory for the request");
		return LWS_V_CLOSE;
	}
	http->is_head = cn->method && !strcmp(cn->method, "HEAD");
	http->redirected_to_get = cn->redirected_to_get;
	switch (lws__h1_client_send_request(wsi, conn)) {
	case LWS__H1_REQUEST_LATER:
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
	c->had_body = c->body_pending;
	lws__h1_parse_start(&c->parser, LWS_SIDE_CLIENT, http->headers);
	c->parser.answers_head = http->is_head;

	return LWS_V_OK;
}

static enum lws_verdict
client_ready(struct lws *wsi)
{
	struct lws__connect_place *place = &lws__connect_here(wsi)->place;
	bool is_ahead = place->is_ahead;

	place->is_ahead = false;
	if (!is_ahead && lws__h1_client_begin(wsi, wsi->conn) != LWS_V_OK)
		return LWS_V_CLOSE;
	if (!lws__wsi_is_closing(wsi))
		lws__h1_client_await(wsi);

	return LWS_V_OK;
}

/* ---- redirects
 * -------------------------------------------------------------------- */

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
	struct lws__connect *c = lws__connect_here(wsi);
	unsigned int status = wsi->http->response;

	/* without a host of its own, the Host header says address and port */
	if (lws__connect_set(&c->path, to->path) ||
	    (!same_host && (lws__connect_set(&c->address, to->host) ||
			    lws__connect_set(&c->host, NULL))))
		return 1;
	if (!same_host) {
		c->left_origin = true;
		if (lws__connect_set(&c->auth_username, NULL) ||
		    lws__connect_set(&c->auth_password, NULL))
			return 1;
	}
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

/*
 * The name that the user gave the server in its Host, at the address where it
 * is said to be: the same one.
 */
static bool
is_named_so(const struct lws__connect *c, const struct lws__http_place *to)
{
	size_t len = c->host ? strcspn(c->host, ":") : 0;

	return len && c->host[0] != '[' && to->port == c->port &&
	       to->is_https == !!(c->flags & LCCSCF_USE_SSL) &&
	       lws__http_same_text(c->host, len, to->host, strlen(to->host));
}

/* the same client asks on a new connection; the old transaction's drop finds no
 * user space */
static enum lws_verdict
ask_again(struct lws *wsi, const char *why)
{
	return lws__wsi_rebind(wsi, why) || lws__connect_again(wsi)
		       ? LWS_V_CLOSE
		       : LWS_V_OK;
}

static enum lws_verdict
go_elsewhere(struct lws *wsi, const char *location, size_t len)
{
	struct lws__connect *c = lws__connect_here(wsi);
	struct lws__http_place from = here(c), to;
	char buf[LWS__HTTP_REDIRECT_MAX * 3 / 4];
	bool same_host = false;

	switch (lws__http_redirect_resolve(&to, buf, sizeof(buf), &from,
					   location, len)) {
	case LWS__HTTP_REDIRECT_SAME_HOST:
		same_host = true;
		break;
	case LWS__HTTP_REDIRECT_OTHER_HOST:
		same_host = is_named_so(c, &to);
		break;
	case LWS__HTTP_REDIRECT_DOWNGRADE:
		if (c->flags & LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS)
			break;
		lws__client_error(wsi, "HS: Redirect attempted SSL downgrade");
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

	return ask_again(wsi, "redirect");
}

static enum lws_verdict
redirect(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_here(wsi);
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

/* ---- response: head
 * ----------------------------------------------------------------------- */

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
	struct lws__h1_client *c = lws__h1_client_of(wsi);
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
	lws__h1_client_tell_queue(wsi);
	c->framing = (uint8_t)head->framing;
	c->body_left = head->framing == LWS__H1_FRAMING_LENGTH
			       ? head->content_length
			       : 0;
	lws__chunked_start(&c->chunked);
	if (head->framing == LWS__H1_FRAMING_NONE ||
	    (head->framing == LWS__H1_FRAMING_LENGTH && !c->body_left))
		return lws__h1_client_response_done(wsi);
	c->state = LWS__H1C_BODY;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			      wsi->cx->timeout_secs);

	return LWS_V_OK;
}

static enum lws_verdict
head_done(struct lws *wsi)
{
	struct lws__h1_client *c = wsi->role_state;
	const struct lws__connect *cn = lws__connect_here(wsi);
	unsigned int status = c->parser.head.status;

	if (status < 200 && status != 101) {
		/* an interim answer: the real one follows */
		lws__http_headers_reset(wsi->http->headers);
		lws__h1_parse_start(&c->parser, LWS_SIDE_CLIENT,
				    wsi->http->headers);
		c->parser.answers_head = wsi->http->is_head;
		if (status == HTTP_STATUS_CONTINUE)
			lws__h1_client_release_body(wsi);
		return LWS_V_OK;
	}
	wsi->http->response = (uint16_t)status;
	lws__conmon_response(wsi, status);
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	lws__http_client_cookies_take(wsi);
	if (lws__http_client_auth_asked(wsi, status))
		return ask_again(wsi, "authentication");
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
	struct lws__h1_client *c = lws__h1_client_of(wsi);

	c->saw_bytes = true;
	lws__conmon_first_byte(wsi);
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

/* the server ended its side */
static enum lws_verdict
rx_end(struct lws *wsi, struct lws_cursor *in)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);

	if (!c)
		return LWS_V_CLOSE;
	if (lws__h1_client_lost(wsi, true) == LWS_V_OK)
		return LWS_V_OK;
	c->saw_end = true;
	if (c->state == LWS__H1C_BODY)
		return lws__h1_client_body_cut(wsi, in);
	if (c->state == LWS__H1C_REQUEST)
		lws__client_error(wsi, "read failed");

	return LWS_V_CLOSE;
}

static enum lws_verdict
rx_behind(struct lws *wsi)
{
	if (lws__h1_client_expects_more(wsi))
		return LWS_V_OK; /* it is kept for who asked for it */
	lwsl_wsi_info(wsi, "bytes after the response");

	return LWS_V_CLOSE;
}

static enum lws_verdict
client_rx(struct lws *wsi, struct lws_cursor *in)
{
	const struct lws_conn *conn = wsi->conn;

	if (in->at == in->end)
		return rx_end(wsi, in);
	while (in->at < in->end && lws__h1_client_of(wsi) &&
	       wsi->conn == conn) {
		struct lws__h1_client *c = lws__h1_client_of(wsi);
		bool in_body = c->state == LWS__H1C_BODY;
		enum lws_verdict v;

		if (wsi->phase < LWS_PHASE_UNESTABLISHED) {
			in->at = in->end; /* of the connection we left */
			break;
		}
		if (c->state == LWS__H1C_DONE)
			return rx_behind(wsi);
		v = in_body ? lws__h1_client_rx_body(wsi, in)
			    : rx_head(wsi, in);
		if (v != LWS_V_OK || lws__wsi_is_closing(wsi) ||
		    (in_body && c->state == LWS__H1C_BODY))
			return v; /* the user has not taken all of it */
	}

	return LWS_V_OK;
}

/* ---- table
 * ---------------------------------------------------------------------------------
 */

static int
no_status(struct lws *wsi, unsigned int code, unsigned char **p,
	  unsigned char *end)
{
	(void)code;
	(void)p;
	(void)end;
	lwsl_wsi_err(wsi, "a client has no status to send");

	return 1;
}

static int
add_header(struct lws *wsi, const char *name, const void *value, int len,
	   unsigned char **p, unsigned char *end)
{
	(void)wsi;

	return lws__http_text_add(name, value, len, p, end);
}

static int
add_token(struct lws *wsi, enum lws_token_indexes token, const void *value,
	  int len, unsigned char **p, unsigned char *end)
{
	(void)wsi;

	return lws__http_text_add_token(token, value, len, p, end);
}

static int
no_end(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	(void)p;
	(void)end;
	lwsl_wsi_err(wsi, "the end of a request's head is the library's");

	return 1;
}

static int
client_completed(struct lws *wsi)
{
	(void)wsi;

	return 0; /* a response ends when the server says so */
}

static const struct lws__http_wire client_wire = {
	.add_status = no_status,
	.add_header = add_header,
	.add_token = add_token,
	.end_head = no_end,
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
	.writable = lws__h1_client_writable,
	.write = lws__h1_client_write,
	.timeout = lws__h1_client_timeout,
	.turn = lws__h1_client_turn,
	.lost = lws__h1_client_lost,
	.closed_reason = client_closed_reason,
	.destroy = client_destroy,
};
