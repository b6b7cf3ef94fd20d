/* SPDX-License-Identifier: MIT */
/*
 * See h1-client-request.h.
 */

#include "roles/h1/h1-client-request.h"
#include "roles/h1/h1-client.h"
#include "roles/http/client-head.h"
#include "roles/http/http.h"

#include <string.h>

enum lws__h1_request
lws__h1_client_send_request(struct lws *wsi, struct lws_conn *conn)
{
	struct lws__http_client_head h;

	switch (lws__http_client_head(wsi, &h, conn != wsi->conn)) {
	case LWS__HTTP_CLIENT_MADE:
		break;
	case LWS__HTTP_CLIENT_LATER:
		return LWS__H1_REQUEST_LATER;
	case LWS__HTTP_CLIENT_REFUSED:
		return LWS__H1_REQUEST_REFUSED;
	case LWS__HTTP_CLIENT_FAILED:
		return LWS__H1_REQUEST_FAILED;
	}
	lws__h1_client_of(wsi)->body_held =
		h.expects && wsi->http->body_pending;
	/* a body must have a length or be framed (RFC 9112 6) */
	if ((h.needs_framing &&
	     lws__http_text_add("Transfer-Encoding", "chunked", 7, &h.at,
				h.end)) ||
	    lws__http_text_finish(&h.at, h.end)) {
		lws__client_error(wsi, "HS: the request does not fit");
		return LWS__H1_REQUEST_FAILED;
	}
	if (lws__conn_send(conn, h.start, lws_ptr_diff_size_t(h.at, h.start)) <
	    0) {
		lws__client_error(wsi, "HS: the request cannot be sent");
		return LWS__H1_REQUEST_FAILED;
	}

	return h.needs_framing ? LWS__H1_REQUEST_SENT_CHUNKED
			       : LWS__H1_REQUEST_SENT;
}
