/* SPDX-License-Identifier: MIT */
/*
 * Octets that grow, a clock, and what a handshake needs of cryptography.
 * Memory that is not there ends the program.
 */
#ifndef LWS_TESTS_WS_OCTETS_H
#define LWS_TESTS_WS_OCTETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* {0} is empty */
struct octets {
	uint8_t *of; /* owned */
	size_t len;
	size_t room;
};

/* bytes NULL: room that the caller fills; the start of what was added */
uint8_t *octets_add(struct octets *o, const void *bytes, size_t len);

void octets_byte(struct octets *o, unsigned int value);

/* takes the first ones away */
void octets_drop(struct octets *o, size_t len);

void octets_free(struct octets *o);

int64_t now_ms(void);

/* the value of Sec-WebSocket-Accept (28 letters and NUL) for a key, RFC 6455
 * 4.2.2 */
void accept_of(const char *key, char out[29]);

/* base64 of 16 octets: 24 letters and NUL */
void base64_of_16(const uint8_t in[16], char out[25]);

/* is this UTF-8, RFC 3629 4?  is_whole: and it ends behind a character */
bool utf8_is_good(const uint8_t *p, size_t len, bool is_whole);

#endif
