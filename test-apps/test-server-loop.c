/* SPDX-License-Identifier: MIT */
/*
 * lws-test-server waits in the library.
 */

#include "test-server-loop.h"

void
server_loop_init(void)
{
}

void
server_loop_told(enum lws_callback_reasons reason, const void *in)
{
	(void)reason;
	(void)in;
}

void
server_loop_run(struct lws_context *context,
		const volatile sig_atomic_t *interrupted)
{
	while (!*interrupted)
		if (lws_service(context, 0) < 0)
			break;
}
