/* SPDX-License-Identifier: MIT */
/*
 * What a LEJP parse told, as one line of text: for the unit tests, which hold
 * it against what it should be, and for the fuzz target, which holds a whole
 * text against the same in pieces.
 *
 *   C D      CONSTRUCTED DESTRUCTED
 *   S . F    START COMPLETE FAILED
 *   n=a.b    PAIR_NAME with the path
 *   { } [ ]  starts and ends
 *   t f 0    TRUE FALSE NULL
 *   i1 d1.5  NUM_INT NUM_FLOAT
 *   " -x "x  STR_START, a chunk, STR_END
 *   @2       behind a value or start: path_match, when there is one
 */

#ifndef LEJP_DUMP_H
#define LEJP_DUMP_H

#include <libwebsockets.h>

struct lejp_dump {
	char text[4096]; /* what no longer fits is left out */
	size_t len;
	uint64_t hash; /* of everything told, paths and indexes too */
	unsigned int events;
	unsigned int fail_at; /* 1 = the first event is answered -1; 0: none */
};

signed char lejp_dump_cb(struct lejp_ctx *ctx, char reason);

#endif
