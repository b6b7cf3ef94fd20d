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

#include "base/base.h"
#include "roles/http/header-names.h"
#include "roles/http/token-list.h"

#include <limits.h>
#include <string.h>

/* room for the records beyond what the text of short heads leaves */
#define RECORD_RESERVE 1024
/* what one that grows begins with */
#define ARENA_FIRST    768

/* one occurrence of a header; 0 is no fragment, so numbers start at 1 */
struct fragment {
	uint32_t at;       /* of the value in the arena */
	uint32_t len;      /* of the value */
	uint16_t next;     /* next of the same token, or next custom one */
	uint16_t name_len; /* custom: name with ':', ends a NUL before `at` */
};

/*
 * Invariants: top <= floor; text lies in [0, top), records in [floor, size);
 * every closed value is followed by a NUL; last[] is only valid where first[]
 * is not 0.  While a header is open its text is [open_at, top).
 */
struct lws__http_headers {
	size_t limit;
	uint32_t size; /* of the arena */
	uint32_t size_max;
	uint32_t top;
	uint32_t open_at; /* value of the open header */
	uint32_t open_start;
	uint16_t count;     /* of fragments */
	uint16_t open_name; /* name_len of the open header */
	uint8_t open_token; /* CUSTOM or a token */
	bool is_open;
	uint16_t first[WSI_TOKEN_COUNT + 1]; /* the last one: custom */
	uint16_t last[WSI_TOKEN_COUNT + 1];
	uint8_t *arena; /* owned */
};

#define CUSTOM        WSI_TOKEN_COUNT
#define FRAGMENTS_MAX 65000

static struct fragment *
fragment_at(const struct lws__http_headers *h, unsigned int n)
{
	const uint8_t *end = h->arena + h->size;

	return (struct fragment *)((uintptr_t)end -
				   n * sizeof(struct fragment));
}

static size_t
room_left(const struct lws__http_headers *h)
{
	return h->size - h->count * sizeof(struct fragment) - h->top;
}

static bool
is_stored_token(enum lws_token_indexes token)
{
	return (unsigned int)token < WSI_TOKEN_COUNT;
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
	arena = lws__realloc(h->arena, size, "http headers");
	if (!arena)
		return 1;
	memmove(arena + size - records, arena + h->size - records, records);
	h->arena = arena;
	h->size = (uint32_t)size;

	return 0;
}

static bool
make_room(struct lws__http_headers *h, size_t need)
{
	return room_left(h) >= need || !grow(h, need);
}

/* first: bytes of the arena to begin with, 0 = all that it may have */
static struct lws__http_headers *
create(size_t limit, size_t first)
{
	struct lws__http_headers *h;
	size_t size;

	if (!limit)
		limit = LWS__HTTP_HEADERS_DEFAULT_LIMIT;
	if (limit > UINT32_MAX / 4)
		return NULL;

	size = limit + limit / 2 + RECORD_RESERVE;
	size -= size % sizeof(struct fragment);

	h = lws__malloc(sizeof(*h), "http headers");
	if (!h)
		return NULL;

	h->limit = limit;
	h->size_max = (uint32_t)size;
	h->size = first && first < size ? (uint32_t)first : h->size_max;
	h->arena = lws__malloc(h->size, "http headers");
	lws__http_headers_reset(h);
	if (!h->arena)
		lws__http_headers_destroy(&h);

	return h;
}

struct lws__http_headers *
lws__http_headers_create(size_t limit)
{
	return create(limit, 0);
}

struct lws__http_headers *
lws__http_headers_create_growing(size_t limit)
{
	return create(limit, ARENA_FIRST);
}

void
lws__http_headers_destroy(struct lws__http_headers **h)
{
	if (!*h)
		return;
	lws__free((*h)->arena);
	lws__free(*h);
	*h = NULL;
}

