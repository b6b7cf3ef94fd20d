/* SPDX-License-Identifier: MIT */
/*
 * Sockets that never block: made, connected, asked, told their options.
 * Listening is in listen.c, bytes are in io.c.
 */

#include "plat/unix/io.h"
#include "plat/unix/options.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/ip.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int
lws__plat_set_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -1;
	if (flags & O_NONBLOCK)
		return 0;

	return fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -1 : 0;
}

int
lws__plat_set_cloexec(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	if (flags < 0)
		return -1;

	return fcntl(fd, F_SETFD, flags | FD_CLOEXEC) < 0 ? -1 : 0;
}

void
lws__plat_close(int fd)
{
	int keep = errno;

	if (fd >= 0)
		(void)close(fd);
	errno = keep;
}

#if defined(SOCK_NONBLOCK) && defined(SOCK_CLOEXEC)
int
lws__plat_socket(int family, int type, int protocol, int *error)
{
	int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);

	*error = fd < 0 ? errno : 0;

	return fd;
}
#else
int
lws__plat_socket(int family, int type, int protocol, int *error)
{
	int fd = socket(family, type, protocol);

	*error = 0;
	if (fd >= 0 &&
	    (lws__plat_set_nonblocking(fd) || lws__plat_set_cloexec(fd))) {
		*error = errno;
		lws__plat_close(fd);
		return -1;
	}
	if (fd < 0)
		*error = errno;

	return fd;
}
#endif

int
lws__plat_dup(int fd, int *error)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	*error = 0;
	if (copy >= 0 && !lws__plat_set_nonblocking(copy))
		return copy;

	*error = errno;
	lws__plat_close(copy);

	return -1;
}

/* ---- options --------------------------------------------------------- */

static int
set_int(int fd, int level, int name, int value)
{
	if (!name) /* this system does not have it */
		return 0;

	return setsockopt(fd, level, name, &value, sizeof(value));
}

static int
set_keepalive(int fd, const struct lws__plat_conn_options *o)
{
	if (!o->keepalive_secs)
		return 0;

	if (set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1) ||
	    set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, o->keepalive_secs))
		return -1;
	if (o->keepalive_interval_secs &&
	    set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, o->keepalive_interval_secs))
		return -1;
	if (o->keepalive_probes &&
	    set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, o->keepalive_probes))
		return -1;

	return 0;
}

/* advice for routers and queues: nobody is hurt when it is refused */
static void
advise(int fd, int family, const struct lws__plat_conn_options *o)
{
	int tos = 0;

	if (o->low_latency)
		tos |= IPTOS_LOWDELAY;
	if (o->high_throughput)
		tos |= IPTOS_THROUGHPUT;
	if (o->high_reliability)
		tos |= IPTOS_RELIABILITY;
	if (o->low_cost)
		tos |= IPTOS_LOWCOST;

	if (tos && family == AF_INET6)
		(void)set_int(fd, IPPROTO_IPV6, IPV6_TCLASS, tos);
	if (tos) /* IPv6 sockets carry mapped IPv4 as well */
		(void)set_int(fd, IPPROTO_IP, IP_TOS, tos);
	if (o->priority)
		(void)set_int(fd, SOL_SOCKET, SO_PRIORITY, o->priority);
	if (o->prefer_public_v6 && family == AF_INET6)
		(void)set_int(fd, IPPROTO_IPV6, IPV6_ADDR_PREFERENCES,
			      IPV6_PREFER_SRC_PUBLIC);
}

static int
fail_at(struct lws__plat_fail *fail, const char *step)
{
	fail->step = step;
	fail->error = errno;

	return -1;
}

static int
bind_device(int fd, const char *device)
{
	if (!SO_BINDTODEVICE) {
		errno = ENOSYS;
		return -1;
	}

	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device,
			  (socklen_t)strlen(device) + 1);
}

static int
socket_type(int fd)
{
	socklen_t len = sizeof(int);
	int type = 0;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) ? -1 : type;
}

