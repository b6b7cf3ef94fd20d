/* SPDX-License-Identifier: MIT */
/*
 * Front door of the primitives.
 *
 * The public calls (lws-genhash.h) stand above; the vendor's folder translates
 * what is below the line and decides nothing.
 */

#ifndef LWS_CRYPTO_H
#define LWS_CRYPTO_H

#include "base/base.h"

/* what we hash with: more than the public types name */
enum lws__digest {
	LWS__DIGEST_NONE,
	LWS__DIGEST_MD5,
	LWS__DIGEST_SHA1,
	LWS__DIGEST_SHA256,
	LWS__DIGEST_SHA384,
	LWS__DIGEST_SHA512,
	LWS__DIGEST_SHA512_256, /* FIPS 180-4 5.3.6.2: not a cut SHA-512 */
	LWS__DIGEST_COUNT
};

enum {
	LWS__DIGEST_MAX = 64, /* bytes of the longest */
};

/* bytes, 0 for NONE */
size_t lws__digest_size(enum lws__digest d);
/*
 * The hash of some texts one behind the other; NULL ends the list.  0, or
 * nonzero: no memory, or the vendor refuses (out is zero then).
 */
int
lws__digest_texts(enum lws__digest d, uint8_t *out, const char *const *texts);

/* ---- the vendor's part ----------------------------------------------- */

/*
 * begin: sets evp_type and mdctx (ctx and key); nonzero: refused, and both are
 * NULL.  end: frees them and sets NULL; out NULL = abandon; nonzero: no result.
 * A ctx without mdctx is never passed.
 */
int lws__crypto_hash_begin(struct lws_genhash_ctx *ctx, enum lws__digest d);
int
lws__crypto_hash_add(struct lws_genhash_ctx *ctx, const void *in, size_t len);
int lws__crypto_hash_end(struct lws_genhash_ctx *ctx, uint8_t *out);

int lws__crypto_hmac_begin(struct lws_genhmac_ctx *ctx, enum lws__digest d,
			   const uint8_t *key, size_t key_len);
int
lws__crypto_hmac_add(struct lws_genhmac_ctx *ctx, const void *in, size_t len);
int lws__crypto_hmac_end(struct lws_genhmac_ctx *ctx, uint8_t *out);

#endif
