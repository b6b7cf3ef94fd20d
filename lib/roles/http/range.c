/* SPDX-License-Identifier: MIT */
/*
 * See range.h.
 */

#include "roles/http/range.h"
#include "roles/http/header-table.h"
#include "roles/http/token-list.h"

#include <string.h>

enum spec {
	SPEC_BAD,
	SPEC_FINE,
	SPEC_OUTSIDE,
};

/* digits at *p up to end; saturates; false: there are none */
static bool
number(const char **p, const char *end, uint64_t *value)
{
	const char *start = *p;

	*value = 0;
	while (*p < end && **p >= '0' && **p <= '9') {
		uint64_t digit = (uint64_t)(**p - '0');

		*value = *value > (UINT64_MAX - digit) / 10
				 ? UINT64_MAX
				 : *value * 10 + digit;
		(*p)++;
	}

	return *p != start;
}

static enum spec
suffix(uint64_t wanted, uint64_t len, struct lws__http_range *range)
{
	if (!wanted || !len)
		return SPEC_OUTSIDE;
	if (wanted > len)
		wanted = len;
	range->first = len - wanted;
	range->last = len - 1;

	return SPEC_FINE;
}

static enum spec
parse(const char *p, const char *end, uint64_t len,
      struct lws__http_range *range)
{
	bool has_first = number(&p, end, &range->first);
	bool has_last;

	if (p >= end || *p++ != '-')
		return SPEC_BAD;
	has_last = number(&p, end, &range->last);
	if (p != end || (!has_first && !has_last))
		return SPEC_BAD;
	if (!has_first)
		return suffix(range->last, len, range);
	if (has_last && range->last < range->first)
		return SPEC_OUTSIDE;
	if (range->first >= len)
		return SPEC_OUTSIDE;
	if (!has_last || range->last >= len)
		range->last = len - 1;

	return SPEC_FINE;
}

static bool
overlaps(const struct lws__http_ranges *ranges, const struct lws__http_range *r)
{
	for (unsigned int n = 0; n < ranges->count; n++)
		if (r->first <= ranges->list[n].last &&
		    ranges->list[n].first <= r->last)
			return true;

	return false;
}

/* 200: ignore all of them */
static unsigned int
add(struct lws__http_ranges *ranges, struct lws__http_range *r)
{
	if (ranges->count == LWS__HTTP_RANGES_MAX || overlaps(ranges, r))
		return 200;
	r->count = r->last - r->first + 1;
	ranges->list[ranges->count++] = *r;

	return 206;
}

/* list of ranges behind "bytes=" */
static unsigned int
choose(const char *v, const char *end, uint64_t len,
       struct lws__http_ranges *ranges)
{
	unsigned int status = 416, specs = 0;
	struct lws__list_member m;
	int more;

	while ((more = lws__http_list_next(&v, end, &m)) == 1) {
		struct lws__http_range r = {0};

		if (++specs > LWS__HTTP_RANGES_MAX)
			return 200;
		switch (parse(m.whole, m.whole + m.whole_len, len, &r)) {
		case SPEC_BAD:
			return 200;
		case SPEC_OUTSIDE:
			break;
		case SPEC_FINE:
			status = add(ranges, &r);
			if (status == 200)
				return 200;
			break;
		}
	}

	return more || !specs ? 200 : status;
}

unsigned int
lws__http_range_choose(const struct lws__http_headers *h, uint64_t len,
		       struct lws__http_ranges *ranges)
{
	size_t n = 0;
	const char *v =
		lws__http_headers_fragment(h, WSI_TOKEN_HTTP_RANGE, 0, &n);
	unsigned int status = 200;

	ranges->count = 0;
	if (v && n >= 7 && lws__http_same_text(v, 6, "bytes=", 6) &&
	    lws__http_headers_fragment_count(h, WSI_TOKEN_HTTP_RANGE) == 1)
		status = choose(v + 6, v + n, len, ranges);
	if (status == 200) {
		ranges->count = 1;
		ranges->list[0] = (struct lws__http_range){.count = len};
	}

	return status;
}

const char lws__http_range_unit[] = "bytes";
