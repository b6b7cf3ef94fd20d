/* SPDX-License-Identifier: MIT */
/* The floor on libuv. */

#include "floor.h"

#include <stdlib.h>
#include <uv.h>

static uv_poll_t *watches[FLOOR_FDS];

static void
ready(uv_poll_t *w, int status, int events)
{
	(void)status;
	(void)events;
	floor_ready(w->data);
}

static void
gone(uv_handle_t *h)
{
	free(h);
}

void
floor_loop_begin(void)
{
}

void
floor_watch(int fd, void *peer)
{
	uv_poll_t *w = calloc(1, sizeof(*w));

	if (!w || fd >= FLOOR_FDS || uv_poll_init(uv_default_loop(), w, fd))
		exit(1);
	w->data = peer;
	watches[fd] = w;
	uv_poll_start(w, UV_READABLE, ready);
}

void
floor_forget(int fd)
{
	uv_close((uv_handle_t *)watches[fd], gone);
}

void
floor_loop_run(void)
{
	uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
