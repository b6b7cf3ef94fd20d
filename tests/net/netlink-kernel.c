/* SPDX-License-Identifier: MIT */
/*
 * See netlink-kernel.h.
 */

#include "netlink-kernel.h"
#include "lws-test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int __real_socket(int family, int type, int protocol);
int __wrap_socket(int family, int type, int protocol);
int __real_bind(int fd, const struct sockaddr *sa, socklen_t len);
int __wrap_bind(int fd, const struct sockaddr *sa, socklen_t len);
int __real_connect(int fd, const struct sockaddr *sa, socklen_t len);
int __wrap_connect(int fd, const struct sockaddr *sa, socklen_t len);
int __real_getsockname(int fd, struct sockaddr *sa, socklen_t *len);
int __wrap_getsockname(int fd, struct sockaddr *sa, socklen_t *len);
int __real_getpeername(int fd, struct sockaddr *sa, socklen_t *len);
int __wrap_getpeername(int fd, struct sockaddr *sa, socklen_t *len);
ssize_t __real_recvmsg(int fd, struct msghdr *msg, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags);

struct kernel kernel = {.fd = -1};

static int theirs = -1; /* the library's end */

/* ---- in the place of system calls -----------------------------------------
 */

int
__wrap_socket(int family, int type, int protocol)
{
	int fds[2];

	if (family != AF_NETLINK)
		return __real_socket(family, type, protocol);
	if (kernel.refuses) {
		errno = kernel.refuses;
		return -1;
	}
	if (kernel.fd >= 0)
		close(kernel.fd);
	assert_int_equal(
		socketpair(AF_UNIX,
			   SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
			   fds),
		0);
	kernel.fd = fds[1];
	theirs = fds[0];
	kernel.opened++;

	return theirs;
}

static bool
is_ten(const struct sockaddr *sa)
{
	const struct sockaddr_in *in4 = (const void *)sa;

	return sa->sa_family == AF_INET &&
	       (ntohl(in4->sin_addr.s_addr) >> 24) == 10;
}

int
__wrap_bind(int fd, const struct sockaddr *sa, socklen_t len)
{
	const struct sockaddr_nl *nl = (const void *)sa;

	if (sa->sa_family == AF_NETLINK) {
		kernel.groups = nl->nl_groups;
		return 0;
	}

	return is_ten(sa) ? 0 : __real_bind(fd, sa, len);
}

int
__wrap_connect(int fd, const struct sockaddr *sa, socklen_t len)
{
	if (!is_ten(sa))
		return __real_connect(fd, sa, len);
	errno = ENETUNREACH;

	return kernel.has_way ? 0 : -1;
}

/* 127.0.N.M -> 10.N.0.M */
static void
disguise(struct sockaddr *sa)
{
	struct sockaddr_in *in4 = (void *)sa;
	uint32_t ip;

	if (sa->sa_family != AF_INET)
		return;
	ip = ntohl(in4->sin_addr.s_addr);
	if (ip >> 16 == 0x7f00 && (ip >> 8 & 0xff))
		in4->sin_addr.s_addr =
			htonl(10u << 24 | (ip & 0xff00) << 8 | (ip & 0xff));
}

int
__wrap_getsockname(int fd, struct sockaddr *sa, socklen_t *len)
{
	int ret = __real_getsockname(fd, sa, len);

	if (!ret)
		disguise(sa);

	return ret;
}

int
__wrap_getpeername(int fd, struct sockaddr *sa, socklen_t *len)
{
	int ret = __real_getpeername(fd, sa, len);

	if (!ret)
		disguise(sa);

	return ret;
}

ssize_t
__wrap_recvmsg(int fd, struct msghdr *msg, int flags)
{
	if (fd == theirs && kernel.next_error) {
		errno = kernel.next_error;
		kernel.next_error = 0;
		return -1;
	}

	return __real_recvmsg(fd, msg, flags);
}

/* ---- what is said -------------------------------------------------------- */

void
kernel_say(const struct rtnl_out *o)
{
	assert_int_equal(send(kernel.fd, o->buf, o->len, MSG_NOSIGNAL),
			 (ssize_t)o->len);
}

static void
say_many(void)
{
	for (unsigned int n = 0; n < kernel.many;) {
		struct rtnl_out o = {0};
		char to[32];

		for (; n < kernel.many && o.len < 60000; n++) {
			snprintf(to, sizeof(to), "20.%u.%u.%u/32", n >> 16,
				 n >> 8 & 255, n & 255);
			rtnl_route(&o, RTM_NEWROUTE, 0, to, NULL, 1, 0);
		}
		/* who has enough of it goes away */
		(void)send(kernel.fd, o.buf, o.len, MSG_NOSIGNAL);
	}
}

