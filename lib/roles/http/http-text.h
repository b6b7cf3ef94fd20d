/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 header text into a buffer: [*p, end), *p moves on.
 *
 * All answer 0, or 1 with nothing written if it does not fit or if the name or
 * value holds CR, LF or NUL (a value from outside could split the response).
 */

#ifndef LWS_ROLES_HTTP_HTTP_TEXT_H
#define LWS_ROLES_HTTP_HTTP_TEXT_H

#include <libwebsockets.h>

#include <stddef.h>
#include <stdint.h>

#define LWS__DECIMAL_MAX 20 /* digits of 2^64 - 1 */

/* digits of n at the end of text; returns how many.  Every response has some:
 * printf would cost as much as the rest of its head */
static inline size_t
lws__http_decimal(char text[LWS__DECIMAL_MAX], uint64_t n)
{
	size_t at = LWS__DECIMAL_MAX;

	do {
		text[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);

	return LWS__DECIMAL_MAX - at;
}

/* minor: 0 or 1.  "HTTP/1.1 200 OK\r\n" */
int lws__http_text_status(unsigned int minor, unsigned int status,
			  unsigned char **p, unsigned char *end);
/* "GET /x HTTP/1.1\r\n"; spaces and controls in the target are refused */
int lws__http_text_request(const char *method, const char *target,
			   unsigned char **p, unsigned char *end);
/* name with or without ':' at its end; length of the value */
int lws__http_text_add(const char *name, const void *value, int length,
		       unsigned char **p, unsigned char *end);
int lws__http_text_add_token(enum lws_token_indexes token, const void *value,
			     int length, unsigned char **p, unsigned char *end);
int lws__http_text_add_number(enum lws_token_indexes token, uint64_t n,
			      unsigned char **p, unsigned char *end);
/* the empty line */
int lws__http_text_finish(unsigned char **p, unsigned char *end);

/* may this stand in a field value? (RFC 9110 5.5: no CR, LF, NUL) */
int lws__http_text_value_is_bad(const void *value, size_t len);

#endif
