/* SPDX-License-Identifier: MIT */
/* Paths and arguments: normalised once, never outside, never cut short. */

#include "lws-test.h"

#include "roles/http/header-table.h"
#include "roles/http/uri-path.h"
#include "roles/http/url-arg.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* in guarded memory, in place and to another buffer: same result */
static enum lws__uri_result
normalise(const char *path, size_t len, char *out, size_t *out_len)
{
	uint8_t *in = lws__test_guarded(path, len);
	char *same = malloc(len + 1);
	enum lws__uri_result r, again;
	size_t same_len;

	assert_non_null(same);
	r = lws__uri_path_normalise(out, out_len, (char *)in, len);
	memcpy(same, path, len);
	again = lws__uri_path_normalise(same, &same_len, same, len);
	assert_int_equal(r, again);
	if (!r) {
		assert_int_equal(same_len, *out_len);
		assert_string_equal(same, out);
		assert_true(*out_len <= len);
	}
	lws__test_guarded_free(in, len);
	free(same);

	return r;
}

static void
uri_path__hf_01_normalises_inside_the_root(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} vectors[] = {
		{"/", "/"},
		{"/a.txt", "/a.txt"},
		{"/../secret.txt", "/secret.txt"},
		{"/sub/../../secret.txt", "/secret.txt"},
		{"/%2e%2e/secret.txt", "/secret.txt"},
		{"/..%2fsecret.txt", "/secret.txt"},
		{"/%2e%2e%2fsecret.txt", "/secret.txt"},
		{"/%2f%2e%2e/secret.txt", "/secret.txt"},
		{"/sub/..%2f..%2fsecret.txt", "/secret.txt"},
		{"/..\\secret.txt", "/..\\secret.txt"},
		{"/....//secret.txt", "/..../secret.txt"},
		{"/./a.txt", "/a.txt"},
		{"/sub/../a.txt", "/a.txt"},
		{"/sub/./x.html", "/sub/x.html"},
		{"//a.txt", "/a.txt"},
		{"///a.txt", "/a.txt"},
		{"/sub//x.html", "/sub/x.html"},
		{"/a.txt/", "/a.txt/"},
		{"/a.txt//", "/a.txt/"},
		{"/a.txt/..", "/"},
		{"/a/b/..", "/a/"},
		{"/a/b/../", "/a/"},
		{"/a/b/.", "/a/b/"},
		{"/.", "/"},
		{"/..", "/"},
		{"/../..", "/"},
		{"/...", "/..."},
		{"/.a", "/.a"},
		{"/a.", "/a."},
		{"/a..", "/a.."},
		{"/..a/b", "/..a/b"},
		{"/sub/..", "/"},
		{"/%2e/a.txt", "/a.txt"},
		{"/%61.txt", "/a.txt"},
		{"/a%2etxt", "/a.txt"},
		{"/sub/%2E%2E/a.txt", "/a.txt"},
		{"/dyn%2f..%2fa.txt", "/a.txt"},
		{"/%252e%252e/secret.txt", "/%2e%2e/secret.txt"},
		{"/%25", "/%"},
		{"/a.txt%20", "/a.txt "},
		{"/a+b.txt", "/a+b.txt"},
		{"/%c0%ae%c0%ae/a", "/\xc0\xae\xc0\xae/a"},
		{"/%e0%80%ae/a", "/\xe0\x80\xae/a"},
		{"/a|b^c{d}[e]`\"<>\\", "/a|b^c{d}[e]`\"<>\\"},
	};
	char out[128];
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		enum lws__uri_result r = normalise(
			vectors[i].in, strlen(vectors[i].in), out, &len);

		if (r || strcmp(out, vectors[i].out))
			fail_msg("%s: %s '%s', expected '%s'", vectors[i].in,
				 lws__uri_reason(r), out, vectors[i].out);
		assert_int_equal(len, strlen(out));
	}
}

static void
uri_path__hf_02_refuses_what_could_cut_a_name_short(void **state)
{
	static const struct {
		const char *in;
		size_t len;
		enum lws__uri_result r;
	} vectors[] = {
		{"", 0, LWS__URI_NO_SLASH},
		{"a", 1, LWS__URI_NO_SLASH},
		{"%2fa", 4, LWS__URI_NO_SLASH},
		{"/%", 2, LWS__URI_BAD_ESCAPE},
		{"/%4", 3, LWS__URI_BAD_ESCAPE},
		{"/%zz", 4, LWS__URI_BAD_ESCAPE},
		{"/%4g", 4, LWS__URI_BAD_ESCAPE},
		{"/%+4", 4, LWS__URI_BAD_ESCAPE},
		{"/%%41", 5, LWS__URI_BAD_ESCAPE},
		{"/a%00.txt", 9, LWS__URI_BAD_DECODED},
		{"/a%0d%0aX", 9, LWS__URI_BAD_DECODED},
		{"/%7f", 4, LWS__URI_BAD_DECODED},
		{"/%1b", 4, LWS__URI_BAD_DECODED},
		{"/a b", 4, LWS__URI_BAD_CHAR},
		{"/a\tb", 4, LWS__URI_BAD_CHAR},
		{"/a\0b", 4, LWS__URI_BAD_CHAR},
		{"/a#b", 4, LWS__URI_BAD_CHAR},
		{"/\xe9", 2, LWS__URI_BAD_CHAR},
		{"/\x7f", 2, LWS__URI_BAD_CHAR},
	};
	char out[32];
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		enum lws__uri_result r =
			normalise(vectors[i].in, vectors[i].len, out, &len);

		if (r != vectors[i].r)
			fail_msg("%s: %s", vectors[i].in, lws__uri_reason(r));
		assert_int_equal(lws__uri_status(r), 400);
	}
	assert_int_equal(lws__uri_status(LWS__URI_NO_ROOM), 414);
	assert_int_equal(lws__uri_status(LWS__URI_OK), 0);
}

