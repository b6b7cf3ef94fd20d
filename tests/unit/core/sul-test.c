/* SPDX-License-Identifier: MIT */
/*
 * Timers: against a sorted array under random operations, and each hazard of
 * timers by its name.
 */

#include "core/sul.h"
#include "lws-test.h"

#include <stdlib.h>

struct fixture {
	lws_sorted_usec_list_t sul;
	unsigned int fired;
	unsigned int order; /* position in the sequence of all callbacks */
	unsigned int id;
};

static unsigned int fired_total;
static lws_usec_t fired_last; /* due time of the one before, in a round */

static struct fixture *
fixture_of(lws_sorted_usec_list_t *sul)
{
	return (struct fixture *)sul;
}

static void
note(lws_sorted_usec_list_t *sul)
{
	struct fixture *f = fixture_of(sul);

	assert_true(lws_dll2_is_detached(&sul->list));
	assert_true(sul->us >= fired_last);
	fired_last = sul->us;
	f->fired++;
	f->order = ++fired_total;
}

static void
at(lws_dll2_owner_t *tree, struct fixture *f, lws_usec_t us)
{
	f->sul.us = us;
	if (!f->sul.cb)
		f->sul.cb = note;
	assert_int_equal(__lws_sul_insert(tree, &f->sul), 0);
}

static int
setup(void **state)
{
	(void)state;
	fired_total = 0;
	fired_last = INT64_MIN;

	return 0;
}

/* ---- simple rules ---------------------------------------------------- */

static void
sul__empty_tree_has_nothing_to_do(void **state)
{
	lws_dll2_owner_t trees[2] = {{0}, {0}};

	(void)state;
	assert_null(lws__sul_tree_min(&trees[0]));
	assert_null(lws__sul_earliest(trees, 2));
	assert_true(lws__sul_tree_is_sane(&trees[0]));
	assert_int_equal(__lws_sul_service_ripe(trees, 2, 12345), 0);
	assert_int_equal(__lws_sul_service_ripe(NULL, 0, 12345), 0);
}

static void
sul__fires_once_in_time_order_and_is_detached(void **state)
{
	lws_dll2_owner_t tree = {0};
	struct fixture f[3] = {{.id = 0}};

	(void)state;
	f[1].sul.latency_us = 9;
	at(&tree, &f[0], 300);
	at(&tree, &f[1], 100);
	at(&tree, &f[2], 200);
	assert_false(lws_dll2_is_detached(&f[0].sul.list));
	assert_ptr_equal(lws__sul_tree_min(&tree), &f[1].sul);

	assert_int_equal(__lws_sul_service_ripe(&tree, 1, 250), 50);
	assert_int_equal(f[0].fired, 0);
	assert_int_equal(f[1].order, 1);
	assert_int_equal(f[2].order, 2);
	assert_int_equal(f[1].sul.latency_us, 9); /* the application's */
	assert_int_equal(f[1].sul.us, 100); /* its due time, to add a period */
	assert_int_equal(__lws_sul_service_ripe(&tree, 1, 299), 1);
	assert_int_equal(__lws_sul_service_ripe(&tree, 1, 300), 0);
	assert_int_equal(fired_total, 3);
}

static void
sul__equal_times_keep_insertion_order(void **state)
{
	static struct fixture f[200];
	lws_dll2_owner_t tree = {0};
	unsigned int i;

	(void)state;
	memset(f, 0, sizeof(f));
	for (i = 0; i < LWS_ARRAY_SIZE(f); i++)
		at(&tree, &f[(i * 37) % LWS_ARRAY_SIZE(f)], 1000);
	/* moving to the same time is scheduling anew: it goes last */
	at(&tree, &f[0], 1000);

	__lws_sul_service_ripe(&tree, 1, 1000);
	for (i = 1; i < LWS_ARRAY_SIZE(f); i++)
		assert_int_equal(f[(i * 37) % LWS_ARRAY_SIZE(f)].order, i);
	assert_int_equal(f[0].order, LWS_ARRAY_SIZE(f));
}

