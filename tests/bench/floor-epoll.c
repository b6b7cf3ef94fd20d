/* SPDX-License-Identifier: MIT */
/* The floor on epoll itself. */

#include "floor.h"

#include <sys/epoll.h>

enum {
	EVENTS = 256,
};

static int ep;

void
floor_loop_begin(void)
{
	ep = epoll_create1(0);
}

void
floor_watch(int fd, void *peer)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = peer};

	epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
}

void
floor_forget(int fd)
{
	(void)fd; /* closing it does that */
}

void
floor_loop_run(void)
{
	struct epoll_event evs[EVENTS];

	for (;;) {
		int n = epoll_wait(ep, evs, EVENTS, -1);

		for (int i = 0; i < n; i++)
			floor_ready(evs[i].data.ptr);
	}
}
