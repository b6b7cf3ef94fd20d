/* SPDX-License-Identifier: MIT */
/*
 * The head of an HTTP/1 request: made from the connect record and sent.
 */

#ifndef LWS_ROLES_H1_H1_CLIENT_REQUEST_H
#define LWS_ROLES_H1_H1_CLIENT_REQUEST_H

#include "core/role.h"

enum lws__h1_request {
	LWS__H1_REQUEST_SENT,
	LWS__H1_REQUEST_SENT_CHUNKED, /* the body that follows is framed */
	LWS__H1_REQUEST_LATER, /* it has a body, and the conn is not its own */
	LWS__H1_REQUEST_REFUSED, /* by APPEND_HANDSHAKE_HEADER */
	LWS__H1_REQUEST_FAILED,  /* the client error says why */
};

enum lws__h1_request
lws__h1_client_send_request(struct lws *wsi, struct lws_conn *conn);

#endif
