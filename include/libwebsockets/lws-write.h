/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_WRITE_H)
#define LIBWEBSOCKETS_LWS_WRITE_H

/**
 * \defgroup sending Sending
 * One write per WRITEABLE callback is the rule; see
 * lws_callback_on_writable().
 * @{
 */

/** raw sockets: no framing */
#define LWS_WRITE_RAW LWS_WRITE_HTTP
/** send part of an HTTP body */
#define lws_write_http(wsi, buf, len) \
	lws_write(wsi, (unsigned char *)(buf), len, LWS_WRITE_HTTP)

/** what is written: one of the first group, or'ed with flags */
enum lws_write_protocol {
	/** ws: a text message, or its first fragment */
	LWS_WRITE_TEXT = 0,
	/** ws: a binary message, or its first fragment */
	LWS_WRITE_BINARY = 1,
	/** ws: a further fragment */
	LWS_WRITE_CONTINUATION = 2,
	/** HTTP body, or raw bytes */
	LWS_WRITE_HTTP = 3,
	/** ws: ping, at most 125 bytes */
	LWS_WRITE_PING = 5,
	/** ws: pong nobody asked for, at most 125 bytes */
	LWS_WRITE_PONG = 6,
	/** HTTP: the last of the body */
	LWS_WRITE_HTTP_FINAL = 7,
	/** HTTP: headers */
	LWS_WRITE_HTTP_HEADERS = 8,
	/** HTTP/2: further headers */
	LWS_WRITE_HTTP_HEADERS_CONTINUATION = 9,
	/** with others: only queue it */
	LWS_WRITE_BUFLIST = 0x20,
	/**
	 * with others, ws: more fragments follow; HTTP headers: more headers
	 * follow
	 */
	LWS_WRITE_NO_FIN = 0x40,
	/** with others: nothing follows on this HTTP/2 stream */
	LWS_WRITE_H2_STREAM_END = 0x80,
	/** with others, ws client: do not mask */
	LWS_WRITE_CLIENT_IGNORE_XOR_MASK = 0x80,
};

/** what a ws extension is given of a write */
struct lws_write_passthru {
	struct lws *wsi;
	unsigned char *buf;
	size_t len;
	enum lws_write_protocol wp;
};

/**
 * lws_write() - send to the peer
 *
 * \param wsi: borrowed, established
 * \param buf: borrowed until return; LWS_PRE bytes before it must be writable,
 *   and may be changed; in ws clients the payload may be changed too
 * \param len: bytes; 0 is a ws message without content
 * \param protocol: what it is
 *
 * What the kernel does not take is kept and leaves later;
 * LWS_CALLBACK_..._WRITEABLE does not come before it has gone.
 *
 * Returns at least len: accepted, sent or kept; negative: the wsi is dead,
 * return -1 from the callback.
 * Call from: the wsi's service thread, from its WRITEABLE callback, once
 * Allocates: a copy of what the kernel did not take
 * Source: RFC 6455 s5, RFC 9112 s6
 */
LWS_VISIBLE LWS_EXTERN int
lws_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol protocol);

/**
 * lws_raw_transaction_completed() - a raw wsi has nothing more to send: close
 * when it has left
 *
 * \param wsi: borrowed
 *
 * Returns what the callback must return.
 * Call from: the wsi's service thread, its callback
 */
LWS_VISIBLE LWS_EXTERN int
lws_raw_transaction_completed(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * lws_write_ws_flags() - what to give lws_write() for one fragment of a ws
 * message
 *
 * \param initial: LWS_WRITE_TEXT or LWS_WRITE_BINARY
 * \param is_start: nonzero: the first fragment
 * \param is_end: nonzero: the last
 *
 * Returns initial or CONTINUATION, with LWS_WRITE_NO_FIN unless it is the
 * last.
 * Call from: anywhere
 */
static LWS_INLINE enum lws_write_protocol
lws_write_ws_flags(int initial, int is_start, int is_end)
{
	int flags = is_start ? initial : LWS_WRITE_CONTINUATION;

	return (enum lws_write_protocol)(is_end ? flags
						: flags | LWS_WRITE_NO_FIN);
}

/** @} */

#endif
