/* SPDX-License-Identifier: MIT */
/*
 * See client-head.h.  Order of the headers, which servers and tests have seen
 * for years:
 *
 *   request line, Pragma, Cache-Control, Host, Origin, then what makes it a
 *   websocket or "connection: close", then the user's own, then cookies, proof
 *   of who it is, and the length of a body that there is not.
 */

#include "roles/http/client-head.h"
#include "core/built-in.h"
#include "net/connect.h"
#include "roles/http/client-auth.h"
#include "roles/http/client-cookies.h"
#include "roles/http/client-form.h"
#include "roles/http/http.h"

#include <string.h>

static int
add(unsigned char **p, unsigned char *end, const char *name, const char *value)
{
	return lws__http_text_add(name, value, (int)strlen(value), p, end);
}

static int
add_host(const struct lws__connect *c, unsigned char **p, unsigned char *end)
{
	bool is_tls = !!(c->flags & LCCSCF_USE_SSL), is_v6;
	char text[300];
	int len;

	if (c->host && c->host[0])
		return add(p, end, "Host", c->host);
	if (c->address[0] == '+')
		return add(p, end, "Host", "localhost");
	/* an IPv6 address is in brackets, its zone is nobody else's */
	is_v6 = strchr(c->address, ':') && c->address[0] != '[';
	len = lws_snprintf(text, sizeof(text), "%s%.*s%s", is_v6 ? "[" : "",
			   (int)strcspn(c->address, "%"), c->address,
			   is_v6 ? "]" : "");
	if (c->port != (is_tls ? 443 : 80))
		len += lws_snprintf(text + len, sizeof(text) - (size_t)len,
				    ":%d", c->port);
	if ((size_t)len + 1 >= sizeof(text))
		return 1;

	return add(p, end, "Host", text);
}

static int
add_origin(const struct lws *wsi, const struct lws__connect *c,
	   unsigned char **p, unsigned char *end)
{
	char text[512];

	if (!c->origin || !c->origin[0])
		return 0;
	if ((wsi->vh->options & LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN) ||
	    strstr(c->origin, "://"))
		return add(p, end, "Origin", c->origin);
	if (lws_snprintf(text, sizeof(text), "%s://%s",
			 c->flags & LCCSCF_USE_SSL ? "https" : "http",
			 c->origin) >= (int)sizeof(text))
		return 1;

	return add(p, end, "Origin", text);
}

static int
add_upgrade(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	for (int n = 0; lws__built_in_roles[n]; n++)
		if (lws__built_in_roles[n]->client_headers)
			return lws__built_in_roles[n]->client_headers(wsi, p,
								      end);
	lws__client_error(wsi, "this build has no websockets");

	return 1;
}

/* the type of a body is said by flag; a redirect to GET has left it behind */
static bool
says_type(const struct lws__connect *c, int flag)
{
	return (c->flags & flag) && !c->redirected_to_get;
}

static int
add_own(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	const struct lws__connect *c = lws__connect_here(wsi);

	if (lws__http_text_request(c->method ? c->method : "GET", c->path, p,
				   end))
		return 1;
	if (!(c->flags & LCCSCF_HTTP_NO_CACHE_CONTROL) &&
	    (add(p, end, "Pragma", "no-cache") ||
	     add(p, end, "Cache-Control", "no-cache")))
		return 1;
	if (add_host(c, p, end) || add_origin(wsi, c, p, end))
		return 1;
	if (c->is_ws)
		return add_upgrade(wsi, p, end);
	if (says_type(c, LCCSCF_HTTP_MULTIPART_MIME) &&
	    lws__http_client_add_multipart_type(wsi, p, end))
		return 1;
	if (!(c->flags & LCCSCF_PIPELINE) && add(p, end, "connection", "close"))
		return 1;
	if (says_type(c, LCCSCF_HTTP_X_WWW_FORM_URLENCODED) &&
	    add(p, end, "Content-Type", "application/x-www-form-urlencoded"))
		return 1;

	return 0;
}

/* is there a line in text that starts with this name? */
static bool
has_header(const unsigned char *text, const unsigned char *end,
	   const char *name)
{
	size_t len = strlen(name);

	while (text < end) {
		const unsigned char *eol =
			memchr(text, '\n', (size_t)(end - text));

		if ((size_t)(end - text) > len && text[len] == ':' &&
		    lws__http_same_text((const char *)text, len, name, len))
			return true;
		if (!eol)
			return false;
		text = eol + 1;
	}

	return false;
}

/*
 * After a redirect to another origin, what the user says to prove who it is
 * stays here: it was meant for the first server (RFC 9110 15.4).  Returns the
 * new end.
 */
