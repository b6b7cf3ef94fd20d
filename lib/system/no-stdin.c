/* SPDX-License-Identifier: MIT */
/*
 * A build that adopts no files: stdin stays the application's.
 */

#include "system/system.h"

int
lws_system_adopt_stdin(struct lws_context *cx, unsigned int flags)
{
	(void)flags;
	lwsl_cx_err(cx, "stdin: this build adopts no files "
			"(LWS_ROLE_RAW_FILE)");

	return -1;
}

int
lws__stdin_collect(struct lws__system *sys)
{
	(void)sys;

	return 0;
}

void
lws__stdin_destroy(struct lws__system *sys)
{
	(void)sys;
}
