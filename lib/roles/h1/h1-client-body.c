/* SPDX-License-Identifier: MIT */
/*
 * The body of a response.
 *
 * The user takes it with lws_http_client_read(), usually from
 * RECEIVE_CLIENT_HTTP; until then nothing more is read from the server.  How
 * it ends is RFC 9112 6.3: by its chunks, its length, or the connection.
 */

#include "roles/h1/h1-client.h"

#include <string.h>

enum lws_verdict
lws__h1_client_response_done(struct lws *wsi)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);

	c->state = LWS__H1C_DONE;
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	if (lws__user_cb(wsi, LWS_CALLBACK_COMPLETED_CLIENT_HTTP, NULL, 0))
		return LWS_V_CLOSE;
	if (lws__wsi_is_closing(wsi))
		return LWS_V_OK;

	return lws__h1_client_keep(wsi) ? LWS_V_OK : LWS_V_CLOSE;
}

/* ---- response: body
 * ---------------------------------------------------------------------- */

static int
give_piece(struct lws *wsi, uint8_t *p, size_t len)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);

	c->given = (struct lws_cursor){p, p + len};
	if (!len)
		return 0;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			      wsi->cx->timeout_secs);

	return lws__user_cb(wsi, LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, p, len);
}

static int
bad_chunks(struct lws *wsi, const struct lws__h1_client *c)
{
	lwsl_wsi_notice(wsi, "chunked body from %s is wrong: %s",
			lws__wsi_peer(wsi, (char[64]){0}, 64),
			lws__chunked_error_words(
				(enum lws__chunked_error)c->chunked.error));

	return 1;
}

/*
 * Looks at max bytes at most; nonzero: close.  The payload of several chunks
 * is moved together in the input's memory, which is ours, and given at once.
 */
static int
take_chunked(struct lws *wsi, struct lws_cursor *in, size_t max)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);
	struct lws_cursor limited = *in, piece;
	uint8_t *start = in->at, *to = start;
	enum lws_feed r = LWS_FEED_MORE;
	size_t len;

	if (lws__cursor_left(in) > max)
		limited.end = limited.at + max;
	while (limited.at < limited.end && r == LWS_FEED_MORE) {
		r = lws__chunked_feed(&c->chunked, &limited, &piece);
		len = lws__cursor_left(&piece);
		if (len && to == start)
			start = to = piece.at;
		else if (len)
			memmove(to, piece.at, len);
		to += len;
	}
	in->at = limited.at;
	c->read_ended = r == LWS_FEED_DONE;
	if (give_piece(wsi, start, lws_ptr_diff_size_t(to, start)))
		return 1;

	return r == LWS_FEED_BAD ? bad_chunks(wsi, c) : 0;
}

static int
take_counted(struct lws *wsi, struct lws_cursor *in, size_t max)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);
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
	return lws__h1_client_of(wsi)->framing == LWS__H1_FRAMING_CHUNKED
		       ? take_chunked(wsi, in, max)
		       : take_counted(wsi, in, max);
}

/* as much in one callback as the protocol wants, and the caller */
static size_t
piece_max(const struct lws *wsi, int wanted)
{
	size_t limit = lws__wsi_rx_limit(wsi), max = 0;

	if (wanted > 0)
		max = (size_t)wanted;

	return max < limit ? max : limit;
}

int
lws_http_client_read(struct lws *wsi, char **buf, int *len)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);
	size_t max = piece_max(wsi, *len);

	*len = 0;
	if (wsi->mux_stream)
		return 0; /* it comes by itself */
	if (!c || c->state != LWS__H1C_BODY)
		return -1;
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
	if (take_body(wsi, c->in, max))
		return -1;
	*buf = (char *)c->given.at;
	*len = (int)lws__cursor_left(&c->given);

	return 0;
}

enum lws_verdict
lws__h1_client_rx_body(struct lws *wsi, struct lws_cursor *in)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);
	uint8_t *before;
	int ret;

	do {
		before = in->at;
		if (c->read_wanted) {
			c->read_wanted = false;
			ret = take_body(wsi, in, lws__wsi_rx_limit(wsi));
		} else {
			c->in = in;
			ret = lws__user_cb(
				wsi, LWS_CALLBACK_RECEIVE_CLIENT_HTTP, NULL, 0);
			if (lws__h1_client_of(wsi) != c ||
			    lws__wsi_is_closing(wsi))
				return LWS_V_OK;
			c->in = NULL;
		}
		if (ret)
			return LWS_V_CLOSE;
		if (c->read_ended)
			return lws__h1_client_response_done(wsi);
	} while (in->at < in->end && in->at != before &&
		 !lws__wsi_is_closing(wsi));

	return LWS_V_OK;
}

/* the server ended its side within the body */
enum lws_verdict
lws__h1_client_body_cut(struct lws *wsi, struct lws_cursor *in)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);

	/* the user asks, and is told that it is the end */
	c->in = in;
	(void)lws__user_cb(wsi, LWS_CALLBACK_RECEIVE_CLIENT_HTTP, NULL, 0);
	if (lws__h1_client_of(wsi) != c || lws__wsi_is_closing(wsi))
		return LWS_V_OK;
	c->in = NULL;
	/* over TLS only a close_notify says that nothing was cut off */
	if (c->framing == LWS__H1_FRAMING_UNTIL_CLOSE &&
	    !wsi->conn->eof_unclean)
		(void)lws__h1_client_response_done(wsi);
	else
		lwsl_wsi_notice(wsi, "%s ended before the body did",
				lws__wsi_peer(wsi, (char[64]){0}, 64));

	return LWS_V_CLOSE;
}
