/* SPDX-License-Identifier: MIT */
/*
 * ring: what is in, what is free, who has read how far, what is destroyed.
 */

#include "model.h"

static int destroyed;
static int destroyed_sum;

static void
destroy_int(void *element)
{
	int v;

	memcpy(&v, element, sizeof(v));
	destroyed++;
	destroyed_sum += v;
}

static void
ring__refuses_sizes_that_cannot_be(void **state)
{
	(void)state;
	assert_null(lws_ring_create(0, 4, NULL));
	assert_null(lws_ring_create(4, 0, NULL));
	assert_null(lws_ring_create(SIZE_MAX, 2, NULL));
	assert_null(lws_ring_create(2, SIZE_MAX, NULL));
	assert_null(lws_ring_create((size_t)1 << 31, 1, NULL));
	assert_null(lws_ring_create((size_t)1 << 16, (size_t)1 << 16, NULL));
	lws_ring_destroy(NULL);
}

static void
ring__one_element_is_never_used(void **state)
{
	struct lws_ring *ring = lws_ring_create(sizeof(int), 1, NULL);
	int v = 1;
	void *start;
	size_t bytes;

	(void)state;
	assert_non_null(ring);
	assert_int_equal(lws_ring_get_count_free_elements(ring), 0);
	assert_int_equal(lws_ring_insert(ring, &v, 1), 0);
	assert_int_equal(
		lws_ring_next_linear_insert_range(ring, &start, &bytes), 1);
	lws_ring_destroy(ring);
}

static void
ring__inserts_only_what_fits(void **state)
{
	struct lws_ring *ring = lws_ring_create(sizeof(int), 4, NULL);
	static const int v[] = {1, 2, 3, 4, 5};
	int out[5] = {0};

	(void)state;
	assert_int_equal(lws_ring_insert(ring, v, 5), 3);
	assert_int_equal(lws_ring_insert(ring, v, 1), 0);
	assert_int_equal(lws_ring_insert(ring, v, SIZE_MAX), 0);
	assert_int_equal(lws_ring_consume(ring, NULL, out, 9), 3);
	assert_memory_equal(out, v, 3 * sizeof(int));
	assert_int_equal(out[3], 0);
	lws_ring_destroy(ring);
}

static void
ring__each_tail_reads_everything(void **state)
{
	struct lws_ring *ring = lws_ring_create(sizeof(int), 8, destroy_int);
	static const int v[] = {1, 2, 3, 4, 5};
	uint32_t a = 0, b = 0;
	int out;

	(void)state;
	destroyed = destroyed_sum = 0;
	lws_ring_insert(ring, v, 5);
	assert_int_equal(lws_ring_consume(ring, &a, NULL, 3), 3);
	assert_int_equal(lws_ring_get_count_waiting_elements(ring, &a), 2);
	assert_int_equal(lws_ring_get_count_waiting_elements(ring, &b), 5);
	assert_int_equal(lws_ring_get_count_waiting_elements(ring, NULL), 5);
	assert_int_equal(lws_ring_get_count_free_elements(ring), 2);
	assert_int_equal(destroyed, 0);

	assert_int_equal(lws_ring_consume(ring, &b, &out, 1), 1);
	assert_int_equal(out, 1);
	lws_ring_update_oldest_tail(ring, b);
	assert_int_equal(destroyed, 1);
	assert_int_equal(lws_ring_get_oldest_tail(ring), b);
	assert_int_equal(lws_ring_get_count_free_elements(ring), 3);

	memcpy(&out, lws_ring_get_element(ring, &a), sizeof(out));
	assert_int_equal(out, 4);
	memcpy(&out, lws_ring_get_element(ring, NULL), sizeof(out));
	assert_int_equal(out, 2);
	lws_ring_destroy(ring);
	assert_int_equal(destroyed, 5);
	assert_int_equal(destroyed_sum, 15);
}

struct reader {
	struct reader *next;
	uint32_t tail;
};

