/* SPDX-License-Identifier: MIT */
/*
 * lwsac: pieces that never move and never overlap, and one that frees all.
 */

#include "base/base.h"
#include "model.h"

static int
chunks(struct lwsac *ac)
{
	int n = 0;

	for (; ac; ac = lwsac_get_next(ac))
		n++;

	return n;
}

static void
lwsac__align_rounds_up_to_eight(void **state)
{
	(void)state;
	assert_int_equal(lwsac_align(0), 0);
	assert_int_equal(lwsac_align(1), 8);
	assert_int_equal(lwsac_align(8), 8);
	assert_int_equal(lwsac_align(9), 16);
	if (sizeof(void *) == 8) {
		assert_int_equal(lwsac_sizeof(0), 32);
		assert_int_equal(lwsac_sizeof(1), 64);
	}
}

static void
lwsac__pieces_follow_each_other_until_the_chunk_is_full(void **state)
{
	struct lwsac *ac = NULL;
	char *a = lwsac_use(&ac, 1, 64), *b = lwsac_use(&ac, 9, 64), *c, *d;

	(void)state;
	assert_ptr_equal(b, a + 8);
	assert_int_equal((uintptr_t)a % sizeof(void *), 0);
	c = lwsac_use(&ac, 41, 64);
	assert_int_equal(chunks(ac), 2);
	d = lwsac_use(&ac, 16, 64);
	assert_ptr_equal(d, c + 48);
	assert_int_equal(chunks(ac), 2);
	assert_int_equal(lwsac_get_tail_pos(ac), lwsac_sizeof(1) + 24);
	assert_int_equal(lwsac_get_tail_pos(lwsac_get_next(ac)),
			 lwsac_sizeof(0) + 64);
	lwsac_free(&ac);
	assert_null(ac);
}

static void
lwsac__a_large_piece_gets_its_own_chunk(void **state)
{
	struct lwsac *ac = NULL;
	char *p = lwsac_use(&ac, 100000, 0);

	(void)state;
	memset(p, 1, 100000);
	assert_int_equal(lwsac_total_alloc(ac), 100000 + lwsac_sizeof(1));
	lwsac_use(&ac, 1, 0);
	assert_int_equal(lwsac_total_alloc(ac),
			 100000 + 4000 + lwsac_sizeof(1) + lwsac_sizeof(0));
	lwsac_free(&ac);
}

static void
lwsac__refuses_sizes_that_wrap(void **state)
{
	struct lwsac *ac = NULL;

	(void)state;
	assert_null(lwsac_use(&ac, SIZE_MAX, 0));
	assert_null(lwsac_use(&ac, SIZE_MAX - 64, 0));
	assert_null(lwsac_use(&ac, 1, SIZE_MAX));
	assert_null(lwsac_use_backfill(&ac, SIZE_MAX, 0));
	assert_null(ac);
	lwsac_use(&ac, 1, 64);
	assert_int_equal(lwsac_extend(ac, SIZE_MAX), 1);
	assert_int_equal(lwsac_extend(NULL, 1), 1);
	lwsac_free(&ac);
}

static void
lwsac__zero_means_zero(void **state)
{
	struct lwsac *ac = NULL;
	static const char zero[40];

	(void)state;
	memset(lwsac_use(&ac, 24, 64), 0xa5, 24);
	assert_memory_equal(lwsac_use_zero(&ac, 40, 64), zero, 40);
	assert_memory_equal(lwsac_use_zeroed(&ac, 40, 64), zero, 40);
	lwsac_free(&ac);
}

static void
lwsac__backfill_looks_at_old_chunks(void **state)
{
	struct lwsac *ac = NULL;
	char *first = lwsac_use_backfill(&ac, 8, 64);

	(void)state;
	lwsac_use(&ac, 100, 64);
	assert_int_equal(chunks(ac), 2);
	assert_ptr_equal(lwsac_use_backfill(&ac, 8, 64), first + 8);
	lwsac_use_backfill(&ac, 60, 64);
	assert_int_equal(chunks(ac), 3);
	lwsac_free(&ac);
}

