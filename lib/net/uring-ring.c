/* SPDX-License-Identifier: MIT */
/*
 * The kernel's side of io_uring: setup, the two queues, the pool of buffers.
 *
 * Asked for with SINGLE_ISSUER and DEFER_TASKRUN (Linux 6.1), so nothing
 * happens to the ring while its thread is not in lws__ring_enter(), and a
 * kernel that has these has all that is used here.
 */

#include "net/uring-ring.h"

#include <errno.h>
#include <linux/time_types.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	ANSWERS = 4096,
	LENT_FIRST = 32, /* a turn has seldom more to receive */
	CALM = 65536,    /* buffers given back until one half are taken away */
	FEATURES = IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP |
		   IORING_FEAT_EXT_ARG | IORING_FEAT_CQE_SKIP,
};

static int
ring_setup(unsigned int asks, struct io_uring_params *p)
{
	return (int)syscall(__NR_io_uring_setup, asks, p);
}

static int
ring_register(int fd, unsigned int what, void *arg)
{
	return (int)syscall(__NR_io_uring_register, fd, what, arg, 1);
}

static void *
map_of(int fd, size_t len, off_t what)
{
	int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS
			   : MAP_SHARED | MAP_POPULATE;
	void *at = mmap(NULL, len, PROT_READ | PROT_WRITE, flags, fd, what);

	return at == MAP_FAILED ? NULL : at;
}

static unsigned int *
word_at(const struct lws__ring *r, unsigned int offset)
{
	return (unsigned int *)(void *)((uint8_t *)r->map + offset);
}

static int
queues_map(struct lws__ring *r, const struct io_uring_params *p)
{
	size_t answers =
		p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe);
	unsigned int *order;

	r->map_len = p->sq_off.array + p->sq_entries * sizeof(unsigned int);
	if (r->map_len < answers)
		r->map_len = answers;
	r->sqes_len = p->sq_entries * sizeof(struct io_uring_sqe);
	r->map = map_of(r->fd, r->map_len, IORING_OFF_SQ_RING);
	if (!r->map)
		return errno;
	r->sqes = map_of(r->fd, r->sqes_len, IORING_OFF_SQES);
	if (!r->sqes)
		return errno;
	r->sq_head = word_at(r, p->sq_off.head);
	r->sq_tail = word_at(r, p->sq_off.tail);
	r->sq_count = p->sq_entries;
	r->sq_filled = *r->sq_tail;
	r->cq_head = word_at(r, p->cq_off.head);
	r->cq_tail = word_at(r, p->cq_off.tail);
	r->cq_mask = *word_at(r, p->cq_off.ring_mask);
	r->cqes = (const void *)word_at(r, p->cq_off.cqes);
	order = word_at(r, p->sq_off.array);
	for (unsigned int n = 0; n < p->sq_entries; n++)
		order[n] = n;

	return 0;
}

/* ---- the pool ---------------------------------------------------------- */

static void
lend(struct lws__ring *r, unsigned int n)
{
	struct io_uring_buf *b =
		&r->pool->bufs[r->pool_tail & (r->buffer_count - 1)];

	/* not all of it: the pool's tail stands in the first one's spare part
	 */
	b->addr = (uintptr_t)lws__ring_buffer(r, n);
	b->len = r->buffer_len;
	b->bid = (uint16_t)n;
	r->pool_tail++;
	__atomic_store_n(&r->pool->tail, r->pool_tail, __ATOMIC_RELEASE);
}

static void
lend_spares(struct lws__ring *r)
{
	while (r->lent < r->lent_most && r->spare_count) {
		r->lent++;
		lend(r, r->spare[--r->spare_count]);
	}
}

void
lws__ring_lend_more(struct lws__ring *r)
{
	r->calm = 0;
	if (r->lent_most * 2 <= r->buffer_count)
		r->lent_most *= 2;
	lend_spares(r);
}

void
lws__ring_give_back(struct lws__ring *r, unsigned int n)
{
	if (r->lent_most > LENT_FIRST && ++r->calm == CALM) {
		r->calm = 0;
		r->lent_most /= 2;
	}
	if (r->lent <= r->lent_most) {
		lend(r, n);
		return;
	}
	r->lent--;
	r->spare[r->spare_count++] = (uint16_t)n;
}

