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

/* s4.1.1 */
#define SHA1_CH(b, c, d)     ((d) ^ ((b) & ((c) ^ (d))))
#define SHA1_PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define SHA1_MAJ(b, c, d)    (((b) & (c)) | ((d) & ((b) | (c))))

/*
 * Word t of the message schedule (s6.1.3): only the last 16 are kept.  Making
 * each when it is needed is faster than all before: compilers vectorise that
 * loop, and every vector waits for the one before it.
 */
static inline uint32_t
sha1_word(uint32_t w[16], unsigned int t)
{
	if (t >= 16)
		w[t & 15] = rotl(w[(t - 3) & 15] ^ w[(t - 8) & 15] ^
					 w[(t - 14) & 15] ^ w[t & 15],
				 1);

	return w[t & 15];
}

/* not unrolled: that is twice as fast at -O3 and nothing at -O2, and eight
 * times as long */
#define SHA1_TWENTY_ROUNDS(f, k, from)                                      \
	do {                                                                \
		for (t = (from); t < (from) + 20u; t++) {                   \
			uint32_t next = rotl(a, 5) + f(b, c, d) + e + (k) + \
					sha1_word(w, t);                    \
                                                                            \
			e = d;                                              \
			d = c;                                              \
			c = rotl(b, 30);                                    \
			b = a;                                              \
			a = next;                                           \
		}                                                           \
	} while (0)

static void
sha1_block(uint32_t h[5], const uint8_t *p)
{
	uint32_t w[16], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	unsigned int i, t;

	for (i = 0; i < 16; i++)
		w[i] = lws_ser_ru32be(p + (size_t)4 * i);

	SHA1_TWENTY_ROUNDS(SHA1_CH, 0x5a827999u, 0u);
	SHA1_TWENTY_ROUNDS(SHA1_PARITY, 0x6ed9eba1u, 20u);
	SHA1_TWENTY_ROUNDS(SHA1_MAJ, 0x8f1bbcdcu, 40u);
	SHA1_TWENTY_ROUNDS(SHA1_PARITY, 0xca62c1d6u, 60u);

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
