/* SPDX-License-Identifier: MIT */
/*
 * See client-response.h.
 */

#include "roles/http/client-response.h"
#include "core/built-in.h"
#include "net/conmon.h"
#include "net/connect.h"
#include "roles/http/client-auth.h"
#include "roles/http/client-cookies.h"
#include "roles/http/http.h"

#include <string.h>

enum {
	HOPS_MAX = 20, /* redirects of one request */
};

/* ---- redirects
 * -------------------------------------------------------------------- */

/* where we are now, for what Location is relative to */
static struct lws__http_place
here(const struct lws__connect *c)
{
	return (struct lws__http_place){
		.host = c->address,
		.path = c->path,
		.port = c->port,
		.is_https = !!(c->flags & LCCSCF_USE_SSL),
	};
}

static int
take_place(struct lws *wsi, const struct lws__http_place *to, bool same_host)
{
	struct lws__connect *c = lws__connect_here(wsi);
	unsigned int status = wsi->http->response;

	/* without a host of its own, the Host header says address and port */
	if (lws__connect_set(&c->path, to->path) ||
	    (!same_host && (lws__connect_set(&c->address, to->host) ||
			    lws__connect_set(&c->host, NULL))))
		return 1;
	if (!same_host) {
		c->left_origin = true;
		if (lws__connect_set(&c->auth_username, NULL) ||
		    lws__connect_set(&c->auth_password, NULL))
			return 1;
	}
	c->port = to->port;
	c->flags = to->is_https ? c->flags | LCCSCF_USE_SSL
				: c->flags & ~LCCSCF_USE_SSL;
	if (lws__http_redirect_becomes_get(status) && c->method &&
	    strcmp(c->method, "HEAD")) {
		c->redirected_to_get = true;
		return lws__connect_set(&c->method, "GET");
	}

	return 0;
}

/*
 * The name that the user gave the server in its Host, at the address where it
 * is said to be: the same one.
 */
static bool
is_named_so(const struct lws__connect *c, const struct lws__http_place *to)
{
	size_t len = c->host ? strcspn(c->host, ":") : 0;

	return len && c->host[0] != '[' && to->port == c->port &&
	       to->is_https == !!(c->flags & LCCSCF_USE_SSL) &&
	       lws__http_same_text(c->host, len, to->host, strlen(to->host));
}

/* the same client asks on a new connection; the old transaction's drop finds no
 * user space */
static enum lws_verdict
ask_again(struct lws *wsi, const char *why)
{
	return lws__wsi_rebind(wsi, why) || lws__connect_elsewhere(wsi)
		       ? LWS_V_CLOSE
		       : LWS_V_OK;
}

static enum lws_verdict
go_elsewhere(struct lws *wsi, const char *location, size_t len)
{
	struct lws__connect *c = lws__connect_here(wsi);
	struct lws__http_place from = here(c), to;
	char buf[LWS__HTTP_REDIRECT_MAX * 3 / 4];
	bool same_host = false;

	switch (lws__http_redirect_resolve(&to, buf, sizeof(buf), &from,
					   location, len)) {
	case LWS__HTTP_REDIRECT_SAME_HOST:
		same_host = true;
		break;
	case LWS__HTTP_REDIRECT_OTHER_HOST:
		same_host = is_named_so(c, &to);
		break;
	case LWS__HTTP_REDIRECT_DOWNGRADE:
		if (c->flags & LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS)
			break;
		lws__client_error(wsi, "HS: Redirect attempted SSL downgrade");
		return LWS_V_CLOSE;
	case LWS__HTTP_REDIRECT_BAD:
	case LWS__HTTP_REDIRECT_TOO_LONG:
		lws__client_error(wsi, "HS: Redirect to a bad Location");
		return LWS_V_CLOSE;
	}
	if (take_place(wsi, &to, same_host)) {
		lws__client_error(wsi, "HS: Redirect out of memory");
		return LWS_V_CLOSE;
	}

	return ask_again(wsi, "redirect");
}

static enum lws_verdict
redirect(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_here(wsi);
	size_t len = 0;
	const char *at = lws__http_headers_fragment(
		wsi->http->headers, WSI_TOKEN_HTTP_LOCATION, 0, &len);

	if (!at || !len) {
		lws__client_error(wsi, "HS: Redirect code but no Location");
		return LWS_V_CLOSE;
	}
	if (++c->hops > HOPS_MAX) {
		lws__client_error(wsi, "HS: too many redirects");
		return LWS_V_CLOSE;
	}
	if (lws__user_cb(wsi, LWS_CALLBACK_CLIENT_HTTP_REDIRECT,
			 lws__unconst(at), wsi->http->response)) {
		lws__client_error(wsi, "HS: user code rejected redirect");
		return LWS_V_CLOSE;
	}

	return go_elsewhere(wsi, at, len);
}

/* ---- the head
 * -------------------------------------------------------------------- */

bool
lws__http_client_asks_again(struct lws *wsi, unsigned int status,
			    enum lws_verdict *v)
{
	const struct lws__connect *c = lws__connect_here(wsi);

	wsi->http->response = (uint16_t)status;
	lws__conmon_response(wsi, status);
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	lws__http_client_cookies_take(wsi);
	if (lws__http_client_auth_asked(wsi, status)) {
		*v = ask_again(wsi, "authentication");
		return true;
	}
	if (!lws__http_redirect_is_one(status) ||
	    (c->flags & LCCSCF_HTTP_NO_FOLLOW_REDIRECT))
		return false;
	*v = redirect(wsi);

	return true;
}

enum lws_verdict
lws__http_client_tell_head(struct lws *wsi)
{
	if (lws__user_cb(wsi, LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH, NULL,
			 0)) {
		lws__client_error(wsi, "HS: disallowed by client filter");
		return LWS_V_CLOSE;
	}
	if (lws__user_cb(wsi, LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, NULL, 0)) {
		lws__client_error(wsi, "HS: disallowed at ESTABLISHED");
		return LWS_V_CLOSE;
	}
	if (!lws__wsi_is_closing(wsi))
		lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);

	return LWS_V_OK;
}

static enum lws_claim
upgrade(struct lws *wsi)
{
	for (int n = 0; lws__built_in_roles[n]; n++) {
		const struct lws_role_ops *role = lws__built_in_roles[n];
		enum lws_claim claim = role->client_upgrade
					       ? role->client_upgrade(wsi)
					       : LWS_CLAIM_NO;

		if (claim != LWS_CLAIM_NO)
			return claim;
	}
	lws__client_error(wsi, "HS: upgrade to what is not built in");

	return LWS_CLAIM_FAILED;
}

enum lws_verdict
lws__http_client_upgrade(struct lws *wsi)
{
	/* told of any answer, before it is looked at */
	if (lws__user_cb(wsi, LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, NULL, 0)) {
		lws__client_error(wsi, "HS: disallowed at ESTABLISHED");
		return LWS_V_CLOSE;
	}

	return upgrade(wsi) == LWS_CLAIM_YES ? LWS_V_OK : LWS_V_CLOSE;
}
