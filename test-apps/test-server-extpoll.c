/* SPDX-License-Identifier: MIT */
/*
 * lws-test-server-extpoll waits by itself: the library says which fds it has
 * and for what each waits, and is told which are ready.
 *
 * The set is an array, in any order; each callback of the library changes one
 * entry.  For a program with fds of its own, these would stand in it too.
 */

#include "test-server-loop.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	struct pollfd *fds; /* owned */
	size_t count;
	size_t room;
} set;

static sigset_t while_waiting;

void
server_loop_init(void)
{
	sigset_t ours;

	/* they come only while we wait, so none comes between looking at
	 * *interrupted and waiting */
	sigemptyset(&ours);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGTERM);
	sigprocmask(SIG_BLOCK, &ours, &while_waiting);
}

static struct pollfd *
find(int fd)
{
	size_t n;

	for (n = 0; n < set.count; n++)
		if (set.fds[n].fd == fd)
			return &set.fds[n];

	return NULL;
}

static void
add(const struct lws_pollargs *pa)
{
	if (set.count == set.room) {
		size_t room = set.room ? set.room * 2 : 64;
		struct pollfd *more = realloc(set.fds, room * sizeof(*more));

		if (!more) {
			fprintf(stderr, "out of memory\n");
			exit(1);
		}
		set.fds = more;
		set.room = room;
	}
	set.fds[set.count++] =
		(struct pollfd){.fd = pa->fd, .events = (short)pa->events};
}

void
server_loop_told(enum lws_callback_reasons reason, const void *in)
{
	const struct lws_pollargs *pa = in;
	struct pollfd *pfd;

	switch ((int)reason) {
	case LWS_CALLBACK_ADD_POLL_FD:
		add(pa);
		break;
	case LWS_CALLBACK_DEL_POLL_FD:
		pfd = find(pa->fd);
		if (pfd)
			*pfd = set.fds[--set.count];
		break;
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
		pfd = find(pa->fd);
		if (pfd)
			pfd->events = (short)pa->events;
		break;
	default: /* LOCK and UNLOCK are for programs with threads */
		break;
	}
}

/* the set changes while its fds are served: serve a copy */
static int
serve(struct lws_context *context, const struct pollfd *ready, size_t count)
{
	size_t n;

	for (n = 0; n < count; n++) {
		struct pollfd one = ready[n], *now = find(one.fd);

		/* gone meanwhile, or no more of what it waited for */
		if (one.revents && now && lws_service_fd(context, &one) < 0)
			return -1;
	}

	/* timers, and what is due for other reasons */
	return lws_service_fd(context, NULL);
}

static int
turn(struct lws_context *context)
{
	int ms = lws_service_adjust_timeout(context, 60000, 0);
	struct timespec wait = {ms / 1000, (ms % 1000) * 1000000L};
	size_t count = set.count;
	struct pollfd *ready;
	int ret = 0;

	if (!ms && lws_service_tsi(context, -1, 0) < 0)
		return -1;
	count = set.count;
	ready = malloc((count + 1) * sizeof(*ready));
	if (!ready)
		return -1;
	memcpy(ready, set.fds, count * sizeof(*ready));
	if (ppoll(ready, (nfds_t)count, &wait, &while_waiting) >= 0)
		ret = serve(context, ready, count);
	free(ready);

	return ret < 0 ? -1 : 0;
}

void
server_loop_run(struct lws_context *context,
		const volatile sig_atomic_t *interrupted)
{
	while (!*interrupted && !turn(context))
		;
}