static void
sul__two_domains_fire_in_one_merged_order(void **state)
{
	lws_dll2_owner_t trees[2] = {{0}, {0}};
	struct fixture f[5] = {{.id = 0}};

	(void)state;
	at(&trees[1], &f[0], 10);
	at(&trees[0], &f[1], 20);
	at(&trees[1], &f[2], 30);
	at(&trees[0], &f[3], 30);
	at(&trees[1], &f[4], 99);

	assert_ptr_equal(lws__sul_earliest(trees, 2), &f[0].sul);
	assert_int_equal(__lws_sul_service_ripe(trees, 2, 40), 59);
	assert_int_equal(f[0].order, 1);
	assert_int_equal(f[1].order, 2);
	assert_int_equal(f[3].order, 3); /* same time: first tree first */
	assert_int_equal(f[2].order, 4);
}

static void
sul__scheduling_again_moves_even_between_trees(void **state)
{
	lws_dll2_owner_t trees[2] = {{0}, {0}};
	struct fixture f = {.id = 0};

	(void)state;
	at(&trees[0], &f, 10);
	at(&trees[1], &f, 20);
	assert_null(lws__sul_tree_min(&trees[0]));
	assert_ptr_equal(lws__sul_tree_min(&trees[1]), &f.sul);
	at(&trees[1], &f, 5);
	__lws_sul_service_ripe(trees, 2, 7);
	assert_int_equal(f.fired, 1);
}

static void
sul__cancel_time_leaves_it_detached(void **state)
{
	lws_dll2_owner_t tree = {0};
	struct fixture f = {.id = 0};

	(void)state;
	at(&tree, &f, 10);
	at(&tree, &f, LWS_SET_TIMER_USEC_CANCEL);
	assert_true(lws_dll2_is_detached(&f.sul.list));
	assert_null(tree.head);
	lws__sul_tree_remove(&f.sul); /* again is harmless */
}

static void
sul__clear_detaches_all_without_calling(void **state)
{
	lws_dll2_owner_t tree = {0};
	struct fixture f[40] = {{.id = 0}};
	unsigned int i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(f); i++)
		at(&tree, &f[i], (i * 7) % 11);
	lws__sul_tree_clear(&tree);
	for (i = 0; i < LWS_ARRAY_SIZE(f); i++)
		assert_true(lws_dll2_is_detached(&f[i].sul.list));
	assert_int_equal(fired_total, 0);
}

static void
sul__application_may_write_us_of_a_queued_timer(void **state)
{
	lws_dll2_owner_t tree = {0};
	struct fixture f[64] = {{.id = 0}};
	unsigned int i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(f); i++)
		at(&tree, &f[i], 1000 + i);
	for (i = 0; i < LWS_ARRAY_SIZE(f); i++) {
		/* from here until it is scheduled the tree is out of order */
		f[i].sul.us = 500 - (lws_usec_t)i;
		lws__sul_tree_insert(&tree, &f[i].sul);
		assert_true(lws__sul_tree_is_sane(&tree));
	}
	__lws_sul_service_ripe(&tree, 1, 500);
	assert_int_equal(fired_total, LWS_ARRAY_SIZE(f));
	assert_int_equal(f[0].order, LWS_ARRAY_SIZE(f));
}

/* ---- NET-16: odd times ----------------------------------------------- */

static void
sul_net16__delays_saturate_and_never_wrap(void **state)
{
	(void)state;
	assert_int_equal(lws__sul_due(100, 5), 105);
	assert_int_equal(lws__sul_due(100, 0), 100);
	assert_int_equal(lws__sul_due(100, -5), 100);
	assert_int_equal(lws__sul_due(100, INT64_MIN), 100);
	assert_true(lws__sul_due(100, INT64_MAX) == INT64_MAX);
	assert_true(lws__sul_due(INT64_MAX, 1) == INT64_MAX);
	assert_true(lws__sul_due(5000000, (lws_usec_t)INT32_MAX * 1000000) ==
		    (lws_usec_t)INT32_MAX * 1000000 + 5000000);

	assert_int_equal(lws__sul_wait(100, 100), 1);
	assert_int_equal(lws__sul_wait(99, 100), 1);
	assert_int_equal(lws__sul_wait(INT64_MIN, INT64_MAX), 1);
	assert_true(lws__sul_wait(INT64_MAX, -1) == INT64_MAX);
	assert_true(lws__sul_wait(INT64_MAX, 0) == INT64_MAX);
}

