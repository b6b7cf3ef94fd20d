/* SPDX-License-Identifier: MIT */
/*
 * The dynamic table of HPACK, against a model that keeps a plain list and
 * counts it anew each time; and what it does without memory.
 */

#include "lws-test.h"
#include "roles/h2/hpack.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the model --------------------------------------------------------- */

enum { MODEL_MAX = 4096 };

struct model_entry {
	char name[2048];
	char value[2048];
};

struct model {
	struct model_entry *e[MODEL_MAX]; /* the newest first */
	size_t count;
	size_t max;
};

static size_t
model_size(const struct model *m)
{
	size_t size = 0;

	for (size_t n = 0; n < m->count; n++)
		size += strlen(m->e[n]->name) + strlen(m->e[n]->value) + 32;

	return size;
}

static void
model_evict(struct model *m, size_t max)
{
	while (m->count && model_size(m) > max)
		free(m->e[--m->count]);
}

static void
model_add(struct model *m, const char *name, const char *value)
{
	size_t size = strlen(name) + strlen(value) + 32;

	model_evict(m, size > m->max ? 0 : m->max - size);
	if (size > m->max)
		return;
	memmove(m->e + 1, m->e, m->count * sizeof(m->e[0]));
	m->e[0] = malloc(sizeof(*m->e[0]));
	memcpy(m->e[0]->name, name, strlen(name) + 1);
	memcpy(m->e[0]->value, value, strlen(value) + 1);
	m->count++;
}

static void
assert_same(const struct lws__hpack_table *t, const struct model *m)
{
	struct lws__hpack_field f;

	assert_int_equal(t->count, m->count);
	assert_int_equal(t->size, model_size(m));
	assert_true(t->text_used <= t->text_room);
	for (size_t n = 0; n < m->count; n++) {
		assert_true(lws__hpack_table_get(t, n, &f));
		assert_int_equal(f.name_len, strlen(m->e[n]->name));
		assert_memory_equal(f.name, m->e[n]->name, f.name_len);
		assert_int_equal(f.value_len, strlen(m->e[n]->value));
		assert_memory_equal(f.value, m->e[n]->value, f.value_len);
	}
	assert_false(lws__hpack_table_get(t, m->count, &f));
}

/* ---- tests -----------------------------------------------------------------
 */

static uint32_t seed;

static uint32_t
random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;

	return (seed >> 8) % n;
}

static void
random_text(char *out, size_t len)
{
	for (size_t n = 0; n < len; n++)
		out[n] = (char)('a' + random_below(26));
	out[len] = '\0';
}

static int
add(struct lws__hpack_table *t, const char *name, const char *value)
{
	const struct lws__hpack_field f = {.name = name,
					   .name_len = strlen(name),
					   .value = value,
					   .value_len = strlen(value),
					   .token = -1};

	return lws__hpack_table_add(t, &f);
}

static void
run_against_model(uint32_t start, uint32_t max, uint32_t longest, int rounds)
{
	struct lws__hpack_table t = {0};
	struct model m = {.max = max};
	char name[2048], value[2048];

	seed = start;
	lws__hpack_table_resize(&t, max);
	for (int round = 0; round < rounds; round++) {
		if (!random_below(40)) {
			m.max = random_below(4) ? random_below(max + 1) : max;
			model_evict(&m, m.max);
			lws__hpack_table_resize(&t, (uint32_t)m.max);
		} else {
			random_text(name, random_below(longest));
			random_text(value, random_below(longest));
			model_add(&m, name, value);
			assert_int_equal(add(&t, name, value), 0);
		}
		assert_same(&t, &m);
		/* what README and header promise of memory */
		assert_true(t.text_room <= max || t.text_room <= 256);
	}
	model_evict(&m, 0);
	lws__hpack_table_destroy(&t);
	lws__hpack_table_destroy(&t);
}

static void
hpack_table__does_what_a_list_does(void **state)
{
	(void)state;
	run_against_model(1, 4096, 40, 1500);
	run_against_model(2, 4096, 400, 1000);
	run_against_model(3, 4096, 2040, 500);
	run_against_model(4, 512, 60, 1000);
	run_against_model(5, 64, 20, 500);
	run_against_model(6, 0, 20, 100);
	run_against_model(7, 4096, 2, 700); /* 128 entries and no text */
	run_against_model(8, 65535, 900, 300);
}

/* most entries come without a move of the others, however long it goes on */
static void
hpack_table__text_is_seldom_moved(void **state)
{
	struct lws__hpack_table t = {0};
	unsigned int moved = 0;
	uint32_t before = 0;

	(void)state;
	lws__hpack_table_resize(&t, 4096);
	for (int n = 0; n < 10000; n++) {
		assert_int_equal(add(&t, "x-a-name", "and a value of it"), 0);
		moved += t.text_used < before;
		before = t.text_used;
	}
	assert_true(moved < 10000 / 10);
	lws__hpack_table_destroy(&t);
}

static int
fill(void *arg)
{
	struct lws__hpack_table t = {0};
	int failed = 0;

	(void)arg;
	lws__hpack_table_resize(&t, 4096);
	for (int n = 0; n < 300 && !failed; n++) {
		unsigned int count = t.count;

		failed = add(&t, "name", "a value that is not so short");
		if (failed)
			assert_true(t.count <= count);
	}
	lws__hpack_table_destroy(&t);

	return failed;
}

static void
hpack_table__survives_each_failed_allocation(void **state)
{
	(void)state;
	lws__test_alloc_sweep(fill, NULL);
}

static void
hpack_table__a_reserve_makes_the_add_safe(void **state)
{
	struct lws__hpack_table t = {0};
	const struct lws__hpack_field f = {.name = "n",
					   .name_len = 1,
					   .value = "v",
					   .value_len = 1,
					   .token = -1};

	(void)state;
	lws__hpack_table_resize(&t, 4096);
	for (int n = 0; n < 500; n++) {
		assert_int_equal(lws__hpack_table_reserve(&t, 2, 34), 0);
		lws__alloc_fail_at(1, true);
		assert_int_equal(lws__hpack_table_add(&t, &f), 0);
		lws__alloc_fail_at(0, false);
	}
	lws__hpack_table_destroy(&t);
}

static void
hpack_table__the_static_one_finds_what_it_has(void **state)
{
	(void)state;
	for (unsigned int n = 1; n <= LWS__HPACK_STATIC_COUNT; n++) {
		struct lws__hpack_field f;
		bool is_whole;

		lws__hpack_static_get(n, &f);
		assert_int_equal(lws__hpack_static_find(&f, &is_whole), n);
		assert_true(is_whole);
		assert_true(lws__hpack_name_is_good(f.name, f.name_len));
		f.value = "something else";
		f.value_len = strlen(f.value);
		assert_true(lws__hpack_static_find(&f, &is_whole) <= n);
		assert_false(is_whole);
		f.token = -1;
		assert_int_equal(lws__hpack_static_find(&f, &is_whole), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hpack_table__does_what_a_list_does),
		cmocka_unit_test(hpack_table__text_is_seldom_moved),
		cmocka_unit_test(hpack_table__survives_each_failed_allocation),
		cmocka_unit_test(hpack_table__a_reserve_makes_the_add_safe),
		cmocka_unit_test(hpack_table__the_static_one_finds_what_it_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
