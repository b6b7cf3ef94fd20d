/* SPDX-License-Identifier: MIT */
/*
 * buflist: bytes come out as they went in, whole or in pieces.
 */

#include "base/base.h"
#include "model.h"

static int
append(struct lws_buflist **bl, const char *s)
{
	return lws_buflist_append_segment(bl, (const uint8_t *)s, strlen(s));
}

static void
assert_next(struct lws_buflist **bl, const char *want)
{
	uint8_t *p = NULL;
	size_t len = lws_buflist_next_segment_len(bl, &p);

	assert_int_equal(len, strlen(want));
	if (len)
		assert_memory_equal(p, want, len);
}

static void
buflist__empty_answers_nothing(void **state)
{
	struct lws_buflist *bl = NULL;
	uint8_t *p = (uint8_t *)1, b[4];
	char first = 9, fin = 9;

	(void)state;
	assert_int_equal(lws_buflist_next_segment_len(&bl, &p), 0);
	assert_null(p);
	assert_int_equal(lws_buflist_next_segment_len(&bl, NULL), 0);
	assert_int_equal(lws_buflist_use_segment(&bl, 3), 0);
	assert_int_equal(lws_buflist_total_len(&bl), 0);
	assert_int_equal(lws__buflist_left(&bl), 0);
	assert_int_equal(lws_buflist_linear_copy(&bl, 0, b, 4), 0);
	assert_int_equal(lws_buflist_linear_use(&bl, b, 4), 0);
	assert_int_equal(lws_buflist_fragment_use(&bl, b, 4, &first, &fin), 0);
	assert_null(lws_buflist_get_frag_start_or_NULL(&bl));
	lws_buflist_destroy_all_segments(&bl);
	assert_null(bl);
}

static void
buflist__first_append_is_told_from_later_ones(void **state)
{
	struct lws_buflist *bl = NULL;

	(void)state;
	assert_int_equal(append(&bl, "a"), 1);
	assert_int_equal(append(&bl, "b"), 0);
	lws_buflist_use_segment(&bl, 1);
	lws_buflist_use_segment(&bl, 1);
	assert_null(bl);
	assert_int_equal(append(&bl, "c"), 1);
	lws_buflist_destroy_all_segments(&bl);
}

static void
buflist__refuses_nothing_to_copy_and_lengths_that_wrap(void **state)
{
	struct lws_buflist *bl = NULL;
	uint8_t b = 0;

	(void)state;
	assert_int_equal(lws_buflist_append_segment(&bl, NULL, 4), -1);
	assert_int_equal(lws_buflist_append_segment(&bl, NULL, 0), -1);
	assert_int_equal(lws_buflist_append_segment(&bl, &b, SIZE_MAX), -1);
	assert_int_equal(lws_buflist_append_segment(&bl, &b, SIZE_MAX - 64),
			 -1);
	assert_null(bl);
}

static void
buflist__segment_has_room_for_a_header_before_it(void **state)
{
	struct lws_buflist *bl = NULL;
	uint8_t *p;

	(void)state;
	append(&bl, "hello");
	lws_buflist_next_segment_len(&bl, &p);
	memset(p - LWS_PRE, 0xff, LWS_PRE);
	assert_next(&bl, "hello");
	assert_int_equal(append(&bl, "x"), 0);
	assert_int_equal(lws_buflist_total_len(&bl), 6);
	lws_buflist_destroy_all_segments(&bl);
}

static void
buflist__using_goes_segment_by_segment(void **state)
{
	struct lws_buflist *bl = NULL;

	(void)state;
	append(&bl, "hello");
	append(&bl, "wo");
	assert_int_equal(lws_buflist_use_segment(&bl, 2), 3);
	assert_next(&bl, "llo");
	assert_int_equal(lws_buflist_total_len(&bl), 7);
	assert_int_equal(lws__buflist_left(&bl), 5);
	assert_memory_equal(lws_buflist_get_frag_start_or_NULL(&bl), "hello",
			    5);
	assert_int_equal(lws_buflist_use_segment(&bl, 0), 3);
	assert_int_equal(lws_buflist_use_segment(&bl, 99), 2);
	assert_next(&bl, "wo");
	assert_int_equal(lws_buflist_use_segment(&bl, 2), 0);
	assert_null(bl);
}

