/* SPDX-License-Identifier: MIT */
/*
 * From an HTTP request to a WebSocket, on the server (RFC 6455 4.2):
 *
 *   request right? -> credentials -> HTTP_CONFIRM_UPGRADE -> sub-protocol
 *   -> bind -> FILTER_PROTOCOL_CONNECTION -> ADD_HEADERS -> HTTP_PMO -> 101
 *   -> ESTABLISHED
 *
 * A refusal is answered with its status before the connection is closed.
 */

#include "roles/http/http.h"
#include "roles/ws/ws-handshake.h"
#include "roles/ws/ws-ext.h"

#include <string.h>

static struct lws__ws_span
span_of(struct lws *wsi, enum lws_token_indexes token)
{
	struct lws__ws_span s = {NULL, 0};

	s.at = lws__http_headers_fragment(wsi->http->headers, token, 0, &s.len);

	return s;
}

/* answer with a status, and the end */
static enum lws_claim
refuse(struct lws *wsi, unsigned int status, const char *why)
{
	lwsl_wsi_notice(wsi, "ws upgrade of %s refused with %u: %s",
			lws__wsi_peer(wsi, (char[64]){0}, 64), status, why);
	if (wsi->http->head_sent)
		return LWS_CLAIM_FAILED; /* the user answered */
	wsi->http->keep_alive = 0;
	if (status == 426) {
		uint8_t *start =
			lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
		unsigned char *p = start;
		unsigned char *end = start + wsi->cx->pt_serv_buf_size;

		if (!lws_add_http_header_status(wsi, status, &p, end) &&
		    !lws__http_add_name(wsi, "sec-websocket-version",
					WS_VERSIONS, &p, end) &&
		    !lws__http_add_name(wsi, "connection", "close", &p, end) &&
		    !lws_add_http_header_content_length(wsi, 0, &p, end) &&
		    !lws_finalize_http_header(wsi, &p, end))
			(void)lws__http_send_head(wsi, start, p);
	} else
		(void)lws__http_send_page(wsi, status, NULL);

	return LWS_CLAIM_FAILED;
}

/*
 * Between HTTP_CONFIRM_UPGRADE and a protocol's bind callback it is http no
 * more, and nothing else yet: WSI_DESTROY is all that follows.
 */
static enum lws_claim
refuse_confirmed(struct lws *wsi, unsigned int status, const char *why)
{
	wsi->quiet_close = 1;

	return refuse(wsi, status, why);
}

/*
 * Once a protocol is bound the user has heard of a websocket: what follows a
 * refusal are the drop and CLOSED callbacks of ws.
 */
static enum lws_claim
refuse_bound(struct lws *wsi, struct lws__ws *ws, const char *why)
{
	(void)refuse(wsi, HTTP_STATUS_FORBIDDEN, why);
	lws__ws_take_over(wsi, ws);

	return LWS_CLAIM_FAILED;
}

static bool
is_right(struct lws *wsi, enum lws__ws_refusal *why)
{
	struct lws__http_headers *h = wsi->http->headers;
	struct lws__ws_request r = {
		.is_get = wsi->http->method == LWSHUMETH_GET,
		.is_http_1_1 = wsi->http->minor >= 1,
		.is_extended_connect = !!wsi->mux_stream,
		.upgrade = span_of(wsi, WSI_TOKEN_UPGRADE),
		.connection = span_of(wsi, WSI_TOKEN_CONNECTION),
		.key = span_of(wsi, WSI_TOKEN_KEY),
		.version = span_of(wsi, WSI_TOKEN_VERSION),
		.key_count = (unsigned int)lws__http_headers_fragment_count(
			h, WSI_TOKEN_KEY),
		.version_count = (unsigned int)lws__http_headers_fragment_count(
			h, WSI_TOKEN_VERSION),
	};

	*why = lws__ws_check_request(&r);

	return *why == WS_REQUEST_FINE;
}

/* option: Host must be this vhost's own name (and port) */
static bool
is_host_wrong(struct lws *wsi)
{
	struct lws__ws_span host = span_of(wsi, WSI_TOKEN_HOST);
	struct lws__http_host theirs,
		ours = {wsi->vh->name, strlen(wsi->vh->name),
			wsi->vh->listen_port};

	if (!(wsi->vh->options & LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK))
		return false;

	return !host.at || lws__http_host_split(&theirs, host.at, host.len) ||
	       !lws__http_host_same(&ours, &theirs, lws_is_ssl(wsi) ? 443 : 80);
}