static void
lwsac__extend_grows_the_last_piece_within_its_chunk(void **state)
{
	struct lwsac *ac = NULL;
	static const char zero[48];
	char *p = lwsac_use(&ac, 16, 64);

	(void)state;
	memset(p, 1, 16);
	assert_int_equal(lwsac_extend(ac, 48), 0);
	assert_memory_equal(p + 16, zero, 48);
	assert_int_equal(lwsac_extend(ac, 1), 1);
	lwsac_free(&ac);
}

static void
lwsac__totals_of_nothing_are_zero(void **state)
{
	struct lwsac *ac = NULL;

	(void)state;
	assert_int_equal(lwsac_total_alloc(NULL), 0);
	assert_int_equal(lwsac_total_overhead(NULL), 0);
	lwsac_info(NULL);
	assert_non_null(lwsac_use(&ac, 0, 64));
	assert_int_equal(lwsac_total_overhead(ac), lwsac_total_alloc(ac) -
							   lwsac_sizeof(1) +
							   lwsac_sizeof(0));
	lwsac_info(ac);
	lwsac_free(&ac);
	lwsac_free(&ac);
}

static void
lwsac__the_last_reference_frees_a_detached_one(void **state)
{
	struct lwsac *ac = NULL, *mine;

	(void)state;
	lwsac_use(&ac, 10, 64);
	mine = ac;
	lwsac_reference(ac);
	lwsac_reference(ac);
	lwsac_unreference(&mine);
	assert_non_null(mine);
	lwsac_detach(&ac);
	assert_non_null(ac);
	lwsac_unreference(&mine);
	assert_null(mine);
}

static void
lwsac__detach_without_references_frees_at_once(void **state)
{
	struct lwsac *ac = NULL;

	(void)state;
	lwsac_detach(&ac);
	lwsac_unreference(&ac);
	lwsac_use(&ac, 10, 64);
	lwsac_unreference(&ac); /* one too many: not below zero */
	assert_non_null(ac);
	lwsac_detach(&ac);
	assert_null(ac);
}

static void
put(struct lwsac **ac, const char *s)
{
	memcpy(lwsac_use(ac, strlen(s) + 1, 64), s, strlen(s) + 1);
}

static bool
has(struct lwsac *ac, const char *s, size_t len, int nul)
{
	uint8_t *find = lws__test_guarded(s, len);
	uint8_t *at = lwsac_scan_extant(ac, find, len, nul);

	if (at)
		assert_memory_equal(at, s, len);
	lws__test_guarded_free(find, len);

	return at;
}

static void
lwsac__finds_bytes_it_already_has(void **state)
{
	struct lwsac *ac = NULL;

	(void)state;
	assert_false(has(ac, "x", 1, 0));
	put(&ac, "first");
	put(&ac, "second");
	lwsac_use_zero(&ac, 60, 64);
	put(&ac, "third one, in another chunk");
	assert_true(has(ac, "second", 6, 1));
	assert_true(has(ac, "sec", 3, 0));
	assert_false(has(ac, "sec", 3, 1));
	assert_true(has(ac, "ond", 3, 1));
	assert_false(has(ac, "nope", 4, 0));
	assert_true(has(ac, "second", 7, 0));
	assert_true(has(ac, "another chunk", 13, 1));
	assert_false(has(ac, "firstsecond", 11, 0));
	assert_true(has(ac, "", 0, 1));
	lwsac_free(&ac);
}

