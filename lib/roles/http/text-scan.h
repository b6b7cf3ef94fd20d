/* SPDX-License-Identifier: MIT */
/*
 * How far does plain text go?  The one thing in the h1 parser and writer that
 * is done many bytes at a time, because values and targets are most of a head.
 */

#ifndef LWS_ROLES_HTTP_TEXT_SCAN_H
#define LWS_ROLES_HTTP_TEXT_SCAN_H

#include <stdint.h>
#include <string.h>

/* any byte but a control: tab, space, visible, 8-bit (RFC 9110 5.5) */
static inline int
lws__http_is_text(uint8_t c)
{
	return c == '\t' || (c >= ' ' && c != 0x7f);
}

/* LWS__TEXT_SCAN_PORTABLE: the test compares both ways on one machine */
#if defined(__SSE2__) && !defined(LWS__TEXT_SCAN_PORTABLE)
#include <emmintrin.h>

/* skips whole blocks that hold nothing but text; the tail is the caller's */
static inline const uint8_t *
lws__http_skip_text_blocks(const uint8_t *p, const uint8_t *end)
{
	const __m128i top = _mm_set1_epi8((char)0x80);
	const __m128i space = _mm_set1_epi8((char)(' ' ^ 0x80));
	const __m128i del = _mm_set1_epi8(0x7f);

	while (end - p >= 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		/* unsigned compare, by way of the sign bit */
		__m128i low = _mm_cmplt_epi8(_mm_xor_si128(v, top), space);
		__m128i bad = _mm_or_si128(low, _mm_cmpeq_epi8(v, del));

		if (_mm_movemask_epi8(bad))
			break;
		p += 16;
	}

	return p;
}

#elif defined(__ARM_NEON) && defined(__aarch64__) && \
	!defined(LWS__TEXT_SCAN_PORTABLE)
#include <arm_neon.h>

static inline const uint8_t *
lws__http_skip_text_blocks(const uint8_t *p, const uint8_t *end)
{
	const uint8x16_t space = vdupq_n_u8(' '), del = vdupq_n_u8(0x7f);

	while (end - p >= 16) {
		uint8x16_t v = vld1q_u8(p);
		uint8x16_t bad = vorrq_u8(vcltq_u8(v, space), vceqq_u8(v, del));

		if (vmaxvq_u8(bad))
			break;
		p += 16;
	}

	return p;
}

#else

static inline const uint8_t *
lws__http_skip_text_blocks(const uint8_t *p, const uint8_t *end)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t tops = ones << 7;

	while (end - p >= 8) {
		uint64_t v, low, del;

		memcpy(&v, p, 8);
		/* a byte below 0x20, or 0x7f, leaves its top bit (or stops us
		 * without need when a neighbour borrows: the tail sorts it) */
		low = (v - ones * ' ') & ~v & tops;
		v ^= ones * 0x7f;
		del = (v - ones) & ~v & tops;
		if (low | del)
			break;
		p += 8;
	}

	return p;
}

#endif

/* are these 8 bytes text?  False for some that are */
static inline int
lws__http_is_text_8(const uint8_t *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t tops = ones << 7;
	uint64_t v, low;

	memcpy(&v, p, 8);
	/* a byte below 0x20, or 0x7f, leaves its top bit (or stops us without
	 * need when a neighbour borrows) */
	low = (v - ones * ' ') & ~v;
	v ^= ones * 0x7f;

	return !((low | ((v - ones) & ~v)) & tops);
}

/* the first byte of [p, end) that is not text, or end */
static inline const uint8_t *
lws__http_text_end(const uint8_t *p, const uint8_t *end)
{
	p = lws__http_skip_text_blocks(p, end);
	if (end - p >= 8 && lws__http_is_text_8(p)) {
		if (lws__http_is_text_8(end - 8) && end - p <= 16)
			return end;
		p += 8;
	}
	while (p < end && lws__http_is_text(*p))
		p++;

	return p;
}

#endif
