/* SPDX-License-Identifier: MIT */
/*
 * Tokenizer: what the elements are, that they do not depend on where the text
 * is cut, and that neither the text nor the collected token is overrun.
 */

#include "lws-test.h"

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

#define F(x) LWS_TOKENIZE_F_##x

/* elements as text: t token, i integer, f float, = name=, : name:, q quoted,
 * d delimiter; then how it ended */
static const struct {
	const char *text;
	int flags;
	const char *elements;
} v[] = {
	{"", 0, "end"},
	{" \t\r\n\f", 0, "end"},
	{"hello world", 0, "t(hello) t(world) end"},
	{"one, two", 0, "t(one) d(,) t(two) end"},
	{"name = value", 0, "=(name) t(value) end"},
	{"x=\"q s\"", 0, "=(x) q(q s) end"},
	{"\"esc \\\" quote\"", 0, "q(esc \\) unterm"},
	{"\"a # b\n\"", F(HASH_COMMENT), "q(a # b\n) end"},
	{"\"", 0, "unterm"},
	{"a:b", 0, "t(a) d(:) t(b) end"},
	{"a:b", F(AGG_COLON), ":(a) t(b) end"},
	{"fe80::1", F(AGG_COLON), ":(fe80) d(:) i(1) end"},
	{"12 -12 1.5 5. .5", 0, "i(12) d(-) i(12) f(1.5) f(5.) d(.) i(5) end"},
	{"123abc 0x1f 1e5", 0, "t(123abc) t(0x1f) t(1e5) end"},
	{"1.2.3", 0, "float"},
	{"1..2", 0, "float"},
	{"1.2.3", F(NO_FLOATS), "i(1) d(.) i(2) d(.) i(3) end"},
	{"1.2.3", F(DOT_NONTERM) | F(NO_FLOATS), "t(1.2.3) end"},
	{"1.5", F(NO_INTEGERS), "t(1) d(.) t(5) end"},
	{"123=", 0, "lhs"},
	{"1.5 =", 0, "lhs"},
	{"123=4", F(NO_INTEGERS), "=(123) t(4) end"},
	{"a-b a.b a/b a*b", 0,
	 "t(a) d(-) t(b) t(a) d(.) t(b) t(a) d(/) t(b) t(a) d(*) t(b) end"},
	{"a-b a.b a/b a*b a=b a:b",
	 F(MINUS_NONTERM) | F(DOT_NONTERM) | F(SLASH_NONTERM) |
		 F(ASTERISK_NONTERM) | F(EQUALS_NONTERM) | F(COLON_NONTERM),
	 "t(a-b) t(a.b) t(a/b) t(a*b) t(a=b) t(a:b) end"},
	{"$x %y 'z' a#b", F(RFC7230_DELIMS), "t($x) t(%y) t('z') t(a#b) end"},
	{"a # no\nb#no", F(HASH_COMMENT), "t(a) t(b) end"},
	{"a # no\n= b", F(HASH_COMMENT), "=(a) t(b) end"},
	{"a,b, c", F(COMMA_SEP_LIST), "t(a) d(,) t(b) d(,) t(c) end"},
	{"a b", F(COMMA_SEP_LIST), "t(a) list"},
	{"a,,b", F(COMMA_SEP_LIST), "t(a) d(,) list"},
	{",a", F(COMMA_SEP_LIST), "list"},
	{"a,", F(COMMA_SEP_LIST), "t(a) d(,) list"},
	{"a;", F(COMMA_SEP_LIST), "t(a) list"},
	{"a=b", F(COMMA_SEP_LIST), "=(a) list"},
	{"\xc3\xa9t\xc3\xa9=\xe2\x82\xac \xf0\x9f\x98\x80", 0,
	 "=(\xc3\xa9t\xc3\xa9) t(\xe2\x82\xac) t(\xf0\x9f\x98\x80) end"},
	{"\"\xe2\x82\xac\"", 0, "q(\xe2\x82\xac) end"},
	{"\xc3", 0, "utf8"},
	{"\xc3(", 0, "utf8"},
	{"\"\xc3\"", 0, "utf8"},
	{"a \xff", 0, "utf8"}, /* found before the token is handed out */
	{"\xed\xa0\x80", 0, "utf8"},
	{"\xc0\xaf", F(RFC7230_DELIMS), "utf8"},
	{"permessage-deflate; client_max_window_bits",
	 F(RFC7230_DELIMS) | F(MINUS_NONTERM),
	 "t(permessage-deflate) d(;) t(client_max_window_bits) end"},
};

static const char *
ending(int e)
{
	switch (e) {
	case LWS_TOKZE_TOO_LONG:
		return "long";
	case LWS_TOKZE_WANT_READ:
		return "more";
	case LWS_TOKZE_ERR_BROKEN_UTF8:
		return "utf8";
	case LWS_TOKZE_ERR_UNTERM_STRING:
		return "unterm";
	case LWS_TOKZE_ERR_MALFORMED_FLOAT:
		return "float";
	case LWS_TOKZE_ERR_NUM_ON_LHS:
		return "lhs";
	case LWS_TOKZE_ERR_COMMA_LIST:
		return "list";
	case LWS_TOKZE_ENDED:
		return "end";
	}

	return "?";
}

