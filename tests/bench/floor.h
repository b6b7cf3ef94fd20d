/* SPDX-License-Identifier: MIT */
/*
 * What the floor needs of a loop: to be told when a descriptor can be read.
 */

#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

enum {
	FLOOR_FDS = 65536, /* higher descriptors are not served */
};

/* ---- floor-epoll.c, floor-uv.c, floor-event.c, floor-ev.c, floor-glib.c -- */

void floor_loop_begin(void);
void floor_loop_run(void);
/* floor_ready(peer) from now on, whenever fd can be read */
void floor_watch(int fd, void *peer);
/* before fd is closed */
void floor_forget(int fd);

/* ---- floor.c ------------------------------------------------------------ */

/* NULL: the listening socket */
void floor_ready(void *peer);

#endif
