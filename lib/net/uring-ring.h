/* SPDX-License-Identifier: MIT */
/*
 * A ring of io_uring and its pool of receive buffers, as the kernel has them:
 * memory that both sides read and write, and one system call.  What is asked
 * and what is answered is the business of uring.h.
 *
 * A ring belongs to the thread that made it: no other may enter it.
 */

#ifndef LWS_NET_URING_RING_H
#define LWS_NET_URING_RING_H

#include "base/base.h"

#include <linux/io_uring.h>
#include <stdbool.h>

enum {
	LWS__RING_GROUP = 1, /* the number of our pool of buffers */
	/*
	 * Before each buffer: LWS_PRE bytes, and the one behind the buffer
	 * before it.  Nor do their beginnings share a few lines of the cache.
	 */
	LWS__RING_BUFFER_GAP = 64,
};

struct lws__ring {
	int fd;
	void *map; /* owned: both queues */
	size_t map_len;
	struct io_uring_sqe *sqes; /* owned map */
	size_t sqes_len;
	unsigned int *sq_head, *sq_tail;
	unsigned int sq_count, sq_filled; /* sq_filled: our own tail */
	unsigned int *cq_head, *cq_tail;
	unsigned int cq_mask;
	const struct io_uring_cqe *cqes;

	struct io_uring_buf_ring *pool; /* owned map */
	size_t pool_len;
	uint8_t *buffers; /* owned; each behind a gap, and a gap at the end */
	unsigned int buffer_count, buffer_len;
	/*
	 * The kernel takes the oldest of those that it has.  So it has no more
	 * than it needs: these stay in the cache, the rest is spare.
	 */
	unsigned int lent, lent_most; /* lent: the kernel's and ours unread */
	unsigned int calm;            /* given back since it had too few */
	uint16_t *spare;              /* owned; a stack */
	unsigned int spare_count;
	uint16_t pool_tail;
};

/*
 * asks: of one call of the kernel; buffers: of len bytes each; both powers of
 * two.  0, or the errno of what was refused
 */
int lws__ring_up(struct lws__ring *r, unsigned int asks, unsigned int buffers,
		 unsigned int len);
/* closed in any thread; what was asked is taken back by the kernel */
void lws__ring_down(struct lws__ring *r);

/* a zeroed one, to be filled in; NULL: enter first */
struct io_uring_sqe *lws__ring_ask(struct lws__ring *r);
/* what was asked and not entered yet */
unsigned int lws__ring_unasked(const struct lws__ring *r);
/*
 * All that was asked goes to the kernel, then it waits for an answer for
 * timeout_ms (-1 for ever).  0, or a negative errno, -ETIME too.
 */
int lws__ring_enter(struct lws__ring *r, int timeout_ms);
/* the oldest answer, NULL: none; then it has been seen */
const struct io_uring_cqe *lws__ring_answer(const struct lws__ring *r);
void lws__ring_seen(struct lws__ring *r);

/* false: this is a child of the process that made it, and must not touch it */
static inline bool
lws__ring_is_here(const struct lws__ring *r)
{
	return r->pool->bufs[1].len != 0;
}

static inline uint8_t *
lws__ring_buffer(const struct lws__ring *r, unsigned int n)
{
	return r->buffers + LWS__RING_BUFFER_GAP +
	       (size_t)n * (r->buffer_len + LWS__RING_BUFFER_GAP);
}

/* the kernel may fill it again */
void lws__ring_give_back(struct lws__ring *r, unsigned int n);
/* it had none left */
void lws__ring_lend_more(struct lws__ring *r);

#endif
