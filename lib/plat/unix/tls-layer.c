/* SPDX-License-Identifier: MIT */
/*
 * TLS in the kernel.
 */

#include "plat/plat.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

int
lws__plat_tls_layer(int fd)
{
	return setsockopt(fd, IPPROTO_TCP, TCP_ULP, "tls", 3) ? errno : 0;
}
