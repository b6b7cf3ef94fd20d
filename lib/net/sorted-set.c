/* SPDX-License-Identifier: MIT */
/*
 * See sorted-set.h.
 */

#include "net/sorted-set.h"

#include <string.h>

enum {
	ROOM_FIRST = 16, /* items; then twice as many each time */
};

static const uint8_t *
key_of(const struct lws__sorted_set *s, size_t at)
{
	return s->items + at * s->item_len + s->key_at;
}

size_t
lws__sorted_set_seek(const struct lws__sorted_set *s, const void *key,
		     size_t len)
{
	size_t from = 0, to = s->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (memcmp(key_of(s, middle), key, len) < 0)
			from = middle + 1;
		else
			to = middle;
	}

	return from;
}

static bool
is_there(const struct lws__sorted_set *s, size_t at, const void *key)
{
	return at < s->count && !memcmp(key_of(s, at), key, s->key_len);
}

void *
lws__sorted_set_find(const struct lws__sorted_set *s, const void *key)
{
	size_t at = lws__sorted_set_seek(s, key, s->key_len);

	return is_there(s, at, key) ? lws__sorted_set_at(s, at) : NULL;
}

static int
make_room(struct lws__sorted_set *s)
{
	size_t room = s->room ? s->room * 2 : ROOM_FIRST;
	uint8_t *items;

	if (s->count < s->room)
		return 0;
	if (s->count >= s->max)
		return 1;
	if (room > s->max)
		room = s->max;
	items = lws__realloc(s->items, room * s->item_len, "sorted set");
	if (!items)
		return 1;
	s->items = items;
	s->room = room;

	return 0;
}

void *
lws__sorted_set_put(struct lws__sorted_set *s, const void *item)
{
	const void *key = (const uint8_t *)item + s->key_at;
	size_t at = lws__sorted_set_seek(s, key, s->key_len);
	uint8_t *p;

	if (!is_there(s, at, key)) {
		if (make_room(s))
			return NULL;
		p = lws__sorted_set_at(s, at);
		memmove(p + s->item_len, p, (s->count - at) * s->item_len);
		s->count++;
	}
	p = lws__sorted_set_at(s, at);
	memcpy(p, item, s->item_len);

	return p;
}

void
lws__sorted_set_drop(struct lws__sorted_set *s, size_t at)
{
	uint8_t *p = lws__sorted_set_at(s, at);

	s->count--;
	memmove(p, p + s->item_len, (s->count - at) * s->item_len);
}

void
lws__sorted_set_clear(struct lws__sorted_set *s)
{
	lws__free(s->items);
	s->items = NULL;
	s->count = s->room = 0;
}
