/* SPDX-License-Identifier: MIT */
/*
 * Where a Location field leads to (RFC 9110 10.2.2, RFC 3986 5.2), seen from
 * the request that was answered with it.
 *
 * The reference may be absolute ("https://h/p"), network-path ("//h/p"),
 * absolute-path ("/p"), relative ("p", "../p", "?q").  A fragment is dropped.
 */

#ifndef LWS_ROLES_HTTP_REDIRECT_H
#define LWS_ROLES_HTTP_REDIRECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* longest Location that is followed */
#define LWS__HTTP_REDIRECT_MAX 4096

struct lws__http_place {
	const char *host; /* no brackets around a v6 literal */
	const char *path; /* with its query; starts with '/' */
	int port;
	bool is_https;
};

enum lws__http_redirect_result {
	LWS__HTTP_REDIRECT_SAME_HOST,  /* same scheme, host and port */
	LWS__HTTP_REDIRECT_OTHER_HOST, /* send no credentials there */
	LWS__HTTP_REDIRECT_DOWNGRADE,  /* https to http: needs permission */
	LWS__HTTP_REDIRECT_BAD,        /* cannot be followed */
	LWS__HTTP_REDIRECT_TOO_LONG,
};

/* to: filled in, pointing into buf, unless BAD or TOO_LONG */
enum lws__http_redirect_result
lws__http_redirect_resolve(struct lws__http_place *to, char *buf, size_t len,
			   const struct lws__http_place *from,
			   const char *location, size_t location_len);

/* does this status turn the method into GET? (301, 302, 303) */
bool lws__http_redirect_becomes_get(unsigned int status);
/* is it a redirect that a client may follow? (301, 302, 303, 307, 308) */
bool lws__http_redirect_is_one(unsigned int status);

#endif
