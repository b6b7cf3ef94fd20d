/* SPDX-License-Identifier: MIT */
/*
 * Set-Cookie: read as RFC 6265 5.2 says.  CLI-08: ';' first, no '=', 64 KiB,
 * foreign domains, path tricks.
 */

#include "lws-test.h"

#include "roles/http/set-cookie.h"

#include <libwebsockets.h>

#include <stdlib.h>

static uint8_t *in;
static size_t in_len;

/* its parts stay good until the next */
static bool
read_text(struct lws__set_cookie *c, const char *text)
{
	lws__test_guarded_free(in, in_len);
	in_len = strlen(text);
	in = lws__test_guarded(text, in_len);

	return lws__set_cookie_read(c, (const char *)in, in_len, 1000000);
}

static void
same(const char *at, size_t len, const char *want)
{
	assert_int_equal(len, strlen(want));
	assert_memory_equal(at, want, len);
}

static const struct {
	const char *text, *name, *value, *domain, *path;
	int64_t expires; /* 0: with the session */
	bool secure, http_only;
} rows[] = {
	{"a=b", "a", "b", "", "", 0, false, false},
	{" a = b ; ", "a", "b", "", "", 0, false, false},
	{"a=\"b c\"=d", "a", "\"b c\"=d", "", "", 0, false, false},
	{"a=;;;", "a", "", "", "", 0, false, false},
	{"a=b; DOMAIN=.X.org; path=/p; SECURE; httponly=x", "a", "b", "X.org",
	 "/p", 0, true, true},
	{"a=b; Path=/p; Path=q", "a", "b", "", "", 0, false, false},
	{"a=b; Domain=x; Domain=", "a", "b", "x", "", 0, false, false},
	{"a=b; Max-Age=60", "a", "b", "", "", 1000060, false, false},
	{"a=b; Max-Age=-1", "a", "b", "", "", 1, false, false},
	{"a=b; Max-Age=0", "a", "b", "", "", 1, false, false},
	{"a=b; Max-Age=x", "a", "b", "", "", 0, false, false},
	{"a=b; Max-Age=-", "a", "b", "", "", 0, false, false},
	{"a=b; Max-Age=", "a", "b", "", "", 0, false, false},
	{"a=b; Expires=Thu, 01 Jan 1970 00:01:40 GMT", "a", "b", "", "", 100,
	 false, false},
	{"a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:01:40 GMT", "a", "b", "",
	 "", 1000060, false, false},
	{"a=b; Expires=Thu, 01 Jan 1970 00:01:40 GMT; Max-Age=60", "a", "b", "",
	 "", 1000060, false, false},
	{"a=b; Expires=Wed, 09 Jan 1809 10:18:14 GMT", "a", "b", "", "", 1,
	 false, false},
	{"a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a", "b", "", "", 1,
	 false, false},
	{"a=b; Expires=some day", "a", "b", "", "", 0, false, false},
};

static void
set_cookie__is_read_as_user_agents_do(void **state)
{
	struct lws__set_cookie c;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		print_message("%s\n", rows[n].text);
		assert_true(read_text(&c, rows[n].text));
		same(c.name, c.name_len, rows[n].name);
		same(c.value, c.value_len, rows[n].value);
		same(c.domain, c.domain_len, rows[n].domain);
		same(c.path, c.path_len, rows[n].path);
		assert_int_equal(c.ends ? c.expires : 0, rows[n].expires);
		assert_int_equal(c.secure, rows[n].secure);
		assert_int_equal(c.http_only, rows[n].http_only);
	}
	assert_true(read_text(&c, "a=b; Max-Age=99999999999999999999"));
	assert_true(c.ends && c.expires > 2000000000);
}

