/* SPDX-License-Identifier: MIT */
/*
 * What a peer may make an HTTP/2 connection spend.  Each may be set with -D.
 */

#ifndef LWS_ROLES_H2_H2_LIMITS_H
#define LWS_ROLES_H2_H2_LIMITS_H

/* streams at a time that a peer may open; SETTINGS_MAX_CONCURRENT_STREAMS */
#ifndef LWS__H2_STREAMS
#define LWS__H2_STREAMS 100
#endif

/* unread bytes that a stream may hold, and a connection's share of them */
#ifndef LWS__H2_STREAM_WINDOW
#define LWS__H2_STREAM_WINDOW 262144
#endif
#ifndef LWS__H2_CONN_WINDOW
#define LWS__H2_CONN_WINDOW 1048576
#endif

/* bytes of field blocks beyond MAX_HEADER_LIST_SIZE that are still decoded, so
 * that the request is refused (431) and not the connection */
#ifndef LWS__H2_BLOCK_SLACK
#define LWS__H2_BLOCK_SLACK 16384
#endif

/* entries of one SETTINGS, and empty CONTINUATIONs in one field block */
#ifndef LWS__H2_SETTINGS_MAX
#define LWS__H2_SETTINGS_MAX 32
#endif
#ifndef LWS__H2_CONTINUATIONS_MAX
#define LWS__H2_CONTINUATIONS_MAX 8
#endif

/* dynamic table that a peer may fill, as RFC 7541 4.1 counts; a vhost may say
 * otherwise: SETTINGS_HEADER_TABLE_SIZE.  65535 at most */
#ifndef LWS__H2_TABLE
#define LWS__H2_TABLE 4096
#endif

/* what we use of the table that a peer offers: some ten fields; and text of a
 * field that may enter it.  65535 at most; 0: none is used */
#ifndef LWS__H2_ENCODER_TABLE
#define LWS__H2_ENCODER_TABLE 512
#endif
#ifndef LWS__H2_ENCODER_TEXT
#define LWS__H2_ENCODER_TEXT 512
#endif

/* bytes of a field block of ours that is compressed; longer ones are sent as
 * they are */
#ifndef LWS__H2_INDEXED_MAX
#define LWS__H2_INDEXED_MAX 2048
#endif

/* what one DATA frame of ours carries at most, so that others get between */
#ifndef LWS__H2_FRAME_SEND
#define LWS__H2_FRAME_SEND 16384
#endif

/* DATA frames of one lws_write() that leave in one system call */
#ifndef LWS__H2_FRAMES_AT_ONCE
#define LWS__H2_FRAMES_AT_ONCE 8
#endif

/* bytes that an application may have unsent on one stream */
#ifndef LWS__H2_UNSENT_MAX
#define LWS__H2_UNSENT_MAX (1 << 20)
#endif

/* streams that ended by a reset, of either side: so many at once, and so many
 * a second in the long run (CVE-2023-44487, CVE-2025-8671) */
#ifndef LWS__H2_RESET_BURST
#define LWS__H2_RESET_BURST 400
#endif
#ifndef LWS__H2_RESET_RATE
#define LWS__H2_RESET_RATE 40
#endif

/* frames that carry nothing: PING, SETTINGS, PRIORITY, empty DATA, tiny
 * WINDOW_UPDATE, unknown types (CVE-2019-9512 .. 9518) */
#ifndef LWS__H2_IDLE_BURST
#define LWS__H2_IDLE_BURST 1000
#endif
#ifndef LWS__H2_IDLE_RATE
#define LWS__H2_IDLE_RATE 200
#endif

/* a WINDOW_UPDATE of less is one of those */
#ifndef LWS__H2_TINY_UPDATE
#define LWS__H2_TINY_UPDATE 64
#endif

/* answers (ACK, PING, RST_STREAM) that wait for the peer to read before we stop
 * reading from it */
#ifndef LWS__H2_REPLIES
#define LWS__H2_REPLIES 50
#endif

/* streams that ended of late and are remembered, so that what was under way to
 * them is no error */
#ifndef LWS__H2_REMEMBERED
#define LWS__H2_REMEMBERED 32
#endif

/* turns of more urgent streams, before one that has waited longer has his */
#ifndef LWS__H2_PASSED_OVER
#define LWS__H2_PASSED_OVER 8
#endif

/* priorities that came before their streams, and are remembered */
#ifndef LWS__H2_EARLY
#define LWS__H2_EARLY 4
#endif

/* connections of a thread whose last heads are kept, see h2-again.h; and bytes
 * of a request, with its header table, and of a response, both ways */
#ifndef LWS__H2_AGAIN
#define LWS__H2_AGAIN 64
#endif
#ifndef LWS__H2_AGAIN_REQUEST
#define LWS__H2_AGAIN_REQUEST 1024
#endif
#ifndef LWS__H2_AGAIN_RESPONSE
#define LWS__H2_AGAIN_RESPONSE 512
#endif

/* bytes that move, worth another timeout */
#ifndef LWS__H2_PROGRESS
#define LWS__H2_PROGRESS 1024
#endif
#ifndef LWS__H2_PROGRESS_RX
#define LWS__H2_PROGRESS_RX 256
#endif

#endif
