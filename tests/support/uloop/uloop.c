/* SPDX-License-Identifier: MIT */
#include "libubox/uloop.h"

#include <poll.h>
#include <stddef.h>
#include <time.h>

enum { FDS_MAX = 1024, US_PER_MS = 1000 };

bool uloop_cancelled;

static struct uloop_fd *fds[FDS_MAX];
static int count;
static struct pollfd ready[FDS_MAX]; /* found, and not told yet */
static struct uloop_fd *ready_of[FDS_MAX];
static int ready_at, ready_count;
static struct uloop_timeout *timeouts; /* sooner first */

static long long
now_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);

	return (long long)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int
uloop_init(void)
{
	return 0;
}

void
uloop_done(void)
{
	while (count)
		(void)uloop_fd_delete(fds[0]);
	while (timeouts)
		(void)uloop_timeout_cancel(timeouts);
}

int
lws__test_uloop_count(void)
{
	int n = count;

	for (struct uloop_timeout *t = timeouts; t; t = t->next)
		n++;

	return n;
}

/* ---- descriptors -------------------------------------------------------- */

int
uloop_fd_delete(struct uloop_fd *u)
{
	for (int n = 0; n < ready_count; n++)
		if (ready_of[n] == u)
			ready_of[n] = NULL;
	if (!u->registered)
		return 0;
	u->registered = false;
	u->flags = 0;
	for (int n = 0; n < count; n++)
		if (fds[n] == u) {
			fds[n] = fds[--count];
			break;
		}

	return 0;
}

int
uloop_fd_add(struct uloop_fd *u, unsigned int flags)
{
	if (!(flags & (ULOOP_READ | ULOOP_WRITE)))
		return uloop_fd_delete(u);
	if (!u->registered) {
		if (count == FDS_MAX)
			return -1;
		fds[count++] = u;
	}
	u->registered = true;
	u->eof = u->error = false;
	u->flags = (unsigned char)flags;

	return 0;
}

static void
find_ready(int timeout_ms)
{
	int n = 0, found;

	ready_at = ready_count = 0;
	for (; n < count; n++) {
		ready[n].fd = fds[n]->fd;
		ready[n].events =
			(short)((fds[n]->flags & ULOOP_READ ? POLLIN : 0) |
				(fds[n]->flags & ULOOP_WRITE ? POLLOUT : 0));
		ready_of[n] = fds[n];
	}
	found = poll(ready, (nfds_t)n, timeout_ms);
	ready_count = found > 0 ? n : 0;
}

/* true: one was told */
static bool
tell_next(void)
{
	while (ready_at < ready_count) {
		struct uloop_fd *u = ready_of[ready_at];
		int revents = ready[ready_at++].revents;
		unsigned int events = (revents & POLLIN ? ULOOP_READ : 0u) |
				      (revents & POLLOUT ? ULOOP_WRITE : 0u);

		if (!u || !revents)
			continue;
		if (revents & (POLLERR | POLLHUP | POLLNVAL)) {
			(void)uloop_fd_delete(u);
			u->error = true;
		}
		u->cb(u, events);
		return true;
	}

	return false;
}

/* ---- timeouts ----------------------------------------------------------- */

int
uloop_timeout_cancel(struct uloop_timeout *t)
{
	struct uloop_timeout **pt = &timeouts;

	if (!t->pending)
		return -1;
	while (*pt != t)
		pt = &(*pt)->next;
	*pt = t->next;
	t->pending = false;

	return 0;
}

int
uloop_timeout_set(struct uloop_timeout *t, int msecs)
{
	struct uloop_timeout **pt = &timeouts;

	(void)uloop_timeout_cancel(t);
	t->due_us = now_us() + (long long)msecs * US_PER_MS;
	while (*pt && (*pt)->due_us <= t->due_us)
		pt = &(*pt)->next;
	t->next = *pt;
	*pt = t;
	t->pending = true;

	return 0;
}

static void
tell_due(void)
{
	long long now = now_us();

	while (timeouts && timeouts->due_us <= now && !uloop_cancelled) {
		struct uloop_timeout *t = timeouts;

		(void)uloop_timeout_cancel(t);
		t->cb(t);
	}
}

static int
until_due_ms(void)
{
	long long left;

	if (!timeouts)
		return -1;
	left = timeouts->due_us - now_us();

	return left <= 0 ? 0 : (int)((left + US_PER_MS - 1) / US_PER_MS);
}

/* ---- the loop ----------------------------------------------------------- */

static void
turn(int timeout_ms)
{
	int ms;

	tell_due();
	if (uloop_cancelled || tell_next())
		return;
	ms = until_due_ms();
	if (timeout_ms >= 0 && (ms < 0 || timeout_ms < ms))
		ms = timeout_ms;
	find_ready(ms);
	(void)tell_next();
}

int
uloop_run_timeout(int timeout)
{
	uloop_cancelled = false;
	do
		turn(timeout);
	while (!uloop_cancelled && timeout < 0);

	return 0;
}
