/* SPDX-License-Identifier: MIT */
/*
 * What both kinds of form body have in common: pure.
 *
 * A body is a row of fields.  Each is begun, gets its value in any number of
 * pieces, and is ended; the same whatever pieces the body came in.
 */

#ifndef LWS_ROLES_HTTP_FORM_H
#define LWS_ROLES_HTTP_FORM_H

#include <stddef.h>
#include <stdint.h>

enum {
	LWS__FORM_NAME_MAX = 255,    /* bytes of a name or a file name */
	LWS__FORM_FIELDS_MAX = 1024, /* fields of a body */
	LWS__FORM_LINE_MAX = 1023,   /* bytes of a header line of a part */
	LWS__FORM_HEAD_MAX = 4096,   /* bytes of all header lines of a part */
	LWS__FORM_BOUNDARY_MAX = 70, /* RFC 2046 5.1.1 */
	LWS__FORM_PADDING_MAX = 16,  /* blanks behind a boundary */
};

enum lws__form_error {
	LWS__FORM_OK,
	LWS__FORM_REFUSED,     /* the sink wanted no more */
	LWS__FORM_NAME_LONG,   /* LWS__FORM_NAME_MAX */
	LWS__FORM_NAME_BAD,    /* with a control character, or none at all */
	LWS__FORM_BAD_ESCAPE,  /* '%' without two hexadecimal digits */
	LWS__FORM_MANY_FIELDS, /* LWS__FORM_FIELDS_MAX */
	LWS__FORM_HEAD_LONG,   /* LWS__FORM_LINE_MAX, LWS__FORM_HEAD_MAX */
	LWS__FORM_BAD_HEAD,    /* not the header of a part */
	LWS__FORM_NOT_ENDED,   /* the last boundary did not come */
};

const char *lws__form_error_words(enum lws__form_error e);

/* borrowed until begin() returns */
struct lws__form_field {
	const char *name;
	const char *filename; /* NULL: none was given */
};

/* nonzero from any: no more of this body, LWS__FORM_REFUSED */
struct lws__form_sink {
	int (*begin)(void *arg, const struct lws__form_field *field);
	int (*data)(void *arg, const uint8_t *data, size_t len); /* len > 0 */
	int (*end)(void *arg);
};

#endif
