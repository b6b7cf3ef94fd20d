/* SPDX-License-Identifier: MIT */
/*
 * Set-Cookie values: see set-cookie.h.
 *
 *   in   a=b; Domain=x.org; Path=/p; Max-Age=60; Secure; HttpOnly
 *   out  the parts, in place
 */

#include "roles/http/set-cookie.h"

#include "base/base.h"
#include "roles/http/token-list.h"

#include <string.h>

struct part {
	const char *at;
	size_t len;
};

static void
trim(struct part *p)
{
	while (p->len && (*p->at == ' ' || *p->at == '\t')) {
		p->at++;
		p->len--;
	}
	while (p->len &&
	       (p->at[p->len - 1] == ' ' || p->at[p->len - 1] == '\t'))
		p->len--;
}

/* up to the next ';', which is passed: name and value, trimmed; is there '='?
 */
static bool
take_pair(const char **at, const char *end, struct part *name,
	  struct part *value)
{
	const char *semi = memchr(*at, ';', (size_t)(end - *at));
	const char *stop = semi ? semi : end;
	const char *eq = memchr(*at, '=', (size_t)(stop - *at));

	*name = (struct part){*at, (size_t)((eq ? eq : stop) - *at)};
	*value = (struct part){stop, 0};
	if (eq)
		*value = (struct part){eq + 1, (size_t)(stop - eq - 1)};
	trim(name);
	trim(value);
	*at = semi ? semi + 1 : end;

	return !!eq;
}

static bool
is(const struct part *p, const char *text)
{
	return lws__http_same_text(p->at, p->len, text, strlen(text));
}

/* 5.2.2: not a number: ignored, and beyond all bounds is for ever */
static void
take_max_age(struct lws__set_cookie *c, const struct part *v, int64_t now)
{
	bool is_past = v->len && *v->at == '-';
	int64_t secs = 0;

	if (v->len == (size_t)is_past)
		return;
	for (size_t n = is_past; n < v->len; n++) {
		if (v->at[n] < '0' || v->at[n] > '9')
			return;
		if (secs < INT32_MAX)
			secs = secs * 10 + v->at[n] - '0';
	}
	c->ends = true;
	c->expires = is_past || !secs ? 1 : now + secs;
}

/* what ended before 1970 is as over as what ended then; 0 would be no end */
static void
take_expires(struct lws__set_cookie *c, const struct part *v)
{
	int64_t t;

	if (!lws__cookie_date_read(v->at, v->len, &t))
		return;
	c->ends = true;
	c->expires = t > 0 ? t : 1;
}

static bool
has_control(const struct part *p)
{
	for (size_t n = 0; n < p->len; n++)
		if ((unsigned char)p->at[n] < ' ' || p->at[n] == 0x7f)
			return true;

	return false;
}

static void
take_attribute(struct lws__set_cookie *c, const struct part *name,
	       struct part *v, int64_t now, bool *saw_max_age)
{
	if (v->len > LWS__SET_COOKIE_ATTRIBUTE_MAX || has_control(v))
		return;
	if (is(name, "Max-Age")) {
		bool ended = c->ends;
		int64_t expires = c->expires;

		c->ends = false;
		take_max_age(c, v, now);
		*saw_max_age |= c->ends;
		if (!c->ends) {
			c->ends = ended;
			c->expires = expires;
		}
	} else if (is(name, "Expires") && !*saw_max_age) {
		take_expires(c, v);
	} else if (is(name, "Domain") && v->len) {
		c->domain = v->at + (*v->at == '.');
		c->domain_len = v->len - (*v->at == '.');
	} else if (is(name, "Path")) {
		c->path = v->at;
		c->path_len = v->len && *v->at == '/' ? v->len : 0;
	} else if (is(name, "Secure")) {
		c->secure = true;
	} else if (is(name, "HttpOnly")) {
		c->http_only = true;
	}
}

bool
lws__set_cookie_read(struct lws__set_cookie *c, const char *value, size_t len,
		     int64_t now)
{
	const char *at = value, *end = value + len;
	bool saw_max_age = false;
	struct part name, v;

	memset(c, 0, sizeof(*c));
	if (!take_pair(&at, end, &name, &v) || !name.len ||
	    name.len + v.len > LWS__SET_COOKIE_MAX || has_control(&name) ||
	    has_control(&v))
		return false;
	c->name = name.at;
	c->name_len = name.len;
	c->value = v.at;
	c->value_len = v.len;
	while (at < end) {
		(void)take_pair(&at, end, &name, &v);
		take_attribute(c, &name, &v, now, &saw_max_age);
	}

	return true;
}

/* ---- where it belongs ------------------------------------------------ */

size_t
lws__cookie_default_path(const char *target, const char **path)
{
	size_t len = strcspn(target, "?#|");

	*path = target;
	if (*target == '/')
		while (len && target[len - 1] != '/')
			len--;
	else
		len = 0;
	if (len > 1)
		return len - 1;
	*path = "/";

	return 1;
}

static bool
is_address(const char *host, size_t len)
{
	/* IPv6 has a colon; IPv4 ends in a digit, which no top level does */
	return memchr(host, ':', len) ||
	       (len && host[len - 1] >= '0' && host[len - 1] <= '9');
}

bool
lws__cookie_domain_matches(const char *host, size_t host_len,
			   const char *domain, size_t domain_len)
{
	if (lws__http_same_text(host, host_len, domain, domain_len))
		return true;

	return domain_len && host_len > domain_len + 1 &&
	       memchr(domain, '.', domain_len) &&
	       domain[domain_len - 1] != '.' && !is_address(host, host_len) &&
	       host[host_len - domain_len - 1] == '.' &&
	       lws__http_same_text(host + host_len - domain_len, domain_len,
				   domain, domain_len);
}
