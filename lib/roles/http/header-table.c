/* SPDX-License-Identifier: MIT */
/*
 * The header table: storage behind the lws_hdr_... calls.
 *
 *   in   tokens or names, and the bytes of their values
 *   out  fragments by token, by name, joined or one by one
 *
 * RFC 9110 5.2, 5.3 (field lines that repeat), RFC 9113 8.2.3 (cookies).
 */

#include "roles/http/header-table.h"

#include "core/core.h"
#include "roles/http/header-names.h"
#include "roles/http/header-table-form.h"
#include "roles/http/token-list.h"

#include <limits.h>
#include <string.h>

static bool
is_stored_token(enum lws_token_indexes token)
{
	return (unsigned int)token < WSI_TOKEN_COUNT;
}

static bool
is_present(const struct lws__http_headers *h, unsigned int token)
{
	return h->present[token / 32] >> token % 32 & 1;
}

/* where data is in the table, or OUTSIDE: it moves when the arena grows */
static size_t
place_of(const struct lws__http_headers *h, const void *data)
{
	uintptr_t at = (uintptr_t)data - (uintptr_t)h->arena;

	return at < h->size ? at : OUTSIDE;
}

/* of an arena of that size; LWS__SPARE_KINDS: it is of the heap */
static enum lws__spare_kind
spare_kind(const struct lws__http_headers *h, size_t size)
{
	if (!h->pt)
		return LWS__SPARE_KINDS;
	switch (size) {
	case OWN_FIRST * 2:
		return LWS__SPARE_HEADERS_2;
	case OWN_FIRST * 4:
		return LWS__SPARE_HEADERS_4;
	case OWN_FIRST * 8:
		return LWS__SPARE_HEADERS_8;
	default:
		return LWS__SPARE_KINDS;
	}
}

static uint8_t *
take_arena(const struct lws__http_headers *h, size_t size)
{
	enum lws__spare_kind kind = spare_kind(h, size);
	uint8_t *arena = NULL;

	if (kind != LWS__SPARE_KINDS)
		arena = lws__spare_kept(h->pt, kind);

	return arena ? arena : lws__malloc(size, "http headers");
}

static void
give_arena(const struct lws__http_headers *h)
{
	enum lws__spare_kind kind;

	if (h->arena == h->own)
		return;
	kind = spare_kind(h, h->size);
	if (kind == LWS__SPARE_KINDS)
		lws__free(h->arena);
	else
		lws__spare_give(h->pt, kind, h->arena);
}

/* the text stays where it is, the records move to the new end; nonzero: the
 * limit, or no memory */
static int
grow(struct lws__http_headers *h, size_t need)
{
	size_t records = h->count * sizeof(struct fragment);
	size_t size = h->size, least = h->top + records + need;
	uint8_t *arena;

	if (least > h->size_max)
		return 1;
	while (size < least)
		size *= 2;
	if (size > h->size_max)
		size = h->size_max;
	arena = take_arena(h, size);
	if (!arena)
		return 1;
	/* an open name may lie behind top */
	memcpy(arena, h->arena, h->size - records);
	memcpy(arena + size - records, h->arena + h->size - records, records);
	give_arena(h);
	h->arena = arena;
	h->size = (uint32_t)size;

	return 0;
}

bool
lws__http_headers_make_room(struct lws__http_headers *h, size_t need)
{
	return room_left(h) >= need || !grow(h, need);
}

/* bytes that the arena of this limit may have; 0: too many */
static size_t
size_most(size_t limit)
{
	size_t size = limit + limit / 2 + RECORD_RESERVE;

	return limit > UINT32_MAX / 4 ? 0
				      : size - size % sizeof(struct fragment);
}

static struct lws__http_headers *
set_up(struct lws__http_headers *h, size_t limit, size_t size,
       struct lws_context_per_thread *pt)
{
	h->pt = pt;
	h->limit = (uint32_t)limit;
	h->size_max = (uint32_t)size_most(limit);
	h->size = (uint32_t)size;
	h->arena = h->own;
	h->is_growing = size < h->size_max;
	lws__http_headers_reset(h);

	return h;
}

