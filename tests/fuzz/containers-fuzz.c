/* SPDX-License-Identifier: MIT */
/*
 * Containers (hazard MS-04): any sequence of operations agrees with a model and
 * stays within its memory.  The first byte chooses the container, then come
 * pairs of operation and length.
 */

#include "base/base.h"
#include "fifo-fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool is_true)
{
	if (!is_true)
		abort();
}

/* ---- ring of 3-byte elements, one reader behind the other ---- */

static void
ring_op(struct lws_ring *ring, struct fifo *f, uint32_t *tail, unsigned int op,
	size_t count)
{
	uint8_t buf[256 * 3];
	size_t n, bytes;
	void *start;

	switch (op % 4) {
	case 0:
		fifo_make(f, buf, count * 3);
		f->in += (uint32_t)lws_ring_insert(ring, buf, count) * 3;
		break;
	case 1:
		if (lws_ring_next_linear_insert_range(ring, &start, &bytes))
			break;
		if (bytes > count * 3)
			bytes = count * 3;
		fifo_make(f, start, bytes);
		lws_ring_bump_head(ring, bytes);
		f->in += (uint32_t)bytes;
		break;
	case 2:
		n = lws_ring_consume(ring, tail, buf, count);
		fifo_check(f, 0, buf, n * 3);
		f->out += (uint32_t)n * 3;
		break;
	default:
		lws_ring_update_oldest_tail(ring, *tail);
		must(lws_ring_get_oldest_tail(ring) == *tail);
		break;
	}
	must(lws_ring_get_count_waiting_elements(ring, tail) ==
	     (f->in - f->out) / 3);
}

static void
fuzz_ring(const uint8_t *data, const uint8_t *end)
{
	size_t count = next_byte(&data, end) + 1u;
	struct lws_ring *ring = lws_ring_create(3, count, NULL);
	struct fifo f = {0, 0};
	uint32_t tail = 0;

	must(!!ring);
	while (data < end) {
		unsigned int op = next_byte(&data, end);

		ring_op(ring, &f, &tail, op, next_byte(&data, end));
		must(lws_ring_get_count_free_elements(ring) < count);
	}
	lws_ring_destroy(ring);
}

/* ---- buflist ---- */

static void
buflist_op(struct lws_buflist **bl, struct fifo *f, unsigned int op, size_t len)
{
	uint8_t buf[256], *p;
	char first, fin;
	size_t n;

	switch (op % 5) {
	case 0:
		fifo_make(f, buf, len);
		must(lws_buflist_append_segment(bl, buf, len) >= 0);
		f->in += (uint32_t)len;
		break;
	case 1:
		n = (size_t)lws_buflist_linear_use(bl, buf, len);
		fifo_check(f, 0, buf, n);
		f->out += (uint32_t)n;
		break;
	case 2:
		n = (size_t)lws_buflist_linear_copy(bl, op / 5, buf, len);
		fifo_check(f, op / 5, buf, n);
		break;
	case 3:
		n = (size_t)lws_buflist_fragment_use(bl, buf, len, &first,
						     &fin);
		fifo_check(f, 0, buf, n);
		f->out += (uint32_t)n;
		break;
	default:
		n = lws_buflist_next_segment_len(bl, &p);
		must(n || f->in == f->out);
		fifo_check(f, 0, p, n);
		lws_buflist_use_segment(bl, len);
		f->out += (uint32_t)(len < n ? len : n);
		break;
	}
	must(lws__buflist_left(bl) == f->in - f->out);
}

static void
fuzz_buflist(const uint8_t *data, const uint8_t *end)
{
	struct lws_buflist *bl = NULL;
	struct fifo f = {0, 0};

	while (data < end) {
		unsigned int op = next_byte(&data, end);

		buflist_op(&bl, &f, op, next_byte(&data, end));
	}
	lws_buflist_destroy_all_segments(&bl);
}

/* ---- dll2: three nodes a list, as strings of digits ---- */

enum {
	NODES = 6,
};

