/* SPDX-License-Identifier: MIT */
/*
 * The dynamic table of HPACK (RFC 7541 2.3.2, 4).
 *
 * Text of the entries lies in one piece, the oldest first, so a new entry goes
 * behind the last; where there is no room left behind, all is moved down over
 * what has been evicted.  Each entry counts for 32 bytes more than its text, so
 * there is always something to move over, and it is seldom done.
 */

#include "roles/h2/hpack.h"

#include <string.h>

enum {
	TEXT_FIRST = 256,   /* bytes of text there is room for at first */
	ENTRIES_FIRST = 16, /* and entries; a power of two */
};

_Static_assert(LWS__HPACK_TABLE_MAX <= UINT16_MAX, "positions are 16 bits");

/* 0 is the newest */
static struct lws__hpack_entry *
entry_at(const struct lws__hpack_table *t, size_t index)
{
	return &t->entries[(t->newest - index) & ((size_t)t->entries_room - 1)];
}

static uint32_t
text_start(const struct lws__hpack_table *t)
{
	return t->count ? entry_at(t, t->count - 1u)->at : t->text_used;
}

static void
evict_to(struct lws__hpack_table *t, size_t size)
{
	t->changes++;
	while (t->size > size) {
		t->size -= entry_at(t, t->count - 1u)->size;
		t->count--;
	}
	if (!t->count)
		t->text_used = 0;
}

void
lws__hpack_table_destroy(struct lws__hpack_table *t)
{
	lws__free(t->text);
	lws__free(t->entries);
	memset(t, 0, sizeof(*t));
}

void
lws__hpack_table_clear(struct lws__hpack_table *t)
{
	evict_to(t, 0);
}

void
lws__hpack_table_resize(struct lws__hpack_table *t, uint32_t max)
{
	uint64_t changes;

	evict_to(t, max);
	changes = t->changes;
	if (!max)
		lws__hpack_table_destroy(t);
	t->changes = changes;
	t->max = max;
}

/* move the text down, over that of evicted entries */
static void
compact(struct lws__hpack_table *t)
{
	uint32_t start = text_start(t);

	if (!start || !t->text)
		return;
	memmove(t->text, t->text + start, t->text_used - start);
	for (size_t n = 0; n < t->count; n++) {
		struct lws__hpack_entry *e = entry_at(t, n);

		e->at = (uint16_t)(e->at - start);
	}
	t->text_used -= start;
}

static int
grow_text(struct lws__hpack_table *t, size_t need)
{
	size_t room = (size_t)t->text_room * 2;
	char *text;

	if (room < TEXT_FIRST)
		room = TEXT_FIRST;
	if (room > t->max)
		room = t->max;
	if (room < need)
		room = need; /* which is below max */
	text = lws__realloc(t->text, room, "hpack text");
	if (!text)
		return 1;
	t->text = text;
	t->text_room = (uint32_t)room;

	return 0;
}

static int
grow_entries(struct lws__hpack_table *t)
{
	size_t room = t->entries_room ? (size_t)t->entries_room * 2
				      : (size_t)ENTRIES_FIRST;
	struct lws__hpack_entry *e;

	e = lws__malloc(room * sizeof(*e), "hpack entries");
	if (!e)
		return 1;
	for (size_t n = 0; n < t->count; n++)
		e[t->count - 1u - n] = *entry_at(t, n);
	lws__free(t->entries);
	t->entries = e;
	t->entries_room = (uint16_t)room;
	t->newest = (uint16_t)((t->count - 1u) & (room - 1));

	return 0;
}

int
lws__hpack_table_reserve(struct lws__hpack_table *t, size_t len, size_t size)
{
	size_t need;

	if (size > t->max) {
		evict_to(t, 0);
		return 0;
	}
	evict_to(t, t->max - size);
	if (t->count == t->entries_room && grow_entries(t))
		return 1;

	need = t->text_used + len;
	if (t->text && need <= t->text_room)
		return 0;
	compact(t);
	need = t->text_used + len;
	/* so much to spare that the next is not a move of everything again */
	if (t->text && need + need / 8 <= t->text_room)
		return 0;
	if (t->text_room < t->max && !grow_text(t, need))
		return 0;

	return !t->text || need > t->text_room;
}

int
lws__hpack_table_add_sized(struct lws__hpack_table *t,
			   const struct lws__hpack_field *f, size_t size,
			   uint32_t hash)
{
	struct lws__hpack_entry *e;

	if (lws__hpack_table_reserve(t, f->name_len + f->value_len, size))
		return 1;
	if (size > t->max)
		return 0;

	t->newest = (uint16_t)((t->newest + 1u) & (t->entries_room - 1u));
	t->count++;
	t->size += (uint32_t)size;
	e = entry_at(t, 0);
	e->hash = hash;
	e->size = (uint16_t)size;
	e->at = (uint16_t)t->text_used;
	e->name_len = (uint16_t)f->name_len;
	e->value_len = (uint16_t)f->value_len;
	e->token = (uint8_t)(f->token + 1);
	e->flaw = f->flaw;
	if (f->name_len)
		memcpy(t->text + t->text_used, f->name, f->name_len);
	t->text_used += e->name_len;
	if (f->value_len)
		memcpy(t->text + t->text_used, f->value, f->value_len);
	t->text_used += e->value_len;

	return 0;
}

int
lws__hpack_table_add(struct lws__hpack_table *t,
		     const struct lws__hpack_field *f)
{
	return lws__hpack_table_add_sized(
		t, f, f->name_len + f->value_len + LWS__HPACK_FIELD_OVERHEAD,
		0);
}

bool
lws__hpack_table_get(const struct lws__hpack_table *t, size_t index,
		     struct lws__hpack_field *f)
{
	const struct lws__hpack_entry *e;

	if (index >= t->count)
		return false;
	e = entry_at(t, index);
	f->name = t->text + e->at;
	f->name_len = e->name_len;
	f->value = f->name + e->name_len;
	f->value_len = e->value_len;
	f->token = e->token - 1;
	f->is_never_indexed = false;
	f->flaw = e->flaw;

	return true;
}
