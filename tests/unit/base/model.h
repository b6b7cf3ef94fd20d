/* SPDX-License-Identifier: MIT */
/*
 * model.h: the random sequences that containers and their models are put
 * through (hazard MS-04).  Always the same ones: a failure names its seed.
 */

#ifndef LWS_TEST_MODEL_H
#define LWS_TEST_MODEL_H

#include <libwebsockets.h>

#include "lws-test.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	MODEL_SEEDS = 40,
	MODEL_STEPS = 600,
};

struct model_random {
	uint64_t state;
};

static inline struct model_random
model_random(unsigned int seed)
{
	struct model_random r = {0x9e3779b97f4a7c15u * (seed + 1u)};

	return r;
}

/* 0 .. below - 1 */
static inline unsigned int
model_below(struct model_random *r, unsigned int below)
{
	r->state ^= r->state << 13;
	r->state ^= r->state >> 7;
	r->state ^= r->state << 17;

	return (unsigned int)((r->state >> 16) % below);
}

static inline void
model_fill(struct model_random *r, uint8_t *p, size_t len)
{
	while (len--)
		*p++ = (uint8_t)model_below(r, 256);
}

#endif
