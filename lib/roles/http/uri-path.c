/* SPDX-License-Identifier: MIT */
/*
 * Request targets: decode once, normalise, split the query.
 *
 *   in   the target as it stands in the request line or in :path
 *   out  a path without surprises, and one fragment per argument
 *
 * RFC 3986 2.1 (escapes), 3.3 (characters), 5.2.4 (dot segments).
 */

#include "roles/http/uri-path.h"

#include "roles/http/header-table.h"

#include <stdint.h>
#include <string.h>

static const struct uri_fact {
	unsigned int status;
	const char *reason;
} uri_facts[] = {
	[LWS__URI_OK] = {0, "ok"},
	[LWS__URI_NO_SLASH] = {400, "path does not start with a slash"},
	[LWS__URI_BAD_CHAR] = {400, "character that no uri may hold"},
	[LWS__URI_BAD_ESCAPE] = {400, "percent sign without two hex digits"},
	[LWS__URI_BAD_DECODED] = {400, "escaped control character"},
	[LWS__URI_NO_ROOM] = {414, "uri too long"},
};

unsigned int
lws__uri_status(enum lws__uri_result r)
{
	return uri_facts[r].status;
}

const char *
lws__uri_reason(enum lws__uri_result r)
{
	return uri_facts[r].reason;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;

	return -1;
}

/* take one character off [*s, end), decoded; negative: -(enum lws__uri_result)
 */
static int
take_char(const char **s, const char *end)
{
	unsigned char c = (unsigned char)*(*s)++;
	int high, low;

	/* browsers send | ^ { } and the like as they are */
	if (c <= ' ' || c >= 0x7f || c == '#')
		return -(int)LWS__URI_BAD_CHAR;
	if (c != '%')
		return c;

	if (end - *s < 2)
		return -(int)LWS__URI_BAD_ESCAPE;
	high = hex_value((*s)[0]);
	low = hex_value((*s)[1]);
	if (high < 0 || low < 0)
		return -(int)LWS__URI_BAD_ESCAPE;
	*s += 2;

	return (high << 4) | low;
}

/*
 * The last segment, [segment, to), is complete: where does the next one begin?
 * "." and an empty one vanish, ".." takes the one before along, but not the
 * root slash.
 */
static char *
close_segment(char *root, char *segment, char *to)
{
	size_t len = (size_t)(to - segment);

	if (!len || (len == 1 && segment[0] == '.'))
		return segment;

	if (len == 2 && segment[0] == '.' && segment[1] == '.') {
		if (segment == root)
			return root;
		for (segment--; segment[-1] != '/'; segment--)
			;
		return segment;
	}

	*to = '/';

	return to + 1;
}

enum lws__uri_result
lws__uri_path_normalise(char *dest, size_t *dest_len, const char *path,
			size_t len)
{
	const char *end = path + len;
	char *root = dest + 1, *segment = root, *to = root;

	*dest_len = 0;
	if (!len || *path != '/')
		return LWS__URI_NO_SLASH;

	path++;
	*dest = '/';

	/* what is written never overtakes what is read */
	while (path < end) {
		int c = take_char(&path, end);

		if (c < 0)
			return (enum lws__uri_result)(-c);
		if (c < ' ' || c == 0x7f)
			return LWS__URI_BAD_DECODED;
		if (c == '/') {
			segment = close_segment(root, segment, to);
			to = segment;
		} else {
			*to++ = (char)c;
		}
	}

	/* a final "." or ".." leaves its directory, with the slash */
	if (to - segment <= 2 && to > segment && segment[0] == '.' &&
	    to[-1] == '.')
		to = close_segment(root, segment, to);

	*to = '\0';
	*dest_len = (size_t)(to - dest);

	return LWS__URI_OK;
}

enum lws__uri_result
lws__uri_arg_decode(char *dest, size_t *dest_len, const char *arg, size_t len)
{
	const char *end = arg + len;
	char *to = dest;

	*dest_len = 0;
	while (arg < end) {
		bool is_plus = *arg == '+';
		int c = take_char(&arg, end);

		if (c < 0)
			return (enum lws__uri_result)(-c);
		if (!c)
			return LWS__URI_BAD_DECODED;
		*to++ = is_plus ? ' ' : (char)c;
	}

	*to = '\0';
	*dest_len = (size_t)(to - dest);

	return LWS__URI_OK;
}

