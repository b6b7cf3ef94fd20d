/* SPDX-License-Identifier: MIT */
/*
 * Bytes and datagrams in and out of descriptors that never block.  Each call
 * is one system call (more only after EINTR) and one verdict.
 */

#include "plat/unix/io.h"
#include "plat/unix/options.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/sendfile.h>
#endif

/* one call takes at most this, so that a count fits every ssize_t and int */
#define IO_MAX ((size_t)INT_MAX & ~(size_t)4095)

struct lws__io
lws__io_from_errno(int error)
{
	struct lws__io io = {.error = error, .verdict = LWS_IO_ERROR};

	if (error == EAGAIN)
		return lws__io_again();

	switch (error) {
	case EPIPE:
	case ECONNRESET:
	case ECONNABORTED:
	case ESHUTDOWN:
		io.verdict = LWS_IO_CLOSED;
		break;
	default:
		break;
	}

	return io;
}

static struct lws__io
io_result(ssize_t n)
{
	return n < 0 ? lws__io_from_errno(errno) : lws__io_ok((size_t)n);
}

static size_t
io_bounded(size_t len)
{
	return len > IO_MAX ? IO_MAX : len;
}

struct lws__io
lws__plat_read(int fd, void *buf, size_t len)
{
	ssize_t n;

	if (!len)
		return lws__io_ok(0);

	do {
		n = read(fd, buf, io_bounded(len));
	} while (n < 0 && errno == EINTR);

	return n ? io_result(n) : lws__io_end();
}

static struct lws__io
io_recv(int fd, void *buf, size_t len, int flags)
{
	ssize_t n;

	do {
		n = recv(fd, buf, io_bounded(len), flags);
	} while (n < 0 && errno == EINTR);

	return n ? io_result(n) : lws__io_end();
}

struct lws__io
lws__plat_recv(int fd, void *buf, size_t len)
{
	return len ? io_recv(fd, buf, len, 0) : lws__io_ok(0);
}

struct lws__io
lws__plat_peek(int fd, void *buf, size_t len)
{
	return io_recv(fd, buf, len, MSG_PEEK);
}

struct lws__io
lws__plat_write(int fd, const void *buf, size_t len)
{
	ssize_t n;

	do {
		n = write(fd, buf, io_bounded(len));
	} while (n < 0 && errno == EINTR);

	return io_result(n);
}

struct lws__io
lws__plat_send(int fd, const void *buf, size_t len, bool more)
{
	int flags = MSG_NOSIGNAL | (more ? MSG_MORE : 0);
	ssize_t n;

	do {
		n = send(fd, buf, io_bounded(len), flags);
	} while (n < 0 && errno == EINTR);

	return io_result(n);
}

struct lws__io
lws__plat_sendv(int fd, const struct iovec *iov, size_t count, bool more)
{
	int flags = MSG_NOSIGNAL | (more ? MSG_MORE : 0);
	struct msghdr msg = {0};
	ssize_t n;

	msg.msg_iov = (struct iovec *)(uintptr_t)iov; /* it is not changed */
	msg.msg_iovlen = count > IOV_MAX ? IOV_MAX : count;

	do {
		n = sendmsg(fd, &msg, flags);
	} while (n < 0 && errno == EINTR);

	return io_result(n);
}

#if defined(__linux__)
struct lws__io
lws__plat_sendfile(int fd, int file_fd, uint64_t *ofs, size_t len)
{
	off_t at;
	ssize_t n;

	if (!len)
		return lws__io_ok(0);
	if (*ofs > (uint64_t)INT64_MAX)
		return lws__io_refused(EOVERFLOW);

	at = (off_t)*ofs;
	do {
		n = sendfile(fd, file_fd, &at, io_bounded(len));
	} while (n < 0 && errno == EINTR);

	if (!n)
		return lws__io_end();
	if (n > 0)
		*ofs += (uint64_t)n;

	return io_result(n);
}
#else
struct lws__io
lws__plat_sendfile(int fd, int file_fd, uint64_t *ofs, size_t len)
{
	(void)fd;
	(void)file_fd;
	(void)ofs;
	(void)len;

	return lws__io_refused(ENOSYS);
}
#endif

struct lws__io
lws__plat_sendto(int fd, const void *buf, size_t len, const struct lws__sa *to)
{
	const struct sockaddr *sa = to ? &to->u.sa : NULL;
	ssize_t n;

	do {
		n = sendto(fd, buf, len, MSG_NOSIGNAL, sa, to ? to->len : 0);
	} while (n < 0 && errno == EINTR);

	return io_result(n);
}

struct lws__io
lws__plat_recvfrom(int fd, void *buf, size_t len, struct lws__sa *from,
		   bool *cut)
{
	struct iovec iov = {.iov_base = buf, .iov_len = len};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t n;

	if (from) {
		memset(from, 0, sizeof(*from));
		msg.msg_name = &from->u;
		msg.msg_namelen = sizeof(from->u);
	}

	do {
		n = recvmsg(fd, &msg, 0);
	} while (n < 0 && errno == EINTR);

	if (from && n >= 0)
		from->len = msg.msg_namelen;
	if (cut)
		*cut = n >= 0 && (msg.msg_flags & MSG_TRUNC);

	return io_result(n);
}