/* ---- sub-protocol ---- */

static int
find_protocol(void *arg, const char *name, size_t len)
{
	struct lws_vhost *vh = arg;
	const struct lws_protocols *p;

	p = lws__vhost_protocol_by_name(vh, name, len);

	return p ? (int)(p - vh->protocols) : -1;
}

/* what was asked for and what came of it */
struct choice {
	char *list; /* owned: the whole header, NULL = there was none */
	const struct lws_protocols *protocol; /* NULL: none that we have */
	struct lws__ws_span name; /* for the answer, in list; or absent */
};

/*
 * The first of the client's list that the vhost has.  The list is as long as
 * the header table let it be.  Nonzero: out of memory.
 */
static int
choose_protocol(struct lws *wsi, struct choice *c)
{
	struct lws_vhost *vh = wsi->vh;
	struct lws__ws_span all = {NULL, 0};
	int index = vh->default_protocol_index;
	int size = lws_hdr_total_length(wsi, WSI_TOKEN_PROTOCOL) + 1;

	*c = (struct choice){0};
	if (span_of(wsi, WSI_TOKEN_PROTOCOL).at) {
		c->list = lws__malloc((size_t)size, "sub-protocol list");
		if (!c->list)
			return 1;
		lws_hdr_copy(wsi, c->list, size, WSI_TOKEN_PROTOCOL);
		all = (struct lws__ws_span){c->list, strlen(c->list)};
	}
	switch (lws__ws_choose_protocol(all, find_protocol, vh, &index,
					&c->name)) {
	case WS_CHOICE_NONE_OFFERED:
		index = vh->default_protocol_index;
		break;
	case WS_CHOICE_MADE:
		break;
	case WS_CHOICE_NO_MATCH:
		return 0;
	}
	if (index >= 0 && (unsigned int)index < vh->protocol_count)
		c->protocol = &vh->protocols[index];

	return 0;
}

/* pvo of a protocol: a file of credentials that guards its upgrades */
static enum lws__http_auth
protocol_auth(struct lws *wsi, const struct lws_protocols *protocol)
{
	const struct lws_protocol_vhost_options *pvo =
		lws_pvo_search(wsi->vh->pvo, protocol->name);
	struct lws_http_mount m;

	pvo = pvo ? lws_pvo_search(pvo->options, "basic-auth") : NULL;
	if (!pvo)
		return LWS__HTTP_AUTH_OK;
	memset(&m, 0, sizeof(m));
	m.mountpoint = protocol->name;
	m.basic_auth_login_file = pvo->value;

	return lws__http_server_auth(wsi, &m);
}

/* ---- the answer ---- */

/* what goes into it; spans are absent where there is nothing to say */
struct answer {
	struct lws__ws_span protocol;
	struct lws__ws_span extensions;
};

/* what the application has to add; nonzero: it refuses, or has no room */
static int
ask_for_headers(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	struct lws_process_html_args args = {
		.p = (char *)*p, .max_len = lws_ptr_diff(end, *p) - 2};

	if (lws__user_cb(wsi, LWS_CALLBACK_ADD_HEADERS, &args, 0))
		return 1;
	*p = (unsigned char *)args.p;
	if (lws_ptr_diff(end, *p) < 2)
		return 1;

	return wsi->http->mount && wsi->http->mount->cgienv &&
	       lws__user_cb(wsi, LWS_CALLBACK_HTTP_PMO,
			    lws__unconst(wsi->http->mount->cgienv), 0);
}

/* 101, and the proof that it was read */
static int
write_switch(struct lws *wsi, const struct answer *a)
{
	static const char status[] = "HTTP/1.1 101 Switching Protocols\r\n";
	uint8_t *start = lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
	unsigned char *p = start, *end = start + wsi->cx->pt_serv_buf_size;
	struct lws__ws_span key = span_of(wsi, WSI_TOKEN_KEY);
	char accept[WS_ACCEPT_LEN + 1];
	size_t n = sizeof(status) - 1;

	lws__ws_accept_from_key(key.at, key.len, accept);
	memcpy(p, status, n);
	p += n;
	n = lws__ws_write_reply_headers((char *)p, lws_ptr_diff_size_t(end, p),
					accept, a->protocol, a->extensions);
	if (!n)
		return 1;
	p += n;
	if (ask_for_headers(wsi, &p, end))
		return 1;
	*p++ = '\r';
	*p++ = '\n';
	wsi->http->head_sent = 1;

	return lws__conn_send(wsi->conn, start, lws_ptr_diff_size_t(p, start)) <
	       0;
}