static unsigned char *
drop_credentials(unsigned char *text, unsigned char *end)
{
	static const char *const names[] = {"authorization", "cookie",
					    "proxy-authorization"};
	unsigned char *to = text;

	while (text < end) {
		unsigned char *eol = memchr(text, '\n', (size_t)(end - text));
		unsigned char *next = eol ? eol + 1 : end;
		bool keep = true;

		for (size_t n = 0; n < LWS_ARRAY_SIZE(names); n++)
			if (has_header(text, next, names[n]))
				keep = false;
		if (keep) {
			memmove(to, text, (size_t)(next - text));
			to += next - text;
		}
		text = next;
	}

	return to;
}

static bool
method_has_body(const char *method)
{
	return method && (!strcmp(method, "POST") || !strcmp(method, "PUT") ||
			  !strcmp(method, "PATCH"));
}

bool
lws__http_client_head_says(const struct lws__http_client_head *h,
			   const char *name)
{
	return has_header(h->users, h->at, name);
}

/* what follows the user's own; nonzero: no room */
static int
add_rest(struct lws *wsi, struct lws__http_client_head *h)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	bool is_framed;

	if ((!lws__http_client_head_says(h, "cookie") &&
	     lws__http_client_cookies_add(wsi, &h->at, h->end)) ||
	    (!lws__http_client_head_says(h, "authorization") &&
	     lws__http_client_auth_add(wsi, &h->at, h->end)))
		return 1;
	is_framed = c->is_ws ||
		    lws__http_client_head_says(h, "content-length") ||
		    lws__http_client_head_says(h, "transfer-encoding");
	h->needs_framing = !is_framed && wsi->http->body_pending;
	if (is_framed || h->needs_framing || !method_has_body(c->method))
		return 0;

	return add(&h->at, h->end, "Content-Length", "0");
}

static enum lws__http_client_made
does_not_fit(struct lws *wsi)
{
	lws__client_error(wsi, "HS: the request does not fit");

	return LWS__HTTP_CLIENT_FAILED;
}

enum lws__http_client_made
lws__http_client_head(struct lws *wsi, struct lws__http_client_head *h,
		      bool not_with_body)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	char *cursor;

	h->start = h->at = pt->scratch + LWS_PRE;
	h->end = h->start + pt->scratch_len;
	if (add_own(wsi, &h->at, h->end))
		return does_not_fit(wsi);
	h->users = h->at;
	cursor = (char *)h->at;
	if (lws__user_cb(wsi, LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER,
			 &cursor, lws_ptr_diff_size_t(h->end, h->at) - 64) ||
	    lws__wsi_is_closing(wsi))
		return LWS__HTTP_CLIENT_REFUSED;
	h->at = (unsigned char *)cursor;
	if (h->at < h->users || h->at > h->end) {
		lws__client_error(wsi, "HS: headers outside of the buffer");
		return LWS__HTTP_CLIENT_FAILED;
	}
	if (not_with_body && wsi->http->body_pending)
		return LWS__HTTP_CLIENT_LATER;
	h->expects = lws__http_client_head_says(h, "expect");
	if (lws__connect_here(wsi)->left_origin)
		h->at = drop_credentials(h->users, h->at);

	return add_rest(wsi, h) ? does_not_fit(wsi) : LWS__HTTP_CLIENT_MADE;
}

/* ---- calls of the user that are about requests ----------------------------
 */

void
lws_client_http_body_pending(struct lws *wsi, int something_left_to_send)
{
	if (wsi->http && wsi->http->wire->body_pending)
		wsi->http->wire->body_pending(wsi, !!something_left_to_send);
}

int
lws__http_client_no_status(struct lws *wsi, unsigned int code,
			   unsigned char **p, unsigned char *end)
{
	(void)code;
	(void)p;
	(void)end;
	lwsl_wsi_err(wsi, "a client has no status to send");

	return 1;
}

int
lws__http_client_add_header(struct lws *wsi, const char *name,
			    const void *value, int len, unsigned char **p,
			    unsigned char *end)
{
	(void)wsi;

	return lws__http_text_add(name, value, len, p, end);
}

int
lws__http_client_add_token(struct lws *wsi, enum lws_token_indexes token,
			   const void *value, int len, unsigned char **p,
			   unsigned char *end)
{
	(void)wsi;

	return lws__http_text_add_token(token, value, len, p, end);
}

int
lws__http_client_no_end(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	(void)p;
	(void)end;
	lwsl_wsi_err(wsi, "the end of a request's head is the library's");

	return 1;
}

int
lws__http_client_completed(struct lws *wsi)
{
	(void)wsi;

	return 0; /* a response ends when the server says so */
}
