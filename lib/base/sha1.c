/* SPDX-License-Identifier: MIT */
/*
 * SHA-1 (FIPS 180-4 s6.1), for what is specified with it: the WebSocket
 * handshake (RFC 6455 s4.2.2).  Not for anything that needs a secure hash.
 */

#include "base/base.h"

#include <string.h>

enum {
	SHA1_BLOCK = 64,
	SHA1_LENGTH_AT = 56, /* the message length closes the last block */
};

static inline uint32_t
rotl(uint32_t x, unsigned int n)
{
	return (x << n) | (x >> (32 - n));
}

/* the round function and constant of 20 rounds */
static inline uint32_t
sha1_f(unsigned int t, uint32_t b, uint32_t c, uint32_t d)
{
	if (t < 20)
		return ((b & c) | (~b & d)) + 0x5a827999u;
	if (t < 40)
		return (b ^ c ^ d) + 0x6ed9eba1u;
	if (t < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcu;

	return (b ^ c ^ d) + 0xca62c1d6u;
}

static void
sha1_block(uint32_t h[5], const uint8_t *p)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	unsigned int t;

	for (t = 0; t < 16; t++)
		w[t] = lws_ser_ru32be(p + 4 * t);
	for (; t < 80; t++)
		w[t] = rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);

	for (t = 0; t < 80; t++) {
		uint32_t next = rotl(a, 5) + sha1_f(t, b, c, d) + e + w[t];

		e = d;
		d = c;
		c = rotl(b, 30);
		b = a;
		a = next;
	}

	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

unsigned char *
lws_SHA1(const unsigned char *d, size_t n, unsigned char *md)
{
	uint32_t h[5] = {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u,
			 0xc3d2e1f0u};
	uint8_t last[2 * SHA1_BLOCK] = {0};
	size_t left = n, last_len, i;

	for (; left >= SHA1_BLOCK; left -= SHA1_BLOCK, d += SHA1_BLOCK)
		sha1_block(h, d);

	if (left)
		memcpy(last, d, left);
	last[left] = 0x80;
	last_len = left < SHA1_LENGTH_AT ? SHA1_BLOCK : 2 * SHA1_BLOCK;
	lws_ser_wu64be(last + last_len - 8, (uint64_t)n * 8);
	for (i = 0; i < last_len; i += SHA1_BLOCK)
		sha1_block(h, last + i);

	for (i = 0; i < 5; i++)
		lws_ser_wu32be(md + 4 * i, h[i]);

	return md;
}
