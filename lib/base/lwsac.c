/* SPDX-License-Identifier: MIT */
/*
 * lwsac: memory that is taken in small pieces and freed all at once.
 *
 *   head -> [first header | used ... free] -> [header | used ... free] -> ...
 *
 * Pieces are cut one after the other from the newest chunk; what does not fit
 * starts a new one, of the size asked for by that caller or as large as the
 * piece.  Pieces never move.  The first chunk also holds what is true of the
 * whole: newest chunk, totals, references.
 *
 * Invariants: sizeof header <= used <= size in every chunk, used is a multiple
 * of LWSAC_ALIGN, and the bytes between a piece and the next one are zero.
 * "Overhead" is all that no piece has, except that the first chunk's header
 * counts like any other's.
 */

#include "base/base.h"

#include <string.h>

enum {
	LWSAC_ALIGN = 8,
	LWSAC_CHUNK_DEFAULT = 4000, /* payload of a chunk, when 0 is given */
};

/* 32 bytes on 64-bit systems, which keeps what follows aligned to 16 */
struct lwsac {
	struct lwsac *next; /* owned */
	struct lwsac *first;
	size_t size; /* header and payload */
	size_t used; /* header and pieces */
};

/* what the first chunk has in addition: 32 more */
struct lwsac_first {
	struct lwsac chunk;
	struct lwsac *newest;
	uint64_t total_size;
	uint64_t total_used; /* pieces only */
	uint32_t refs;
	bool is_detached;
};

static struct lwsac_first *
lwsac_first_of(struct lwsac *chunk)
{
	return (struct lwsac_first *)(void *)chunk->first;
}

size_t
lwsac_sizeof(int first)
{
	return first ? sizeof(struct lwsac_first) : sizeof(struct lwsac);
}

size_t
lwsac_align(size_t length)
{
	return (length + LWSAC_ALIGN - 1) & ~(size_t)(LWSAC_ALIGN - 1);
}

size_t
lwsac_get_tail_pos(struct lwsac *lac)
{
	return lac->used;
}

struct lwsac *
lwsac_get_next(struct lwsac *lac)
{
	return lac->next;
}

static size_t
lwsac_header_len(struct lwsac *chunk)
{
	return lwsac_sizeof(chunk == chunk->first);
}

/* the next piece of chunk, which has room for it; slack behind it is zeroed */
static void *
lwsac_cut(struct lwsac *chunk, size_t len)
{
	size_t aligned = lwsac_align(len);
	uint8_t *p = (uint8_t *)chunk + chunk->used;

	memset(p + len, 0, aligned - len);
	chunk->used += aligned;
	lwsac_first_of(chunk)->total_used += aligned;

	return p;
}

static struct lwsac *
lwsac_add_chunk(struct lwsac **head, size_t payload)
{
	size_t header = lwsac_sizeof(!*head);
	struct lwsac *chunk;
	struct lwsac_first *first;

	if (payload > SIZE_MAX / 2)
		return NULL;

	chunk = lws__malloc(header + payload, "lwsac");
	if (!chunk)
		return NULL;

	chunk->next = NULL;
	chunk->size = header + payload;
	chunk->used = header;
	if (!*head) {
		chunk->first = *head = chunk;
		first = lwsac_first_of(chunk);
		memset(&first->newest, 0,
		       sizeof(*first) - offsetof(struct lwsac_first, newest));
	} else {
		chunk->first = *head;
		first = lwsac_first_of(chunk);
		first->newest->next = chunk;
	}
	first->newest = chunk;
	first->total_size += chunk->size;

	return chunk;
}

void *
lwsac_use(struct lwsac **head, size_t ensure, size_t chunk_size)
{
	struct lwsac *chunk = *head ? lwsac_first_of(*head)->newest : NULL;
	size_t aligned = lwsac_align(ensure);

	if (aligned < ensure)
		return NULL;

	if (!chunk || chunk->size - chunk->used < aligned) {
		size_t payload;

		if (!chunk_size)
			chunk_size = LWSAC_CHUNK_DEFAULT;
		payload = lwsac_align(chunk_size);
		if (payload < chunk_size)
			return NULL;
		chunk = lwsac_add_chunk(head,
					payload > aligned ? payload : aligned);
	}

	return chunk ? lwsac_cut(chunk, ensure) : NULL;
}

void *
lwsac_use_zero(struct lwsac **head, size_t ensure, size_t chunk_size)
{
	void *p = lwsac_use(head, ensure, chunk_size);

	if (p)
		memset(p, 0, ensure);

	return p;
}

