/* SPDX-License-Identifier: MIT */
/*
 * A header table as bytes, for another one that is to have the same.
 *
 *   image | text of others | text of the target | records, the last one first
 */

#include "roles/http/header-names.h"
#include "roles/http/header-table-form.h"

#include <string.h>

/* a table of the first `count` fragments */
struct part {
	uint32_t top;
	uint32_t count;
	uint32_t present[CUSTOM / 32 + 1];
	uint8_t hints[HINTS];
};

struct image {
	struct part others;
	struct part all;
};

/* of what a path came to: the rest follows from other fields */
static bool
is_of_target(const struct fragment *f)
{
	const struct lws__http_method *m;

	if (f->token == WSI_TOKEN_HTTP_COLON_PATH ||
	    f->token == WSI_TOKEN_HTTP_URI_ARGS)
		return true;
	for (int i = 0; (m = lws__http_method_by_index(i)); i++)
		if (f->token == (unsigned int)m->token)
			return true;

	return false;
}

static size_t
records_len(const struct part *p)
{
	return p->count * sizeof(struct fragment);
}

/* a custom one has its name before it */
static uint32_t
name_room(const struct fragment *f)
{
	return f->name_len ? f->name_len + 1u : 0;
}

size_t
lws__http_headers_image_len(const struct lws__http_headers *h)
{
	/* text of one that was removed is not counted: it is no more then */
	return sizeof(struct image) + h->top +
	       h->count * sizeof(struct fragment);
}

/* behind the others; records: the end of all of them */
static void
put(struct part *p, const struct lws__http_headers *h, const struct fragment *f,
    uint8_t *text, uint8_t *records)
{
	struct fragment at = *f;
	uint32_t name = name_room(f);

	memcpy(text + p->top, h->arena + f->at - name, name + f->len + 1);
	at.at = p->top + name;
	p->top += name + f->len + 1;
	p->count++;
	memcpy(records - records_len(p), &at, sizeof(at));
	if (f->token == NOBODY)
		return;
	if (!(p->present[f->token / 32] >> f->token % 32 & 1) &&
	    p->count <= UINT8_MAX)
		p->hints[f->token % HINTS] = (uint8_t)p->count;
	p->present[f->token / 32] |= UINT32_C(1) << f->token % 32;
}

void
lws__http_headers_image(const struct lws__http_headers *h, uint8_t *to)
{
	uint8_t *text = to + sizeof(struct image);
	uint8_t *end = to + lws__http_headers_image_len(h);
	struct image i = {.others = {.top = 0}};

	for (unsigned int n = 1; n <= h->count; n++)
		if (!is_of_target(fragment_at(h, n)))
			put(&i.others, h, fragment_at(h, n), text, end);
	i.all = i.others;
	for (unsigned int n = 1; n <= h->count; n++)
		if (is_of_target(fragment_at(h, n)))
			put(&i.all, h, fragment_at(h, n), text, end);
	memcpy(to, &i, sizeof(i));
}

int
lws__http_headers_from_image(struct lws__http_headers *h, const uint8_t *image,
			     size_t len, bool has_target)
{
	struct image i;
	const struct part *p = has_target ? &i.all : &i.others;

	lws__http_headers_reset(h);
	memcpy(&i, image, sizeof(i));
	if (!lws__http_headers_make_room(h, p->top + records_len(p)))
		return 1;
	memcpy(h->arena, image + sizeof(i), p->top);
	h->top = p->top;
	h->count = (uint16_t)p->count;
	if (p->count)
		memcpy(fragment_at(h, p->count), image + len - records_len(p),
		       records_len(p));
	memcpy(h->hints, p->hints, sizeof(h->hints));
	memcpy(h->present, p->present, sizeof(h->present));

	return 0;
}
