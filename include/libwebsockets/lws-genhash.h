/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_GENHASH_H)
#define LIBWEBSOCKETS_LWS_GENHASH_H

/**
 * \defgroup genhash Hashes and HMAC
 * The same calls whichever TLS library does the work.  They need a build with
 * TLS; without it there is lws_SHA1() alone.
 *
 * A context is yours, on the stack if you like.  After a successful init it
 * must be destroyed, with a buffer for the result or with NULL to abandon it.
 * @{
 */

/** bytes of the largest result */
#define LWS_GENHASH_LARGEST 64

struct lws_genhash_ctx;
struct lws_genhmac_ctx;

enum lws_genhash_types {
	LWS_GENHASH_TYPE_UNKNOWN,
	LWS_GENHASH_TYPE_MD5,
	LWS_GENHASH_TYPE_SHA1,
	LWS_GENHASH_TYPE_SHA256,
	LWS_GENHASH_TYPE_SHA384,
	LWS_GENHASH_TYPE_SHA512,
};

enum lws_genhmac_types {
	LWS_GENHMAC_TYPE_UNKNOWN,
	LWS_GENHMAC_TYPE_SHA256,
	LWS_GENHMAC_TYPE_SHA384,
	LWS_GENHMAC_TYPE_SHA512,
};

/* OpenSSL's own names for its types, so that this needs no header of it */
struct evp_md_st;
struct evp_md_ctx_st;
struct evp_pkey_st;

/** a hash under way */
struct lws_genhash_ctx {
	uint8_t type;
	const struct evp_md_st *evp_type;
	struct evp_md_ctx_st *mdctx;
};

/** an HMAC under way */
struct lws_genhmac_ctx {
	uint8_t type;
	const struct evp_md_st *evp_type;
	struct evp_md_ctx_st *ctx;
	struct evp_pkey_st *key;
};

#if defined(LWS_WITH_TLS)

/**
 * lws_genhash_size() - how long a hash is
 *
 * \param type: LWS_GENHASH_TYPE_...
 *
 * Returns bytes, or 0: no such type.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_genhash_size(enum lws_genhash_types type) LWS_WARN_UNUSED_RESULT;

/**
 * lws_genhmac_size() - how long an HMAC is
 *
 * \param type: LWS_GENHMAC_TYPE_...
 *
 * Returns bytes, or 0: no such type.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_genhmac_size(enum lws_genhmac_types type) LWS_WARN_UNUSED_RESULT;

/**
 * lws_genhash_init() - begin a hash
 *
 * \param ctx: borrowed, needs no preparation
 * \param type: LWS_GENHASH_TYPE_...
 *
 * Returns 0, or 1: no such type, no memory, or the TLS library refuses it (MD5
 * in a FIPS setting).  After 1 there is nothing to destroy, and doing so is
 * harmless.
 * Call from: any thread
 * Source: FIPS 180-4, RFC 1321
 */
LWS_VISIBLE LWS_EXTERN int
lws_genhash_init(struct lws_genhash_ctx *ctx,
		 enum lws_genhash_types type) LWS_WARN_UNUSED_RESULT;

/**
 * lws_genhash_update() - more to be hashed
 *
 * \param ctx: borrowed, begun
 * \param in: borrowed
 * \param len: bytes, may be 0
 *
 * Returns 0, or 1: it failed; destroy ctx.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_genhash_update(struct lws_genhash_ctx *ctx, const void *in,
		   size_t len) LWS_WARN_UNUSED_RESULT;

/**
 * lws_genhash_destroy() - end a hash
 *
 * \param ctx: borrowed; what it held is freed
 * \param result: borrowed; receives lws_genhash_size() bytes.  NULL abandons.
 *
 * Returns 0, or 1: there is no result.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_genhash_destroy(struct lws_genhash_ctx *ctx, void *result);

/**
 * lws_genhmac_init() - begin an HMAC
 *
 * \param ctx: borrowed, needs no preparation
 * \param type: LWS_GENHMAC_TYPE_...
 * \param key: borrowed until return
 * \param key_len: bytes, may be 0
 *
 * Returns 0, or nonzero as lws_genhash_init().
 * Call from: any thread
 * Source: RFC 2104
 */
LWS_VISIBLE LWS_EXTERN int
lws_genhmac_init(struct lws_genhmac_ctx *ctx, enum lws_genhmac_types type,
		 const uint8_t *key, size_t key_len) LWS_WARN_UNUSED_RESULT;

/**
 * lws_genhmac_update() - more to be authenticated
 *
 * \param ctx: borrowed, begun
 * \param in: borrowed
 * \param len: bytes, may be 0
 *
 * Returns 0, or 1: it failed; destroy ctx.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_genhmac_update(struct lws_genhmac_ctx *ctx, const void *in,
		   size_t len) LWS_WARN_UNUSED_RESULT;

/**
 * lws_genhmac_destroy() - end an HMAC
 *
 * \param ctx: borrowed; what it held is freed
 * \param result: borrowed; receives lws_genhmac_size() bytes.  NULL abandons.
 *
 * Returns 0, or 1: there is no result.  Compare results with
 * lws_timingsafe_bcmp().
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_genhmac_destroy(struct lws_genhmac_ctx *ctx, void *result);

#endif

/** @} */

#endif
