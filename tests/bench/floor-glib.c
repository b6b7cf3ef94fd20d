/* SPDX-License-Identifier: MIT */
/* The floor on GLib. */

#include "floor.h"

#include <glib-unix.h>
#include <stdlib.h>

static guint watches[FLOOR_FDS];

static gboolean
ready(gint fd, GIOCondition condition, gpointer peer)
{
	(void)fd;
	(void)condition;
	floor_ready(peer);

	return G_SOURCE_CONTINUE;
}

void
floor_loop_begin(void)
{
}

void
floor_watch(int fd, void *peer)
{
	if (fd >= FLOOR_FDS)
		exit(1);
	watches[fd] = g_unix_fd_add(fd, G_IO_IN, ready, peer);
}

void
floor_forget(int fd)
{
	g_source_remove(watches[fd]);
}

void
floor_loop_run(void)
{
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
}
