/* SPDX-License-Identifier: MIT */
/*
 * Serving one request: from a complete head to the user or to a file.
 *
 *   Host -> vhost -> refused user agents -> mount -> redirect -> upgrade
 *        -> FILTER_HTTP_CONNECTION -> credentials -> callback mount: bind,
 *           CHECK_ACCESS_RIGHTS, HTTP_PMO, HTTP
 *        -> file mount: the file, or HTTP when it is missing
 *        -> no mount: bind protocols[0], HTTP
 *
 * The order of callbacks is what applications rely on.
 */

#include "core/built-in.h"
#include "roles/http/file-turn.h"
#include "roles/http/http.h"
#include "roles/http/transaction.h"

#include <string.h>

struct request {
	struct lws *wsi;
	char *uri;
	size_t len;
	int method; /* LWSHUMETH_* */
};

enum lws_verdict
lws__http_server_answered(struct lws *wsi)
{
	return lws_http_transaction_completed(wsi) ? LWS_V_CLOSE : LWS_V_OK;
}

/* answer with a status page; `last`: the connection ends with it */
static enum lws_verdict
answer(struct lws *wsi, unsigned int code, bool last)
{
	if (last)
		wsi->http->keep_alive = 0;
	if (lws__http_send_page(wsi, code, NULL) || last)
		return LWS_V_CLOSE;

	return lws__http_server_answered(wsi);
}

/* ---- vhost ------------------------------------------------------------------
 */

static void
choose_vhost(struct lws *wsi)
{
	struct lws__http_headers *h = wsi->http->headers;
	struct lws_vhost *vh;
	size_t len;
	const char *host =
		lws__http_headers_fragment(h, WSI_TOKEN_HOST, 0, &len);

	if (!host)
		host = lws__http_headers_fragment(
			h, WSI_TOKEN_HTTP_COLON_AUTHORITY, 0, &len);
	if (!host)
		return;
	vh = lws__vhost_by_host(wsi->vh, host, len);
	if (!vh || vh == wsi->vh)
		return;
	/* a protocol of the old vhost means nothing in the new one */
	lws__wsi_unbind_protocol(wsi, "vhost change");
	wsi->protocol = NULL;
	lws__wsi_vhost_set(wsi, vh);
}

/*
 * A vhost that asks TLS clients for a certificate cannot be reached by way of
 * another one that did not (RFC 9110 7.4).
 */
static bool
is_misdirected(const struct lws *wsi, const struct lws_vhost *accepted)
{
	const uint64_t asks =
		LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;

	return wsi->conn->tls && wsi->vh != accepted &&
	       (wsi->vh->options & asks) && !(accepted->options & asks);
}

static const struct lws_protocol_vhost_options *
refused_agent(struct lws *wsi)
{
	const struct lws_protocol_vhost_options *r =
		wsi->vh->reject_service_keywords;
	const char *agent;
	size_t len;

	if (!r)
		return NULL;
	agent = lws__http_headers_fragment(wsi->http->headers,
					   WSI_TOKEN_HTTP_USER_AGENT, 0, &len);
	while (r && (!agent || !strstr(agent, r->name)))
		r = r->next;

	return r;
}

/* value is "403 some text" */
static enum lws_verdict
refuse_agent(struct lws *wsi, const struct lws_protocol_vhost_options *r)
{
	unsigned int code = 0;
	const char *v = r->value ? r->value : "";

	while (*v >= '0' && *v <= '9' && code < 100)
		code = code * 10 + (unsigned int)(*v++ - '0');
	while (*v == ' ')
		v++;
	lwsl_wsi_info(wsi, "user agent contains '%s': refused", r->name);
	wsi->http->keep_alive = 0;
	(void)lws__http_send_page(wsi, code ? code : HTTP_STATUS_FORBIDDEN, v);

	return LWS_V_CLOSE;
}

/* ---- redirects
 * ----------------------------------------------------------------- */

static int
where_to(const struct request *rq, const struct lws_http_mount *m,
	 enum lws__http_mount_redirect how, char *buf, size_t len)
{
	struct lws *wsi = rq->wsi;
	char host[256];
	int n;

