/* SPDX-License-Identifier: MIT */
/*
 * The cache in memory: limits, order, time; MS-04 against a model.
 */

#include "lws-test.h"

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>

static struct lws_context *cx;
static unsigned int gone;

static void
item_gone(void *item, size_t size)
{
	/* all of it can still be read */
	for (size_t n = 0; n < size; n++)
		gone += ((volatile uint8_t *)item)[n] * 0u;
	gone++;
}

static struct lws_cache_ttl_lru *
make(size_t footprint, size_t items, size_t payload)
{
	struct lws_cache_ttl_lru *c = lws_cache_create(
		&(struct lws_cache_creation_info){.cx = cx,
						  .name = "test",
						  .cb = item_gone,
						  .ops = &lws_cache_ops_heap,
						  .max_footprint = footprint,
						  .max_items = items,
						  .max_payload = payload});

	assert_non_null(c);
	gone = 0;

	return c;
}

static int
put(struct lws_cache_ttl_lru *c, const char *key, const char *value)
{
	return lws_cache_write_through(c, key, (const uint8_t *)value,
				       strlen(value), 0, NULL);
}

/* NULL or the value, to static text */
static const char *
get(struct lws_cache_ttl_lru *c, const char *key)
{
	static char text[256];
	const void *p;
	size_t len;

	if (lws_cache_item_get(c, key, &p, &len))
		return NULL;
	assert_in_range(len, 0, sizeof(text) - 1);
	memcpy(text, p, len);
	text[len] = '\0';

	return text;
}

static void
net_23__an_item_over_the_limit_is_refused_by_an_empty_cache(void **state)
{
	struct lws_cache_ttl_lru *c = make(100, 0, 0);
	char big[200];

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	assert_int_not_equal(put(c, "k", big), 0);
	assert_int_equal(lws_cache_footprint(c), 0);
	lws_cache_destroy(&c);
	assert_null(c);

	/* nor does it throw out what is there, but the old one of its key */
	c = make(0, 0, 10);
	assert_int_equal(put(c, "k", "v"), 0);
	assert_int_equal(put(c, "other", "w"), 0);
	assert_int_not_equal(put(c, "k", big), 0);
	assert_null(get(c, "k"));
	assert_string_equal(get(c, "other"), "w");
	assert_int_equal(gone, 1);
	lws_cache_destroy(&c);
	assert_int_equal(gone, 2);
}

static void
cache__keeps_what_was_used_last(void **state)
{
	struct lws_cache_ttl_lru *c = make(0, 3, 0);

	(void)state;
	put(c, "a", "1");
	put(c, "b", "2");
	put(c, "c", "3");
	assert_string_equal(get(c, "a"), "1");
	put(c, "d", "4");
	assert_null(get(c, "b"));
	assert_string_equal(get(c, "a"), "1");
	assert_string_equal(get(c, "c"), "3");
	assert_string_equal(get(c, "d"), "4");
	lws_cache_destroy(&c);
}

static void
cache__ends_items_in_the_event_loop(void **state)
{
	struct lws_cache_ttl_lru *c = make(0, 0, 0);

	(void)state;
	assert_int_equal(lws_cache_write_through(c, "past",
						 (const uint8_t *)"x", 1,
						 lws_now_usecs() - 10, NULL),
			 0);
	put(c, "ever", "y");
	assert_string_equal(get(c, "past"), "x");
	while (!gone)
		lws_service(cx, -1);
	assert_null(get(c, "past"));
	assert_string_equal(get(c, "ever"), "y");
	lws_cache_destroy(&c);
}

static void
cache__gives_room_that_the_caller_fills(void **state)
{
	struct lws_cache_ttl_lru *c = make(0, 0, 0);
	void *pay = NULL;

	(void)state;
	assert_int_equal(lws_cache_write_through(c, "k", NULL, 4, 0, &pay), 0);
	memcpy(pay, "abcd", 4);
	assert_string_equal(get(c, "k"), "abcd");
	/* from itself */
	assert_int_equal(lws_cache_write_through(c, "k", pay, 2, 0, &pay), 0);
	assert_string_equal(get(c, "k"), "ab");
	lws_cache_destroy(&c);
}

static void
cache__results_can_be_walked_while_items_are_read(void **state)
{
	struct lws_cache_ttl_lru *c = make(0, 0, 0);
	lws_cache_results_t w;
	const void *p;
	size_t size;
	int found = 0;

	(void)state;
	put(c, "a1", "one");
	put(c, "a2", "three");
	put(c, "b", "x");
	assert_int_equal(lws_cache_lookup(c, "a*", &p, &size), 0);
	w.ptr = p;
	w.size = size;
	while (!lws_cache_results_walk(&w)) {
		const char *value = get(c, (const char *)w.tag);

		assert_int_equal(w.tag_len, 2);
		assert_int_equal(strlen(value), w.payload_len);
		lws_cache_item_remove(c, (const char *)w.tag);
		found++;
	}
	assert_int_equal(found, 2);
	assert_int_not_equal(lws_cache_lookup(c, "a*", &p, &size), 0);
	assert_null(p);
	w.ptr = p;
	w.size = size;
	assert_int_not_equal(lws_cache_results_walk(&w), 0);
	lws_cache_destroy(&c);
}

