/* SPDX-License-Identifier: MIT */
/*
 * The Range header (RFC 9110 14): which bytes of a file to send.
 */

#ifndef LWS_ROLES_HTTP_RANGE_H
#define LWS_ROLES_HTTP_RANGE_H

#include <stdint.h>

struct lws__http_headers;

struct lws__http_range {
	uint64_t first;
	uint64_t last;	/* inclusive; meaningful with 206 only */
	uint64_t count; /* bytes to send */
};

/*
 * 200: no Range header, or one that may be ignored (another unit, not a valid
 * list, several ranges: a server may always send the whole); 206: *range is
 * the part; 416: nothing of the file is in it.
 */
unsigned int
lws__http_range_choose(const struct lws__http_headers *h, uint64_t len,
		       struct lws__http_range *range);

#endif
