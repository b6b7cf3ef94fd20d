/* SPDX-License-Identifier: MIT */
/* The floor on libev. */

#include "floor.h"

#include <ev.h>
#include <stdlib.h>

static ev_io *watches[FLOOR_FDS];
static struct ev_loop *loop;

static void
ready(struct ev_loop *l, ev_io *w, int events)
{
	(void)l;
	(void)events;
	floor_ready(w->data);
}

void
floor_loop_begin(void)
{
	loop = ev_default_loop(0);
}

void
floor_watch(int fd, void *peer)
{
	ev_io *w = fd < FLOOR_FDS ? calloc(1, sizeof(*w)) : NULL;

	if (!w)
		exit(1);
	ev_io_init(w, ready, fd, EV_READ);
	w->data = peer;
	watches[fd] = w;
	ev_io_start(loop, w);
}

void
floor_forget(int fd)
{
	ev_io_stop(loop, watches[fd]);
	free(watches[fd]);
}

void
floor_loop_run(void)
{
	ev_run(loop, 0);
}
