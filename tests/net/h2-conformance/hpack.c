/* SPDX-License-Identifier: MIT */
/*
 * RFC 7541 for the conformance suite; see hpack.h.
 *
 * The Huffman code is canonical: codes of a length follow each other in the
 * order of their symbols, so the lengths say everything.
 */
#include "hpack.h"

#include <stdlib.h>
#include <string.h>

enum { SYMBOLS = 257, EOS = 256, LONGEST = 30 };

/* RFC 7541 Appendix B: the length of each symbol's code */
static const uint8_t code_len[SYMBOLS] = {13, 23, 28, 28, 28, 28, 28, 28, 28,
					  24, 30, 28, 28, 30, 28, 28, /* 0 */
					  28, 28, 28, 28, 28, 28, 30, 28, 28,
					  28, 28, 28, 28, 28, 28, 28, /* 16 */
					  6,  10, 10, 12, 13, 6,  8,  11, 10,
					  10, 8,  11, 8,  6,  6,  6, /* 32 */
					  5,  5,  5,  6,  6,  6,  6,  6,  6,
					  6,  7,  8,  15, 6,  12, 10, /* 48 */
					  13, 6,  7,  7,  7,  7,  7,  7,  7,
					  7,  7,  7,  7,  7,  7,  7, /* 64 */
					  7,  7,  7,  7,  7,  7,  7,  7,  8,
					  7,  8,  13, 19, 13, 14, 6, /* 80 */
					  15, 5,  6,  5,  6,  5,  6,  6,  6,
					  5,  7,  7,  6,  6,  6,  5, /* 96 */
					  6,  7,  6,  5,  5,  6,  7,  7,  7,
					  7,  7,  15, 11, 14, 13, 28, /* 112 */
					  20, 22, 20, 20, 22, 22, 22, 23, 22,
					  23, 23, 23, 23, 23, 24, 23, /* 128 */
					  24, 24, 22, 23, 24, 23, 23, 23, 23,
					  21, 22, 23, 22, 23, 23, 24, /* 144 */
					  22, 21, 20, 22, 22, 23, 23, 21, 23,
					  22, 22, 24, 21, 22, 23, 23, /* 160 */
					  21, 21, 22, 21, 23, 22, 23, 23, 20,
					  22, 22, 22, 23, 22, 22, 23, /* 176 */
					  26, 26, 20, 19, 22, 23, 22, 25, 26,
					  26, 26, 27, 27, 26, 24, 25, /* 192 */
					  19, 21, 26, 27, 27, 26, 27, 24, 21,
					  21, 26, 26, 28, 27, 27, 27, /* 208 */
					  20, 24, 20, 21, 22, 21, 21, 23, 22,
					  22, 25, 25, 24, 24, 26, 23, /* 224 */
					  26, 27, 26, 26, 27, 27, 27, 27, 27,
					  28, 27, 27, 27, 27, 27, 26, /* 240 */
					  30};

static const char *const fixed[][2] = {
	{":authority", ""},
	{":method", "GET"},
	{":method", "POST"},
	{":path", "/"},
	{":path", "/index.html"},
	{":scheme", "http"},
	{":scheme", "https"},
	{":status", "200"},
	{":status", "204"},
	{":status", "206"},
	{":status", "304"},
	{":status", "400"},
	{":status", "404"},
	{":status", "500"},
	{"accept-charset", ""},
	{"accept-encoding", "gzip, deflate"},
	{"accept-language", ""},
	{"accept-ranges", ""},
	{"accept", ""},
	{"access-control-allow-origin", ""},
	{"age", ""},
	{"allow", ""},
	{"authorization", ""},
	{"cache-control", ""},
	{"content-disposition", ""},
	{"content-encoding", ""},
	{"content-language", ""},
	{"content-length", ""},
	{"content-location", ""},
	{"content-range", ""},
	{"content-type", ""},
	{"cookie", ""},
	{"date", ""},
	{"etag", ""},
	{"expect", ""},
	{"expires", ""},
	{"from", ""},
	{"host", ""},
	{"if-match", ""},
	{"if-modified-since", ""},
	{"if-none-match", ""},
	{"if-range", ""},
	{"if-unmodified-since", ""},
	{"last-modified", ""},
	{"link", ""},
	{"location", ""},
	{"max-forwards", ""},
	{"proxy-authenticate", ""},
	{"proxy-authorization", ""},
	{"range", ""},
	{"referer", ""},
	{"refresh", ""},
	{"retry-after", ""},
	{"server", ""},
	{"set-cookie", ""},
	{"strict-transport-security", ""},
	{"transfer-encoding", ""},
	{"user-agent", ""},
	{"vary", ""},
	{"via", ""},
	{"www-authenticate", ""},
};
enum { FIXED = sizeof(fixed) / sizeof(fixed[0]) };

