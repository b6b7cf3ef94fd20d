/* SPDX-License-Identifier: MIT */
/*
 * What is said to an HTTP proxy to get a tunnel (RFC 9110 9.3.6), and the head
 * of what it answers (RFC 9112).  Pure: no socket, no memory of its own.
 */

#ifndef LWS_NET_HTTP_CONNECT_CODEC_H
#define LWS_NET_HTTP_CONNECT_CODEC_H

#include "base/base.h"

enum {
	LWS__HTTP_CONNECT_HOST_MAX = 255,   /* RFC 1035 2.3.4 */
	LWS__HTTP_CONNECT_HEAD_MAX = 16384, /* of all heads together */
};

struct lws__http_connect_request {
	const char *host; /* name, IPv4, or IPv6 also as [::1]; borrowed */
	unsigned int port;
	const char *auth; /* base64 of user:password, or NULL; borrowed */
};

/*
 * Bytes written, without a NUL; 0: host is empty, too long or holds what a
 * request line cannot, or all of it does not fit.
 */
size_t lws__http_connect_write(const struct lws__http_connect_request *r,
			       uint8_t *buf, size_t len);

enum lws__http_connect_error {
	LWS__HTTP_CONNECT_OK,
	LWS__HTTP_CONNECT_REFUSED, /* status says why */
	LWS__HTTP_CONNECT_NOT_HTTP,
	LWS__HTTP_CONNECT_BAD_BYTE,
	LWS__HTTP_CONNECT_BAD_LINE_END,
	LWS__HTTP_CONNECT_TOO_LONG,
};

/* {0} awaits an answer */
struct lws__http_connect {
	uint32_t taken;  /* bytes of all heads so far */
	uint16_t status; /* as far as it came */
	uint8_t state;
	uint8_t at;    /* in the present state */
	uint8_t error; /* enum lws__http_connect_error, when BAD */
};

/*
 * DONE: the tunnel is there, what is left of the input came through it.
 * Interim answers are passed over.  BAD: see error; not to be called again.
 */
enum lws_feed
lws__http_connect_feed(struct lws__http_connect *hc, struct lws_cursor *in);

const char *lws__http_connect_words(enum lws__http_connect_error error);

#endif
