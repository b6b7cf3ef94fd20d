/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate with zlib (RFC 7692 7.2).
 *
 * A message is raw DEFLATE, flushed to a byte boundary by an empty stored
 * block, whose last four bytes, 00 00 ff ff, are not sent.
 *
 *   deflate  holds the last four bytes back until it is known whether they are
 *            those
 *   inflate  adds them to what came
 */

#define ZLIB_CONST /* next_in points to const */

#include "roles/ws/pmd-codec.h"

#include <string.h>
#include <zlib.h>

enum {
	TAIL_LEN = 4,
	WINDOW_MAX = 1 << 15,
	/* blocks that claim to be the last, in one message: each means that
	 * the window is copied */
	ENDS_MAX = 32,
	FAST_LEVEL = 3, /* up to it zlib, too, looks at one place only */
	/* in data_type, see zlib.h on inflate() */
	AT_BLOCK_START = 128,
	IN_LAST_BLOCK = 64,
};

static const uint8_t tail[TAIL_LEN] = {0x00, 0x00, 0xff, 0xff};

struct lws__pmd_z {
	z_stream z;
	uint8_t bits, level, mem_level; /* of a deflater */
};

static void *
z_alloc(void *opaque, unsigned int count, unsigned int len)
{
	(void)opaque;

	return lws__malloc((size_t)count * len, "pmd");
}

static void
z_free(void *opaque, void *p)
{
	(void)opaque;
	lws__free(p);
}

static struct lws__pmd_z *
z_create(void)
{
	struct lws__pmd_z *z = lws__zalloc(sizeof(*z), "pmd stream");

	if (z) {
		z->z.zalloc = z_alloc;
		z->z.zfree = z_free;
	}

	return z;
}

static void
deflater_free(struct lws__pmd_z **z)
{
	if (*z)
		deflateEnd(&(*z)->z);
	lws__free(*z);
	*z = NULL;
}

static void
inflater_free(struct lws__pmd_z **z)
{
	if (*z)
		inflateEnd(&(*z)->z);
	lws__free(*z);
	*z = NULL;
}

void
lws__pmd_pool_empty(struct lws__pmd_pool *pool)
{
	deflater_free(&pool->deflater);
	inflater_free(&pool->inflater);
	lws__free(pool->small);
	pool->small = NULL;
}

/* zlib counts in unsigned int */
static unsigned int
z_len(size_t len)
{
	return len < INT_MAX ? (unsigned int)len : INT_MAX;
}

/* ---- deflate ---- */

static struct lws__pmd_z *
deflater_create(const struct lws__pmd_tx *tx)
{
	struct lws__pmd_z *z = z_create();

	if (!z)
		return NULL;
	if (deflateInit2(&z->z, tx->level, Z_DEFLATED, -(int)tx->bits,
			 tx->mem_level, Z_DEFAULT_STRATEGY) != Z_OK) {
		lws__free(z);
		return NULL;
	}
	z->bits = tx->bits;
	z->level = tx->level;
	z->mem_level = tx->mem_level;

	return z;
}

/* the pool's, if it is such a one */
static struct lws__pmd_z *
deflater_from(const struct lws__pmd_tx *tx)
{
	struct lws__pmd_pool *pool = tx->pool;
	struct lws__pmd_z *z = pool->deflater;

	if (!z || z->bits != tx->bits || z->level != tx->level ||
	    z->mem_level != tx->mem_level || deflateReset(&z->z) != Z_OK)
		return NULL;
	pool->deflater = NULL;

	return z;
}

int
lws__pmd_deflate_begin(struct lws__pmd_tx *tx)
{
	if (!tx->z)
		tx->z = deflater_from(tx);
	if (!tx->z)
		tx->z = deflater_create(tx);
	if (!tx->z)
		return 1;
	tx->is_open = true;
	tx->held_len = 0;
	if (!tx->small)
		return 0;
	/* it may refer to what was sent; if it cannot, it does not */
	(void)deflateSetDictionary(&tx->z->z, tx->small->text, tx->small->len);
	lws__free(tx->small);
	tx->small = NULL;

	return 0;
}

/* NULL: no memory, or zlib needs less */
static struct lws__pmd_small *
small_for(struct lws__pmd_tx *tx)
{
	struct lws__pmd_small *s = tx->small;

	if (s)
		return s;
	if ((4u << tx->bits) + (512u << tx->mem_level) < sizeof(*s))
		return NULL;
	s = tx->pool->small;
	tx->pool->small = NULL;

	return s ? s : lws__zalloc(sizeof(*s), "pmd small");
}

size_t
lws__pmd_deflate_small(struct lws__pmd_tx *tx, const uint8_t *in, size_t len,
		       uint8_t *out, size_t room)
{
	size_t window = (size_t)1 << tx->bits;

	if (tx->z || !len || len > LWS__PMD_SMALL_MAX || !tx->level ||
	    tx->level > FAST_LEVEL || room < len + LWS__PMD_SMALL_MORE)
		return 0;
	tx->small = small_for(tx);
	if (!tx->small)
		return 0;
	if (window > LWS__PMD_SMALL_WINDOW)
		window = LWS__PMD_SMALL_WINDOW;
	len = lws__pmd_small(tx->small, in, len, window, out);
	if (tx->has_takeover)
		return len;
	/* another message, of whichever connection, can use it */
	lws__pmd_small_forget(tx->small);
	lws__free(tx->pool->small);
	tx->pool->small = tx->small;
	tx->small = NULL;

	return len;
}

