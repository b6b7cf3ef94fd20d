/* SPDX-License-Identifier: MIT */
/*
 * base64url without padding, and back by the strict decoder.
 */

#include "lws-test.h"

#include "base/base.h"

static void
jws_base64__has_the_url_alphabet_and_no_padding(void **state)
{
	char out[16];

	(void)state;
	assert_int_equal(lws_jws_base64_enc("\xfb\xff\xbf\xff", 4, out, 16), 6);
	assert_string_equal(out, "-_-__w");
	assert_int_equal(lws_jws_base64_enc("", 0, out, 16), 0);
	assert_string_equal(out, "");
	assert_int_equal(lws_jws_base64_enc("fo", 2, out, 16), 3);
	assert_string_equal(out, "Zm8");
}

static void
jws_base64__fails_rather_than_cut(void **state)
{
	size_t size;

	(void)state;
	for (size = 0; size < 12; size++) {
		char zero[12] = {0};
		uint8_t *out = lws__test_guarded(zero, size);
		int n = lws_jws_base64_enc("fooba", 5, (char *)out, size);

		assert_int_equal(n, size > 9 ? 7 : -1);
		lws__test_guarded_free(out, size);
	}
	assert_int_equal(lws_jws_base64_enc(NULL, SIZE_MAX, NULL, 0), -1);
}

static void
jws_base64__round_trips_through_the_strict_decoder(void **state)
{
	uint8_t plain[100], back[100];
	char coded[140];
	size_t len, i, n;

	(void)state;
	for (i = 0; i < sizeof(plain); i++)
		plain[i] = (uint8_t)(i * 197 + 11);
	for (len = 0; len < sizeof(plain); len++) {
		int c = lws_jws_base64_enc((const char *)plain, len, coded,
					   sizeof(coded));

		assert_true(c >= 0);
		assert_int_equal(
			lws__b64url_decode(coded, (size_t)c, back, len, &n), 0);
		assert_int_equal(n, len);
		assert_memory_equal(plain, back, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			jws_base64__has_the_url_alphabet_and_no_padding),
		cmocka_unit_test(jws_base64__fails_rather_than_cut),
		cmocka_unit_test(
			jws_base64__round_trips_through_the_strict_decoder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
