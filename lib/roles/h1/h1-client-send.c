/* SPDX-License-Identifier: MIT */
/*
 * The body of a request, from the user's lws_write() in CLIENT_HTTP_WRITEABLE.
 *
 * With a content-length of the user's the bytes go as they are, else they are
 * chunked (RFC 9112 7.1).  The last chunk follows when the user has said that
 * nothing is pending and its callback has returned, for many say so just
 * before their last write.
 */

#include "roles/h1/h1-client.h"
#include "net/connect-queue.h"
#include "roles/http/http.h"

#include <string.h>

static void
arm_timeout(struct lws *wsi, const struct lws__h1_client *c)
{
	if (c->state != LWS__H1C_REQUEST)
		return; /* the response goes on by itself */
	lws__wsi_timeout_secs(
		wsi,
		wsi->http->body_pending
			? PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD
			: PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
		wsi->cx->timeout_secs);
}

/* so much is unsent that nothing more is taken: what must follow waits */
static bool
is_full(const struct lws *wsi)
{
	return wsi->conn->txq_len >= LWS__TXQ_MAX;
}

/* nonzero: the connection failed */
static int
end_chunks(struct lws *wsi, struct lws__h1_client *c)
{
	static const char end[] = LWS__CHUNKED_AFTER LWS__CHUNKED_END;
	size_t skip = c->chunk_open ? 0 : sizeof(LWS__CHUNKED_AFTER) - 1;

	if (!c->tx_chunked)
		return 0;
	c->end_due = is_full(wsi);
	if (c->end_due) {
		lws_callback_on_writable(wsi);
		return 0;
	}
	c->tx_chunked = c->chunk_open = false;

	return lws__conn_send(wsi->conn, (const uint8_t *)end + skip,
			      sizeof(end) - 1 - skip) < 0;
}

static int
send_chunk(struct lws *wsi, struct lws__h1_client *c, const uint8_t *buf,
	   size_t len)
{
	uint8_t head[LWS__CHUNKED_HEAD_MAX + 2], *end = head + sizeof(head);
	uint8_t *start = lws__chunked_head(end, len);

	if (c->chunk_open) {
		start -= 2;
		memcpy(start, LWS__CHUNKED_AFTER, 2);
	}
	if (lws__conn_send2(wsi->conn, start, (size_t)(end - start), buf, len) <
	    0)
		return -1;
	c->chunk_open = is_full(wsi);

	return c->chunk_open
		       ? 0
		       : lws__conn_send(wsi->conn,
					(const uint8_t *)LWS__CHUNKED_AFTER, 2);
}

static bool
is_sending(const struct lws *wsi)
{
	return wsi->phase == LWS_PHASE_UNESTABLISHED ||
	       wsi->phase == LWS_PHASE_ESTABLISHED;
}

void
lws__h1_client_body_pending(struct lws *wsi, bool is_pending)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);

	/* queued: the head is made ahead of its turn */
	if (!c || (!is_sending(wsi) && wsi->phase != LWS_PHASE_QUEUED))
		return;
	wsi->http->body_pending = is_pending;
	if (!wsi->http->body_pending && c->tx_chunked && !c->in_writeable)
		lws_callback_on_writable(wsi); /* where the end is sent */
}

static int
send_body(struct lws *wsi, struct lws__h1_client *c, const uint8_t *buf,
	  size_t len, enum lws_write_protocol wp)
{
	if (!c->tx_chunked || (wp & 0x1f) == LWS_WRITE_HTTP_HEADERS)
		return lws__conn_send(wsi->conn, buf, len);
	if (len && send_chunk(wsi, c, buf, len) < 0)
		return -1;
	if ((wp & 0x1f) == LWS_WRITE_HTTP_FINAL) {
		wsi->http->body_pending = false;
		if (end_chunks(wsi, c))
			return -1;
	}

	return (int)len;
}

void
lws__h1_client_release_body(struct lws *wsi)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);

	if (!c->body_held)
		return;
	c->body_held = false;
	lws__h1_client_await(wsi);
}

/*
 * A server that has seen enough may answer and hang up.  What it does not take
 * is thrown away, and its answer read (RFC 9112 9.5).
 */
int
lws__h1_client_write(struct lws *wsi, uint8_t *buf, size_t len,
		     enum lws_write_protocol wp)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);

	if (!c || !is_sending(wsi))
		return -1;
	if (!c->tx_over && send_body(wsi, c, buf, len, wp) >= 0)
		return (int)len;
	if (!wsi->conn->tx_failed)
		return -1;
	c->tx_over = true;

	return (int)len;
}

static enum lws_verdict
end_body(struct lws *wsi, struct lws__h1_client *c)
{
	if (end_chunks(wsi, c) && !wsi->conn->tx_failed)
		return LWS_V_CLOSE;
	arm_timeout(wsi, c);
	lws__connect_queue_wake(wsi);

	return LWS_V_OK;
}

enum lws_verdict
lws__h1_client_writable(struct lws *wsi)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);
	enum lws_verdict v;

	if (!c || c->state == LWS__H1C_DONE || c->tx_over || c->body_held)
		return LWS_V_OK;
	if (c->end_due)
		return end_body(wsi, c);
	c->in_writeable = true;
	v = lws__user_writable(wsi);
	if (lws__h1_client_of(wsi) != c || lws__wsi_is_closing(wsi))
		return v;
	c->in_writeable = false;
	if (v != LWS_V_OK)
		return v;
	if (!wsi->http->body_pending && !c->tx_over)
		return end_body(wsi, c);
	arm_timeout(wsi, c);

	return LWS_V_OK;
}
