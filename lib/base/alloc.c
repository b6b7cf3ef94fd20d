/* SPDX-License-Identifier: MIT */
/*
 * Memory: the one door through which the library allocates.
 *
 *   lws__malloc() and friends -> injected failure? -> the allocator
 *
 * The allocator is realloc-shaped and belongs to the application if it called
 * lws_set_allocator(), before anything else.  What goes through our own one is
 * counted for lws_get_allocated_heap(), where the C library can tell sizes.
 */

#include "base/base.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if defined(LWS_HAVE_MALLOC_USABLE_SIZE)
#include <malloc.h>

static size_t
block_len(void *p)
{
	return p ? malloc_usable_size(p) : 0;
}
#else
static size_t
block_len(void *p)
{
	(void)p;

	return 0;
}
#endif

typedef void *(*alloc_fn)(void *ptr, size_t size, const char *reason);

static atomic_size_t heap_in_use;

/*
 * Injection.  Counting starts with the first lws__alloc_fail_at(), so that a
 * process that never asks for it pays one load an allocation.
 */
static atomic_bool inject_on, inject_sticky;
static atomic_ulong inject_nth, inject_asked;

static void *
heap_realloc(void *ptr, size_t size, const char *reason)
{
	size_t before = block_len(ptr);
	void *p = NULL;

	(void)reason;
	if (size) {
		p = realloc(ptr, size);
		if (!p)
			return NULL; /* ptr is as it was */
	} else
		free(ptr);

	/* the difference may be negative: size_t arithmetic wraps to it */
	atomic_fetch_add_explicit(&heap_in_use, block_len(p) - before,
				  memory_order_relaxed);

	return p;
}

static void *
heap_zalloc(size_t size)
{
	void *p = calloc(1, size);

	atomic_fetch_add_explicit(&heap_in_use, block_len(p),
				  memory_order_relaxed);

	return p;
}

static alloc_fn allocator = heap_realloc;

static bool
is_refused(size_t len)
{
	unsigned long n, nth;

	if (len > PTRDIFF_MAX) /* a length that underflowed */
		return true;
	if (!atomic_load_explicit(&inject_on, memory_order_relaxed))
		return false;

	n = atomic_fetch_add(&inject_asked, 1) + 1;
	nth = atomic_load(&inject_nth);
	if (!nth || n < nth)
		return false;

	return n == nth || atomic_load(&inject_sticky);
}

void *
lws__malloc(size_t len, const char *why)
{
	if (is_refused(len))
		return NULL;

	return allocator(NULL, len ? len : 1, why);
}

void *
lws__zalloc(size_t len, const char *why)
{
	void *p;

	if (is_refused(len))
		return NULL;
	if (!len)
		len = 1;
	/* fresh pages are zero already and calloc knows which ones are */
	if (allocator == heap_realloc)
		return heap_zalloc(len);

	p = allocator(NULL, len, why);
	if (p)
		memset(p, 0, len);

	return p;
}

void *
lws__realloc(void *p, size_t len, const char *why)
{
	if (!len) {
		lws__free(p);
		return NULL;
	}
	if (is_refused(len))
		return NULL;

	return allocator(p, len, why);
}

void
lws__free(void *p)
{
	if (p)
		allocator(p, 0, "free");
}

char *
lws__strndup(const char *s, size_t len, const char *why)
{
	char *d = len < PTRDIFF_MAX ? lws__malloc(len + 1, why) : NULL;

	if (!d)
		return NULL;
	if (len)
		memcpy(d, s, len);
	d[len] = '\0';

	return d;
}

char *
lws__strdup(const char *s, const char *why)
{
	return lws__strndup(s, strlen(s), why);
}

void
lws__alloc_fail_at(unsigned long nth, bool sticky)
{
	atomic_store(&inject_nth, nth);
	atomic_store(&inject_sticky, sticky);
	atomic_store(&inject_asked, 0);
	atomic_store(&inject_on, true);
}

unsigned long
lws__alloc_count(void)
{
	return atomic_load(&inject_asked);
}

void *
lws_realloc(void *ptr, size_t size, const char *reason)
{
	return lws__realloc(ptr, size, reason);
}

void
lws_set_allocator(void *(*cb)(void *ptr, size_t size, const char *reason))
{
	allocator = cb ? cb : heap_realloc;
}

size_t
lws_get_allocated_heap(void)
{
	return atomic_load_explicit(&heap_in_use, memory_order_relaxed);
}

void
lws_explicit_bzero(void *p, size_t len)
{
	volatile uint8_t *at = p;

	while (len--)
		*at++ = 0;
}
