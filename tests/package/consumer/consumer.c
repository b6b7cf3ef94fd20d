/* SPDX-License-Identifier: MIT */
/*
 * A user of the installed library, as small as it gets.  Compiled as C99 and
 * as C++11 as well, with nothing but what the package says.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <string.h>

int
main(void)
{
	struct lws_context_creation_info info;
	struct lws_context *context;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	lws_set_log_level(LLL_ERR, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context\n");
		return 1;
	}
	lws_context_destroy(context);
	printf("version %s\n", lws_get_library_version());

	return 0;
}
