/* SPDX-License-Identifier: MIT */
/*
 * Entity tags and conditions.
 *
 *   in   what is known of the file; the request's headers
 *   out  serve it, 304 or 412
 *
 * RFC 9110 8.8.3 (tags), 13.1 (conditions), 13.2.2 (their order).
 */

#include "roles/http/etag.h"

#include "roles/http/date.h"
#include "roles/http/header-table.h"
#include "roles/http/token-list.h"

#include <libwebsockets.h>

#include <string.h>

/* eight digits at least; every file that is served has one: no printf */
static char *
put_hex(char *to, uint64_t n)
{
	unsigned int digits = 8;

	while (digits < 16 && n >> (4 * digits))
		digits++;
	while (digits--)
		*to++ = "0123456789ABCDEF"[(n >> (4 * digits)) & 15];

	return to;
}

size_t
lws__http_etag_make(char *buf, uint64_t file_len, time_t modified)
{
	char *to = buf;

	*to++ = '"';
	to = put_hex(to, file_len);
	to = put_hex(to, (uint64_t)modified);
	*to++ = '"';
	*to = '\0';

	return (size_t)(to - buf);
}

/* the opaque part of a tag: without W/ and quotes */
struct opaque {
	const char *at;
	size_t len;
	bool is_weak;
};

static struct opaque
opaque_of(const char *s, size_t len)
{
	struct opaque o = {s, len, false};

	if (o.len >= 2 && o.at[0] == 'W' && o.at[1] == '/') {
		o.is_weak = true;
		o.at += 2;
		o.len -= 2;
	}
	if (o.len >= 2 && o.at[0] == '"' && o.at[o.len - 1] == '"') {
		o.at++;
		o.len -= 2;
	}

	return o;
}

bool
lws__http_etag_matches(const char *list, size_t len, const char *tag, bool weak)
{
	struct opaque ours = opaque_of(tag, strlen(tag));
	const char *at = list, *end = list + len;
	struct lws__list_member m;

	while (lws__http_list_next(&at, end, &m) > 0) {
		struct opaque theirs = opaque_of(m.whole, m.whole_len);

		if (m.whole_len == 1 && *m.whole == '*')
			return true;
		if (!weak && (ours.is_weak || theirs.is_weak))
			continue;
		if (theirs.len == ours.len &&
		    !memcmp(theirs.at, ours.at, ours.len))
			return true;
	}

	return false;
}

/* does any field line of this header name the tag? */
static bool
header_names_tag(const struct lws__http_headers *h,
		 enum lws_token_indexes token, const char *tag, bool weak)
{
	unsigned int iter = 0;
	const char *list;
	size_t len;

	while ((list = lws__http_headers_next(h, token, &iter, &len)))
		if (lws__http_etag_matches(list, len, tag ? tag : "", weak))
			return true;

	return false;
}

/* the date in this header; false: none, or none that can be read */
static bool
header_date(const struct lws__http_headers *h, enum lws_token_indexes token,
	    const struct lws__http_validators *v, time_t *t)
{
	const char *s;
	size_t len;

	s = lws__http_headers_fragment(h, token, 0, &len);

	return s && v->modified && !lws__http_date_read(s, len, v->now, t);
}

enum lws__http_condition
lws__http_condition_check(const struct lws__http_headers *h,
			  const struct lws__http_validators *v, bool is_get)
{
	time_t t;

	if (lws__http_headers_has(h, WSI_TOKEN_HTTP_IF_MATCH)) {
		if (!header_names_tag(h, WSI_TOKEN_HTTP_IF_MATCH, v->etag,
				      false))
			return LWS__HTTP_COND_FAILED;
	} else if (header_date(h, WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE, v, &t) &&
		   v->modified > t) {
		return LWS__HTTP_COND_FAILED;
	}

	if (lws__http_headers_has(h, WSI_TOKEN_HTTP_IF_NONE_MATCH)) {
		if (!header_names_tag(h, WSI_TOKEN_HTTP_IF_NONE_MATCH, v->etag,
				      true))
			return LWS__HTTP_COND_SERVE;

		return is_get ? LWS__HTTP_COND_NOT_MODIFIED
			      : LWS__HTTP_COND_FAILED;
	}

	if (is_get && header_date(h, WSI_TOKEN_HTTP_IF_MODIFIED_SINCE, v, &t) &&
	    v->modified <= t)
		return LWS__HTTP_COND_NOT_MODIFIED;

	return LWS__HTTP_COND_SERVE;
}

bool
lws__http_if_range_holds(const struct lws__http_headers *h,
			 const struct lws__http_validators *v)
{
	const char *s;
	size_t len;
	time_t t;

	s = lws__http_headers_fragment(h, WSI_TOKEN_HTTP_IF_RANGE, 0, &len);
	if (!s)
		return true;

	/* a date must be the very one that we gave (RFC 9110 13.1.5) */
	if (header_date(h, WSI_TOKEN_HTTP_IF_RANGE, v, &t))
		return t == v->modified;

	return v->etag && *s != '*' &&
	       lws__http_etag_matches(s, len, v->etag, false);
}
