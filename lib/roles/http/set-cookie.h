/* SPDX-License-Identifier: MIT */
/*
 * Set-Cookie (RFC 6265 5.2): what a server wants kept, read as user agents
 * read it.  Whether it is kept is decided by client-cookies.c.
 */

#ifndef LWS_ROLES_HTTP_SET_COOKIE_H
#define LWS_ROLES_HTTP_SET_COOKIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LWS__SET_COOKIE_MAX = 4096,           /* name and value */
	LWS__SET_COOKIE_ATTRIBUTE_MAX = 1024, /* a longer one is ignored */
};

/* borrowed text, not terminated; len 0: not given */
struct lws__set_cookie {
	const char *name;
	const char *value;
	const char *domain; /* without a leading dot */
	const char *path;   /* starts with '/' */
	size_t name_len, value_len, domain_len, path_len;
	int64_t expires; /* unix seconds, when ends */
	bool ends;       /* else it goes with the session */
	bool secure;
	bool http_only;
};

/* false: to be ignored.  now: unix seconds, for Max-Age */
bool lws__set_cookie_read(struct lws__set_cookie *c, const char *value,
			  size_t len, int64_t now);

/* the cookie-date of RFC 6265 5.1.1; false: it is none */
bool lws__cookie_date_read(const char *s, size_t len, int64_t *t);

/* the default path (5.1.4) of a request's target: a part of it, or "/" */
size_t lws__cookie_default_path(const char *target, const char **path);

/*
 * May a cookie of `domain` be set by, or sent to, host (5.1.3)?  Equal, or host
 * is below domain, which has a dot and is no address.
 */
bool lws__cookie_domain_matches(const char *host, size_t host_len,
				const char *domain, size_t domain_len);

#endif
