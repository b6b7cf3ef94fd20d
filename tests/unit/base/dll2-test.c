/* SPDX-License-Identifier: MIT */
/*
 * dll2: where nodes stand, from both ends, and that they know whose they are.
 */

#include "model.h"

struct node {
	int v;
	lws_dll2_t list; /* not first: offsets must be minded */
	const char *name;
};

static struct node *
node_of(const lws_dll2_t *d)
{
	return (struct node *)((uintptr_t)d - offsetof(struct node, list));
}

/* the list reads as want (digits), from both ends, and is sound */
static void
assert_list(lws_dll2_owner_t *own, const char *want)
{
	size_t len = strlen(want), n = 0;

	assert_int_equal(own->count, len);
	for (lws_dll2_t *d = lws_dll2_get_head(own); d; d = d->next) {
		assert_int_equal(node_of(d)->v, want[n] - '0');
		assert_ptr_equal(lws_dll2_owner(d), own);
		n++;
	}
	assert_int_equal(n, len);
	for (lws_dll2_t *d = lws_dll2_get_tail(own); d; d = d->prev)
		assert_int_equal(node_of(d)->v, want[--n] - '0');
	assert_int_equal(n, 0);
}

struct fixture {
	lws_dll2_owner_t own;
	lws_dll2_owner_t other;
	struct node n[10];
};

static void
fixture_init(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	for (int i = 0; i < 10; i++)
		f->n[i].v = i;
}

static void
dll2__zeroed_owner_and_node_are_valid(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_list(&f.own, "");
	assert_true(lws_dll2_is_detached(&f.n[0].list));
	assert_null(lws_dll2_owner(&f.n[0].list));
}

static void
dll2__adds_at_both_ends_and_between(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	lws_dll2_add_tail(&f.n[1].list, &f.own);
	lws_dll2_add_tail(&f.n[2].list, &f.own);
	lws_dll2_add_head(&f.n[0].list, &f.own);
	assert_list(&f.own, "012");
	lws_dll2_add_before(&f.n[5].list, &f.n[2].list);
	assert_list(&f.own, "0152");
	lws_dll2_add_before(&f.n[6].list, &f.n[0].list);
	assert_list(&f.own, "60152");
	lws_dll2_add_insert(&f.n[7].list, &f.n[5].list);
	assert_list(&f.own, "601572");
	lws_dll2_add_insert(&f.n[8].list, &f.n[2].list);
	assert_list(&f.own, "6015728");
}

static void
dll2__removing_twice_is_harmless(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	for (int i = 0; i < 3; i++)
		lws_dll2_add_tail(&f.n[i].list, &f.own);
	lws_dll2_remove(&f.n[1].list);
	lws_dll2_remove(&f.n[1].list);
	assert_list(&f.own, "02");
	assert_true(lws_dll2_is_detached(&f.n[1].list));
	assert_false(lws_dll2_is_detached(&f.n[0].list));
	lws_dll2_remove(&f.n[0].list);
	lws_dll2_remove(&f.n[2].list);
	assert_list(&f.own, "");
	assert_null(f.own.head);
	assert_null(f.own.tail);
}

static void
dll2__adding_a_listed_node_moves_it(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	for (int i = 0; i < 3; i++)
		lws_dll2_add_tail(&f.n[i].list, &f.own);
	lws_dll2_add_head(&f.n[1].list, &f.other);
	assert_list(&f.own, "02");
	assert_list(&f.other, "1");
	lws_dll2_add_tail(&f.n[0].list, &f.own);
	assert_list(&f.own, "20");
	lws_dll2_add_before(&f.n[0].list, &f.n[1].list);
	assert_list(&f.other, "01");
	lws_dll2_add_insert(&f.n[2].list, &f.n[0].list);
	assert_list(&f.own, "");
	assert_list(&f.other, "021");
}

