/* SPDX-License-Identifier: MIT */
/*
 * Linux: the socket over which the kernel tells of interfaces, addresses and
 * routes (rtnetlink(7)), and the question whether there is a way to somewhere.
 */

#include "plat/unix/io.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

int
lws__plat_netlink_open(bool routes, int *error)
{
	struct sockaddr_nl self = {
		.nl_family = AF_NETLINK,
		.nl_groups =
			RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR,
	};
	int fd = lws__plat_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, error);

	if (fd < 0)
		return -1;
	if (routes)
		self.nl_groups |= RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
	if (!bind(fd, (const struct sockaddr *)(const void *)&self,
		  sizeof(self)))
		return fd;
	*error = errno;
	lws__plat_close(fd);

	return -1;
}

/* a test puts a socketpair in the kernel's place, which has no sender */
static bool
is_from_a_program(const struct sockaddr_nl *from, socklen_t len)
{
	return len >= sizeof(*from) && from->nl_family == AF_NETLINK &&
	       from->nl_pid;
}

struct lws__io
lws__plat_netlink_recv(int fd, void *buf, size_t len)
{
	struct iovec iov = {.iov_base = buf, .iov_len = len};
	struct sockaddr_nl from;
	struct msghdr msg;
	ssize_t n;

	do {
		memset(&from, 0, sizeof(from));
		msg = (struct msghdr){.msg_iov = &iov,
				      .msg_iovlen = 1,
				      .msg_name = &from,
				      .msg_namelen = sizeof(from)};
		n = recvmsg(fd, &msg, 0);
	} while ((n < 0 && errno == EINTR) ||
		 (n >= 0 && is_from_a_program(&from, msg.msg_namelen)));

	if (n < 0)
		return lws__io_from_errno(errno);
	if (!n)
		return lws__io_end();
	if (msg.msg_flags & MSG_TRUNC)
		return lws__io_refused(ENOBUFS);

	return lws__io_ok((size_t)n);
}

/* rules that choose a table by mark are not for others to see */
static bool
is_marked(int fd)
{
	socklen_t len = sizeof(int);
	int mark = 0;

	return !getsockopt(fd, SOL_SOCKET, SO_MARK, &mark, &len) && mark;
}

#if defined(SO_NETNS_COOKIE)
uint64_t
lws__plat_network(int fd)
{
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	return getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len)
		       ? 0
		       : cookie;
}
#else
uint64_t
lws__plat_network(int fd)
{
	(void)fd;

	return 0;
}
#endif

bool
lws__plat_has_route(int fd, const struct lws__sa *from,
		    const struct lws__sa *to)
{
	struct lws__sa self = *from;
	int error, probe;
	bool has;

	if (is_marked(fd))
		return true;
	/* no packet leaves it */
	probe = lws__plat_socket(to->u.sa.sa_family, SOCK_DGRAM, 0, &error);
	if (probe < 0)
		return true;
	lws__sa_set_port(&self, 0);
	has = !lws__plat_bind(probe, &self) &&
	      lws__plat_connect(probe, to).verdict == LWS_IO_OK;
	lws__plat_close(probe);

	return has;
}