void
lws__http_headers_reset(struct lws__http_headers *h)
{
	h->top = 0;
	h->count = 0;
	h->is_open = false;
	memset(h->first, 0, sizeof(h->first));
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
	    !make_room(h, sizeof(struct fragment) + 1))
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
	if (!make_room(h, sizeof(struct fragment) + name_len + 3) ||
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
	if (!len)
		return 0;
	if (!h->is_open || memchr(data, 0, len) ||
	    !make_room(h, len + sizeof(struct fragment) + 1))
		return 1;

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
	bool has_room = make_room(h, sizeof(struct fragment) + 3);
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
lws__http_headers_has_room_for(const struct lws__http_headers *h,
			       size_t fragments)
{
	return h->count + fragments <= FRAGMENTS_MAX &&
	       room_left(h) > fragments * sizeof(struct fragment);
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
	f->at = h->open_at;
	f->len = h->top - h->open_at;
	f->next = 0;
	f->name_len = h->open_name;
	h->arena[h->top++] = '\0';
	h->is_open = false;

	if (h->first[h->open_token])
		fragment_at(h, h->last[h->open_token])->next = h->count;
	else
		h->first[h->open_token] = h->count;
	h->last[h->open_token] = h->count;

	return 0;
}

void
lws__http_headers_abandon(struct lws__http_headers *h)
{
	if (h->is_open)
		h->top = h->open_start;
	h->is_open = false;
}

/* the open header gets its value and is closed, or is given up */
static int
fill_and_end(struct lws__http_headers *h, const char *value, size_t len)
{
	if (lws__http_headers_append(h, value, len)) {
		lws__http_headers_abandon(h);

		return 1;
	}

	return lws__http_headers_end(h);
}

int
lws__http_headers_add(struct lws__http_headers *h, enum lws_token_indexes token,
		      const char *value, size_t len)
{
	if (lws__http_headers_begin(h, token))
		return 1;

	return fill_and_end(h, value, len);
}

int
lws__http_headers_add_named(struct lws__http_headers *h, const char *name,
			    size_t name_len, const char *value, size_t len)
{
	int token = lws__http_token_find(name, name_len);

	if (token >= 0)
		return lws__http_headers_add(h, (enum lws_token_indexes)token,
					     value, len);
	if (lws__http_headers_begin_custom(h, name, name_len))
		return 1;

	return fill_and_end(h, value, len);
}

int
lws__http_headers_replace(struct lws__http_headers *h,
			  enum lws_token_indexes token, const char *value,
			  size_t len)
{
	struct fragment *f;

	if (!is_stored_token(token))
		return 1;
	if (!h->first[token])
		return lws__http_headers_add(h, token, value, len);

	f = fragment_at(h, h->first[token]);
	if (len && memchr(value, 0, len))
		return 1;
	if (len <= f->len) {
		memmove(h->arena + f->at, value, len);
		memset(h->arena + f->at + len, 0, f->len - len);
		f->len = (uint32_t)len;
		f->next = 0;
		h->last[token] = h->first[token];

		return 0;
	}

	if (lws__http_headers_begin(h, token))
		return 1;
	if (lws__http_headers_append(h, value, len)) {
		lws__http_headers_abandon(h);

		return 1;
	}
	h->first[token] = 0;

	return lws__http_headers_end(h);
}

void
lws__http_headers_remove(struct lws__http_headers *h,
			 enum lws_token_indexes token)
{
	if (is_stored_token(token))
		h->first[token] = 0;
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
	if (!is_stored_token(token) || !h->first[token])
		return NULL;

	return fragment_at(h, h->first[token]);
}

static const struct fragment *
next_fragment(const struct lws__http_headers *h, const struct fragment *f)
{
	return f->next ? fragment_at(h, f->next) : NULL;
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
	return first_fragment(h, token) != NULL;
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
		len += f->len + (f->next ? joint : 0);

	return (int)len;
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

	for (; f; f = next_fragment(h, f)) {
		memcpy(to, h->arena + f->at, f->len);
		to += f->len;
		if (f->next) {
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

	return f ? (char *)(uintptr_t)(h->arena + f->at) : NULL;
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

	n = *iter ? fragment_at(h, *iter)->next : h->first[list];
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

	if (!h->first[CUSTOM])
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

/* ---- which request --------------------------------------------------- */

int
lws__http_headers_uri_and_method(const struct lws__http_headers *h, char **uri,
				 int *uri_len)
{
	const struct lws__http_method *m;

	for (int i = 0; (m = lws__http_method_by_index(i)); i++)
		if (lws__http_headers_has(h, m->token)) {
			*uri = lws__http_headers_simple_ptr(h, m->token);
			*uri_len = lws__http_headers_total_length(h, m->token);

			return i;
		}

	if (!lws__http_headers_has(h, WSI_TOKEN_HTTP_COLON_PATH))
		return -1;

	*uri = lws__http_headers_simple_ptr(h, WSI_TOKEN_HTTP_COLON_PATH);
	*uri_len = lws__http_headers_total_length(h, WSI_TOKEN_HTTP_COLON_PATH);

	return LWSHUMETH_COLON_PATH;
}
