/* SPDX-License-Identifier: MIT */
/*
 * Between the library and libc: see syscall-shim.h.  The linker gives us the
 * library's call of f() as __wrap_f(), and libc's own as __real_f().
 */

#include "syscall-shim.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static struct {
	atomic_ulong calls;
	unsigned long fail_from; /* 0 = never */
	unsigned long fail_to;   /* 0 = for ever */
	int error;
} shim[LWS_SHIM_COUNT];

static atomic_ulong with_more;
static unsigned int trickle_max, trickle_eagain, trickle_eintr;
static atomic_ulong trickle_calls;
static bool clocks_stand;
static int64_t clock_monotonic_us, clock_wall_us;

void
lws__shim_reset(void)
{
	int i;

	for (i = 0; i < LWS_SHIM_COUNT; i++) {
		atomic_store(&shim[i].calls, 0);
		shim[i].fail_from = 0;
	}
	atomic_store(&with_more, 0);
	lws__shim_trickle(0, 0, 0);
	clocks_stand = false;
}

void
lws__shim_fail(enum lws__shim_call call, unsigned int nth, unsigned int times,
	       int error)
{
	shim[call].fail_from = atomic_load(&shim[call].calls) + nth;
	shim[call].fail_to = times ? shim[call].fail_from + times - 1 : 0;
	shim[call].error = error;
}

unsigned long
lws__shim_calls(enum lws__shim_call call)
{
	return atomic_load(&shim[call].calls);
}

unsigned long
lws__shim_calls_with_more(void)
{
	return atomic_load(&with_more);
}

void
lws__shim_trickle(unsigned int max, unsigned int eagain, unsigned int eintr)
{
	trickle_max = max;
	trickle_eagain = eagain;
	trickle_eintr = eintr;
	atomic_store(&trickle_calls, 0);
}

void
lws__shim_clocks(int64_t monotonic_us, int64_t wall_us)
{
	clocks_stand = true;
	clock_monotonic_us = monotonic_us;
	clock_wall_us = wall_us;
}

void
lws__shim_clocks_advance(int64_t monotonic_us, int64_t wall_us)
{
	clock_monotonic_us += monotonic_us;
	clock_wall_us += wall_us;
}

/* true: errno is set, answer -1 */
static bool
fails(enum lws__shim_call call)
{
	unsigned long n = atomic_fetch_add(&shim[call].calls, 1) + 1;

	if (!shim[call].fail_from || n < shim[call].fail_from ||
	    (shim[call].fail_to && n > shim[call].fail_to))
		return false;
	errno = shim[call].error;

	return true;
}

/* its eight bytes are never cut, and there is always room for them */
static bool
is_eventfd(int fd)
{
	char path[32], what[32] = "";

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);

	return readlink(path, what, sizeof(what) - 1) > 0 &&
	       strstr(what, "[eventfd]");
}

/* as fails(), and cuts *len */
static bool
trickles(enum lws__shim_call call, int fd, size_t *len)
{
	unsigned long n;

	if (fails(call))
		return true;
	if ((trickle_max || trickle_eintr || trickle_eagain) && is_eventfd(fd))
		return false;

	n = atomic_fetch_add(&trickle_calls, 1) + 1;
	if (trickle_eintr && !(n % trickle_eintr)) {
		errno = EINTR;
		return true;
	}
	if (trickle_eagain && !(n % trickle_eagain)) {
		errno = EAGAIN;
		return true;
	}
	if (trickle_max && *len > trickle_max)
		*len = trickle_max;

	return false;
}

/* ret f(params): fails as told, else calls libc with args */
#define SHIM(id, ret, f, params, args)  \
	ret __real_##f params;          \
	ret __wrap_##f params;          \
	ret __wrap_##f params           \
	{                               \
		if (fails(id))          \
			return (ret)-1; \
		return __real_##f args; \
	}

