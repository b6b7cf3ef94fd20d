/* SPDX-License-Identifier: MIT */
/*
 * Entity tags and conditional requests (RFC 9110 8.8, 13).
 *
 * The tag of a file is its length and modification time, in hex and quoted.
 * Where a date in a condition does not parse, the condition is ignored.
 */

#ifndef LWS_ROLES_HTTP_ETAG_H
#define LWS_ROLES_HTTP_ETAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define LWS__HTTP_ETAG_MAX 40 /* two quotes, 2 x 16 digits, NUL */

struct lws__http_headers;

/* buf has LWS__HTTP_ETAG_MAX bytes; returns the length */
size_t lws__http_etag_make(char *buf, uint64_t file_len, time_t modified);

/*
 * Is tag in a list of entity tags ("a", W/"b", *)?  A bare tag without quotes,
 * as older servers of this API sent, also matches.  weak: RFC 9110 8.8.3.2.
 */
bool lws__http_etag_matches(const char *list, size_t len, const char *tag,
			    bool weak);

/* what is known of the thing asked for */
struct lws__http_validators {
	const char *etag; /* borrowed, quoted; NULL: none */
	time_t modified;  /* 0: not known */
	time_t now;
};

enum lws__http_condition {
	LWS__HTTP_COND_SERVE,        /* no condition, or it holds */
	LWS__HTTP_COND_NOT_MODIFIED, /* 304 */
	LWS__HTTP_COND_FAILED,       /* 412 */
};

/* RFC 9110 13.2.2, steps 1 to 4; is_get: GET or HEAD */
enum lws__http_condition
lws__http_condition_check(const struct lws__http_headers *h,
			  const struct lws__http_validators *v, bool is_get);

/* step 5: may a Range header be obeyed?  true without If-Range */
bool lws__http_if_range_holds(const struct lws__http_headers *h,
			      const struct lws__http_validators *v);

#endif
