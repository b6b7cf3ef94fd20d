/* SPDX-License-Identifier: MIT */
/*
 * The application that the tests of the HTTP server serve.
 *
 *	/dyn/hello	"hello\n"; any method
 *	/dyn/echo	answers with the body it was sent
 *	/dyn/later	answers when app.later is asked for writeable
 *	/dyn/early	403 at once, body or not
 *	/dyn/unread	"hello\n" at once, body or not
 *	/dyn/big	app.big_len bytes, a piece per writeable, no length
 *	/dyn/once	app.big_len bytes in one write, with length
 *	/dyn/to		302 to /dyn/hello
 *	/dyn/split	tries to add headers with CR, LF, NUL
 *	/dyn/drop	nonzero from HTTP
 *	/dyn/arg	the value of the URL argument "a"
 *	/dyn/sse	a stream without end
 *	/dyn/put	the body is put in /files/put.txt
 *	/files/...	what is in lws__net_dir()
 */

#ifndef LWS_HTTP_SERVER_APP_H
#define LWS_HTTP_SERVER_APP_H

#include "net-test.h"

struct app_session {
	char *body; /* owned */
	size_t body_len, body_room;
	size_t left; /* of /dyn/big */
	struct lws_process_html_state html;
	char what[24];
};

extern struct app {
	size_t big_len;
	struct lws *later;     /* waits in /dyn/later */
	int later_waits;       /* is set then */
	int bodies;            /* HTTP_BODY_COMPLETION that came */
	int completed_nonzero; /* transaction_completed said: close */
	int refused_headers;   /* of /dyn/split */
	int body_pieces;
	int closed;
	int hold_rx;      /* /dyn/echo: stop reading at the first piece */
	struct lws *held; /* which did */
	int plain_html;   /* PROCESS_HTML leaves it as it is */
	char order[512];  /* of callbacks: letters, see http-server-app.c */
} app;

extern struct lws_http_mount app_mounts[];

/* app is cleared, a server made of the mounts; NULL: defaults of info */
void app_start(struct lws__net *net,
	       void (*tweak)(struct lws_context_creation_info *info));
void app_stop(struct lws__net *net);

/* one for each test, with "file a\n" in /files/a.txt; the second one speaks
 * HTTP/2 without TLS as well */
extern struct lws__net app_net;
void app_prior_knowledge(struct lws_context_creation_info *info);
int app_setup(void **state);
int app_setup_h2(void **state);
int app_teardown(void **state);

/* what a body of the library's status page says */
#define APP_HOST  "Host: localhost\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" APP_HOST "\r\n"

#endif
