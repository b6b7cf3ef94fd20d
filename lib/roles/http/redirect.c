/* SPDX-License-Identifier: MIT */
/*
 * Redirect targets.
 *
 *   in   where the request went, the Location field of its answer
 *   out  where to go now, and how far that is from where we were
 *
 * RFC 3986 5.2.2 (resolution), 5.2.4 (dot segments); RFC 9110 15.4.
 */

#include "roles/http/redirect.h"

#include "roles/http/host-match.h"
#include "roles/http/token-list.h"

#include <string.h>

/* a bounded string under construction; full is for good */
struct out {
	char *start;
	char *at;
	char *end;
	bool is_full;
};

static void
out_add(struct out *o, const char *s, size_t len)
{
	if (o->at == o->end || len >= (size_t)(o->end - o->at)) {
		o->is_full = true;

		return;
	}
	memcpy(o->at, s, len);
	o->at += len;
}

/* ends the string that began at o->start, and begins the next */
static char *
out_finish(struct out *o)
{
	char *s = o->start;

	if (o->at == o->end) {
		o->is_full = true;

		return s;
	}
	*o->at++ = '\0';
	o->start = o->at;

	return s;
}

/* one segment more: "." and ".." are acted on instead (RFC 3986 5.2.4) */
static void
out_segment(struct out *o, const char *s, size_t len, bool is_last)
{
	if (len == 1 && s[0] == '.')
		return;
	if (len == 2 && s[0] == '.' && s[1] == '.') {
		/* drop the segment before, keep the slash before that */
		if (o->at - o->start > 1)
			for (o->at--; o->at[-1] != '/'; o->at--)
				;
		return;
	}

	out_add(o, s, len);
	if (!is_last)
		out_add(o, "/", 1);
}

/* append a path, which follows a '/' that is there already */
static void
out_path(struct out *o, const char *s, size_t len)
{
	const char *end = s + len;

	while (s <= end && !o->is_full) {
		const char *stop = s;

		while (stop < end && *stop != '/')
			stop++;
		out_segment(o, s, (size_t)(stop - s), stop == end);
		s = stop + 1;
	}
}

static size_t
span_before(const char *s, size_t len, const char *stops)
{
	size_t n = 0;

	while (n < len && !strchr(stops, s[n]))
		n++;

	return n;
}

/* the path of the reference, merged with that of the base (RFC 3986 5.2.3) */
static void
resolve_path(struct out *o, const char *base, const char *ref, size_t len)
{
	size_t path_len = span_before(ref, len, "?");
	size_t base_len = span_before(base, strlen(base), "?#");

	out_add(o, "/", 1);
	if (path_len && *ref == '/') {
		out_path(o, ref + 1, path_len - 1);
	} else if (!path_len) {
		if (base_len)
			out_path(o, base + 1, base_len - 1);
		if (!len)
			out_add(o, base + base_len,
				span_before(base + base_len,
					    strlen(base + base_len), "#"));
	} else {
		while (base_len && base[base_len - 1] != '/')
			base_len--;
		if (base_len > 1) {
			out_path(o, base + 1, base_len - 2);
			if (!o->is_full && o->at[-1] != '/')
				out_add(o, "/", 1);
		}
		out_path(o, ref, path_len);
	}
	out_add(o, ref + path_len, len - path_len);
}

/* "host[:port]" of the reference; nonzero: cannot be one */
static int
resolve_authority(struct lws__http_place *to, struct out *o, const char *s,
		  size_t len)
{
	struct lws__http_host host;

	if (lws__http_host_split(&host, s, len) || !host.port)
		return 1;

	to->port = host.port > 0 ? host.port : to->is_https ? 443 : 80;
	if (*host.name == '[') {
		host.name++;
		host.name_len -= 2;
	}
	out_add(o, host.name, host.name_len);
	to->host = out_finish(o);

	return 0;
}

/* length of "scheme:" with a slash pair after it; 0: relative, -1: not http */
static int
take_scheme(const char *s, size_t len, bool *is_https)
{
	size_t n = span_before(s, len, ":/?#");

	if (n == len || s[n] != ':')
		return 0;
	if (n + 2 >= len || s[n + 1] != '/' || s[n + 2] != '/')
		return -1;

	if (lws__http_same_text(s, n, "https", 5))
		*is_https = true;
	else if (lws__http_same_text(s, n, "http", 4))
		*is_https = false;
	else
		return -1;

	return (int)n + 1;
}

static bool
has_bad_char(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f)
			return true;

	return false;
}

static enum lws__http_redirect_result
judge(const struct lws__http_place *to, const struct lws__http_place *from)
{
	if (from->is_https && !to->is_https)
		return LWS__HTTP_REDIRECT_DOWNGRADE;
	if (from->is_https != to->is_https || from->port != to->port ||
	    !lws__http_same_text(from->host, strlen(from->host), to->host,
				 strlen(to->host)))
		return LWS__HTTP_REDIRECT_OTHER_HOST;

	return LWS__HTTP_REDIRECT_SAME_HOST;
}

enum lws__http_redirect_result
lws__http_redirect_resolve(struct lws__http_place *to, char *buf, size_t len,
			   const struct lws__http_place *from,
			   const char *location, size_t location_len)
{
	struct out o = {buf, buf, buf + len, false};
	const char *base_path = from->path;
	int scheme_len;
	size_t n;

	if (location_len > LWS__HTTP_REDIRECT_MAX || !len)
		return LWS__HTTP_REDIRECT_TOO_LONG;
	if (!location_len || has_bad_char(location, location_len))
		return LWS__HTTP_REDIRECT_BAD;

	location_len = span_before(location, location_len, "#");
	*to = *from;
	scheme_len = take_scheme(location, location_len, &to->is_https);
	if (scheme_len < 0)
		return LWS__HTTP_REDIRECT_BAD;
	location += scheme_len;
	location_len -= (size_t)scheme_len;

	if (location_len >= 2 && location[0] == '/' && location[1] == '/') {
		location += 2;
		location_len -= 2;
		n = span_before(location, location_len, "/?");
		if (resolve_authority(to, &o, location, n))
			return LWS__HTTP_REDIRECT_BAD;
		location += n;
		location_len -= n;
		base_path = "/";
	} else {
		out_add(&o, from->host, strlen(from->host));
		to->host = out_finish(&o);
	}

	resolve_path(&o, base_path, location, location_len);
	to->path = out_finish(&o);
	if (o.is_full)
		return LWS__HTTP_REDIRECT_TOO_LONG;

	return judge(to, from);
}

bool
lws__http_redirect_becomes_get(unsigned int status)
{
	return status >= 301 && status <= 303;
}

bool
lws__http_redirect_is_one(unsigned int status)
{
	return lws__http_redirect_becomes_get(status) || status == 307 ||
	       status == 308;
}
