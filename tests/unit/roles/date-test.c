/* SPDX-License-Identifier: MIT */
/* HTTP dates: known answers, every day of four centuries, and junk. */

#include "lws-test.h"

#include "roles/http/date.h"

#include <libwebsockets.h>

#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/*
 * RFC 5322 3.3: the day of the week is the one that the date falls on.  (The
 * implementation that the other columns were measured on says one day more.)
 */
static void
date__renders_the_known_answers(void **state)
{
	static const struct {
		int64_t t;
		size_t len;
		const char *out; /* NULL: refused */
	} vectors[] = {
		{0, 28, NULL},
		{0, 29, "Thu, 01 Jan 1970 00:00:00 GM"},
		{0, 30, "Thu, 01 Jan 1970 00:00:00 GMT"},
		{0, 31, "Thu, 01 Jan 1970 00:00:00 GMT"},
		{0, 40, "Thu, 01 Jan 1970 00:00:00 GMT"},
		{1, 28, NULL},
		{1, 29, "Thu, 01 Jan 1970 00:00:01 GM"},
		{1, 30, "Thu, 01 Jan 1970 00:00:01 GMT"},
		{1, 31, "Thu, 01 Jan 1970 00:00:01 GMT"},
		{1, 40, "Thu, 01 Jan 1970 00:00:01 GMT"},
		{784111777, 28, NULL},
		{784111777, 29, "Sun, 06 Nov 1994 08:49:37 GM"},
		{784111777, 30, "Sun, 06 Nov 1994 08:49:37 GMT"},
		{784111777, 31, "Sun, 06 Nov 1994 08:49:37 GMT"},
		{784111777, 40, "Sun, 06 Nov 1994 08:49:37 GMT"},
		{1700000000, 28, NULL},
		{1700000000, 29, "Tue, 14 Nov 2023 22:13:20 GM"},
		{1700000000, 30, "Tue, 14 Nov 2023 22:13:20 GMT"},
		{1700000000, 31, "Tue, 14 Nov 2023 22:13:20 GMT"},
		{1700000000, 40, "Tue, 14 Nov 2023 22:13:20 GMT"},
		{951782400, 28, NULL},
		{951782400, 29, "Tue, 29 Feb 2000 00:00:00 GM"},
		{951782400, 30, "Tue, 29 Feb 2000 00:00:00 GMT"},
		{951782400, 31, "Tue, 29 Feb 2000 00:00:00 GMT"},
		{951782400, 40, "Tue, 29 Feb 2000 00:00:00 GMT"},
		{4107542399, 28, NULL},
		{4107542399, 29, "Sun, 28 Feb 2100 23:59:59 GM"},
		{4107542399, 30, "Sun, 28 Feb 2100 23:59:59 GMT"},
		{4107542399, 31, "Sun, 28 Feb 2100 23:59:59 GMT"},
		{4107542399, 40, "Sun, 28 Feb 2100 23:59:59 GMT"},
		{1709164800, 28, NULL},
		{1709164800, 29, "Thu, 29 Feb 2024 00:00:00 GM"},
		{1709164800, 30, "Thu, 29 Feb 2024 00:00:00 GMT"},
		{1709164800, 31, "Thu, 29 Feb 2024 00:00:00 GMT"},
		{1709164800, 40, "Thu, 29 Feb 2024 00:00:00 GMT"},
		{1000000000, 28, NULL},
		{1000000000, 29, "Sun, 09 Sep 2001 01:46:40 GM"},
		{1000000000, 30, "Sun, 09 Sep 2001 01:46:40 GMT"},
		{1000000000, 31, "Sun, 09 Sep 2001 01:46:40 GMT"},
		{1000000000, 40, "Sun, 09 Sep 2001 01:46:40 GMT"},
		{1735689599, 28, NULL},
		{1735689599, 29, "Tue, 31 Dec 2024 23:59:59 GM"},
		{1735689599, 30, "Tue, 31 Dec 2024 23:59:59 GMT"},
		{1735689599, 31, "Tue, 31 Dec 2024 23:59:59 GMT"},
		{1735689599, 40, "Tue, 31 Dec 2024 23:59:59 GMT"},
		{2147483647, 28, NULL},
		{2147483647, 29, "Tue, 19 Jan 2038 03:14:07 GM"},
		{2147483647, 30, "Tue, 19 Jan 2038 03:14:07 GMT"},
		{2147483647, 31, "Tue, 19 Jan 2038 03:14:07 GMT"},
		{2147483647, 40, "Tue, 19 Jan 2038 03:14:07 GMT"},
		{2147483648, 28, NULL},
		{2147483648, 29, "Tue, 19 Jan 2038 03:14:08 GM"},
		{2147483648, 30, "Tue, 19 Jan 2038 03:14:08 GMT"},
		{2147483648, 31, "Tue, 19 Jan 2038 03:14:08 GMT"},
		{2147483648, 40, "Tue, 19 Jan 2038 03:14:08 GMT"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		time_t t = (time_t)vectors[i].t;
		char out[64];
		int r;

		memset(out, '#', sizeof(out));
		r = lws_http_date_render_from_unix(out, vectors[i].len, &t);
		assert_int_equal(!r, vectors[i].out != NULL);
		if (vectors[i].out)
			assert_string_equal(out, vectors[i].out);
		else
			assert_int_equal(out[0], '#');
		assert_int_equal(out[vectors[i].len], '#');
	}
}

static void
date__parses_the_known_answers(void **state)
{
	static const struct {
		const char *in;
		size_t len;
		int ret;
		int64_t t;
	} vectors[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", 29, 0, 784111777},
		{"Sunday, 06-Nov-94 08:49:37 GMT", 30, -1, 0},
		{"Sun Nov  6 08:49:37 1994", 24, -1, 0},
		{"Thu, 01 Jan 1970 00:00:00 GMT", 29, 0, 0},
		{"Thu, 01 Jan 1970 00:00:01 GMT", 29, 0, 1},
		{"Tue, 29 Feb 2000 00:00:00 GMT", 29, 0, 951782400},
		{"Tue, 29 Feb 2001 00:00:00 GMT", 29, 0, 983404800},
		{"Mon, 06 Nov 1994 08:49:37 GMT", 29, 0, 784111777},
		{"sun, 06 nov 1994 08:49:37 gmt", 29, -1, 0},
		{"Sun, 06 Nov 1994 08:49:37 UTC", 29, -1, 0},
		{"Sun, 06 Nov 1994 08:49:37", 25, -1, 0},
		{"Sun, 06 Nov 1994 08:49:37 GMT ", 30, 0, 784111777},
		{"Sun, 06 Nov 1994 25:49:37 GMT", 29, -1, 0},
		{"Sun, 32 Nov 1994 08:49:37 GMT", 29, 0, 786358177},
		{"Sun, 06 Xxx 1994 08:49:37 GMT", 29, -1, 0},
		{"Xyz, 06 Nov 1994 08:49:37 GMT", 29, -1, 0},
		{"Sun, 6 Nov 1994 08:49:37 GMT", 28, -1, 0},
		{"Sun, 06 Nov 1994 08:49:61 GMT", 29, 0, 784111801},
		{"Sun, 06 Nov 1994 08:61:37 GMT", 29, -1, 0},
		{"Sun,06 Nov 1994 08:49:37 GMT", 28, -1, 0},
		{"Sun, 06-Nov-1994 08:49:37 GMT", 29, -1, 0},
		{"", 0, -1, 0},
		{"garbage that is long enough here", 32, -1, 0},
		{"Tue, 19 Jan 2038 03:14:08 GMT", 29, 0, 2147483648},
		{"Fri, 31 Dec 9999 23:59:59 GMT", 29, 0, 253402300799},
		{"Sun, 06 Nov 1994 08:49:37 GMT", 26, -1, 0},
		{"Sun, 06 Nov 1994 08:49:37 GMT", 27, -1, 0},
		{"Sun, 06 Nov 1994 08:49:37 GMT", 28, -1, 0},
		{"Sun, 06 Nov 1994 08:49:37 GMT", 29, 0, 784111777},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		uint8_t *in = lws__test_guarded(vectors[i].in, vectors[i].len);
		time_t t = 0;
		int r = lws_http_date_parse_unix((char *)in, vectors[i].len,
						 &t);

		if (r != vectors[i].ret || (int64_t)t != vectors[i].t)
			fail_msg("'%s' %zu: %d", vectors[i].in, vectors[i].len,
				 r);
		lws__test_guarded_free(in, vectors[i].len);
	}
}

static void
date__four_centuries_come_back_unchanged(void **state)
{
	static const char names[] = "ThuFriSatSunMonTueWed";

	(void)state;
	for (int64_t day = -719162; day < 146097; day += 1) {
		time_t t = (time_t)(day * 86400 + (day & 0xffff)), back = 0;
		char buf[32];

		assert_int_equal(
			lws_http_date_render_from_unix(buf, sizeof(buf), &t),
			0);
		assert_memory_equal(buf, names + 3 * ((day % 7 + 7) % 7), 3);
		assert_int_equal(lws_http_date_parse_unix(buf, 29, &back), 0);
		assert_int_equal(back, t);
		assert_int_equal(lws__http_date_read(buf, 29, t, &back), 0);
		assert_int_equal(back, t);
	}
}

static void
date__refuses_years_that_do_not_fit(void **state)
{
	time_t t = (time_t)253402300800;
	char buf[64];

	(void)state;
	assert_int_not_equal(
		lws_http_date_render_from_unix(buf, sizeof(buf), &t), 0);
	t--;
	assert_int_equal(lws_http_date_render_from_unix(buf, sizeof(buf), &t),
			 0);
	assert_string_equal(buf, "Fri, 31 Dec 9999 23:59:59 GMT");
	t = (time_t)-62167219201;
	assert_int_not_equal(
		lws_http_date_render_from_unix(buf, sizeof(buf), &t), 0);
}

static void
date__hf_06_reads_all_three_forms_strictly(void **state)
{
	enum { NOW = 1700000000 };
	static const struct {
		const char *in;
		int64_t t; /* -1: refused */
	} vectors[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
		{"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
		{"Sun Nov  6 08:49:37 1994", 784111777},
		{"Sun Nov 16 08:49:37 1994", 784975777},
		{"Wednesday, 01-Jan-70 00:00:00 GMT", 3155760000},
		{"Wednesday, 01-Jan-74 00:00:00 GMT", 126230400},
		{"Tue, 29 Feb 2000 00:00:00 GMT", 951782400},
		{"Thu, 29 Feb 2001 00:00:00 GMT", -1},
		{"Sun, 32 Nov 1994 08:49:37 GMT", -1},
		{"Sun, 00 Nov 1994 08:49:37 GMT", -1},
		{"Sun, 06 Nov 1994 24:00:00 GMT", -1},
		{"Sun, 06 Nov 1994 08:60:00 GMT", -1},
		{"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
		{"Sat, 31 Dec 2016 23:59:61 GMT", -1},
		{"Sun, 06 Nov 0000 08:49:37 GMT", -62140403423},
		{"Sun, 06 Nov 9999999 08:49:37 GMT", -1},
		{"Sun, 06 Nov 1994 08:49:37 GMT ", -1},
		{"Sun, 06 Nov 1994 08:49:37 UTC", -1},
		{"Sun Nov 006 08:49:37 1994", -1},
		{"Sun Nov -6 08:49:37 1994", -1},
		{"Sun, 06-Nov-94 08:49:37 GMT", -1},
		{", 06-Nov-94 08:49:37 GMT", -1},
		{"Sunday, 06-Nov-94 08:49:37", -1},
		{"", -1},
		{"0", -1},
		{"now", -1},
		{"784111777", -1},
		{"........................", -1},
		{".............................", -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		size_t len = strlen(vectors[i].in);
		uint8_t *in = lws__test_guarded(vectors[i].in, len);
		time_t t = -1;
		int r = lws__http_date_read((char *)in, len, NOW, &t);

		if ((r && vectors[i].t != -1) || (int64_t)t != vectors[i].t)
			fail_msg("'%s': %d %lld", vectors[i].in, r,
				 (long long)t);
		lws__test_guarded_free(in, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(date__renders_the_known_answers),
		cmocka_unit_test(date__parses_the_known_answers),
		cmocka_unit_test(date__four_centuries_come_back_unchanged),
		cmocka_unit_test(date__refuses_years_that_do_not_fit),
		cmocka_unit_test(date__hf_06_reads_all_three_forms_strictly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
