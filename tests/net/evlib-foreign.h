/* SPDX-License-Identifier: MIT */
/*
 * A loop of the application, for one event library: evlib-foreign-uv.c and so
 * on.  It has a timer of its own that beats each few milliseconds, so a turn
 * always ends, and it can be seen whether the loop still runs.
 */

#ifndef LWS_EVLIB_FOREIGN_H
#define LWS_EVLIB_FOREIGN_H

#include <libwebsockets.h>

#include <stdbool.h>

struct lws__foreign {
	bool one_by_one; /* does other things between two that are ready */
	bool dies_without_fds; /* when it is to make a loop */
	bool loses_fds;        /* the same: it leaves those that it got */
	const char *name;      /* "uv" */
	uint64_t option;       /* LWS_SERVER_OPTION_LIBUV */
	/* owned: with its beat */
	void *(*make)(void);
	/* what info.foreign_loops gets */
	void *(*given)(void *loop);
	/* waits for something, serves it */
	void (*turn)(void *loop);
	/* from inside the loop: the library's run ends; NULL: for ever */
	void (*stop)(void *loop);
	/* what is on it but the beat; -1: this library does not tell */
	int (*others)(void *loop);
	/* the beats so far */
	int (*beats)(void *loop);
	/* in a while of about a millisecond, once, from inside the loop */
	void (*soon)(void *loop, void (*cb)(void *arg), void *arg);
	/* nonzero: it could not be closed, something was left on it */
	int (*end)(void *loop);
};

extern const struct lws__foreign lws__foreign;

enum { LWS__BEAT_MS = 5 };

#endif
