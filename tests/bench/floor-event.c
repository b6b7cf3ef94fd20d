/* SPDX-License-Identifier: MIT */
/* The floor on libevent. */

#include "floor.h"

#include <event2/event.h>
#include <stdlib.h>

static struct event_base *base;
static struct event *watches[FLOOR_FDS];

static void
ready(evutil_socket_t fd, short events, void *peer)
{
	(void)fd;
	(void)events;
	floor_ready(peer);
}

void
floor_loop_begin(void)
{
	base = event_base_new();
	if (!base)
		exit(1);
}

void
floor_watch(int fd, void *peer)
{
	struct event *w =
		fd < FLOOR_FDS
			? event_new(base, fd, EV_READ | EV_PERSIST, ready, peer)
			: NULL;

	if (!w)
		exit(1);
	watches[fd] = w;
	event_add(w, NULL);
}

void
floor_forget(int fd)
{
	event_free(watches[fd]);
}

void
floor_loop_run(void)
{
	event_base_dispatch(base);
}
