/* SPDX-License-Identifier: MIT */
/*
 * The role of a client's stream while it is http: the body of the request, that
 * of the response, and the end.
 */

#include "roles/h2/h2-client.h"

#include "net/connect-queue.h"
#include "roles/http/client-head.h"

#include <string.h>

void
lws__h2_client_progress(struct lws *wsi)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);

	r->s.tx_since = r->s.rx_since = 0;
	if (wsi->role != &lws__role_h2_client || r->s.is_immortal ||
	    lws__wsi_is_closing(wsi))
		return;
	if (r->state == LWS__H2C_BODY)
		lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
				      wsi->cx->timeout_secs);
	else
		lws__h2_client_await(wsi);
}

/* ---- the request's body
 * ------------------------------------------------------------
 */

static void
client_body_pending(struct lws *wsi, bool is_pending)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);

	if (wsi->role != &lws__role_h2_client || lws__wsi_is_closing(wsi))
		return;
	wsi->http->body_pending = is_pending;
	if (!is_pending && r->s.id && !r->s.we_ended && !r->in_writeable)
		lws_callback_on_writable(wsi); /* where the end is sent */
}

void
lws__h2_client_release_body(struct lws *wsi)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);

	if (!r->body_held)
		return;
	r->body_held = false;
	lws__h2_client_await(wsi);
}

static int
client_write(struct lws *wsi, uint8_t *buf, size_t len,
	     enum lws_write_protocol wp)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);
	bool end = (wp & 0x1f) == LWS_WRITE_HTTP_FINAL ||
		   (wp & LWS_WRITE_H2_STREAM_END);
	size_t n = len;

	if (!r->s.id || !wsi->http || r->state == LWS__H2C_DONE)
		return -1;
	if (r->s.tx_has_length) {
		if (n > r->s.tx_left) {
			lwsl_wsi_err(wsi, "more body than content-length said");
			n = (size_t)r->s.tx_left;
		}
		r->s.tx_left -= n;
		end = !r->s.tx_left;
	}
	r->body_begun = true;
	if (end)
		wsi->http->body_pending = 0;
	if (lws__h2_send_data(&r->s, NULL, 0, buf, n, end))
		return -1;
	if (!r->s.txq || r->s.tx_since >= LWS__H2_PROGRESS)
		lws__h2_client_progress(wsi);

	return (int)len;
}

static enum lws_verdict
end_body(struct lws *wsi)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);

	if (r->s.we_ended || r->s.end_due)
		return LWS_V_OK;
	if (r->s.tx_has_length && r->s.tx_left) {
		lwsl_wsi_err(wsi, "less body than content-length said");
		lws__client_error(wsi, "HS: less body than content-length");
		return LWS_V_CLOSE;
	}
	if (lws__h2_send_data(&r->s, NULL, 0, NULL, 0, true))
		return LWS_V_CLOSE;
	lws__h2_client_progress(wsi);

	return LWS_V_OK;
}

static enum lws_verdict
client_writable(struct lws *wsi)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);
	enum lws_verdict v;

	if (r->state == LWS__H2C_WAIT)
		return lws__h2_client_ask(wsi, NULL);
	if (r->state == LWS__H2C_DONE || r->body_held)
		return LWS_V_OK;
	r->in_writeable = true;
	v = lws__user_writable(wsi);
	r->in_writeable = false;
	if (v != LWS_V_OK || lws__wsi_is_closing(wsi))
		return v;

	return wsi->http->body_pending ? LWS_V_OK : end_body(wsi);
}

/* ---- the response's body
 * ------------------------------------------------------------
 */

enum lws_verdict
lws__h2_client_done(struct lws *wsi)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);
	struct lws__h2 *h2 = lws__h2_here(wsi);

	r->state = LWS__H2C_DONE;
	h2->has_served = 1;
	lws__connect_queue_served(h2->root);
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	/* the server has seen enough of the request */
	lws_buflist_destroy_all_segments(&r->s.txq);
	r->s.txq_len = 0;
	r->s.end_due = 0;
	(void)lws__user_cb(wsi, LWS_CALLBACK_COMPLETED_CLIENT_HTTP, NULL, 0);

	return LWS_V_CLOSE;
}

static enum lws_verdict
give(struct lws *wsi, struct lws_cursor *in)
{
	size_t max = lws__wsi_rx_limit(wsi);

	while (in->at < in->end && !lws__wsi_rx_is_off(wsi)) {
		size_t n = lws__cursor_left(in);
		uint8_t *p = in->at;

		if (n > max)
			n = max;
		in->at += n;
		if (lws__user_cb(wsi, LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, p,
				 n))
			return LWS_V_CLOSE;
		if (lws__wsi_is_closing(wsi))
			return LWS_V_OK;
	}

	return LWS_V_OK;
}

static enum lws_verdict
client_rx(struct lws *wsi, struct lws_cursor *in)
{
	const struct lws__h2_client *r = lws__h2_client_of(wsi);

	if (r->state != LWS__H2C_BODY) {
		in->at = in->end;
		return LWS_V_OK;
	}
	if (in->at == in->end)
		return lws__h2_client_done(wsi);
	lws__h2_client_progress(wsi);

	return give(wsi, in);
}

/* ---- the rest
 * -------------------------------------------------------------------
 */

static enum lws_verdict
client_timeout(struct lws *wsi, enum pending_timeout reason)
{
	const struct lws__h2_client *r = lws__h2_client_of(wsi);

	if (r->s.is_immortal)
		return LWS_V_OK;
	if (!r->body_held || reason != PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD)
		return LWS_V_CLOSE;
	/* it may be a server that does not know (RFC 9110 10.1.1) */
	lws__h2_client_release_body(wsi);

	return LWS_V_OK;
}

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
	lws__http_free(wsi);
}

const struct lws__http_wire lws__h2_client_wire = {
	.add_status = lws__http_client_no_status,
	.add_header = lws__http_client_add_header,
	.add_token = lws__http_client_add_token,
	.end_head = lws__http_client_no_end,
	.completed = lws__http_client_completed,
	.body_pending = client_body_pending,
};

const struct lws_role_ops lws__role_h2_client = {
	.name = "h2",
	.rx = client_rx,
	.writable = client_writable,
	.write = client_write,
	.timeout = client_timeout,
	.closed_reason = client_closed_reason,
	.destroy = client_destroy,
	.tell_bind = {0, LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL},
	.tell_drop = {0, LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL},
	.tell_writeable = {0, LWS_CALLBACK_CLIENT_HTTP_WRITEABLE},
	.tell_closed = {0, LWS_CALLBACK_CLOSED_CLIENT_HTTP},
	.has_peer = 1,
};
