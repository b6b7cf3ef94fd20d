/* SPDX-License-Identifier: MIT */
/*
 * Listening sockets and what comes out of them.  A Unix socket file left by a
 * dead server is replaced; one that somebody answers on is not.
 */

#include "plat/unix/io.h"
#include "plat/unix/options.h"
#include "plat/unix/names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNIX_MODE 0660

static int
fail_at(struct lws__plat_fail *fail, const char *step, int error)
{
	fail->step = step;
	fail->error = error;

	return -1;
}

static int
set_int(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value));
}

/* ---- Unix sockets ---------------------------------------------------- */

static const char *
unix_path(const struct lws__sa *sa)
{
	if (sa->u.sa.sa_family != AF_UNIX || !sa->u.un.sun_path[0])
		return NULL;

	return sa->u.un.sun_path;
}

/* only ECONNREFUSED proves that nobody listens */
static bool
unix_is_dead(const struct lws__sa *sa)
{
	struct lws__io io;
	struct stat st;
	int fd, error;

	if (lstat(unix_path(sa), &st))
		return errno == ENOENT;
	if (!S_ISSOCK(st.st_mode))
		return false;

	fd = lws__plat_socket(AF_UNIX, SOCK_STREAM, 0, &error);
	if (fd < 0)
		return false;
	io = lws__plat_connect(fd, sa);
	lws__plat_close(fd);

	return io.verdict == LWS_IO_ERROR && io.error == ECONNREFUSED;
}

static int
unix_bind(int fd, const struct lws__sa *sa)
{
	int error;

	/* narrow from the first moment on: the umask cannot widen this */
	(void)fchmod(fd, UNIX_MODE);

	error = lws__plat_bind(fd, sa);
	if (error != EADDRINUSE || !unix_is_dead(sa))
		return error;
	if (unlink(unix_path(sa)) && errno != ENOENT)
		return errno;

	return lws__plat_bind(fd, sa);
}

static int
unix_permissions(const struct lws__plat_listen_req *req,
		 struct lws__plat_fail *fail)
{
	const char *path = unix_path(req->sa);
	uid_t uid;
	gid_t gid;

	if (req->unix_owner) {
		if (lws__plat_owner_parse(req->unix_owner, &uid, &gid))
			return fail_at(fail, "unix socket owner", EINVAL);
		if (lchown(path, uid, gid))
			return fail_at(fail, "unix socket chown", errno);
	}
	if (chmod(path, UNIX_MODE))
		return fail_at(fail, "unix socket chmod", errno);

	return 0;
}

static int
listen_unix(int fd, const struct lws__plat_listen_req *req,
	    struct lws__plat_fail *fail)
{
	int error;

	if (!unix_path(req->sa)) { /* abstract: no file, no mode */
		error = lws__plat_bind(fd, req->sa);
		return error ? fail_at(fail, "bind", error) : 0;
	}

	error = unix_bind(fd, req->sa);
	if (error)
		return fail_at(fail, "bind", error);

	if (!unix_permissions(req, fail))
		return 0;
	(void)unlink(unix_path(req->sa));

	return -1;
}

/* ---- IP -------------------------------------------------------------- */

static int
listen_ip(int fd, const struct lws__plat_listen_req *req,
	  struct lws__plat_fail *fail)
{
	int error;

	if (set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1))
		return fail_at(fail, "SO_REUSEADDR", errno);
	if (req->reuse_port &&
	    (!SO_REUSEPORT || set_int(fd, SOL_SOCKET, SO_REUSEPORT, 1)))
		return fail_at(fail, "SO_REUSEPORT", errno);
	if (req->sa->u.sa.sa_family == AF_INET6 &&
	    set_int(fd, IPPROTO_IPV6, IPV6_V6ONLY, req->v6only))
		return fail_at(fail, "IPV6_V6ONLY", errno);
	if (req->device &&
	    (!SO_BINDTODEVICE ||
	     setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, req->device,
			(socklen_t)strlen(req->device) + 1)))
		return fail_at(fail, "bind to device", errno);

	error = lws__plat_bind(fd, req->sa);
	if (error)
		return fail_at(fail, "bind", error);

	/* faster when they work, no worse when they do not */
	if (TCP_DEFER_ACCEPT && req->defer_secs)
		(void)set_int(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT,
			      req->defer_secs);
	if (TCP_FASTOPEN && req->fastopen)
		(void)set_int(fd, IPPROTO_TCP, TCP_FASTOPEN, req->fastopen);

	return 0;
}

int
lws__plat_listen(const struct lws__plat_listen_req *req,
		 struct lws__plat_fail *fail)
{
	int family = req->sa->u.sa.sa_family, fd, error;

	fail->step = NULL;
	fail->error = 0;

	fd = lws__plat_socket(family, SOCK_STREAM, 0, &error);
	if (fd < 0)
		return fail_at(fail, "socket", error);

	if (family == AF_UNIX ? listen_unix(fd, req, fail)
			      : listen_ip(fd, req, fail)) {
		lws__plat_close(fd);
		return -1;
	}

	if (listen(fd, req->backlog > 0 ? req->backlog : SOMAXCONN)) {
		fail_at(fail, "listen", errno);
		if (unix_path(req->sa))
			(void)unlink(unix_path(req->sa));
		lws__plat_close(fd);
		return -1;
	}

	return fd;
}

/* ---- accepting ------------------------------------------------------- */

#if defined(SOCK_NONBLOCK) && defined(SOCK_CLOEXEC)
static int
accept_nonblocking(int fd, struct sockaddr *sa, socklen_t *len)
{
	return accept4(fd, sa, len, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
#else
static int
accept_nonblocking(int fd, struct sockaddr *sa, socklen_t *len)
{
	int got = accept(fd, sa, len);

	if (got >= 0 &&
	    (lws__plat_set_nonblocking(got) || lws__plat_set_cloexec(got))) {
		lws__plat_close(got);
		errno = ECONNABORTED;
		return -1;
	}

	return got;
}
#endif

#if defined(__linux__)
bool
lws__plat_accept_inherits(void)
{
	return true;
}
#else
bool
lws__plat_accept_inherits(void)
{
	return false;
}
#endif

/*
 * accept(2): Linux passes pending network errors of the new socket through
 * accept, they say nothing about the listener.
 */
static enum lws__io_verdict
accept_verdict(int error)
{
	if (error == EAGAIN)
		return LWS_IO_AGAIN;

	switch (error) {
	case ECONNABORTED:
	case ECONNRESET:
	case EPROTO:
	case EPERM: /* a firewall rule */
	case ENETDOWN:
	case ENETUNREACH:
	case EHOSTDOWN:
	case EHOSTUNREACH:
	case ENOPROTOOPT:
	case EOPNOTSUPP:
	case ETIMEDOUT:
		return LWS_IO_CLOSED;
	default:
		return LWS_IO_ERROR;
	}
}

struct lws__io
lws__plat_accept(int listen_fd, struct lws__sa *peer, int *fd)
{
	struct lws__sa unwanted;
	struct lws__io io = {0};

	if (!peer)
		peer = &unwanted;

	do {
		memset(peer, 0, sizeof(*peer));
		peer->len = sizeof(peer->u);
		*fd = accept_nonblocking(listen_fd, &peer->u.sa, &peer->len);
	} while (*fd < 0 && errno == EINTR);

	if (*fd >= 0)
		return io;

	io.verdict = accept_verdict(errno);
	io.error = io.verdict == LWS_IO_AGAIN ? 0 : errno;
	peer->len = 0;

	return io;
}
