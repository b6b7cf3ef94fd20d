/* SPDX-License-Identifier: MIT */
/*
 * What the floor needs of a loop: to be told when a descriptor can be read.
 * And what the one on io_uring does as it does.
 */

#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* ---- both floors --------------------------------------------------------- */

/* n bytes of a frame, in place, a word at a time */
static inline void
floor_unmask(uint8_t *body, const uint8_t *key, size_t n)
{
	uint64_t word, mask64;

	memcpy(&mask64, key, 4);
	memcpy((uint8_t *)&mask64 + 4, key, 4);
	for (size_t i = 0; i + 8 <= n; i += 8) {
		memcpy(&word, body + i, 8);
		word ^= mask64;
		memcpy(body + i, &word, 8);
	}
	for (size_t i = n & ~(size_t)7; i < n; i++)
		body[i] ^= key[i & 3];
}

/* ---- floor.c ------------------------------------------------------------ */

/* NULL: the listening socket */
void floor_ready(void *peer);

#endif
