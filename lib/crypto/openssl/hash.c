/* SPDX-License-Identifier: MIT */
/*
 * Hash and HMAC by OpenSSL 3's EVP: see crypto.h for what each call promises.
 */

#include "crypto/crypto.h"

#include <openssl/err.h>
#include <openssl/evp.h>

static const EVP_MD *
md_of(enum lws__digest d)
{
	switch (d) {
	case LWS__DIGEST_MD5:
		return EVP_md5();
	case LWS__DIGEST_SHA1:
		return EVP_sha1();
	case LWS__DIGEST_SHA256:
		return EVP_sha256();
	case LWS__DIGEST_SHA384:
		return EVP_sha384();
	case LWS__DIGEST_SHA512:
		return EVP_sha512();
	case LWS__DIGEST_SHA512_256:
		return EVP_sha512_256();
	case LWS__DIGEST_NONE:
	case LWS__DIGEST_COUNT:
		break;
	}

	return NULL;
}

/* what it queued about a refusal is nobody's later error */
static int
failed(void)
{
	ERR_clear_error();

	return 1;
}

int
lws__crypto_hash_begin(struct lws_genhash_ctx *ctx, enum lws__digest d)
{
	ctx->evp_type = md_of(d);
	ctx->mdctx = ctx->evp_type ? EVP_MD_CTX_new() : NULL;
	if (ctx->mdctx &&
	    EVP_DigestInit_ex(ctx->mdctx, ctx->evp_type, NULL) == 1)
		return 0;
	EVP_MD_CTX_free(ctx->mdctx);
	ctx->mdctx = NULL;
	ctx->evp_type = NULL;

	return failed();
}

int
lws__crypto_hash_add(struct lws_genhash_ctx *ctx, const void *in, size_t len)
{
	return EVP_DigestUpdate(ctx->mdctx, in, len) == 1 ? 0 : failed();
}

int
lws__crypto_hash_end(struct lws_genhash_ctx *ctx, uint8_t *out)
{
	unsigned int len = 0;
	int ok = !out || EVP_DigestFinal_ex(ctx->mdctx, out, &len) == 1;

	EVP_MD_CTX_free(ctx->mdctx);
	ctx->mdctx = NULL;
	ctx->evp_type = NULL;

	return ok ? 0 : failed();
}

static void
hmac_free(struct lws_genhmac_ctx *ctx)
{
	EVP_MD_CTX_free(ctx->ctx);
	EVP_PKEY_free(ctx->key);
	ctx->ctx = NULL;
	ctx->key = NULL;
	ctx->evp_type = NULL;
}

int
lws__crypto_hmac_begin(struct lws_genhmac_ctx *ctx, enum lws__digest d,
		       const uint8_t *key, size_t key_len)
{
	static const uint8_t none[1];

	ctx->evp_type = md_of(d);
	ctx->ctx = EVP_MD_CTX_new();
	/* a key of no bytes still has an address */
	ctx->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL,
						key_len ? key : none, key_len);
	if (ctx->evp_type && ctx->ctx && ctx->key &&
	    EVP_DigestSignInit(ctx->ctx, NULL, ctx->evp_type, NULL, ctx->key) ==
		    1)
		return 0;
	hmac_free(ctx);

	return failed();
}

int
lws__crypto_hmac_add(struct lws_genhmac_ctx *ctx, const void *in, size_t len)
{
	return EVP_DigestSignUpdate(ctx->ctx, in, len) == 1 ? 0 : failed();
}

int
lws__crypto_hmac_end(struct lws_genhmac_ctx *ctx, uint8_t *out)
{
	size_t len = LWS__DIGEST_MAX;
	int ok = !out || EVP_DigestSignFinal(ctx->ctx, out, &len) == 1;

	hmac_free(ctx);

	return ok ? 0 : failed();
}
