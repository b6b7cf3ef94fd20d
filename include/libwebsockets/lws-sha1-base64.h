/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_SHA1_BASE64_H)
#define LIBWEBSOCKETS_LWS_SHA1_BASE64_H

/**
 * \defgroup sha Base64 and SHA-1
 * The decoders take both alphabets (RFC 4648 s4 and s5), with or without
 * padding.
 * For ws handshakes and basic auth; for anything security related use genhash.
 * @{
 */

#if defined(LWS_SHA1_USE_OPENSSL_NAME)
#define lws_SHA1 SHA1
#endif

struct lws_b64state;

/** what lws_b64_decode_stateful() has taken so far */
struct lws_b64state {
	unsigned char quad[4];
	/** bytes produced */
	size_t done;
	/** characters of a quad so far */
	size_t len;
	int i;
	int c;
};

#if !defined(LWS_SHA1_USE_OPENSSL_NAME)
/**
 * lws_SHA1() - SHA-1 of some bytes
 *
 * \param d: borrowed
 * \param n: bytes
 * \param md: borrowed; receives 20 bytes
 *
 * Returns md.
 * Call from: any thread
 * Source: RFC 3174
 */
LWS_VISIBLE LWS_EXTERN unsigned char *
lws_SHA1(const unsigned char *d, size_t n, unsigned char *md);

#endif

/**
 * lws_b64_encode_string() - bytes to base64
 *
 * \param in: borrowed
 * \param in_len: bytes
 * \param out: borrowed; receives text and NUL
 * \param out_size: bytes of out; more than the text and NUL need
 *
 * Returns characters written, or -1: it does not fit.
 * Call from: any thread
 * Source: RFC 4648 s4
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_encode_string(const char *in, int in_len, char *out, int out_size);

/**
 * lws_b64_encode_string_url() - bytes to base64 for URLs and file names,
 * padded
 *
 * \param in: borrowed
 * \param in_len: bytes
 * \param out: borrowed; receives text and NUL
 * \param out_size: as lws_b64_encode_string()
 *
 * Returns characters written, or -1: it does not fit.
 * Call from: any thread
 * Source: RFC 4648 s5
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_encode_string_url(const char *in, int in_len, char *out, int out_size);

/**
 * lws_b64_decode_string() - base64 text to bytes
 *
 * \param in: borrowed, ends in NUL
 * \param out: borrowed; receives the bytes and NUL
 * \param out_size: bytes of out
 *
 * Returns bytes written; 0 also if in is not base64, or does not fit.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_string(const char *in, char *out, int out_size);

/**
 * lws_b64_decode_string_len() - base64 of a given length to bytes
 *
 * \param in: borrowed
 * \param in_len: characters
 * \param out: borrowed; receives the bytes and NUL
 * \param out_size: bytes of out
 *
 * Returns bytes written, or -1: not base64, nothing in it, or no room.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_string_len(const char *in, int in_len, char *out, int out_size);

/**
 * lws_b64_decode_state_init() - begin to decode in pieces
 *
 * \param state: borrowed
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_b64_decode_state_init(struct lws_b64state *state);

/**
 * lws_b64_decode_stateful() - decode a piece
 *
 * \param s: borrowed
 * \param in: borrowed
 * \param in_len: characters there; receives how many were taken
 * \param out: borrowed; receives bytes
 * \param out_size: bytes of out; receives how many were written
 * \param final: nonzero: this is the last piece
 *
 * Returns 0, or -1: not base64.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_stateful(struct lws_b64state *s, const char *in, size_t *in_len,
			uint8_t *out, size_t *out_size, int final);

/** @} */

#endif
