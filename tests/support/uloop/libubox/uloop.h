/* SPDX-License-Identifier: MIT */
/*
 * A stand-in for libubox's uloop, for where there is none: the part of its
 * interface that lib/event-libs/uloop.c uses, over poll().
 */

#ifndef LWS_TEST_ULOOP_H
#define LWS_TEST_ULOOP_H

#include <stdbool.h>

#define ULOOP_READ  (1 << 0)
#define ULOOP_WRITE (1 << 1)

struct uloop_fd;
struct uloop_timeout;

typedef void (*uloop_fd_handler)(struct uloop_fd *u, unsigned int events);
typedef void (*uloop_timeout_handler)(struct uloop_timeout *t);

struct uloop_fd {
	uloop_fd_handler cb;
	int fd;
	bool eof;
	bool error; /* uloop has deleted it, then calls cb */
	bool registered;
	unsigned char flags;
};

struct uloop_timeout {
	struct uloop_timeout *next;
	bool pending;
	uloop_timeout_handler cb;
	long long due_us;
};

extern bool uloop_cancelled;

int uloop_init(void);
void uloop_done(void);
/* one wait of at most so long, in ms; < 0: until uloop_end().  The real one
 * also ends for SIGINT and SIGTERM, and returns which it was */
int uloop_run_timeout(int timeout);

static inline int
uloop_run(void)
{
	return uloop_run_timeout(-1);
}

static inline void
uloop_end(void)
{
	uloop_cancelled = true;
}

/* anew, too: flags replace those that it had */
int uloop_fd_add(struct uloop_fd *u, unsigned int flags);
int uloop_fd_delete(struct uloop_fd *u);
int uloop_timeout_set(struct uloop_timeout *t, int msecs);
int uloop_timeout_cancel(struct uloop_timeout *t);

/* not uloop's: how many descriptors and timeouts there are */
int lws__test_uloop_count(void);

#endif
