/* SPDX-License-Identifier: MIT */
/*
 * fifo-fuzz.h: bytes whose place in their stream shows in their value, so that
 * two counts are all the model a FIFO needs.
 */

#ifndef LWS_FIFO_FUZZ_H
#define LWS_FIFO_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct fifo {
	uint32_t in;  /* bytes put in so far */
	uint32_t out; /* bytes taken out again */
};

static inline uint8_t
fifo_byte(uint32_t place)
{
	return (uint8_t)(place ^ (place >> 8) * 0x9du);
}

static inline void
fifo_make(const struct fifo *f, uint8_t *p, size_t len)
{
	for (size_t n = 0; n < len; n++)
		p[n] = fifo_byte(f->in + (uint32_t)n);
}

/* p must be what comes ofs bytes after the next one out */
static inline void
fifo_check(const struct fifo *f, size_t ofs, const uint8_t *p, size_t len)
{
	if (len && ofs + len > f->in - f->out)
		abort();
	for (size_t n = 0; n < len; n++)
		if (p[n] != fifo_byte(f->out + (uint32_t)(ofs + n)))
			abort();
}

/* the next byte of what the fuzzer made, 0 at the end */
static inline unsigned int
next_byte(const uint8_t **data, const uint8_t *end)
{
	return *data < end ? *(*data)++ : 0;
}

#endif
