/* SPDX-License-Identifier: MIT */
/*
 * xos: repeatable randomness for tests, never for secrets.
 *
 * xoshiro256** 1.0 (Blackman and Vigna), its state filled by splitmix64 as
 * they advise; both are in the public domain, prng.di.unimi.it
 */

#include "base/base.h"

static uint64_t
splitmix64(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;

	return z ^ (z >> 31);
}

static uint64_t
rotated(uint64_t x, unsigned int bits)
{
	return x << bits | x >> (64 - bits);
}

void
lws_xos_init(struct lws_xos *xos, uint64_t seed)
{
	for (size_t n = 0; n < LWS_ARRAY_SIZE(xos->s); n++)
		xos->s[n] = splitmix64(&seed);
}

uint64_t
lws_xos(struct lws_xos *xos)
{
	uint64_t *s = xos->s;
	uint64_t result = rotated(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotated(s[3], 45);

	return result;
}

int
lws_xos_percent(struct lws_xos *xos, int percent)
{
	return (int)(lws_xos(xos) % 100) < percent;
}
