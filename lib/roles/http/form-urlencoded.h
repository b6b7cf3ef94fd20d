/* SPDX-License-Identifier: MIT */
/*
 * application/x-www-form-urlencoded bodies ("a=1&b=x+y%21"), any split: pure.
 *
 * '+' is a space, %XX a byte (which may be 0 in a value, not in a name).  A
 * field without '=' has an empty value; "&&" is no field.
 */

#ifndef LWS_ROLES_HTTP_FORM_URLENCODED_H
#define LWS_ROLES_HTTP_FORM_URLENCODED_H

#include "base/base.h"
#include "roles/http/form.h"

/* {0} stands at the start of a body */
struct lws__form_urlencoded {
	uint16_t name_len;
	uint16_t fields;
	uint8_t state;
	uint8_t escape; /* digits of a %XX still to come */
	uint8_t byte;   /* of the digits so far */
	uint8_t error;  /* enum lws__form_error */
	char name[LWS__FORM_NAME_MAX + 1];
};

/* MORE, or BAD: see error */
enum lws_feed
lws__form_urlencoded_feed(struct lws__form_urlencoded *f, struct lws_cursor *in,
			  const struct lws__form_sink *sink, void *arg);

/* the body is complete: DONE, or BAD */
enum lws_feed
lws__form_urlencoded_finish(struct lws__form_urlencoded *f,
			    const struct lws__form_sink *sink, void *arg);

#endif
