/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_WRITE_H)
#define LIBWEBSOCKETS_LWS_WRITE_H

#define LWS_WRITE_RAW LWS_WRITE_HTTP
#define lws_write_http(wsi, buf, len) \
	lws_write(wsi, (unsigned char *)(buf), len, LWS_WRITE_HTTP)

enum lws_write_protocol {
	LWS_WRITE_TEXT = 0,
	LWS_WRITE_BINARY = 1,
	LWS_WRITE_CONTINUATION = 2,
	LWS_WRITE_HTTP = 3,
	LWS_WRITE_PING = 5,
	LWS_WRITE_PONG = 6,
	LWS_WRITE_HTTP_FINAL = 7,
	LWS_WRITE_HTTP_HEADERS = 8,
	LWS_WRITE_HTTP_HEADERS_CONTINUATION = 9,
	LWS_WRITE_BUFLIST = 0x20,
	LWS_WRITE_NO_FIN = 0x40,
	LWS_WRITE_H2_STREAM_END = 0x80,
	LWS_WRITE_CLIENT_IGNORE_XOR_MASK = 0x80,
};

struct lws_write_passthru {
	struct lws *wsi;
	unsigned char *buf;
	size_t len;
	enum lws_write_protocol wp;
};

LWS_VISIBLE LWS_EXTERN int
lws_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol protocol);

LWS_VISIBLE LWS_EXTERN int
lws_raw_transaction_completed(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

static LWS_INLINE enum lws_write_protocol
lws_write_ws_flags(int initial, int is_start, int is_end)
{
	int flags = is_start ? initial : LWS_WRITE_CONTINUATION;

	return (enum lws_write_protocol)(is_end ? flags
						: flags | LWS_WRITE_NO_FIN);
}

#endif
