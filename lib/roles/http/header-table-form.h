/* SPDX-License-Identifier: MIT */
/*
 * What a header table is made of: for the files of header-table.h.
 */

#ifndef LWS_ROLES_HTTP_HEADER_TABLE_FORM_H
#define LWS_ROLES_HTTP_HEADER_TABLE_FORM_H

#include "base/base.h"
#include "roles/http/header-table.h"

/* room for the records beyond what the text of short heads leaves */
#define RECORD_RESERVE 1024

/* one occurrence of a header; 0 is no fragment, so numbers start at 1 */
struct fragment {
	uint32_t at;       /* of the value in the arena */
	uint32_t len;      /* of the value */
	uint16_t name_len; /* custom: name with ':', ends a NUL before `at` */
	uint8_t token;     /* CUSTOM or a token; NOBODY: removed */
};

#define CUSTOM        WSI_TOKEN_COUNT
#define NOBODY        255
#define FRAGMENTS_MAX 65000
#define OUTSIDE       SIZE_MAX
#define HINTS         16

/*
 * Invariants: top <= floor; text lies in [0, top), records in [floor, size);
 * every closed value is followed by a NUL; present has a bit of each token that
 * some fragment has.  While a header is open its text is [open_at, top).
 *
 * A head has few fragments: those of a token are found by walking over all.
 */
struct lws__http_headers {
	struct lws_context_per_thread *pt; /* borrowed; NULL: no spares */
	uint32_t limit;
	uint32_t size; /* of the arena */
	uint32_t size_max;
	uint32_t top;
	uint32_t open_at; /* value of the open header */
	uint32_t open_start;
	uint16_t count;     /* of fragments */
	uint16_t open_name; /* name_len of the open header */
	uint8_t open_token; /* CUSTOM or a token */
	bool is_open;
	bool is_growing;
	uint32_t present[CUSTOM / 32 + 1];
	/* where to look first for a token, by its low bits: number of a
	 * fragment that was its token's first; 0: none */
	uint8_t hints[HINTS];
	uint8_t *arena; /* own, or owned when it has grown */
	uint8_t own[];
};

/* of one that grows: what is left of a good size for the heap */
#define OWN_FIRST                                                              \
	((LWS__HTTP_HEADERS_GROWING_SIZE - sizeof(struct lws__http_headers)) / \
	 sizeof(struct fragment) * sizeof(struct fragment))

_Static_assert(sizeof(struct lws__http_headers) % sizeof(uint32_t) == 0,
	       "records of an own arena are not aligned");
_Static_assert(CUSTOM < NOBODY, "a token is one byte");

static inline struct fragment *
fragment_at(const struct lws__http_headers *h, unsigned int n)
{
	const uint8_t *end = h->arena + h->size;

	return (struct fragment *)((uintptr_t)end -
				   n * sizeof(struct fragment));
}

static inline size_t
room_left(const struct lws__http_headers *h)
{
	return h->size - h->count * sizeof(struct fragment) - h->top;
}

/* for so many bytes more; false: there is none, nothing has happened */
bool lws__http_headers_make_room(struct lws__http_headers *h, size_t need);

#endif
