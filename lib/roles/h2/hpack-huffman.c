/* SPDX-License-Identifier: MIT */
/*
 * The Huffman code of HPACK (RFC 7541 5.2, appendix B).
 *
 *   in   bytes of a string, either way, decoding in any split
 *   out  the other form
 *
 * One look at the next 12 bits gives up to two characters; the few codes that
 * are longer are found by their length, as the code is canonical.  Tables are
 * made by contrib/generate-hpack-tables.py.
 */

#include "roles/h2/hpack.h"

#include "roles/h2/hpack-huffman-table.h"

/* bits that surely stand in a register after a refill, and looks at them */
#define REFILLED 56
#define LOOKS    (REFILLED / HUFFMAN_LOOK_BITS)

/* parts of an entry of huffman_looks */
#define LOOK_BITS(look)       ((look) >> 16 & 0xff)
#define LOOK_FIRST_BITS(look) ((look) >> 24 & 0xf)
#define LOOK_COUNT(look)      ((look) >> 28)

static uint64_t
read_64(const uint8_t *p)
{
	return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 |
	       (uint64_t)p[2] << 40 | (uint64_t)p[3] << 32 |
	       (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 |
	       (uint64_t)p[6] << 8 | p[7];
}

/* the code at the top of bits is longer than a look; bits behind it are any */
static unsigned int
find_long(uint64_t bits, unsigned int *len)
{
	const struct huffman_long *l = huffman_longs;
	uint32_t top = (uint32_t)(bits >> 32);

	while (top > l->last) /* the last one has them all */
		l++;
	*len = l->bits;

	return huffman_long_symbols[l->start + (top >> (32 - l->bits)) -
				    l->first_code];
}

/* one character whose code may be cut off: false if it is, or is the EOS */
static bool
take_one(struct lws__huffman *h, char *out, bool *is_eos)
{
	uint32_t look = huffman_looks[h->bits >> (64 - HUFFMAN_LOOK_BITS)];
	unsigned int symbol = look & 0xff;
	unsigned int len = LOOK_FIRST_BITS(look);

	if (!look)
		symbol = find_long(h->bits, &len);
	if (len > h->count)
		return false;
	if (symbol == HUFFMAN_EOS) {
		*is_eos = true;
		return false;
	}
	*out = (char)symbol;
	h->bits <<= len;
	h->count -= len;

	return true;
}

/* up to LOOKS looks; returns the last one, 0 if it met a longer code */
static inline uint32_t
look_ahead(uint64_t *bits, uint32_t *count, char **out)
{
	uint32_t look = 0;

	for (int n = 0; n < LOOKS; n++) {
		look = huffman_looks[*bits >> (64 - HUFFMAN_LOOK_BITS)];
		if (!look)
			return 0;
		(*out)[0] = (char)(look & 0xff);
		(*out)[1] = (char)(look >> 8 & 0xff);
		*out += LOOK_COUNT(look);
		*bits <<= LOOK_BITS(look);
		*count -= LOOK_BITS(look);
	}

	return look;
}

/*
 * While there are 8 bytes to read at a time.  Stops too where the EOS is next:
 * take_one() meets it again.
 */
static char *
feed_fast(struct lws__huffman *h, const uint8_t **at, const uint8_t *end,
	  char *out)
{
	uint64_t bits = h->bits;
	uint32_t count = h->count;
	const uint8_t *in = *at;

	while (end - in >= 8) {
		unsigned int symbol, len;

		/* as many whole bytes as fit behind the bits that are left;
		 * what else is read there is read again */
		bits |= read_64(in) >> count;
		in += (63 - count) >> 3;
		count |= REFILLED;
		if (look_ahead(&bits, &count, &out))
			continue;
		if (count < HUFFMAN_LONGEST)
			continue; /* it may be cut */
		symbol = find_long(bits, &len);
		if (symbol == HUFFMAN_EOS)
			break;
		*out++ = (char)symbol;
		bits <<= len;
		count -= len;
	}
	*at = in;
	h->bits = bits & ~(UINT64_MAX >> count);
	h->count = count;

	return out;
}

/* what is there for whole looks */
static char *
feed_looks(struct lws__huffman *h, char *out)
{
	uint64_t bits = h->bits;
	uint32_t count = h->count;

	while (count >= HUFFMAN_LOOK_BITS) {
		uint32_t look = huffman_looks[bits >> (64 - HUFFMAN_LOOK_BITS)];

		if (!look)
			break;
		out[0] = (char)(look & 0xff);
		out[1] = (char)(look >> 8 & 0xff);
		out += LOOK_COUNT(look);
		bits <<= LOOK_BITS(look);
		count -= LOOK_BITS(look);
	}
	h->bits = bits;
	h->count = count;

	return out;
}

char *
lws__huffman_feed(struct lws__huffman *h, const uint8_t *in, size_t len,
		  char *out)
{
	const uint8_t *end = in + len;
	bool is_eos = false;

	out = feed_fast(h, &in, end, out);
	for (;;) {
		out = feed_looks(h, out);
		while (take_one(h, out, &is_eos))
			out++;
		if (is_eos)
			return NULL; /* RFC 7541 5.2 */
		if (in == end)
			return out;
		do {
			h->bits |= (uint64_t)*in++ << (REFILLED - h->count);
			h->count += 8;
		} while (in < end && h->count <= REFILLED);
	}
}

bool
lws__huffman_is_padded(const struct lws__huffman *h)
{
	if (h->count > 7)
		return false;

	return h->bits == ~(UINT64_MAX >> h->count);
}

size_t
lws__huffman_len(const char *s, size_t len)
{
	size_t bits = 7;

	for (size_t i = 0; i < len; i++)
		bits += huffman_lengths[(uint8_t)s[i]];

	return bits >> 3;
}

uint8_t *
lws__huffman_encode(uint8_t *out, const char *s, size_t len)
{
	uint64_t bits = 0; /* at the low end */
	unsigned int count = 0;

	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)s[i];

		bits = bits << huffman_lengths[c] | huffman_codes[c];
		count += huffman_lengths[c];
		if (count < 32)
			continue;
		count -= 32;
		*out++ = (uint8_t)(bits >> (count + 24));
		*out++ = (uint8_t)(bits >> (count + 16));
		*out++ = (uint8_t)(bits >> (count + 8));
		*out++ = (uint8_t)(bits >> count);
	}
	if (count & 7) { /* padding: the first bits of the EOS */
		bits = bits << (8 - (count & 7)) | 0xffu >> (count & 7);
		count += 8 - (count & 7);
	}
	while (count) {
		count -= 8;
		*out++ = (uint8_t)(bits >> count);
	}

	return out;
}
