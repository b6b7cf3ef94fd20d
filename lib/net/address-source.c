/* SPDX-License-Identifier: MIT */
/*
 * From which address the kernel would send to each candidate: RFC 6724 needs
 * to know.
 */

#include "net/address-order.h"
#include "net/sockaddr.h"
#include "plat/plat.h"

enum {
	ANY_PORT = 9, /* connect() of a datagram socket wants one */
};

static void
find_source(struct lws__address *a)
{
	struct lws__sa to, from;
	int fd, error;

	a->has_src = false;
	if (lws__sa_from_46(&to, &a->dest))
		return;
	if (!lws__sa_port(&to))
		lws__sa_set_port(&to, ANY_PORT);
	fd = lws__plat_socket(to.u.sa.sa_family, SOCK_DGRAM, 0, &error);
	if (fd < 0)
		return;

	if (lws__plat_connect(fd, &to).verdict == LWS_IO_OK &&
	    !lws__plat_local_address(fd, &from))
		a->has_src =
			!lws__sa46_from_sockaddr(&a->src, &from.u.sa, from.len);
	lws__plat_close(fd);
}

void
lws__address_find_sources(struct lws__address *list, size_t count)
{
	size_t n;

	for (n = 0; n < count; n++)
		find_source(&list[n]);
}