static void
buflist__copy_starts_at_what_is_not_used_yet(void **state)
{
	struct lws_buflist *bl = NULL;
	uint8_t *b = lws__test_guarded("####", 4);

	(void)state;
	append(&bl, "hello");
	append(&bl, "wo");
	append(&bl, "rld!");
	lws_buflist_use_segment(&bl, 2);
	assert_int_equal(lws_buflist_linear_copy(&bl, 0, b, 4), 4);
	assert_memory_equal(b, "llow", 4);
	assert_int_equal(lws_buflist_linear_copy(&bl, 3, b, 4), 4);
	assert_memory_equal(b, "worl", 4);
	assert_int_equal(lws_buflist_linear_copy(&bl, 7, b, 4), 2);
	assert_memory_equal(b, "d!rl", 4);
	assert_int_equal(lws_buflist_linear_copy(&bl, 9, b, 4), 0);
	assert_int_equal(lws_buflist_linear_copy(&bl, SIZE_MAX, b, 4), 0);
	assert_int_equal(lws__buflist_left(&bl), 9);
	lws__test_guarded_free(b, 4);
	lws_buflist_destroy_all_segments(&bl);
}

static void
buflist__linear_use_takes_across_segments(void **state)
{
	struct lws_buflist *bl = NULL;
	uint8_t b[16];

	(void)state;
	append(&bl, "wo");
	append(&bl, "rld!");
	assert_int_equal(lws_buflist_linear_use(&bl, b, 3), 3);
	assert_memory_equal(b, "wor", 3);
	assert_next(&bl, "ld!");
	assert_int_equal(lws_buflist_linear_use(&bl, b, 16), 3);
	assert_memory_equal(b, "ld!", 3);
	assert_null(bl);
}

static void
buflist__fragment_use_knows_first_and_last_piece(void **state)
{
	struct lws_buflist *bl = NULL;
	char first, fin;
	uint8_t b[8];

	(void)state;
	append(&bl, "abc");
	append(&bl, "d");
	assert_int_equal(lws_buflist_fragment_use(&bl, b, 2, &first, &fin), 2);
	assert_true(first && !fin);
	assert_int_equal(lws_buflist_fragment_use(&bl, b, 8, &first, &fin), 1);
	assert_true(!first && fin);
	assert_int_equal(b[0], 'c');
	assert_int_equal(lws_buflist_fragment_use(&bl, b, 8, &first, &fin), 1);
	assert_true(first && fin);
	assert_null(bl);
	append(&bl, "x");
	assert_int_equal(lws_buflist_fragment_use(&bl, b, 8, NULL, NULL), 1);
	assert_null(bl);
	append(&bl, "xy");
	assert_int_equal(lws_buflist_fragment_use(&bl, NULL, 1, NULL, NULL), 1);
	assert_next(&bl, "y");
	lws_buflist_destroy_all_segments(&bl);
}

static void
buflist__an_empty_segment_does_not_hide_what_follows(void **state)
{
	struct lws_buflist *bl = NULL;
	char first, fin;
	uint8_t b[8];

	(void)state;
	assert_int_equal(append(&bl, ""), 1);
	assert_non_null(bl);
	assert_int_equal(lws_buflist_next_segment_len(&bl, NULL), 0);
	assert_non_null(bl);
	append(&bl, "");
	append(&bl, "x");
	assert_next(&bl, "x");
	lws_buflist_destroy_all_segments(&bl);

	append(&bl, "");
	append(&bl, "y");
	append(&bl, "");
	assert_int_equal(lws_buflist_fragment_use(&bl, b, 8, &first, &fin), 0);
	assert_true(first && fin);
	assert_int_equal(lws_buflist_linear_use(&bl, b, 1), 1);
	assert_int_equal(b[0], 'y');
	assert_null(bl);

	append(&bl, "");
	assert_int_equal(lws_buflist_use_segment(&bl, 0), 0);
	assert_null(bl);
}

static void
buflist__a_list_moves_whole(void **state)
{
	struct lws_buflist *to = NULL, *from = NULL;
	uint8_t b[8];

	(void)state;
	lws__buflist_move(&to, &from);
	assert_null(to);
	append(&from, "b");
	append(&from, "c");
	lws__buflist_move(&to, &from);
	assert_null(from);
	append(&from, "d");
	lws__buflist_move(&to, &from);
	assert_null(from);
	append(&to, "e");
	assert_int_equal(lws_buflist_total_len(&to), 4);
	assert_int_equal(lws_buflist_linear_use(&to, b, 8), 4);
	assert_memory_equal(b, "bcde", 4);
}

