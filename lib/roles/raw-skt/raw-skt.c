/* SPDX-License-Identifier: MIT */
/*
 * raw-skt: a byte stream (or datagrams) with no protocol on it.  Read this
 * role first.
 *
 *   in   transport bytes, as they arrive  ->  LWS_CALLBACK_RAW_RX
 *   out  lws_write() payload, unframed    ->  transmit queue
 *
 * Connecting, proxies, TLS, partial sends, timeouts and freeing all happen
 * below: a role starts work when its connection can already carry bytes.
 */

#include "roles/raw-skt/raw-skt.h"

#include <string.h>

/* Fallback role: takes any socket that nobody asked to speak http on. */
static enum lws_claim
raw_skt_claim(struct lws *wsi, const struct lws_bind_req *req)
{
	if (!req->is_socket || req->is_proxy ||
	    (req->role ? strcmp(req->role, "raw-skt") : req->wants_http))
		return LWS_CLAIM_NO;

	return lws__role_claim_unframed(wsi, req, &lws__role_raw_skt);
}

static bool
raw_skt_client_method(const char *method)
{
	return method && !strcmp(method, "RAW");
}

static enum lws_verdict
raw_skt_ready(struct lws *wsi)
{
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
	lws__validity_start(wsi);
	/* only a negative answer closes a raw connection */
	if (wsi->is_client &&
	    lws__user_cb(wsi, LWS_CALLBACK_RAW_CONNECTED, NULL, 0) < 0)
		return LWS_V_CLOSE;

	return LWS_V_OK;
}

static enum lws_verdict
raw_skt_rx(struct lws *wsi, struct lws_cursor *in)
{
	size_t max = lws__wsi_rx_limit(wsi);

	/* end of stream: there is no half-close on raw.  An empty datagram
	 * is one all the same */
	if (in->at == in->end && !wsi->conn->is_udp)
		return LWS_V_CLOSE;

	do {
		size_t len = lws__cursor_left(in);

		if (len > max && !wsi->conn->is_udp)
			len = max;
		/* in->at points into the service buffer: the user may scribble
		 * on it, but it is only theirs until the callback returns */
		if (lws__user_cb(wsi, LWS_CALLBACK_RAW_RX, in->at, len) < 0)
			return LWS_V_CLOSE;
		in->at += len;
	} while (in->at < in->end && !lws__conn_rx_is_off(wsi->conn) &&
		 !lws__wsi_is_closing(wsi));

	return LWS_V_OK;
}

static enum lws_verdict
raw_skt_writable(struct lws *wsi)
{
	return lws__user_cb(wsi, LWS_CALLBACK_RAW_WRITEABLE, NULL, 0) < 0
		       ? LWS_V_CLOSE
		       : LWS_V_OK;
}

const struct lws_role_ops lws__role_raw_skt = {
	.name = "raw-skt",
	.claim = raw_skt_claim,
	.client_method = raw_skt_client_method,
	.ready = raw_skt_ready,
	.rx = raw_skt_rx,
	.writable = raw_skt_writable,
	.tell_bind = {LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL,
		      LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL},
	.tell_drop = {LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL,
		      LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL},
	.tell_adopt = LWS_CALLBACK_RAW_ADOPT,
	.tell_writeable = {LWS_CALLBACK_RAW_WRITEABLE,
			   LWS_CALLBACK_RAW_WRITEABLE},
	.tell_closed = {LWS_CALLBACK_RAW_CLOSE, LWS_CALLBACK_RAW_CLOSE},
	.lingers = 1,
	.has_peer = 1,
};

int
lws_raw_transaction_completed(struct lws *wsi)
{
	if (lws_partial_buffered(wsi)) {
		/* the close waits for it */
		lwsl_wsi_debug(wsi, "closing once the unsent bytes left");
	}

	return -1;
}
