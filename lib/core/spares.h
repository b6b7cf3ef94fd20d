/* SPDX-License-Identifier: MIT */
/*
 * Small objects that a busy thread makes and frees with each request: some of
 * those that it has freed are kept for the next of their kind.
 *
 * Of one thread: what is taken there is given back there.
 */

#ifndef LWS_CORE_SPARES_H
#define LWS_CORE_SPARES_H

#include <stddef.h>
#include <stdint.h>

/* objects of a kind that are kept at most */
#ifndef LWS__SPARES
#define LWS__SPARES 100
#endif

/* each is of one size */
enum lws__spare_kind {
	LWS__SPARE_STREAM_WSI,
	LWS__SPARE_STREAM, /* of h2 */
	LWS__SPARE_HTTP,   /* struct lws_http of a stream */
	LWS__SPARE_FILE,
	LWS__SPARE_HEADERS, /* of a stream */
	/* what those grow to: 672, 1344 and 2688 bytes; 460 KiB at most after
	 * as many streams at once with heads of each size */
	LWS__SPARE_HEADERS_2,
	LWS__SPARE_HEADERS_4,
	LWS__SPARE_HEADERS_8,
	LWS__SPARE_KINDS
};

struct lws__spares {
	void *first[LWS__SPARE_KINDS]; /* owned; each begins with the next */
	uint16_t count[LWS__SPARE_KINDS];
};

struct lws_context_per_thread;

/* zeroed; NULL: no memory */
void *lws__spare_take(struct lws_context_per_thread *pt,
		      enum lws__spare_kind kind, size_t size, const char *why);
/* as it was given; NULL: none is kept */
void *
lws__spare_kept(struct lws_context_per_thread *pt, enum lws__spare_kind kind);
/* NULL is fine */
void lws__spare_give(struct lws_context_per_thread *pt,
		     enum lws__spare_kind kind, void *p);
/* the thread ends */
void lws__spares_free(struct lws_context_per_thread *pt);

#endif