static void
lwsac__assert_valid_knows_what_is_inside(void **state)
{
	struct lwsac *ac = NULL;
	char *p = lwsac_use(&ac, 16, 64), *q = lwsac_use(&ac, 64, 64);

	(void)state;
	lws_set_log_level(0, NULL);
	assert_int_equal(lwsac_assert_valid(ac, p, 16), 0);
	assert_int_equal(lwsac_assert_valid(ac, p + 8, 8), 0);
	assert_int_equal(lwsac_assert_valid(ac, q + 60, 4), 0);
	assert_int_equal(lwsac_assert_valid(ac, p, 17), 1);
	assert_int_equal(lwsac_assert_valid(ac, ac, 1), 1);
	assert_int_equal(lwsac_assert_valid(ac, p, SIZE_MAX), 1);
	assert_int_equal(lwsac_assert_valid(NULL, p, 1), 1);
	lws_set_log_level(LLL_ERR, NULL);
	lwsac_free(&ac);
}

/* the model: where each piece is and the byte it is full of */
struct piece {
	uint8_t *p;
	size_t len;
	uint8_t fill;
};

static void
model_check(const struct piece *piece, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n < piece[i].len; n++)
			assert_int_equal(piece[i].p[n], piece[i].fill);
}

static void
lwsac__MS_04_pieces_stay_what_they_were(void **state)
{
	static struct piece piece[MODEL_STEPS];

	(void)state;
	for (unsigned int seed = 0; seed < MODEL_SEEDS; seed++) {
		struct model_random r = model_random(seed);
		struct lwsac *ac = NULL;
		uint64_t sum = 0;

		for (size_t i = 0; i < MODEL_STEPS; i++) {
			struct piece *x = &piece[i];
			size_t chunk = model_below(&r, 4) * 100;

			x->len = model_below(&r, 150);
			x->fill = (uint8_t)model_below(&r, 256);
			if (model_below(&r, 2))
				x->p = lwsac_use(&ac, x->len, chunk);
			else
				x->p = lwsac_use_backfill(&ac, x->len, chunk);
			memset(x->p, x->fill, x->len);
			assert_int_equal(lwsac_assert_valid(ac, x->p, x->len),
					 0);
			sum += lwsac_align(x->len);
			assert_int_equal(lwsac_total_alloc(ac) -
						 lwsac_total_overhead(ac),
					 sum + lwsac_sizeof(1) -
						 lwsac_sizeof(0));
		}
		model_check(piece, MODEL_STEPS);
		lwsac_free(&ac);
	}
}

static int
use_three_chunks(void *arg)
{
	struct lwsac *ac = NULL;
	int ret = !lwsac_use(&ac, 10, 64) || !lwsac_use_zero(&ac, 64, 64) ||
		  !lwsac_use_backfill(&ac, 64, 64);

	(void)arg;
	lwsac_free(&ac);

	return ret;
}

static void
lwsac__I_01_no_memory_leaves_what_there_was(void **state)
{
	(void)state;
	lws__test_alloc_sweep(use_three_chunks, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lwsac__align_rounds_up_to_eight),
		cmocka_unit_test(
			lwsac__pieces_follow_each_other_until_the_chunk_is_full),
		cmocka_unit_test(lwsac__a_large_piece_gets_its_own_chunk),
		cmocka_unit_test(lwsac__refuses_sizes_that_wrap),
		cmocka_unit_test(lwsac__zero_means_zero),
		cmocka_unit_test(lwsac__backfill_looks_at_old_chunks),
		cmocka_unit_test(
			lwsac__extend_grows_the_last_piece_within_its_chunk),
		cmocka_unit_test(lwsac__totals_of_nothing_are_zero),
		cmocka_unit_test(
			lwsac__the_last_reference_frees_a_detached_one),
		cmocka_unit_test(
			lwsac__detach_without_references_frees_at_once),
		cmocka_unit_test(lwsac__finds_bytes_it_already_has),
		cmocka_unit_test(lwsac__assert_valid_knows_what_is_inside),
		cmocka_unit_test(lwsac__MS_04_pieces_stay_what_they_were),
		cmocka_unit_test(lwsac__I_01_no_memory_leaves_what_there_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
