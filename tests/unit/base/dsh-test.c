/* SPDX-License-Identifier: MIT */
/*
 * dsh: FIFOs of several kinds in one buffer that never leaks a byte of it.
 */

#include "model.h"

/* the smallest object: header and alignment, as one of 1 byte shows */
static size_t
header_len(void)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, 1024, 1);
	size_t len;

	assert_int_equal(lws_dsh_alloc_tail(dsh, 0, "12345678", 8, NULL, 0), 0);
	len = lws_dsh_get_size(dsh, 0) - 8;
	lws_dsh_destroy(&dsh);

	return len;
}

static void
assert_head(struct lws_dsh *dsh, int kind, const char *want)
{
	void *obj = NULL;
	size_t len = 1;

	assert_int_equal(lws_dsh_get_head(dsh, kind, &obj, &len), !want);
	if (!want) {
		assert_null(obj);
		assert_int_equal(len, 0);
		return;
	}
	assert_int_equal(len, strlen(want));
	assert_memory_equal(obj, want, len);
}

static int
put(struct lws_dsh *dsh, int kind, const char *s)
{
	return lws_dsh_alloc_tail(dsh, kind, s, strlen(s), NULL, 0);
}

/* with nothing in it, one object can have the whole buffer */
static void
assert_whole(struct lws_dsh *dsh, size_t buf_len)
{
	static uint8_t big[65536];
	size_t len = buf_len - header_len();

	assert_int_equal(lws_dsh_alloc_tail(dsh, 0, big, len + 1, NULL, 0), 1);
	assert_int_equal(lws_dsh_alloc_tail(dsh, 0, big, len, NULL, 0), 0);
	assert_int_equal(lws_dsh_get_size(dsh, 0), buf_len);
	assert_int_equal(put(dsh, 0, "x"), 1);
	lws_dsh_consume(dsh, 0, len);
	assert_int_equal(lws_dsh_get_size(dsh, 0), 0);
}

static void
dsh__refuses_shapes_that_cannot_be(void **state)
{
	struct lws_dsh *dsh = NULL;

	(void)state;
	assert_null(lws_dsh_create(NULL, 1024, 0));
	assert_null(lws_dsh_create(NULL, 8, 1));
	assert_null(lws_dsh_create(NULL, SIZE_MAX, 1));
	assert_null(lws_dsh_create(NULL, (size_t)UINT32_MAX + 1024, 1));
	lws_dsh_destroy(&dsh);
}

static void
dsh__kinds_are_separate_fifos(void **state)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, 2048, 2);

	(void)state;
	assert_head(dsh, 0, NULL);
	assert_head(dsh, 1, NULL);
	assert_int_equal(put(dsh, 0, "abc"), 0);
	assert_int_equal(lws_dsh_alloc_tail(dsh, 1, "12", 2, "345", 3), 0);
	assert_int_equal(put(dsh, 0, "defg"), 0);
	assert_head(dsh, 0, "abc");
	assert_head(dsh, 1, "12345");
	lws_dsh_consume(dsh, 0, 3);
	assert_head(dsh, 0, "defg");
	lws_dsh_consume(dsh, 0, 4);
	assert_head(dsh, 0, NULL);
	assert_head(dsh, 1, "12345");
	lws_dsh_destroy(&dsh);
	assert_null(dsh);
}

static void
dsh__a_message_leaves_when_all_of_it_is_consumed(void **state)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, 2048, 1);

	(void)state;
	put(dsh, 0, "abc");
	put(dsh, 0, "de");
	lws_dsh_consume(dsh, 0, 2);
	assert_head(dsh, 0, "abc");
	lws_dsh_consume(dsh, 0, 1);
	assert_head(dsh, 0, "de");
	lws_dsh_consume(dsh, 0, 99); /* no more than the head */
	assert_head(dsh, 0, NULL);
	lws_dsh_consume(dsh, 0, 1);
	put(dsh, 0, "");
	assert_head(dsh, 0, "");
	lws_dsh_consume(dsh, 0, 0);
	assert_head(dsh, 0, NULL);
	assert_whole(dsh, 2048);
	lws_dsh_destroy(&dsh);
}

