/* SPDX-License-Identifier: MIT */
/* Lines of a cookie file: read, written back, and those that are none. */

#include "lws-test.h"

#include "data/nscookie-line.h"

#include <libwebsockets.h>

static bool
read_line(struct lws__nscookie *c, const char *line, uint8_t **in)
{
	*in = lws__test_guarded(line, strlen(line));

	return lws__nscookie_read(c, (const char *)*in, strlen(line));
}

static void
nscookie_line__is_read_and_written_back(void **state)
{
	static const struct {
		const char *line, *tag;
	} rows[] = {
		{"host.com\tFALSE\t/\tTRUE\t4000000000\tc1\tv1",
		 "host.com|/|c1"},
		{".host.com\tTRUE\t/a b\tFALSE\t0\tn|x\t\"v=1; 2\"",
		 "host.com|/a b|n|x"},
		{"#HttpOnly_.h\tTRUE\t/\tFALSE\t1\tn\t", "h|/|n"},
	};
	char text[200];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		struct lws__nscookie c;
		uint8_t *in;

		assert_true(read_line(&c, rows[n].line, &in));
		assert_int_equal(lws__nscookie_tag(&c, text, sizeof(text)),
				 strlen(rows[n].tag));
		assert_string_equal(text, rows[n].tag);
		assert_int_equal(lws__nscookie_write(&c, text, sizeof(text)),
				 strlen(rows[n].line));
		assert_string_equal(text, rows[n].line);
		assert_int_equal(lws__nscookie_write(&c, text, 10), 0);
		assert_int_equal(lws__nscookie_tag(&c, text, 3), 0);
		lws__test_guarded_free(in, strlen(rows[n].line));
	}
}

static void
nscookie_line__that_is_none_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"#",
		"# Netscape HTTP Cookie File",
		"#HttpOnly_",
		"broken line",
		"host.com\tFALSE\t/\tTRUE\t4000000000",
		"host.com\tFALSE\t/\tTRUE\t40000x0000\tc1\tv1",
		"host.com\tFALSE\t/\tTRUE\t\tc1\tv1",
		"host.com\tFALSE\t/\tTRUE\t9999999999999999999\tc1\tv1",
		"host.com\tfalse\t/\tTRUE\t1\tc1\tv1",
		"host.com\tFALSE\tpath\tTRUE\t1\tc1\tv1",
		"host.com\tFALSE\t/\tTRUE\t1\t\tv1",
		"\tFALSE\t/\tTRUE\t1\tn\tv1",
		".\tFALSE\t/\tTRUE\t1\tn\tv1",
		"host.com\tFALSE\t/a|b\tTRUE\t1\tn\tv1",
		"host.com\tFALSE\t/\tTRUE\t1\tn\tv\t1",
		"host.com\tFALSE\t/\tTRUE\t1\tn\tv\x01",
	};
	struct lws__nscookie c;
	uint8_t *in;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		print_message("%s\n", rows[n]);
		assert_false(read_line(&c, rows[n], &in));
		lws__test_guarded_free(in, strlen(rows[n]));
	}
}

static void
nscookie_line__paths_match_as_rfc6265_says(void **state)
{
	static const struct {
		const char *cookie, *request;
		bool match;
	} rows[] = {
		{"/", "/", true},      {"/", "/a", true},
		{"/a", "/a", true},    {"/a", "/a/b", true},
		{"/a/", "/a/b", true}, {"/a", "/ab", false},
		{"/a/", "/a", false},  {"/a/b", "/a", false},
		{"/A", "/a", false},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++)
		assert_int_equal(lws__nscookie_path_matches(
					 rows[n].cookie, strlen(rows[n].cookie),
					 rows[n].request,
					 strlen(rows[n].request)),
				 rows[n].match);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nscookie_line__is_read_and_written_back),
		cmocka_unit_test(nscookie_line__that_is_none_is_refused),
		cmocka_unit_test(nscookie_line__paths_match_as_rfc6265_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
