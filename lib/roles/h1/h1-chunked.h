/* SPDX-License-Identifier: MIT */
/*
 * Chunked transfer coding (RFC 9112 7.1), both directions.
 *
 * States: SIZE (hex digits), EXTENSION (skipped, capped), SIZE_LF, DATA,
 * DATA_CR, DATA_LF, then after the last chunk TRAILER lines (dropped, capped)
 * and the LF of the empty line.
 *
 * Each call takes input up to the end of one piece of data and shows that piece
 * in place, so the caller keeps flow control:
 *
 *	do {
 *		r = lws__chunked_feed(&c, &in, &body);
 *		if (body.at != body.end)
 *			deliver(body)
 *	} while (r == LWS_FEED_MORE && lws__cursor_left(&in));
 */

#ifndef LWS_ROLES_H1_H1_CHUNKED_H
#define LWS_ROLES_H1_H1_CHUNKED_H

#include "base/base.h"

#include <stddef.h>
#include <stdint.h>

enum lws__chunked_error {
	LWS__CHUNKED_OK,
	LWS__CHUNKED_NO_SIZE,        /* no digit at all */
	LWS__CHUNKED_BAD_SIZE,       /* neither hex digit, ';' nor CR */
	LWS__CHUNKED_SIZE_OVERFLOW,  /* beyond 2^63 - 1, or over 16 digits */
	LWS__CHUNKED_BAD_EXTENSION,  /* bare CR or LF, control, no name */
	LWS__CHUNKED_EXTENSION_LONG, /* LWS__CHUNKED_EXTENSION_MAX in a body */
	LWS__CHUNKED_NO_CRLF,        /* after size or data */
	LWS__CHUNKED_BAD_TRAILER,    /* or one that belongs in the head */
	LWS__CHUNKED_TRAILER_LONG,
};

#define LWS__CHUNKED_EXTENSION_MAX 4096 /* bytes, all chunks of a body */
#define LWS__CHUNKED_TRAILER_MAX   4096 /* bytes */

struct lws__chunked {
	uint64_t left;      /* of the chunk: data still to come */
	uint32_t extension; /* bytes of extensions so far */
	uint32_t trailer;   /* bytes of trailers so far */
	uint8_t state;
	uint8_t digits;
	uint8_t error; /* enum lws__chunked_error */
	/* of a trailer's name: forbidden ones that it may still be */
	uint8_t candidates;
	uint8_t name_len;
};

/* {0} is a decoder at the start of a body */
void lws__chunked_start(struct lws__chunked *c);

/* MORE, DONE (body complete, cursor after it) or BAD (see error) */
enum lws_feed lws__chunked_feed(struct lws__chunked *c, struct lws_cursor *in,
				struct lws_cursor *body);

const char *lws__chunked_error_words(enum lws__chunked_error e);

/* most bytes that lws__chunked_head() writes: 16 digits and CRLF */
#define LWS__CHUNKED_HEAD_MAX 18
/* what follows the data of each chunk, and what ends the body */
#define LWS__CHUNKED_AFTER    "\r\n"
#define LWS__CHUNKED_END      "0\r\n\r\n"

/*
 * Write the size line so that it ends just before payload; returns where it
 * starts.  Below 4 GiB it takes at most 10 bytes.  len is not 0.
 */
uint8_t *lws__chunked_head(uint8_t *payload, uint64_t len);

#endif
