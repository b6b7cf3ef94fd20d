/* SPDX-License-Identifier: MIT */
/*
 * Items of one size in order of a run of their bytes: found by halving, put in
 * by moving.  For tables of some thousands that are read more than changed.
 */

#ifndef LWS_NET_SORTED_SET_H
#define LWS_NET_SORTED_SET_H

#include "base/base.h"

struct lws__sorted_set {
	uint8_t *items; /* owned */
	size_t item_len;
	size_t key_at, key_len; /* of an item: the bytes that compare */
	size_t count, room, max;
};

/* the first item that is not before the first len bytes of a key */
size_t lws__sorted_set_seek(const struct lws__sorted_set *s, const void *key,
			    size_t len);
/* an item of this key; NULL: there is none */
void *lws__sorted_set_find(const struct lws__sorted_set *s, const void *key);
/* over one of the same key, if there is one; NULL: over max, or no memory */
void *lws__sorted_set_put(struct lws__sorted_set *s, const void *item);
void lws__sorted_set_drop(struct lws__sorted_set *s, size_t at);
void lws__sorted_set_clear(struct lws__sorted_set *s);

static inline void *
lws__sorted_set_at(const struct lws__sorted_set *s, size_t at)
{
	return s->items + at * s->item_len;
}

#endif