/* looks at all chunks, oldest first, for room: when space counts, not time */
void *
lwsac_use_backfill(struct lwsac **head, size_t ensure, size_t chunk_size)
{
	size_t aligned = lwsac_align(ensure);

	if (aligned < ensure)
		return NULL;

	for (struct lwsac *chunk = *head; chunk; chunk = chunk->next)
		if (chunk->size - chunk->used >= aligned)
			return lwsac_cut(chunk, ensure);

	return lwsac_use(head, ensure, chunk_size);
}

/* amount more bytes, zeroed, right after the newest chunk's last piece */
int
lwsac_extend(struct lwsac *head, size_t amount)
{
	struct lwsac *chunk = head ? lwsac_first_of(head)->newest : NULL;
	size_t aligned = lwsac_align(amount);

	if (!chunk || aligned < amount || chunk->size - chunk->used < aligned)
		return 1;

	memset(lwsac_cut(chunk, amount), 0, amount);

	return 0;
}

void
lwsac_free(struct lwsac **head)
{
	struct lwsac *chunk = *head;

	*head = NULL;
	while (chunk) {
		struct lwsac *next = chunk->next;

		lws__free(chunk);
		chunk = next;
	}
}

void
lwsac_reference(struct lwsac *head)
{
	lwsac_first_of(head)->refs++;
}

/* the last reference of a detached one frees it; then *head is NULL */
void
lwsac_unreference(struct lwsac **head)
{
	struct lwsac_first *first = *head ? lwsac_first_of(*head) : NULL;

	if (!first)
		return;
	if (first->refs)
		first->refs--;
	if (!first->refs && first->is_detached)
		lwsac_free(head);
}

/* freed now, or when the last reference goes */
void
lwsac_detach(struct lwsac **head)
{
	struct lwsac_first *first = *head ? lwsac_first_of(*head) : NULL;

	if (!first)
		return;
	first->is_detached = true;
	if (!first->refs)
		lwsac_free(head);
}

uint64_t
lwsac_total_alloc(struct lwsac *head)
{
	return head ? lwsac_first_of(head)->total_size : 0;
}

uint64_t
lwsac_total_overhead(struct lwsac *head)
{
	struct lwsac_first *first;

	if (!head)
		return 0;
	first = lwsac_first_of(head);

	return first->total_size - first->total_used -
	       (sizeof(*first) - sizeof(first->chunk));
}

void
lwsac_info(struct lwsac *head)
{
	_lws_log(LLL_NOTICE, "lwsac %p: %llu bytes, %llu of them overhead\n",
		 (void *)head, (unsigned long long)lwsac_total_alloc(head),
		 (unsigned long long)lwsac_total_overhead(head));
}

/* where in [at, end) do the len bytes stand, with a NUL after them if asked */
static uint8_t *
lwsac_find(uint8_t *at, const uint8_t *end, const uint8_t *find, size_t len,
	   bool with_nul)
{
	size_t need = len + with_nul;

	while ((size_t)(end - at) >= need) {
		size_t places = (size_t)(end - at) - need + 1;
		uint8_t *p = memchr(at, len ? find[0] : '\0', places);

		if (!p)
			return NULL;
		if ((!len || !memcmp(p, find, len)) && (!with_nul || !p[len]))
			return p;
		at = p + 1;
	}

	return NULL;
}

uint8_t *
lwsac_scan_extant(struct lwsac *head, uint8_t *find, size_t len, int nul)
{
	for (struct lwsac *chunk = head; chunk; chunk = chunk->next) {
		uint8_t *base = (uint8_t *)chunk, *p;

		if (len >= chunk->size)
			continue;
		p = lwsac_find(base + lwsac_header_len(chunk),
			       base + chunk->used, find, len, !!nul);
		if (p)
			return p;
	}

	return NULL;
}

/* 0 if [check, check + len) lies within the pieces of one chunk, else logs */
int
_lwsac_assert_valid(struct lwsac *aco, void *check, size_t len,
		    const char *name_ac, const char *name_blob,
		    const char *filename, int line)
{
	uintptr_t want = (uintptr_t)check;

	for (struct lwsac *chunk = aco; chunk; chunk = chunk->next) {
		uintptr_t base = (uintptr_t)chunk;

		if (want >= base + lwsac_header_len(chunk) &&
		    want <= base + chunk->used &&
		    len <= base + chunk->used - want)
			return 0;
	}

	lwsl_err("%s:%d: %s (%p, len %zu) is not in lwsac %s (%p)\n", filename,
		 line, name_blob, check, len, name_ac, (void *)aco);

	return 1;
}
