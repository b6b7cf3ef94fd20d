/* SPDX-License-Identifier: MIT */
/*
 * map: one value a key, whatever the hash does, and copies of both.
 */

#include "base/base.h"
#include "model.h"

#include <strings.h>

static struct lws_map_item *
put(lws_map_t *map, const char *key, const char *value)
{
	char k[32], v[32];

	/* from the stack: the map must have its own copies */
	lws_strncpy(k, key, sizeof(k));
	lws_strncpy(v, value, sizeof(v));

	return lws_map_item_create_ks(map, k, v, strlen(v));
}

static struct lws_map_item *
find(lws_map_t *map, const char *key)
{
	/* the macro's cast drops a const, which our warnings mind */
	return lws_map_item_lookup(map, (lws_map_key_t)(uintptr_t)key,
				   strlen(key));
}

static void
assert_value(lws_map_t *map, const char *key, const char *want)
{
	struct lws_map_item *item = lws_map_item_lookup(
		map, (lws_map_key_t)(uintptr_t)key, strlen(key));

	if (!want) {
		assert_null(item);
		return;
	}
	assert_non_null(item);
	assert_int_equal(lws_map_item_value_len(item), strlen(want));
	assert_memory_equal(lws_map_item_value(item), want, strlen(want));
	assert_int_equal(lws_map_item_key_len(item), strlen(key));
	assert_memory_equal(lws_map_item_key(item), key, strlen(key));
	assert_int_equal((uintptr_t)lws_map_item_value(item) % 8, 0);
	assert_int_equal((uintptr_t)lws_map_item_key(item) % 8, 0);
}

static void
map__finds_by_whole_key(void **state)
{
	lws_map_info_t info = {0};
	lws_map_t *map = lws_map_create(&info);

	(void)state;
	assert_value(map, "one", NULL);
	put(map, "one", "1");
	put(map, "two", "22");
	put(map, "", "empty");
	assert_value(map, "one", "1");
	assert_value(map, "two", "22");
	assert_value(map, "", "empty");
	assert_value(map, "on", NULL);
	assert_value(map, "onee", NULL);
	lws_map_destroy(&map);
	assert_null(map);
	lws_map_destroy(&map);
}

static void
map__an_old_key_gets_the_new_value(void **state)
{
	lws_map_info_t info = {0};
	lws_map_t *map = lws_map_create(&info);

	(void)state;
	put(map, "one", "1");
	put(map, "one", "again");
	assert_value(map, "one", "again");
	lws_map_item_destroy(find(map, "one"));
	assert_value(map, "one", NULL);
	lws_map_item_destroy(NULL);
	lws_map_destroy(&map);
}

static void
map__keys_are_bytes(void **state)
{
	static uint8_t a[] = {0, 1, 0}, b[] = {0, 1, 1};
	lws_map_info_t info = {0};
	lws_map_t *map = lws_map_create(&info);

	(void)state;
	lws_map_item_create(map, a, 3, NULL, 0);
	lws_map_item_create(map, b, 3, a, 2);
	assert_int_equal(lws_map_item_value_len(lws_map_item_lookup(map, a, 3)),
			 0);
	assert_int_equal(lws_map_item_value_len(lws_map_item_lookup(map, b, 3)),
			 2);
	assert_null(lws_map_item_lookup(map, b, 2));
	lws_map_destroy(&map);
}

static void
map__refuses_sizes_that_wrap(void **state)
{
	lws_map_info_t info = {0};
	lws_map_t *map = lws_map_create(&info);
	uint8_t b = 0;

	(void)state;
	assert_null(lws_map_item_create(map, &b, SIZE_MAX, &b, 1));
	assert_null(lws_map_item_create(map, &b, 1, &b, SIZE_MAX - 8));
	assert_value(map, "", NULL);
	lws_map_destroy(&map);
	info.modulo = SIZE_MAX / 2;
	assert_null(lws_map_create(&info));
}

static lws_map_hash_t
same_hash(const lws_map_key_t key, size_t len)
{
	(void)key;
	(void)len;

	return 5;
}

static int
ignore_case(const lws_map_key_t key1, size_t kl1, const lws_map_value_t key2,
	    size_t kl2)
{
	return kl1 != kl2 || strncasecmp(key1, key2, kl1);
}

static void
map__takes_the_users_hash_and_comparison(void **state)
{
	lws_map_info_t info = {._hash = same_hash, ._compare = ignore_case};
	lws_map_t *map = lws_map_create(&info);
	struct lws_map_item *item;

	(void)state;
	put(map, "Name", "1");
	put(map, "Other", "2");
	item = find(map, "NAME");
	assert_non_null(item);
	assert_memory_equal(lws_map_item_value(item), "1", 1);
	put(map, "name", "3");
	assert_value(map, "name", "3");
	lws_map_destroy(&map);
}

static int blocks;

static void *
counting_alloc(struct lws_map *map, size_t x)
{
	assert_ptr_equal(lws__map_info(map)->opaque, &blocks);
	blocks++;

	return malloc(x);
}

