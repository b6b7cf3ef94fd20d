/* SPDX-License-Identifier: MIT */
/*
 * Lists of two pointers a member, against a plain array of who is in.
 */

#include "lws-test.h"
#include "core/links.h"

enum {
	MEMBERS = 7,
	STEPS = 20000,
};

static void
check(const struct lws__links *list, struct lws__link *const *model,
      uint32_t count)
{
	const struct lws__link *l = list->head;

	assert_int_equal(list->count, count);
	for (uint32_t n = 0; n < count; n++, l = l->next) {
		assert_ptr_equal(l, model[n]);
		assert_true(lws__link_is_in_list(l));
	}
	assert_null(l);
	assert_ptr_equal(list->tail, count ? model[count - 1] : NULL);
}

static void
links__keep_their_order_through_any_change(void **state)
{
	struct lws__link members[MEMBERS] = {{NULL, NULL}};
	struct lws__link *model[MEMBERS];
	struct lws__links list = {NULL, NULL, 0};
	uint32_t count = 0, seed = 1;

	(void)state;
	for (unsigned int step = 0; step < STEPS; step++) {
		struct lws__link *l;
		uint32_t n = 0;

		seed = seed * 1103515245u + 12345u;
		l = &members[(seed >> 16) % MEMBERS];
		if (!lws__link_is_in_list(l)) {
			lws__links_add_tail(&list, l);
			model[count++] = l;
		} else {
			while (model[n] != l)
				n++;
			memmove(&model[n], &model[n + 1],
				(--count - n) * sizeof(model[0]));
			lws__links_remove(&list, l);
			lws__links_remove(&list, l); /* it is in none */
			assert_false(lws__link_is_in_list(l));
		}
		check(&list, model, count);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links__keep_their_order_through_any_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
