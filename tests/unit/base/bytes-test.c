/* SPDX-License-Identifier: MIT */
/*
 * Big-endian integers, variable byte integers and hex, in memory that ends
 * where it should.
 */

#include "lws-test.h"

#include "base/base.h"

static void
ser__round_trips_at_any_alignment(void **state)
{
	static const uint64_t v[] = {0,
				     1,
				     0x1234,
				     0xffff,
				     0x12345678,
				     0xffffffffu,
				     0x0123456789abcdefu,
				     UINT64_MAX};
	uint8_t b[16];
	size_t i, at;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++)
		for (at = 0; at < 8; at++) {
			lws_ser_wu16be(b + at, (uint16_t)v[i]);
			assert_int_equal(lws_ser_ru16be(b + at),
					 (uint16_t)v[i]);
			lws_ser_wu32be(b + at, (uint32_t)v[i]);
			assert_int_equal(lws_ser_ru32be(b + at),
					 (uint32_t)v[i]);
			lws_ser_wu64be(b + at, v[i]);
			assert_true(lws_ser_ru64be(b + at) == v[i]);
		}
	lws_ser_wu64be(b, 0x0102030405060708u);
	assert_memory_equal(b, "\1\2\3\4\5\6\7\10", 8);
}

static const struct {
	const char *name;
	const char *bytes;
	size_t len;
	int result;
	uint64_t value;
} vbi[] = {
	{"zero", "\x00", 1, 1, 0},
	{"127", "\x7f", 1, 1, 127},
	{"128", "\x80\x01", 2, 2, 128},
	{"16383", "\xff\x7f", 2, 2, 16383},
	{"16384", "\x80\x80\x01", 3, 3, 16384},
	{"largest", "\xff\xff\xff\x7f", 4, 4, 268435455},
	{"more behind it", "\x05\xff", 2, 1, 5},
	{"nothing", "", 0, 0, 77},
	{"cut after one", "\x80", 1, 0, 77},
	{"cut after three", "\xff\xff\xff", 3, 0, 77},
	{"a fifth byte", "\xff\xff\xff\xff\x01", 5, -1, 77},
	{"a fifth byte is announced", "\x80\x80\x80\x80", 4, -1, 77},
	{"not the shortest form", "\x80\x00", 2, -1, 77},
	{"not the shortest form of 1", "\x81\x80\x00", 3, -1, 77},
};

static void
vbi__decodes_what_mqtt_allows_and_nothing_else(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(vbi); i++) {
		uint8_t *g = lws__test_guarded(vbi[i].bytes, vbi[i].len);
		uint64_t value = 77;
		int n = lws_vbi_decode(g, &value, vbi[i].len);

		if (n != vbi[i].result || value != vbi[i].value)
			fail_msg("%s: %d", vbi[i].name, n);
		lws__test_guarded_free(g, vbi[i].len);
	}
}

static void
vbi__encodes_into_no_more_than_the_bytes_it_says(void **state)
{
	uint64_t v;

	(void)state;
	for (v = 0; v < 0x10000000; v = v * 3 + 1) {
		int want = v < 0x80 ? 1 : v < 0x4000 ? 2 : v < 0x200000 ? 3 : 4;
		uint8_t zero[4] = {0},
			*g = lws__test_guarded(zero, (size_t)want);
		uint64_t back = 0;

		assert_int_equal(lws_vbi_encode(v, g), want);
		assert_int_equal(lws_vbi_decode(g, &back, (size_t)want), want);
		assert_true(back == v);
		lws__test_guarded_free(g, (size_t)want);
	}
	assert_int_equal(lws_vbi_encode(0x10000000, NULL), -1);
	assert_int_equal(lws_vbi_encode(UINT64_MAX, NULL), -1);
}

static void
sigbits__counts_up_to_the_highest_one(void **state)
{
	unsigned int n;

	(void)state;
	assert_int_equal(lws_sigbits(0), 1);
	for (n = 0; n < 8 * sizeof(uintptr_t); n++)
		assert_int_equal(lws_sigbits((uintptr_t)1 << n), n + 1);
}