static void
ring__macro_frees_what_the_slowest_reader_has_passed(void **state)
{
	struct lws_ring *ring = lws_ring_create(sizeof(int), 4, destroy_int);
	struct reader slow = {NULL, 0}, fast = {&slow, 0}, *list = &fast;
	static const int v[] = {1, 2, 3};

	(void)state;
	destroyed = 0;
	for (int round = 0; round < 5; round++) {
		assert_int_equal(lws_ring_insert(ring, v, 3), 3);
		lws_ring_consume_and_update_oldest_tail(
			ring, struct reader, &fast.tail, 3, list, tail, next);
		assert_int_equal(destroyed, round * 3);
		lws_ring_consume_and_update_oldest_tail(
			ring, struct reader, &slow.tail, 2, list, tail, next);
		assert_int_equal(destroyed, round * 3 + 2);
		lws_ring_consume_and_update_oldest_tail(
			ring, struct reader, &slow.tail, 1, list, tail, next);
		assert_int_equal(destroyed, round * 3 + 3);
	}
	lws_ring_destroy(ring);
	assert_int_equal(destroyed, 15);
}

static void
ring__the_only_reader_owns_what_it_took_and_loses_what_it_skipped(void **state)
{
	struct lws_ring *ring = lws_ring_create(sizeof(int), 8, destroy_int);
	static const int v[] = {1, 2, 3, 4, 5};
	int out[5];

	(void)state;
	destroyed = destroyed_sum = 0;
	lws_ring_insert(ring, v, 5);
	lws_ring_consume(ring, NULL, out, 2);
	assert_int_equal(destroyed, 0);
	lws_ring_consume(ring, NULL, NULL, 2);
	assert_int_equal(destroyed_sum, 3 + 4);
	lws_ring_destroy(ring);
	assert_int_equal(destroyed_sum, 3 + 4 + 5);
}

static void
ring__empty_has_no_element(void **state)
{
	struct lws_ring *ring = lws_ring_create(sizeof(int), 2, NULL);
	uint32_t tail = 0;
	int v = 7;

	(void)state;
	assert_null(lws_ring_get_element(ring, &tail));
	assert_null(lws_ring_get_element(ring, NULL));
	lws_ring_insert(ring, &v, 1);
	assert_non_null(lws_ring_get_element(ring, &tail));
	lws_ring_consume_single_tail(ring, &tail, 1);
	assert_null(lws_ring_get_element(ring, &tail));
	lws_ring_destroy(ring);
}

static void
ring__room_in_line_ends_where_the_buffer_ends(void **state)
{
	struct lws_ring *ring = lws_ring_create(1, 8, NULL);
	char out[9] = "";
	void *start;
	size_t bytes;

	(void)state;
	lws_ring_insert(ring, "abcde", 5);
	lws_ring_consume(ring, NULL, out, 4);
	assert_int_equal(
		lws_ring_next_linear_insert_range(ring, &start, &bytes), 0);
	assert_int_equal(bytes, 3);
	memcpy(start, "fgh", 3);
	lws_ring_bump_head(ring, 3);
	assert_int_equal(
		lws_ring_next_linear_insert_range(ring, &start, &bytes), 0);
	assert_int_equal(bytes, 3);
	memcpy(start, "ijk", 3);
	lws_ring_bump_head(ring, 3);
	assert_int_equal(
		lws_ring_next_linear_insert_range(ring, &start, &bytes), 1);
	assert_int_equal(lws_ring_consume(ring, NULL, out, 9), 7);
	assert_memory_equal(out, "efghijk", 7);
	lws_ring_destroy(ring);
}

static void
ring__offsets_nobody_got_from_us_move_nothing(void **state)
{
	static const uint32_t bad[] = {3, 12, 16, 4096, UINT32_MAX};
	struct lws_ring *ring = lws_ring_create(4, 4, destroy_int);
	uint8_t v[8] = {0};

	(void)state;
	lws_set_log_level(0, NULL);
	destroyed = 0;
	lws_ring_insert(ring, v, 2);
	for (size_t i = 0; i < LWS_ARRAY_SIZE(bad); i++) {
		uint32_t tail = bad[i];

		assert_int_equal(lws_ring_consume(ring, &tail, v, 1), 0);
		assert_int_equal(tail, bad[i]);
		assert_null(lws_ring_get_element(ring, &tail));
		lws_ring_update_oldest_tail(ring, tail);
		assert_int_equal(lws_ring_get_oldest_tail(ring), 0);
	}
	lws_ring_bump_head(ring, 3);
	lws_ring_bump_head(ring, 8);
	lws_ring_bump_head(ring, SIZE_MAX);
	assert_int_equal(lws_ring_get_count_waiting_elements(ring, NULL), 2);
	assert_int_equal(destroyed, 0);
	lws_ring_destroy(ring);
	lws_set_log_level(LLL_ERR, NULL);
}