struct lws__http_headers *
lws__http_headers_create(size_t limit)
{
	struct lws__http_headers *h;
	size_t size;

	if (!limit)
		limit = LWS__HTTP_HEADERS_DEFAULT_LIMIT;
	size = size_most(limit);
	if (!size)
		return NULL;
	h = lws__malloc(sizeof(*h) + size, "http headers");

	return h ? set_up(h, limit, size, NULL) : NULL;
}

struct lws__http_headers *
lws__http_headers_set_up_growing(void *memory, size_t limit,
				 struct lws_context_per_thread *pt)
{
	size_t most;

	if (!limit)
		limit = LWS__HTTP_HEADERS_DEFAULT_LIMIT;
	most = size_most(limit);
	if (!memory || !most)
		return NULL;

	return set_up(memory, limit, most < OWN_FIRST ? most : OWN_FIRST, pt);
}

struct lws__http_headers *
lws__http_headers_create_growing(size_t limit)
{
	void *memory =
		lws__malloc(LWS__HTTP_HEADERS_GROWING_SIZE, "http headers");
	struct lws__http_headers *h =
		lws__http_headers_set_up_growing(memory, limit, NULL);

	if (!h)
		lws__free(memory);

	return h;
}

bool
lws__http_headers_shrink(struct lws__http_headers *h)
{
	if (!h->is_growing)
		return false;
	give_arena(h);
	h->arena = h->own;
	h->size = (uint32_t)OWN_FIRST;
	lws__http_headers_reset(h);

	return true;
}

void
lws__http_headers_destroy(struct lws__http_headers **h)
{
	if (!*h)
		return;
	give_arena(*h);
	lws__free(*h);
	*h = NULL;
}

void
lws__http_headers_reset(struct lws__http_headers *h)
{
	h->top = 0;
	h->count = 0;
	h->is_open = false;
	memset(h->present, 0, sizeof(h->present));
	memset(h->hints, 0, sizeof(h->hints));
}

size_t
lws__http_headers_limit(const struct lws__http_headers *h)
{
	return h->limit;
}

/* ---- writing --------------------------------------------------------- */

static int
open_header(struct lws__http_headers *h, uint8_t token)
{
	/* its record and the NUL must fit as well */
	if (h->is_open || h->count >= FRAGMENTS_MAX ||
	    !lws__http_headers_make_room(h, sizeof(struct fragment) + 1))
		return 1;

	h->is_open = true;
	h->open_token = token;
	h->open_name = 0;
	h->open_start = h->top;
	h->open_at = h->top;

	return 0;
}

int
lws__http_headers_begin(struct lws__http_headers *h,
			enum lws_token_indexes token)
{
	if (!is_stored_token(token))
		return 1;

	return open_header(h, (uint8_t)token);
}

int
lws__http_headers_begin_custom(struct lws__http_headers *h, const char *name,
			       size_t name_len)
{
	uint8_t *to;

	if (name_len && name[name_len - 1] == ':')
		name_len--;
	if (!name_len || name_len > UINT16_MAX - 1)
		return 1;
	if (!lws__http_headers_make_room(h, sizeof(struct fragment) + name_len +
						    3) ||
	    open_header(h, CUSTOM))
		return 1;

	/* the parser may have left the name just where it is to go */
	to = h->arena + h->top;
	memmove(to, name, name_len);
	for (size_t i = 0; i < name_len; i++)
		if (to[i] >= 'A' && to[i] <= 'Z')
			to[i] |= 0x20;
	to[name_len] = ':';
	to[name_len + 1] = '\0';
	h->top += (uint32_t)name_len + 2;
	h->open_at = h->top;
	h->open_name = (uint16_t)(name_len + 1);

	return 0;
}

int
lws__http_headers_append(struct lws__http_headers *h, const void *data,
			 size_t len)
{
	size_t place = place_of(h, data);

	if (!len)
		return 0;
	if (!h->is_open || memchr(data, 0, len) ||
	    !lws__http_headers_make_room(h, len + sizeof(struct fragment) + 1))
		return 1;
	if (place != OUTSIDE)
		data = h->arena + place;

	memmove(h->arena + h->top, data, len);
	h->top += (uint32_t)len;

	return 0;
}

