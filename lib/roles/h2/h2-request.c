/* SPDX-License-Identifier: MIT */
/*
 * A request from the fields of its block (RFC 9113 8.2, 8.3; RFC 8441 4).
 *
 *   in   fields, from the decoder, in order
 *   out  the header table, as a request of HTTP/1 fills it: path and arguments
 *        under the token of the method, the authority as Host; and the pseudo
 *        fields under their own names
 *
 * What breaks a rule makes the request malformed: s->flaw says which.
 */

#include "roles/h2/h2.h"

#include <string.h>

enum {
	HAS_METHOD = 1 << 0,
	HAS_SCHEME = 1 << 1,
	HAS_AUTHORITY = 1 << 2,
	HAS_PATH = 1 << 3,
	HAS_PROTOCOL = 1 << 4,
	/* the path is one, or "*" */
	GOOD_PATH = 1 << 5,
	IS_OPTIONS = 1 << 6,
	IS_CONNECT = 1 << 7,
};

static struct lws__http_headers *
headers_of(const struct lws__h2_stream *s)
{
	return s->mux.wsi->http->headers;
}

static bool
is_name(const struct lws__hpack_field *f, const char *name)
{
	size_t len = strlen(name);

	return f->name_len == len && !memcmp(f->name, name, len);
}

/* ---- pseudo fields ----------------------------------------------------------
 */

static uint8_t
pseudo_bit(int token)
{
	switch (token) {
	case WSI_TOKEN_HTTP_COLON_METHOD:
		return HAS_METHOD;
	case WSI_TOKEN_HTTP_COLON_SCHEME:
		return HAS_SCHEME;
	case WSI_TOKEN_HTTP_COLON_AUTHORITY:
		return HAS_AUTHORITY;
	case WSI_TOKEN_HTTP_COLON_PATH:
		return HAS_PATH;
	case WSI_TOKEN_COLON_PROTOCOL:
		return HAS_PROTOCOL;
	default:
		return 0;
	}
}

/* what will be asked of a value; an empty one is as good as none, but for an
 * authority, which is judged */
static uint8_t
facts_of(const struct lws__hpack_field *f)
{
	switch (f->token) {
	case WSI_TOKEN_HTTP_COLON_METHOD:
		if (f->value_len == 7 && !memcmp(f->value, "CONNECT", 7))
			return IS_CONNECT;
		return f->value_len == 7 && !memcmp(f->value, "OPTIONS", 7)
			       ? IS_OPTIONS
			       : 0;
	case WSI_TOKEN_HTTP_COLON_PATH:
		return f->value_len && (*f->value == '/' ||
					(f->value_len == 1 && *f->value == '*'))
			       ? GOOD_PATH
			       : 0;
	default:
		return 0;
	}
}

static int
take_pseudo(struct lws__h2_stream *s, const struct lws__hpack_field *f)
{
	uint8_t bit = pseudo_bit(f->token);

	if (!bit)
		return lws__h2_malformed(s, "pseudo field that no request has");
	if (s->pseudo & bit)
		return lws__h2_malformed(s, "pseudo field twice");
	s->pseudo |= bit | facts_of(f);

	return lws__http_headers_add(headers_of(s),
				     (enum lws_token_indexes)f->token, f->value,
				     f->value_len);
}

/* ---- others -----------------------------------------------------------------
 */

static int
request_field(void *opaque, const struct lws__hpack_field *f)
{
	struct lws__h2_stream *s = opaque;

	if (lws__h2_take_field(s, f, take_pseudo))
		return 1;
	if (is_name(f, "priority"))
		lws__h2_priority_field(s, f->value, f->value_len);

	return 0;
}

const struct lws__hpack_sink lws__h2_request_sink = {.field = request_field};

/* ---- as a whole
 * ---------------------------------------------------------------
 */

static bool
is_empty(const struct lws__h2_stream *s, enum lws_token_indexes token)
{
	size_t len = 0;

	return !lws__http_headers_fragment(headers_of(s), token, 0, &len) ||
	       !len;
}

static bool
has_method(const struct lws__h2_stream *s)
{
	size_t len;
	const char *m = lws__http_headers_fragment(
		headers_of(s), WSI_TOKEN_HTTP_COLON_METHOD, 0, &len);

	return m && lws__http_is_token(m, len);
}

static const char *
judge_authority(const struct lws__h2_stream *s)
{
	const struct lws__http_headers *h = headers_of(s);
	struct lws__http_host authority, host;
	size_t len, host_len;
	const char *a = lws__http_headers_fragment(
		h, WSI_TOKEN_HTTP_COLON_AUTHORITY, 0, &len);
	const char *b =
		lws__http_headers_fragment(h, WSI_TOKEN_HOST, 0, &host_len);

	if (lws__http_headers_fragment_count(h, WSI_TOKEN_HOST) > 1)
		return "more than one host";
	if (a && lws__http_host_split(&authority, a, len))
		return "malformed :authority";
	if (b && lws__http_host_split(&host, b, host_len))
		return "malformed host";
	if (!a && !b)
		return "neither :authority nor host"; /* 8.3.1 */
	if (a && b && !lws__http_host_same(&authority, &host, 0))
		return "host differs from :authority"; /* 8.3.1 */

	return NULL;
}

static bool
is_asterisk(const struct lws__h2_stream *s)
{
	const char *path = lws__http_headers_simple_ptr(
		headers_of(s), WSI_TOKEN_HTTP_COLON_PATH);

	return path && *path == '*';
}

static const char *
judge_connect(const struct lws__h2_stream *s)
{
	if (s->pseudo & HAS_PROTOCOL)
		return NULL;
	if ((s->pseudo & (HAS_SCHEME | HAS_PATH)) ||
	    !(s->pseudo & HAS_AUTHORITY))
		return "CONNECT is of an :authority alone"; /* 8.5 */

	return NULL;
}

static const char *
judge_path(const struct lws__h2_stream *s)
{
	return !(s->pseudo & GOOD_PATH) ||
			       (!(s->pseudo & IS_OPTIONS) && is_asterisk(s))
		       ? "malformed :path"
		       : NULL;
}

void
lws__h2_request_again(struct lws__h2_stream *s, uint8_t pseudo, bool is_same)
{
	if (is_same) {
		s->pseudo = pseudo;
		return;
	}
	s->pseudo |= pseudo & (uint8_t) ~(HAS_PATH | GOOD_PATH);
	if (!s->flaw)
		s->flaw = judge_path(s);
}

const char *
lws__h2_request_judge(struct lws__h2_stream *s)
{
	const struct lws__hpack_decoder *d = &lws__h2_here(s->mux.wsi)->decoder;
	const unsigned int all = HAS_METHOD | HAS_SCHEME | HAS_PATH;
	bool is_connect = s->pseudo & IS_CONNECT;

	/* of one that is refused for its size, or for lack of memory, not all
	 * is there */
	if (s->flaw || s->again || d->is_too_big || d->is_refused)
		return s->flaw;
	if (!has_method(s))
		return "no :method, or no token";
	if (is_connect && !(s->pseudo & HAS_PROTOCOL))
		return judge_connect(s);
	if ((s->pseudo & HAS_PROTOCOL) &&
	    (!is_connect ||
	     !lws__h2_here(s->mux.wsi)->ours.enable_connect_protocol))
		return ":protocol without its CONNECT"; /* RFC 8441 4 */
	if ((s->pseudo & all) != all ||
	    is_empty(s, WSI_TOKEN_HTTP_COLON_SCHEME))
		return "pseudo fields are missing";
	if (judge_path(s))
		return judge_path(s);

	return judge_authority(s);
}