/* the first level is small, the second keeps all */
static void
cache__levels_fill_from_behind(void **state)
{
	struct lws_cache_ttl_lru *back = make(0, 0, 0), *front;
	const void *p;
	size_t size;

	(void)state;
	front = lws_cache_create(
		&(struct lws_cache_creation_info){.cx = cx,
						  .ops = &lws_cache_ops_heap,
						  .parent = back,
						  .max_items = 1,
						  .max_payload = 3});
	assert_int_equal(put(front, "a", "1"), 0);
	assert_int_equal(put(front, "b", "2"), 0);
	assert_int_equal(put(front, "long", "12345"), 0);
	assert_string_equal(get(front, "a"), "1");
	assert_string_equal(get(front, "long"), "12345");
	assert_int_equal(lws_cache_lookup(front, "*", &p, &size), 0);
	assert_int_equal(size, 3 * 9 + 1 + 1 + 4); /* each once */
	assert_int_equal(lws_cache_item_remove(front, "*"), 0);
	assert_null(get(back, "a"));
	assert_null(get(front, "b"));
	lws_cache_destroy(&front);
	lws_cache_destroy(&back);
}

/* ---- MS-04 ------------------------------------------------------------ */

#define KEYS 24
#define CAP  8

struct model {
	char value[KEYS][8];
	int order[KEYS]; /* keys, used last first */
	int count;
};

static void
model_drop(struct model *m, int key)
{
	for (int n = 0; n < m->count; n++)
		if (m->order[n] == key) {
			memmove(&m->order[n], &m->order[n + 1],
				(size_t)(--m->count - n) * sizeof(int));
			return;
		}
}

static bool
model_has(const struct model *m, int key)
{
	for (int n = 0; n < m->count; n++)
		if (m->order[n] == key)
			return true;

	return false;
}

static void
model_use(struct model *m, int key)
{
	model_drop(m, key);
	if (m->count == CAP)
		m->count--;
	memmove(&m->order[1], &m->order[0], (size_t)m->count * sizeof(int));
	m->order[0] = key;
	m->count++;
}

static void
ms_04__cache_behaves_as_its_model(void **state)
{
	struct lws_cache_ttl_lru *c = make(0, CAP, 0);
	struct model m = {0};
	unsigned int seed = 1;

	(void)state;
	for (int step = 0; step < 20000; step++) {
		char key[8], value[8];
		const char *have;
		int k;

		seed = seed * 1103515245u + 12345u;
		k = (int)(seed >> 16) % KEYS;
		lws_snprintf(key, sizeof(key), "k%02d", k);
		lws_snprintf(value, sizeof(value), "%d", step % 1000);
		switch ((seed >> 8) % 4) {
		case 0:
		case 1:
			assert_int_equal(put(c, key, value), 0);
			model_use(&m, k);
			memcpy(m.value[k], value, sizeof(value));
			break;
		case 2:
			have = get(c, key);
			assert_int_equal(!!have, model_has(&m, k));
			if (have) {
				assert_string_equal(have, m.value[k]);
				model_use(&m, k);
			}
			break;
		case 3:
			assert_int_equal(lws_cache_item_remove(c, key), 0);
			model_drop(&m, k);
			break;
		}
		assert_int_equal(!lws_cache_footprint(c), !m.count);
	}
	lws_cache_destroy(&c);
}

static void
cache__many_items_are_found(void **state)
{
	struct lws_cache_ttl_lru *c = make(0, 0, 0);
	char key[16];

	(void)state;
	for (int n = 0; n < 5000; n++) {
		lws_snprintf(key, sizeof(key), "%d", n);
		assert_int_equal(put(c, key, key), 0);
	}
	for (int n = 0; n < 5000; n++) {
		lws_snprintf(key, sizeof(key), "%d", n);
		assert_string_equal(get(c, key), key);
	}
	assert_int_equal(lws_cache_expunge(c), 0);
	assert_int_equal(lws_cache_footprint(c), 0);
	assert_int_equal(gone, 5000);
	lws_cache_destroy(&c);
}

static int
live(void *arg)
{
	struct lws_cache_ttl_lru *c, *back;
	const void *p;
	size_t size;
	int failed;

	(void)arg;
	back = lws_cache_create(&(struct lws_cache_creation_info){
		.cx = cx, .ops = &lws_cache_ops_heap});
	if (!back)
		return 1;
	c = lws_cache_create(&(struct lws_cache_creation_info){
		.cx = cx, .ops = &lws_cache_ops_heap, .parent = back});
	failed = !c || put(c, "a", "b") || put(c, "c", "d") ||
		 lws_cache_lookup(c, "*", &p, &size) || !get(c, "a");
	lws_cache_destroy(&c);
	lws_cache_destroy(&back);

	/* what the first level has no memory for is the second's alone */
	return failed;
}

static void
cache__survives_lack_of_memory(void **state)
{
	(void)state;
	lws__test_alloc_sweep(live, NULL);
}

static int
setup(void **state)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN};

	(void)state;
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	cx = lws_create_context(&info);

	return !cx;
}

static int
teardown(void **state)
{
	(void)state;
	lws_context_destroy(cx);

	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			net_23__an_item_over_the_limit_is_refused_by_an_empty_cache),
		cmocka_unit_test(cache__keeps_what_was_used_last),
		cmocka_unit_test(cache__ends_items_in_the_event_loop),
		cmocka_unit_test(cache__gives_room_that_the_caller_fills),
		cmocka_unit_test(
			cache__results_can_be_walked_while_items_are_read),
		cmocka_unit_test(cache__levels_fill_from_behind),
		cmocka_unit_test(ms_04__cache_behaves_as_its_model),
		cmocka_unit_test(cache__many_items_are_found),
		cmocka_unit_test(cache__survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
