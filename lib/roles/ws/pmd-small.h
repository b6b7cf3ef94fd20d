/* SPDX-License-Identifier: MIT */
/*
 * Short messages for permessage-deflate: one DEFLATE block of fixed codes (RFC
 * 1951 3.2.6) for each, which may refer to those before.  zlib prepares codes
 * for every block, which costs more than a short message does; and it needs
 * four times the memory.
 */

#ifndef LWS_ROLES_WS_PMD_SMALL_H
#define LWS_ROLES_WS_PMD_SMALL_H

#include "base/base.h"

enum {
	LWS__PMD_SMALL_MAX = 512,     /* bytes of a message */
	LWS__PMD_SMALL_WINDOW = 8192, /* what is remembered at most */
	LWS__PMD_SMALL_SLIDE = 4096,  /* room, so that it moves seldom */
	LWS__PMD_SMALL_HASH_BITS = 11,
	/* what a message of len may become: len + this */
	LWS__PMD_SMALL_MORE = 8,
};

/* {0} is: nothing sent yet */
struct lws__pmd_small {
	uint16_t len; /* bytes in text */
	/* where what hashes so stood last, + 1; 0: nowhere */
	uint16_t seen[1 << LWS__PMD_SMALL_HASH_BITS];
	uint8_t text[LWS__PMD_SMALL_WINDOW + LWS__PMD_SMALL_SLIDE];
};

/*
 * A whole message of 1..LWS__PMD_SMALL_MAX bytes to out, of len +
 * LWS__PMD_SMALL_MORE bytes; as the payload of a frame (RFC 7692 7.2.1).
 * window: how far back it may refer.  Returns the length.
 */
size_t lws__pmd_small(struct lws__pmd_small *s, const uint8_t *in, size_t len,
		      size_t window, uint8_t *out);

/* the messages until now do not count any more */
void lws__pmd_small_forget(struct lws__pmd_small *s);

#endif
