/* SPDX-License-Identifier: MIT */
/*
 * See h1-client-request.h.  Order of the headers, which servers and tests have
 * seen for years:
 *
 *   request line, Pragma, Cache-Control, Host, Origin, then what makes it a
 *   websocket or "connection: close", then the user's own, then the framing
 *   of a body that the user did not declare.
 */

#include "roles/h1/h1-client-request.h"
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

/* a body must have a length or be framed (RFC 9112 6); the user may say it */
static int
add_framing(struct lws *wsi, const unsigned char *users, unsigned char **p,
	    unsigned char *end, bool *chunked)
{
	const struct lws__connect *c = lws__connect_here(wsi);

	*chunked = false;
	if (c->is_ws || has_header(users, *p, "content-length") ||
	    has_header(users, *p, "transfer-encoding"))
		return 0;
	if (!lws__h1_client_has_body(wsi))
		return method_has_body(c->method)
			       ? add(p, end, "Content-Length", "0")
			       : 0;
	*chunked = true;

	return add(p, end, "Transfer-Encoding", "chunked");
}

enum lws__h1_request
lws__h1_client_send_request(struct lws *wsi, struct lws_conn *conn)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	uint8_t *start = pt->scratch + LWS_PRE;
	unsigned char *p = start, *end = start + pt->scratch_len, *users;
	char *cursor;
	bool chunked;

	if (add_own(wsi, &p, end)) {
		lws__client_error(wsi, "HS: the request does not fit");
		return LWS__H1_REQUEST_FAILED;
	}
	users = p;
	cursor = (char *)p;
	if (lws__user_cb(wsi, LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER,
			 &cursor, lws_ptr_diff_size_t(end, p) - 64) ||
	    lws__wsi_is_closing(wsi))
		return LWS__H1_REQUEST_REFUSED;
	p = (unsigned char *)cursor;
	if (p < users || p > end) {
		lws__client_error(wsi, "HS: headers outside of the buffer");
		return LWS__H1_REQUEST_FAILED;
	}
	if (conn != wsi->conn && lws__h1_client_has_body(wsi))
		return LWS__H1_REQUEST_LATER;
	if (has_header(users, p, "expect"))
		lws__h1_client_hold_body(wsi);
	if (lws__connect_here(wsi)->left_origin)
		p = drop_credentials(users, p);
	if ((!has_header(users, p, "cookie") &&
	     lws__http_client_cookies_add(wsi, &p, end)) ||
	    (!has_header(users, p, "authorization") &&
	     lws__http_client_auth_add(wsi, &p, end)) ||
	    add_framing(wsi, users, &p, end, &chunked) ||
	    lws__http_text_finish(&p, end)) {
		lws__client_error(wsi, "HS: the request does not fit");
		return LWS__H1_REQUEST_FAILED;
	}
	if (lws__conn_send(conn, start, lws_ptr_diff_size_t(p, start)) < 0) {
		lws__client_error(wsi, "HS: the request cannot be sent");
		return LWS__H1_REQUEST_FAILED;
	}

	return chunked ? LWS__H1_REQUEST_SENT_CHUNKED : LWS__H1_REQUEST_SENT;
}
