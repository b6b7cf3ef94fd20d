/* SPDX-License-Identifier: MIT */
/*
 * SOCKS5 as a client speaks it (RFC 1928, RFC 1929): a greeting, perhaps name
 * and password, then CONNECT; each is said, and its answer heard.  Pure.
 *
 *   start -> write -> feed (DONE) -> write -> feed ... until step is UP
 */

#ifndef LWS_NET_SOCKS5_CODEC_H
#define LWS_NET_SOCKS5_CODEC_H

#include "base/base.h"

enum {
	LWS__SOCKS5_MESSAGE_MAX = 3 + 255 + 255, /* the longest that we say */
};

struct lws__socks5_target {
	const char *host; /* name, IPv4, or IPv6 also as [::1]; borrowed */
	unsigned int port;
	const char *user;     /* NULL or "": none; borrowed */
	const char *password; /* NULL is ""; borrowed */
};

/* what is said next, or whose answer is awaited */
enum lws__socks5_step {
	LWS__SOCKS5_GREETING,
	LWS__SOCKS5_AUTH,
	LWS__SOCKS5_CONNECT,
	LWS__SOCKS5_UP, /* the tunnel is there */
};

enum lws__socks5_error {
	LWS__SOCKS5_OK,
	LWS__SOCKS5_BAD_VERSION,
	LWS__SOCKS5_BAD_METHOD, /* one that was not offered */
	LWS__SOCKS5_NO_METHOD,  /* none of the offered ones will do */
	LWS__SOCKS5_BAD_AUTH_VERSION,
	LWS__SOCKS5_AUTH_REFUSED,
	LWS__SOCKS5_REFUSED, /* reply says why */
	LWS__SOCKS5_BAD_RESERVED,
	LWS__SOCKS5_BAD_ADDRESS_TYPE,
	LWS__SOCKS5_BAD_ADDRESS_LENGTH,
};

/* {0} is to be begun */
struct lws__socks5 {
	uint8_t step;  /* enum lws__socks5_step */
	uint8_t error; /* enum lws__socks5_error, when BAD */
	uint8_t reply; /* of CONNECT: RFC 1928 6 */
	uint8_t at;    /* bytes of the present answer's head */
	uint16_t skip; /* of address and port that follow it */
	bool offers_auth;
};

/*
 * The message of this step: bytes written, 0: it does not fit, or user,
 * password or host is longer than 255 bytes, or host is empty.
 */
size_t
lws__socks5_write(struct lws__socks5 *s, const struct lws__socks5_target *t,
		  uint8_t *buf, size_t len);

/* DONE: the answer is complete, and step is the next; BAD: see error */
enum lws_feed lws__socks5_feed(struct lws__socks5 *s, struct lws_cursor *in);

/* static text; of REFUSED, what reply means */
const char *lws__socks5_words(const struct lws__socks5 *s);

#endif
