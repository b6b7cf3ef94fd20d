/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 with what every processor has: ASCII is skipped 32 bytes at a time,
 * other characters are looked at as a whole.
 */

#include "base/utf8-run.h"

#include <stdbool.h>
#include <string.h>

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

size_t
lws__utf8_run_words(const uint8_t *p, size_t len)
{
	const uint8_t *from = p, *end = p + len;
	size_t n;

	while (p < end) {
		p += utf8_ascii_run(p, (size_t)(end - p));
		while (p < end && *p < 0x80)
			p++;
		/* text of one script comes in runs too */
		while (p < end && *p >= 0x80) {
			n = utf8_whole_sequence(p, (size_t)(end - p));
			if (!n)
				return (size_t)(p - from);
			p += n;
		}
	}

	return len;
}