static void
sul_net16__never_and_long_ago_sort_at_the_ends(void **state)
{
	lws_dll2_owner_t tree = {0};
	struct fixture f[4] = {{.id = 0}};

	(void)state;
	at(&tree, &f[0], INT64_MAX);
	at(&tree, &f[1], INT64_MIN);
	at(&tree, &f[2], 0);
	at(&tree, &f[3], INT64_MAX);
	assert_true(__lws_sul_service_ripe(&tree, 1, 1000) == INT64_MAX - 1000);
	assert_int_equal(f[1].order, 1);
	assert_int_equal(f[2].order, 2);
	assert_int_equal(fired_total, 2);
	assert_int_equal(__lws_sul_service_ripe(&tree, 1, INT64_MAX), 0);
	assert_int_equal(f[0].order, 3);
}

static void
sul_net16__what_is_due_never_asks_for_a_zero_wait(void **state)
{
	lws_dll2_owner_t tree = {0};
	struct fixture f = {.id = 0};

	(void)state;
	at(&tree, &f, 101);
	assert_int_equal(__lws_sul_service_ripe(&tree, 1, 100), 1);
	assert_int_equal(f.fired, 0);
}

/* ---- I-05: clocks ---------------------------------------------------- */

static lws_dll2_owner_t *rearm_tree;
static lws_usec_t rearm_us;

static void
rearm(lws_sorted_usec_list_t *sul)
{
	note(sul);
	sul->us = rearm_us;
	__lws_sul_insert(rearm_tree, sul);
}

static void
sul_i05__rearming_at_a_standing_clock_ends_the_round(void **state)
{
	lws_dll2_owner_t tree = {0};
	struct fixture f[3] = {{.id = 0}};

	(void)state;
	rearm_tree = &tree;
	rearm_us = 50; /* long ago: before everybody else */
	f[0].sul.cb = rearm;
	f[1].sul.cb = rearm;
	at(&tree, &f[0], 60);
	at(&tree, &f[1], 100);
	at(&tree, &f[2], 100);

	assert_int_equal(__lws_sul_service_ripe(&tree, 1, 100), 1);
	assert_int_equal(f[0].fired, 1);
	assert_int_equal(f[1].fired, 1);
	assert_int_equal(f[2].fired, 1); /* nobody starves */
	fired_last = INT64_MIN;
	assert_int_equal(__lws_sul_service_ripe(&tree, 1, 100), 1);
	assert_int_equal(f[0].fired, 2);
	assert_int_equal(f[1].fired, 2);
	lws__sul_tree_clear(&tree);
}

static void
sul_i05__rearming_for_now_waits_for_the_next_round(void **state)
{
	lws_dll2_owner_t trees[2] = {{0}, {0}};
	struct fixture f[3] = {{.id = 0}};
	unsigned int round, i;

	(void)state;
	rearm_tree = &trees[1];
	rearm_us = 100;
	for (i = 0; i < LWS_ARRAY_SIZE(f); i++) {
		f[i].sul.cb = rearm;
		at(&trees[i & 1], &f[i], 100);
	}
	for (round = 1; round < 5; round++) {
		assert_int_equal(__lws_sul_service_ripe(trees, 2, 100), 1);
		for (i = 0; i < LWS_ARRAY_SIZE(f); i++)
			assert_int_equal(f[i].fired, round);
	}
	lws__sul_tree_clear(&trees[1]);
}

static void
sul_i05__a_step_of_an_hour_fires_all_once_in_order(void **state)
{
	static struct fixture f[500];
	lws_dll2_owner_t tree = {0};
	unsigned int i;

	(void)state;
	memset(f, 0, sizeof(f));
	rearm_tree = &tree;
	rearm_us = 3600000000ll + 1000; /* an interval after the step */
	for (i = 0; i < LWS_ARRAY_SIZE(f); i++) {
		f[i].sul.cb = rearm;
		at(&tree, &f[i], 1000 * (lws_usec_t)i);
	}
	assert_int_equal(__lws_sul_service_ripe(&tree, 1, 3600000000ll), 1000);
	for (i = 0; i < LWS_ARRAY_SIZE(f); i++)
		assert_int_equal(f[i].order, i + 1);
	lws__sul_tree_clear(&tree);
}

