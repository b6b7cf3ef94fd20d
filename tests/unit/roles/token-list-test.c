/* SPDX-License-Identifier: MIT */
/* Lists in field values: members, parameters, quoted strings. */

#include "lws-test.h"

#include "roles/http/token-list.h"

#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* members as "[whole|name]..." and '!' for a broken list */
static void
describe(const char *list, char *out, size_t out_len)
{
	size_t len = strlen(list), n = 0;
	uint8_t *in = lws__test_guarded(list, len);
	const char *at = (char *)in, *end = at + len;
	struct lws__list_member m;
	int r;

	*out = '\0';
	while ((r = lws__http_list_next(&at, end, &m)) > 0)
		n += (size_t)snprintf(out + n, out_len - n, "[%.*s|%.*s]",
				      (int)m.whole_len, m.whole,
				      (int)m.name_len, m.whole);
	if (r)
		snprintf(out + n, out_len - n, "!");
	lws__test_guarded_free(in, len);
}

static void
token_list__splits_at_commas_outside_quotes(void **state)
{
	static const struct {
		const char *list;
		const char *members;
	} vectors[] = {
		{"", ""},
		{" ", ""},
		{",,", ""},
		{"a", "[a|a]"},
		{"a,b", "[a|a][b|b]"},
		{" a , b ", "[a|a][b|b]"},
		{",a,,b,", "[a|a][b|b]"},
		{"a b", "[a b|a b]"},
		{"a;q=1, b ; x", "[a;q=1|a][b ; x|b]"},
		{"a;x=\"1,2;3\",b", "[a;x=\"1,2;3\"|a][b|b]"},
		{"\"a,b\", c", "[\"a,b\"|\"a,b\"][c|c]"},
		{"a;x=\"\\\",\",b", "[a;x=\"\\\",\"|a][b|b]"},
		{"a, \"b", "[a|a]!"},
		{"\"", "!"},
		{"\"\\", "!"},
		{"\"\\\"", "!"},
		{";", "[;|]"},
	};
	char out[128];

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		describe(vectors[i].list, out, sizeof(out));
		if (strcmp(out, vectors[i].members))
			fail_msg("'%s': %s", vectors[i].list, out);
	}
}

static void
token_list__has_compares_whole_tokens_in_any_case(void **state)
{
	static const struct {
		const char *list;
		bool has;
	} vectors[] = {
		{"close", true},           {"Close", true},
		{"foo, CLOSE", true},      {"close;x=1", true},
		{"closed", false},         {"xclose", false},
		{"foo close", false},      {"\"close\"", false},
		{"x=\"a, close\"", false}, {"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++)
		if (lws__http_list_has(vectors[i].list, strlen(vectors[i].list),
				       "close") != vectors[i].has)
			fail_msg("'%s'", vectors[i].list);
}

static void
token_list__parameters_are_found_by_name(void **state)
{
	static const struct {
		const char *member;
		const char *name;
		const char *value; /* NULL: absent */
	} vectors[] = {
		{"a;q=1", "q", "1"},
		{"a; q = 1 ", "q", "1"},
		{"a;Q=1", "q", "1"},
		{"a;x=2;q=1", "q", "1"},
		{"a;x=\";q=3\";q=1", "q", "1"},
		{"a;q=\"b c\"", "q", "b c"},
		{"a;q=\"\"", "q", ""},
		{"a;q", "q", ""},
		{"a;q=", "q", ""},
		{"a", "q", NULL},
		{"q=1", "q", NULL},
		{"a;qq=1", "q", NULL},
		{"a;;", "q", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		const char *at = vectors[i].member, *value;
		struct lws__list_member m;
		size_t len = 99;

		assert_int_equal(lws__http_list_next(&at, at + strlen(at), &m),
				 1);
		value = lws__http_list_param(&m, vectors[i].name, &len);
		if (!value != !vectors[i].value ||
		    (value && (len != strlen(vectors[i].value) ||
			       memcmp(value, vectors[i].value, len))))
			fail_msg("%s", vectors[i].member);
	}
}

static void
token_list__tchar_is_the_rfc_9110_set(void **state)
{
	static const char set[] = "!#$%&'*+-.^_`|~0123456789"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz";

	(void)state;
	for (int c = 0; c < 256; c++)
		assert_int_equal(lws__http_is_tchar((unsigned char)c),
				 c && strchr(set, c));
	assert_false(lws__http_is_token("", 0));
	assert_true(lws__http_is_token("abc", 3));
	assert_false(lws__http_is_token("a c", 3));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(token_list__splits_at_commas_outside_quotes),
		cmocka_unit_test(
			token_list__has_compares_whole_tokens_in_any_case),
		cmocka_unit_test(token_list__parameters_are_found_by_name),
		cmocka_unit_test(token_list__tchar_is_the_rfc_9110_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
