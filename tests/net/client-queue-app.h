/* SPDX-License-Identifier: MIT */
/*
 * Clients that share a connection (LCCSCF_PIPELINE), and the server by hand
 * that they ask; for the tests of the queue.
 */

#ifndef CLIENT_QUEUE_APP_H
#define CLIENT_QUEUE_APP_H

#include "client-app.h"

/* one client: as in client-app.h, but there are several */
struct one {
	struct lws *wsi;
	char order[64]; /* letters as there */
	char body[512];
	char error[128];
	int destroyed;
	int completed;
	int errors;
	bool announces; /* a body, in APPEND_HANDSHAKE_HEADER */
	int refusal;    /* returned from COMPLETED */
	struct lws_client_connect_info *then; /* connect in COMPLETED */
};

extern struct lws__net net;
extern struct lws_client_connect_info info; /* of the next one */
extern struct lws__net_peer peer;
extern struct one ones[80];
extern int listen_fd;

void begin_with(unsigned int timeout_secs);
void begin(void);
void end(void);
/* client n connects */
void ask(int n, const char *path);
/* what it sent, up to the end of the head */
void expect_request(struct lws__net_peer *p, const char *line);
/* 200, with a length */
void answer(struct lws__net_peer *p, const char *body);
bool has_body(void *arg);
void until_completed(int n);
void until_destroyed(int n);
/* several turns, in which no connection is made */
void nobody_else_comes(void);

#endif
