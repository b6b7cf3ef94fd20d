/* SPDX-License-Identifier: MIT */
/*
 * What the files of the HTTP/1 server share.
 *
 *   HEAD      reading a request head, or waiting for one
 *   BODY      the user gets the body (HTTP_BODY)
 *   DISCARD   nobody wants the body: it is read and forgotten, up to a limit
 *   RESPONSE  no more is read: the request is whole, or the rest of it will not
 *             be read; what comes meanwhile (pipelining) stays where it is
 */

#ifndef LWS_ROLES_H1_H1_SERVER_H
#define LWS_ROLES_H1_H1_SERVER_H

#include "roles/h1/h1-chunked.h"
#include "roles/h1/h1-parse.h"
#include "roles/h1/h1.h"
#include "roles/http/http.h"

enum lws__h1_server_state {
	LWS__H1_HEAD,
	LWS__H1_BODY,
	LWS__H1_DISCARD,
	LWS__H1_RESPONSE,
};

struct lws__h1_server {
	struct lws__h1_parser parser;
	struct lws__chunked chunked;
	uint64_t body_left; /* of a body of known length */
	uint32_t discarded; /* bytes of this body */
	uint32_t since;     /* body bytes since the timeout was set */
	uint32_t txq_seen;  /* unsent bytes when the timeout was set */
	uint8_t state;      /* enum lws__h1_server_state */
	bool is_chunked;
	bool had_request; /* not the first one */
	struct lws__http_waiter waiter;
	/* with fallback: the bytes of the first head, to be given to raw */
	uint8_t *seen; /* owned */
	size_t seen_len;
};

static inline struct lws__h1_server *
lws__h1_server_of(const struct lws *wsi)
{
	return wsi->role_state;
}

/* ---- h1-server.c ---- */

/* progress was made: the peer has its time again */
void lws__h1_server_progress(struct lws *wsi);
/* answer with an error page, and end */
enum lws_verdict lws__h1_server_refuse(struct lws *wsi, unsigned int status);
/* the response is complete and the request was read; nonzero: close */
int lws__h1_server_next(struct lws *wsi);

/* ---- h1-server-body.c ---- */

void lws__h1_body_begin(struct lws__h1_server *s);
/* the user has seen HTTP: does anybody want the body? */
enum lws_verdict lws__h1_body_wanted(struct lws *wsi);
/* nobody does any more; nonzero: it is too long to be skipped */
int lws__h1_body_skip(struct lws *wsi);
bool lws__h1_body_is_over(const struct lws__h1_server *s);
/* state is BODY or DISCARD */
enum lws_verdict lws__h1_body_rx(struct lws *wsi, struct lws_cursor *in);

/* ---- h1-server-fallback.c ---- */

/* the vhost wants to know of connections that do not begin with HTTP */
bool lws__h1_has_fallback(const struct lws *wsi);
/* nonzero: no memory */
int lws__h1_remember(struct lws__h1_server *s, const uint8_t *p, size_t len);
void lws__h1_forget(struct lws__h1_server *s);
/* hand the connection to the vhost's accept role, with all it said */
enum lws_verdict lws__h1_fall_back(struct lws *wsi, struct lws_cursor *in);

#endif
