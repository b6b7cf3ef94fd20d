/* SPDX-License-Identifier: MIT */
/* Redirects: RFC 3986 resolution, and how far the new place is away. */

#include "lws-test.h"

#include "roles/http/redirect.h"

#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const results[] = {"same", "other", "downgrade", "bad",
				      "long"};

static void
describe(const struct lws__http_place *from, const char *location, char *out,
	 size_t out_len)
{
	enum lws__http_redirect_result r;
	size_t len = strlen(location);
	uint8_t *in = lws__test_guarded(location, len);
	struct lws__http_place to;
	char buf[256];

	r = lws__http_redirect_resolve(&to, buf, sizeof(buf), from, (char *)in,
				       len);
	if (r >= LWS__HTTP_REDIRECT_BAD)
		snprintf(out, out_len, "%s", results[r]);
	else
		snprintf(out, out_len, "%s http%s %s %d %s", results[r],
			 to.is_https ? "s" : "", to.host, to.port, to.path);
	lws__test_guarded_free(in, len);
}

static void
redirect__resolves_like_rfc_3986_5_4(void **state)
{
	/* the normal and abnormal examples, base http://a/b/c/d;p?q */
	static const char *const vectors[][2] = {
		{"http://a/g", "/g"},
		{"g", "/b/c/g"},
		{"./g", "/b/c/g"},
		{"g/", "/b/c/g/"},
		{"/g", "/g"},
		{"?y", "/b/c/d;p?y"},
		{"g?y", "/b/c/g?y"},
		{"#s", "/b/c/d;p?q"},
		{"g#s", "/b/c/g"},
		{"g?y#s", "/b/c/g?y"},
		{";x", "/b/c/;x"},
		{"g;x", "/b/c/g;x"},
		{".", "/b/c/"},
		{"./", "/b/c/"},
		{"..", "/b/"},
		{"../", "/b/"},
		{"../g", "/b/g"},
		{"../..", "/"},
		{"../../", "/"},
		{"../../g", "/g"},
		{"../../../g", "/g"},
		{"../../../../g", "/g"},
		{"/./g", "/g"},
		{"/../g", "/g"},
		{"g.", "/b/c/g."},
		{".g", "/b/c/.g"},
		{"g..", "/b/c/g.."},
		{"..g", "/b/c/..g"},
		{"./../g", "/b/g"},
		{"./g/.", "/b/c/g/"},
		{"g/./h", "/b/c/g/h"},
		{"g/../h", "/b/c/h"},
		{"g;x=1/./y", "/b/c/g;x=1/y"},
		{"g;x=1/../y", "/b/c/y"},
		{"g?y/./x", "/b/c/g?y/./x"},
		{"g?y/../x", "/b/c/g?y/../x"},
		{"//a", "/"},
		{"//a?y", "/?y"},
		{"//a/x/../y", "/y"},
		{"g//h", "/b/c/g//h"},
	};
	static const struct lws__http_place base = {"a", "/b/c/d;p?q", 80,
						    false};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		char want[128], got[512];

		snprintf(want, sizeof(want), "same http a 80 %s",
			 vectors[i][1]);
		describe(&base, vectors[i][0], got, sizeof(got));
		if (strcmp(got, want))
			fail_msg("%s: %s, expected %s", vectors[i][0], got,
				 want);
	}
}

static void
redirect__cli_07_tells_how_far_it_leads(void **state)
{
	static const char *const vectors[][2] = {
		{"/x", "same https h 443 /x"},
		{"https://h/x", "same https h 443 /x"},
		{"HTTPS://H:443", "same https H 443 /"},
		{"//h/x", "same https h 443 /x"},
		{"https://h:444/x", "other https h 444 /x"},
		{"https://i/x", "other https i 443 /x"},
		{"https://h.i/x", "other https h.i 443 /x"},
		{"//i/x?a=b", "other https i 443 /x?a=b"},
		{"http://h/x", "downgrade http h 80 /x"},
		{"http://h:443/x", "downgrade http h 443 /x"},
		{"http://i", "downgrade http i 80 /"},
		{"https://[::1]:8/x", "other https ::1 8 /x"},
		{"", "bad"},
		{"ftp://h/x", "bad"},
		{"javascript:alert(1)", "bad"},
		{"https:/x", "bad"},
		{"https:x", "bad"},
		{"https://", "bad"},
		{"https:///x", "bad"},
		{"//", "bad"},
		{"https://u:p@h/x", "bad"},
		{"https://h:0/x", "bad"},
		{"https://h:99999/x", "bad"},
		{"https://h\\@i/x", "bad"},
		{"/a b", "bad"},
		{"/a\r\nX: y", "bad"},
		{"/a\tb", "bad"},
		{"/a\x7f", "bad"},
	};
	static const struct lws__http_place base = {"h", "/a/b?c", 443, true};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		char got[512];

		describe(&base, vectors[i][0], got, sizeof(got));
		if (strcmp(got, vectors[i][1]))
			fail_msg("%s: %s, expected %s", vectors[i][0], got,
				 vectors[i][1]);
	}
}

static void
redirect__cli_07_upgrade_to_https_leaves_the_origin(void **state)
{
	static const struct lws__http_place base = {"h", "/", 80, false};
	char got[512];

	(void)state;
	describe(&base, "https://h/", got, sizeof(got));
	assert_string_equal(got, "other https h 443 /");
}

static void
redirect__cli_07_caps_its_length(void **state)
{
	static const struct lws__http_place base = {"host", "/a/b", 80, false};
	static char location[65536];
	struct lws__http_place to;

	(void)state;
	memset(location, 'x', sizeof(location));
	location[0] = '/';
	for (size_t len = 0; len < 32; len++) {
		uint8_t *buf = lws__test_guarded(location, len);
		enum lws__http_redirect_result r = lws__http_redirect_resolve(
			&to, (char *)buf, len, &base, location, 10);

		/* "host" and ten bytes of path, with a NUL each */
		assert_int_equal(r, len < 16 ? LWS__HTTP_REDIRECT_TOO_LONG
					     : LWS__HTTP_REDIRECT_SAME_HOST);
		lws__test_guarded_free(buf, len);
	}
	assert_int_equal(lws__http_redirect_resolve(&to, location,
						    sizeof(location), &base,
						    location, sizeof(location)),
			 LWS__HTTP_REDIRECT_TOO_LONG);
}

static void
redirect__statuses_that_redirect(void **state)
{
	(void)state;
	for (unsigned int s = 200; s < 400; s++) {
		bool get = s == 301 || s == 302 || s == 303;

		assert_int_equal(lws__http_redirect_becomes_get(s), get);
		assert_int_equal(lws__http_redirect_is_one(s),
				 get || s == 307 || s == 308);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(redirect__resolves_like_rfc_3986_5_4),
		cmocka_unit_test(redirect__cli_07_tells_how_far_it_leads),
		cmocka_unit_test(
			redirect__cli_07_upgrade_to_https_leaves_the_origin),
		cmocka_unit_test(redirect__cli_07_caps_its_length),
		cmocka_unit_test(redirect__statuses_that_redirect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