/* each argument of [query, end) becomes a fragment; it may be decoded in place
 */
static enum lws__uri_result
store_args(struct lws__http_headers *h, char *query, char *end)
{
	while (query < end) {
		char *stop = memchr(query, '&', (size_t)(end - query));
		enum lws__uri_result r;
		size_t len;

		if (!stop)
			stop = end;
		if (stop > query) {
			r = lws__uri_arg_decode(query, &len, query,
						(size_t)(stop - query));
			if (r)
				return r;
			if (lws__http_headers_add(h, WSI_TOKEN_HTTP_URI_ARGS,
						  query, len))
				return LWS__URI_NO_ROOM;
		}
		query = stop + 1;
	}

	return LWS__URI_OK;
}

/* how many fragments may a query of this text give? */
static size_t
count_args(const char *query, const char *end)
{
	size_t count = 1;

	for (; query < end; query++)
		count += *query == '&';

	return count;
}

enum lws__uri_result
lws__uri_store_open(struct lws__http_headers *h, enum lws_token_indexes token)
{
	enum lws__uri_result r;
	size_t len, path_len;
	char *raw = lws__http_headers_open_value(h, &len);
	char *query = len ? memchr(raw, '?', len) : NULL;
	size_t raw_path_len = query ? (size_t)(query - raw) : len;
	bool has_room = true;

	/* the records of the arguments must not grow into their text */
	if (query) {
		has_room = lws__http_headers_make_room_for(
			h, 1 + count_args(query, raw + len));
		raw = lws__http_headers_open_value(h, &len);
	}
	r = has_room
		    ? lws__uri_path_normalise(raw, &path_len, raw, raw_path_len)
		    : LWS__URI_NO_ROOM;
	if (r) {
		lws__http_headers_abandon(h);

		return r;
	}

	/* the text of the query stays readable behind the shorter path */
	lws__http_headers_truncate(h, path_len);
	if (lws__http_headers_end(h))
		return LWS__URI_NO_ROOM;
	if (!query)
		return LWS__URI_OK;

	r = store_args(h, raw + raw_path_len + 1, raw + len);
	if (r) {
		lws__http_headers_remove(h, token);
		lws__http_headers_remove(h, WSI_TOKEN_HTTP_URI_ARGS);
	}

	return r;
}

enum lws__uri_result
lws__uri_store(struct lws__http_headers *h, enum lws_token_indexes token,
	       const char *target, size_t len)
{
	if (len && memchr(target, 0, len))
		return LWS__URI_BAD_CHAR;
	if (lws__http_headers_begin_with(h, token, target, len))
		return LWS__URI_NO_ROOM;

	return lws__uri_store_open(h, token);
}

bool
lws__uri_path_names_file(const char *path, size_t len, bool allow_dot_files)
{
	static const char well_known[] = "/.well-known";
	const size_t wk = sizeof(well_known) - 1;

	if (memchr(path, '\\', len))
		return false;
	if (allow_dot_files)
		return true;

	/* RFC 8615: only as the first segment */
	if (len >= wk && !memcmp(path, well_known, wk) &&
	    (len == wk || path[wk] == '/')) {
		path += wk;
		len -= wk;
	}

	for (size_t i = 0; i + 1 < len; i++)
		if (path[i] == '/' && path[i + 1] == '.')
			return false;

	return true;
}

/* RFC 3986 2.3 unreserved, and what a path or query may hold besides */
static bool
is_plain_in_uri(unsigned char c, bool is_query_value)
{
	if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z'))
		return true;

	return c && strchr(is_query_value ? "-._~/" : "-._~/!$&'()*+,;=:@", c);
}

int
lws__uri_encode(char *dest, size_t len, const char *src, size_t src_len,
		bool is_query_value)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = 0;

	for (size_t i = 0; i < src_len; i++) {
		unsigned char c = (unsigned char)src[i];

		if (n + 4 > len)
			return -1;
		if (is_plain_in_uri(c, is_query_value)) {
			dest[n++] = (char)c;
			continue;
		}
		dest[n++] = '%';
		dest[n++] = digits[c >> 4];
		dest[n++] = digits[c & 15];
	}

	if (n >= len)
		return -1;
	dest[n] = '\0';

	return (int)n;
}