/* the same for calls that move len bytes */
#define SHIM_BYTES(id, f, at, params, args) \
	ssize_t __real_##f params;          \
	ssize_t __wrap_##f params;          \
	ssize_t __wrap_##f params           \
	{                                   \
		if (trickles(id, at, &len)) \
			return -1;          \
		return __real_##f args;     \
	}

SHIM(LWS_SHIM_SOCKET, int, socket, (int family, int type, int protocol),
     (family, type, protocol))
SHIM(LWS_SHIM_BIND, int, bind,
     (int fd, const struct sockaddr *sa, socklen_t len), (fd, sa, len))
SHIM(LWS_SHIM_LISTEN, int, listen, (int fd, int backlog), (fd, backlog))
SHIM(LWS_SHIM_ACCEPT, int, accept4,
     (int fd, struct sockaddr *sa, socklen_t *len, int flags),
     (fd, sa, len, flags))
SHIM(LWS_SHIM_CONNECT, int, connect,
     (int fd, const struct sockaddr *sa, socklen_t len), (fd, sa, len))
SHIM(LWS_SHIM_GETSOCKOPT, int, getsockopt,
     (int fd, int level, int name, void *value, socklen_t *len),
     (fd, level, name, value, len))
SHIM(LWS_SHIM_SETSOCKOPT, int, setsockopt,
     (int fd, int level, int name, const void *value, socklen_t len),
     (fd, level, name, value, len))
SHIM(LWS_SHIM_GETSOCKNAME, int, getsockname,
     (int fd, struct sockaddr *sa, socklen_t *len), (fd, sa, len))
SHIM(LWS_SHIM_GETPEERNAME, int, getpeername,
     (int fd, struct sockaddr *sa, socklen_t *len), (fd, sa, len))
SHIM(LWS_SHIM_POLL, int, poll, (struct pollfd * fds, nfds_t n, int ms),
     (fds, n, ms))
SHIM(LWS_SHIM_SENDTO, ssize_t, sendto,
     (int fd, const void *buf, size_t len, int flags, const struct sockaddr *sa,
      socklen_t sa_len),
     (fd, buf, len, flags, sa, sa_len))
SHIM(LWS_SHIM_RECVMSG, ssize_t, recvmsg,
     (int fd, struct msghdr *msg, int flags), (fd, msg, flags))
SHIM(LWS_SHIM_FSTAT, int, fstat, (int fd, struct stat *st), (fd, st))
SHIM(LWS_SHIM_FSYNC, int, fsync, (int fd), (fd))
SHIM(LWS_SHIM_RENAME, int, rename, (const char *from, const char *to),
     (from, to))
SHIM(LWS_SHIM_CHMOD, int, chmod, (const char *path, mode_t mode), (path, mode))
SHIM(LWS_SHIM_LCHOWN, int, lchown, (const char *path, uid_t uid, gid_t gid),
     (path, uid, gid))
SHIM(LWS_SHIM_UNLINK, int, unlink, (const char *path), (path))
SHIM(LWS_SHIM_GETIFADDRS, int, getifaddrs, (struct ifaddrs * *list), (list))
SHIM(LWS_SHIM_EVENTFD, int, eventfd, (unsigned int value, int flags),
     (value, flags))
SHIM(LWS_SHIM_PIPE, int, pipe, (int fds[2]), (fds))
SHIM(LWS_SHIM_FORK, pid_t, fork, (void), ())

SHIM_BYTES(LWS_SHIM_READ, read, fd, (int fd, void *buf, size_t len),
	   (fd, buf, len))
SHIM_BYTES(LWS_SHIM_RECV, recv, fd, (int fd, void *buf, size_t len, int flags),
	   (fd, buf, len, flags))
SHIM_BYTES(LWS_SHIM_WRITE, write, fd, (int fd, const void *buf, size_t len),
	   (fd, buf, len))
SHIM_BYTES(LWS_SHIM_SENDFILE, sendfile, to,
	   (int to, int from, off_t *ofs, size_t len), (to, from, ofs, len))
SHIM_BYTES(LWS_SHIM_GETRANDOM, getrandom, -1,
	   (void *buf, size_t len, unsigned int flags), (buf, len, flags))