int
lws__http_headers_begin_named(struct lws__http_headers *h)
{
	return open_header(h, CUSTOM);
}

int
lws__http_headers_name_done(struct lws__http_headers *h)
{
	size_t len = h->top - h->open_start;
	/* what a custom one adds to its name, before that is looked at */
	bool has_room =
		lws__http_headers_make_room(h, sizeof(struct fragment) + 3);
	const char *name = (const char *)h->arena + h->open_start;
	int token = lws__http_token_find(name, len);

	h->top = h->open_start;
	if (token >= 0) {
		h->open_token = (uint8_t)token;

		return token;
	}

	h->is_open = false;
	if (!has_room || lws__http_headers_begin_custom(h, name, len))
		return -1;

	return WSI_TOKEN_COUNT;
}

char *
lws__http_headers_open_value(struct lws__http_headers *h, size_t *len)
{
	*len = h->top - h->open_at;

	return (char *)h->arena + h->open_at;
}

bool
lws__http_headers_make_room_for(struct lws__http_headers *h, size_t fragments)
{
	return h->count + fragments <= FRAGMENTS_MAX &&
	       lws__http_headers_make_room(
		       h, fragments * sizeof(struct fragment) + 1);
}

void
lws__http_headers_truncate(struct lws__http_headers *h, size_t len)
{
	if (len < h->top - h->open_at)
		h->top = h->open_at + (uint32_t)len;
}

int
lws__http_headers_end(struct lws__http_headers *h)
{
	struct fragment *f;

	if (!h->is_open)
		return 1;

	f = fragment_at(h, ++h->count);
	if (!is_present(h, h->open_token) && h->count <= UINT8_MAX)
		h->hints[h->open_token % HINTS] = (uint8_t)h->count;
	f->at = h->open_at;
	f->len = h->top - h->open_at;
	f->name_len = h->open_name;
	f->token = h->open_token;
	h->arena[h->top++] = '\0';
	h->is_open = false;
	h->present[f->token / 32] |= UINT32_C(1) << f->token % 32;

	return 0;
}

void
lws__http_headers_abandon(struct lws__http_headers *h)
{
	if (h->is_open)
		h->top = h->open_start;
	h->is_open = false;
}

int
lws__http_headers_begin_with(struct lws__http_headers *h,
			     enum lws_token_indexes token, const char *value,
			     size_t len)
{
	size_t place = place_of(h, value);

	if (!lws__http_headers_make_room(h,
					 len + sizeof(struct fragment) + 1) ||
	    lws__http_headers_begin(h, token))
		return 1;
	if (place != OUTSIDE)
		value = (const char *)h->arena + place;
	if (!lws__http_headers_append(h, value, len))
		return 0;
	lws__http_headers_abandon(h);

	return 1;
}

int
lws__http_headers_add(struct lws__http_headers *h, enum lws_token_indexes token,
		      const char *value, size_t len)
{
	size_t place = place_of(h, value);

	if (!is_stored_token(token) || h->is_open ||
	    h->count >= FRAGMENTS_MAX || (len && memchr(value, 0, len)) ||
	    !lws__http_headers_make_room(h, len + sizeof(struct fragment) + 1))
		return 1;
	if (place != OUTSIDE)
		value = (const char *)h->arena + place;
	if (len)
		memmove(h->arena + h->top, value, len);
	h->open_token = (uint8_t)token;
	h->open_name = 0;
	h->open_start = h->open_at = h->top;
	h->top += (uint32_t)len;
	h->is_open = true;

	return lws__http_headers_end(h);
}

/* fragments of the token behind number n are nobody's any more */
static void
disown(struct lws__http_headers *h, unsigned int token, unsigned int n)
{
	while (++n <= h->count)
		if (fragment_at(h, n)->token == token)
			fragment_at(h, n)->token = NOBODY;
}

/* number of the first fragment of the token behind number n; 0: none */
static unsigned int
find_behind(const struct lws__http_headers *h, unsigned int token,
	    unsigned int n)
{
	const struct fragment *f = fragment_at(h, n);

	for (; n < h->count; n++)
		if ((--f)->token == token)
			return n + 1;

	return 0;
}

