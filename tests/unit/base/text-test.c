/* SPDX-License-Identifier: MIT */
/*
 * Bounded printing, copying, searching and matching, with inputs and outputs
 * flush against unreadable memory.
 */

#include "lws-test.h"

#include "base/base.h"

static void
snprintf__returns_the_size_when_it_had_to_cut(void **state)
{
	size_t size;

	(void)state;
	for (size = 0; size < 9; size++) {
		char zero[9] = {0};
		uint8_t *out = lws__test_guarded(zero, size);
		int n = lws_snprintf((char *)out, size, "%s", "hello");

		if (size > 5)
			assert_int_equal(n, 5);
		else
			assert_int_equal(n, (int)size);
		if (size) {
			assert_int_equal(strlen((char *)out),
					 size > 5 ? 5 : size - 1);
			assert_memory_equal(out, "hello", strlen((char *)out));
		}
		lws__test_guarded_free(out, size);
	}
}

static void
strncpy__always_terminates_and_fills_the_rest(void **state)
{
	size_t size;

	(void)state;
	for (size = 0; size < 9; size++) {
		uint8_t *out = lws__test_guarded("########", size);

		assert_ptr_equal(lws_strncpy((char *)out, "abc", size), out);
		if (size) {
			assert_int_equal(out[size - 1], 0);
			assert_int_equal(strlen((char *)out),
					 size > 3 ? 3 : size - 1);
		}
		lws__test_guarded_free(out, size);
	}
}

static void
strnncpy__copies_no_more_than_either_length(void **state)
{
	char out[8];

	(void)state;
	lws_strnncpy(out, "abcdef", 2, sizeof(out));
	assert_string_equal(out, "ab");
	lws_strnncpy(out, "abcdef", 6, 4);
	assert_string_equal(out, "abc");
}

static const struct {
	const char *buf;
	size_t len;
	const char *name;
	int at; /* -1: not there */
} find[] = {
	{"", 0, "", -1},         {"a", 1, "", -1},
	{"a", 1, "a", 0},        {"a", 1, "ab", -1},
	{"aab", 3, "ab", 1},     {"aaab", 4, "aab", 1},
	{"abcabd", 6, "abd", 3}, {"xx\0abc", 6, "abc", 3},
	{"ab", 2, "b", 1},       {"abab", 3, "bab", -1},
};

static void
nstrstr__finds_bytes_and_stays_inside_the_length(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(find); i++) {
		uint8_t *g = lws__test_guarded(find[i].buf, find[i].len);
		const char *p = lws_nstrstr((const char *)g, find[i].len,
					    find[i].name, strlen(find[i].name));

		assert_int_equal(p ? p - (const char *)g : -1, find[i].at);
		lws__test_guarded_free(g, find[i].len);
	}
}

static const struct {
	const char *wildcard;
	const char *check;
	int matches;
} wild[] = {
	{"", "", 0},
	{"", "a", 0},
	{"*", "", 1},
	{"**", "", 1},
	{"*", "abc", 1},
	{"abc", "abc", 1},
	{"abc", "ab", 0},
	{"abc", "abcd", 0},
	{"a*", "a", 1},
	{"a*", "abc", 1},
	{"a*", "ba", 0},
	{"*a", "ba", 1},
	{"*a", "ab", 0},
	{"a*b", "ab", 1},
	{"a*b", "abab", 1},
	{"a*b", "aXbY", 0},
	{"a*b*c", "aXbYc", 1},
	{"*ab", "axxb", 0},
	{"*aab", "aaaaab", 1},
	{"*aab", "abab", 0},
	{"*a*", "xay", 1},
	{"a?c", "abc", 0},
	{"a*b", "a*b", 1},
	{"A", "a", 0},
	{"x=*|y=*", "x=1|y=2", 1},
};

static void
wildcard__matches_any_run_of_characters(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(wild); i++) {
		size_t wlen = strlen(wild[i].wildcard),
		       clen = strlen(wild[i].check);
		uint8_t *w = lws__test_guarded(wild[i].wildcard, wlen),
			*c = lws__test_guarded(wild[i].check, clen);

		if ((lws_strcmp_wildcard((const char *)w, wlen, (const char *)c,
					 clen) == 0) != wild[i].matches)
			fail_msg("%s ~ %s", wild[i].wildcard, wild[i].check);
		lws__test_guarded_free(w, wlen);
		lws__test_guarded_free(c, clen);
	}
}

/* a recursive matcher would take 2^30 years */
static void
wildcard__is_not_slowed_down_by_many_stars(void **state)
{
	static char w[61], c[4000];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(w) - 1; i += 2) {
		w[i] = '*';
		w[i + 1] = 'a';
	}
	w[sizeof(w) - 1] = 'b';
	memset(c, 'a', sizeof(c));
	assert_int_not_equal(lws_strcmp_wildcard(w, sizeof(w), c, sizeof(c)),
			     0);
}

static const struct {
	const char *json;
	const char *name;
	const char *value; /* NULL: not there */
} json[] = {
	{"{\"a\":\"b\"}", "\"a\":", "b"},
	{"{\"a\": \"b\", \"c\":12}", "\"c\":", "12"},
	{"{\"a\":true}", "\"a\":", "true"},
	{"{\"a\":\"x\\\"y\"}", "\"a\":", "x\\\"y"},
	{"{\"a\":\"b\\\\\",\"z\":1}", "\"a\":", "b\\\\"},
	{"{\"a\":\"unterminated", "\"a\":", "unterminated"},
	{"{\"a\":\"x\\", "\"a\":", "x\\"},
	{"{\"a\":", "\"a\":", NULL},
	{"{\"a\":   ", "\"a\":", NULL},
	{"{\"a\"", "\"a\":", NULL},
	{"{\"a\":{\"b\":1}}", "\"a\":", "{\"b\":1"},
	{"{\"a\":[1,2]}", "\"a\":", "[1"},
	{"{\"ba\":1,\"a\":2}", "\"a\":", "2"},
	{"{\"a\":\"\"}", "\"a\":", ""},
	{"{\"a\":12", "\"a\":", "12"},
	{"", "\"a\":", NULL},
};

static void
json_simple__finds_one_value_inside_the_length(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(json); i++) {
		size_t len = strlen(json[i].json), alen = 0;
		uint8_t *g = lws__test_guarded(json[i].json, len);
		const char *p = lws_json_simple_find((const char *)g, len,
						     json[i].name, &alen);

		if (!p != !json[i].value)
			fail_msg("%s", json[i].json);
		if (p) {
			assert_int_equal(alen, strlen(json[i].value));
			assert_memory_equal(p, json[i].value, alen);
			assert_int_equal(lws_json_simple_strcmp(
						 (const char *)g, len,
						 json[i].name, json[i].value),
					 0);
			assert_int_not_equal(
				lws_json_simple_strcmp((const char *)g, len,
						       json[i].name, "other"),
				0);
		}
		lws__test_guarded_free(g, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snprintf__returns_the_size_when_it_had_to_cut),
		cmocka_unit_test(strncpy__always_terminates_and_fills_the_rest),
		cmocka_unit_test(strnncpy__copies_no_more_than_either_length),
		cmocka_unit_test(
			nstrstr__finds_bytes_and_stays_inside_the_length),
		cmocka_unit_test(wildcard__matches_any_run_of_characters),
		cmocka_unit_test(wildcard__is_not_slowed_down_by_many_stars),
		cmocka_unit_test(
			json_simple__finds_one_value_inside_the_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
