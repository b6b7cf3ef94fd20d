/* SPDX-License-Identifier: MIT */
/*
 * The request target of HTTP/1.
 *
 *   in   the raw target, open in the header table
 *   out  its form; path and arguments in the table; for the absolute form the
 *        authority as well, under WSI_TOKEN_HTTP_COLON_AUTHORITY
 *
 * RFC 9112 3.2.
 */

#include "roles/h1/h1-judge.h"

#include "roles/http/http.h"

#include <string.h>

static enum lws__h1_error
error_of_uri(enum lws__uri_result r)
{
	switch (r) {
	case LWS__URI_OK:
		return LWS__H1_OK;
	case LWS__URI_NO_SLASH:
		return LWS__H1_BAD_TARGET;
	case LWS__URI_BAD_CHAR:
		return LWS__H1_BAD_TARGET_CHAR;
	case LWS__URI_BAD_ESCAPE:
	case LWS__URI_BAD_DECODED:
		return LWS__H1_BAD_TARGET_ESCAPE;
	case LWS__URI_NO_ROOM:
		break;
	}

	return LWS__H1_TARGET_TOO_LONG;
}

static enum lws__h1_error
close_as_it_is(struct lws__h1_parser *p)
{
	return lws__http_headers_end(p->headers) ? LWS__H1_TARGET_TOO_LONG
						 : LWS__H1_OK;
}

/* CONNECT host:port (RFC 9112 3.2.3) */
static enum lws__h1_error
take_authority_form(struct lws__h1_parser *p, const char *raw, size_t len)
{
	struct lws__http_host host;

	if (lws__http_host_split(&host, raw, len) || host.port <= 0)
		return LWS__H1_BAD_TARGET;
	p->head.target = LWS__H1_TARGET_AUTHORITY;

	return close_as_it_is(p);
}

static uint16_t
default_port_of(const char *raw, size_t len, size_t *scheme_len)
{
	if (len >= 7 && lws__http_same_text(raw, 7, "http://", 7)) {
		*scheme_len = 7;

		return 80;
	}
	if (len >= 8 && lws__http_same_text(raw, 8, "https://", 8)) {
		*scheme_len = 8;

		return 443;
	}

	return 0;
}

/*
 * http://host/path?args (RFC 9112 3.2.2): the pieces move down over what is
 * already read, so the text is never copied elsewhere.
 */
static enum lws__h1_error
take_absolute_form(struct lws__h1_parser *p, const char *raw, size_t len)
{
	struct lws__http_headers *h = p->headers;
	struct lws__http_host host;
	const char *end = raw + len, *path;
	size_t scheme_len;
	bool is_bare;

	p->default_port = default_port_of(raw, len, &scheme_len);
	if (!p->default_port || !lws__http_headers_make_room_for(h, 4))
		return LWS__H1_BAD_TARGET;
	raw += scheme_len;
	for (path = raw; path < end && *path != '/' && *path != '?'; path++)
		;
	if (lws__http_host_split(&host, raw, (size_t)(path - raw)))
		return LWS__H1_BAD_TARGET;

	p->head.target = LWS__H1_TARGET_ABSOLUTE;
	lws__http_headers_abandon(h);
	if (lws__http_headers_add(h, WSI_TOKEN_HTTP_COLON_AUTHORITY, raw,
				  (size_t)(path - raw)) ||
	    lws__http_headers_begin(h, p->head.method->token))
		return LWS__H1_TARGET_TOO_LONG;

	is_bare = path == end || *path == '?';
	if ((is_bare && lws__http_headers_append(h, "/", 1)) ||
	    lws__http_headers_append(h, path, (size_t)(end - path)))
		return LWS__H1_TARGET_TOO_LONG;

	return error_of_uri(lws__uri_store_open(h, p->head.method->token));
}

enum lws__h1_error
lws__h1_take_target(struct lws__h1_parser *p)
{
	size_t len;
	char *raw = lws__http_headers_open_value(p->headers, &len);

	if (p->head.method->index == LWSHUMETH_CONNECT)
		return take_authority_form(p, raw, len);

	if (len && *raw == '/') {
		p->head.target = LWS__H1_TARGET_ORIGIN;

		return error_of_uri(
			lws__uri_store_open(p->headers, p->head.method->token));
	}

	if (len == 1 && *raw == '*' &&
	    p->head.method->index == LWSHUMETH_OPTIONS) {
		p->head.target = LWS__H1_TARGET_ASTERISK;

		return close_as_it_is(p);
	}

	return take_absolute_form(p, raw, len);
}
