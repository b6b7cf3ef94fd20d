/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 client: one request, one response; see h1-client.h.
 */

#include "net/conmon.h"
#include "net/connect-queue.h"
#include "roles/h1/h1.h"
#include "roles/h1/h1-client.h"
#include "roles/h1/h1-client-request.h"
#include "roles/http/client-head.h"
#include "roles/http/client-response.h"
#include "roles/http/http.h"

#include <string.h>

enum {
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
		wsi->http->body_pending
			? PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD
			: PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
		c->body_held ? CONTINUE_SECS : wsi->cx->timeout_secs);
	if (wsi->http->body_pending && !c->body_held)
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
	c->had_body = http->body_pending;
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

/* ---- response: head
 * ----------------------------------------------------------------------- */

static enum lws_verdict
http_head(struct lws *wsi)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);
	const struct lws__h1_head *head = &c->parser.head;

	if (lws__http_client_tell_head(wsi) == LWS_V_CLOSE)
		return LWS_V_CLOSE;
	if (lws__wsi_is_closing(wsi))
		return LWS_V_OK;
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
	enum lws_verdict v;

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
	if (lws__http_client_asks_again(wsi, status, &v))
		return v;
	if (cn->is_ws)
		return lws__http_client_upgrade(wsi);
	if (status == 101) {
		lws__client_error(wsi, "HS: 101, and no upgrade was asked for");
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

static const struct lws__http_wire client_wire = {
	.add_status = lws__http_client_no_status,
	.add_header = lws__http_client_add_header,
	.add_token = lws__http_client_add_token,
	.end_head = lws__http_client_no_end,
	.completed = lws__http_client_completed,
	.body_pending = lws__h1_client_body_pending,
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
