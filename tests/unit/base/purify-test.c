/* SPDX-License-Identifier: MIT */
/*
 * Escapers in every size of buffer: what they write fits, is terminated, and is
 * the beginning of the whole answer, cut between two characters.
 */

#include "lws-test.h"

#include "base/base.h"

enum {
	ROOM = 64,
};

static const struct {
	const char *in;
	const char *sql;
	const char *json;
} v[] = {
	{"", "", ""},
	{"abc", "abc", "abc"},
	{"it's", "it''s", "it's"},
	{"''", "''''", "''"},
	{"a\"b", "a\"b", "a\\u0022b"},
	{"a\\b", "a\\b", "a\\\\b"},
	{"\t\n\r", "\t\n\r", "\\t\\n\\r"},
	{"\t\t\t\t\t\t\t\t", "\t\t\t\t\t\t\t\t", "\\t\\t\\t\\t\\t\\t\\t\\t"},
	{"\x01\x1f", "\x01\x1f", "\\u0001\\u001F"},
	{"\b\f", "\b\f", "\\u0008\\u000C"},
	{"\x7f/<&>", "\x7f/<&>", "\x7f/<&>"},
	{"\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
	{"\xf0\x9f\x98\x80!", "\xf0\x9f\x98\x80!", "\xf0\x9f\x98\x80!"},
	/* what is no UTF-8 can not stand in JSON */
	{"\xff", "\xff", "\\u00FF"},
	{"\xe2\x82", "\xe2\x82", "\\u00E2\\u0082"},
	{"\xed\xa0\x80", "\xed\xa0\x80", "\\u00ED\\u00A0\\u0080"},
};

static void
sql_purify__doubles_quotes_inside_the_length(void **state)
{
	size_t i, size;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++) {
		assert_int_equal(lws_sql_purify_len(v[i].in),
				 (int)strlen(v[i].sql));
		for (size = 0; size < ROOM; size++) {
			char zero[ROOM] = {0};
			uint8_t *out = lws__test_guarded(zero, size);

			assert_ptr_equal(
				lws_sql_purify((char *)out, v[i].in, size),
				out);
			if (size > strlen(v[i].sql) + 1)
				assert_string_equal((char *)out, v[i].sql);
			else if (size)
				assert_memory_equal(out, v[i].sql,
						    strlen((char *)out));
			lws__test_guarded_free(out, size);
		}
	}
}

static void
json_purify__escapes_inside_the_length_and_says_how_far_it_got(void **state)
{
	size_t i, size;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++) {
		assert_true(lws_json_purify_len(v[i].in) >=
			    (int)strlen(v[i].json));
		for (size = 0; size < ROOM; size++) {
			char zero[ROOM] = {0}, all[ROOM] = {0};
			uint8_t *out = lws__test_guarded(zero, size);
			int used = 0, rest = 0;

			lws_json_purify((char *)out, v[i].in, (int)size, &used);
			if (size) {
				size_t n = strlen((char *)out);

				/* go on from there: the same text comes out */
				memcpy(all, out, n);
				lws_json_purify(all + n, v[i].in + used,
						(int)(ROOM - n), &rest);
				assert_string_equal(all, v[i].json);
				assert_int_equal(used + rest,
						 (int)strlen(v[i].in));
			}
			lws__test_guarded_free(out, size);
		}
	}
}

static void
json_purify__takes_null_as_nothing(void **state)
{
	char out[8] = "xxx";

	(void)state;
	assert_ptr_equal(lws_json_purify(out, NULL, 8, NULL), out);
	assert_string_equal(out, "");
	assert_int_equal(lws_json_purify_len(NULL), 0);
}

static void
filename_purify__leaves_no_way_out_of_the_folder(void **state)
{
	static const char *const name[][2] = {
		{"", ""},           {"..", "__"},       {"../x", "__/x"},
		{"a..b", "a__b"},   {"...", "__."},     {"....", "____"},
		{"a.b", "a.b"},     {"C:\\x", "C__x"},  {"/etc/x", "/etc/x"},
		{"a%2fb", "a_2fb"}, {"$HOME", "_HOME"}, {"..\\..", "_____"},
		{"x.", "x."},
	};
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(name); i++) {
		size_t len = strlen(name[i][0]) + 1;
		uint8_t *g = lws__test_guarded(name[i][0], len);

		lws_filename_purify_inplace((char *)g);
		assert_string_equal((char *)g, name[i][1]);
		lws__test_guarded_free(g, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sql_purify__doubles_quotes_inside_the_length),
		cmocka_unit_test(
			json_purify__escapes_inside_the_length_and_says_how_far_it_got),
		cmocka_unit_test(json_purify__takes_null_as_nothing),
		cmocka_unit_test(
			filename_purify__leaves_no_way_out_of_the_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