	if (how == LWS__HTTP_MOUNT_ELSEWHERE) {
		n = lws_snprintf(buf, len, "%s://%s",
				 m->origin_protocol == LWSMPRO_REDIR_HTTPS
					 ? "https"
					 : "http",
				 m->origin);
		return n >= (int)len ? -1 : n;
	}
	if (lws_hdr_copy(wsi, host, sizeof(host), WSI_TOKEN_HOST) <= 0)
		n = lws_snprintf(buf, len, "%.*s/", (int)rq->len, rq->uri);
	else
		n = lws_snprintf(buf, len, "%s://%s%.*s/",
				 lws_is_ssl(wsi) ? "https" : "http", host,
				 (int)rq->len, rq->uri);

	return n >= (int)len ? -1 : n;
}

static enum lws_verdict
send_redirect(struct lws *wsi, const char *to, int len)
{
	uint8_t *start = lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
	unsigned char *p = start, *end = start + wsi->cx->pt_serv_buf_size;

	if (len < 0)
		return answer(wsi, HTTP_STATUS_REQ_URI_TOO_LONG, true);
	if (lws_http_redirect(wsi, HTTP_STATUS_MOVED_PERMANENTLY,
			      (const unsigned char *)to, len, &p, end) < 0) {
		lwsl_wsi_notice(wsi, "redirect to %s does not fit", to);
		return LWS_V_CLOSE;
	}

	return lws__http_server_answered(wsi);
}

static enum lws_verdict
redirect(const struct request *rq, const struct lws_http_mount *m,
	 enum lws__http_mount_redirect how)
{
	struct lws_http *http = rq->wsi->http;
	char to[2048];
	int n = where_to(rq, m, how, to, sizeof(to));

	/* told in the 1.0 way: answer and close */
	http->keep_alive = 0;
	http->minor = 0;

	return send_redirect(rq->wsi, to, n);
}

/* the first that the user hears of a request; nonzero: not wanted */
static int
filter(const struct request *rq)
{
	struct lws *wsi = rq->wsi;

	if (!wsi->protocol && lws__wsi_take_protocol(wsi, wsi->vh->protocols))
		return 1;

	return lws__user_cb(wsi, LWS_CALLBACK_FILTER_HTTP_CONNECTION, rq->uri,
			    rq->len);
}

/* a plain request on a port that is for TLS, and says so */
static bool
belongs_on_tls(const struct lws *wsi, const struct lws_vhost *accepted)
{
	return accepted->has_server_tls && !wsi->conn->tls &&
	       lws_check_opt(accepted->options,
			     LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT) &&
	       lws_check_opt(accepted->options,
			     LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS);
}

static enum lws_verdict
redirect_to_tls(const struct request *rq)
{
	struct lws *wsi = rq->wsi;
	char to[2048], host[256], args[1024];
	int n, len;

	if (filter(rq))
		return LWS_V_CLOSE;
	n = lws_hdr_copy(wsi, args, sizeof(args), WSI_TOKEN_HTTP_URI_ARGS);
	if (lws_hdr_copy(wsi, host, sizeof(host), WSI_TOKEN_HOST) <= 0 || n < 0)
		return answer(wsi, HTTP_STATUS_BAD_REQUEST, true);
	len = lws_snprintf(to, sizeof(to), "https://%s%.*s%s%s", host,
			   (int)rq->len, rq->uri, n ? "?" : "", args);

	return send_redirect(wsi, to, len >= (int)sizeof(to) ? -1 : len);
}

/* ---- callback mounts
 * --------------------------------------------------------------- */

static const struct lws_protocols *
mount_protocol(struct lws *wsi, const struct lws_http_mount *m)
{
	const char *name = m->protocol;

	if (!name && m->origin_protocol == LWSMPRO_CALLBACK)
		name = m->origin;
	if (!name)
		return NULL;

	return lws__vhost_protocol_by_name(wsi->vh, name, strlen(name));
}

static enum lws_verdict
tell_http(struct lws *wsi, char *uri, size_t len)
{
	/* what the user does now and until it is completed may change files */
	wsi->http->told_user = 1;
	lws__turn_files_forget(lws__context_pt(wsi->cx, wsi->tsi));

	return lws__user_cb(wsi, LWS_CALLBACK_HTTP, uri, len) ? LWS_V_CLOSE
							      : LWS_V_OK;
}

/*
 * Binds the mount's protocol and asks it whether the path may be seen.
 * OK with *handled: the user answered by itself.
 */
