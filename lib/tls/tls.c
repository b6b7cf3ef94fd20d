/* SPDX-License-Identifier: MIT */
/*
 * What the core asks of TLS: the table lws__tls, and what a client's hello and
 * the vendor's events come to.
 */

#include "core/stage.h"
#include "tls/tls.h"

#include <string.h>

/* ---- per context -----------------------------------------------------------
 */

static int
context_init(struct lws_context *cx,
	     const struct lws_context_creation_info *info)
{
	struct lws__tls_context *tcx;

	if (lws__tls_vendor.init()) {
		lwsl_cx_err(cx, "%s does not start", lws__tls_vendor.name);
		return 1;
	}
	tcx = lws__zalloc(sizeof(*tcx) +
				  cx->count_threads * sizeof(tcx->pts[0]),
			  "tls context");
	if (!tcx)
		return 1;
	if (info->simultaneous_ssl_restriction > 0)
		tcx->max_conns =
			(unsigned int)info->simultaneous_ssl_restriction;
	if (info->simultaneous_ssl_handshake_restriction > 0)
		tcx->max_handshakes =
			(unsigned int)
				info->simultaneous_ssl_handshake_restriction;
	tcx->ktls_wanted =
		lws_check_opt(info->options, LWS_PLUS_SERVER_OPTION_KTLS);
	cx->tls = tcx;

	return 0;
}

static void
context_destroy(struct lws_context *cx)
{
	lws__free(cx->tls);
	cx->tls = NULL;
}

/* ---- connections --------------------------------------------------------- */

static struct lws__tls *
attach(struct lws_conn *conn)
{
	struct lws__tls *t = lws__zalloc(sizeof(*t), "tls");

	if (!t)
		return NULL;
	t->conn = conn;
	conn->tls = t;
	lws__conn_push_stage(conn, &lws__stage_tls);

	return t;
}

/* the stage goes with the conn, whatever fails */
static int
attach_server(struct lws_conn *conn)
{
	struct lws__tls *t = attach(conn);
	void *context;
	int ret;

	if (!t || lws__tls_limit_enter(t))
		return 1;
	context = lws__tls_server_context(conn->wsi->vh);
	if (!context)
		return 1;
	ret = lws__tls_vendor.open(t, context, NULL, 0);
	lws__tls_vendor.context_free(context);

	return ret;
}

static int
client_facts(struct lws__tls *t, const struct lws__tls_client *c)
{
	char host[LWS__TLS_HOST_MAX + 1];
	bool is_ip = false;

	if (lws__tls_host_clean(c->host, host, sizeof(host), &is_ip)) {
		lws__tls_say(t, "tls: no server name of use in '%s'", c->host);
		return 1;
	}
	t->is_client = 1;
	t->is_ip = is_ip;
	t->flags = c->flags;
	t->any_vhost = c->any_vhost;
	t->port = (uint16_t)c->port;
	t->host = lws__strdup(host, "tls host");

	return !t->host;
}

static int
attach_client(struct lws_conn *conn, const struct lws__tls_client *c)
{
	struct lws__tls *t = attach(conn);
	uint8_t wire[LWS__TLS_ALPN_MAX];
	size_t wire_len = 0;
	void *context;
	int ret;

	if (!t || client_facts(t, c))
		return 1;
	if (c->alpn &&
	    lws__tls_alpn_wire(c->alpn, wire, sizeof(wire), &wire_len)) {
		lws__tls_say(t, "tls: not a list of ALPN names: %s", c->alpn);
		return 1;
	}
	lws__tls_alpn_client(conn->wsi, wire, &wire_len);
	context = lws__tls_client_context(conn->wsi->vh);
	if (!context)
		return 1;
	ret = lws__tls_vendor.open(t, context, wire, wire_len);
	lws__tls_vendor.context_free(context);
	if (!ret)
		lws__tls_session_offer(t);

	return ret;
}

static void *
native(const struct lws_conn *conn)
{
	const struct lws__tls *t = conn->tls;

	return t ? t->native : NULL;
}

static const char *
alpn(const struct lws_conn *conn)
{
	const struct lws__tls *t = conn->tls;

	return t ? t->alpn : "";
}

/* ---- what the vendor asks ------------------------------------------------ */

/*
 * A wsi whose protocol is bound already (raw) stays on its vhost, and only
 * shows the certificate of the one that was asked for, and speaks the protocols
 * that one names.
 */
void *
lws__tls_hello(struct lws__tls *t, const char *name, size_t len)
{
	struct lws *wsi = t->conn->wsi;
	struct lws_vhost *vh;
	void *context;

	lws__tls_started(t);
	t->shown = NULL;
	if (!len)
		return NULL;
	vh = lws__vhost_by_host(wsi->vh, name, len);
	if (!vh || vh == wsi->vh)
		return NULL;
	context = lws__tls_server_context(vh);
	if (context)
		t->shown = vh;
	if (context && !wsi->is_bound) {
		lws__wsi_vhost_set(wsi, vh);
		wsi->protocol = NULL;
	}

	return context;
}

void
lws__tls_info(struct lws__tls *t, int where, int ret)
{
	struct lws_ssl_info info = {where, ret};

	if (lws__user_cb(t->conn->wsi, LWS_CALLBACK_SSL_INFO, &info, 0))
		t->unwanted = 1; /* the step under way is its last */
}

const struct lws__tls_front lws__tls = {
	.context_init = context_init,
	.context_destroy = context_destroy,
	.vhost_init = lws__tls_vhost_init,
	.vhost_destroy = lws__tls_vhost_destroy,
	.attach_server = attach_server,
	.attach_client = attach_client,
	.client_vhost = lws__jit_client_vhost,
	.client_made = lws__jit_client_made,
	.native = native,
	.alpn = alpn,
	.accept_begin = lws__tls_accept_begin,
	.accept_end = lws__tls_accept_end,
};