static int
socket_family(int fd)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);

	memset(&ss, 0, sizeof(ss));

	return getsockname(fd, (struct sockaddr *)&ss, &len) ? AF_UNSPEC
							     : ss.ss_family;
}

int
lws__plat_conn_options(int fd, const struct lws__plat_conn_options *o,
		       struct lws__plat_fail *fail)
{
	int family = socket_family(fd);

	fail->step = NULL;
	fail->error = 0;
	if (family != AF_INET && family != AF_INET6)
		return 0;

	if (o->device && bind_device(fd, o->device))
		return fail_at(fail, "bind to device");
	advise(fd, family, o);
	if (socket_type(fd) != SOCK_STREAM)
		return 0;

	if (o->nodelay && set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1))
		return fail_at(fail, "TCP_NODELAY");
	if (o->reuse_address && set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1))
		return fail_at(fail, "SO_REUSEADDR");
	if (set_keepalive(fd, o))
		return fail_at(fail, "keepalive");
	if (o->user_timeout_ms &&
	    set_int(fd, IPPROTO_TCP, TCP_USER_TIMEOUT,
		    o->user_timeout_ms > INT32_MAX ? INT32_MAX
						   : (int)o->user_timeout_ms))
		return fail_at(fail, "TCP_USER_TIMEOUT");

	return 0;
}

/* ---- connecting ------------------------------------------------------ */

struct lws__io
lws__plat_connect(int fd, const struct lws__sa *sa)
{
	if (!connect(fd, &sa->u.sa, sa->len) || errno == EISCONN)
		return lws__io_ok(0);

	/* interrupted: it goes on by itself, asking again would be EALREADY */
	if (errno == EINPROGRESS || errno == EINTR || errno == EALREADY)
		return lws__io_again();

	return lws__io_refused(errno);
}

struct lws__io
lws__plat_connect_result(int fd)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(int);
	int error = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len))
		return lws__io_refused(errno);
	if (error)
		return lws__io_refused(error);

	/* woken for nothing: neither failed nor connected */
	len = sizeof(ss);
	if (getpeername(fd, (struct sockaddr *)&ss, &len))
		return errno == ENOTCONN ? lws__io_again()
					 : lws__io_refused(errno);

	return lws__io_ok(0);
}

int
lws__plat_bind(int fd, const struct lws__sa *sa)
{
	return bind(fd, &sa->u.sa, sa->len) ? errno : 0;
}

/* ---- asking ---------------------------------------------------------- */

int
lws__plat_local_address(int fd, struct lws__sa *sa)
{
	memset(sa, 0, sizeof(*sa));
	sa->len = sizeof(sa->u);
	if (!getsockname(fd, &sa->u.sa, &sa->len) && sa->len <= sizeof(sa->u))
		return 0;

	memset(sa, 0, sizeof(*sa));

	return -1;
}

int
lws__plat_peer_address(int fd, struct lws__sa *sa)
{
	memset(sa, 0, sizeof(*sa));
	sa->len = sizeof(sa->u);
	if (!getpeername(fd, &sa->u.sa, &sa->len) && sa->len <= sizeof(sa->u))
		return 0;

	memset(sa, 0, sizeof(*sa));

	return -1;
}

int
lws__plat_shutdown(int fd, int how)
{
	return shutdown(fd, how) ? errno : 0;
}

size_t
lws__plat_pending(int fd)
{
	int n = 0;

	if (ioctl(fd, FIONREAD, &n) || n < 0)
		return 0;

	return (size_t)n;
}

/* what the kernel says of fd now; 0: none of the events */
static int
ask_now(int fd, short events)
{
	struct pollfd p = {.fd = fd, .events = events};
	int n;

	do {
		n = poll(&p, 1, 0);
	} while (n < 0 && errno == EINTR);

	return n <= 0 ? 0 : p.revents;
}

bool
lws__plat_is_choked(int fd)
{
	return !(ask_now(fd, POLLOUT) & POLLOUT);
}

bool
lws__plat_is_readable(int fd)
{
	return !!ask_now(fd, POLLIN);
}