/* ---- NET-17: callbacks that free ------------------------------------- */

static struct fixture *heap[3]; /* previous, own, next */

static struct fixture *
heap_new(void)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);

	return f;
}

static void
heap_drop(unsigned int i)
{
	lws__sul_tree_remove(&heap[i]->sul);
	free(heap[i]);
	heap[i] = NULL;
}

static void
free_all_three(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	fired_total++;
	heap_drop(0);
	heap_drop(1);
	heap_drop(2);
}

static void
sul_net17__callback_frees_its_own_previous_and_next_timer(void **state)
{
	lws_dll2_owner_t tree = {0};
	struct fixture before = {.id = 0}, after = {.id = 0};
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++)
		heap[i] = heap_new();
	heap[1]->sul.cb = free_all_three;
	at(&tree, &before, 5);
	at(&tree, heap[1], 10);
	at(&tree, heap[0], 10); /* ripe as well, freed before its turn */
	at(&tree, heap[2], 11);
	at(&tree, &after, 12);

	assert_int_equal(__lws_sul_service_ripe(&tree, 1, 20), 0);
	assert_int_equal(before.order, 1);
	assert_int_equal(after.order, 3);
	assert_null(tree.head);
}

static void
cancel_everything(lws_sorted_usec_list_t *sul)
{
	note(sul);
	lws__sul_tree_clear(rearm_tree);
}

static void
sul_net17__callback_empties_the_whole_tree(void **state)
{
	lws_dll2_owner_t tree = {0};
	struct fixture f[20] = {{.id = 0}};
	unsigned int i;

	(void)state;
	rearm_tree = &tree;
	f[0].sul.cb = cancel_everything;
	for (i = 0; i < LWS_ARRAY_SIZE(f); i++)
		at(&tree, &f[i], 1);
	assert_int_equal(__lws_sul_service_ripe(&tree, 1, 1), 0);
	assert_int_equal(fired_total, 1);
}

/* ---- random operations against a sorted array ------------------------ */

#define MODEL_MAX 100000

struct model {
	struct fixture *f;
	unsigned int count;
	lws_dll2_owner_t trees[2];
	uint64_t seed;
	lws_usec_t now;
};

static uint32_t
rnd(struct model *m)
{
	m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;

	return (uint32_t)(m->seed >> 33);
}

static int
by_time(const void *a, const void *b)
{
	const struct fixture *const *x = a, *const *y = b;

	if ((*x)->sul.us != (*y)->sul.us)
		return (*x)->sul.us < (*y)->sul.us ? -1 : 1;

	return 0;
}

/* what is queued in tree t, sorted: compared with the walk of the tree */
static void
model_compare(struct model *m, unsigned int t, struct fixture **scratch)
{
	lws_sorted_usec_list_t *sul = lws__sul_tree_min(&m->trees[t]);
	size_t n = 0, i;

	for (i = 0; i < m->count; i++)
		if (m->f[i].sul.list.owner && m->f[i].id == t)
			scratch[n++] = &m->f[i];
	qsort(scratch, n, sizeof(*scratch), by_time);

	assert_true(lws__sul_tree_is_sane(&m->trees[t]));
	for (i = 0; i < n; i++) {
		assert_non_null(sul);
		assert_true(scratch[i]->sul.us == sul->us);
		sul = lws__sul_tree_next(sul);
	}
	assert_null(sul);
}

static void
model_service(struct model *m)
{
	unsigned int i, ripe = 0, was = fired_total, last;
	lws_usec_t wait;

	m->now += rnd(m) % 5000;
	for (i = 0; i < m->count; i++) {
		m->f[i].order = 0;
		if (m->f[i].sul.list.owner && m->f[i].sul.us <= m->now)
			ripe++;
	}
	fired_last = INT64_MIN;
	wait = __lws_sul_service_ripe(m->trees, 2, m->now);
	assert_int_equal(fired_total - was, ripe);
	assert_true(wait >= 0);

	last = 0;
	for (i = 0; i < m->count; i++)
		if (m->f[i].order) {
			assert_true(m->f[i].sul.us <= m->now);
			last++;
		}
	assert_int_equal(last, ripe);
}

