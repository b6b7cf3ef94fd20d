/* SPDX-License-Identifier: MIT */
/* Range headers: which bytes of a file they choose (hazard HF-05). */

#include "lws-test.h"

#include "roles/http/header-table.h"
#include "roles/http/range.h"

#include <libwebsockets.h>

static unsigned int
choose(const char *value, uint64_t len, struct lws__http_ranges *r)
{
	struct lws__http_headers *h = lws__http_headers_create(16384);
	unsigned int status;

	assert_non_null(h);
	assert_int_equal(lws__http_headers_add(h, WSI_TOKEN_HTTP_RANGE, value,
					       strlen(value)),
			 0);
	status = lws__http_range_choose(h, len, r);
	lws__http_headers_destroy(&h);

	return status;
}

static void
range__of_one_is_cut_to_the_file(void **state)
{
	static const struct {
		const char *value;
		uint64_t first, last;
	} vectors[] = {
		{"bytes=0-0", 0, 0},
		{"bytes=0-99", 0, 99},
		{"bytes=95-500", 95, 99},
		{"bytes=99-", 99, 99},
		{"bytes=-1", 99, 99},
		{"bytes=-100", 0, 99},
		{"bytes=-101", 0, 99},
		{"BYTES=5-6", 5, 6},
		{"bytes= 5-6 ", 5, 6},
		{"bytes=,5-6,", 5, 6},
		{"bytes=0-18446744073709551615", 0, 99},
		{"bytes=0-99999999999999999999999", 0, 99},
		{"bytes=5-6,200-", 5, 6},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(vectors); n++) {
		struct lws__http_ranges r;

		if (choose(vectors[n].value, 100, &r) != 206 || r.count != 1 ||
		    r.list[0].first != vectors[n].first ||
		    r.list[0].last != vectors[n].last ||
		    r.list[0].count != vectors[n].last - vectors[n].first + 1)
			fail_msg("%s", vectors[n].value);
	}
}

static void
range__that_is_no_list_of_ranges_is_ignored(void **state)
{
	static const char *const values[] = {
		"bytes",       "bytes=",       "bytes=,",
		"bytes=-",     "bytes=a-b",    "bytes=1",
		"bytes=1-2-3", "bytes=--1",    "bytes=+1-2",
		"bytes=1-2;x", "bytes=0x1-2",  "lines=1-2",
		"bytes 1-2",   "bytes=1-2, x", "",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(values); n++) {
		struct lws__http_ranges r;

		if (choose(values[n], 100, &r) != 200)
			fail_msg("%s", values[n]);
		assert_int_equal(r.count, 1);
		assert_int_equal(r.list[0].first, 0);
		assert_int_equal(r.list[0].count, 100);
	}
}

static void
range__outside_of_the_file_is_416(void **state)
{
	static const char *const values[] = {
		"bytes=100-",
		"bytes=100-200",
		"bytes=-0",
		"bytes=200-,-0",
		"bytes=18446744073709551615-",
	};
	struct lws__http_ranges r;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(values); n++)
		if (choose(values[n], 100, &r) != 416)
			fail_msg("%s", values[n]);
	assert_int_equal(choose("bytes=0-", 0, &r), 416);
	assert_int_equal(choose("bytes=-5", 0, &r), 416);
}

static void
range__of_many_keeps_their_order_and_never_overlaps(void **state)
{
	struct lws__http_ranges r;

	(void)state;
	assert_int_equal(choose("bytes=10-19, 0-4, -5", 100, &r), 206);
	assert_int_equal(r.count, 3);
	assert_int_equal(r.list[0].first, 10);
	assert_int_equal(r.list[1].last, 4);
	assert_int_equal(r.list[2].first, 95);
	assert_int_equal(choose("bytes=0-9,9-10", 100, &r), 200);
	assert_int_equal(choose("bytes=0-,-1", 100, &r), 200);
	assert_int_equal(choose("bytes=5-5,0-9", 100, &r), 200);
	assert_int_equal(
		choose("bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14", 100, &r),
		206);
	assert_int_equal(r.count, LWS__HTTP_RANGES_MAX);
	assert_int_equal(
		choose("bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16", 100,
		       &r),
		200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(range__of_one_is_cut_to_the_file),
		cmocka_unit_test(range__that_is_no_list_of_ranges_is_ignored),
		cmocka_unit_test(range__outside_of_the_file_is_416),
		cmocka_unit_test(
			range__of_many_keeps_their_order_and_never_overlaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
