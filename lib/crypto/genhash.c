/* SPDX-License-Identifier: MIT */
/*
 * Hashes and HMAC: the public calls, and the one-shot for our own use.
 *
 *   in   bytes in any number of pieces
 *   out  the result, or nothing when the vendor's library fails
 *
 * FIPS 180-4, RFC 1321 (MD5), RFC 2104 (HMAC).
 */

#include "crypto/crypto.h"

#include <string.h>

static const uint8_t sizes[LWS__DIGEST_COUNT] = {
	[LWS__DIGEST_MD5] = 16,    [LWS__DIGEST_SHA1] = 20,
	[LWS__DIGEST_SHA256] = 32, [LWS__DIGEST_SHA384] = 48,
	[LWS__DIGEST_SHA512] = 64, [LWS__DIGEST_SHA512_256] = 32,
};

size_t
lws__digest_size(enum lws__digest d)
{
	return (unsigned int)d < LWS__DIGEST_COUNT ? sizes[d] : 0;
}

static enum lws__digest
digest_of_hash(int type)
{
	static const uint8_t of[] = {
		[LWS_GENHASH_TYPE_MD5] = LWS__DIGEST_MD5,
		[LWS_GENHASH_TYPE_SHA1] = LWS__DIGEST_SHA1,
		[LWS_GENHASH_TYPE_SHA256] = LWS__DIGEST_SHA256,
		[LWS_GENHASH_TYPE_SHA384] = LWS__DIGEST_SHA384,
		[LWS_GENHASH_TYPE_SHA512] = LWS__DIGEST_SHA512,
	};

	return type >= 0 && type < (int)LWS_ARRAY_SIZE(of)
		       ? (enum lws__digest)of[type]
		       : LWS__DIGEST_NONE;
}

static enum lws__digest
digest_of_hmac(int type)
{
	static const uint8_t of[] = {
		[LWS_GENHMAC_TYPE_SHA256] = LWS__DIGEST_SHA256,
		[LWS_GENHMAC_TYPE_SHA384] = LWS__DIGEST_SHA384,
		[LWS_GENHMAC_TYPE_SHA512] = LWS__DIGEST_SHA512,
	};

	return type >= 0 && type < (int)LWS_ARRAY_SIZE(of)
		       ? (enum lws__digest)of[type]
		       : LWS__DIGEST_NONE;
}

/* ---- hash ------------------------------------------------------------ */

size_t
lws_genhash_size(enum lws_genhash_types type)
{
	return lws__digest_size(digest_of_hash((int)type));
}

int
lws_genhash_init(struct lws_genhash_ctx *ctx, enum lws_genhash_types type)
{
	enum lws__digest d = digest_of_hash((int)type);

	memset(ctx, 0, sizeof(*ctx));
	if (d == LWS__DIGEST_NONE || lws__crypto_hash_begin(ctx, d))
		return 1;
	ctx->type = (uint8_t)type;

	return 0;
}

int
lws_genhash_update(struct lws_genhash_ctx *ctx, const void *in, size_t len)
{
	if (!ctx->mdctx)
		return 1;

	return len && lws__crypto_hash_add(ctx, in, len);
}

int
lws_genhash_destroy(struct lws_genhash_ctx *ctx, void *result)
{
	if (!ctx->mdctx)
		return !!result;

	return lws__crypto_hash_end(ctx, result);
}

/* ---- HMAC ------------------------------------------------------------ */

size_t
lws_genhmac_size(enum lws_genhmac_types type)
{
	return lws__digest_size(digest_of_hmac((int)type));
}

int
lws_genhmac_init(struct lws_genhmac_ctx *ctx, enum lws_genhmac_types type,
		 const uint8_t *key, size_t key_len)
{
	enum lws__digest d = digest_of_hmac((int)type);

	memset(ctx, 0, sizeof(*ctx));
	if (d == LWS__DIGEST_NONE ||
	    lws__crypto_hmac_begin(ctx, d, key, key_len))
		return 1;
	ctx->type = (uint8_t)type;

	return 0;
}

int
lws_genhmac_update(struct lws_genhmac_ctx *ctx, const void *in, size_t len)
{
	if (!ctx->ctx)
		return 1;

	return len && lws__crypto_hmac_add(ctx, in, len);
}

int
lws_genhmac_destroy(struct lws_genhmac_ctx *ctx, void *result)
{
	if (!ctx->ctx)
		return !!result;

	return lws__crypto_hmac_end(ctx, result);
}

/* ---- for ourselves --------------------------------------------------- */

int
lws__digest_texts(enum lws__digest d, uint8_t *out, const char *const *texts)
{
	struct lws_genhash_ctx ctx = {0};
	int failed = lws__crypto_hash_begin(&ctx, d);

	for (; !failed && *texts; texts++)
		failed = lws_genhash_update(&ctx, *texts, strlen(*texts));
	failed |= lws_genhash_destroy(&ctx, failed ? NULL : out);
	if (failed)
		memset(out, 0, lws__digest_size(d));

	return failed;
}
