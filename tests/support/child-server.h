/* SPDX-License-Identifier: MIT */
/*
 * A server in a process of its own, for programs of others and for suites:
 * says "port N", and ends when its input does.  Public headers only.
 */

#ifndef LWS_CHILD_SERVER_H
#define LWS_CHILD_SERVER_H

#include <libwebsockets.h>

/* the last of its protocols: {.name = "stdin", .callback = child_stdin_cb} */
int child_stdin_cb(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len);
/* the exit status of the program */
int child_serve(struct lws_context_creation_info *info);

/* a body that came, and is sent back */
struct child_body {
	char *bytes; /* owned; NULL: what is sent are letters */
	size_t len;
	size_t sent;
};

/* these answer what the callback returns */
int child_body_keep(struct child_body *b, const void *in, size_t len);
/* the head of the response; WRITEABLE calls child_body_send() */
int child_answer(struct lws *wsi, const char *type, size_t len);
/* a piece; behind the last one the transaction is complete */
int child_body_send(struct lws *wsi, struct child_body *b);
/* NULL is fine */
void child_body_forget(struct child_body *b);

#endif
