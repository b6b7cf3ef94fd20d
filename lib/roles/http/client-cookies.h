/* SPDX-License-Identifier: MIT */
/*
 * Cookies that a client keeps and sends (RFC 6265 5.3, 5.4): connections with
 * LCCSCF_CACHE_COOKIES, in a context with http_nsc_filepath.
 */

#ifndef LWS_ROLES_HTTP_CLIENT_COOKIES_H
#define LWS_ROLES_HTTP_CLIENT_COOKIES_H

#include "core/role.h"

/* a response's head has come: keep what it sets */
void lws__http_client_cookies_take(struct lws *wsi);
/* the Cookie field, if there is something for it; nonzero: does not fit */
int lws__http_client_cookies_add(struct lws *wsi, unsigned char **p,
				 unsigned char *end);

#endif
