/* SPDX-License-Identifier: MIT */
/*
 * ring: a ring of equal elements, one head and any number of tails.
 *
 *     oldest      tail B    tail A       head
 *        |--- kept --|---------|-----------|      ... free, less one ...
 *
 * Head and tails are byte offsets into the buffer, multiples of the element
 * length and always below buf_len.  Equal means empty, so one element is never
 * used.  An element is destroyed when the oldest tail passes it, which the user
 * tells by lws_ring_update_oldest_tail().  Offsets that nobody can have got
 * from us (a tail beyond the head, between two elements) move nothing.
 *
 * No lock: one thread, or the user's own lock.
 */

#include "base/base.h"

#include <string.h>

struct lws_ring {
	uint8_t *buf; /* owned, in this allocation */
	void (*destroy_element)(void *element);
	uint32_t buf_len;
	uint32_t element_len;
	uint32_t head;
	uint32_t oldest_tail;
};

/* bytes from tail up to the head */
static uint32_t
ring_waiting(const struct lws_ring *ring, uint32_t tail)
{
	if (ring->head >= tail)
		return ring->head - tail;

	return ring->buf_len - tail + ring->head;
}

/* a tail that can be: an element's start that the oldest tail has not passed */
static bool
ring_is_tail(const struct lws_ring *ring, uint32_t tail)
{
	return tail < ring->buf_len && !(tail % ring->element_len) &&
	       ring_waiting(ring, tail) <=
		       ring_waiting(ring, ring->oldest_tail);
}

static uint32_t
ring_free(const struct lws_ring *ring)
{
	return ring->buf_len - ring->element_len -
	       ring_waiting(ring, ring->oldest_tail);
}

static uint32_t
ring_add(const struct lws_ring *ring, uint32_t at, uint32_t bytes)
{
	/* both are below buf_len <= INT32_MAX: no overflow */
	at += bytes;

	return at >= ring->buf_len ? at - ring->buf_len : at;
}

/* the smaller of what there is and what is wanted, in bytes */
static uint32_t
ring_clamp(const struct lws_ring *ring, uint32_t bytes, size_t max_count)
{
	uint32_t count = bytes / ring->element_len;

	return max_count < count ? (uint32_t)max_count * ring->element_len
				 : bytes;
}

static void
ring_destroy_range(struct lws_ring *ring, uint32_t from, uint32_t bytes)
{
	if (!ring->destroy_element)
		return;

	while (bytes) {
		ring->destroy_element(ring->buf + from);
		from = ring_add(ring, from, ring->element_len);
		bytes -= ring->element_len;
	}
}

struct lws_ring *
lws_ring_create(size_t element_len, size_t count,
		void (*destroy_element)(void *element))
{
	struct lws_ring *ring;
	size_t header = (sizeof(*ring) + 15) & ~(size_t)15;

	if (!element_len || !count || element_len > INT32_MAX ||
	    count > INT32_MAX / element_len)
		return NULL;

	ring = lws__malloc(header + element_len * count, "ring");
	if (!ring)
		return NULL;

	ring->buf = (uint8_t *)ring + header;
	ring->destroy_element = destroy_element;
	ring->buf_len = (uint32_t)(element_len * count);
	ring->element_len = (uint32_t)element_len;
	ring->head = 0;
	ring->oldest_tail = 0;

	return ring;
}

void
lws_ring_destroy(struct lws_ring *ring)
{
	if (!ring)
		return;

	ring_destroy_range(ring, ring->oldest_tail,
			   ring_waiting(ring, ring->oldest_tail));
	lws__free(ring);
}

size_t
lws_ring_get_count_free_elements(struct lws_ring *ring)
{
	return ring_free(ring) / ring->element_len;
}

size_t
lws_ring_get_count_waiting_elements(struct lws_ring *ring, uint32_t *tail)
{
	uint32_t at = tail ? *tail : ring->oldest_tail;

	if (at >= ring->buf_len)
		return 0;

	return ring_waiting(ring, at) / ring->element_len;
}

