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

/* fewer than two vectors' bytes from place to place, without a loop */
static void
mask_rest(uint8_t *out, const uint8_t *in, size_t len, uint64_t word)
{
	uint32_t half;
	uint64_t one;

	if (len & sizeof(one)) {
		memcpy(&one, in, sizeof(one));
		one ^= word;
		memcpy(out, &one, sizeof(one));
		in += sizeof(one);
		out += sizeof(one);
	}
	if (len & sizeof(half)) {
		memcpy(&half, in, sizeof(half));
		half ^= (uint32_t)word; /* both halves are the same */
		memcpy(out, &half, sizeof(half));
		in += sizeof(half);
		out += sizeof(half);
	}
	if (len & 3) {
		uint8_t key[sizeof(word)];

		memcpy(key, &word, sizeof(key));
		out[0] = in[0] ^ key[0];
		if (len & 2)
			out[1] = in[1] ^ key[1];
		if ((len & 3) == 3)
			out[2] = in[2] ^ key[2];
	}
}

LWS__HOT unsigned int
lws__ws_mask_copy(uint8_t *out, const uint8_t *in, size_t len,
		  const uint8_t key[4], unsigned int phase)
{
	const uint64_t word = mask_word(key, phase);
	const two_words mask = {word, word};
	two_words a, b, c, d;
	size_t left = len;

	/* memcpy of a constant size is one unaligned load or store */
	for (; left >= 4 * sizeof(a); left -= 4 * sizeof(a)) {
		memcpy(&a, in, sizeof(a));
		memcpy(&b, in + sizeof(a), sizeof(b));
		memcpy(&c, in + 2 * sizeof(a), sizeof(c));
		memcpy(&d, in + 3 * sizeof(a), sizeof(d));
		a ^= mask;
		b ^= mask;
		c ^= mask;
		d ^= mask;
		memcpy(out, &a, sizeof(a));
		memcpy(out + sizeof(a), &b, sizeof(b));
		memcpy(out + 2 * sizeof(a), &c, sizeof(c));
		memcpy(out + 3 * sizeof(a), &d, sizeof(d));
		in += 4 * sizeof(a);
		out += 4 * sizeof(a);
	}
	for (; left >= sizeof(a); left -= sizeof(a)) {
		memcpy(&a, in, sizeof(a));
		a ^= mask;
		memcpy(out, &a, sizeof(a));
		in += sizeof(a);
		out += sizeof(a);
	}
	mask_rest(out, in, left, word);

	return (unsigned int)((phase + len) & 3);
}

unsigned int
lws__ws_mask(uint8_t *buf, size_t len, const uint8_t key[4], unsigned int phase)
{
	return lws__ws_mask_copy(buf, buf, len, key, phase);
}