static void
dsh__unknown_kinds_hold_nothing(void **state)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, 2048, 2);

	(void)state;
	assert_int_equal(put(dsh, 2, "x"), 1);
	assert_int_equal(put(dsh, -1, "x"), 1);
	assert_head(dsh, 2, NULL);
	assert_head(dsh, -1, NULL);
	assert_int_equal(lws_dsh_get_size(dsh, 2), 0);
	lws_dsh_consume(dsh, 2, 1);
	lws_dsh_destroy(&dsh);
}

static void
dsh__refuses_what_does_not_fit_and_lengths_that_wrap(void **state)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, 1024, 1);

	(void)state;
	assert_int_equal(lws_dsh_alloc_tail(dsh, 0, "a", SIZE_MAX, "b", 2), 1);
	assert_int_equal(lws_dsh_alloc_tail(dsh, 0, "a", 2, "b", SIZE_MAX - 1),
			 1);
	assert_int_equal(lws_dsh_alloc_tail(dsh, 0, "a", 1024, NULL, 0), 1);
	assert_int_equal(lws_dsh_get_size(dsh, 0), 0);
	assert_whole(dsh, 1024);
	lws_dsh_destroy(&dsh);
}

static void
dsh__free_in_any_order_joins_the_room(void **state)
{
	static const int order[][4] = {
		{0, 1, 2, 3}, {3, 2, 1, 0}, {0, 2, 1, 3}, {1, 3, 2, 0}};

	(void)state;
	for (size_t i = 0; i < LWS_ARRAY_SIZE(order); i++) {
		struct lws_dsh *dsh = lws_dsh_create(NULL, 1024, 4);
		void *obj[4];
		size_t len;

		for (int n = 0; n < 4; n++) {
			put(dsh, n, "0123456789");
			lws_dsh_get_head(dsh, n, &obj[n], &len);
		}
		for (int n = 0; n < 4; n++) {
			lws_dsh_free(&obj[order[i][n]]);
			assert_null(obj[order[i][n]]);
			lws_dsh_free(&obj[order[i][n]]);
		}
		assert_whole(dsh, 1024);
		lws_dsh_destroy(&dsh);
	}
}

static void
dsh__a_hole_is_used_again(void **state)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, header_len() * 4 + 32, 2);
	void *obj;
	size_t len;

	(void)state;
	for (int n = 0; n < 4; n++)
		assert_int_equal(put(dsh, n & 1, "01234567"), 0);
	assert_int_equal(put(dsh, 0, ""), 1);
	lws_dsh_get_head(dsh, 1, &obj, &len);
	lws_dsh_free(&obj);
	assert_int_equal(put(dsh, 0, "012345678"), 1);
	assert_int_equal(put(dsh, 0, "x"), 0);
	assert_head(dsh, 1, "01234567");
	lws_dsh_destroy(&dsh);
}

static void
dsh__empty_forgets_all(void **state)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, 1024, 2);

	(void)state;
	put(dsh, 0, "a");
	put(dsh, 1, "b");
	lws_dsh_describe(dsh, "test");
	lws_dsh_empty(dsh);
	assert_head(dsh, 0, NULL);
	assert_head(dsh, 1, NULL);
	assert_whole(dsh, 1024);
	lws_dsh_destroy(&dsh);
}

static void
dsh__an_owner_knows_its_dsh(void **state)
{
	lws_dll2_owner_t own = {0};
	struct lws_dsh *a = lws_dsh_create(&own, 1024, 1),
		       *b = lws_dsh_create(&own, 1024, 1);

	(void)state;
	assert_int_equal(own.count, 2);
	lws_dsh_destroy(&a);
	assert_int_equal(own.count, 1);
	lws_dsh_destroy(&b);
	assert_int_equal(own.count, 0);
}