static void
buflist__describe_does_not_change_anything(void **state)
{
	struct lws_buflist *bl = NULL;

	(void)state;
	lws_buflist_describe(&bl, NULL, "empty");
	append(&bl, "ab");
	append(&bl, "c");
	lws_buflist_describe(&bl, bl, "two");
	assert_int_equal(lws_buflist_total_len(&bl), 3);
	lws_buflist_destroy_all_segments(&bl);
}

/* the model: one flat array, and how much of it was used */
struct model {
	uint8_t bytes[MODEL_STEPS * 40];
	size_t in, out;
};

static void
model_step(struct model_random *r, struct lws_buflist **bl, struct model *m)
{
	size_t n = model_below(r, 40), left = m->in - m->out, ofs;
	uint8_t buf[40], *p;

	switch (model_below(r, 5)) {
	case 0:
	case 1:
		model_fill(r, m->bytes + m->in, n);
		assert_true(lws_buflist_append_segment(bl, m->bytes + m->in,
						       n) >= 0);
		m->in += n;
		break;
	case 2:
		if (n > left)
			n = left;
		assert_int_equal(lws_buflist_linear_use(bl, buf, n), n);
		assert_memory_equal(buf, m->bytes + m->out, n);
		m->out += n;
		break;
	case 3:
		ofs = model_below(r, 60);
		left = ofs < left ? left - ofs : 0;
		if (n > left)
			n = left;
		assert_int_equal(lws_buflist_linear_copy(bl, ofs, buf, n), n);
		assert_memory_equal(buf, m->bytes + m->out + ofs, n);
		break;
	default:
		left = lws_buflist_next_segment_len(bl, &p);
		assert_true(left || m->in == m->out);
		if (n > left)
			n = left;
		if (n)
			assert_memory_equal(p, m->bytes + m->out, n);
		lws_buflist_use_segment(bl, n);
		m->out += n;
		break;
	}
}

static void
buflist__MS_04_agrees_with_a_model(void **state)
{
	struct model *m = malloc(sizeof(*m));

	(void)state;
	for (unsigned int seed = 0; seed < MODEL_SEEDS; seed++) {
		struct model_random r = model_random(seed);
		struct lws_buflist *bl = NULL;

		m->in = m->out = 0;
		for (int step = 0; step < MODEL_STEPS; step++) {
			model_step(&r, &bl, m);
			assert_int_equal(lws__buflist_left(&bl),
					 m->in - m->out);
		}
		lws_buflist_destroy_all_segments(&bl);
	}
	free(m);
}

static int
fill_and_drain(void *arg)
{
	struct lws_buflist *bl = NULL;
	int ret = 0;

	(void)arg;
	for (int i = 0; i < 4 && !ret; i++)
		ret = append(&bl, "abc") < 0;
	if (!ret)
		assert_int_equal(lws_buflist_total_len(&bl), 12);
	lws_buflist_destroy_all_segments(&bl);

	return ret;
}

static void
buflist__I_01_no_memory_leaves_what_there_was(void **state)
{
	(void)state;
	lws__test_alloc_sweep(fill_and_drain, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buflist__empty_answers_nothing),
		cmocka_unit_test(buflist__first_append_is_told_from_later_ones),
		cmocka_unit_test(
			buflist__refuses_nothing_to_copy_and_lengths_that_wrap),
		cmocka_unit_test(
			buflist__segment_has_room_for_a_header_before_it),
		cmocka_unit_test(buflist__using_goes_segment_by_segment),
		cmocka_unit_test(buflist__copy_starts_at_what_is_not_used_yet),
		cmocka_unit_test(buflist__linear_use_takes_across_segments),
		cmocka_unit_test(
			buflist__fragment_use_knows_first_and_last_piece),
		cmocka_unit_test(
			buflist__an_empty_segment_does_not_hide_what_follows),
		cmocka_unit_test(buflist__a_list_moves_whole),
		cmocka_unit_test(buflist__describe_does_not_change_anything),
		cmocka_unit_test(buflist__MS_04_agrees_with_a_model),
		cmocka_unit_test(buflist__I_01_no_memory_leaves_what_there_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