static void
dll2__a_neighbour_that_is_nowhere_is_refused(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	lws_dll2_add_before(&f.n[0].list, &f.n[1].list);
	lws_dll2_add_insert(&f.n[0].list, &f.n[1].list);
	assert_true(lws_dll2_is_detached(&f.n[0].list));
	lws_dll2_add_tail(&f.n[0].list, &f.own);
	lws_dll2_add_before(&f.n[0].list, &f.n[0].list);
	lws_dll2_add_insert(&f.n[0].list, &f.n[0].list);
	assert_list(&f.own, "0");
}

static int
drop_even(struct lws_dll2 *d, void *user)
{
	struct node *n = node_of(d);

	(*(int *)user)++;
	if (!(n->v & 1))
		lws_dll2_remove(d);

	return n->v == 5 ? -7 : 0;
}

static void
dll2__foreach_lets_the_callback_remove_and_stop(void **state)
{
	struct fixture f;
	int calls = 0;

	(void)state;
	fixture_init(&f);
	assert_int_equal(lws_dll2_foreach_safe(&f.own, &calls, drop_even), 0);
	for (int i = 0; i < 8; i++)
		lws_dll2_add_tail(&f.n[i].list, &f.own);
	assert_int_equal(lws_dll2_foreach_safe(&f.own, &calls, drop_even), -7);
	assert_int_equal(calls, 6);
	assert_list(&f.own, "13567");
	lws_dll2_remove(&f.n[5].list);
	assert_int_equal(lws_dll2_foreach_safe(&f.own, &calls, drop_even), 0);
	assert_list(&f.own, "137");
}

static void
dll2__macros_walk_and_remove(void **state)
{
	struct fixture f;
	int sum = 0;

	(void)state;
	fixture_init(&f);
	for (int i = 0; i < 5; i++)
		lws_dll2_add_tail(&f.n[i].list, &f.own);
	lws_start_foreach_dll(struct lws_dll2 *, d, lws_dll2_get_head(&f.own))
	{
		sum += node_of(d)->v;
	}
	lws_end_foreach_dll(d);
	assert_int_equal(sum, 10);
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1,
				   lws_dll2_get_head(&f.own))
	{
		lws_dll2_remove(d);
	}
	lws_end_foreach_dll_safe(d, d1);
	assert_list(&f.own, "");
}

static void
dll2__clear_forgets_without_touching_the_list(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	lws_dll2_add_tail(&f.n[0].list, &f.own);
	lws_dll2_owner_clear(&f.own);
	assert_list(&f.own, "");
	lws_dll2_clear(&f.n[0].list);
	assert_true(lws_dll2_is_detached(&f.n[0].list));
}

static int
by_name(const lws_dll2_t *d, const lws_dll2_t *i)
{
	return strncmp(node_of(d)->name, node_of(i)->name, 1);
}

static int
by_name_times(void *priv, const lws_dll2_t *d, const lws_dll2_t *i)
{
	return *(int *)priv * by_name(d, i);
}

static void
dll2__sorted_add_goes_before_its_equals(void **state)
{
	static const char *const name[] = {"c",  "a", "b",  "a2",
					   "c2", "0", "b2", "d"};
	struct fixture f;
	int back = -1;

	(void)state;
	fixture_init(&f);
	for (int i = 0; i < 8; i++) {
		f.n[i].name = name[i];
		lws_dll2_add_sorted(&f.n[i].list, &f.own, by_name);
	}
	assert_list(&f.own, "53162407");
	for (int i = 0; i < 8; i++)
		lws_dll2_add_sorted_priv(&f.n[i].list, &f.other, &back,
					 by_name_times);
	assert_list(&f.own, "");
	assert_list(&f.other, "74062315");
}

