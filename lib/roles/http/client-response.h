/* SPDX-License-Identifier: MIT */
/*
 * What a client does with the head of a response, over h1 and h2 alike:
 *
 *   head -> cookies -> 401 that can be answered, redirect: asks again
 *        -> a websocket's: upgrade
 *        -> CLIENT_FILTER_PRE_ESTABLISH, ESTABLISHED_CLIENT_HTTP, body
 */

#ifndef LWS_ROLES_HTTP_CLIENT_RESPONSE_H
#define LWS_ROLES_HTTP_CLIENT_RESPONSE_H

#include "core/role.h"

/*
 * The final head is in wsi->http.  True: the same client asks again, elsewhere
 * or with credentials, and *v is the answer to that; wsi may have another
 * connection and role now.
 */
bool lws__http_client_asks_again(struct lws *wsi, unsigned int status,
				 enum lws_verdict *v);
/* the user is told; OK: it is established, or closing */
enum lws_verdict lws__http_client_tell_head(struct lws *wsi);
/* of a websocket: OK, it is one now */
enum lws_verdict lws__http_client_upgrade(struct lws *wsi);

#endif
