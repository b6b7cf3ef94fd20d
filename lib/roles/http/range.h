/* SPDX-License-Identifier: MIT */
/*
 * The Range header (RFC 9110 14): which bytes of a file to send.
 */

#ifndef LWS_ROLES_HTTP_RANGE_H
#define LWS_ROLES_HTTP_RANGE_H

#include <stdint.h>

struct lws__http_headers;

/* of more ranges than that the whole is sent: CVE-2011-3192 */
#define LWS__HTTP_RANGES_MAX 8

struct lws__http_range {
	uint64_t first;
	uint64_t last;  /* inclusive; meaningful with 206 only */
	uint64_t count; /* bytes to send */
};

struct lws__http_ranges {
	struct lws__http_range list[LWS__HTTP_RANGES_MAX];
	unsigned int count;
};

/*
 * 206: of `ranges` each is a part, in the order asked for, and none overlap.
 *
 * 200: no Range header, or one that may be ignored: another unit, not a valid
 * list, ranges that overlap, too many.  Then list[0] is the whole.
 *
 * 416: nothing of the file is in it.
 */
unsigned int
lws__http_range_choose(const struct lws__http_headers *h, uint64_t len,
		       struct lws__http_ranges *ranges);

/* what Accept-Ranges says: "bytes", or "none" (RFC 9110 14.3) */
extern const char lws__http_range_unit[];

#endif
