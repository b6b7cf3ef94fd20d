/* SPDX-License-Identifier: MIT */
/*
 * pmd-small.h tells what this is.  Each position is looked up by a hash of its
 * four bytes; the last place with the same is the only one that is tried.
 */

#include "roles/ws/pmd-small.h"

#include <string.h>

enum {
	MATCH_MIN = 4,
	MATCH_MAX = 258,
	CODE_END = 256,
	CODE_LENGTH = 257, /* the first of those */
	WORST = 9,         /* bits for a byte */
	STORED_HEAD = 5,
};

struct bits {
	uint8_t *at;
	uint64_t waiting;
	unsigned int count; /* of waiting */
};

static uint8_t
reversed(unsigned int byte)
{
	byte = (byte & 0x55) << 1 | (byte >> 1 & 0x55);
	byte = (byte & 0x33) << 2 | (byte >> 2 & 0x33);

	return (uint8_t)(byte << 4 | byte >> 4);
}

/* the lowest first */
static void
put(struct bits *b, unsigned int value, unsigned int count)
{
	b->waiting |= (uint64_t)value << b->count;
	b->count += count;
	while (b->count >= 8) {
		*b->at++ = (uint8_t)b->waiting;
		b->waiting >>= 8;
		b->count -= 8;
	}
}

/* RFC 1951 3.2.6; codes have their highest bit first */
static void
put_code(struct bits *b, unsigned int code)
{
	if (code < 144)
		put(b, reversed(0x30 + code), 8);
	else if (code < CODE_END)
		put(b, (unsigned int)reversed(code - 144 + 0x90) << 1 | 1, 9);
	else if (code < 280)
		put(b, reversed(code - CODE_END) >> 1, 7);
	else
		put(b, reversed(0xc0 + code - 280), 8);
}

static unsigned int
highest_bit(unsigned int n)
{
	return 31u - (unsigned int)__builtin_clz(n);
}

/* 3.2.5: a length and a distance, each a code and further bits */
static void
put_match(struct bits *b, unsigned int len, unsigned int distance)
{
	unsigned int more = 0;

	len -= 3;
	if (len == MATCH_MAX - 3)
		put_code(b, CODE_LENGTH + 28);
	else {
		if (len >= 8)
			more = highest_bit(len) - 2;
		put_code(b, CODE_LENGTH + 4 * more + (len >> more));
		put(b, len & ((1u << more) - 1), more);
	}
	distance--;
	more = distance >= 4 ? highest_bit(distance) - 1 : 0;
	put(b, (unsigned int)reversed(2 * more + (distance >> more)) >> 3, 5);
	put(b, distance & ((1u << more) - 1), more);
}

static unsigned int
hash_of(const uint8_t *p)
{
	uint32_t four;

	memcpy(&four, p, sizeof(four));

	return four * 2654435761u >> (32 - LWS__PMD_SMALL_HASH_BITS);
}

/* room for a message, where what is before it may be referred to */
static void
slide(struct lws__pmd_small *s)
{
	const size_t gone = s->len - LWS__PMD_SMALL_WINDOW;

	memmove(s->text, s->text + gone, LWS__PMD_SMALL_WINDOW);
	s->len = LWS__PMD_SMALL_WINDOW;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(s->seen); n++)
		s->seen[n] =
			(uint16_t)(s->seen[n] > gone ? s->seen[n] - gone : 0);
}

/* how long is the match at `at` with what stands at `from`? */
static size_t
match_len(const uint8_t *from, const uint8_t *at, size_t left)
{
	size_t len = 0;

	if (left > MATCH_MAX)
		left = MATCH_MAX;
	while (len < left && from[len] == at[len])
		len++;

	return len;
}

/* the bytes [from, s->len), as codes */
static void
put_text(struct lws__pmd_small *s, size_t from, size_t window, struct bits *b)
{
	const size_t end = s->len;
	size_t at = from, len, before, stop;
	unsigned int hash;

	while (at < end) {
		len = before = 0;
		if (end - at >= MATCH_MIN) {
			hash = hash_of(s->text + at);
			before = s->seen[hash];
			s->seen[hash] = (uint16_t)(at + 1);
		}
		if (before && at + 1 - before <= window)
			len = match_len(s->text + before - 1, s->text + at,
					end - at);
		if (len < MATCH_MIN) {
			put_code(b, s->text[at++]);
			continue;
		}
		put_match(b, (unsigned int)len,
			  (unsigned int)(at + 1 - before));
		stop = at + len;
		for (at++; at < stop; at++)
			if (end - at >= MATCH_MIN)
				s->seen[hash_of(s->text + at)] =
					(uint16_t)(at + 1);
	}
}

/* as it is, and the begin of the block of the tail */
static size_t
put_stored(const uint8_t *in, size_t len, uint8_t *out)
{
	out[0] = 0;
	out[1] = (uint8_t)len;
	out[2] = (uint8_t)(len >> 8);
	out[3] = (uint8_t)~out[1];
	out[4] = (uint8_t)~out[2];
	memcpy(out + STORED_HEAD, in, len);
	out[STORED_HEAD + len] = 0;

	return STORED_HEAD + len + 1;
}

size_t
lws__pmd_small(struct lws__pmd_small *s, const uint8_t *in, size_t len,
	       size_t window, uint8_t *out)
{
	uint8_t codes[LWS__PMD_SMALL_MAX * WORST / 8 + 8];
	struct bits b = {.at = codes};
	size_t from, n;

	if (s->len + len > sizeof(s->text))
		slide(s);
	from = s->len;
	memcpy(s->text + from, in, len);
	s->len = (uint16_t)(s->len + len);
	put(&b, 0, 1); /* not the last block */
	put(&b, 1, 2); /* of fixed codes */
	put_text(s, from, window, &b);
	put_code(&b, CODE_END);
	/* the block of the tail, whose bytes are not sent, begins at a byte */
	put(&b, 0, 3);
	put(&b, 0, (8 - b.count) & 7);
	n = (size_t)(b.at - codes);
	if (n > len + STORED_HEAD + 1)
		return put_stored(in, len, out);
	memcpy(out, codes, n);

	return n;
}

void
lws__pmd_small_forget(struct lws__pmd_small *s)
{
	s->len = 0;
	memset(s->seen, 0, sizeof(s->seen));
}