/* every path made of a few awkward pieces */
static void
uri_path__hf_01_no_combination_gets_out(void **state)
{
	static const char *const pieces[] = {"/",   ".",   "..", "a",
					     "%2e", "%2f", "\\", "%5c"};
	char path[64], out[64];
	size_t len;

	(void)state;
	for (unsigned int n = 0; n < 8u * 8 * 8 * 8 * 8 * 8; n++) {
		unsigned int digits = n;

		len = (size_t)snprintf(path, sizeof(path), "/");
		for (int i = 0; i < 6; i++, digits /= 8)
			len += (size_t)snprintf(path + len, sizeof(path) - len,
						"%s", pieces[digits % 8]);
		assert_int_equal(
			lws__uri_path_normalise(out, &len, path, strlen(path)),
			LWS__URI_OK);
		assert_int_equal(out[0], '/');
		assert_null(strstr(out, "//"));
		assert_null(strstr(out, "/./"));
		assert_null(strstr(out, "/../"));
		if (len >= 2)
			assert_string_not_equal(out + len - 2, "/.");
		if (len >= 3)
			assert_string_not_equal(out + len - 3, "/..");
	}
}

static void
uri_path__dot_files_name_no_file_but_well_known(void **state)
{
	static const struct {
		const char *path;
		bool plain, allowed;
	} vectors[] = {
		{"/", true, true},
		{"/a.txt", true, true},
		{"/a/b.c", true, true},
		{"/.hidden.txt", false, true},
		{"/a/.git/config", false, true},
		{"/...", false, true},
		{"/..a", false, true},
		{"/.well-known", true, true},
		{"/.well-known/acme-challenge/x", true, true},
		{"/.well-known/.x", false, true},
		{"/.well-knowns", false, true},
		{"/a/.well-known/x", false, true},
		{"/..\\secret.txt", false, false},
		{"/a\\..\\b", false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		size_t len = strlen(vectors[i].path);
		uint8_t *p = lws__test_guarded(vectors[i].path, len);

		if (lws__uri_path_names_file((char *)p, len, false) !=
			    vectors[i].plain ||
		    lws__uri_path_names_file((char *)p, len, true) !=
			    vectors[i].allowed)
			fail_msg("%s", vectors[i].path);
		lws__test_guarded_free(p, len);
	}
}

static struct lws__http_headers *
stored(const char *target, enum lws__uri_result expected)
{
	struct lws__http_headers *h = lws__http_headers_create(1024);

	assert_non_null(h);
	assert_int_equal(
		lws__uri_store(h, WSI_TOKEN_GET_URI, target, strlen(target)),
		expected);

	return h;
}

static void
uri_path__arguments_are_decoded_fragments(void **state)
{
	struct lws__http_headers *h =
		stored("/p%61th?a=1&b=%26x%3d&&c+d=e%2bf&=v&flag&u=%0d%0a",
		       LWS__URI_OK);
	static const char *const args[] = {"a=1", "b=&x=", "c d=e+f",
					   "=v",  "flag",  "u=\r\n"};
	unsigned int iter = 0;
	size_t len;

	(void)state;
	assert_string_equal(lws__http_headers_simple_ptr(h, WSI_TOKEN_GET_URI),
			    "/path");
	for (size_t i = 0; i < COUNT(args); i++)
		assert_string_equal(
			lws__http_headers_next(h, WSI_TOKEN_HTTP_URI_ARGS,
					       &iter, &len),
			args[i]);
	assert_null(lws__http_headers_next(h, WSI_TOKEN_HTTP_URI_ARGS, &iter,
					   &len));
	lws__http_headers_destroy(&h);
}

static void
uri_path__a_refused_target_leaves_nothing_behind(void **state)
{
	static const struct {
		const char *target;
		enum lws__uri_result r;
	} vectors[] = {
		{"x", LWS__URI_NO_SLASH},
		{"/%zz?a", LWS__URI_BAD_ESCAPE},
		{"/a?b=1&c=%z", LWS__URI_BAD_ESCAPE},
		{"/a?b=1&c=%00", LWS__URI_BAD_DECODED},
		{"/a?b#c", LWS__URI_BAD_CHAR},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		struct lws__http_headers *h =
			stored(vectors[i].target, vectors[i].r);

		assert_false(lws__http_headers_has(h, WSI_TOKEN_GET_URI));
		assert_false(lws__http_headers_has(h, WSI_TOKEN_HTTP_URI_ARGS));
		/* and the table can still be used */
		assert_int_equal(lws__uri_store(h, WSI_TOKEN_GET_URI, "/", 1),
				 LWS__URI_OK);
		lws__http_headers_destroy(&h);
	}
}

static void
uri_path__a_target_that_does_not_fit_is_too_long(void **state)
{
	struct lws__http_headers *h = lws__http_headers_create(64);
	static char target[8192];

	(void)state;
	memset(target, 'a', sizeof(target));
	target[0] = '/';
	assert_non_null(h);
	assert_int_equal(
		lws__uri_store(h, WSI_TOKEN_GET_URI, target, sizeof(target)),
		LWS__URI_NO_ROOM);
	memset(target, '&', sizeof(target));
	memcpy(target, "/?", 2);
	assert_int_equal(lws__uri_store(h, WSI_TOKEN_GET_URI, target, 900),
			 LWS__URI_NO_ROOM);
	assert_false(lws__http_headers_has(h, WSI_TOKEN_GET_URI));
	lws__http_headers_destroy(&h);
}

static void
url_arg__finds_values_by_name(void **state)
{
	struct lws__http_headers *h =
		stored("/?xy=9&x=1&name=%41b&empty=&flag&x=2", LWS__URI_OK);
	static const struct {
		const char *name;
		int len;
		const char *value;
	} vectors[] = {
		{"x=", 1, "1"},       {"x", 1, "1"},      {"xy", 1, "9"},
		{"name", 2, "Ab"},    {"name=", 2, "Ab"}, {"empty", 0, ""},
		{"empty=", 0, ""},    {"flag", 0, ""},    {"flag=", -1, ""},
		{"nam", 4, "e=Ab"},   {"none", -1, ""},   {"nam=", -1, ""},
		{"namename", -1, ""},
	};
	char buf[16];

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		memset(buf, 'z', sizeof(buf));
		if (lws__http_urlarg_get(h, vectors[i].name, buf,
					 sizeof(buf)) != vectors[i].len ||
		    strcmp(buf, vectors[i].value))
			fail_msg("%s: '%s'", vectors[i].name, buf);
	}

	/* HF-09: what does not fit is an error, not a shorter value */
	assert_int_equal(lws__http_urlarg_get(h, "name", buf, 2), -1);
	assert_string_equal(buf, "");
	assert_int_equal(lws__http_urlarg_get(h, "name", buf, 3), 2);
	assert_int_equal(lws__http_urlarg_get(h, "name", buf, 0), -1);
	lws__http_headers_destroy(&h);
}