static void
note_more(int flags)
{
	if (flags & MSG_MORE)
		atomic_fetch_add(&with_more, 1);
}

ssize_t __real_send(int fd, const void *buf, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *buf, size_t len, int flags);
ssize_t
__wrap_send(int fd, const void *buf, size_t len, int flags)
{
	note_more(flags);
	if (trickles(LWS_SHIM_SEND, fd, &len))
		return -1;

	return __real_send(fd, buf, len, flags);
}

ssize_t __real_sendmsg(int fd, const struct msghdr *msg, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *msg, int flags);
ssize_t
__wrap_sendmsg(int fd, const struct msghdr *msg, int flags)
{
	struct msghdr cut = *msg;
	struct iovec first;
	size_t len;

	note_more(flags);
	if (!msg->msg_iovlen)
		return __real_sendmsg(fd, msg, flags);
	first = msg->msg_iov[0];
	len = first.iov_len;
	if (trickles(LWS_SHIM_SENDMSG, fd, &len))
		return -1;
	if (!trickle_max)
		return __real_sendmsg(fd, msg, flags);

	first.iov_len = len;
	cut.msg_iov = &first;
	cut.msg_iovlen = 1;

	return __real_sendmsg(fd, &cut, flags);
}

/* the last argument of these counts only for some flags and commands */
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int
__wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if (flags & O_CREAT) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}

	return fails(LWS_SHIM_OPEN) ? -1 : __real_open(path, flags, mode);
}

int __real_openat(int at, const char *path, int flags, ...);
int __wrap_openat(int at, const char *path, int flags, ...);
int
__wrap_openat(int at, const char *path, int flags, ...)
{
	return fails(LWS_SHIM_OPENAT) ? -1 : __real_openat(at, path, flags);
}

int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...);
int
__wrap_fcntl(int fd, int command, ...)
{
	long value;
	va_list ap;

	va_start(ap, command);
	value = va_arg(ap, long);
	va_end(ap);

	return fails(LWS_SHIM_FCNTL) ? -1 : __real_fcntl(fd, command, value);
}

SHIM(LWS_SHIM_SETGROUPS, int, setgroups, (size_t n, const gid_t *list),
     (n, list))
SHIM(LWS_SHIM_SETGID, int, setgid, (gid_t gid), (gid))
SHIM(LWS_SHIM_SETUID, int, setuid, (uid_t uid), (uid))

long __real_syscall(long number, ...);
/* takes more arguments than there may be: the kernel ignores the rest */
long __wrap_syscall(long number, ...) __attribute__((no_sanitize_address));
long
__wrap_syscall(long number, ...)
{
	long a[6];
	va_list ap;
	int i;

	va_start(ap, number);
	for (i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);

	return fails(LWS_SHIM_SYSCALL) ? -1
				       : __real_syscall(number, a[0], a[1],
							a[2], a[3], a[4], a[5]);
}

int __real_prctl(int option, ...);
int __wrap_prctl(int option, ...) __attribute__((no_sanitize_address));
int
__wrap_prctl(int option, ...)
{
	unsigned long a[4];
	va_list ap;
	int i;

	va_start(ap, option);
	for (i = 0; i < 4; i++)
		a[i] = va_arg(ap, unsigned long);
	va_end(ap);

	return fails(LWS_SHIM_PRCTL)
		       ? -1
		       : __real_prctl(option, a[0], a[1], a[2], a[3]);
}

int __real_clock_gettime(clockid_t which, struct timespec *ts);
int __wrap_clock_gettime(clockid_t which, struct timespec *ts);
int
__wrap_clock_gettime(clockid_t which, struct timespec *ts)
{
	int64_t us;

	if (!clocks_stand)
		return __real_clock_gettime(which, ts);

	us = which == CLOCK_REALTIME ? clock_wall_us : clock_monotonic_us;
	ts->tv_sec = us / 1000000;
	ts->tv_nsec = us % 1000000 * 1000;

	return 0;
}