/* RFC 8441 5: 200, there is nothing to prove */
static int
write_accept(struct lws *wsi, const struct answer *a)
{
	uint8_t *start = lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
	unsigned char *p = start, *end = start + wsi->cx->pt_serv_buf_size;
	const struct lws__http_wire *wire = wsi->http->wire;

	wsi->http->response = HTTP_STATUS_OK;
	if (wire->add_status(wsi, HTTP_STATUS_OK, &p, end) ||
	    (a->protocol.at &&
	     wire->add_header(wsi, "sec-websocket-protocol", a->protocol.at,
			      (int)a->protocol.len, &p, end)) ||
	    (a->extensions.at &&
	     wire->add_header(wsi, "sec-websocket-extensions", a->extensions.at,
			      (int)a->extensions.len, &p, end)) ||
	    ask_for_headers(wsi, &p, end) || wire->end_head(wsi, &p, end))
		return 1;

	return lws__http_send_head(wsi, start, p);
}

static int
write_answer(struct lws *wsi, struct lws__ws_span protocol, const char *exts)
{
	const struct answer a = {
		.protocol = protocol,
		.extensions = {*exts ? exts : NULL, strlen(exts)},
	};

	return wsi->mux_stream ? write_accept(wsi, &a) : write_switch(wsi, &a);
}

/* bound: tell, answer, become ws */
static enum lws_claim
become_ws(struct lws *wsi, const struct choice *c)
{
	struct lws__ws *ws = lws__ws_create(wsi);
	char exts[LWS__WS_EXT_ANSWER_MAX];

	if (!ws)
		return refuse(wsi, HTTP_STATUS_SERVICE_UNAVAILABLE,
			      "out of memory");
	if (lws__user_cb(wsi, LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION, c->list,
			 0))
		return refuse_bound(wsi, ws, "by the application");
	lws__ws_ext_accept(wsi, &ws, exts);
	if (write_answer(wsi, c->name, exts)) {
		/* an answer that was begun cannot be taken back */
		wsi->http->head_sent = 1;
		return refuse_bound(wsi, ws, "no answer could be made");
	}
	wsi->http->in_request = 0;
	lws__ws_take_over(wsi, ws);

	return lws__ws_established(wsi);
}

/* the request is right, and the application has nothing against it */
static enum lws_claim
upgrade_chosen(struct lws *wsi, const struct choice *c)
{
	enum lws__ws_refusal why = WS_REQUEST_PROTOCOL;

	if (!c->protocol)
		return refuse_confirmed(wsi,
					lws__ws_refusal_rule(why)->http_status,
					lws__ws_refusal_rule(why)->text);
	if (protocol_auth(wsi, c->protocol) != LWS__HTTP_AUTH_OK) {
		wsi->quiet_close = 1;
		return LWS_CLAIM_FAILED;
	}
	/* what the bind callback answers does not stop an upgrade */
	(void)lws__wsi_bind_protocol(wsi, c->protocol, "ws upgrade");
	if (wsi->protocol != c->protocol)
		return refuse(wsi, HTTP_STATUS_SERVICE_UNAVAILABLE,
			      "out of memory");

	return become_ws(wsi, c);
}

enum lws_claim
lws__ws_server_upgrade(struct lws *wsi, const char *token)
{
	enum lws__ws_refusal why;
	enum lws_claim claim;
	struct choice c;
	int ret;

	if (strcmp(token, "websocket"))
		return LWS_CLAIM_NO;
	if (!is_right(wsi, &why))
		return refuse(wsi, lws__ws_refusal_rule(why)->http_status,
			      lws__ws_refusal_rule(why)->text);
	if (is_host_wrong(wsi))
		return refuse(wsi, HTTP_STATUS_FORBIDDEN, "Host is not ours");
	ret = lws__user_cb_p0(wsi, LWS_CALLBACK_HTTP_CONFIRM_UPGRADE,
			      lws__unconst("websocket"), 0);
	if (ret > 0) {
		wsi->quiet_close = 1;
		return LWS_CLAIM_FAILED; /* the user answered */
	}
	if (ret)
		return refuse_confirmed(wsi, HTTP_STATUS_FORBIDDEN,
					"by the application");
	if (choose_protocol(wsi, &c))
		return refuse_confirmed(wsi, HTTP_STATUS_SERVICE_UNAVAILABLE,
					"out of memory");
	claim = upgrade_chosen(wsi, &c);
	lws__free(c.list);

	return claim;
}
