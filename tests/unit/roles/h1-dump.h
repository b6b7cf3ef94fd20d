/* SPDX-License-Identifier: MIT */
/*
 * Runs the h1 parser over pieces of input and writes down all that it made of
 * them, so that two runs can be compared as text.
 */

#ifndef LWS_TEST_H1_DUMP_H
#define LWS_TEST_H1_DUMP_H

#include "roles/h1/h1-parse.h"

#include <stddef.h>

struct lws__http_headers;

/* how the parser is set up */
struct h1_setup {
	enum lws_side side;
	size_t limit; /* 0: the default */
	bool allow_no_host;
	bool answers_head;
	bool answers_connect;
};

/* all tokens, arguments and custom headers, one a line */
void h1_dump_headers(const struct lws__http_headers *h, char *out, size_t len);

/*
 * Feed the pieces one after the other until the head is complete or refused,
 * and describe the result in out.  `in` and `len` are parallel arrays.
 */
void h1_dump(const struct h1_setup *setup, uint8_t *const *in,
	     const size_t *len, size_t count, char *out, size_t out_len);

#endif
