/* SPDX-License-Identifier: MIT */
/*
 * For builds without ranges: the whole is sent, as RFC 9110 14.2 allows.
 */

#include "roles/http/range.h"

#include "roles/http/http.h"

const char lws__http_range_unit[] = "none";

unsigned int
lws__http_range_choose(const struct lws__http_headers *h, uint64_t len,
		       struct lws__http_ranges *ranges)
{
	(void)h;
	*ranges = (struct lws__http_ranges){.count = 1};
	ranges->list[0].count = len;

	return HTTP_STATUS_OK;
}