static void
dll2__search_takes_whole_names_only(void **state)
{
	static const char *const name[] = {"alpha", NULL, "alp"};
	struct fixture f;
	struct node *found;

	(void)state;
	fixture_init(&f);
	for (int i = 0; i < 3; i++) {
		f.n[i].name = name[i];
		lws_dll2_add_tail(&f.n[i].list, &f.own);
	}
	found = lws_dll2_search_sz_pl(&f.own, "alphabet", 5, struct node, list,
				      name);
	assert_ptr_equal(found, &f.n[0]);
	found = lws_dll2_search_sz_pl(&f.own, "alp", 3, struct node, list,
				      name);
	assert_ptr_equal(found, &f.n[2]);
	found = lws_dll2_search_sz_pl(&f.own, "al", 2, struct node, list, name);
	assert_null(found);
	found = lws_dll2_search_sz_pl(&f.own, "", 0, struct node, list, name);
	assert_null(found);
}

static int lines;

static void
count_line(int level, const char *line)
{
	(void)level;
	(void)line;
	lines++;
}

static void
dll2__describe_says_one_line_a_node(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	for (int i = 0; i < 3; i++)
		lws_dll2_add_tail(&f.n[i].list, &f.own);
	lines = 0;
	lws_set_log_level(LLL_NOTICE, count_line);
	lws_dll2_describe(&f.own, "test");
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, lwsl_emit_stderr);
	assert_int_equal(lines, 4);
}

/* the model: a string of digits */
static void
model_insert(char *s, size_t at, char c)
{
	memmove(s + at + 1, s + at, strlen(s + at) + 1);
	s[at] = c;
}

static void
model_step(struct model_random *r, struct fixture *f, char *model)
{
	unsigned int i = model_below(r, 10), at = model_below(r, 10);
	char c = (char)('0' + i), *was = strchr(model, c), *next;

	if (was)
		memmove(was, was + 1, strlen(was));
	next = i == at ? NULL : strchr(model, (char)('0' + at));

	switch (model_below(r, 5)) {
	case 0:
		lws_dll2_add_head(&f->n[i].list, &f->own);
		model_insert(model, 0, c);
		return;
	case 1:
		lws_dll2_add_tail(&f->n[i].list, &f->own);
		model_insert(model, strlen(model), c);
		return;
	case 2:
		if (!next)
			break;
		lws_dll2_add_before(&f->n[i].list, &f->n[at].list);
		model_insert(model, (size_t)(next - model), c);
		return;
	case 3:
		if (!next)
			break;
		lws_dll2_add_insert(&f->n[i].list, &f->n[at].list);
		model_insert(model, (size_t)(next - model) + 1, c);
		return;
	default:
		break;
	}
	lws_dll2_remove(&f->n[i].list);
}

static void
dll2__MS_04_agrees_with_a_model(void **state)
{
	(void)state;
	for (unsigned int seed = 0; seed < MODEL_SEEDS; seed++) {
		struct model_random r = model_random(seed);
		char model[12] = "";
		struct fixture f;

		fixture_init(&f);
		for (int step = 0; step < MODEL_STEPS; step++) {
			model_step(&r, &f, model);
			assert_list(&f.own, model);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dll2__zeroed_owner_and_node_are_valid),
		cmocka_unit_test(dll2__adds_at_both_ends_and_between),
		cmocka_unit_test(dll2__removing_twice_is_harmless),
		cmocka_unit_test(dll2__adding_a_listed_node_moves_it),
		cmocka_unit_test(dll2__a_neighbour_that_is_nowhere_is_refused),
		cmocka_unit_test(
			dll2__foreach_lets_the_callback_remove_and_stop),
		cmocka_unit_test(dll2__macros_walk_and_remove),
		cmocka_unit_test(dll2__clear_forgets_without_touching_the_list),
		cmocka_unit_test(dll2__sorted_add_goes_before_its_equals),
		cmocka_unit_test(dll2__search_takes_whole_names_only),
		cmocka_unit_test(dll2__describe_says_one_line_a_node),
		cmocka_unit_test(dll2__MS_04_agrees_with_a_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