static const struct {
	const char *hex;
	int max;
	int result;
	const char *bytes;
} hex[] = {
	{"", 4, 0, ""},
	{"0a1B", 4, 2, "\x0a\x1b"},
	{"0a1B", 1, 1, "\x0a"},
	{"0a1B", 0, 0, ""},
	{"0a1", 4, 1, "\x0a"}, /* an odd digit at the end does not count */
	{"0a1Bxx", 2, 2, "\x0a\x1b"},
	{"0a1Bxx", 3, -1, ""},
	{"g0", 4, -1, ""},
	{"0g", 4, -1, ""},
	{" 0", 4, -1, ""},
	{"0x10", 4, -1, ""},
	{"\xc3\xa9", 4, -1, ""},
};

static void
hex__reads_no_further_than_the_length_and_writes_no_more_than_max(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(hex); i++) {
		size_t len = strlen(hex[i].hex), max = (size_t)hex[i].max;
		uint8_t zero[8] = {0}, *out = lws__test_guarded(zero, max),
			*in = lws__test_guarded(hex[i].hex, len);
		int n = lws_hex_len_to_byte_array((const char *)in, len, out,
						  hex[i].max);

		if (n != hex[i].result)
			fail_msg("%s: %d", hex[i].hex, n);
		if (n > 0)
			assert_memory_equal(out, hex[i].bytes, (size_t)n);
		lws__test_guarded_free(in, len);
		lws__test_guarded_free(out, max);
	}
}

static void
hex__writes_what_fits_and_a_nul(void **state)
{
	static const char full[] = "001aff";
	size_t len;

	(void)state;
	for (len = 0; len < 10; len++) {
		char zero[10] = {0};
		uint8_t *out = lws__test_guarded(zero, len);

		lws_hex_from_byte_array((const uint8_t *)"\x00\x1a\xff", 3,
					(char *)out, len);
		if (len) {
			size_t want = len - 1 < 6 ? len - 1 : 6;

			assert_int_equal(strlen((char *)out), want);
			assert_memory_equal(out, full, want);
		}
		lws__test_guarded_free(out, len);
	}
}

static void
bcmp__sees_each_bit(void **state)
{
	uint8_t a[33] = {0}, b[33] = {0};
	uint32_t i;

	(void)state;
	assert_int_equal(lws_timingsafe_bcmp(a, b, sizeof(a)), 0);
	assert_int_equal(lws_timingsafe_bcmp(a, b, 0), 0);
	for (i = 0; i < 8 * sizeof(a); i++) {
		b[i / 8] = (uint8_t)(1 << (i % 8));
		assert_int_not_equal(lws_timingsafe_bcmp(a, b, sizeof(a)), 0);
		assert_int_equal(lws_timingsafe_bcmp(a, b, i / 8), 0);
		b[i / 8] = 0;
	}
}

static void
fourcc__is_silent_when_it_is_the_one(void **state)
{
	(void)state;
	lws_assert_fourcc(LWS_FOURCC('a', 'b', 'c', 'd'),
			  LWS_FOURCC('a', 'b', 'c', 'd'));
}

/* of bytes that end where memory does */
static void
hash__is_of_all_bytes_and_the_length(void **state)
{
	static const char text[] = "the quick brown fox jumps";

	(void)state;
	for (size_t len = 1; len < sizeof(text); len++) {
		uint8_t *g = lws__test_guarded(text, len);
		uint32_t h = lws__hash(g, len);

		assert_int_equal(lws__hash(text, len), h);
		assert_int_not_equal(lws__hash(text, len - 1), h);
		for (size_t n = 0; n < len; n++) {
			g[n] ^= 1;
			assert_int_not_equal(lws__hash(g, len), h);
			g[n] ^= 1;
		}
		lws__test_guarded_free(g, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ser__round_trips_at_any_alignment),
		cmocka_unit_test(
			vbi__decodes_what_mqtt_allows_and_nothing_else),
		cmocka_unit_test(
			vbi__encodes_into_no_more_than_the_bytes_it_says),
		cmocka_unit_test(sigbits__counts_up_to_the_highest_one),
		cmocka_unit_test(
			hex__reads_no_further_than_the_length_and_writes_no_more_than_max),
		cmocka_unit_test(hex__writes_what_fits_and_a_nul),
		cmocka_unit_test(hash__is_of_all_bytes_and_the_length),
		cmocka_unit_test(bcmp__sees_each_bit),
		cmocka_unit_test(fourcc__is_silent_when_it_is_the_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
