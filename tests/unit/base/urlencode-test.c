/* SPDX-License-Identifier: MIT */
/*
 * The form encoding of URLs, in every size of buffer and in place.
 */

#include "lws-test.h"

#include "base/base.h"

static void
urlencode__escapes_all_but_letters_digits_and_space(void **state)
{
	int size, c;

	(void)state;
	for (size = 0; size < 20; size++) {
		static const char full[] = "a+b%2Fc%26%C3";
		char zero[20] = {0};
		uint8_t *out = lws__test_guarded(zero, (size_t)size);

		lws_urlencode((char *)out, "a b/c&\xc3", size);
		if (size) {
			size_t n = strlen((char *)out);

			assert_memory_equal(out, full, n);
			assert_true(n < (size_t)size);
			if (size > 16)
				assert_string_equal((char *)out, full);
		}
		lws__test_guarded_free(out, (size_t)size);
	}

	for (c = 1; c < 256; c++) {
		char in[2] = {(char)c, 0}, out[8], back[8];

		lws_urlencode(out, in, sizeof(out));
		assert_int_equal(lws_urldecode(back, out, sizeof(back) - 1), 0);
		assert_string_equal(back, in);
	}
}

static const struct {
	const char *in;
	int result;
	const char *out;
} decode[] = {
	{"", 0, ""},         {"a+b%20c", 0, "a b c"},
	{"%41%42", 0, "AB"}, {"%c3%A9", 0, "\xc3\xa9"},
	{"%4", 0, ""}, /* cut short */
	{"a%", 0, "a"},      {"%zz", -1, NULL},
	{"%4z", -1, NULL},   {"%%", -1, NULL},
	{"%-1", -1, NULL},   {"% 1", -1, NULL},
};

static void
urldecode__writes_len_characters_and_a_nul_at_most(void **state)
{
	size_t i, len;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(decode); i++)
		for (len = 0; len < 12; len++) {
			char zero[16] = {0};
			size_t in_len = strlen(decode[i].in) + 1;
			uint8_t *out = lws__test_guarded(zero, len + 1),
				*in = lws__test_guarded(decode[i].in, in_len);
			int r = lws_urldecode((char *)out, (char *)in,
					      (int)len);

			if (len)
				assert_int_equal(r, decode[i].result);
			if (!r && decode[i].out) {
				assert_true(strlen((char *)out) <= len);
				assert_memory_equal(out, decode[i].out,
						    strlen((char *)out));
				/* and in place */
				lws_urldecode((char *)in, (char *)in, (int)len);
				assert_string_equal((char *)in, (char *)out);
			}
			lws__test_guarded_free(in, in_len);
			lws__test_guarded_free(out, len + 1);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			urlencode__escapes_all_but_letters_digits_and_space),
		cmocka_unit_test(
			urldecode__writes_len_characters_and_a_nul_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