size_t
lws_ring_insert(struct lws_ring *ring, const void *src, size_t max_count)
{
	uint32_t len = ring_clamp(ring, ring_free(ring), max_count);
	uint32_t to_end = ring->buf_len - ring->head;
	uint32_t first = len < to_end ? len : to_end;

	if (!len)
		return 0;

	memcpy(ring->buf + ring->head, src, first);
	if (len > first)
		memcpy(ring->buf, (const uint8_t *)src + first, len - first);
	ring->head = ring_add(ring, ring->head, len);

	return len / ring->element_len;
}

/*
 * tail NULL: there is one reader, whose tail is the oldest.  Then what is
 * copied to dest is the reader's, and what is skipped (dest NULL) is destroyed.
 */
size_t
lws_ring_consume(struct lws_ring *ring, uint32_t *tail, void *dest,
		 size_t max_count)
{
	uint32_t at = tail ? *tail : ring->oldest_tail;
	uint32_t len, first;

	if (!ring_is_tail(ring, at))
		return 0;

	len = ring_clamp(ring, ring_waiting(ring, at), max_count);
	first = ring->buf_len - at;
	if (len < first)
		first = len;

	if (dest && len) {
		memcpy(dest, ring->buf + at, first);
		memcpy((uint8_t *)dest + first, ring->buf, len - first);
	}
	if (!dest && !tail)
		ring_destroy_range(ring, at, len);

	at = ring_add(ring, at, len);
	if (tail)
		*tail = at;
	else
		ring->oldest_tail = at;

	return len / ring->element_len;
}

const void *
lws_ring_get_element(struct lws_ring *ring, uint32_t *tail)
{
	uint32_t at = tail ? *tail : ring->oldest_tail;

	if (!ring_is_tail(ring, at) || at == ring->head)
		return NULL;

	return ring->buf + at;
}

void
lws_ring_update_oldest_tail(struct lws_ring *ring, uint32_t tail)
{
	uint32_t was = ring->oldest_tail;

	if (!ring_is_tail(ring, tail)) {
		lwsl_err("ring: %u is no tail of %p\n", (unsigned int)tail,
			 (void *)ring);
		return;
	}

	/* first moved, then destroyed: a destructor may look at the ring */
	ring->oldest_tail = tail;
	ring_destroy_range(ring, was,
			   tail >= was ? tail - was
				       : ring->buf_len - was + tail);
}

uint32_t
lws_ring_get_oldest_tail(struct lws_ring *ring)
{
	return ring->oldest_tail;
}

/* the room at the head that is free without a wrap; nonzero: there is none */
int
lws_ring_next_linear_insert_range(struct lws_ring *ring, void **start,
				  size_t *bytes)
{
	uint32_t len = ring_free(ring), to_end = ring->buf_len - ring->head;

	if (!len)
		return 1;

	*start = ring->buf + ring->head;
	*bytes = len < to_end ? len : to_end;

	return 0;
}

void
lws_ring_bump_head(struct lws_ring *ring, size_t bytes)
{
	if (bytes > ring_free(ring) || bytes % ring->element_len) {
		lwsl_err("ring: %zu bytes do not fit in %p\n", bytes,
			 (void *)ring);
		return;
	}

	ring->head = ring_add(ring, ring->head, (uint32_t)bytes);
}

void
lws_ring_dump(struct lws_ring *ring, uint32_t *tail)
{
	_lws_log(LLL_NOTICE,
		 "ring %p: %u of %u byte, head %u, oldest %u, tail %d, "
		 "waiting %zu, free %zu\n",
		 (void *)ring, (unsigned int)ring->buf_len,
		 (unsigned int)ring->element_len, (unsigned int)ring->head,
		 (unsigned int)ring->oldest_tail, tail ? (int)*tail : -1,
		 lws_ring_get_count_waiting_elements(ring, tail),
		 lws_ring_get_count_free_elements(ring));
}
