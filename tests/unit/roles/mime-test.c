/* SPDX-License-Identifier: MIT */
/* Content types: the built-in list, and what a mount adds. */

#include "lws-test.h"

#include "roles/http/mime.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
mime__knows_the_built_in_list_by_suffix_in_any_case(void **state)
{
	static const char *const vectors[][2] = {
		{"a.html", "text/html"},
		{"a.HTML", "text/html"},
		{"a.htm", "text/html"},
		{"a.js", "text/javascript"},
		{"a.mjs", "text/javascript"},
		{"a.css", "text/css"},
		{"a.png", "image/png"},
		{"a.jpg", "image/jpeg"},
		{"a.jpeg", "image/jpeg"},
		{"a.gif", "image/gif"},
		{"a.svg", "image/svg+xml"},
		{"a.txt", "text/plain"},
		{"a.json", "application/json"},
		{"a.xml", "application/xml"},
		{"a.ico", "image/x-icon"},
		{"a.wasm", "application/wasm"},
		{"a.woff", "application/font-woff"},
		{"a.woff2", "application/font-woff2"},
		{"a.ttf", "application/x-font-ttf"},
		{"a.otf", "application/font-woff"},
		{"a.gz", "application/gzip"},
		{"a.tar.gz", "application/gzip"},
		{"/dir.html/a.txt", "text/plain"},
		{"a.zip", NULL},
		{"a.pdf", NULL},
		{"a.mp4", NULL},
		{"a.webp", NULL},
		{"a.md", NULL},
		{"a", NULL},
		{"", NULL},
		{".html", NULL},
		{"a.htmlx", NULL},
		{"ahtml", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		const char *type = lws_get_mimetype(vectors[i][0], NULL);

		if (!type != !vectors[i][1] ||
		    (type && strcmp(type, vectors[i][1])))
			fail_msg("%s: %s", vectors[i][0], type ? type : "-");
	}
}

static void
mime__a_mount_comes_first_and_its_star_last(void **state)
{
	static const struct lws_protocol_vhost_options
		any = {NULL, NULL, "*", "application/x-any"},
		none = {&any, NULL, ".bare", ""},
		txt = {&none, NULL, ".TXT", "text/x-mine"},
		foo = {&txt, NULL, ".foo", "application/x-foo"};
	static const struct lws_http_mount mount = {.extra_mimetypes = &foo};

	(void)state;
	assert_string_equal(lws_get_mimetype("t.foo", &mount),
			    "application/x-foo");
	assert_string_equal(lws_get_mimetype("t.txt", &mount), "text/x-mine");
	assert_string_equal(lws_get_mimetype("t.bare", &mount), "");
	assert_string_equal(lws_get_mimetype("t.html", &mount), "text/html");
	assert_string_equal(lws_get_mimetype("t.bin", &mount),
			    "application/x-any");
	assert_string_equal(lws_get_mimetype("t", &mount), "application/x-any");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			mime__knows_the_built_in_list_by_suffix_in_any_case),
		cmocka_unit_test(mime__a_mount_comes_first_and_its_star_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