struct reader {
	const uint8_t *at;
	const uint8_t *end;
	const char *fault; /* NULL: all was well so far */
};

int
hpack_huffman_is_whole(void)
{
	uint64_t sum = 0;
	int s;

	for (s = 0; s < SYMBOLS; s++)
		sum += (uint64_t)1 << (LONGEST - code_len[s]);

	return sum == (uint64_t)1 << LONGEST;
}

/* the symbol of a code, or -1 when no symbol has it */
static int
symbol_of(uint32_t code, unsigned int len)
{
	uint32_t next = 0;
	unsigned int l;
	int s;

	for (l = 1; l < len; l++) {
		for (s = 0; s < SYMBOLS; s++)
			next += code_len[s] == l;
		next <<= 1;
	}
	for (s = 0; s < SYMBOLS; s++)
		if (code_len[s] == len && next++ == code)
			return s;

	return -1;
}

static size_t
read_int(struct reader *r, unsigned int bits)
{
	size_t mask = ((size_t)1 << bits) - 1, value;
	unsigned int shift = 0;

	if (r->at == r->end) {
		r->fault = "the block ends in a number";
		return 0;
	}
	value = *r->at++ & mask;
	if (value < mask)
		return value;
	for (; r->at < r->end && shift < 28; shift += 7) {
		value += (size_t)(*r->at & 0x7f) << shift;
		if (!(*r->at++ & 0x80))
			return value;
	}
	r->fault = "a number that is too long";

	return 0;
}

static size_t
unhuffman(struct reader *r, const uint8_t *end, char *out)
{
	unsigned int len = 0, bit;
	uint32_t code = 0;
	size_t n = 0;
	int s;

	for (; r->at < end; r->at++)
		for (bit = 0; bit < 8; bit++) {
			code = code << 1 | (*r->at >> (7 - bit) & 1u);
			s = symbol_of(code, ++len);
			if (s == EOS || len > LONGEST)
				r->fault = "EOS in a string";
			if (s < 0 || n == HPACK_STRING)
				continue;
			out[n++] = (char)s;
			code = len = 0;
		}
	if (len > 7 || code != (1u << len) - 1)
		r->fault = "bad padding of a Huffman string";

	return n;
}

/* owned; a NUL inside is a fault, no peer sends one here */
static char *
read_string(struct reader *r)
{
	int is_huffman = r->at < r->end && *r->at & 0x80;
	size_t len = read_int(r, 7), n;
	const uint8_t *end;
	char *out;

	if (!r->fault && len > (size_t)(r->end - r->at))
		r->fault = "a string that is longer than its block";
	if (r->fault)
		return NULL;
	end = r->at + len;
	out = malloc(HPACK_STRING + 1);
	if (!out || len > HPACK_STRING) {
		r->fault = "too long a string for this suite";
		free(out);
		return NULL;
	}
	n = len;
	if (is_huffman)
		n = unhuffman(r, end, out);
	else
		memcpy(out, r->at, len);
	r->at = end;
	out[n] = 0;
	if (strlen(out) != n)
		r->fault = "a NUL in a string";

	return out;
}

static void
drop_oldest(struct hpack *t)
{
	t->count--;
	t->size -=
		strlen(t->names[t->count]) + strlen(t->values[t->count]) + 32;
	free(t->names[t->count]);
	free(t->values[t->count]);
}

