/* SPDX-License-Identifier: MIT */
/*
 * A blob of trusted certificates, to be looked up by subject key id.  All
 * numbers are big endian:
 *
 *    0  "TBLB"                       16  u32 offset of the SKIDs' lengths, u8
 *    4  u16 version, 1               20  u32 offset of the SKIDs
 *    6  u16 how many certificates    24  u32 bytes of all
 *    8  u32 when it was made         28  certificates, DER, without gaps
 *   12  u32 offset of the DERs' lengths, u16
 *
 * A SKID may be kept cut: its first bytes are enough.  contrib/trust-blob makes
 * one.
 */

#include "tls/jit-trust.h"

#include <string.h>

enum {
	BLOB_MIN = 32768, /* less is none */
	HEAD_LEN = 28,
	VERSION = 1,
	AT_VERSION = 4,
	AT_COUNT = 6,
	AT_DER_LENS = 12,
	AT_SKID_LENS = 16,
	AT_SKIDS = 20,
	AT_TOTAL = 24,
};

struct blob {
	const uint8_t *p; /* borrowed */
	uint32_t len;
	uint32_t count;
	uint32_t der_lens, skid_lens, skids; /* offsets */
};

static uint32_t
u16_at(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t
u32_at(const uint8_t *p)
{
	return u16_at(p) << 16 | u16_at(p + 2);
}

static bool
has(const struct blob *b, uint32_t offset, uint64_t len)
{
	return offset >= HEAD_LEN && offset + len <= b->len;
}

/* every length adds up to what is there */
static bool
is_sound(const struct blob *b)
{
	uint64_t ders = 0, skids = 0;

	if (!has(b, b->der_lens, (uint64_t)b->count * 2) ||
	    !has(b, b->skid_lens, b->count))
		return false;
	for (uint32_t n = 0; n < b->count; n++) {
		ders += u16_at(b->p + b->der_lens + (size_t)n * 2);
		skids += b->p[b->skid_lens + n];
	}

	return has(b, HEAD_LEN, ders) && has(b, b->skids, skids);
}

static bool
open_blob(struct blob *b, const void *p, size_t len)
{
	b->p = p;
	if (!p || len < BLOB_MIN || len > UINT32_MAX || memcmp(p, "TBLB", 4) ||
	    u16_at(b->p + AT_VERSION) != VERSION ||
	    u32_at(b->p + AT_TOTAL) != len)
		return false;
	b->len = (uint32_t)len;
	b->count = u16_at(b->p + AT_COUNT);
	b->der_lens = u32_at(b->p + AT_DER_LENS);
	b->skid_lens = u32_at(b->p + AT_SKID_LENS);
	b->skids = u32_at(b->p + AT_SKIDS);

	return is_sound(b);
}

/* one of them may be the other's beginning */
static bool
is_alike(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	size_t len = a_len < b_len ? a_len : b_len;

	return len && !memcmp(a, b, len);
}

int
lws_tls_jit_trust_blob_queury_skid(const void *_blob, size_t blen,
				   const uint8_t *skid, size_t skid_len,
				   const uint8_t **prpder, size_t *prder_len)
{
	const uint8_t *der, *id;
	bool found = false;
	struct blob b;

	if (!open_blob(&b, _blob, blen))
		return -1;
	der = b.p + HEAD_LEN;
	id = b.p + b.skids;
	for (uint32_t n = 0; n < b.count; n++) {
		uint32_t der_len = u16_at(b.p + b.der_lens + (size_t)n * 2);
		uint32_t id_len = b.p[b.skid_lens + n];

		if (is_alike(id, id_len, skid, skid_len) &&
		    (!found || id_len == skid_len)) {
			*prpder = der;
			*prder_len = der_len;
			found = true;
			if (id_len == skid_len)
				break; /* the whole of it */
		}
		der += der_len;
		id += id_len;
	}

	return !found;
}
