/* SPDX-License-Identifier: MIT */
/* Header text: exact bytes, exact room, and no way to split a response. */

#include "lws-test.h"

#include "roles/http/http-text.h"
#include "roles/http/status-words.h"

#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* one call of each kind, chosen by number */
static int
write_one(int which, unsigned char **p, unsigned char *end)
{
	switch (which) {
	case 0:
		return lws__http_text_status(1, 200, p, end);
	case 1:
		return lws__http_text_status(0, 206, p, end);
	case 2:
		return lws__http_text_add("x-a:", "v", 1, p, end);
	case 3:
		return lws__http_text_add("X-A", "", 0, p, end);
	case 4:
		return lws__http_text_add_token(WSI_TOKEN_HTTP_CONTENT_TYPE,
						"text/plain", 10, p, end);
	case 5:
		return lws__http_text_add_number(WSI_TOKEN_HTTP_CONTENT_LENGTH,
						 UINT64_MAX, p, end);
	case 6:
		return lws__http_text_add_number(WSI_TOKEN_HTTP_CONTENT_LENGTH,
						 0, p, end);
	case 7:
		return lws__http_text_request("GET", "/x?y", p, end);
	default:
		return lws__http_text_finish(p, end);
	}
}

static void
http_text__writes_exact_bytes_into_exact_room(void **state)
{
	static const char *const lines[] = {
		"HTTP/1.1 200 OK\r\n",
		"HTTP/1.0 206 \r\n",
		"x-a: v\r\n",
		"X-A: \r\n",
		"content-type: text/plain\r\n",
		"content-length: 18446744073709551615\r\n",
		"content-length: 0\r\n",
		"GET /x?y HTTP/1.1\r\n",
		"\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		size_t len = strlen(lines[i]);

		for (size_t room = 0; room <= len; room++) {
			uint8_t *buf = lws__test_guarded(lines[i], room), *p;
			int r;

			memset(buf, '#', room);
			p = buf;
			r = write_one((int)i, &p, buf + room);
			assert_int_equal(!r, room == len);
			assert_int_equal(p - buf, room == len ? len : 0);
			if (r && room)
				assert_int_equal(buf[0], '#');
			if (!r)
				assert_memory_equal(buf, lines[i], len);
			lws__test_guarded_free(buf, room);
		}
	}
}

static void
http_text__h1_14_refuses_names_and_values_that_split(void **state)
{
	static const struct {
		const char *name;
		const char *value;
		int len;
	} vectors[] = {
		{"x:", "a\r\nSet-Cookie: b", 16},
		{"x:", "a\rb", 3},
		{"x:", "a\nb", 3},
		{"x:", "a\0b", 3},
		{"x:", "\r", 1},
		{"x:", "a", -1},
		{"x\r\ny:", "a", 1},
		{"x\n:", "a", 1},
		{"x y:", "a", 1},
		{"x::", "a", 1},
		{":", "a", 1},
		{"", "a", 1},
	};
	unsigned char buf[64], *p = buf;

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		if (!lws__http_text_add(vectors[i].name, vectors[i].value,
					vectors[i].len, &p, buf + sizeof(buf)))
			fail_msg("'%s'", vectors[i].name);
		assert_ptr_equal(p, buf);
	}
	/* H1-14: a redirect target */
	assert_int_not_equal(lws__http_text_add_token(WSI_TOKEN_HTTP_LOCATION,
						      "/a\r\nb", 5, &p,
						      buf + sizeof(buf)),
			     0);
	assert_ptr_equal(p, buf);
}

static void
http_text__only_field_tokens_are_fields(void **state)
{
	static const enum lws_token_indexes tokens[] = {
		WSI_TOKEN_GET_URI,
		WSI_TOKEN_CHALLENGE,
		WSI_TOKEN_HTTP,
		WSI_TOKEN_PATCH_URI,
		WSI_TOKEN_HTTP_COLON_PATH,
		WSI_TOKEN_HTTP_URI_ARGS,
		_WSI_TOKEN_CLIENT_URI,
		WSI_TOKEN_COUNT,
	};
	unsigned char buf[64], *p = buf;

	(void)state;
	for (size_t i = 0; i < COUNT(tokens); i++)
		assert_int_equal(lws__http_text_add_token(tokens[i], "v", 1, &p,
							  buf + sizeof(buf)),
				 1);
	assert_ptr_equal(p, buf);
}

static void
http_text__request_lines_hold_no_white_space(void **state)
{
	unsigned char buf[64], *p = buf, *end = buf + sizeof(buf);

	(void)state;
	assert_int_equal(lws__http_text_request("GET", "/a b", &p, end), 1);
	assert_int_equal(lws__http_text_request("GET", "/a\r\nb", &p, end), 1);
	assert_int_equal(lws__http_text_request("GET", "", &p, end), 1);
	assert_int_equal(lws__http_text_request("G T", "/", &p, end), 1);
	assert_int_equal(lws__http_text_request("", "/", &p, end), 1);
	assert_int_equal(lws__http_text_status(2, 200, &p, end), 1);
	assert_int_equal(lws__http_text_status(1, 99, &p, end), 1);
	assert_int_equal(lws__http_text_status(1, 1000, &p, end), 1);
	assert_ptr_equal(p, buf);
}

static void
status_words__every_code_has_some_or_none(void **state)
{
	(void)state;
	assert_string_equal(lws__http_status_words(200), "OK");
	assert_string_equal(lws__http_status_words(101), "Switching Protocols");
	assert_string_equal(lws__http_status_words(404), "Not Found");
	assert_string_equal(lws__http_status_words(431),
			    "Request Header Fields Too Large");
	assert_string_equal(lws__http_status_words(511),
			    "Network Authentication Required");
	assert_string_equal(lws__http_status_words(299), "");
	for (unsigned int s = 0; s < 1100; s++)
		assert_non_null(lws__http_status_words(s));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_text__writes_exact_bytes_into_exact_room),
		cmocka_unit_test(
			http_text__h1_14_refuses_names_and_values_that_split),
		cmocka_unit_test(http_text__only_field_tokens_are_fields),
		cmocka_unit_test(http_text__request_lines_hold_no_white_space),
		cmocka_unit_test(status_words__every_code_has_some_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
