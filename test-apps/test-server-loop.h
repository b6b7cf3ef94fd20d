/* SPDX-License-Identifier: MIT */
/*
 * What lws-test-server waits with: the library's loop (test-server-loop.c), or
 * one of its own (test-server-extpoll.c).
 */

#ifndef LWS_TEST_SERVER_LOOP_H
#define LWS_TEST_SERVER_LOOP_H

#include <libwebsockets.h>

#include <signal.h>

/* before signals are handled and before there is a context */
void server_loop_init(void);
/* protocol 0 was called */
void server_loop_told(enum lws_callback_reasons reason, const void *in);
/* until *interrupted */
void server_loop_run(struct lws_context *context,
		     const volatile sig_atomic_t *interrupted);

#endif
