/* SPDX-License-Identifier: MIT */
/*
 * A client that proves who it is when a server asks (401), from the
 * auth_username and auth_password of its connect info.
 *
 * A challenge is answered on a new connection, once, and once more when the
 * server says that only the nonce was stale.  What was learned is used again
 * by later requests to the same origin, as after a redirect; another origin
 * never sees any of it, since the name and password do not go there.
 */

#ifndef LWS_ROLES_HTTP_CLIENT_AUTH_H
#define LWS_ROLES_HTTP_CLIENT_AUTH_H

#include "core/role.h"

/*
 * A response's head has come.  True: it is a 401 that the same request again
 * would answer.
 */
bool lws__http_client_auth_asked(struct lws *wsi, unsigned int status);
/* the Authorization field, if a challenge was met; nonzero: does not fit */
int lws__http_client_auth_add(struct lws *wsi, unsigned char **p,
			      unsigned char *end);

#endif
