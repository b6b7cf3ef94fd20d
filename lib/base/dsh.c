/* SPDX-License-Identifier: MIT */
/*
 * dsh: one buffer of fixed size, shared by several FIFOs ("kinds").
 *
 *   buffer  | header payload | header payload | header  free  | header ...
 *   kind 0  oldest -> ... -> newest       (by time, not by place)
 *
 * The buffer is always covered by blocks without a gap.  A block's header tells
 * its own length and that of the one before, so what is freed joins its free
 * neighbours at once, and two free blocks are never neighbours.  Free blocks
 * stand in lists by the power of two of their length, with a bit for each list
 * that is not empty: taking and freeing do not depend on how many there are.
 *
 * Plain, a dsh holds messages: an object leaves when all of it is consumed, and
 * until then get_head gives all of it.  With LWS_DSHFLAG_ENABLE_COALESCE or
 * _SPLIT (or'ed into count_kinds) a kind is a stream of bytes: what is consumed
 * is gone, small pieces may be joined and large ones cut.
 */

#include "base/base.h"

#include <string.h>

enum {
	DSH_ALIGN = 8,
	DSH_BINS = 32,
	DSH_KINDS_MASK = 0xffffff,
	DSH_FREE = -1, /* kind of a free block */
};

/* 64 bytes on 64-bit systems */
struct dsh_block {
	lws_dll2_t list;     /* of its kind, or of its bin */
	struct lws_dsh *dsh; /* borrowed */
	size_t size;         /* of header and room, multiple of DSH_ALIGN */
	size_t before;       /* size of the block before, 0: none */
	size_t len;          /* bytes of payload */
	uint32_t pos;        /* of a message: how much was consumed */
	int32_t kind;
};

struct dsh_kind {
	lws_dll2_owner_t blocks;
	size_t size; /* sum over blocks, with their headers */
};

struct lws_dsh {
	lws_dll2_t list; /* on the owner given to create, if any */
	uint8_t *buf;    /* owned, in this allocation */
	size_t buf_len;
	uint32_t bins; /* bit n: bin[n] has a block */
	int kinds;
	bool can_coalesce;
	bool can_split;
	bool is_stream; /* either of them */
	lws_dll2_owner_t bin[DSH_BINS];
	struct dsh_kind kind[]; /* kinds of them */
};

static size_t
dsh_align(size_t len)
{
	return (len + DSH_ALIGN - 1) & ~(size_t)(DSH_ALIGN - 1);
}

static uint8_t *
block_payload(struct dsh_block *b)
{
	return (uint8_t *)(b + 1);
}

static struct dsh_block *
block_of(lws_dll2_t *d)
{
	return (struct dsh_block *)(void *)d; /* its first member */
}

static struct dsh_block *
block_at(uint8_t *p)
{
	return (struct dsh_block *)(void *)p;
}

static struct dsh_block *
block_after(struct dsh_block *b)
{
	uint8_t *p = (uint8_t *)b + b->size;

	return p < b->dsh->buf + b->dsh->buf_len ? block_at(p) : NULL;
}

static struct dsh_block *
block_before(struct dsh_block *b)
{
	return b->before ? block_at((uint8_t *)b - b->before) : NULL;
}

/* bytes that the block holds and nobody consumed */
static size_t
block_left(const struct dsh_block *b)
{
	return b->len - b->pos;
}

static size_t
block_room(const struct dsh_block *b)
{
	return b->size - sizeof(*b);
}

/* the bin of blocks of 2^n up to 2^(n+1) alignment units */
static unsigned int
bin_of(size_t size)
{
	unsigned int n = 0;

	for (size /= DSH_ALIGN; size > 1 && n < DSH_BINS - 1; size >>= 1)
		n++;

	return n;
}

static void
free_list_add(struct dsh_block *b)
{
	unsigned int n = bin_of(b->size);

	b->kind = DSH_FREE;
	lws_dll2_add_head(&b->list, &b->dsh->bin[n]);
	b->dsh->bins |= 1u << n;
}

static void
free_list_remove(struct dsh_block *b)
{
	unsigned int n = bin_of(b->size);

	lws_dll2_remove(&b->list);
	if (!b->dsh->bin[n].count)
		b->dsh->bins &= ~(1u << n);
}

/* the length of b changed: the block after it must know */
static void
block_resize(struct dsh_block *b, size_t size)
{
	struct dsh_block *after;

	b->size = size;
	after = block_after(b);
	if (after)
		after->before = size;
}

/* gives back what is more than size, if that makes a block */
static void
block_trim(struct dsh_block *b, size_t size)
{
	size_t rest = b->size - size;
	struct dsh_block *r;

	if (rest < sizeof(*r) + DSH_ALIGN)
		return;

	block_resize(b, size);
	r = block_at((uint8_t *)b + size);
	lws_dll2_clear(&r->list);
	r->dsh = b->dsh;
	r->before = size;
	block_resize(r, rest);
	free_list_add(r);
}