/* takes elements until there are no more in this piece */
static int
collect(struct lws_tokenize *ts, char *out, size_t size)
{
	static const char kind[] = "?dtif=:q";
	size_t at = strlen(out);
	int e;

	while ((e = lws_tokenize(ts)) > 0)
		at += (size_t)lws_snprintf(out + at, size - at, "%c(%.*s) ",
					   kind[e], (int)ts->token_len,
					   ts->token);

	return e;
}

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	size_t n = *(const size_t *)arg, i;
	struct lws_tokenize ts;
	char out[512] = "";
	int e = LWS_TOKZE_WANT_READ;

	lws_tokenize_init(&ts, NULL, v[n].flags | F(EXPECT_MORE));
	for (i = 0; i < count && e == LWS_TOKZE_WANT_READ; i++) {
		ts.start = (const char *)pieces[i].data;
		ts.len = pieces[i].len;
		if (i == count - 1)
			ts.flags &= (uint16_t)~F(EXPECT_MORE);
		e = collect(&ts, out, sizeof(out));
	}
	if (!count) {
		ts.len = 0;
		ts.flags &= (uint16_t)~F(EXPECT_MORE);
		e = collect(&ts, out, sizeof(out));
	}
	strncat(out, ending(e), sizeof(out) - strlen(out) - 1);
	assert_string_equal(out, v[n].elements);
}

static void
tokenize__gives_the_same_elements_however_the_text_is_cut(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++)
		lws__test_each_split(v[i].text, strlen(v[i].text), run_pieces,
				     &i);
}

static void
tokenize__without_a_length_runs_to_the_nul(void **state)
{
	uint8_t *g = lws__test_guarded("a b", 4);
	struct lws_tokenize ts;
	char out[32] = "";

	(void)state;
	lws_tokenize_init(&ts, (const char *)g, 0);
	assert_int_equal(collect(&ts, out, sizeof(out)), LWS_TOKZE_ENDED);
	assert_string_equal(out, "t(a) t(b) ");
	assert_int_equal(lws_tokenize(&ts), LWS_TOKZE_ENDED);
	lws__test_guarded_free(g, 4);
}

static void
tokenize__refuses_tokens_that_are_longer_than_254(void **state)
{
	char text[300];
	size_t len;

	(void)state;
	memset(text, 'x', sizeof(text));
	for (len = 253; len < 258; len++) {
		struct lws_tokenize ts;

		lws_tokenize_init(&ts, text, 0);
		ts.len = len;
		if (len > 254) {
			assert_int_equal(lws_tokenize(&ts), LWS_TOKZE_TOO_LONG);
			continue;
		}
		assert_int_equal(lws_tokenize(&ts), LWS_TOKZE_TOKEN);
		assert_int_equal(ts.token_len, len);
		assert_int_equal(lws_tokenize(&ts), LWS_TOKZE_ENDED);
	}
}

static void
tokenize__counts_lines(void **state)
{
	static const struct {
		const char *text;
		int line[3];    /* after each token */
		int effline[3]; /* where the search for it began */
	} l[] = {
		{"a\nb\nc", {1, 2, 2}, {0, 1, 2}},
		{"a\n\nb", {2, 2, 0}, {0, 2, 0}},
		{"a\r\nb", {1, 1, 0}, {0, 1, 0}},
		{"# x\ny\n#z\nw", {3, 3, 0}, {0, 3, 0}},
	};
	size_t i, n;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(l); i++) {
		struct lws_tokenize ts;

		lws_tokenize_init(&ts, l[i].text, F(HASH_COMMENT));
		ts.len = strlen(l[i].text);
		for (n = 0; lws_tokenize(&ts) > 0; n++) {
			assert_int_equal(ts.line, l[i].line[n]);
			assert_int_equal(ts.effline, l[i].effline[n]);
		}
	}
}

static void
tokenize_cstr__copies_a_token_that_fits(void **state)
{
	struct lws_tokenize ts;
	size_t max;

	(void)state;
	lws_tokenize_init(&ts, "hello", 0);
	lws_tokenize(&ts);
	for (max = 0; max < 10; max++) {
		char zero[10] = {0};
		uint8_t *out = lws__test_guarded(zero, max);
		int r = lws_tokenize_cstr(&ts, (char *)out, max);

		assert_int_equal(!r, max > 6);
		if (!r)
			assert_string_equal((char *)out, "hello");
		lws__test_guarded_free(out, max);
	}
}

static void
tokenize__ends_on_random_bytes_and_reads_nothing_behind_them(void **state)
{
	static const char likely[] = "ab1.,=:\"#-\\ \n\xc3\xa9/";
	uint32_t seed = 7;
	int round;

	(void)state;
	for (round = 0; round < 4000; round++) {
		struct lws_tokenize ts;
		char text[40];
		uint8_t *g;
		size_t len, i;
		int count = 0;

		seed = seed * 1103515245u + 12345u;
		len = (seed >> 16) % sizeof(text);
		for (i = 0; i < len; i++) {
			seed = seed * 1103515245u + 12345u;
			text[i] = seed & 0x70000 ? likely[(seed >> 20) %
							  (sizeof(likely) - 1)]
						 : (char)(seed >> 24);
		}
		g = lws__test_guarded(text, len);
		lws_tokenize_init(&ts, (const char *)g, round & 0x1fff);
		ts.len = len;
		while (lws_tokenize(&ts) > 0)
			assert_true(++count <= 40);
		lws__test_guarded_free(g, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			tokenize__gives_the_same_elements_however_the_text_is_cut),
		cmocka_unit_test(tokenize__without_a_length_runs_to_the_nul),
		cmocka_unit_test(
			tokenize__refuses_tokens_that_are_longer_than_254),
		cmocka_unit_test(tokenize__counts_lines),
		cmocka_unit_test(tokenize_cstr__copies_a_token_that_fits),
		cmocka_unit_test(
			tokenize__ends_on_random_bytes_and_reads_nothing_behind_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