static void
build(struct rtnl_out *o, int type)
{
	for (size_t n = 0; n < 4 && type == RTM_GETLINK; n++)
		if (kernel.links[n].index)
			rtnl_link(o, RTM_NEWLINK, kernel.links[n].index,
				  kernel.links[n].name, kernel.links[n].is_up);
	for (size_t n = 0; n < 6 && type == RTM_GETADDR; n++)
		if (kernel.addresses[n].ip)
			rtnl_address(o, RTM_NEWADDR, kernel.addresses[n].index,
				     kernel.addresses[n].ip);
	for (size_t n = 0; n < 8 && type == RTM_GETROUTE; n++)
		if (kernel.routes[n].to)
			rtnl_route(o, RTM_NEWROUTE, 0, kernel.routes[n].to,
				   kernel.routes[n].gateway,
				   kernel.routes[n].index, 0);
}

static void
answer(int type, uint32_t seq)
{
	struct rtnl_out o = {0}, done = {0};

	if (kernel.refusals) {
		kernel.refusals--;
		rtnl_refusal(&o, seq, EBUSY);
		kernel_say(&o);
		return;
	}
	build(&o, type);
	if (o.len)
		kernel_say(&o);
	if (type == RTM_GETROUTE)
		say_many();
	rtnl_done(&done, seq);
	if (kernel.tears) {
		kernel.tears--;
		done.buf[6] |= NLM_F_DUMP_INTR; /* nlmsg_flags */
	}
	(void)send(kernel.fd, done.buf, done.len, MSG_NOSIGNAL);
}

bool
kernel_serve(void)
{
	struct {
		struct nlmsghdr h;
		uint8_t rest[64];
	} in;
	size_t at = strlen(kernel.order);

	if (kernel.fd < 0 || kernel.is_silent ||
	    recv(kernel.fd, &in, sizeof(in), 0) < (ssize_t)sizeof(in.h))
		return false;
	kernel.asked++;
	if (at < sizeof(kernel.order) - 1)
		kernel.order[at] = in.h.nlmsg_type == RTM_GETLINK   ? 'l'
				   : in.h.nlmsg_type == RTM_GETADDR ? 'a'
								    : 'r';
	answer(in.h.nlmsg_type, in.h.nlmsg_seq);

	return true;
}

bool
kernel_was_left(void)
{
	struct pollfd p = {.fd = kernel.fd, .events = POLLIN};

	return kernel.fd >= 0 && poll(&p, 1, 0) > 0 && (p.revents & POLLHUP);
}

/* ---- what there is ------------------------------------------------------- */

void
kernel_begin(void)
{
	kernel_end();
	memset(&kernel, 0, sizeof(kernel));
	kernel.fd = -1;
	for (unsigned int n = 0; n < 2; n++) {
		kernel.links[n].index = n + 1;
		kernel.links[n].name = n ? "two" : "one";
		kernel.links[n].is_up = true;
		kernel.addresses[n].index = n + 1;
		kernel.addresses[n].ip = n ? "10.2.0.1" : "10.1.0.1";
		kernel.routes[n].index = n + 1;
		kernel.routes[n].to = n ? "10.2.0.0/16" : "10.1.0.0/16";
	}
}

void
kernel_end(void)
{
	if (kernel.fd >= 0)
		close(kernel.fd);
	kernel.fd = -1;
}

void
kernel_link(unsigned int index, bool is_up)
{
	struct rtnl_out o = {0};

	kernel.links[index - 1].is_up = is_up;
	rtnl_link(&o, RTM_NEWLINK, index, kernel.links[index - 1].name, is_up);
	kernel_say(&o);
	/* its routes go in silence, and come back with words */
	for (size_t n = 0; n < 8 && !is_up; n++)
		if (kernel.routes[n].to && kernel.routes[n].index == index)
			kernel.routes[n].to = NULL;
}

void
kernel_address(const char *ip, unsigned int index, bool is_there)
{
	struct rtnl_out o = {0};
	size_t n = 0;

	while (n < 5 &&
	       (is_there ? !!kernel.addresses[n].ip
			 : !kernel.addresses[n].ip ||
				   strcmp(kernel.addresses[n].ip, ip) != 0))
		n++;
	kernel.addresses[n].ip = is_there ? ip : NULL;
	kernel.addresses[n].index = index;
	rtnl_address(&o, is_there ? RTM_NEWADDR : RTM_DELADDR, index, ip);
	kernel_say(&o);
}

void
kernel_route(const char *to, const char *gateway, unsigned int index,
	     bool is_there)
{
	struct rtnl_out o = {0};
	size_t n = 0;

	while (n < 7 &&
	       (is_there ? !!kernel.routes[n].to
			 : !kernel.routes[n].to ||
				   strcmp(kernel.routes[n].to, to) != 0))
		n++;
	kernel.routes[n].to = is_there ? to : NULL;
	kernel.routes[n].gateway = gateway;
	kernel.routes[n].index = index;
	rtnl_route(&o, is_there ? RTM_NEWROUTE : RTM_DELROUTE, 0, to, gateway,
		   index, 0);
	kernel_say(&o);
}