/* a free block of at least size, off its list; NULL: there is none */
static struct dsh_block *
free_list_take(struct lws_dsh *dsh, size_t size)
{
	unsigned int n = bin_of(size);
	struct dsh_block *b = block_of(dsh->bin[n].head);
	uint32_t larger;

	/* some in the bin of its own size are large enough, in later ones all
	 */
	while (b && b->size < size)
		b = block_of(b->list.next);

	if (!b) {
		larger = n + 1 < DSH_BINS ? dsh->bins >> (n + 1) : 0;
		if (!larger)
			return NULL;
		for (n++; !(larger & 1); larger >>= 1)
			n++;
		b = block_of(dsh->bin[n].head);
	}
	free_list_remove(b);

	return b;
}

/* the payload length of the largest object that fits now */
static size_t
dsh_largest(struct lws_dsh *dsh)
{
	size_t best = 0;
	unsigned int n = DSH_BINS;

	while (n-- && !(dsh->bins & (1u << n)))
		;
	if (n >= DSH_BINS)
		return 0;
	for (lws_dll2_t *d = dsh->bin[n].head; d; d = d->next)
		if (block_room(block_of(d)) > best)
			best = block_room(block_of(d));

	return best;
}

static void
dsh_release(struct dsh_block *b)
{
	struct dsh_block *neighbour;

	b->dsh->kind[b->kind].size -= b->size;
	lws_dll2_remove(&b->list);

	neighbour = block_after(b);
	if (neighbour && neighbour->kind == DSH_FREE) {
		free_list_remove(neighbour);
		block_resize(b, b->size + neighbour->size);
	}
	neighbour = block_before(b);
	if (neighbour && neighbour->kind == DSH_FREE) {
		free_list_remove(neighbour);
		block_resize(neighbour, neighbour->size + b->size);
		b = neighbour;
	}
	free_list_add(b);
}

/* what is still to be stored: two pieces, as one string of bytes */
struct dsh_src {
	const uint8_t *p[2];
	size_t len[2];
};

static void
src_take(struct dsh_src *src, uint8_t *to, size_t len)
{
	for (int i = 0; i < 2; i++) {
		size_t n = len < src->len[i] ? len : src->len[i];

		if (!n)
			continue;
		memcpy(to, src->p[i], n);
		src->p[i] += n;
		src->len[i] -= n;
		to += n;
		len -= n;
	}
}

static bool
dsh_store(struct lws_dsh *dsh, int kind, struct dsh_src *src, size_t len)
{
	size_t size = dsh_align(sizeof(struct dsh_block) + len);
	struct dsh_block *b = free_list_take(dsh, size);

	if (!b)
		return false;

	block_trim(b, size);
	b->kind = kind;
	b->len = len;
	b->pos = 0;
	src_take(src, block_payload(b), len);
	lws_dll2_add_tail(&b->list, &dsh->kind[kind].blocks);
	dsh->kind[kind].size += b->size;

	return true;
}

/* all into the newest of the kind, which may grow over the free block after it
 */
static bool
dsh_coalesce(struct lws_dsh *dsh, int kind, struct dsh_src *src, size_t len)
{
	struct dsh_block *b = block_of(dsh->kind[kind].blocks.tail), *after;
	size_t size;

	if (!b)
		return false;

	size = dsh_align(sizeof(*b) + b->len + len);
	after = block_after(b);
	if (size > b->size) {
		if (!after || after->kind != DSH_FREE ||
		    size > b->size + after->size)
			return false;
		dsh->kind[kind].size -= b->size;
		free_list_remove(after);
		block_resize(b, b->size + after->size);
		block_trim(b, size);
		dsh->kind[kind].size += b->size;
	}
	src_take(src, block_payload(b) + b->len, len);
	b->len += len;

	return true;
}

/* is there room for len bytes, if they may be cut wherever blocks end? */
static bool
dsh_can_split_into(struct lws_dsh *dsh, size_t len)
{
	size_t room = 0;

	for (unsigned int n = 0; n < DSH_BINS; n++)
		for (lws_dll2_t *d = dsh->bin[n].head; d; d = d->next) {
			room += block_room(block_of(d));
			if (room >= len)
				return true;
		}

	return false;
}

static bool
dsh_is_kind(const struct lws_dsh *dsh, int kind)
{
	return kind >= 0 && kind < dsh->kinds;
}

/* 0, or nonzero and nothing stored */
int
lws_dsh_alloc_tail(struct lws_dsh *dsh, int kind, const void *src1,
		   size_t size1, const void *src2, size_t size2)
{
	struct dsh_src src = {{src1, src2}, {size1, size2}};
	size_t len = size1 + size2;

	if (!dsh_is_kind(dsh, kind) || size1 > dsh->buf_len ||
	    size2 > dsh->buf_len)
		return 1;

	if (dsh->can_coalesce && dsh_coalesce(dsh, kind, &src, len))
		return 0;
	if (dsh_store(dsh, kind, &src, len))
		return 0;
	if (!dsh->can_split || !dsh_can_split_into(dsh, len))
		return 1;

	while (len) {
		size_t n = dsh_largest(dsh);

		if (n > len)
			n = len;
		dsh_store(dsh, kind, &src, n); /* it was counted: it fits */
		len -= n;
	}

	return 0;
}

