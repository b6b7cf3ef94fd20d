/* SPDX-License-Identifier: MIT */
/*
 * The text around the parts of a form: exact, escaped, and whole or not at all.
 */

#include "lws-test.h"

#include "roles/http/multipart.h"

static const char zeros[512];

#define B "000102030405060708090a0b"

static const struct {
	struct lws__multipart_part part;
	bool is_first;
	const char *text;
} rows[] = {
	{{"a", NULL, NULL},
	 true,
	 "--" B "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"},
	{{"a", NULL, NULL},
	 false,
	 "\r\n--" B "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"},
	{{"f", "x.png", "image/png"},
	 false,
	 "\r\n--" B "\r\nContent-Disposition: form-data; name=\"f\"; "
	 "filename=\"x.png\"\r\nContent-Type: image/png\r\n\r\n"},
	/* what would end the string or the line (RFC 7578 4.2) */
	{{"q\"\r\n", "\"", "a/b\r\nX: y"},
	 true,
	 "--" B "\r\nContent-Disposition: form-data; name=\"q%22%0D%0A\"; "
	 "filename=\"%22\"\r\nContent-Type: a/b\r\n\r\n"},
	{{"", "", NULL},
	 true,
	 "--" B "\r\nContent-Disposition: form-data; name=\"\"; "
	 "filename=\"\"\r\n\r\n"},
	{{NULL, NULL, NULL}, false, "\r\n--" B "--\r\n"},
	{{NULL, NULL, NULL}, true, "--" B "--\r\n"},
};

static void
boundary__is_the_hexadecimal_text_of_the_bytes(void **state)
{
	uint8_t random[12];
	char text[LWS__MULTIPART_BOUNDARY_LEN + 1];

	(void)state;
	for (uint8_t n = 0; n < sizeof(random); n++)
		random[n] = n;
	lws__multipart_boundary(random, text);
	assert_string_equal(text, B);
}

static void
part__is_written_exactly_or_not_at_all(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++)
		for (size_t room = 0; room < strlen(rows[n].text) + 3; room++) {
			size_t len = strlen(rows[n].text);
			uint8_t *buf = lws__test_guarded(zeros, room);
			char *p = (char *)buf;
			int no_room = lws__multipart_part(&rows[n].part, B,
							  rows[n].is_first, &p,
							  (char *)buf + room);

			assert_int_equal(no_room, room < len);
			if (no_room)
				assert_ptr_equal(p, buf);
			else
				assert_int_equal(p - (char *)buf, len);
			if (!no_room)
				assert_memory_equal(buf, rows[n].text, len);
			lws__test_guarded_free(buf, room);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			boundary__is_the_hexadecimal_text_of_the_bytes),
		cmocka_unit_test(part__is_written_exactly_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
