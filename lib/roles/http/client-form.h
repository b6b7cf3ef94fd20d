/* SPDX-License-Identifier: MIT */
/*
 * Form bodies of client requests: what h1 and h2 need of it.
 */

#ifndef LWS_ROLES_HTTP_CLIENT_FORM_H
#define LWS_ROLES_HTTP_CLIENT_FORM_H

#include "core/core.h"

/* content-type with a new boundary, for the body that follows; nonzero: no
 * room, or no random bytes */
int lws__http_client_add_multipart_type(struct lws *wsi, unsigned char **p,
					unsigned char *end);

#endif
