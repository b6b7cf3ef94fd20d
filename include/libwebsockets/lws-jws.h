/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_JWS_H)
#define LIBWEBSOCKETS_LWS_JWS_H

/**
 * \defgroup jws JSON web signatures
 * @{
 */

#define LWS_JWS_MAX_SIGS 3

struct lws_jws_map;

enum enum_jws_sig_elements {
	LJWS_JOSE,
	LJWS_PYLD,
	LJWS_SIG,
	LJWS_UHDR,
	LJWE_JOSE = 0,
	LJWE_EKEY,
	LJWE_IV,
	LJWE_CTXT,
	LJWE_ATAG,
	LJWE_AAD,
	LWS_JWS_MAX_COMPACT_BLOCKS,
};

struct lws_jws_map {
	const char *buf[LWS_JWS_MAX_COMPACT_BLOCKS];
	uint32_t len[LWS_JWS_MAX_COMPACT_BLOCKS];
};

struct lws_jws {
	struct lws_jwk *jwk;
	struct lws_context *context;
	struct lws_jws_map map;
	struct lws_jws_map map_b64;
};

struct lws_jwt_sign_info {
	const char *alg;
	const char *jose_hdr;
	size_t jose_hdr_len;
	char *out;
	size_t *out_len;
	char *temp;
	int tl;
};

struct lws_jwt_sign_set_cookie {
	struct lws_jwk *jwk;
	const char *alg;
	const char *iss;
	const char *aud;
	const char *cookie_name;
	char sub[33];
	const char *extra_json;
	size_t extra_json_len;
	const char *csrf_in;
	unsigned long expiry_unix_time;
};

/**
 * lws_jws_base64_enc() - bytes to base64url without padding, as JOSE has it
 *
 * \param in: borrowed
 * \param in_len: bytes
 * \param out: borrowed; receives text and NUL
 * \param out_max: bytes of out
 *
 * Returns characters written, or -1: it does not fit.
 * Call from: any thread
 * Source: RFC 7515 s2
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_base64_enc(const char *in, size_t in_len, char *out, size_t out_max);

/** @} */

#endif
