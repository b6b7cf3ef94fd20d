/* SPDX-License-Identifier: MIT */
/*
 * Masking (RFC 6455 5.3), as fast as memory.  ws-mask-small.c is the other one.
 */

#include "roles/ws/ws-frame.h"

#include <string.h>

static bool
is_little_endian(void)
{
	static const union {
		uint16_t word;
		uint8_t bytes[2];
	} one = {1};

	return one.bytes[0];
}

/* the key as it falls on a byte at this phase, twice */
static uint64_t
mask_word(const uint8_t key[4], unsigned int phase)
{
	unsigned int shift = 8 * (phase & 3);
	uint32_t k;

	memcpy(&k, key, sizeof(k));
	if (shift)
		k = is_little_endian() ? k >> shift | k << (32 - shift)
				       : k << shift | k >> (32 - shift);

	return (uint64_t)k << 32 | k;
}

/* a vector where the processor has them, else two registers */
typedef uint64_t two_words __attribute__((vector_size(16)));

unsigned int
lws__ws_mask_copy(uint8_t *out, const uint8_t *in, size_t len,
		  const uint8_t key[4], unsigned int phase)
{
	uint64_t word = mask_word(key, phase), one;
	const two_words mask = {word, word};
	uint8_t tail[sizeof(word)];
	two_words a, b, c, d;
	size_t at = 0, n;

	/* memcpy of a constant size is one unaligned load or store */
	for (; len - at >= 4 * sizeof(a); at += 4 * sizeof(a)) {
		memcpy(&a, in + at, sizeof(a));
		memcpy(&b, in + at + sizeof(a), sizeof(b));
		memcpy(&c, in + at + 2 * sizeof(a), sizeof(c));
		memcpy(&d, in + at + 3 * sizeof(a), sizeof(d));
		a ^= mask;
		b ^= mask;
		c ^= mask;
		d ^= mask;
		memcpy(out + at, &a, sizeof(a));
		memcpy(out + at + sizeof(a), &b, sizeof(b));
		memcpy(out + at + 2 * sizeof(a), &c, sizeof(c));
		memcpy(out + at + 3 * sizeof(a), &d, sizeof(d));
	}
	for (; len - at >= sizeof(one); at += sizeof(one)) {
		memcpy(&one, in + at, sizeof(one));
		one ^= word;
		memcpy(out + at, &one, sizeof(one));
	}
	memcpy(tail, &word, sizeof(tail));
	for (n = 0; at < len; at++, n++)
		out[at] = in[at] ^ tail[n];

	return (unsigned int)((phase + len) & 3);
}

unsigned int
lws__ws_mask(uint8_t *buf, size_t len, const uint8_t key[4], unsigned int phase)
{
	return lws__ws_mask_copy(buf, buf, len, key, phase);
}
