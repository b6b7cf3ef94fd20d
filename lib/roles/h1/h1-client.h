/* SPDX-License-Identifier: MIT */
/*
 * What the files of the HTTP/1 client share: one request and its response.
 *
 *   REQUEST   the head is sent; a body may still be sent by the user
 *             (CLIENT_HTTP_WRITEABLE); the response head is awaited
 *   BODY      the response's body goes to the user, who says when
 *   DONE      the response is complete
 */

#ifndef LWS_ROLES_H1_H1_CLIENT_H
#define LWS_ROLES_H1_H1_CLIENT_H

#include "core/role.h"
#include "roles/h1/h1-chunked.h"
#include "roles/h1/h1-parse.h"

enum lws__h1_client_state {
	LWS__H1C_REQUEST,
	LWS__H1C_BODY,
	LWS__H1C_DONE,
};

struct lws__h1_client {
	struct lws__h1_parser parser;
	struct lws__chunked chunked;
	struct lws_cursor *in;   /* while rx runs: what may be taken */
	struct lws_cursor given; /* to the user, by the last read */
	uint64_t body_left;
	uint8_t state;     /* enum lws__h1_client_state */
	uint8_t framing;   /* enum lws__h1_framing */
	bool body_pending; /* the user has more to send */
	bool tx_chunked;   /* we frame the body that we send */
	bool in_writeable; /* the user's callback runs */
	bool read_wanted;
	bool read_ended; /* the body is complete, tell it */
	bool saw_end;    /* the server ended its side */
};

/* NULL: not an HTTP/1 client, or it has no request yet */
struct lws__h1_client *lws__h1_client_of(const struct lws *wsi);

/* ---- h1-client-send.c: the request's body ---- */

int lws__h1_client_write(struct lws *wsi, uint8_t *buf, size_t len,
			 enum lws_write_protocol wp);
enum lws_verdict lws__h1_client_writable(struct lws *wsi);

/* ---- h1-client-body.c: the response's body ---- */

enum lws_verdict lws__h1_client_rx_body(struct lws *wsi, struct lws_cursor *in);
/* the server ended its side within the body */
enum lws_verdict
lws__h1_client_body_cut(struct lws *wsi, struct lws_cursor *in);
/* OK: the connection is kept for another request to the same server */
enum lws_verdict lws__h1_client_response_done(struct lws *wsi);

#endif