static void
keep(struct hpack *t, const char *name, const char *value)
{
	size_t size = strlen(name) + strlen(value) + 32;

	while (t->count && t->size + size > t->max)
		drop_oldest(t);
	if (t->size + size > t->max)
		return;
	memmove(t->names + 1, t->names, t->count * sizeof(t->names[0]));
	memmove(t->values + 1, t->values, t->count * sizeof(t->values[0]));
	t->names[0] = strdup(name);
	t->values[0] = strdup(value);
	if (!t->names[0] || !t->values[0])
		abort();
	t->count++;
	t->size += size;
}

/* what stands at an index; both NULL when nothing does */
static void
look_up(struct hpack *t, size_t index, const char **name, const char **value)
{
	*name = *value = NULL;
	if (index && index <= FIXED) {
		*name = fixed[index - 1][0];
		*value = fixed[index - 1][1];
	} else if (index && index - FIXED <= t->count) {
		*name = t->names[index - FIXED - 1];
		*value = t->values[index - FIXED - 1];
	}
}

static void
read_indexed(struct hpack *t, struct reader *r, hpack_field field, void *arg)
{
	const char *name, *value;

	look_up(t, read_int(r, 7), &name, &value);
	if (!name)
		r->fault = "an index that nothing stands at";
	else
		field(arg, name, value);
}

static void
read_literal(struct hpack *t, struct reader *r, hpack_field field, void *arg)
{
	int is_kept = *r->at & 0x40;
	size_t index = read_int(r, is_kept ? 6 : 4);
	char *own_name = NULL, *value = NULL;
	const char *name, *unused;

	if (!index) {
		own_name = read_string(r);
		name = own_name;
	} else {
		look_up(t, index, &name, &unused);
		if (name)
			own_name = strdup(name);
		name = own_name;
		if (!name)
			r->fault = "a name's index that nothing stands at";
	}
	if (!r->fault)
		value = read_string(r);
	if (!r->fault && name && value) {
		field(arg, name, value);
		if (is_kept)
			keep(t, name, value);
	}
	free(own_name);
	free(value);
}

static void
read_resize(struct hpack *t, struct reader *r, int saw_field)
{
	size_t size = read_int(r, 5);

	if (saw_field)
		r->fault = "a table size update behind a field";
	if (size > t->limit)
		r->fault = "a table size update above the setting";
	if (r->fault)
		return;
	t->max = size;
	while (t->size > t->max)
		drop_oldest(t);
}

void
hpack_init(struct hpack *t)
{
	memset(t, 0, sizeof(*t));
	t->max = t->limit = 4096;
}

void
hpack_clear(struct hpack *t)
{
	while (t->count)
		drop_oldest(t);
}

const char *
hpack_read(struct hpack *t, const uint8_t *block, size_t len, hpack_field field,
	   void *arg)
{
	struct reader r = {.at = block, .end = block + len};
	int saw_field = 0;

	while (!r.fault && r.at < r.end) {
		if ((*r.at & 0xe0) == 0x20) {
			read_resize(t, &r, saw_field);
			continue;
		}
		saw_field = 1;
		if (t->max > t->limit) /* RFC 7541 4.2 */
			r.fault = "no table size update after the setting";
		else if (*r.at & 0x80)
			read_indexed(t, &r, field, arg);
		else
			read_literal(t, &r, field, arg);
	}

	return r.fault;
}

size_t
hpack_put_int(uint8_t *out, unsigned int first, unsigned int bits, size_t value)
{
	size_t mask = ((size_t)1 << bits) - 1, n = 0;

	if (value < mask) {
		out[n++] = (uint8_t)(first | value);
		return n;
	}
	out[n++] = (uint8_t)(first | mask);
	for (value -= mask; value > 0x7f; value >>= 7)
		out[n++] = (uint8_t)(0x80 | (value & 0x7f));
	out[n++] = (uint8_t)value;

	return n;
}
