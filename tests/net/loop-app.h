/* SPDX-License-Identifier: MIT */
/*
 * A small application for tests of the loop: "/dyn" answers 6 bytes, "echo" is
 * a websocket that sends back what it gets.  The test may have its own way at
 * any callback.
 */

#ifndef LWS_LOOP_APP_H
#define LWS_LOOP_APP_H

#include "net-test.h"

extern const struct lws_protocols lws__loop_protocols[];
extern const struct lws_http_mount lws__loop_mount;

/* called first for each callback; nonzero is returned from it */
extern int (*lws__loop_hook)(struct lws *wsi, enum lws_callback_reasons reason,
			     void *in, size_t len);

/* info for lws__net_start() */
void lws__loop_info(struct lws_context_creation_info *info);

/* upgrade `p` to a websocket of "echo" */
void lws__loop_upgrade(struct lws__net *net, struct lws__net_peer *p);
/* a masked text frame of up to 125 bytes, and its echo */
void
lws__loop_echo(struct lws__net *net, struct lws__net_peer *p, const char *text);
void lws__loop_send_text(struct lws__net *net, struct lws__net_peer *p,
			 const char *text);

#endif