static void
uri_path__encoding_is_undone_by_decoding(void **state)
{
	char all[255], text[255 * 3 + 1], back[sizeof(text)];
	size_t len;
	int n;

	(void)state;
	for (int i = 0; i < 255; i++)
		all[i] = (char)(i + 1);
	n = lws__uri_encode(text, sizeof(text), all, 255, true);
	assert_true(n > 255);
	assert_int_equal(lws__uri_arg_decode(back, &len, text, (size_t)n),
			 LWS__URI_OK);
	assert_int_equal(len, 255);
	assert_memory_equal(back, all, 255);

	assert_int_equal(lws__uri_encode(text, 64, "/a b?#%", 7, false), 15);
	assert_string_equal(text, "/a%20b%3F%23%25");
	assert_int_equal(lws__uri_encode(text, 3, "\n", 1, false), -1);
	assert_int_equal(lws__uri_encode(text, 4, "\n", 1, false), 3);
	assert_int_equal(lws__uri_encode(text, 1, "", 0, false), 0);
	assert_int_equal(lws__uri_encode(text, 0, "", 0, false), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uri_path__hf_01_normalises_inside_the_root),
		cmocka_unit_test(
			uri_path__hf_02_refuses_what_could_cut_a_name_short),
		cmocka_unit_test(uri_path__hf_01_no_combination_gets_out),
		cmocka_unit_test(
			uri_path__dot_files_name_no_file_but_well_known),
		cmocka_unit_test(uri_path__arguments_are_decoded_fragments),
		cmocka_unit_test(
			uri_path__a_refused_target_leaves_nothing_behind),
		cmocka_unit_test(
			uri_path__a_target_that_does_not_fit_is_too_long),
		cmocka_unit_test(url_arg__finds_values_by_name),
		cmocka_unit_test(uri_path__encoding_is_undone_by_decoding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