void
lws_dsh_free(void **obj)
{
	struct dsh_block *b;

	if (!*obj)
		return;
	b = block_at((uint8_t *)*obj - sizeof(*b));
	*obj = NULL;
	dsh_release(b);
}

/* what lws_dsh_free() is given is where a payload begins, so streams move up */
static void
dsh_consume_part(struct dsh_block *b, size_t len)
{
	uint8_t *p = block_payload(b);

	if (!b->dsh->is_stream) {
		b->pos += (uint32_t)len;
		return;
	}
	b->len -= len;
	memmove(p, p + len, b->len);
}

void
lws_dsh_consume(struct lws_dsh *dsh, int kind, size_t len)
{
	while (dsh_is_kind(dsh, kind) && dsh->kind[kind].blocks.head) {
		struct dsh_block *b = block_of(dsh->kind[kind].blocks.head);

		if (len < block_left(b)) {
			dsh_consume_part(b, len);
			return;
		}
		len -= block_left(b);
		dsh_release(b);
		/* a message takes no part of the next one with it */
		if (!len || !dsh->is_stream)
			return;
	}
}

size_t
lws_dsh_get_size(struct lws_dsh *dsh, int kind)
{
	return dsh_is_kind(dsh, kind) ? dsh->kind[kind].size : 0;
}

/* 0: *obj and *size are the oldest; 1: there is none, and they are cleared */
int
lws_dsh_get_head(struct lws_dsh *dsh, int kind, void **obj, size_t *size)
{
	struct dsh_block *b = NULL;

	if (dsh_is_kind(dsh, kind))
		b = block_of(dsh->kind[kind].blocks.head);

	*obj = NULL;
	*size = 0;
	if (!b)
		return 1;

	*obj = block_payload(b);
	*size = b->len;

	return 0;
}

void
lws_dsh_empty(struct lws_dsh *dsh)
{
	struct dsh_block *b = block_at(dsh->buf);

	memset(dsh->bin, 0, sizeof(dsh->bin));
	memset(dsh->kind, 0, (size_t)dsh->kinds * sizeof(dsh->kind[0]));
	dsh->bins = 0;

	memset(b, 0, sizeof(*b));
	b->dsh = dsh;
	b->size = dsh->buf_len;
	free_list_add(b);
}

struct lws_dsh *
lws_dsh_create(lws_dll2_owner_t *owner, size_t buffer_size, int count_kinds)
{
	int kinds = count_kinds & DSH_KINDS_MASK;
	size_t header = sizeof(struct lws_dsh) +
			(size_t)kinds * sizeof(struct dsh_kind);
	struct lws_dsh *dsh;

	buffer_size &= ~(size_t)(DSH_ALIGN - 1);
	header = (header + 15) & ~(size_t)15;
	if (!kinds || buffer_size < sizeof(struct dsh_block) + DSH_ALIGN ||
	    buffer_size > UINT32_MAX)
		return NULL;

	dsh = lws__malloc(header + buffer_size, "dsh");
	if (!dsh)
		return NULL;

	lws_dll2_clear(&dsh->list);
	dsh->buf = (uint8_t *)dsh + header;
	dsh->buf_len = buffer_size;
	dsh->kinds = kinds;
	dsh->can_coalesce =
		!!((unsigned int)count_kinds & LWS_DSHFLAG_ENABLE_COALESCE);
	dsh->can_split =
		!!((unsigned int)count_kinds & LWS_DSHFLAG_ENABLE_SPLIT);
	dsh->is_stream = dsh->can_coalesce || dsh->can_split;
	lws_dsh_empty(dsh);
	if (owner)
		lws_dll2_add_tail(&dsh->list, owner);

	return dsh;
}

void
lws_dsh_destroy(struct lws_dsh **pdsh)
{
	struct lws_dsh *dsh = *pdsh;

	*pdsh = NULL;
	if (!dsh)
		return;
	lws_dll2_remove(&dsh->list);
	lws__free(dsh);
}

void
lws_dsh_describe(struct lws_dsh *dsh, const char *desc)
{
	struct dsh_block *b = block_at(dsh->buf);

	_lws_log(LLL_NOTICE, "%s: dsh %p: %zu bytes, %d kinds\n", desc,
		 (void *)dsh, dsh->buf_len, dsh->kinds);
	for (; b; b = block_after(b))
		_lws_log(LLL_NOTICE,
			 "%s:  %p: kind %d, block %zu, payload %zu\n", desc,
			 (void *)b, (int)b->kind, b->size,
			 b->kind == DSH_FREE ? 0 : block_left(b));
}
