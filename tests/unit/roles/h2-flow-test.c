/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 windows: H2-12 (negative ones), H2-13 (overflow), H2-15 (overrun), and
 * that credit is neither lost nor made.
 */

#include "lws-test.h"
#include "roles/h2/frame.h"

static void
h2_flow__h2_13_a_window_never_passes_its_most(void **state)
{
	int32_t w = 65535;

	(void)state;
	assert_int_equal(lws__h2_window_grow(&w, 0x7fffffff - 65535), 0);
	assert_int_equal(w, 0x7fffffff);
	assert_int_not_equal(lws__h2_window_grow(&w, 1), 0);
	assert_int_not_equal(lws__h2_window_grow(&w, 0x7fffffff), 0);
	assert_int_equal(w, 0x7fffffff);
	/* a larger INITIAL_WINDOW_SIZE can overflow too (6.9.2) */
	assert_int_not_equal(lws__h2_window_rebase(&w, 0, 1), 0);
	assert_int_equal(w, 0x7fffffff);
}

static void
h2_flow__h2_12_a_window_goes_negative_and_comes_back(void **state)
{
	int32_t w = 0; /* 65535 are under way */

	(void)state;
	assert_int_equal(lws__h2_window_rebase(&w, 65535, 16384), 0);
	assert_int_equal(w, 16384 - 65535);
	assert_int_equal(lws__h2_window_usable(1000, w, 16384, 10), 0);
	assert_int_equal(lws__h2_window_grow(&w, 65535 - 16384), 0);
	assert_int_equal(lws__h2_window_usable(1000, w, 16384, 10), 0);
	assert_int_equal(lws__h2_window_grow(&w, 1), 0);
	assert_int_equal(lws__h2_window_usable(1000, w, 16384, 10), 1);
	/* the lowest there is */
	w = 0;
	assert_int_equal(lws__h2_window_rebase(&w, 0x7fffffff, 0), 0);
	assert_int_equal(lws__h2_window_rebase(&w, 0, 0x7fffffff), 0);
	assert_int_equal(w, 0);
}

static void
h2_flow__what_may_be_sent_is_the_least_of_all(void **state)
{
	(void)state;
	assert_int_equal(lws__h2_window_usable(5, 6, 7, 8), 5);
	assert_int_equal(lws__h2_window_usable(6, 5, 7, 8), 5);
	assert_int_equal(lws__h2_window_usable(7, 6, 5, 8), 5);
	assert_int_equal(lws__h2_window_usable(8, 7, 6, 5), 5);
	assert_int_equal(lws__h2_window_usable(-1, 7, 6, 5), 0);
	assert_int_equal(lws__h2_window_usable(9, 9, 9, SIZE_MAX), 9);
}

static void
h2_flow__h2_15_more_than_was_allowed_is_noticed(void **state)
{
	struct lws__h2_credit c;

	(void)state;
	lws__h2_credit_init(&c, 100);
	assert_int_equal(lws__h2_credit_take(&c, 100), 0);
	assert_int_not_equal(lws__h2_credit_take(&c, 1), 0);
	assert_int_equal(lws__h2_credit_take(&c, 0), 0);
	/* one byte is not worth a frame: H2-14 */
	assert_int_equal(lws__h2_credit_give(&c, 49), 0);
	assert_int_equal(lws__h2_credit_give(&c, 1), 50);
	assert_int_equal(lws__h2_credit_take(&c, 51), 1);
	assert_int_equal(lws__h2_credit_take(&c, 50), 0);
	/* nobody gives back more than came */
	assert_int_equal(lws__h2_credit_give(&c, 1000), 100);
	assert_int_equal(c.left, 100);
}

static void
h2_flow__a_window_grows_at_once_and_shrinks_by_and_by(void **state)
{
	struct lws__h2_credit c;

	(void)state;
	lws__h2_credit_init(&c, 0);
	assert_int_equal(lws__h2_credit_take(&c, 1), 1);
	assert_int_equal(lws__h2_credit_resize(&c, 1000), 1000);
	assert_int_equal(lws__h2_credit_take(&c, 900), 0);
	assert_int_equal(lws__h2_credit_resize(&c, 300), 0);
	assert_int_equal(lws__h2_credit_give(&c, 600), 0);
	assert_int_equal(lws__h2_credit_give(&c, 200), 0);
	assert_int_equal(lws__h2_credit_give(&c, 100), 200);
	assert_int_equal(c.left, 300);
	/* up, while what is known is more than that */
	assert_int_equal(lws__h2_credit_resize(&c, 100), 0);
	assert_int_equal(lws__h2_credit_resize(&c, 300), 0);
	assert_int_equal(lws__h2_credit_resize(&c, 301), 1);
	assert_int_equal(lws__h2_credit_resize(&c, LWS__H2_WINDOW_MOST),
			 LWS__H2_WINDOW_MOST - 301);
	assert_int_equal(c.left, LWS__H2_WINDOW_MOST);
}

/* the peer's view of the window, beside ours, for a long time */
static void
h2_flow__credit_is_neither_lost_nor_made(void **state)
{
	struct lws__h2_credit c;
	uint32_t seed = 1, theirs = 5000, used = 0, size = 5000;

	(void)state;
	lws__h2_credit_init(&c, size);
	for (int n = 0; n < 100000; n++) {
		uint32_t len;

		seed = seed * 1664525 + 1013904223;
		len = seed >> 20;
		switch (seed >> 8 & 7) {
		case 0:
			size = len * 3;
			theirs += lws__h2_credit_resize(&c, size);
			break;
		case 1:
		case 2:
		case 3:
			len = len > theirs ? theirs : len;
			assert_int_equal(lws__h2_credit_take(&c, len), 0);
			theirs -= len;
			used += len;
			break;
		default:
			len = len > used ? used : len;
			theirs += lws__h2_credit_give(&c, len);
			used -= len;
		}
		assert_int_equal(c.left, theirs);
		assert_int_equal(c.total, c.left + c.unsaid + used);
		assert_true(c.total >= size);
		if (!used && size) /* never a stall */
			assert_true(theirs > size / 2 || theirs + 1 >= size);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h2_flow__h2_13_a_window_never_passes_its_most),
		cmocka_unit_test(
			h2_flow__h2_12_a_window_goes_negative_and_comes_back),
		cmocka_unit_test(h2_flow__what_may_be_sent_is_the_least_of_all),
		cmocka_unit_test(
			h2_flow__h2_15_more_than_was_allowed_is_noticed),
		cmocka_unit_test(
			h2_flow__a_window_grows_at_once_and_shrinks_by_and_by),
		cmocka_unit_test(h2_flow__credit_is_neither_lost_nor_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
