/* SPDX-License-Identifier: MIT */
/*
 * Forms of a field in HPACK (RFC 7541 6), and what may be done with one: for
 * those who write fields, or look at a block that is all there.
 */

#ifndef LWS_ROLES_H2_HPACK_FORM_H
#define LWS_ROLES_H2_HPACK_FORM_H

#include "roles/h2/hpack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* the first byte of a form, and which of its bits are for the integer */
struct lws__hpack_form {
	uint8_t pattern;
	uint8_t mask;
};

static const struct lws__hpack_form lws__hpack_indexed = {0x80, 0x7f};
static const struct lws__hpack_form lws__hpack_literal_add = {0x40, 0x3f};
static const struct lws__hpack_form lws__hpack_size_update = {0x20, 0x1f};
static const struct lws__hpack_form lws__hpack_literal_never = {0x10, 0x0f};
static const struct lws__hpack_form lws__hpack_literal = {0x00, 0x0f};

/* an integer (5.1); false: no room */
bool lws__hpack_put_integer(struct lws_cursor *out, struct lws__hpack_form form,
			    size_t n);

/* an integer (5.1) of those bits, and past it; false: cut off, or over 2^28 */
bool lws__hpack_get_integer(struct lws_cursor *in, uint8_t mask, size_t *n);

/* a string (5.2), by the Huffman code if that is shorter; false: no room */
bool
lws__hpack_put_string(struct lws_cursor *out, const char *text, size_t len);

enum lws__hpack_policy {
	LWS__HPACK_MAY_INDEX,
	LWS__HPACK_NO_INDEX, /* seldom the same twice */
	LWS__HPACK_SECRET,   /* never indexed, by nobody */
};

/* for the name with that token; -1: one we do not know */
enum lws__hpack_policy lws__hpack_policy(int token);

#endif