static enum lws_verdict
bind_and_ask(const struct request *rq, const struct lws_http_mount *m,
	     const struct lws_protocols *protocol, bool *handled)
{
	struct lws_process_html_args args = {
		.p = rq->uri,
		.len = (int)rq->len,
		.max_len = (int)(m->auth_mask & ~AUTH_MODE_MASK),
	};
	struct lws *wsi = rq->wsi;

	*handled = false;
	if (lws__wsi_bind_protocol(wsi, protocol, "http mount"))
		return LWS_V_CLOSE;
	if (lws__user_cb(wsi, LWS_CALLBACK_CHECK_ACCESS_RIGHTS, &args, 0))
		return answer(wsi, HTTP_STATUS_UNAUTHORIZED, true);
	*handled = !!args.final;

	return LWS_V_OK;
}

/* what follows the mountpoint; "/" at least */
static char *
below_mount(const struct request *rq, const struct lws_http_mount *m,
	    size_t *len)
{
	size_t skip = lws__http_mountpoint_len(m);
	static char root[] = "/";

	if (skip == 1)
		skip = 0; /* the mountpoint "/" is part of every path */
	*len = rq->len - skip;
	if (*len)
		return rq->uri + skip;
	*len = 1;

	return root;
}

static enum lws_verdict
serve_callback(const struct request *rq, const struct lws_http_mount *m)
{
	const struct lws_protocols *protocol = mount_protocol(rq->wsi, m);
	bool is_post = rq->method == LWSHUMETH_POST, handled;
	struct lws *wsi = rq->wsi;
	char *uri = rq->uri;
	size_t len = rq->len;
	enum lws_verdict v;

	if (!protocol) {
		lwsl_wsi_err(wsi, "mount %s: vhost %s has no protocol %s",
			     m->mountpoint, wsi->vh->name,
			     m->protocol ? m->protocol : m->origin);
		return answer(wsi, HTTP_STATUS_INTERNAL_SERVER_ERROR, true);
	}
	v = bind_and_ask(rq, m, protocol, &handled);
	if (v != LWS_V_OK || handled)
		return v;
	if (m->cgienv && lws__user_cb(wsi, LWS_CALLBACK_HTTP_PMO,
				      (void *)lws__unconst(m->cgienv), 0))
		return LWS_V_CLOSE;
	if (m->protocol && !is_post &&
	    lws__wsi_bind_protocol(wsi, protocol, "http action"))
		return LWS_V_CLOSE;
	if (m->protocol || is_post)
		uri = below_mount(rq, m, &len);

	return tell_http(wsi, uri, len);
}

/* ---- file mounts
 * --------------------------------------------------------------------- */

static enum lws_verdict
serve_missing(const struct request *rq)
{
	struct lws *wsi = rq->wsi;

	if (!wsi->protocol && lws__wsi_take_protocol(wsi, wsi->vh->protocols))
		return LWS_V_CLOSE;

	return tell_http(wsi, rq->uri, rq->len);
}

static enum lws_verdict
serve_file(const struct request *rq, const struct lws_http_mount *m)
{
	const struct lws_protocols *protocol = mount_protocol(rq->wsi, m);
	struct lws *wsi = rq->wsi;
	bool handled;
	char *path;
	size_t len;

	if (m->protocol && protocol) {
		enum lws_verdict v = bind_and_ask(rq, m, protocol, &handled);

		if (v != LWS_V_OK || handled)
			return v;
		if (lws__wsi_bind_protocol(wsi, protocol, "http action"))
			return LWS_V_CLOSE;
	}
	path = below_mount(rq, m, &len);
	switch (lws__http_serve_mount(wsi, m, path, len)) {
	case LWS__HTTP_SERVE_SENDING:
		return LWS_V_OK;
	case LWS__HTTP_SERVE_COMPLETED:
		return lws__http_server_answered(wsi);
	case LWS__HTTP_SERVE_CLOSE:
		return LWS_V_CLOSE;
	case LWS__HTTP_SERVE_MISSING:
		break;
	}

	return serve_missing(rq);
}

static enum lws_verdict
serve_unmounted(const struct request *rq)
{
	struct lws *wsi = rq->wsi;

	if (lws__wsi_bind_protocol(wsi, wsi->vh->protocols, "no mount"))
		return LWS_V_CLOSE;

	return tell_http(wsi, rq->uri, rq->len);
}

