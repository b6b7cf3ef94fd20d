/* SPDX-License-Identifier: MIT */
/*
 * In place of echo-tls.c where there is no TLS.
 */
#include "echo-tls.h"

#include <stdlib.h>

void
echo_speak_tls(struct lws_context_creation_info *info, bool is_server)
{
	(void)info;
	(void)is_server;
	exit(2);
}