static void
deflate_message_ends(struct lws__pmd_tx *tx)
{
	struct lws__pmd_pool *pool = tx->pool;

	tx->is_open = false;
	tx->held_len = 0;
	if (tx->has_takeover)
		return;
	/* another message, of whichever connection, can use it */
	deflater_free(&pool->deflater);
	pool->deflater = tx->z;
	tx->z = NULL;
}

enum lws__pmd_step
lws__pmd_deflate(struct lws__pmd_tx *tx, struct lws_cursor *in, bool is_end,
		 uint8_t *out, size_t room, size_t *got)
{
	z_stream *z = &tx->z->z;
	size_t len;
	int ret;

	memcpy(out, tx->held, tx->held_len);
	len = z_len(room);
	z->next_out = out + tx->held_len;
	z->avail_out = (unsigned int)len - tx->held_len;
	z->next_in = in->at;
	z->avail_in = z_len(lws__cursor_left(in));
	ret = deflate(z, Z_SYNC_FLUSH);
	in->at += z_len(lws__cursor_left(in)) - z->avail_in;
	len -= z->avail_out;
	*got = len;
	/* BUF_ERROR: flushed before, and nothing came since */
	if (ret != Z_OK && ret != Z_BUF_ERROR)
		return LWS__PMD_CORRUPT;
	if (!z->avail_out || in->at < in->end) {
		tx->held_len = len < TAIL_LEN ? (uint8_t)len : TAIL_LEN;
		*got = len - tx->held_len;
		memcpy(tx->held, out + *got, tx->held_len);
		return LWS__PMD_FULL;
	}
	tx->held_len = 0;
	if (!is_end)
		return LWS__PMD_DONE;
	if (len >= TAIL_LEN && !memcmp(out + len - TAIL_LEN, tail, TAIL_LEN))
		*got = len - TAIL_LEN;
	else
		out[(*got)++] = 0; /* 7.2.3.6: begins the block of the tail */
	deflate_message_ends(tx);

	return LWS__PMD_DONE;
}

void
lws__pmd_deflate_rest(struct lws__pmd_tx *tx)
{
	if (tx->is_open)
		return;
	deflater_free(&tx->z);
	lws__free(tx->small);
	tx->small = NULL;
}

void
lws__pmd_deflate_free(struct lws__pmd_tx *tx)
{
	tx->is_open = false;
	lws__pmd_deflate_rest(tx);
}

/* ---- inflate ---- */

/* zlib knows 8, others that stand in for it may not; a larger window does no
 * harm in reading */
static int
inflate_bits(const struct lws__pmd_rx *rx)
{
	return -(rx->bits < 9 ? 9 : (int)rx->bits);
}

static struct lws__pmd_z *
inflater_create(const struct lws__pmd_rx *rx)
{
	struct lws__pmd_z *z = z_create();

	if (!z)
		return NULL;
	if (inflateInit2(&z->z, inflate_bits(rx)) != Z_OK) {
		lws__free(z);
		return NULL;
	}

	return z;
}

static struct lws__pmd_z *
inflater_from(const struct lws__pmd_rx *rx)
{
	struct lws__pmd_pool *pool = rx->pool;
	struct lws__pmd_z *z = pool->inflater;

	if (!z || inflateReset2(&z->z, inflate_bits(rx)) != Z_OK)
		return NULL;
	pool->inflater = NULL;

	return z;
}

/* a message begins; nonzero: no memory */
static int
inflate_begin(struct lws__pmd_rx *rx)
{
	if (!rx->z)
		rx->z = inflater_from(rx);
	if (!rx->z)
		rx->z = inflater_create(rx);
	if (!rx->z)
		return 1;
	if (rx->window) {
		if (inflateSetDictionary(&rx->z->z, rx->window,
					 rx->window_len) != Z_OK) {
			inflater_free(&rx->z);
			return 1;
		}
		lws__free(rx->window);
		rx->window = NULL;
	}
	rx->is_open = rx->is_fresh = true;
	rx->was_full = false;
	rx->total = 0;
	rx->tail_at = rx->ends = 0;

	return 0;
}

static void
inflate_message_ends(struct lws__pmd_rx *rx)
{
	struct lws__pmd_pool *pool = rx->pool;

	rx->is_open = false;
	if (rx->has_takeover)
		return;
	inflater_free(&pool->inflater);
	pool->inflater = rx->z;
	rx->z = NULL;
}

/* 7.2.3.4: a block said that it is the last.  What follows begins anew, and
 * may still refer to what was before. */
