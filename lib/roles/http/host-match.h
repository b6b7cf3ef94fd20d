/* SPDX-License-Identifier: MIT */
/*
 * The Host field (RFC 9110 7.2, RFC 3986 3.2.2): is it one, what is its name
 * and port, and which vhost does it mean.
 */

#ifndef LWS_ROLES_HTTP_HOST_MATCH_H
#define LWS_ROLES_HTTP_HOST_MATCH_H

#include <stdbool.h>
#include <stddef.h>

struct lws__http_host {
	const char *name; /* borrowed; a v6 literal keeps its brackets */
	size_t name_len;
	int port; /* -1: none given, or given empty */
};

/*
 * Take "name[:port]" apart.  Nonzero: empty name, userinfo, path, comma,
 * space, bad port, or another character that no host has.
 */
int
lws__http_host_split(struct lws__http_host *host, const char *s, size_t len);

enum lws__http_host_match {
	LWS__HTTP_HOST_NO,
	LWS__HTTP_HOST_SUFFIX, /* host ends in "." + name */
	LWS__HTTP_HOST_EXACT,
};

/*
 * Does a vhost with this name serve this host (no port in it)?  Letter case
 * and one trailing dot do not count.  Exact beats suffix: ask all, then choose.
 */
enum lws__http_host_match
lws__http_host_matches(const char *vhost_name, const char *host, size_t len);

/* same name, and same port once the scheme's default is filled in */
bool lws__http_host_same(const struct lws__http_host *a,
			 const struct lws__http_host *b, int default_port);

#endif
