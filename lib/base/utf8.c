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
 * Most of a piece does not go through the state: utf8-run.h.
 */

#include "base/base.h"
#include "base/utf8-run.h"

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

	if (p < end)
		p += lws__utf8_run(p, (size_t)(end - p));

	/* what is left is short, broken, or cut off by the end of this piece */
	while (p < end)
		if (!utf8_step(u, *p++))
			return LWS_FEED_BAD;

	return u->state ? LWS_FEED_MORE : LWS_FEED_DONE;
}
