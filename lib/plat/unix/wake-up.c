/* SPDX-License-Identifier: MIT */
/*
 * Waking a loop that sleeps in poll, from any thread or signal handler.
 *
 * Only the call that finds `pending` unset writes, so a million calls are one
 * system call, the pipe cannot fill up, and the loop sees one event.  Draining
 * empties the fd first and clears `pending` after: a caller that came between
 * wrote nothing, and is served by the look that follows the drain.
 */

#include "plat/plat.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#if defined(LWS_HAVE_EVENTFD)
#include <sys/eventfd.h>

static int
open_pair(struct lws__wake *w)
{
	w->read_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->write_fd = w->read_fd;

	return w->read_fd < 0 ? errno : 0;
}
#else
static int
open_pair(struct lws__wake *w)
{
	int fds[2], error;

	if (pipe(fds))
		return errno;
	if (lws__plat_set_nonblocking(fds[0]) ||
	    lws__plat_set_nonblocking(fds[1]) ||
	    lws__plat_set_cloexec(fds[0]) || lws__plat_set_cloexec(fds[1])) {
		error = errno;
		lws__plat_close(fds[0]);
		lws__plat_close(fds[1]);
		return error;
	}
	w->read_fd = fds[0];
	w->write_fd = fds[1];

	return 0;
}
#endif

int
lws__wake_create(struct lws__wake *w)
{
	int error;

	w->read_fd = -1;
	w->write_fd = -1;
	atomic_init(&w->pending, false);

	error = open_pair(w);
	if (error) {
		w->read_fd = -1;
		w->write_fd = -1;
	}

	return error;
}

void
lws__wake_destroy(struct lws__wake *w)
{
	if (w->write_fd != w->read_fd)
		lws__plat_close(w->write_fd);
	lws__plat_close(w->read_fd);
	w->read_fd = -1;
	w->write_fd = -1;
}

void
lws__wake(struct lws__wake *w)
{
	uint64_t one = 1; /* what an eventfd wants; a pipe takes anything */
	int keep = errno;
	ssize_t n;

	if (w->write_fd < 0 || atomic_exchange(&w->pending, true))
		return;

	do {
		n = write(w->write_fd, &one, sizeof(one));
	} while (n < 0 && errno == EINTR);

	/* EAGAIN: it is full, so it wakes anyway */
	if (n < 0 && errno != EAGAIN)
		atomic_store(&w->pending, false);

	errno = keep;
}

void
lws__wake_drain(struct lws__wake *w)
{
	uint64_t taken[16];
	ssize_t n;

	if (w->read_fd < 0)
		return;

	do {
		n = read(w->read_fd, taken, sizeof(taken));
	} while ((n < 0 && errno == EINTR) || n == (ssize_t)sizeof(taken));

	(void)atomic_exchange(&w->pending, false);
}
