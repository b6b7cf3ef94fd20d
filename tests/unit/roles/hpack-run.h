/* SPDX-License-Identifier: MIT */
/*
 * What the tests of HPACK share: bytes from hex, and a decoder's events as
 * text, one line a field.
 */

#ifndef HPACK_RUN_H
#define HPACK_RUN_H

#include "roles/h2/hpack.h"

#include <stddef.h>
#include <stdint.h>

/* "82 40 0a" to bytes; returns how many */
size_t hpack_unhex(const char *hex, uint8_t *out, size_t room);

struct hpack_record {
	char text[16384]; /* "name: value" and a newline for each field;
			   * before it '!' if never indexed, '?' if flawed */
	size_t len;
	size_t fields;
	size_t refuse_after; /* fields; 0: never */
};

extern const struct lws__hpack_sink hpack_recorder;

/* a whole block from a copy at the end of memory; the answer of the end */
enum lws_feed
hpack_run_block(struct lws__hpack_decoder *d, struct hpack_record *r,
		const void *block, size_t len);

#endif
