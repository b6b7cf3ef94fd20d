/* SPDX-License-Identifier: MIT */
/*
 * What the files of the HTTP/1 client share: one request and its response.
 *
 *   REQUEST   the head is sent; a body may still be sent by the user
 *             (CLIENT_HTTP_WRITEABLE); the response head is awaited
 *   BODY      the response's body goes to the user, who says when
 *   DONE      the response is complete; with LCCSCF_PIPELINE the connection
 *             is kept until somebody takes it or the time is over
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
	bool tx_chunked;   /* we frame the body that we send */
	bool chunk_open;   /* the CRLF behind the last one is still to send */
	bool end_due;      /* the last chunk is, when there is room */
	bool body_held;    /* Expect: 100-continue, and nothing came yet */
	bool in_writeable; /* the user's callback runs */
	bool read_wanted;
	bool read_ended; /* the body is complete, tell it */
	bool saw_end;    /* the server ended its side */
	bool saw_bytes;  /* of the response */
	bool tx_over;    /* the server takes no more of the request */
	bool had_body;   /* the user announced one: not to be sent twice */
};

/* NULL: not an HTTP/1 client, or it has no request yet */
struct lws__h1_client *lws__h1_client_of(const struct lws *wsi);

/* ---- h1-client-send.c: the request's body ---- */

/* lws_client_http_body_pending() */
void lws__h1_client_body_pending(struct lws *wsi, bool is_pending);
int lws__h1_client_write(struct lws *wsi, uint8_t *buf, size_t len,
			 enum lws_write_protocol wp);
enum lws_verdict lws__h1_client_writable(struct lws *wsi);
/* the server wants the body, or does not say whether it does */
void lws__h1_client_release_body(struct lws *wsi);

/* ---- h1-client-body.c: the response's body ---- */

enum lws_verdict lws__h1_client_rx_body(struct lws *wsi, struct lws_cursor *in);
/* the server ended its side within the body */
enum lws_verdict
lws__h1_client_body_cut(struct lws *wsi, struct lws_cursor *in);
/* OK: the connection is kept for another request to the same server */
enum lws_verdict lws__h1_client_response_done(struct lws *wsi);

/* ---- h1-client.c ---- */

/* the request's head goes to conn, its own or one it will have later */
enum lws_verdict lws__h1_client_begin(struct lws *wsi, struct lws_conn *conn);
/* the request has left, its response is awaited now */
void lws__h1_client_await(struct lws *wsi);

/* ---- h1-client-turns.c: one connection, one request after the other ---- */

/* after the head of a response: who waits need not, if it closes */
void lws__h1_client_tell_queue(struct lws *wsi);
/* after its end: true, the connection is kept */
bool lws__h1_client_keep(struct lws *wsi);
/* what comes behind a response is the next one's, which was asked for */
bool lws__h1_client_expects_more(const struct lws *wsi);
/* role.h */
void lws__h1_client_turn(struct lws *wsi);
enum lws_verdict lws__h1_client_lost(struct lws *wsi, bool in_reading);
enum lws_verdict
lws__h1_client_timeout(struct lws *wsi, enum pending_timeout reason);

#endif
