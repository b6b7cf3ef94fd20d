/* SPDX-License-Identifier: MIT */
/*
 * multipart/form-data bodies (RFC 7578, boundaries of RFC 2046 5.1.1), any
 * split: pure.  (multipart.h writes them.)
 *
 * What stands before the first boundary and behind the last is dropped.  A line
 * that only begins like a boundary is data, and so are the boundaries of a
 * multipart inside a part.
 */

#ifndef LWS_ROLES_HTTP_FORM_MULTIPART_H
#define LWS_ROLES_HTTP_FORM_MULTIPART_H

#include "base/base.h"
#include "roles/http/form-part.h"
#include "roles/http/form.h"

struct lws__form_multipart {
	/* CR LF "--" boundary, then what came behind it and may be data yet */
	uint8_t delimiter[4 + LWS__FORM_BOUNDARY_MAX + LWS__FORM_PADDING_MAX];
	struct lws__form_part part;
	char line[LWS__FORM_LINE_MAX + 1]; /* of the part's header */
	uint16_t line_len;
	uint16_t head_len; /* all lines of it */
	uint16_t fields;
	uint8_t delimiter_len;
	uint8_t matched; /* bytes of the delimiter that came */
	uint8_t absent;  /* the first of them, which did not: after a header */
	uint8_t tail;    /* bytes behind the delimiter that came */
	uint8_t state;
	uint8_t error; /* enum lws__form_error */
	bool names_optional;
	bool in_part; /* begun, not ended */
};

/* boundary: as lws__form_type() gives it */
void lws__form_multipart_start(struct lws__form_multipart *m,
			       const char *boundary, bool names_optional);

/* MORE, DONE (the last boundary came; the rest is dropped) or BAD: see error */
enum lws_feed
lws__form_multipart_feed(struct lws__form_multipart *m, struct lws_cursor *in,
			 const struct lws__form_sink *sink, void *arg);

/* the body is complete: DONE, or BAD */
enum lws_feed
lws__form_multipart_finish(struct lws__form_multipart *m,
			   const struct lws__form_sink *sink, void *arg);

#endif
