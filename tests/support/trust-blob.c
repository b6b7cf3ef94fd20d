/* SPDX-License-Identifier: MIT */
/*
 * Blobs of trusted certificates for tests: see trust-blob.h
 */

#include "trust-blob.h"

#include <stdlib.h>
#include <string.h>

enum {
	HEAD = 28,
};

static void
put16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

void
lws__test_put32(uint8_t *p, size_t value)
{
	put16(p, value >> 16);
	put16(p + 2, value & 0xffff);
}

uint8_t *
lws__test_blob(const struct lws__test_anchor *a, size_t count, size_t *len)
{
	size_t ders = HEAD, tables = count * 3, n, at, ids;
	uint8_t *blob;

	for (n = 0; n < count; n++) {
		ders += a[n].der_len;
		tables += a[n].skid_len;
	}
	if (ders + tables < LWS__TEST_BLOB_MIN)
		ders = LWS__TEST_BLOB_MIN - tables;
	*len = ders + tables;
	blob = calloc(1, *len);
	if (!blob)
		abort();
	memcpy(blob, "TBLB", 4);
	put16(blob + 4, 1);
	put16(blob + 6, count);
	lws__test_put32(blob + 12, ders);
	lws__test_put32(blob + 16, ders + count * 2);
	lws__test_put32(blob + 20, ders + count * 3);
	lws__test_put32(blob + 24, *len);
	at = HEAD;
	ids = ders + count * 3;
	for (n = 0; n < count; n++) {
		if (a[n].der_len)
			memcpy(blob + at, a[n].der, a[n].der_len);
		if (a[n].skid_len)
			memcpy(blob + ids, a[n].skid, a[n].skid_len);
		put16(blob + ders + n * 2, a[n].der_len);
		blob[ders + count * 2 + n] = (uint8_t)a[n].skid_len;
		at += a[n].der_len;
		ids += a[n].skid_len;
	}

	return blob;
}