static void
model_remove(char *s, char c)
{
	char *at = strchr(s, c);

	if (at)
		memmove(at, at + 1, strlen(at));
}

static void
model_insert(char *s, const char *at, char c)
{
	size_t n = at ? (size_t)(at - s) : strlen(s);

	memmove(s + n + 1, s + n, strlen(s + n) + 1);
	s[n] = c;
}

static void
dll2_op(lws_dll2_t *node, lws_dll2_owner_t *own, char *s, unsigned int op,
	unsigned int arg)
{
	unsigned int i = arg % NODES, other = (i + 1 + arg / NODES) % NODES;
	char c = (char)('0' + i), *at;

	model_remove(s, c);
	at = i == other ? NULL : strchr(s, (char)('0' + other));

	switch (op % 5) {
	case 0:
		lws_dll2_add_head(&node[i], own);
		model_insert(s, s, c);
		break;
	case 1:
		lws_dll2_add_tail(&node[i], own);
		model_insert(s, NULL, c);
		break;
	case 2:
	case 3:
		if (!at) {
			lws_dll2_remove(&node[i]);
		} else if (op % 5 == 2) {
			lws_dll2_add_before(&node[i], &node[other]);
			model_insert(s, at, c);
		} else {
			lws_dll2_add_insert(&node[i], &node[other]);
			model_insert(s, at + 1, c);
		}
		break;
	default:
		lws_dll2_remove(&node[i]);
		break;
	}
}

static void
fuzz_dll2(const uint8_t *data, const uint8_t *end)
{
	lws_dll2_owner_t own;
	lws_dll2_t node[NODES];
	char s[NODES + 1] = "";

	memset(&own, 0, sizeof(own));
	memset(node, 0, sizeof(node));
	while (data < end) {
		unsigned int op = next_byte(&data, end);
		const char *at = s;

		dll2_op(node, &own, s, op, next_byte(&data, end));
		must(own.count == strlen(s));
		for (lws_dll2_t *d = own.head; d; d = d->next)
			must(d == &node[*at++ - '0'] && d->owner == &own);
		for (lws_dll2_t *d = own.tail; d; d = d->prev)
			must(d == &node[*--at - '0']);
		must(at == s);
	}
}

/* ---- map: keys of one to three bytes, values of one ---- */

static void
map_op(lws_map_t *map, int16_t *model, unsigned int op, unsigned int arg)
{
	uint8_t key[3] = {(uint8_t)(arg & 63), 1, 2}, value = (uint8_t)op;
	size_t key_len = 1 + (arg & 63) % 3;
	struct lws_map_item *item;

	if (op % 3) {
		must(!!lws_map_item_create(map, key, key_len, &value, 1));
		model[arg & 63] = value;
	}
	item = lws_map_item_lookup(map, key, key_len);
	must(!!item == (model[arg & 63] >= 0));
	must(!item ||
	     (lws_map_item_value_len(item) == 1 &&
	      *(const uint8_t *)lws_map_item_value(item) == model[arg & 63]));
	if (!(op % 3)) {
		lws_map_item_destroy(item);
		model[arg & 63] = -1;
	}
}

static void
fuzz_map(const uint8_t *data, const uint8_t *end)
{
	lws_map_info_t info;
	int16_t model[64];
	lws_map_t *map;

	memset(&info, 0, sizeof(info));
	memset(model, 0xff, sizeof(model));
	info.modulo = next_byte(&data, end) % 16;
	map = lws_map_create(&info);
	must(!!map);
	while (data < end) {
		unsigned int op = next_byte(&data, end);

		map_op(map, model, op, next_byte(&data, end));
	}
	lws_map_destroy(&map);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const fuzz[])(const uint8_t *, const uint8_t *) = {
		fuzz_ring, fuzz_buflist, fuzz_dll2, fuzz_map};

	if (len)
		fuzz[data[0] % LWS_ARRAY_SIZE(fuzz)](data + 1, data + len);

	return 0;
}