static void
cli_08__what_is_no_cookie_is_ignored(void **state)
{
	static const char *const bad[] = {
		"",       ";",         ";a=b",    "a", "=b",       " =b",
		"a; b=c", "a=\tb\x01", "a\x7f=b", " ", "\xff;a=b",
	};
	struct lws__set_cookie c;
	char *big = malloc(70000);

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++)
		assert_false(read_text(&c, bad[n]));
	memset(big, 'x', 65536);
	big[65536] = '\0';
	assert_false(read_text(&c, big));
	big[1] = '=';
	assert_false(read_text(&c, big));
	/* a long attribute is none, the cookie stays */
	memcpy(big, "a=b; Path=/", 11);
	assert_true(read_text(&c, big));
	assert_int_equal(c.path_len, 0);
	free(big);
}

static void
cli_08__domains_match_as_rfc6265_says(void **state)
{
	static const struct {
		const char *host, *domain;
		bool match;
	} names[] = {
		{"www.x.org", "www.x.org", true},
		{"www.x.org", "x.org", true},
		{"www.x.org", "X.ORG", true},
		{"www.x.org", "org", false},
		{"x.com", "com", false},
		{"wwwx.org", "x.org", false},
		{"x.org", "www.x.org", false},
		{"x.org", "y.org", false},
		{"x.org", "", false},
		{"localhost", "localhost", true},
		{"1.2.3.4", "3.4", false},
		{"1.2.3.4", "1.2.3.4", true},
		{"::1", "1", false},
		{"a.x.org", ".org", false},
		{"a.x.org.", "org.", false},
		{"a.x.org.", "x.org.", false},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(names); n++) {
		print_message("%s %s\n", names[n].host, names[n].domain);
		assert_int_equal(lws__cookie_domain_matches(
					 names[n].host, strlen(names[n].host),
					 names[n].domain,
					 strlen(names[n].domain)),
				 names[n].match);
	}
}

static void
set_cookie__has_the_path_of_its_request(void **state)
{
	static const struct {
		const char *target, *path;
	} paths[] = {
		{"/", "/"},         {"/a", "/"},        {"/a/", "/a"},
		{"/a/b?c/d", "/a"}, {"/a/b/c", "/a/b"}, {"", "/"},
		{"?x", "/"},        {"*", "/"},         {"/a/b|c/d", "/a"},
	};
	const char *path;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(paths); n++) {
		size_t len = lws__cookie_default_path(paths[n].target, &path);

		same(path, len, paths[n].path);
	}
}

static void
cookie_date__is_read_in_any_form(void **state)
{
	static const struct {
		const char *text;
		int64_t t; /* -1: none */
	} dates[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
		{"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
		{"Sun Nov  6 08:49:37 1994", 784111777},
		{"1994 6 november 8:49:37", 784111777},
		{"Wed, 21 Oct 2015 07:28:00 GMT", 1445412480},
		{"29 Feb 2000 0:0:0", 951782400},
		{"01 Jan 69 00:00:00", 3124224000},
		{"01 Jan 70 00:00:00", 0},
		{"29 Feb 2001 0:0:0", -1},
		{"32 Jan 2001 0:0:0", -1},
		{"1 Jan 1600 0:0:0", -1},
		{"1 Jan 2001 24:0:0", -1},
		{"1 Jan 2001 0:60:0", -1},
		{"1 Jan 2001", -1},
		{"1 2001 0:0:0", -1},
		{"", -1},
		{"::::::", -1},
	};
	int64_t t;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(dates); n++) {
		size_t len = strlen(dates[n].text);
		uint8_t *text = lws__test_guarded(dates[n].text, len);
		bool ok = lws__cookie_date_read((char *)text, len, &t);

		print_message("%s\n", dates[n].text);
		assert_int_equal(ok, dates[n].t >= 0);
		if (ok)
			assert_int_equal(t, dates[n].t);
		lws__test_guarded_free(text, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_cookie__is_read_as_user_agents_do),
		cmocka_unit_test(cli_08__what_is_no_cookie_is_ignored),
		cmocka_unit_test(cli_08__domains_match_as_rfc6265_says),
		cmocka_unit_test(set_cookie__has_the_path_of_its_request),
		cmocka_unit_test(cookie_date__is_read_in_any_form),
	};
	int failed;

	in = lws__test_guarded("", 0);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	lws__test_guarded_free(in, in_len);

	return failed;
}
