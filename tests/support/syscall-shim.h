/* SPDX-License-Identifier: MIT */
/*
 * System calls that fail when a test wants it, a clock that stands where it is
 * put, randomness that runs dry.  The linker puts this between the library and
 * libc (--wrap), so the library knows nothing of it:
 *
 *   include(../../support/syscall-shim.cmake)
 *   lws_add_unit_test(socket socket-test.c)
 *   lws_test_wrap_syscalls(unit-socket)
 *
 * Until a test asks for something, everything passes through.
 */

#ifndef LWS_SYSCALL_SHIM_H
#define LWS_SYSCALL_SHIM_H

#include <stdint.h>

enum lws__shim_call {
	LWS_SHIM_SOCKET,
	LWS_SHIM_BIND,
	LWS_SHIM_LISTEN,
	LWS_SHIM_ACCEPT,
	LWS_SHIM_CONNECT,
	LWS_SHIM_GETSOCKOPT,
	LWS_SHIM_SETSOCKOPT,
	LWS_SHIM_GETSOCKNAME,
	LWS_SHIM_GETPEERNAME,
	LWS_SHIM_POLL,
	LWS_SHIM_READ,
	LWS_SHIM_RECV,
	LWS_SHIM_WRITE,
	LWS_SHIM_SEND,
	LWS_SHIM_SENDMSG,
	LWS_SHIM_SENDTO,
	LWS_SHIM_RECVMSG,
	LWS_SHIM_SENDFILE,
	LWS_SHIM_OPEN,
	LWS_SHIM_OPENAT,
	LWS_SHIM_FSTAT,
	LWS_SHIM_FCNTL,
	LWS_SHIM_FSYNC,
	LWS_SHIM_RENAME,
	LWS_SHIM_CHMOD,
	LWS_SHIM_LCHOWN,
	LWS_SHIM_UNLINK,
	LWS_SHIM_GETIFADDRS,
	LWS_SHIM_EVENTFD,
	LWS_SHIM_PIPE,
	LWS_SHIM_FORK,
	LWS_SHIM_GETRANDOM,
	LWS_SHIM_SYSCALL, /* syscall(): openat2, capset */
	LWS_SHIM_PRCTL,
	LWS_SHIM_SETGROUPS,
	LWS_SHIM_SETGID,
	LWS_SHIM_SETUID,
	LWS_SHIM_COUNT
};

/* everything passes through again, counts are 0, clocks are real */
void lws__shim_reset(void);
/*
 * The nth call from now (1 = the next) and `times` - 1 after it answer -1 with
 * `error`.  times 0 = for ever.
 */
void lws__shim_fail(enum lws__shim_call call, unsigned int nth,
		    unsigned int times, int error);
/* how often it was called since reset */
unsigned long lws__shim_calls(enum lws__shim_call call);
/* of send and sendmsg, those that said MSG_MORE */
unsigned long lws__shim_calls_with_more(void);
/*
 * read, write, send, sendmsg, sendfile, getrandom: at most `max` bytes a call
 * (0 = all); every `eagain`-th answers EAGAIN and every `eintr`-th EINTR
 * (0 = none).
 */
void
lws__shim_trickle(unsigned int max, unsigned int eagain, unsigned int eintr);

/* the monotonic and the wall clock stand still there, in microseconds */
void lws__shim_clocks(int64_t monotonic_us, int64_t wall_us);
void lws__shim_clocks_advance(int64_t monotonic_us, int64_t wall_us);

#endif
