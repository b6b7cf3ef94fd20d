/* SPDX-License-Identifier: MIT */
/*
 * Arguments of the request uri, by name, from the header table.
 *
 * An argument is one fragment "name=value" of WSI_TOKEN_HTTP_URI_ARGS, already
 * decoded.  The name asked for may carry the '='.  Without it, the argument of
 * just that name counts; if there is none, the first that starts with it.
 */

#ifndef LWS_ROLES_HTTP_URL_ARG_H
#define LWS_ROLES_HTTP_URL_ARG_H

#include <stddef.h>

struct lws__http_headers;

/*
 * Copies the value, NUL terminated; returns its length.  -1: no such argument,
 * or it does not fit (buf is then an empty string if len > 0).
 */
int lws__http_urlarg_get(const struct lws__http_headers *h, const char *name,
			 char *buf, int len);

#endif
