/* SPDX-License-Identifier: MIT */
/*
 * Blobs of trusted certificates for tests: see lib/tls/jit-blob.c
 */

#ifndef LWS_TEST_TRUST_BLOB_H
#define LWS_TEST_TRUST_BLOB_H

#include <stddef.h>
#include <stdint.h>

struct lws__test_anchor {
	const void *der, *skid; /* borrowed */
	size_t der_len, skid_len;
};

enum {
	LWS__TEST_BLOB_MIN = 32768,
};

/* owned: free() it.  What is missing to the least length is between the
 * certificates and the tables, so the blob ends with the last id */
uint8_t *
lws__test_blob(const struct lws__test_anchor *a, size_t count, size_t *len);
void lws__test_put32(uint8_t *p, size_t value);

#endif
