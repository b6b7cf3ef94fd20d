/* SPDX-License-Identifier: MIT */
/*
 * Which kind of form body a Content-Type announces: pure.
 */

#ifndef LWS_ROLES_HTTP_FORM_TYPE_H
#define LWS_ROLES_HTTP_FORM_TYPE_H

#include "roles/http/form.h"

enum lws__form_type {
	LWS__FORM_URLENCODED, /* also when the type says nothing of forms */
	LWS__FORM_DATA,       /* multipart/form-data (RFC 7578) */
	LWS__FORM_RELATED,    /* multipart/related: its parts need no name */
	LWS__FORM_TYPE_BAD, /* another multipart, or no boundary that counts */
};

/* value NULL: there is no Content-Type.  boundary is written for multiparts */
enum lws__form_type
lws__form_type(const char *value, char boundary[LWS__FORM_BOUNDARY_MAX + 1]);

#endif
