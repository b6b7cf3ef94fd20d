/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_WS_CLOSE_H)
#define LIBWEBSOCKETS_LWS_WS_CLOSE_H

/**
 * \defgroup wsclose ws close codes
 * @{
 */

/** RFC 6455 s7.4; those from 3000 are yours */
enum lws_close_status {
	/** not given */
	LWS_CLOSE_STATUS_NOSTATUS = 0,
	/** done */
	LWS_CLOSE_STATUS_NORMAL = 1000,
	/** server stops, or page is left */
	LWS_CLOSE_STATUS_GOINGAWAY = 1001,
	/** the peer broke the protocol */
	LWS_CLOSE_STATUS_PROTOCOL_ERR = 1002,
	/** a kind of message not dealt with */
	LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE = 1003,
	/** never sent */
	LWS_CLOSE_STATUS_RESERVED = 1004,
	/** the CLOSE had none; never sent */
	LWS_CLOSE_STATUS_NO_STATUS = 1005,
	/** there was no CLOSE; never sent */
	LWS_CLOSE_STATUS_ABNORMAL_CLOSE = 1006,
	/** such as text that is not UTF-8 */
	LWS_CLOSE_STATUS_INVALID_PAYLOAD = 1007,
	/** not allowed */
	LWS_CLOSE_STATUS_POLICY_VIOLATION = 1008,
	/** too large */
	LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE = 1009,
	/** client: an extension was not accepted */
	LWS_CLOSE_STATUS_EXTENSION_REQUIRED = 1010,
	/** server: cannot go on */
	LWS_CLOSE_STATUS_UNEXPECTED_CONDITION = 1011,
	/** TLS failed; never sent */
	LWS_CLOSE_STATUS_TLS_FAILURE = 1015,
	/** the library's */
	LWS_CLOSE_STATUS_CLIENT_TRANSACTION_DONE = 2000,
	/** the library's: the context is going */
	LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY = 9999,
};

/**
 * lws_close_reason() - what to say in the CLOSE when the callback returns
 * nonzero
 *
 * \param wsi: borrowed, ws
 * \param status: 1000 .. 4999
 * \param buf: NULL, or borrowed until return: UTF-8
 * \param len: bytes; at most 123 are sent
 *
 * Call from: the wsi's service thread, before it returns nonzero
 * Source: RFC 6455 s5.5.1
 */
LWS_VISIBLE LWS_EXTERN void
lws_close_reason(struct lws *wsi, enum lws_close_status status,
		 unsigned char *buf, size_t len);

/** @} */

#endif
