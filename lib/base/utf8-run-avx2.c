/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 with AVX2, where the processor turns out to have it: 32 octets at a
 * time, after J. Keiser and D. Lemire, "Validating UTF-8 In Less Than One
 * Instruction Per Byte" (2021).
 *
 * Each octet is looked at with the one before it.  Three tables of sixteen, for
 * the halves of that one and the upper half of this, say which errors each
 * half allows; an error that all three allow is there.  What the third and the
 * fourth octet of a character must be is asked apart.
 */

#include "base/utf8-run.h"

#include <immintrin.h>
#include <stdbool.h>

/* what can be wrong with two octets that follow each other */
enum {
	SHORT = 1 << 0,     /* a lead, and no continuation */
	LONG = 1 << 1,      /* ASCII, and a continuation */
	OVER_3 = 1 << 2,    /* e0 and 80..9f */
	TOO_BIG = 1 << 3,   /* f4 and 90 or more, f5 and more */
	SURROGATE = 1 << 4, /* ed and a0..bf */
	OVER_2 = 1 << 5,    /* c0 or c1 */
	BIG_1000 = 1 << 6,  /* f5 and more, and 80..8f */
	OVER_4 = 1 << 6,    /* f0 and 80..8f: told apart by the first tables */
	TWO_CONTS = 1 << 7, /* two continuations: right only in a longer one */
	CARRY = SHORT | LONG | TWO_CONTS, /* whatever the lower half is */
};

enum {
	BLOCK = 32,
	STEP = 2 * BLOCK, /* errors are looked at after so many */
	ENOUGH = 2 * STEP /* what is shorter is not worth it */
};

#define WITH_AVX2 __attribute__((target("avx2")))

static WITH_AVX2 inline __m256i
look_up(__m256i indexes, const uint8_t table[16])
{
	const __m128i half = _mm_loadu_si128((const void *)table);

	return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(half), indexes);
}

static WITH_AVX2 inline __m256i
upper_half(__m256i in)
{
	return _mm256_and_si256(_mm256_srli_epi16(in, 4),
				_mm256_set1_epi8(0x0f));
}

/* the octets that stand by places before those of `in` */
#define BEFORE(in, last, by)                                              \
	_mm256_alignr_epi8(in, _mm256_permute2x128_si256(last, in, 0x21), \
			   16 - (by))

/* nonzero where an octet is wrong; last are the 32 before */
static WITH_AVX2 inline __m256i
errors_of(__m256i in, __m256i last)
{
	static const uint8_t before_upper[16] = {LONG,
						 LONG,
						 LONG,
						 LONG,
						 LONG,
						 LONG,
						 LONG,
						 LONG,
						 TWO_CONTS,
						 TWO_CONTS,
						 TWO_CONTS,
						 TWO_CONTS,
						 SHORT | OVER_2,
						 SHORT,
						 SHORT | OVER_3 | SURROGATE,
						 SHORT | TOO_BIG | BIG_1000 |
							 OVER_4};
	static const uint8_t before_lower[16] = {
		CARRY | OVER_3 | OVER_2 | OVER_4,
		CARRY | OVER_2,
		CARRY,
		CARRY,
		CARRY | TOO_BIG,
		CARRY | TOO_BIG | BIG_1000,
		CARRY | TOO_BIG | BIG_1000,
		CARRY | TOO_BIG | BIG_1000,
		CARRY | TOO_BIG | BIG_1000,
		CARRY | TOO_BIG | BIG_1000,
		CARRY | TOO_BIG | BIG_1000,
		CARRY | TOO_BIG | BIG_1000,
		CARRY | TOO_BIG | BIG_1000,
		CARRY | TOO_BIG | BIG_1000 | SURROGATE,
		CARRY | TOO_BIG | BIG_1000,
		CARRY | TOO_BIG | BIG_1000};
	static const uint8_t this_upper[16] = {
		SHORT,
		SHORT,
		SHORT,
		SHORT,
		SHORT,
		SHORT,
		SHORT,
		SHORT,
		LONG | OVER_2 | TWO_CONTS | OVER_3 | BIG_1000 | OVER_4,
		LONG | OVER_2 | TWO_CONTS | OVER_3 | TOO_BIG,
		LONG | OVER_2 | TWO_CONTS | SURROGATE | TOO_BIG,
		LONG | OVER_2 | TWO_CONTS | SURROGATE | TOO_BIG,
		SHORT,
		SHORT,
		SHORT,
		SHORT};
	const __m256i one = BEFORE(in, last, 1);
	const __m256i two = BEFORE(in, last, 2);
	const __m256i three = BEFORE(in, last, 3);
	const __m256i lower = _mm256_and_si256(one, _mm256_set1_epi8(0x0f));
	const __m256i pair = _mm256_and_si256(
		_mm256_and_si256(look_up(upper_half(one), before_upper),
				 look_up(lower, before_lower)),
		look_up(upper_half(in), this_upper));
	/* the top bit: two before is e0 or more, three before f0 or more */
	const __m256i third =
		_mm256_subs_epu8(two, _mm256_set1_epi8(0xe0 - 0x80));
	const __m256i fourth =
		_mm256_subs_epu8(three, _mm256_set1_epi8(0xf0 - 0x80));
	const __m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth),
					      _mm256_set1_epi8((char)0x80));

	return _mm256_xor_si256(must, pair);
}

static WITH_AVX2 inline __m256i
block(const uint8_t *p)
{
	return _mm256_loadu_si256((const void *)p);
}

/* where the last character that is whole ends, of `len` octets without error */
static size_t
whole(const uint8_t *p, size_t len)
{
	size_t back = 1;

	while (back <= 3 && back < len && (p[len - back] & 0xc0) == 0x80)
		back++;
	if (back > 3 || back > len || p[len - back] < 0xc0)
		return len;

	/* a lead, and back - 1 octets behind it */
	return p[len - back] >= 0xf0               ? len - back
	       : p[len - back] >= 0xe0 && back < 3 ? len - back
	       : back < 2                          ? len - back
						   : len;
}

static WITH_AVX2 size_t
run_avx2(const uint8_t *p, size_t len)
{
	__m256i last = _mm256_setzero_si256(), a, b, bad;
	size_t at = 0;

	for (; len - at >= STEP; at += STEP) {
		a = block(p + at);
		b = block(p + at + BLOCK);
		if (!_mm256_movemask_epi8(
			    _mm256_or_si256(_mm256_or_si256(a, b), last))) {
			last = b;
			continue;
		}
		bad = _mm256_or_si256(errors_of(a, last), errors_of(b, a));
		if (!_mm256_testz_si256(bad, bad))
			break;
		last = b;
	}

	return whole(p, at);
}

size_t
lws__utf8_run(const uint8_t *p, size_t len)
{
	size_t at = 0;

	if (len >= ENOUGH && __builtin_cpu_supports("avx2"))
		at = run_avx2(p, len);

	return at + lws__utf8_run_words(p + at, len - at);
}
