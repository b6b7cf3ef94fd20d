/* SPDX-License-Identifier: MIT */
/*
 * retry: the delay of each try, its jitter, and when to give up.
 */

#include "base/base.h"
#include "lws-test.h"

static const uint32_t table[] = {1000, 2000, 5000};

static void
retry__walks_the_table_and_stays_on_the_last(void **state)
{
	static const unsigned int want[] = {1000, 2000, 5000, 5000, 5000};
	lws_retry_bo_t bo = {.retry_ms_table = table,
			     .retry_ms_table_count = 3};
	uint16_t ctry = 0;

	(void)state;
	for (unsigned int n = 0; n < 5; n++) {
		assert_int_equal(lws__retry_delay_ms(&bo, &ctry, NULL, 0),
				 want[n]);
		assert_int_equal(ctry, n + 1);
	}
}

static void
retry__jitter_is_a_share_of_the_delay(void **state)
{
	lws_retry_bo_t bo = {.retry_ms_table = table,
			     .retry_ms_table_count = 3};
	uint16_t ctry = 0;

	(void)state;
	assert_int_equal(lws__retry_delay_ms(&bo, &ctry, NULL, 32768), 1150);
	ctry = 0;
	assert_int_equal(lws__retry_delay_ms(&bo, &ctry, NULL, 65535), 1299);
	ctry = 0;
	bo.jitter_percent = 100;
	assert_int_equal(lws__retry_delay_ms(&bo, &ctry, NULL, 32768), 1500);
	ctry = 0;
	bo.jitter_percent = 255;
	assert_int_equal(lws__retry_delay_ms(&bo, &ctry, NULL, 65535), 3549);
}

static void
retry__without_a_table_it_is_three_seconds(void **state)
{
	lws_retry_bo_t bo = {.conceal_count = 1};
	uint16_t ctry = 7;
	char conceal = 9;

	(void)state;
	assert_int_equal(lws__retry_delay_ms(NULL, &ctry, &conceal, 0), 3000);
	assert_int_equal(ctry, 8);
	assert_int_equal(conceal, 0);
	ctry = 0;
	assert_int_equal(lws__retry_delay_ms(&bo, &ctry, &conceal, 0), 3000);
	assert_int_equal(conceal, 1);
}

static void
retry__conceals_as_often_as_told(void **state)
{
	lws_retry_bo_t bo = {.retry_ms_table = table,
			     .retry_ms_table_count = 3,
			     .conceal_count = 2};
	uint16_t ctry = 0;
	char conceal;

	(void)state;
	for (int n = 0; n < 5; n++) {
		conceal = 9;
		lws__retry_delay_ms(&bo, &ctry, &conceal, 0);
		assert_int_equal(conceal, n < 2);
	}
}

static void
retry__the_count_ends_and_conceal_always_is_always(void **state)
{
	lws_retry_bo_t bo = {.retry_ms_table = table,
			     .retry_ms_table_count = 3,
			     .conceal_count = LWS_RETRY_CONCEAL_ALWAYS};
	uint16_t ctry = 65534;
	char conceal = 0;

	(void)state;
	for (int n = 0; n < 3; n++) {
		lws__retry_delay_ms(&bo, &ctry, &conceal, 0);
		assert_int_equal(ctry, 65535);
		assert_int_equal(conceal, 1);
	}
}

static void
retry__a_delay_that_is_too_long_saturates(void **state)
{
	static const uint32_t forever[] = {UINT32_MAX};
	lws_retry_bo_t bo = {.retry_ms_table = forever,
			     .retry_ms_table_count = 1,
			     .jitter_percent = 255};
	uint16_t ctry = 0;

	(void)state;
	assert_true(lws__retry_delay_ms(&bo, &ctry, NULL, 65535) == UINT32_MAX);
}

static void
retry__the_public_call_stays_within_the_jitter(void **state)
{
	lws_retry_bo_t bo = {.retry_ms_table = table,
			     .retry_ms_table_count = 3,
			     .jitter_percent = 20};
	unsigned int low = UINT32_MAX, high = 0;
	uint16_t ctry;

	(void)state;
	for (int n = 0; n < 4000; n++) {
		unsigned int ms;

		ctry = 2;
		ms = lws_retry_get_delay_ms(NULL, &bo, &ctry, NULL);
		low = ms < low ? ms : low;
		high = ms > high ? ms : high;
	}
	assert_in_range(low, 5000, 5050);
	assert_in_range(high, 5950, 6000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retry__walks_the_table_and_stays_on_the_last),
		cmocka_unit_test(retry__jitter_is_a_share_of_the_delay),
		cmocka_unit_test(retry__without_a_table_it_is_three_seconds),
		cmocka_unit_test(retry__conceals_as_often_as_told),
		cmocka_unit_test(
			retry__the_count_ends_and_conceal_always_is_always),
		cmocka_unit_test(retry__a_delay_that_is_too_long_saturates),
		cmocka_unit_test(
			retry__the_public_call_stays_within_the_jitter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