int
lws__http_headers_replace(struct lws__http_headers *h,
			  enum lws_token_indexes token, const char *value,
			  size_t len)
{
	struct fragment *f;
	unsigned int n;

	if (!is_stored_token(token))
		return 1;
	if (!is_present(h, token))
		return lws__http_headers_add(h, token, value, len);

	n = find_behind(h, token, 0);
	f = fragment_at(h, n);
	if (len && memchr(value, 0, len))
		return 1;
	if (len <= f->len) {
		memmove(h->arena + f->at, value, len);
		memset(h->arena + f->at + len, 0, f->len - len);
		f->len = (uint32_t)len;
		disown(h, token, n);

		return 0;
	}

	if (lws__http_headers_begin_with(h, token, value, len))
		return 1;
	disown(h, token, 0);

	return lws__http_headers_end(h);
}

void
lws__http_headers_remove(struct lws__http_headers *h,
			 enum lws_token_indexes token)
{
	if (!is_stored_token(token) || !is_present(h, token))
		return;
	disown(h, token, 0);
	h->present[token / 32] &= ~(UINT32_C(1) << token % 32);
}

/* ---- reading --------------------------------------------------------- */

/* what _copy() puts between two fragments of one header */
static const char *
joint_of(enum lws_token_indexes token)
{
	switch ((int)token) {
	case WSI_TOKEN_HTTP_COOKIE:
		return "; ";
	case WSI_TOKEN_HTTP_URI_ARGS:
		return "&";
	default:
		return ",";
	}
}

static const struct fragment *
first_fragment(const struct lws__http_headers *h, enum lws_token_indexes token)
{
	unsigned int n;

	if (!is_stored_token(token) || !is_present(h, token))
		return NULL;
	n = h->hints[(unsigned int)token % HINTS];
	if (!n || fragment_at(h, n)->token != (unsigned int)token)
		n = find_behind(h, token, 0);

	return fragment_at(h, n);
}

static const struct fragment *
next_fragment(const struct lws__http_headers *h, const struct fragment *f)
{
	const uint8_t *end = h->arena + h->size;
	size_t from_end = (size_t)(end - (const uint8_t *)f);
	unsigned int n =
		find_behind(h, f->token, (unsigned int)(from_end / sizeof(*f)));

	return n ? fragment_at(h, n) : NULL;
}

static const struct fragment *
nth_fragment(const struct lws__http_headers *h, enum lws_token_indexes token,
	     int index)
{
	const struct fragment *f = first_fragment(h, token);

	while (f && index-- > 0)
		f = next_fragment(h, f);

	return index < -1 ? NULL : f;
}

bool
lws__http_headers_has(const struct lws__http_headers *h,
		      enum lws_token_indexes token)
{
	return is_stored_token(token) && is_present(h, token);
}

int
lws__http_headers_fragment_count(const struct lws__http_headers *h,
				 enum lws_token_indexes token)
{
	const struct fragment *f = first_fragment(h, token);
	int count = 0;

	for (; f; f = next_fragment(h, f))
		count++;

	return count;
}

int
lws__http_headers_total_length(const struct lws__http_headers *h,
			       enum lws_token_indexes token)
{
	const struct fragment *f = first_fragment(h, token);
	size_t joint = strlen(joint_of(token));
	size_t len = 0;

	for (; f; f = next_fragment(h, f))
		len += joint + f->len;

	return len ? (int)(len - joint) : 0;
}

int
lws__http_headers_fragment_length(const struct lws__http_headers *h,
				  enum lws_token_indexes token, int index)
{
	const struct fragment *f = nth_fragment(h, token, index);

	return f ? (int)f->len : 0;
}

int
lws__http_headers_copy(const struct lws__http_headers *h, char *dest, int len,
		       enum lws_token_indexes token)
{
	const struct fragment *f = first_fragment(h, token);
	int total = lws__http_headers_total_length(h, token);
	const char *joint = joint_of(token);
	char *to = dest;

	if (len <= 0)
		return -1;
	*dest = '\0';
	if (total >= len)
		return -1;

