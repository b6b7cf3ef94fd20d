/* SPDX-License-Identifier: MIT */
/*
 * Resolving a URI reference against the URI it was found in (RFC 3986 s5.2):
 * links in pages, and where a redirect leads.
 */

#include "base/base.h"

#include <string.h>

struct uri_span {
	const char *p;
	size_t len;
};

/* RFC 3986 appendix B: the parts with their punctuation in front (or, for the
 * scheme, behind); empty when absent */
struct uri_parts {
	struct uri_span scheme;    /* "https:" */
	struct uri_span authority; /* "//host:port" */
	struct uri_span path;
	struct uri_span query;    /* "?x=y" */
	struct uri_span fragment; /* "#f" */
};

static struct uri_span
uri_span_take(const char **p, size_t len)
{
	struct uri_span span = {*p, len};

	*p += len;

	return span;
}

static bool
uri_is_scheme(const char *p, size_t len)
{
	size_t i;

	if (!len || p[len] != ':' || !lws__is_alnum(p[0]) ||
	    (p[0] >= '0' && p[0] <= '9'))
		return false;
	for (i = 1; i < len; i++)
		if (!lws__is_alnum(p[i]) && !strchr("+-.", p[i]))
			return false;

	return true;
}

static void
uri_split(struct uri_parts *u, const char *p)
{
	size_t len = strcspn(p, ":/?#");

	memset(u, 0, sizeof(*u));
	if (uri_is_scheme(p, len))
		u->scheme = uri_span_take(&p, len + 1);
	if (p[0] == '/' && p[1] == '/')
		u->authority = uri_span_take(&p, 2 + strcspn(p + 2, "/?#"));
	u->path = uri_span_take(&p, strcspn(p, "?#"));
	u->query = uri_span_take(&p, strcspn(p, "#"));
	u->fragment = uri_span_take(&p, strlen(p));
}

/* where the result is built; `at` past `size` is the failure */
struct uri_out {
	char *buf;
	size_t size;
	size_t at;
};

static void
uri_put(struct uri_out *o, struct uri_span span)
{
	if (span.len && o->at + span.len < o->size)
		memcpy(o->buf + o->at, span.p, span.len);
	o->at += span.len;
}

static bool
uri_segment_is(const char *segment, size_t len, const char *name)
{
	return len == strlen(name) + 1 && segment[0] == '/' &&
	       !memcmp(segment + 1, name, len - 1);
}

/* "." and ".." act and go (s5.2.4); a '/' stays when they come last */
static size_t
uri_remove_dots(char *path, size_t len)
{
	size_t r = 0, w = 0, n;

	for (; r < len; r += n) {
		const char *segment = path + r;
		bool is_up;

		for (n = 1; r + n < len && segment[n] != '/'; n++)
			;
		is_up = uri_segment_is(segment, n, "..");
		if (is_up || uri_segment_is(segment, n, ".")) {
			while (is_up && w && path[--w] != '/')
				;
			if (r + n == len)
				path[w++] = '/';
			continue;
		}
		memmove(path + w, segment, n);
		w += n;
	}

	return w;
}

/* the path of the base up to and with its last '/' (s5.2.3) */
static struct uri_span
uri_directory(const struct uri_parts *base)
{
	struct uri_span dir = base->path;

	while (dir.len && dir.p[dir.len - 1] != '/')
		dir.len--;
	if (!dir.len && base->authority.len)
		return (struct uri_span){"/", 1};

	return dir;
}

/* s5.2.2 */
static void
uri_resolve(struct uri_out *o, const struct uri_parts *base,
	    const struct uri_parts *rel)
{
	bool has_scheme = rel->scheme.len,
	     has_authority = has_scheme || rel->authority.len,
	     has_path = has_authority || rel->path.len;
	size_t path_at;

	uri_put(o, has_scheme ? rel->scheme : base->scheme);
	uri_put(o, has_authority ? rel->authority : base->authority);

	path_at = o->at;
	if (has_path && !has_authority && rel->path.p[0] != '/')
		uri_put(o, uri_directory(base));
	uri_put(o, has_path ? rel->path : base->path);
	if (has_path && o->at < o->size)
		o->at = path_at +
			uri_remove_dots(o->buf + path_at, o->at - path_at);

	uri_put(o, has_path || rel->query.len ? rel->query : base->query);
	uri_put(o, rel->fragment);
}

int
lws__uri_resolve(char *dest, size_t len, const char *base, const char *rel)
{
	struct uri_out o = {dest, len, 0};
	struct uri_parts b, r;

	if (!len)
		return 1;

	uri_split(&b, base);
	uri_split(&r, rel);
	if (b.scheme.len || r.scheme.len) {
		uri_resolve(&o, &b, &r);
		if (o.at < len) {
			dest[o.at] = '\0';
			return 0;
		}
	}
	dest[0] = '\0';

	return 1;
}
