/* SPDX-License-Identifier: MIT */
/*
 * The head of a client's request: made from the connect record and what the
 * user adds, as lines of HTTP/1.  h1 sends them, h2 makes a field block of
 * them.
 */

#ifndef LWS_ROLES_HTTP_CLIENT_HEAD_H
#define LWS_ROLES_HTTP_CLIENT_HEAD_H

#include "core/role.h"

struct lws__http_client_head {
	unsigned char *start; /* in the thread's scratch: the request line */
	unsigned char *users; /* where those of the user begin */
	unsigned char *at;    /* behind the last line; no empty one yet */
	unsigned char *end;   /* of the room */
	bool expects;         /* the user said Expect */
	bool needs_framing;   /* a body follows whose length nobody said */
};

enum lws__http_client_made {
	LWS__HTTP_CLIENT_MADE,
	LWS__HTTP_CLIENT_LATER,   /* it has a body */
	LWS__HTTP_CLIENT_REFUSED, /* by APPEND_HANDSHAKE_HEADER */
	LWS__HTTP_CLIENT_FAILED,  /* the client error says why */
};

/*
 * Asks the user, in wsi->http that was begun.  not_with_body: nothing is made
 * of one that announces a body.
 */
enum lws__http_client_made
lws__http_client_head(struct lws *wsi, struct lws__http_client_head *h,
		      bool not_with_body);
/* did the user say this field?  name in lower case */
bool lws__http_client_head_says(const struct lws__http_client_head *h,
				const char *name);

/* members of a client's lws__http_wire */
int lws__http_client_no_status(struct lws *wsi, unsigned int code,
			       unsigned char **p, unsigned char *end);
int lws__http_client_add_header(struct lws *wsi, const char *name,
				const void *value, int len, unsigned char **p,
				unsigned char *end);
int lws__http_client_add_token(struct lws *wsi, enum lws_token_indexes token,
			       const void *value, int len, unsigned char **p,
			       unsigned char *end);
int
lws__http_client_no_end(struct lws *wsi, unsigned char **p, unsigned char *end);
int lws__http_client_completed(struct lws *wsi);

#endif
