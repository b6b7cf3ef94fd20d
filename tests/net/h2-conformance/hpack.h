/* SPDX-License-Identifier: MIT */
/*
 * RFC 7541 for the conformance suite: nothing of the library, so that a fault
 * of the library's codec is seen.  Reads everything; writes literals that
 * touch no table.
 */
#ifndef LWS_TESTS_H2_HPACK_H
#define LWS_TESTS_H2_HPACK_H

#include <stddef.h>
#include <stdint.h>

enum {
	HPACK_ENTRIES = 128,  /* as many as 4096 bytes can hold */
	HPACK_STRING = 65536, /* longest string that is read */
};

struct hpack {
	char *names[HPACK_ENTRIES];  /* owned, newest first */
	char *values[HPACK_ENTRIES]; /* owned */
	size_t count;
	size_t size; /* RFC 7541 4.1 */
	size_t max;
	size_t limit; /* what SETTINGS_HEADER_TABLE_SIZE allows */
};

/* a field that was read; both borrowed for the call */
typedef void (*hpack_field)(void *arg, const char *name, const char *value);

void hpack_init(struct hpack *t);

void hpack_clear(struct hpack *t);

/* NULL, or what is wrong with the block */
const char *hpack_read(struct hpack *t, const uint8_t *block, size_t len,
		       hpack_field field, void *arg);

/* octets of an integer with a prefix of `bits` bits, in out[6] */
size_t hpack_put_int(uint8_t *out, unsigned int first, unsigned int bits,
		     size_t value);

/* do the lengths of the Huffman code make a whole code? */
int hpack_huffman_is_whole(void);

#endif
