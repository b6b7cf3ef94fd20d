/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 as a client: the connection is that of h2.h, each request a stream.
 *
 * The connection.  A client whose server agreed on h2 becomes the root, and
 * what the user has of it moves to a new wsi, the first stream.  Those who wait
 * in its queue (net/connect-queue.h) join, in the order in which they came:
 *
 *   from \ event  SETTINGS       GOAWAY, no ids     broken, ended  no stream
 * left FIRST         OPEN, who      -> GOING           end            -
 *                waits joins OPEN          as many join   GOING, who waits end
 * kept for keep_warm_secs, if shared; as SETTINGS     goes elsewhere GOAWAY and
 * end, if not allow GOING         -              -                  end at once
 *
 * A request.  `again`: the same wsi connects anew, for which the user sees
 * CONNECTING, WSI_CREATE and APPEND_HANDSHAKE_HEADER once more.
 *
 *   state \ event WAIT           REQUEST            BODY           DONE
 *   SETTINGS      REQUEST, or    -                  -              -
 *                 by h1: again
 *   HEADERS 1xx   -              REQUEST; the body  malformed      -
 *                                is wanted
 *   HEADERS       -              BODY, DONE; 401,   trailers       -
 *                                redirect: again
 *   DATA          -              malformed          to the user    ignored
 *   END_STREAM    -              DONE               DONE           -
 *   RST_STREAM    -              REFUSED_STREAM:    closed         -
 *                                again, once
 *   GOAWAY below  again          again, once        closed         -
 *   conn ended    again          again, once, if it closed         -
 *                                changes nothing and
 *                                others came before
 *
 * WAIT is for a websocket: only the server's SETTINGS say whether it knows
 * RFC 8441.  A request whose body the user has begun is never sent again.
 * DONE tells COMPLETED_CLIENT_HTTP and closes; what is left of the request's
 * body is not sent (RST_STREAM CANCEL).
 */

#ifndef LWS_ROLES_H2_H2_CLIENT_H
#define LWS_ROLES_H2_H2_CLIENT_H

#include "net/connect.h"
#include "roles/h2/h2.h"

enum lws__h2_client_state {
	LWS__H2C_WAIT,
	LWS__H2C_REQUEST,
	LWS__H2C_BODY,
	LWS__H2C_DONE,
};

struct lws__h2_client {
	struct lws__h2_stream s;     /* first */
	struct lws__connect *record; /* owned: what was asked for */
	uint16_t status;             /* of the head that is being read */
	uint8_t state;               /* enum lws__h2_client_state */
	bool body_begun;             /* the user wrote some of it */
	bool body_held; /* Expect: 100-continue, and nothing came yet */
	bool in_writeable;
};

static inline struct lws__h2_client *
lws__h2_client_of(const struct lws *wsi)
{
	return wsi->mux_stream;
}

/* ---- h2-client.c: the connection ---- */

/* not looked at by the server: again, or it is told why */
void lws__h2_client_unserved(struct lws__h2_client *r, const char *why);
/* there are no ids left */
bool lws__h2_client_is_used_up(const struct lws__h2 *h2);

/* ---- h2-client-request.c: the request's head ---- */

/* asks, or waits until it can be told how */
enum lws_verdict lws__h2_client_ask(struct lws *wsi, void *arg);
/* the request has left, its response is awaited now */
void lws__h2_client_await(struct lws *wsi);

/* ---- h2-client-response.c: the response's head ---- */

extern const struct lws__hpack_sink lws__h2_response_sink;
enum lws_verdict
lws__h2_client_head_end(struct lws__h2 *h2, struct lws__h2_stream *s);

/* ---- h2-client-stream.c: the role of a stream ---- */

extern const struct lws_role_ops lws__role_h2_client;
extern const struct lws__http_wire lws__h2_client_wire;
/* the response is complete */
enum lws_verdict lws__h2_client_done(struct lws *wsi);
/* the server wants the body, or does not say whether it does */
void lws__h2_client_release_body(struct lws *wsi);
void lws__h2_client_progress(struct lws *wsi);

#endif
