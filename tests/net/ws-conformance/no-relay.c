/* SPDX-License-Identifier: MIT */
/*
 * In place of relay.c where there is no OpenSSL: plain sockets only.
 */
#include "relay.h"

int
relay_begin(enum relay_kind kind, int fd, bool is_server)
{
	(void)kind;
	(void)fd;
	(void)is_server;

	return -1;
}

void
relay_end(void)
{
}