static int
pool_make(struct lws__ring *r, unsigned int buffers, unsigned int len)
{
	struct io_uring_buf_reg reg = {.ring_entries = buffers,
				       .bgid = LWS__RING_GROUP};

	r->buffer_count = buffers;
	r->buffer_len = len;
	r->buffers =
		lws__malloc((size_t)buffers * (len + LWS__RING_BUFFER_GAP) +
				    LWS__RING_BUFFER_GAP,
			    "receive buffers");
	r->spare = lws__malloc(buffers * sizeof(*r->spare), "spare buffers");
	if (!r->buffers || !r->spare)
		return ENOMEM;
	r->pool_len = buffers * sizeof(struct io_uring_buf);
	r->pool = map_of(-1, r->pool_len, 0);
	if (!r->pool || madvise(r->pool, r->pool_len, MADV_WIPEONFORK))
		return errno;
	reg.ring_addr = (uintptr_t)r->pool;
	if (ring_register(r->fd, IORING_REGISTER_PBUF_RING, &reg))
		return errno;
	for (unsigned int n = buffers; n-- > 0;)
		r->spare[r->spare_count++] = (uint16_t)n;
	r->lent_most = buffers < LENT_FIRST ? buffers : LENT_FIRST;
	lend_spares(r);

	return 0;
}

/* ---- begin and end, ask and answer -------------------------------------- */

int
lws__ring_up(struct lws__ring *r, unsigned int asks, unsigned int buffers,
	     unsigned int len)
{
	struct io_uring_params p = {.flags = IORING_SETUP_SINGLE_ISSUER |
					     IORING_SETUP_DEFER_TASKRUN |
					     IORING_SETUP_SUBMIT_ALL |
					     IORING_SETUP_CQSIZE,
				    .cq_entries = ANSWERS};
	int error;

	memset(r, 0, sizeof(*r));
	r->fd = ring_setup(asks, &p);
	if (r->fd < 0)
		return errno;
	if ((p.features & FEATURES) != FEATURES)
		error = ENOSYS;
	else
		error = queues_map(r, &p);
	if (!error)
		error = pool_make(r, buffers, len);
	if (error)
		lws__ring_down(r);

	return error;
}

void
lws__ring_down(struct lws__ring *r)
{
	if (r->fd < 0)
		return;
	close(r->fd);
	r->fd = -1;
	if (r->map)
		munmap(r->map, r->map_len);
	if (r->sqes)
		munmap(r->sqes, r->sqes_len);
	if (r->pool)
		munmap(r->pool, r->pool_len);
	lws__free(r->buffers);
	lws__free(r->spare);
	r->map = NULL;
	r->sqes = NULL;
	r->pool = NULL;
	r->buffers = NULL;
	r->spare = NULL;
}

unsigned int
lws__ring_unasked(const struct lws__ring *r)
{
	return r->sq_filled - __atomic_load_n(r->sq_head, __ATOMIC_ACQUIRE);
}

struct io_uring_sqe *
lws__ring_ask(struct lws__ring *r)
{
	struct io_uring_sqe *s;

	if (lws__ring_unasked(r) >= r->sq_count)
		return NULL;
	s = &r->sqes[r->sq_filled++ & (r->sq_count - 1)];
	memset(s, 0, sizeof(*s));

	return s;
}

int
lws__ring_enter(struct lws__ring *r, int timeout_ms)
{
	struct __kernel_timespec ts = {.tv_sec = timeout_ms / 1000,
				       .tv_nsec = timeout_ms % 1000 * 1000000L};
	struct io_uring_getevents_arg arg = {
		.ts = timeout_ms > 0 ? (uintptr_t)&ts : 0};
	long n;

	__atomic_store_n(r->sq_tail, r->sq_filled, __ATOMIC_RELEASE);
	n = syscall(__NR_io_uring_enter, r->fd, lws__ring_unasked(r),
		    timeout_ms ? 1 : 0,
		    IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &arg,
		    sizeof(arg));

	return n < 0 ? -errno : 0;
}

const struct io_uring_cqe *
lws__ring_answer(const struct lws__ring *r)
{
	unsigned int head = *r->cq_head;

	if (head == __atomic_load_n(r->cq_tail, __ATOMIC_ACQUIRE))
		return NULL;

	return &r->cqes[head & r->cq_mask];
}

void
lws__ring_seen(struct lws__ring *r)
{
	__atomic_store_n(r->cq_head, *r->cq_head + 1, __ATOMIC_RELEASE);
}
