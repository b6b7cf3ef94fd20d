/* SPDX-License-Identifier: MIT */
/*
 * The Huffman code of HPACK: the RFC's strings, every symbol, pairs, random
 * strings, all in steps of several lengths.  That the codes are those of the
 * RFC, another implementation says (tests/interop).
 */

#include "hpack-run.h"
#include "lws-test.h"

#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static size_t
encode(const char *s, size_t len, uint8_t *out)
{
	size_t said = lws__huffman_len(s, len);
	uint8_t *p = lws__test_guarded(out, said);

	assert_ptr_equal(lws__huffman_encode(p, s, len), p + said);
	memcpy(out, p, said);
	lws__test_guarded_free(p, said);

	return said;
}

/* whole or in steps; the text, or -1 */
static long
decode(const uint8_t *code, size_t len, size_t step, char *out)
{
	static const uint8_t nothing[LWS__HUFFMAN_ROOM(4096)];
	struct lws__huffman h = {0};
	char *at = out;

	for (size_t n = 0; n < len; n += step) {
		size_t piece = len - n < step ? len - n : step;
		uint8_t *p = lws__test_guarded(code + n, piece);
		/* exactly the room that is said to be enough */
		size_t room = LWS__HUFFMAN_ROOM(piece);
		char *text = (char *)lws__test_guarded(nothing, room);
		char *end = lws__huffman_feed(&h, p, piece, text);

		if (end)
			memcpy(at, text, (size_t)(end - text));
		at += end ? end - text : 0;
		lws__test_guarded_free((uint8_t *)text, room);
		lws__test_guarded_free(p, piece);
		if (!end)
			return -1;
	}

	return lws__huffman_is_padded(&h) ? at - out : -1;
}

static void
check(const char *s, size_t len)
{
	uint8_t code[4096];
	char text[4096];
	size_t code_len = encode(s, len, code);
	const size_t steps[] = {code_len ? code_len : 1, 1, 3, 9};

	for (size_t n = 0; n < COUNT(steps); n++) {
		assert_int_equal(decode(code, code_len, steps[n], text), len);
		assert_memory_equal(text, s, len);
	}
}

static void
huffman__encodes_as_the_rfc_says(void **state)
{
	static const struct {
		const char *text;
		const char *hex;
	} vectors[] = {
		{"www.example.com", "f1e3 c2e5 f23a 6ba0 ab90 f4ff"},
		{"no-cache", "a8eb 1064 9cbf"},
		{"custom-key", "25a8 49e9 5ba9 7d7f"},
		{"custom-value", "25a8 49e9 5bb8 e8b4 bf"},
		{"302", "6402"},
		{"307", "640e ff"},
		{"private", "aec3 771a 4b"},
		{"Mon, 21 Oct 2013 20:13:21 GMT",
		 "d07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff"},
		{"https://www.example.com",
		 "9d29 ad17 1863 c78f 0b97 c8e9 ae82 ae43 d3"},
		{"gzip", "9bd9 ab"},
		{"foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
		 "94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1"
		 "ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07"},
		{"", ""},
	};

	(void)state;
	for (size_t n = 0; n < COUNT(vectors); n++) {
		uint8_t want[128], got[128];
		size_t len = hpack_unhex(vectors[n].hex, want, sizeof(want));

		assert_int_equal(
			encode(vectors[n].text, strlen(vectors[n].text), got),
			len);
		assert_memory_equal(got, want, len);
		check(vectors[n].text, strlen(vectors[n].text));
	}
}

static void
huffman__every_symbol_and_many_pairs_come_back(void **state)
{
	(void)state;
	for (int a = 0; a < 256; a++) {
		char s[32];

		for (size_t n = 0; n < sizeof(s); n++)
			s[n] = (char)a;
		check(s, 1);
		check(s, sizeof(s));
		for (int b = a % 7; b < 256; b += 7) {
			uint8_t code[16];
			char text[64];
			size_t len;

			s[1] = (char)b;
			len = encode(s, 2, code);
			assert_int_equal(decode(code, len, len, text), 2);
			assert_memory_equal(text, s, 2);
		}
	}
}

/* HP-05: what may follow the last code; all lengths, all fillings */
static void
huffman__padding_is_the_start_of_eos_and_nothing_else(void **state)
{
	(void)state;
	for (size_t len = 0; len <= 8; len++) { /* each is a code of 5 bits */
		uint8_t code[8] = {0};
		char text[64];
		size_t bits = len * 5;
		size_t bytes = (bits + 7) / 8;
		unsigned int pad = (unsigned int)(bytes * 8 - bits);

		for (unsigned int fill = 0; fill < 1u << pad; fill++) {
			bool is_good = fill == (1u << pad) - 1;

			if (bytes)
				code[bytes - 1] = (uint8_t)fill;
			/* five bits or more may be another character */
			if (pad >= 5 && fill >> (pad - 5) < 10)
				continue;
			if (pad >= 6 && fill >> (pad - 6) < 46)
				continue;
			if (pad >= 7 && fill >> (pad - 7) < 124)
				continue;
			assert_int_equal(decode(code, bytes, bytes, text),
					 is_good ? (long)len : -1);
			assert_int_equal(decode(code, bytes, 1, text),
					 is_good ? (long)len : -1);
		}
		if (bytes)
			code[bytes - 1] =
				(uint8_t)(code[bytes - 1] | ((1u << pad) - 1));
		code[bytes] = 0xff;
		assert_int_equal(decode(code, bytes + 1, bytes + 1, text), -1);
	}
}

static void
huffman__eos_is_an_error_anywhere(void **state)
{
	(void)state;
	for (size_t before = 0; before < 80; before++) {
		uint8_t code[256];
		char s[128], text[256];
		size_t len;

		memset(s, '0', sizeof(s)); /* 00000 */
		len = encode(s, before, code);
		if (before * 5 % 8) /* padding, and the rest of 30 ones */
			code[len - 1] |= (uint8_t)(0xff >> (before * 5 % 8));
		memset(code + len, 0xff, 4);
		memset(code + len + 4, 0, 20);
		assert_int_equal(decode(code, len + 24, len + 24, text), -1);
		assert_int_equal(decode(code, len + 24, 1, text), -1);
		assert_int_equal(decode(code, len + 4, 5, text), -1);
	}
}

static void
huffman__random_strings_come_back(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 300; round++) {
		char s[300] = {0};
		size_t len = (size_t)(round % (int)sizeof(s));

		for (size_t n = 0; n < len; n++) {
			seed = seed * 1664525 + 1013904223;
			/* mostly text, sometimes anything */
			s[n] = seed >> 30 ? "aeiost012/-=A"[seed % 13]
					  : (char)(seed >> 16 & 0xff);
		}
		check(s, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(huffman__encodes_as_the_rfc_says),
		cmocka_unit_test(
			huffman__every_symbol_and_many_pairs_come_back),
		cmocka_unit_test(
			huffman__padding_is_the_start_of_eos_and_nothing_else),
		cmocka_unit_test(huffman__eos_is_an_error_anywhere),
		cmocka_unit_test(huffman__random_strings_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
