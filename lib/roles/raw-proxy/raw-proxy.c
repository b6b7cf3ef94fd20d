/* SPDX-License-Identifier: MIT */
/*
 * raw-proxy: two byte streams tied together, the accepted one and the one
 * onward.  The bytes are the application's to carry over (plugins/raw-proxy
 * does); this role carries over how streams end:
 *
 *   - the end of one side's stream shuts the other's write side, when all that
 *     the application wished to write there has left: a half-closed
 *     connection stays half-closed for as long as both ends like
 *   - both close when both directions have ended, and each of them once
 *
 * The pair is parent (accepted) and child (onward, connected with method
 * "raw-proxy" and parent_wsi).  A side without partner closes at its end.
 */

#include "core/role.h"

#include <string.h>

/* made when the side is up */
struct raw_proxy {
	bool in_ended;  /* the peer sends no more, and the user has it all */
	bool out_ended; /* the peer was told that we send no more */
};

extern const struct lws_role_ops lws__role_raw_proxy;

static struct raw_proxy *
state_of(const struct lws *wsi)
{
	return wsi->role_state;
}

static bool
is_one(const struct lws *wsi)
{
	return wsi && wsi->role == &lws__role_raw_proxy && !wsi->is_fake &&
	       !lws__wsi_is_closing(wsi);
}

/* NULL: it has none, or none any more */
static struct lws *
partner_of(const struct lws *wsi)
{
	const struct lws__wsi_rare *rare = wsi->rare;

	if (!rare)
		return NULL;
	if (is_one(rare->parent))
		return rare->parent;
	for (struct lws *c = rare->child_list; c; c = c->rare->sibling)
		if (is_one(c))
			return c;

	return NULL;
}

static bool
has_ended(const struct lws *wsi)
{
	const struct raw_proxy *s = state_of(wsi);

	return s && s->in_ended;
}

/* nothing is left to write to it: the user wishes nothing, nothing waits */
static bool
is_dry(struct lws *wsi)
{
	if (!lws__conn_has_unsent(wsi->conn))
		return !wsi->wants_writable;
	wsi->wants_writable = 1; /* told when it has left */

	return false;
}

/* the partner's stream has ended: so does ours to the peer, once it is dry */
static void
pass_end(struct lws *to)
{
	struct raw_proxy *s = state_of(to);

	if (!s || s->out_ended || !is_dry(to))
		return;
	s->out_ended = true;
	if (to->conn->fd != LWS_SOCK_INVALID)
		lws__conn_end_tx(to->conn);
}

/*
 * Over in both directions, while the partner still has to send: its socket
 * would only raise hang-ups.
 */
static void
let_go_of_socket(struct lws_conn *conn)
{
	lws__conn_close_fd(conn);
}

static bool
is_over(const struct lws *wsi)
{
	const struct raw_proxy *s = state_of(wsi);

	return s && s->in_ended && s->out_ended;
}

/* after anything that may have ended a direction; CLOSE: close wsi */
static enum lws_verdict
settle(struct lws *wsi)
{
	struct lws *partner = partner_of(wsi);

	if (!partner)
		return has_ended(wsi) ? LWS_V_CLOSE : LWS_V_OK;
	if (has_ended(partner))
		pass_end(wsi);
	if (has_ended(wsi))
		pass_end(partner);
	if (is_over(wsi) && is_over(partner)) {
		/* the parent takes its child along */
		if (partner != wsi->rare->parent)
			return LWS_V_CLOSE;
		lws__wsi_close(partner, LWS_CLOSE_POLITE, "both sides ended");
		return LWS_V_OK;
	}
	if (is_over(wsi))
		let_go_of_socket(wsi->conn);
	else if (is_over(partner))
		let_go_of_socket(partner->conn);

	return LWS_V_OK;
}

/* ---- the role ------------------------------------------------------------ */

static enum lws_claim
raw_proxy_claim(struct lws *wsi, const struct lws_bind_req *req)
{
	if (!req->is_socket || req->is_udp ||
	    (!req->is_proxy && (!req->role || strcmp(req->role, "raw-proxy"))))
		return LWS_CLAIM_NO;

	return lws__role_claim_unframed(wsi, req, &lws__role_raw_proxy);
}

static bool
raw_proxy_client_method(const char *method)
{
	return method && !strcmp(method, "raw-proxy");
}

static enum lws_verdict
raw_proxy_ready(struct lws *wsi)
{
	wsi->role_state = lws__zalloc(sizeof(struct raw_proxy), "raw proxy");
	if (!wsi->role_state) {
		lwsl_wsi_err(wsi, "out of memory for a proxy connection");
		return LWS_V_CLOSE;
	}
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
	lws__validity_start(wsi);
	if (wsi->is_client &&
	    lws__user_cb(wsi, LWS_CALLBACK_RAW_PROXY_CLI_ADOPT, NULL, 0))
		return LWS_V_CLOSE;

	/* the accepted side may have ended while we connected */
	return settle(wsi);
}

static enum lws_verdict
raw_proxy_rx(struct lws *wsi, struct lws_cursor *in)
{
	enum lws_callback_reasons reason =
		wsi->is_client ? LWS_CALLBACK_RAW_PROXY_CLI_RX
			       : LWS_CALLBACK_RAW_PROXY_SRV_RX;
	size_t max = lws__wsi_rx_limit(wsi);

	if (in->at == in->end) {
		state_of(wsi)->in_ended = true;
		return settle(wsi);
	}
	while (in->at < in->end && !lws__conn_rx_is_off(wsi->conn) &&
	       !lws__wsi_is_closing(wsi)) {
		size_t len = lws__cursor_left(in);

		if (len > max)
			len = max;
		if (lws__user_cb(wsi, reason, in->at, len))
			return LWS_V_CLOSE;
		in->at += len;
	}

	return LWS_V_OK;
}

static enum lws_verdict
raw_proxy_writable(struct lws *wsi)
{
	enum lws_callback_reasons reason =
		wsi->is_client ? LWS_CALLBACK_RAW_PROXY_CLI_WRITEABLE
			       : LWS_CALLBACK_RAW_PROXY_SRV_WRITEABLE;

	if (lws__user_cb(wsi, reason, NULL, 0))
		return LWS_V_CLOSE;
	if (lws__wsi_is_closing(wsi))
		return LWS_V_OK;

	return settle(wsi);
}

const struct lws_role_ops lws__role_raw_proxy = {
	.name = "raw-proxy",
	.claim = raw_proxy_claim,
	.client_method = raw_proxy_client_method,
	.ready = raw_proxy_ready,
	.rx = raw_proxy_rx,
	.writable = raw_proxy_writable,
	.tell_bind = {LWS_CALLBACK_RAW_PROXY_SRV_BIND_PROTOCOL,
		      LWS_CALLBACK_RAW_PROXY_CLI_BIND_PROTOCOL},
	.tell_drop = {LWS_CALLBACK_RAW_PROXY_SRV_DROP_PROTOCOL,
		      LWS_CALLBACK_RAW_PROXY_CLI_DROP_PROTOCOL},
	.tell_adopt = LWS_CALLBACK_RAW_PROXY_SRV_ADOPT,
	.tell_writeable = {LWS_CALLBACK_RAW_PROXY_SRV_WRITEABLE,
			   LWS_CALLBACK_RAW_PROXY_CLI_WRITEABLE},
	.tell_closed = {LWS_CALLBACK_RAW_PROXY_SRV_CLOSE,
			LWS_CALLBACK_RAW_PROXY_CLI_CLOSE},
	.lingers = 1,
	.has_peer = 1,
};
