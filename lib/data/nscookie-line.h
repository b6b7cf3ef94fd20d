/* SPDX-License-Identifier: MIT */
/*
 * One line of a Netscape cookie file, as curl and others write it:
 *
 *   [#HttpOnly_][.]host TAB subdomains TAB path TAB secure TAB expires TAB
 *   name TAB value
 *
 * and its tag in a cache: host|path|name.  Since the tag is taken apart at its
 * first two '|', host and path have none.
 */

#ifndef LWS_DATA_NSCOOKIE_LINE_H
#define LWS_DATA_NSCOOKIE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LWS__NSCOOKIE_LINE_MAX = 8192, /* longer lines are no cookies */
	LWS__NSCOOKIE_TAG_MAX = 1024,  /* with its NUL; longer: not kept */
};

/* borrowed text, not terminated */
struct lws__nscookie {
	const char *host; /* without the leading dot */
	const char *path;
	const char *name;
	const char *value;
	size_t host_len, path_len, name_len, value_len;
	int64_t expires; /* unix seconds; 0 = with its session */
	bool subdomains; /* of host see it too */
	bool secure;
	bool http_only;
};

/* without the line end; false: a comment, empty, or broken */
bool lws__nscookie_read(struct lws__nscookie *c, const char *line, size_t len);
/* text and NUL; 0: does not fit or is not a cookie, else its length */
size_t
lws__nscookie_write(const struct lws__nscookie *c, char *buf, size_t len);
size_t lws__nscookie_tag(const struct lws__nscookie *c, char *buf, size_t len);

/*
 * Does a cookie of this path go with a request for that one (RFC 6265 5.1.4)?
 */
bool lws__nscookie_path_matches(const char *cookie, size_t cookie_len,
				const char *request, size_t request_len);

#endif
