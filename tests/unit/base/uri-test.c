/* SPDX-License-Identifier: MIT */
/*
 * Cutting URIs in place, and resolving references (the examples of RFC 3986
 * s5.4 among them).
 */

#include "lws-test.h"

#include "base/base.h"

enum {
	UNTOUCHED = -99,
};

static const struct {
	const char *uri;
	const char *prot;
	const char *ads;
	int port;
	const char *path;
} v[] = {
	{"http://example.com/path/x?y=z#f", "http", "example.com", 80,
	 "path/x?y=z#f"},
	{"https://example.com", "https", "example.com", 443, "/"},
	{"https://example.com/", "https", "example.com", 443, "/"},
	{"ws://h:8080/p", "ws", "h", 8080, "p"},
	{"wss://h", "wss", "h", 443, "/"},
	{"mqtt://h", "mqtt", "h", UNTOUCHED, "/"},
	{"HTTP://H/x", "HTTP", "H", UNTOUCHED, "x"},
	{"h:80/x", "", "h", 80, "x"},
	{"h/x", "", "h", UNTOUCHED, "x"},
	{"", "", "", UNTOUCHED, "/"},
	{"/just/path", "", "", UNTOUCHED, "just/path"},
	{"://h/x", "", "h", UNTOUCHED, "x"},
	{"http:h/x", "", "http", 0, "x"},
	{"http://", "http", "", 80, "/"},
	{"http://:81/x", "http", "", 81, "x"},
	{"http://h:/x", "http", "h", 0, "x"},
	{"http://h:abc/x", "http", "h", 0, "x"},
	{"http://h:99999999999999999999/x", "http", "h", 2147483647, "x"},
	{"http://h:81?q=1", "http", "h", 81, "/"},
	{"http://h?q=1", "http", "h?q=1", 80, "/"},
	{"http://h//double", "http", "h", 80, "/double"},
	{"http://h/a:b/c", "http", "h", 80, "a:b/c"},
	{"http://[::1]:8080/x", "http", "::1", 8080, "x"},
	{"http://[::1]", "http", "::1", 80, "/"},
	{"http://[fe80::1%eth0]:1/x", "http", "fe80::1%eth0", 1, "x"},
	{"http://[::1/x", "http", "::1/x", 80, "/"},
	{"https://+/var/run/sock:/my/path", "https", "+/var/run/sock", 0,
	 "my/path"},
	{"http://+@abstract:/p", "http", "+@abstract", 0, "p"},
	{"http://+/var/run/sock", "http", "+/var/run/sock", 80, "/"},
	{"http://+sock:", "http", "+sock", 0, "/"},
};

static void
uri__is_cut_into_its_parts_in_place(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++) {
		size_t len = strlen(v[i].uri) + 1;
		uint8_t *g = lws__test_guarded(v[i].uri, len);
		const char *prot, *ads, *path;
		int port = UNTOUCHED;

		assert_int_equal(
			lws_parse_uri((char *)g, &prot, &ads, &port, &path), 0);
		if (strcmp(prot, v[i].prot) || strcmp(ads, v[i].ads) ||
		    strcmp(path, v[i].path) || port != v[i].port)
			fail_msg("%s: %s %s %d %s", v[i].uri, prot, ads, port,
				 path);
		lws__test_guarded_free(g, len);
	}
}

/* RFC 3986 s5.4.1 and s5.4.2, with its base */
static const struct {
	const char *rel;
	const char *url;
} rfc[] = {
	{"g:h", "g:h"},
	{"g", "http://a/b/c/g"},
	{"./g", "http://a/b/c/g"},
	{"g/", "http://a/b/c/g/"},
	{"/g", "http://a/g"},
	{"//g", "http://g"},
	{"?y", "http://a/b/c/d;p?y"},
	{"g?y", "http://a/b/c/g?y"},
	{"#s", "http://a/b/c/d;p?q#s"},
	{"g#s", "http://a/b/c/g#s"},
	{"g?y#s", "http://a/b/c/g?y#s"},
	{";x", "http://a/b/c/;x"},
	{"g;x", "http://a/b/c/g;x"},
	{"", "http://a/b/c/d;p?q"},
	{".", "http://a/b/c/"},
	{"./", "http://a/b/c/"},
	{"..", "http://a/b/"},
	{"../", "http://a/b/"},
	{"../g", "http://a/b/g"},
	{"../..", "http://a/"},
	{"../../g", "http://a/g"},
	{"../../../g", "http://a/g"},
	{"../../../../g", "http://a/g"},
	{"/./g", "http://a/g"},
	{"/../g", "http://a/g"},
	{"g.", "http://a/b/c/g."},
	{".g", "http://a/b/c/.g"},
	{"g..", "http://a/b/c/g.."},
	{"..g", "http://a/b/c/..g"},
	{"./../g", "http://a/b/g"},
	{"./g/.", "http://a/b/c/g/"},
	{"g/./h", "http://a/b/c/g/h"},
	{"g/../h", "http://a/b/c/h"},
	{"g;x=1/./y", "http://a/b/c/g;x=1/y"},
	{"g;x=1/../y", "http://a/b/c/y"},
	{"g?y/../x", "http://a/b/c/g?y/../x"},
	{"g#s/../x", "http://a/b/c/g#s/../x"},
	{"http:g", "http:g"},
};

static void
uri__resolves_references_as_the_rfc_does(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(rfc); i++) {
		char out[64];

		assert_int_equal(lws__uri_resolve(out, sizeof(out),
						  "http://a/b/c/d;p?q",
						  rfc[i].rel),
				 0);
		assert_string_equal(out, rfc[i].url);
	}
}

static const struct {
	const char *base;
	const char *rel;
	const char *url; /* NULL: refused */
} more[] = {
	{"https://h", "c.png", "https://h/c.png"},
	{"https://h", "../c", "https://h/c"},
	{"https://h", "", "https://h"},
	{"https://h?q", "x", "https://h/x"},
	{"https://h/", "//o/x", "https://o/x"},
	{"https://h/a/b.html", "https://o/../x", "https://o/x"},
	{"file:///etc/x", "y", "file:///etc/y"},
	{"file://d/x.html", "/c.png", "file://d/c.png"},
	{"no-scheme/x", "y", NULL},
	{"no-scheme/x", "http://h/y", "http://h/y"},
	{"", "", NULL},
	{"1http://h/", "y", NULL}, /* a scheme begins with a letter */
};

static void
uri__resolves_against_bases_without_path_and_refuses_those_without_scheme(
	void **state)
{
	size_t i, size;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(more); i++)
		for (size = 0; size < 48; size++) {
			size_t bl = strlen(more[i].base) + 1,
			       rl = strlen(more[i].rel) + 1;
			char zero[48] = {0};
			uint8_t *out = lws__test_guarded(zero, size),
				*base = lws__test_guarded(more[i].base, bl),
				*rel = lws__test_guarded(more[i].rel, rl);
			int r = lws__uri_resolve((char *)out, size,
						 (char *)base, (char *)rel);

			if (!r)
				assert_string_equal((char *)out, more[i].url);
			else if (size)
				assert_string_equal((char *)out, "");
			if (size == 47)
				assert_int_equal(!r, more[i].url != NULL);
			lws__test_guarded_free(rel, rl);
			lws__test_guarded_free(base, bl);
			lws__test_guarded_free(out, size);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uri__is_cut_into_its_parts_in_place),
		cmocka_unit_test(uri__resolves_references_as_the_rfc_does),
		cmocka_unit_test(
			uri__resolves_against_bases_without_path_and_refuses_those_without_scheme),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
