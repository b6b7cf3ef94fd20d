/* SPDX-License-Identifier: MIT */
/*
 * list-ptr: sorted insertion into lists through one pointer member.
 */

#include <libwebsockets.h>

#include "lws-test.h"

struct item {
	int v;
	int order;
	lws_list_ptr next;
};

static int
by_v(lws_list_ptr a, lws_list_ptr b)
{
	return lws_list_ptr_container(a, struct item, next)->v -
	       lws_list_ptr_container(b, struct item, next)->v;
}

static void
list_ptr__keeps_order_and_puts_new_before_equal(void **state)
{
	static const int v[] = {5, 3, 9, 3, 1};
	static const int want[] = {4, 3, 1, 0, 2};
	struct item item[5];
	lws_list_ptr head = NULL;
	int n = 0;

	(void)state;
	for (int i = 0; i < 5; i++) {
		item[i].v = v[i];
		item[i].order = i;
		lws_list_ptr_insert(&head, &item[i].next, by_v);
	}
	for (lws_list_ptr p = head; p; n++) {
		assert_int_equal(
			lws_list_ptr_container(p, struct item, next)->order,
			want[n]);
		lws_list_ptr_advance(p);
	}
	assert_int_equal(n, 5);
}

static void
list_ptr__without_a_sort_puts_at_the_head(void **state)
{
	struct item item[2] = {{.v = 1}, {.v = 2}};
	lws_list_ptr head = NULL;

	(void)state;
	lws_list_ptr_insert(&head, &item[0].next, NULL);
	lws_list_ptr_insert(&head, &item[1].next, NULL);
	assert_ptr_equal(head, &item[1].next);
	assert_ptr_equal(item[1].next, &item[0].next);
	assert_null(item[0].next);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			list_ptr__keeps_order_and_puts_new_before_equal),
		cmocka_unit_test(list_ptr__without_a_sort_puts_at_the_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
