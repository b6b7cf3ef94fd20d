/* SPDX-License-Identifier: MIT */
/*
 * Close codes of WebSocket (RFC 6455 7.4 and the IANA registry), and the
 * payload of a CLOSE frame: nothing, or a code and a UTF-8 reason.
 */

#ifndef LWS_ROLES_WS_CLOSE_CODES_H
#define LWS_ROLES_WS_CLOSE_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WS_CONTROL_MAX = 125, /* RFC 6455 5.5 */
	WS_REASON_MAX = 123,  /* what the two bytes of the code leave of it */
};

/* may a CLOSE frame carry this code? (RFC 6455 7.4.1, 7.4.2) */
bool lws__ws_close_code_is_valid(unsigned int code);

/* a few words on the code, for logs; never NULL */
const char *lws__ws_close_code_text(unsigned int code);

/*
 * Payload of a CLOSE frame to out (WS_CONTROL_MAX bytes).  A reason that does
 * not fit is cut between two code points.  Code 0 (LWS_CLOSE_STATUS_NOSTATUS)
 * and others that may not be sent give an empty payload.  reason may be NULL
 * when its length is 0.  Returns the bytes written.
 */
size_t lws__ws_close_payload(uint8_t *out, unsigned int code,
			     const uint8_t *reason, size_t reason_len);

#endif