static enum lws_verdict
serve_mount(const struct request *rq, const struct lws_http_mount *m)
{
	if (!m || m->origin_protocol == LWSMPRO_NO_MOUNT)
		return serve_unmounted(rq);
	switch (lws__http_server_auth(rq->wsi, m)) {
	case LWS__HTTP_AUTH_OK:
		break;
	case LWS__HTTP_AUTH_ANSWERED:
		return lws__http_server_answered(rq->wsi);
	case LWS__HTTP_AUTH_FAILED:
		return LWS_V_CLOSE;
	}
	if (m->origin_protocol == LWSMPRO_CALLBACK)
		return serve_callback(rq, m);
	if (m->origin_protocol == LWSMPRO_FILE)
		return serve_file(rq, m);
	/* a kind of mount that this build cannot serve */
	lwsl_wsi_err(rq->wsi, "mount %s: origin type %u is not in this build",
		     m->mountpoint, (unsigned int)m->origin_protocol);

	return answer(rq->wsi, HTTP_STATUS_NOT_IMPLEMENTED, true);
}

/* ---- upgrades
 * ------------------------------------------------------------------------- */

static enum lws_claim
try_upgrade(struct lws *wsi, const char *token)
{
	for (int n = 0; lws__built_in_roles[n]; n++) {
		const struct lws_role_ops *role = lws__built_in_roles[n];
		enum lws_claim c = role->upgrade ? role->upgrade(wsi, token)
						 : LWS_CLAIM_NO;

		if (c != LWS_CLAIM_NO)
			return c;
	}

	return LWS_CLAIM_NO;
}

/* what guards the mount guards upgrades below it */
static enum lws_claim
guarded_upgrade(struct lws *wsi, const char *token)
{
	const struct lws_http_mount *m = wsi->http->mount;

	/* h2c is another wire: the request is served on it, and guarded then */
	if (m && m->origin_protocol != LWSMPRO_NO_MOUNT &&
	    strcmp(token, "h2c") &&
	    lws__http_server_auth(wsi, m) != LWS__HTTP_AUTH_OK)
		return LWS_CLAIM_FAILED;

	return try_upgrade(wsi, token);
}

/* ---- the request
 * ------------------------------------------------------------------------ */

static bool
asks_for_upgrade(const struct lws *wsi, char *token, size_t len)
{
	const struct lws_http *http = wsi->http;
	size_t n;
	const char *list = lws__http_headers_fragment(http->headers,
						      WSI_TOKEN_UPGRADE, 0, &n);

	token[0] = '\0';
	if (!list || !http->wants_upgrade)
		return false;
	if (lws__http_list_has(list, n, "websocket"))
		lws_strncpy(token, "websocket", len);
	else if (lws__http_list_has(list, n, "h2c") && !wsi->mux_stream)
		lws_strncpy(token, "h2c", len);

	return true;
}

enum lws_verdict
lws__http_server_request(struct lws *wsi)
{
	struct lws_http *http = wsi->http;
	struct lws_vhost *accepted = wsi->vh;
	const struct lws_protocol_vhost_options *r;
	enum lws__http_mount_redirect how = LWS__HTTP_MOUNT_STAY;
	struct request rq = {.wsi = wsi};
	char upgrade[16];
	int len = 0;

	choose_vhost(wsi);
	if (wsi->vh->keepalive_timeout < 0)
		http->keep_alive = 0;
	if (is_misdirected(wsi, accepted))
		return answer(wsi, 421, true);
	r = refused_agent(wsi);
	if (r)
		return refuse_agent(wsi, r);
	rq.method =
		lws__http_headers_uri_and_method(http->headers, &rq.uri, &len);
	rq.len = (size_t)len;
	if (rq.method < 0 || !rq.uri || rq.uri[0] != '/')
		return answer(wsi, HTTP_STATUS_FORBIDDEN, true);
	if (belongs_on_tls(wsi, accepted))
		return redirect_to_tls(&rq);
	http->mount = lws__http_mount_find(wsi->vh->mounts, rq.uri, rq.len,
					   rq.method);
	if (http->mount)
		how = lws__http_mount_redirect(http->mount, rq.uri, rq.len);
	if (how != LWS__HTTP_MOUNT_STAY)
		return redirect(&rq, http->mount, how);
	if (asks_for_upgrade(wsi, upgrade, sizeof(upgrade)))
		switch (guarded_upgrade(wsi, upgrade)) {
		case LWS_CLAIM_YES:
			return LWS_V_OK;
		case LWS_CLAIM_FAILED:
			return LWS_V_CLOSE;
		case LWS_CLAIM_NO:
			break; /* RFC 9110 7.8: we may go on without it */
		}
	if (filter(&rq))
		return LWS_V_CLOSE;

	return serve_mount(&rq, http->mount);
}