static void
model_run(unsigned int count, unsigned int ops, uint64_t seed)
{
	struct model m = {.count = count, .seed = seed, .now = 1000000};
	struct fixture **scratch = calloc(count, sizeof(*scratch));
	unsigned int i, pick, big = count > 1000 ? ops / 8 : ops / 64 + 1;

	m.f = calloc(count, sizeof(*m.f));
	assert_non_null(m.f);
	assert_non_null(scratch);

	for (i = 0; i < ops; i++) {
		pick = rnd(&m) % count;
		if (rnd(&m) % 4) {
			m.f[pick].id = rnd(&m) & 1;
			at(&m.trees[m.f[pick].id], &m.f[pick],
			   m.now + rnd(&m) % (count * 4));
		} else {
			lws__sul_tree_remove(&m.f[pick].sul);
		}
		if (!((i + 1) % big)) {
			model_compare(&m, 0, scratch);
			model_compare(&m, 1, scratch);
			model_service(&m);
		}
	}
	model_compare(&m, 0, scratch);
	model_compare(&m, 1, scratch);
	lws__sul_tree_clear(&m.trees[0]);
	lws__sul_tree_clear(&m.trees[1]);
	free(scratch);
	free(m.f);
}

static void
sul__random_operations_match_a_sorted_array(void **state)
{
	unsigned int size;

	(void)state;
	for (size = 1; size <= 12; size++)
		model_run(size, 3000, size);
	model_run(100, 20000, 77);
	model_run(3000, 30000, 78);
	model_run(MODEL_MAX, 300000, 79);
}

/* 2 log2(n) would be perfect luck twice over; a list would be n */
static unsigned int
depth_of(const lws_dll2_t *n)
{
	unsigned int left, right;

	if (!n)
		return 0;
	left = depth_of(n->prev);
	right = depth_of(n->next);

	return 1 + (left > right ? left : right);
}

static void
sul__sorted_insertion_does_not_make_a_list(void **state)
{
	struct fixture *f = calloc(MODEL_MAX, sizeof(*f));
	lws_dll2_owner_t tree = {0};
	unsigned int i;

	(void)state;
	assert_non_null(f);
	for (i = 0; i < MODEL_MAX; i++)
		at(&tree, &f[i], i);
	assert_in_range(depth_of(tree.head), 17, 80);
	lws__sul_tree_clear(&tree);
	free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sul__empty_tree_has_nothing_to_do,
				       setup),
		cmocka_unit_test_setup(
			sul__fires_once_in_time_order_and_is_detached, setup),
		cmocka_unit_test_setup(sul__equal_times_keep_insertion_order,
				       setup),
		cmocka_unit_test_setup(
			sul__two_domains_fire_in_one_merged_order, setup),
		cmocka_unit_test_setup(
			sul__scheduling_again_moves_even_between_trees, setup),
		cmocka_unit_test_setup(sul__cancel_time_leaves_it_detached,
				       setup),
		cmocka_unit_test_setup(sul__clear_detaches_all_without_calling,
				       setup),
		cmocka_unit_test_setup(
			sul__application_may_write_us_of_a_queued_timer, setup),
		cmocka_unit_test_setup(
			sul_net16__delays_saturate_and_never_wrap, setup),
		cmocka_unit_test_setup(
			sul_net16__never_and_long_ago_sort_at_the_ends, setup),
		cmocka_unit_test_setup(
			sul_net16__what_is_due_never_asks_for_a_zero_wait,
			setup),
		cmocka_unit_test_setup(
			sul_i05__rearming_at_a_standing_clock_ends_the_round,
			setup),
		cmocka_unit_test_setup(
			sul_i05__rearming_for_now_waits_for_the_next_round,
			setup),
		cmocka_unit_test_setup(
			sul_i05__a_step_of_an_hour_fires_all_once_in_order,
			setup),
		cmocka_unit_test_setup(
			sul_net17__callback_frees_its_own_previous_and_next_timer,
			setup),
		cmocka_unit_test_setup(
			sul_net17__callback_empties_the_whole_tree, setup),
		cmocka_unit_test_setup(
			sul__random_operations_match_a_sorted_array, setup),
		cmocka_unit_test_setup(
			sul__sorted_insertion_does_not_make_a_list, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
