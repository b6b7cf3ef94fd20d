/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 validation (RFC 3629 s4), fed in pieces cut anywhere.
 *
 * What may come next is the whole state: how many more continuation bytes, and
 * the range the next one must lie in.  Only the first continuation byte ever
 * has a range narrower than 80..BF; that is where overlong forms (E0, F0),
 * surrogates (ED) and code points above 10FFFF (F4) are refused, before the
 * sequence is complete.
 *
 * ASCII runs are skipped 32 bytes at a time; whole sequences inside a piece do
 * not go through the state.
 */

#include "base/base.h"

#include <string.h>

/* the state: bits 0-7 the lowest next byte, 8-15 the highest, 16-17 how many
 * continuation bytes are still to come */
#define UTF8_NEED(count, lo, hi) \
	(((uint32_t)(count) << 16) | ((uint32_t)(hi) << 8) | (uint32_t)(lo))
#define UTF8_ANY(count) UTF8_NEED(count, 0x80, 0xbf)

static inline unsigned int
utf8_count(uint32_t state)
{
	return state >> 16;
}

static inline bool
utf8_fits(uint32_t state, uint8_t c)
{
	return c >= (uint8_t)state && c <= (uint8_t)(state >> 8);
}

/* the state after lead byte c; 0 when no sequence begins with c */
static uint32_t
utf8_lead(uint8_t c)
{
	if (c < 0xc2)
		return 0; /* a continuation, or overlong */
	if (c < 0xe0)
		return UTF8_ANY(1);
	if (c < 0xf0)
		return c == 0xe0   ? UTF8_NEED(2, 0xa0, 0xbf)
		       : c == 0xed ? UTF8_NEED(2, 0x80, 0x9f)
				   : UTF8_ANY(2);
	if (c < 0xf5)
		return c == 0xf0   ? UTF8_NEED(3, 0x90, 0xbf)
		       : c == 0xf4 ? UTF8_NEED(3, 0x80, 0x8f)
				   : UTF8_ANY(3);

	return 0;
}

static inline bool
utf8_is_continuation(uint8_t c)
{
	return (c & 0xc0) == 0x80;
}

static inline uint64_t
utf8_word(const uint8_t *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));

	return w;
}

/* how many bytes from p on are certainly ASCII: a whole number of words */
static size_t
utf8_ascii_run(const uint8_t *p, size_t len)
{
	const uint64_t high = 0x8080808080808080u;
	size_t i = 0;

	for (; i + 32 <= len; i += 32)
		if ((utf8_word(p + i) | utf8_word(p + i + 8) |
		     utf8_word(p + i + 16) | utf8_word(p + i + 24)) &
		    high)
			break;
	for (; i + 8 <= len; i += 8)
		if (utf8_word(p + i) & high)
			break;

	return i;
}

/*
 * Bytes of the multi-byte sequence at p; 0: it is broken, or the end comes
 * before it is whole, and the state machine must say which.  The payload of
 * the first two bytes tells overlong, surrogate and too large.
 */
static inline size_t
utf8_whole_sequence(const uint8_t *p, size_t len)
{
	unsigned int top;

	if (len < 4 || !utf8_is_continuation(p[1]))
		return 0;
	if (p[0] < 0xe0)
		return p[0] >= 0xc2 ? 2 : 0;

	top = ((p[0] & 0x0fu) << 6) | (p[1] & 0x3f);
	if (!utf8_is_continuation(p[2]))
		return 0;
	if (p[0] < 0xf0)
		return top >= 0x800 >> 6 &&
				       (top < 0xd800 >> 6 || top > 0xdfff >> 6)
			       ? 3
			       : 0;

	return utf8_is_continuation(p[3]) && top >= 0x10000 >> 12 &&
			       top <= 0x10ffff >> 12
		       ? 4
		       : 0;
}

/* one byte through the state; false: no valid text has c here */
static bool
utf8_step(struct lws_utf8 *u, uint8_t c)
{
	unsigned int left;

	if (!u->state) {
		if (c < 0x80)
			return true;
		u->state = utf8_lead(c);

		return u->state != 0;
	}
	if (!utf8_fits(u->state, c))
		return false;
	left = utf8_count(u->state) - 1;
	u->state = left ? UTF8_ANY(left) : 0;

	return true;
}

enum lws_feed
lws__utf8_feed(struct lws_utf8 *u, const uint8_t *p, size_t len)
{
	const uint8_t *end = p + len;

	while (p < end && u->state)
		if (!utf8_step(u, *p++))
			return LWS_FEED_BAD;

	while (p < end) {
		size_t n = utf8_ascii_run(p, (size_t)(end - p));

		for (p += n; p < end && *p < 0x80; p++)
			;
		/* text of one script comes in runs too */
		while (p < end && *p >= 0x80) {
			n = utf8_whole_sequence(p, (size_t)(end - p));
			if (!n)
				break;
			p += n;
		}
		if (p < end && *p >= 0x80)
			break;
	}

	/* what is left is broken, or cut off by the end of this piece */
	while (p < end)
		if (!utf8_step(u, *p++))
			return LWS_FEED_BAD;

	return u->state ? LWS_FEED_MORE : LWS_FEED_DONE;
}
