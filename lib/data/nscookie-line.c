/* SPDX-License-Identifier: MIT */
/*
 * Lines of a cookie file: see nscookie-line.h.
 */

#include "data/nscookie-line.h"

#include "base/base.h"

#include <string.h>

static const char http_only[] = "#HttpOnly_";

struct field {
	const char *at;
	size_t len;
};

/* up to the next tab or the end; false: there is no tab */
static bool
take_field(const char **at, const char *end, struct field *f)
{
	const char *tab = memchr(*at, '\t', (size_t)(end - *at));

	f->at = *at;
	f->len = (size_t)((tab ? tab : end) - *at);
	*at = tab ? tab + 1 : end;

	return !!tab;
}

static bool
take_flag(const char **at, const char *end, bool *flag)
{
	struct field f;

	if (!take_field(at, end, &f))
		return false;
	*flag = f.len == 4 && !memcmp(f.at, "TRUE", 4);

	return *flag || (f.len == 5 && !memcmp(f.at, "FALSE", 5));
}

static bool
take_expires(const char **at, const char *end, int64_t *expires)
{
	struct field f;

	if (!take_field(at, end, &f) || !f.len || f.len > 18)
		return false;
	*expires = 0;
	for (size_t n = 0; n < f.len; n++) {
		if (f.at[n] < '0' || f.at[n] > '9')
			return false;
		*expires = *expires * 10 + f.at[n] - '0';
	}

	return true;
}

static bool
has_control(const char *s, size_t len, char also)
{
	for (size_t n = 0; n < len; n++)
		if ((unsigned char)s[n] < ' ' || s[n] == 0x7f || s[n] == also)
			return true;

	return false;
}

static bool
is_sane(const struct lws__nscookie *c)
{
	return c->host_len && c->name_len && c->path_len && *c->path == '/' &&
	       !has_control(c->host, c->host_len, '|') &&
	       !has_control(c->path, c->path_len, '|') &&
	       !has_control(c->name, c->name_len, 0x7f) &&
	       !has_control(c->value, c->value_len, 0x7f);
}

bool
lws__nscookie_read(struct lws__nscookie *c, const char *line, size_t len)
{
	const char *at = line, *end = line + len;
	struct field host, path, name;

	memset(c, 0, sizeof(*c));
	if (len > LWS__NSCOOKIE_LINE_MAX)
		return false;
	if (len && end[-1] == '\r')
		end--;
	if (len > sizeof(http_only) - 1 &&
	    !memcmp(at, http_only, sizeof(http_only) - 1)) {
		c->http_only = true;
		at += sizeof(http_only) - 1;
	}
	if (at == end || *at == '#' || !take_field(&at, end, &host) ||
	    !take_flag(&at, end, &c->subdomains) ||
	    !take_field(&at, end, &path) || !take_flag(&at, end, &c->secure) ||
	    !take_expires(&at, end, &c->expires))
		return false;
	(void)take_field(&at, end, &name); /* an empty value may lack its tab */
	if (host.len && *host.at == '.') {
		host.at++;
		host.len--;
	}
	c->host = host.at;
	c->host_len = host.len;
	c->path = path.at;
	c->path_len = path.len;
	c->name = name.at;
	c->name_len = name.len;
	c->value = at;
	c->value_len = (size_t)(end - at);

	return is_sane(c);
}

size_t
lws__nscookie_write(const struct lws__nscookie *c, char *buf, size_t len)
{
	/* the fixed part at its longest, and the end */
	size_t need = c->host_len + c->path_len + c->name_len + c->value_len +
		      sizeof(http_only) + 64;

	if (!is_sane(c) || need > len || need > LWS__NSCOOKIE_LINE_MAX)
		return 0;

	return (size_t)lws_snprintf(
		buf, len, "%s%s%.*s\t%s\t%.*s\t%s\t%lld\t%.*s\t%.*s",
		c->http_only ? http_only : "", c->subdomains ? "." : "",
		(int)c->host_len, c->host, c->subdomains ? "TRUE" : "FALSE",
		(int)c->path_len, c->path, c->secure ? "TRUE" : "FALSE",
		(long long)c->expires, (int)c->name_len, c->name,
		(int)c->value_len, c->value);
}

size_t
lws__nscookie_tag(const struct lws__nscookie *c, char *buf, size_t len)
{
	size_t need = c->host_len + c->path_len + c->name_len + 3;

	if (need > len)
		return 0;

	return (size_t)lws_snprintf(buf, len, "%.*s|%.*s|%.*s",
				    (int)c->host_len, c->host, (int)c->path_len,
				    c->path, (int)c->name_len, c->name);
}

bool
lws__nscookie_path_matches(const char *cookie, size_t cookie_len,
			   const char *request, size_t request_len)
{
	if (cookie_len > request_len || memcmp(cookie, request, cookie_len))
		return false;

	return cookie_len == request_len ||
	       (cookie_len && cookie[cookie_len - 1] == '/') ||
	       request[cookie_len] == '/';
}