static void
ring__dump_does_not_change_anything(void **state)
{
	struct lws_ring *ring = lws_ring_create(4, 4, NULL);
	uint32_t tail = 0;

	(void)state;
	lws_set_log_level(LLL_NOTICE, NULL);
	lws_ring_dump(ring, NULL);
	lws_ring_dump(ring, &tail);
	assert_int_equal(lws_ring_get_count_free_elements(ring), 3);
	lws_ring_destroy(ring);
}

/* the model: an endless array of ints and three counts */
struct model {
	int next;    /* what the next insert puts in */
	int read[2]; /* of them, per reader */
	int oldest;
};

static void
model_step(struct model_random *r, struct lws_ring *ring, struct model *m,
	   uint32_t *tail, int count)
{
	int n = (int)model_below(r, (unsigned int)count + 2), in[64], out[64];
	unsigned int who = model_below(r, 2);
	int room = count - 1 - (m->next - m->oldest);
	int left = m->next - m->read[who];
	int min = m->read[0] < m->read[1] ? m->read[0] : m->read[1];

	switch (model_below(r, 3)) {
	case 0:
		for (int i = 0; i < n; i++)
			in[i] = m->next + i;
		if (n > room)
			n = room;
		assert_int_equal(lws_ring_insert(ring, in, (size_t)n), n);
		m->next += n;
		break;
	case 1:
		if (n > left)
			n = left;
		assert_int_equal(
			lws_ring_consume(ring, &tail[who], out, (size_t)n), n);
		for (int i = 0; i < n; i++)
			assert_int_equal(out[i], m->read[who] + i);
		m->read[who] += n;
		break;
	default:
		lws_ring_update_oldest_tail(ring,
					    tail[m->read[0] == min ? 0 : 1]);
		m->oldest = min;
		break;
	}
}

static void
ring__MS_04_agrees_with_a_model(void **state)
{
	(void)state;
	for (unsigned int seed = 0; seed < MODEL_SEEDS; seed++) {
		struct model_random r = model_random(seed);
		int count = 2 + (int)model_below(&r, 20);
		struct lws_ring *ring = lws_ring_create(
			sizeof(int), (size_t)count, destroy_int);
		struct model m = {0};
		uint32_t tail[2] = {0, 0};

		destroyed = 0;
		for (int step = 0; step < MODEL_STEPS; step++) {
			model_step(&r, ring, &m, tail, count);
			assert_int_equal(destroyed, m.oldest);
			assert_int_equal(lws_ring_get_count_free_elements(ring),
					 count - 1 - (m.next - m.oldest));
			for (int i = 0; i < 2; i++)
				assert_int_equal(
					lws_ring_get_count_waiting_elements(
						ring, &tail[i]),
					m.next - m.read[i]);
		}
		lws_ring_destroy(ring);
		assert_int_equal(destroyed, m.next);
	}
}

static int
create_one(void *arg)
{
	struct lws_ring *ring = lws_ring_create(8, 8, NULL);

	(void)arg;
	if (!ring)
		return 1;
	lws_ring_destroy(ring);

	return 0;
}

static void
ring__I_01_no_memory_gives_no_ring(void **state)
{
	(void)state;
	lws__test_alloc_sweep(create_one, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ring__refuses_sizes_that_cannot_be),
		cmocka_unit_test(ring__one_element_is_never_used),
		cmocka_unit_test(ring__inserts_only_what_fits),
		cmocka_unit_test(ring__each_tail_reads_everything),
		cmocka_unit_test(
			ring__macro_frees_what_the_slowest_reader_has_passed),
		cmocka_unit_test(
			ring__the_only_reader_owns_what_it_took_and_loses_what_it_skipped),
		cmocka_unit_test(ring__empty_has_no_element),
		cmocka_unit_test(ring__room_in_line_ends_where_the_buffer_ends),
		cmocka_unit_test(ring__offsets_nobody_got_from_us_move_nothing),
		cmocka_unit_test(ring__dump_does_not_change_anything),
		cmocka_unit_test(ring__MS_04_agrees_with_a_model),
		cmocka_unit_test(ring__I_01_no_memory_gives_no_ring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