static void
dsh__coalescing_joins_small_pieces(void **state)
{
	struct lws_dsh *dsh = lws_dsh_create(
		NULL, 1024, 2 | (int)LWS_DSHFLAG_ENABLE_COALESCE);
	size_t one;

	(void)state;
	put(dsh, 0, "ab");
	one = lws_dsh_get_size(dsh, 0);
	put(dsh, 0, "cdef");
	assert_int_equal(lws_dsh_get_size(dsh, 0), one);
	assert_head(dsh, 0, "abcdef");
	put(dsh, 0, "ghi");
	assert_int_equal(lws_dsh_get_size(dsh, 0), one + 8);
	assert_head(dsh, 0, "abcdefghi");
	put(dsh, 1, "in the way");
	put(dsh, 0, "0123456789");
	assert_head(dsh, 0, "abcdefghi");
	lws_dsh_consume(dsh, 0, 4);
	assert_head(dsh, 0, "efghi");
	lws_dsh_consume(dsh, 0, 7); /* a stream: across objects */
	assert_head(dsh, 0, "23456789");
	lws_dsh_consume(dsh, 0, 8);
	lws_dsh_consume(dsh, 1, 10);
	assert_whole(dsh, 1024);
	lws_dsh_destroy(&dsh);
}

static void
dsh__what_get_head_gave_can_be_freed_in_a_stream(void **state)
{
	struct lws_dsh *dsh =
		lws_dsh_create(NULL, 1024, 1 | (int)LWS_DSHFLAG_ENABLE_SPLIT);
	void *obj;
	size_t len;

	(void)state;
	put(dsh, 0, "0123456789");
	lws_dsh_consume(dsh, 0, 8);
	lws_dsh_get_head(dsh, 0, &obj, &len);
	lws_dsh_free(&obj);
	assert_whole(dsh, 1024);
	lws_dsh_destroy(&dsh);
}

static void
dsh__splitting_fills_the_holes(void **state)
{
	size_t hdr = header_len(), total = 0, len;
	struct lws_dsh *dsh = lws_dsh_create(NULL, hdr * 4 + 64,
					     3 | (int)LWS_DSHFLAG_ENABLE_SPLIT);
	char in[32], out[64];
	void *obj;

	(void)state;
	memset(in, 'x', sizeof(in));
	memcpy(in, "start", 5);
	in[31] = '$';
	for (int n = 0; n < 4; n++)
		lws_dsh_alloc_tail(dsh, n & 1, in, 16, NULL, 0);
	assert_int_equal(lws_dsh_alloc_tail(dsh, 2, in, 32, NULL, 0), 1);
	lws_dsh_consume(dsh, 0, 32); /* two holes of 16 */
	assert_int_equal(lws_dsh_alloc_tail(dsh, 2, in, 32, "y", 1), 1);
	assert_head(dsh, 2, NULL);
	assert_int_equal(lws_dsh_alloc_tail(dsh, 2, in, 20, in + 20, 12), 0);
	while (!lws_dsh_get_head(dsh, 2, &obj, &len)) {
		memcpy(out + total, obj, len);
		total += len;
		lws_dsh_consume(dsh, 2, len);
	}
	assert_int_equal(total, 32);
	assert_memory_equal(out, in, 32);
	lws_dsh_destroy(&dsh);
}

/* the model: per kind, what is queued, byte by byte */
enum {
	KINDS = 3,
	BUF_LEN = 4096,
};

struct model {
	uint8_t bytes[KINDS][MODEL_STEPS * 300];
	size_t in[KINDS], out[KINDS];
};

static void
model_take(struct lws_dsh *dsh, struct model *m, int kind, bool by_free)
{
	void *obj;
	size_t len;

	if (lws_dsh_get_head(dsh, kind, &obj, &len)) {
		assert_int_equal(m->in[kind], m->out[kind]);
		return;
	}
	assert_true(len <= m->in[kind] - m->out[kind]);
	assert_memory_equal(obj, m->bytes[kind] + m->out[kind], len);
	m->out[kind] += len;
	if (by_free)
		lws_dsh_free(&obj);
	else
		lws_dsh_consume(dsh, kind, len);
}