static void
counting_free(void *p)
{
	blocks--;
	free(p);
}

static void
map__takes_all_memory_from_the_users_allocator(void **state)
{
	lws_map_info_t info = {._alloc = counting_alloc,
			       ._free = counting_free,
			       .opaque = &blocks,
			       .modulo = 1};
	lws_map_t *map = lws_map_create(&info);
	char key[2] = "a";

	(void)state;
	for (; key[0] <= 'z'; key[0]++)
		put(map, key, "v");
	put(map, "a", "w");
	assert_int_equal(lws__map_info(map)->modulo, 1);
	assert_int_equal(blocks, 2 + 26);
	lws_map_destroy(&map);
	assert_int_equal(blocks, 0);
}

static void
map__lives_in_an_lwsac(void **state)
{
	struct lwsac *ac = NULL;
	lws_map_info_t info = {._alloc = lws_map_alloc_lwsac,
			       ._free = lws_map_free_lwsac,
			       .opaque = &ac,
			       .aux = (void *)(uintptr_t)2048};
	lws_map_t *map = lws_map_create(&info);

	(void)state;
	put(map, "k", "v");
	assert_value(map, "k", "v");
	assert_int_equal(lwsac_total_alloc(ac), lwsac_sizeof(1) + 2048);
	lwsac_free(&ac); /* and nothing else to free */
}

static void
map__grows_with_its_items(void **state)
{
	lws_map_info_t info = {0};
	lws_map_t *map = lws_map_create(&info);

	(void)state;
	for (unsigned int i = 0; i < 1000; i++)
		lws_map_item_create(map, &i, sizeof(i), &i, sizeof(i));
	assert_true(lws__map_info(map)->modulo >= 500);
	for (unsigned int i = 0; i < 1000; i++) {
		struct lws_map_item *item =
			lws_map_item_lookup(map, &i, sizeof(i));

		assert_non_null(item);
		assert_memory_equal(lws_map_item_value(item), &i, sizeof(i));
	}
	lws_map_destroy(&map);
}

static void
model_step(struct model_random *r, lws_map_t *map, char model[][8])
{
	unsigned int i = model_below(r, 50);
	struct lws_map_item *item;
	char key[8], value[8];

	snprintf(key, sizeof(key), "k%u", i);
	if (model_below(r, 3)) {
		snprintf(value, sizeof(value), "v%u", model_below(r, 9999));
		assert_non_null(put(map, key, value));
		memcpy(model[i], value, sizeof(value));
		return;
	}
	item = lws_map_item_lookup_ks(map, key);
	lws_map_item_destroy(item);
	model[i][0] = '\0';
}

static void
map__MS_04_agrees_with_a_model(void **state)
{
	(void)state;
	for (unsigned int seed = 0; seed < MODEL_SEEDS; seed++) {
		struct model_random r = model_random(seed);
		lws_map_info_t info = {.modulo = 1 + model_below(&r, 9)};
		lws_map_t *map = lws_map_create(&info);
		char model[50][8] = {{0}}, key[8];

		for (int step = 0; step < MODEL_STEPS; step++)
			model_step(&r, map, model);
		for (unsigned int i = 0; i < 50; i++) {
			snprintf(key, sizeof(key), "k%u", i);
			assert_value(map, key, model[i][0] ? model[i] : NULL);
		}
		lws_map_destroy(&map);
	}
}

static int
fill(void *arg)
{
	lws_map_info_t info = {.modulo = 1};
	lws_map_t *map = lws_map_create(&info);
	char key[2] = "a";
	int ret = !map;

	(void)arg;
	for (; !ret && key[0] <= 'e'; key[0]++)
		ret = !put(map, key, "v");
	if (!ret && !put(map, "a", "new")) {
		assert_value(map, "a", "v"); /* the old one is still there */
		ret = 1;
	}
	if (!ret)
		assert_value(map, "a", "new");
	lws_map_destroy(&map);

	return ret;
}

/* a table that cannot grow is no failure: found here one allocation at a time
 */
static void
map__I_01_no_memory_leaves_what_there_was(void **state)
{
	int failed = 0;

	(void)state;
	for (unsigned long n = 1; n < 20; n++) {
		lws__alloc_fail_at(n, false);
		failed += fill(NULL);
		lws__alloc_fail_at(n, true);
		fill(NULL);
	}
	lws__alloc_fail_at(0, false);
	assert_true(failed >= 8);
	assert_int_equal(fill(NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(map__finds_by_whole_key),
		cmocka_unit_test(map__an_old_key_gets_the_new_value),
		cmocka_unit_test(map__keys_are_bytes),
		cmocka_unit_test(map__refuses_sizes_that_wrap),
		cmocka_unit_test(map__takes_the_users_hash_and_comparison),
		cmocka_unit_test(
			map__takes_all_memory_from_the_users_allocator),
		cmocka_unit_test(map__lives_in_an_lwsac),
		cmocka_unit_test(map__grows_with_its_items),
		cmocka_unit_test(map__MS_04_agrees_with_a_model),
		cmocka_unit_test(map__I_01_no_memory_leaves_what_there_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
