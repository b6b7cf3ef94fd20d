/* SPDX-License-Identifier: MIT */
/*
 * Text around the parts of a multipart/form-data body (RFC 7578): pure.
 */

#ifndef LWS_ROLES_HTTP_MULTIPART_H
#define LWS_ROLES_HTTP_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LWS__MULTIPART_BOUNDARY_LEN = 24,
};

struct lws__multipart_part {
	const char *name;         /* of the field; NULL: the end of the body */
	const char *filename;     /* NULL: none */
	const char *content_type; /* NULL: none, which is text/plain */
};

/* hexadecimal digits and NUL, of 12 random bytes */
void lws__multipart_boundary(const uint8_t random[12],
			     char out[LWS__MULTIPART_BOUNDARY_LEN + 1]);

/*
 * The delimiter and the header of a part, or the end of the body.  is_first:
 * nothing of the body was written yet.  Nonzero: no room, *p has not moved.
 */
int lws__multipart_part(const struct lws__multipart_part *part,
			const char *boundary, bool is_first, char **p,
			const char *end);

#endif
