/* SPDX-License-Identifier: MIT */
/*
 * Short messages of permessage-deflate: zlib reads what we write, with a window
 * no larger than was said.
 */

#include "lws-test.h"
#include "roles/ws/pmd-small.h"

#include <stdio.h>
#include <zlib.h>

static z_stream z;
static struct lws__pmd_small s;
static uint32_t seed;

static uint32_t
next(void)
{
	seed = seed * 1103515245u + 12345u;

	return seed >> 16;
}

static void
begin(int bits)
{
	memset(&z, 0, sizeof(z));
	assert_int_equal(inflateInit2(&z, -bits), Z_OK);
	lws__pmd_small_forget(&s);
	seed = 1;
}

static size_t
carry(const void *text, size_t len, size_t window)
{
	static uint8_t packed[LWS__PMD_SMALL_MAX + 16],
		back[LWS__PMD_SMALL_MAX + 16];
	uint8_t *in = lws__test_guarded(text, len);
	uint8_t *out = lws__test_guarded(packed, len + LWS__PMD_SMALL_MORE);
	size_t n = lws__pmd_small(&s, in, len, window, out);

	assert_true(n <= len + LWS__PMD_SMALL_MORE);
	memcpy(packed, out, n);
	memcpy(packed + n, "\0\0\xff\xff", 4);
	z.next_in = packed;
	z.avail_in = (uInt)n + 4;
	z.next_out = back;
	z.avail_out = sizeof(back);
	assert_int_equal(inflate(&z, Z_SYNC_FLUSH), Z_OK);
	assert_int_equal(z.avail_in, 0);
	assert_int_equal(sizeof(back) - z.avail_out, len);
	assert_memory_equal(back, text, len);
	lws__test_guarded_free(in, len);
	lws__test_guarded_free(out, len + LWS__PMD_SMALL_MORE);

	return n;
}

static void
pmd_small__makes_the_examples_of_the_rfc(void **state)
{
	uint8_t out[16];

	(void)state;
	lws__pmd_small_forget(&s);
	assert_int_equal(
		lws__pmd_small(&s, (const uint8_t *)"Hello", 5, 8192, out), 7);
	assert_memory_equal(out, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7);
	/* 7.2.3.2 begins with the literal H; ours is shorter by that */
	assert_int_equal(
		lws__pmd_small(&s, (const uint8_t *)"Hello", 5, 8192, out), 4);
}

static uint8_t
octet(unsigned int kind, size_t nth)
{
	switch (kind) {
	case 0:
		return 'a';
	case 1:
		return (uint8_t)next();
	case 2:
		return (uint8_t)('a' + (next() & 3));
	case 3:
		return (uint8_t)nth;
	default:
		return next() & 1 ? 0 : 255;
	}
}

/* every length, and of everything that a byte can be */
static void
pmd_small__is_read_by_zlib(void **state)
{
	uint8_t text[LWS__PMD_SMALL_MAX];

	(void)state;
	begin(13);
	for (unsigned int kind = 0; kind < 5; kind++)
		for (size_t len = 1; len <= sizeof(text); len++) {
			for (size_t n = 0; n < len; n++)
				text[n] = octet(kind, len + n);
			carry(text, len, 8192);
		}
	inflateEnd(&z);
}

/* PM-04: zlib refuses a distance that is too far for its window */
static void
pmd_small__keeps_to_its_window(void **state)
{
	char text[LWS__PMD_SMALL_MAX];
	size_t len, total, plain;

	(void)state;
	for (int bits = 9; bits <= 15; bits++) {
		begin(bits);
		total = plain = 0;
		for (int n = 0; n < 2000; n++) {
			len = (size_t)snprintf(
				text, sizeof(text),
				"{\"id\":%u,\"what\":\"%s\",\"value\":%u}",
				next() % 5000, next() & 1 ? "order" : "price",
				next() % 1000);
			plain += len;
			total += carry(text, len,
				       (size_t)1 << (bits < 13 ? bits : 13));
		}
		assert_true(total < plain * 2 / 3);
		inflateEnd(&z);
	}
}

/* matches of all lengths, at all distances */
static void
pmd_small__has_every_length_and_distance(void **state)
{
	uint8_t text[LWS__PMD_SMALL_MAX];

	(void)state;
	begin(13);
	for (size_t len = 4; len < 300; len++) {
		for (size_t n = 0; n < len; n++)
			text[n] = (uint8_t)next();
		carry(text, len, 8192);
		carry(text, len, 8192);
		for (size_t n = len % 17 * 31; n; n--)
			carry("x", 1, 8192);
		carry(text, len, 8192);
	}
	inflateEnd(&z);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pmd_small__makes_the_examples_of_the_rfc),
		cmocka_unit_test(pmd_small__is_read_by_zlib),
		cmocka_unit_test(pmd_small__keeps_to_its_window),
		cmocka_unit_test(pmd_small__has_every_length_and_distance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
