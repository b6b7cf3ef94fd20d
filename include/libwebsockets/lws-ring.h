/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_RING_H)
#define LIBWEBSOCKETS_LWS_RING_H

/**
 * \defgroup ring Ring buffers with many readers
 * Elements of one size, one writer, any number of readers; each reader has its
 * own tail.  An element is freed when the oldest tail has passed it, so
 * whoever
 * consumes must say which tail is the oldest.
 * @{
 */

/**
 * Consume ___count elements at *___ptail, then find the oldest of all tails by
 * walking the singly linked list ___list_head of ___type, whose member
 * ___mtail is the tail and ___mlist the link.
 */
#define lws_ring_consume_and_update_oldest_tail(___ring, ___type, ___ptail,    \
						___count, ___list_head,        \
						___mtail, ___mlist)            \
	{                                                                      \
		int lws_ring_was_oldest =                                      \
			lws_ring_get_oldest_tail(___ring) == *(___ptail);      \
		lws_ring_consume(___ring, ___ptail, NULL, ___count);           \
		if (lws_ring_was_oldest) {                                     \
			uint32_t lws_ring_oldest = *(___ptail);                \
			size_t lws_ring_most = 0;                              \
			___type *lws_ring_at = ___list_head;                   \
			while (lws_ring_at) {                                  \
				size_t lws_ring_n =                            \
					lws_ring_get_count_waiting_elements(   \
						___ring,                       \
						&lws_ring_at->___mtail);       \
				if (lws_ring_n >= lws_ring_most) {             \
					lws_ring_most = lws_ring_n;            \
					lws_ring_oldest =                      \
						lws_ring_at->___mtail;         \
				}                                              \
				lws_ring_at = lws_ring_at->___mlist;           \
			}                                                      \
			lws_ring_update_oldest_tail(___ring, lws_ring_oldest); \
		}                                                              \
	}
/** the same where there is only one tail */
#define lws_ring_consume_single_tail(___ring, ___ptail, ___count)    \
	{                                                            \
		lws_ring_consume(___ring, ___ptail, NULL, ___count); \
		lws_ring_update_oldest_tail(___ring, *(___ptail));   \
	}

struct lws_ring;

/**
 * lws_ring_create() - a ring
 *
 * \param element_len: bytes of an element
 * \param count: elements of space; one less can wait
 * \param destroy_element: NULL, or called with each element nobody can read
 *   any more
 *
 * Returns owned, or NULL: no memory.
 * Call from: any thread; use a lock if several use the ring
 * Allocates: the ring, once
 */
LWS_VISIBLE LWS_EXTERN struct lws_ring *
lws_ring_create(size_t element_len, size_t count,
		void (*destroy_element)(void *element));

/**
 * lws_ring_destroy() - free the ring, and what is still in it
 *
 * \param ring: taken; NULL is harmless
 *
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_ring_destroy(struct lws_ring *ring);

/**
 * lws_ring_get_count_free_elements() - how many can be inserted
 *
 * \param ring: borrowed
 *
 * Returns elements.
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_get_count_free_elements(struct lws_ring *ring);

/**
 * lws_ring_get_count_waiting_elements() - how many a reader has not read
 *
 * \param ring: borrowed
 * \param tail: borrowed, or NULL: the oldest
 *
 * Returns elements.
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_get_count_waiting_elements(struct lws_ring *ring, uint32_t *tail);

/**
 * lws_ring_insert() - add elements
 *
 * \param ring: borrowed
 * \param src: borrowed; copied
 * \param max_count: elements there
 *
 * Returns how many fitted, 0 .. max_count.
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_insert(struct lws_ring *ring, const void *src, size_t max_count);

/**
 * lws_ring_consume() - a reader has read elements
 *
 * \param ring: borrowed
 * \param tail: borrowed, moved on; NULL: the oldest, and nothing can read them
 *   any more
 * \param dest: receives copies, or NULL
 * \param max_count: at most so many
 *
 * Returns how many, 0 .. max_count.
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_consume(struct lws_ring *ring, uint32_t *tail, void *dest,
		 size_t max_count);

/**
 * lws_ring_get_element() - the next element of a reader, where it is
 *
 * \param ring: borrowed
 * \param tail: borrowed, or NULL: the oldest
 *
 * Returns borrowed until the oldest tail passes it, or NULL: none waits.
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN const void *
lws_ring_get_element(struct lws_ring *ring, uint32_t *tail);

/**
 * lws_ring_update_oldest_tail() - this is now the oldest tail: what is before
 * it is freed
 *
 * \param ring: borrowed
 * \param tail: of the reader that has most to read
 *
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_ring_update_oldest_tail(struct lws_ring *ring, uint32_t tail);

/**
 * lws_ring_get_oldest_tail() - where the oldest reader is; also where a new
 * reader begins that wants all there is
 *
 * \param ring: borrowed
 *
 * Returns a tail.
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN uint32_t
lws_ring_get_oldest_tail(struct lws_ring *ring);

/**
 * lws_ring_next_linear_insert_range() - where the next elements can be written
 * without copying
 *
 * \param ring: borrowed
 * \param start: receives the place
 * \param bytes: receives its length, whole elements
 *
 * Returns 0, or nonzero: the ring is full.
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_ring_next_linear_insert_range(struct lws_ring *ring, void **start,
				  size_t *bytes);

/**
 * lws_ring_bump_head() - so much was written where
 * lws_ring_next_linear_insert_range() said
 *
 * \param ring: borrowed
 * \param bytes: whole elements
 *
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_ring_bump_head(struct lws_ring *ring, size_t bytes);

/**
 * lws_ring_dump() - log where head and tails are
 *
 * \param ring: borrowed
 * \param tail: borrowed, or NULL
 *
 * Call from: the ring's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_ring_dump(struct lws_ring *ring, uint32_t *tail);

/** @} */

#endif
