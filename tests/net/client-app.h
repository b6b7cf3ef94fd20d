/* SPDX-License-Identifier: MIT */
/*
 * A client application under test: it says what it was told, and does what the
 * test wants of it in which callback.
 */

#ifndef CLIENT_APP_H
#define CLIENT_APP_H

#include "net-test.h"

/* what the one client of a test was told */
struct client_seen {
	struct lws *wsi;  /* the variable that pwsi points to */
	char order[4096]; /* a letter for each callback, see client-app.c */
	char error[160];
	bool error_was_null;
	size_t error_len;
	bool pwsi_was_null; /* when the error came */
	unsigned int status;
	char body[1 << 17]; /* of the answer */
	size_t body_len;
	char location[8192]; /* of the last redirect */
	int connecting;
	int errors;
	int established;
	int reads;
	int completed;
	int closed;
	int redirects;
	int destroyed;
	int over;      /* error or closed */
	size_t credit; /* WSI_TX_CREDIT_GET, bytes */
	void *user;
	void *opaque;
};

/* what it does */
struct client_does {
	enum lws_callback_reasons refuses; /* returns refusal from it */
	int refusal;
	const char *headers; /* added to the request as they are */
	const char *body;
	size_t body_len;
	size_t body_piece;  /* bytes a write; 0 = all */
	bool says_length;   /* content-length, by lws_add_http_header_*() */
	bool says_end_late; /* body_pending(0) after the last write */
	int read_len;       /* of lws_http_client_read(); 0 = 4096 */
	bool does_not_read; /* from RECEIVE_CLIENT_HTTP */
	/* called at the start of each callback; may be NULL */
	void (*also)(struct lws *wsi, enum lws_callback_reasons reason);
};

extern struct client_seen seen;
extern struct client_does does;
extern const struct lws_protocols client_protocols[];

/* a context without a listener, everything forgotten */
void client_start(struct lws__net *net);
void client_forget(void);
/* filled in: GET of /, the protocol "client", pwsi = &seen.wsi */
void
client_info(struct lws__net *net, struct lws_client_connect_info *i, int port);
/* a socket that listens on 127.0.0.1 */
int client_listen(int *port);
void
client_accept(struct lws__net *net, int listen_fd, struct lws__net_peer *p);
/* a port on 127.0.0.1 that refuses; *fd keeps it so */
int client_dead_port(int *fd);
/* connect, accept, read the request's head: owned */
char *client_ask(struct lws__net *net, const struct lws_client_connect_info *i,
		 int listen_fd, struct lws__net_peer *p);
void client_until_over(struct lws__net *net);

#endif
