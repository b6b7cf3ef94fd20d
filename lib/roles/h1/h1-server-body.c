/* SPDX-License-Identifier: MIT */
/*
 * Bodies of requests: counted or chunked, given to the user or skipped.
 *
 *   in   bytes behind a head
 *   out  HTTP_BODY in pieces, then HTTP_BODY_COMPLETION; a body of announced
 *        length 0 is one piece of nothing
 *
 * A body that nobody wants is skipped if that costs less than a new connection
 * would; otherwise the connection ends behind the response.
 */

#include "roles/h1/h1-server.h"
#include "roles/http/http.h"

enum {
	SKIP_MAX = 1 << 20, /* bytes of an unread body, to keep a connection */
	PROGRESS_MIN = 256, /* body bytes that are worth another timeout */
};

void
lws__h1_body_begin(struct lws__h1_server *s)
{
	const struct lws__h1_head *head = &s->parser.head;

	s->is_chunked = head->framing == LWS__H1_FRAMING_CHUNKED;
	s->body_left = head->framing == LWS__H1_FRAMING_LENGTH
			       ? head->content_length
			       : 0;
	s->discarded = s->since = 0;
	lws__chunked_start(&s->chunked);
	s->state = s->is_chunked || head->framing == LWS__H1_FRAMING_LENGTH
			   ? LWS__H1_BODY
			   : LWS__H1_RESPONSE;
}

bool
lws__h1_body_is_over(const struct lws__h1_server *s)
{
	return !s->is_chunked && !s->body_left;
}

int
lws__h1_body_skip(struct lws *wsi)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);

	if (s->state != LWS__H1_BODY)
		return 0;
	s->state = LWS__H1_DISCARD;
	/* whoever waits for our 100 may send the body or not: who knows */
	if ((s->is_chunked || s->body_left <= SKIP_MAX) &&
	    !wsi->http->expects_continue)
		return 0;
	s->state = LWS__H1_RESPONSE;
	wsi->http->keep_alive = 0;

	return 1;
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

enum lws_verdict
lws__h1_body_wanted(struct lws *wsi)
{
	if (wsi->role != &lws__role_h1 ||
	    lws__h1_server_of(wsi)->state != LWS__H1_BODY)
		return LWS_V_OK;
	if (wsi->http->file)
		/* not the file: it leaves while the body is skipped */
		(void)lws__h1_body_skip(wsi);
	else if (wsi->http->expects_continue && !wsi->http->head_sent)
		return send_continue(wsi);

	return LWS_V_OK;
}

/* a body that trickles is no progress, unless we talk at the same time */
static void
count_progress(struct lws *wsi, size_t len)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);

	s->since += (uint32_t)len;
	if (s->since < PROGRESS_MIN && !wsi->http->head_sent)
		return;
	s->since = 0;
	lws__h1_server_progress(wsi);
}

static enum lws_verdict
give(struct lws *wsi, uint8_t *p, size_t len)
{
	size_t max = lws__wsi_rx_limit(wsi);

	count_progress(wsi, len);
	while (len && lws__h1_server_of(wsi)->state == LWS__H1_BODY) {
		size_t n = len > max ? max : len;

		if (lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY, p, n))
			return LWS_V_CLOSE;
		if (lws__wsi_is_closing(wsi))
			return LWS_V_OK;
		p += n;
		len -= n;
	}

	return LWS_V_OK;
}

static enum lws_verdict
skip(struct lws *wsi, size_t len)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);

	count_progress(wsi, len);
	s->discarded += (uint32_t)len;
	if (s->discarded <= SKIP_MAX)
		return LWS_V_OK;
	lwsl_wsi_info(wsi, "unread request body is too long to skip");
	s->state = LWS__H1_RESPONSE;
	wsi->http->keep_alive = 0;

	return wsi->http->in_request ? LWS_V_OK : LWS_V_CLOSE;
}

static enum lws_verdict
piece(struct lws *wsi, uint8_t *p, size_t len)
{
	return lws__h1_server_of(wsi)->state == LWS__H1_BODY ? give(wsi, p, len)
							     : skip(wsi, len);
}

static enum lws_verdict
over(struct lws *wsi)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);
	bool told = s->state == LWS__H1_BODY;

	s->state = LWS__H1_RESPONSE;
	lws__h1_server_progress(wsi);
	if (told)
		return lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY_COMPLETION,
				    NULL, 0)
			       ? LWS_V_CLOSE
			       : LWS_V_OK;
	if (!wsi->http->in_request && lws__h1_server_next(wsi))
		return LWS_V_CLOSE;

	return LWS_V_OK;
}

static enum lws_verdict
bad_chunks(struct lws *wsi)
{
	const struct lws__h1_server *s = lws__h1_server_of(wsi);

	lwsl_wsi_notice(wsi, "chunked body from %s refused: %s",
			lws__wsi_peer(wsi, (char[64]){0}, 64),
			lws__chunked_error_words(
				(enum lws__chunked_error)s->chunked.error));

	return wsi->http->head_sent
		       ? LWS_V_CLOSE
		       : lws__h1_server_refuse(wsi, HTTP_STATUS_BAD_REQUEST);
}

static enum lws_verdict
rx_chunked(struct lws *wsi, struct lws_cursor *in)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);
	struct lws_cursor data;
	enum lws_feed r = lws__chunked_feed(&s->chunked, in, &data);

	if (data.at != data.end &&
	    piece(wsi, data.at, lws__cursor_left(&data)) == LWS_V_CLOSE)
		return LWS_V_CLOSE;
	if (lws__wsi_is_closing(wsi) || r == LWS_FEED_MORE)
		return LWS_V_OK;
	if (r == LWS_FEED_BAD)
		return bad_chunks(wsi);

	return s->state == LWS__H1_RESPONSE ? LWS_V_OK : over(wsi);
}

static enum lws_verdict
rx_counted(struct lws *wsi, struct lws_cursor *in)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);
	size_t len = lws__cursor_left(in);
	uint8_t *p = in->at;

	if (len > s->body_left)
		len = (size_t)s->body_left;
	in->at += len;
	s->body_left -= len;
	if (len && piece(wsi, p, len) == LWS_V_CLOSE)
		return LWS_V_CLOSE;

	return s->body_left || lws__wsi_is_closing(wsi) ||
			       s->state == LWS__H1_RESPONSE
		       ? LWS_V_OK
		       : over(wsi);
}

/* a length of 0 is a body too, and is told */
static enum lws_verdict
rx_nothing(struct lws *wsi)
{
	if (lws__h1_server_of(wsi)->state == LWS__H1_BODY &&
	    lws__user_cb(wsi, LWS_CALLBACK_HTTP_BODY, NULL, 0))
		return LWS_V_CLOSE;

	return lws__wsi_is_closing(wsi) ? LWS_V_OK : over(wsi);
}

enum lws_verdict
lws__h1_body_rx(struct lws *wsi, struct lws_cursor *in)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);

	if (lws__h1_body_is_over(s))
		return rx_nothing(wsi);

	return s->is_chunked ? rx_chunked(wsi, in) : rx_counted(wsi, in);
}