	while (f) {
		memcpy(to, h->arena + f->at, f->len);
		to += f->len;
		f = next_fragment(h, f);
		if (f) {
			memcpy(to, joint, strlen(joint));
			to += strlen(joint);
		}
	}
	*to = '\0';

	return total;
}

/* NUL terminated copy; -1: does not fit */
static int
copy_value(const struct lws__http_headers *h, const struct fragment *f,
	   char *dest, int len)
{
	if (len <= 0)
		return -1;
	*dest = '\0';
	if (!f || f->len >= (uint32_t)len)
		return -1;

	memcpy(dest, h->arena + f->at, f->len + 1);

	return (int)f->len;
}

int
lws__http_headers_copy_fragment(const struct lws__http_headers *h, char *dest,
				int len, enum lws_token_indexes token,
				int index)
{
	const struct fragment *f = nth_fragment(h, token, index);
	int n = copy_value(h, f, dest, len);

	return n < 0 && f ? -2 : n;
}

char *
lws__http_headers_simple_ptr(const struct lws__http_headers *h,
			     enum lws_token_indexes token)
{
	const struct fragment *f = first_fragment(h, token);

	return f ? (char *)h->arena + f->at : NULL;
}

const char *
lws__http_headers_fragment(const struct lws__http_headers *h,
			   enum lws_token_indexes token, int index, size_t *len)
{
	const struct fragment *f = nth_fragment(h, token, index);

	*len = f ? f->len : 0;

	return f ? (const char *)h->arena + f->at : NULL;
}

/*
 * *iter: the fragment shown last; 0 before the first.  The end is remembered
 * as the count beyond the last record.
 */
static const struct fragment *
step(const struct lws__http_headers *h, unsigned int list, unsigned int *iter)
{
	unsigned int n;

	if (*iter > h->count)
		return NULL;

	n = is_present(h, list) ? find_behind(h, list, *iter) : 0;
	*iter = n ? n : h->count + 1u;

	return n ? fragment_at(h, n) : NULL;
}

const char *
lws__http_headers_next(const struct lws__http_headers *h,
		       enum lws_token_indexes token, unsigned int *iter,
		       size_t *len)
{
	const struct fragment *f = NULL;

	if (is_stored_token(token))
		f = step(h, token, iter);
	*len = f ? f->len : 0;

	return f ? (const char *)h->arena + f->at : NULL;
}

/* ---- custom headers -------------------------------------------------- */

static const char *
custom_name(const struct lws__http_headers *h, const struct fragment *f)
{
	return (const char *)h->arena + f->at - f->name_len - 1;
}

static const struct fragment *
find_custom(const struct lws__http_headers *h, const char *name, int name_len)
{
	const struct fragment *f;
	unsigned int iter = 0;

	while ((f = step(h, CUSTOM, &iter)))
		if (f->name_len == name_len &&
		    lws__http_same_text(custom_name(h, f), f->name_len, name,
					f->name_len))
			return f;

	return NULL;
}

int
lws__http_headers_custom_length(const struct lws__http_headers *h,
				const char *name, int name_len)
{
	const struct fragment *f = find_custom(h, name, name_len);

	return f ? (int)f->len : -1;
}

int
lws__http_headers_custom_copy(const struct lws__http_headers *h, char *dest,
			      int len, const char *name, int name_len)
{
	return copy_value(h, find_custom(h, name, name_len), dest, len);
}

int
lws__http_headers_custom_foreach(const struct lws__http_headers *h,
				 lws_hdr_custom_fe_cb_t cb, void *opaque)
{
	const struct fragment *f;
	unsigned int iter = 0;

	if (!is_present(h, CUSTOM))
		return -1;

	while ((f = step(h, CUSTOM, &iter)))
		cb(custom_name(h, f), f->name_len, opaque);

	return 0;
}

bool
lws__http_headers_custom_next(const struct lws__http_headers *h,
			      unsigned int *iter, const char **name,
			      size_t *name_len, const char **value, size_t *len)
{
	const struct fragment *f = step(h, CUSTOM, iter);

	if (!f)
		return false;

	*name = custom_name(h, f);
	*name_len = f->name_len;
	*value = (const char *)h->arena + f->at;
	*len = f->len;

	return true;
}