static enum lws__pmd_step
inflate_goes_on(struct lws__pmd_rx *rx)
{
	unsigned int len = 0;
	uint8_t *window;
	int ret;

	if (++rx->ends > ENDS_MAX)
		return LWS__PMD_CORRUPT;
	window = lws__malloc(WINDOW_MAX, "pmd");
	if (!window)
		return LWS__PMD_NO_MEMORY;
	ret = inflateGetDictionary(&rx->z->z, window, &len);
	if (ret == Z_OK)
		ret = inflateReset(&rx->z->z);
	if (ret == Z_OK && len)
		ret = inflateSetDictionary(&rx->z->z, window, len);
	lws__free(window);
	rx->is_fresh = true;

	return ret == Z_OK ? LWS__PMD_DONE : LWS__PMD_NO_MEMORY;
}

/* one call of zlib, from *p; DONE: took all there was */
static enum lws__pmd_step
inflate_some(struct lws__pmd_rx *rx, const uint8_t **p, size_t len)
{
	z_stream *z = &rx->z->z;
	const unsigned int given = z_len(len);
	enum lws__pmd_step step = LWS__PMD_DONE;
	int ret;

	z->next_in = *p;
	z->avail_in = given;
	ret = inflate(z, Z_SYNC_FLUSH);
	*p += given - z->avail_in;
	if (given > z->avail_in)
		rx->is_fresh = false;
	if (ret == Z_MEM_ERROR)
		return LWS__PMD_NO_MEMORY;
	if (ret != Z_OK && ret != Z_BUF_ERROR && ret != Z_STREAM_END)
		return LWS__PMD_CORRUPT;
	if (ret == Z_STREAM_END)
		step = inflate_goes_on(rx);
	if (step != LWS__PMD_DONE)
		return step;

	return z->avail_out ? LWS__PMD_DONE : LWS__PMD_FULL;
}

/*
 * Is the end of a block, and of a byte, here already?  That is so when nothing
 * came, behind a last block, and when the peer left the tail where it was:
 * enough do one of these, and none can be meant otherwise.
 */
static bool
is_whole(const struct lws__pmd_rx *rx)
{
	return rx->is_fresh ||
	       (rx->z->z.data_type & ~IN_LAST_BLOCK) == AT_BLOCK_START;
}

/* all of the input, then the tail; DONE: nothing is left of either */
static enum lws__pmd_step
inflate_all(struct lws__pmd_rx *rx, struct lws_cursor *in, bool is_end)
{
	enum lws__pmd_step step = LWS__PMD_DONE;
	const uint8_t *p;

	/* out was full last time: what zlib holds may come without input */
	do {
		if (in->at == in->end && !rx->was_full)
			break;
		rx->was_full = false;
		p = in->at;
		step = inflate_some(rx, &p, lws__cursor_left(in));
		in->at += p - in->at;
	} while (step == LWS__PMD_DONE && in->at < in->end);

	if (step == LWS__PMD_DONE && is_end && !rx->tail_at && is_whole(rx))
		rx->tail_at = TAIL_LEN;
	while (step == LWS__PMD_DONE && is_end && rx->tail_at < TAIL_LEN) {
		p = tail + rx->tail_at;
		step = inflate_some(rx, &p, (size_t)(TAIL_LEN - rx->tail_at));
		rx->tail_at = (uint8_t)(p - tail);
	}
	rx->was_full = step == LWS__PMD_FULL;

	return step;
}

enum lws__pmd_step
lws__pmd_inflate(struct lws__pmd_rx *rx, struct lws_cursor *in, bool is_end,
		 uint8_t *out, size_t room, size_t *got)
{
	enum lws__pmd_step step;

	*got = 0;
	if (!rx->is_open && inflate_begin(rx))
		return LWS__PMD_NO_MEMORY;
	rx->z->z.next_out = out;
	rx->z->z.avail_out = z_len(room);
	step = inflate_all(rx, in, is_end);
	*got = z_len(room) - rx->z->z.avail_out;
	rx->total += *got;
	if (step != LWS__PMD_DONE && step != LWS__PMD_FULL)
		return step;
	if (rx->max && rx->total > rx->max)
		return LWS__PMD_TOO_LONG;
	if (step == LWS__PMD_FULL || !is_end)
		return step;
	/* 7.2.2: it ends where a block ends, at the end of a byte */
	if (!is_whole(rx))
		return LWS__PMD_CORRUPT;
	inflate_message_ends(rx);

	return LWS__PMD_DONE;
}

void
lws__pmd_inflate_rest(struct lws__pmd_rx *rx)
{
	uint8_t *window = NULL;
	unsigned int len = 0;

	if (!rx->z || rx->is_open)
		return;
	if (inflateGetDictionary(&rx->z->z, NULL, &len) != Z_OK)
		return;
	if (len) {
		window = lws__malloc(len, "pmd window");
		if (!window ||
		    inflateGetDictionary(&rx->z->z, window, &len) != Z_OK) {
			lws__free(window);
			return; /* then it stays as it is */
		}
	}
	inflater_free(&rx->z);
	rx->window = window;
	rx->window_len = len;
}

void
lws__pmd_inflate_free(struct lws__pmd_rx *rx)
{
	inflater_free(&rx->z);
	lws__free(rx->window);
	rx->window = NULL;
	rx->is_open = false;
}
