/* SPDX-License-Identifier: MIT */
/* Both h1 targets: a head cut somewhere says what it says whole. */

#ifndef LWS_FUZZ_H1_FUZZ_H
#define LWS_FUZZ_H1_FUZZ_H

#include "../unit/roles/h1-dump.h"

#include <stdlib.h>
#include <string.h>

#define H1_FUZZ_DUMP 65536

/* bytes of guard-free but exactly sized memory, so that ASan sees overruns */
static inline uint8_t *
h1_fuzz_copy(const uint8_t *data, size_t len)
{
	uint8_t *p = malloc(len ? len : 1);

	if (!p)
		abort();
	memcpy(p, data, len);

	return p;
}

static inline void
h1_fuzz(const struct h1_setup *setup, const uint8_t *data, size_t len,
	size_t cut)
{
	static char whole[H1_FUZZ_DUMP], parts[H1_FUZZ_DUMP];
	uint8_t *in[2];
	size_t lens[2];

	in[0] = h1_fuzz_copy(data, len);
	lens[0] = len;
	h1_dump(setup, in, lens, 1, whole, sizeof(whole));
	free(in[0]);

	lens[0] = len ? cut % len : 0;
	lens[1] = len - lens[0];
	in[0] = h1_fuzz_copy(data, lens[0]);
	in[1] = h1_fuzz_copy(data + lens[0], lens[1]);
	h1_dump(setup, in, lens, 2, parts, sizeof(parts));
	free(in[0]);
	free(in[1]);

	if (strcmp(whole, parts))
		abort();
}

#endif