static void
model_step(struct model_random *r, struct lws_dsh *dsh, struct model *m)
{
	int kind = (int)model_below(r, KINDS);
	size_t len = model_below(r, 300), cut = model_below(r, 300);
	uint8_t *p = m->bytes[kind] + m->in[kind];
	size_t was = lws_dsh_get_size(dsh, kind);

	if (model_below(r, 2)) {
		model_take(dsh, m, kind, model_below(r, 2));
		return;
	}

	if (cut > len)
		cut = len;
	model_fill(r, p, len);
	if (!lws_dsh_alloc_tail(dsh, kind, p, cut, p + cut, len - cut))
		m->in[kind] += len;
	else
		assert_int_equal(lws_dsh_get_size(dsh, kind), was);
}

static void
run_model(int flags)
{
	struct model *m = malloc(sizeof(*m));

	assert_non_null(m);
	for (unsigned int seed = 0; seed < MODEL_SEEDS; seed++) {
		struct model_random r = model_random(seed);
		struct lws_dsh *dsh =
			lws_dsh_create(NULL, BUF_LEN, KINDS | flags);

		memset(m->in, 0, sizeof(m->in));
		memset(m->out, 0, sizeof(m->out));
		for (int step = 0; step < MODEL_STEPS; step++)
			model_step(&r, dsh, m);
		for (int kind = 0; kind < KINDS; kind++)
			while (lws_dsh_get_size(dsh, kind))
				model_take(dsh, m, kind, false);
		for (int kind = 0; kind < KINDS; kind++)
			assert_int_equal(m->in[kind], m->out[kind]);
		assert_whole(dsh, BUF_LEN);
		lws_dsh_destroy(&dsh);
	}
	free(m);
}

static void
dsh__MS_04_agrees_with_a_model(void **state)
{
	(void)state;
	run_model(0);
}

static void
dsh__MS_04_streams_agree_with_a_model(void **state)
{
	(void)state;
	run_model((int)LWS_DSHFLAG_ENABLE_COALESCE);
	run_model((int)LWS_DSHFLAG_ENABLE_SPLIT);
	run_model(
		(int)(LWS_DSHFLAG_ENABLE_COALESCE | LWS_DSHFLAG_ENABLE_SPLIT));
}

static int
create_one(void *arg)
{
	struct lws_dsh *dsh = lws_dsh_create(arg, 1024, 1);

	if (!dsh)
		return 1;
	lws_dsh_destroy(&dsh);

	return 0;
}

static void
dsh__I_01_no_memory_gives_no_dsh(void **state)
{
	lws_dll2_owner_t own = {0};

	(void)state;
	lws__test_alloc_sweep(create_one, &own);
	assert_int_equal(own.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dsh__refuses_shapes_that_cannot_be),
		cmocka_unit_test(dsh__kinds_are_separate_fifos),
		cmocka_unit_test(
			dsh__a_message_leaves_when_all_of_it_is_consumed),
		cmocka_unit_test(dsh__unknown_kinds_hold_nothing),
		cmocka_unit_test(
			dsh__refuses_what_does_not_fit_and_lengths_that_wrap),
		cmocka_unit_test(dsh__free_in_any_order_joins_the_room),
		cmocka_unit_test(dsh__a_hole_is_used_again),
		cmocka_unit_test(dsh__empty_forgets_all),
		cmocka_unit_test(dsh__an_owner_knows_its_dsh),
		cmocka_unit_test(dsh__coalescing_joins_small_pieces),
		cmocka_unit_test(
			dsh__what_get_head_gave_can_be_freed_in_a_stream),
		cmocka_unit_test(dsh__splitting_fills_the_holes),
		cmocka_unit_test(dsh__MS_04_agrees_with_a_model),
		cmocka_unit_test(dsh__MS_04_streams_agree_with_a_model),
		cmocka_unit_test(dsh__I_01_no_memory_gives_no_dsh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
