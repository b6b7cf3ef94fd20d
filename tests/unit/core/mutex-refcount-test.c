/* SPDX-License-Identifier: MIT */

#include "lws-test.h"

#include <libwebsockets.h>

static struct lws_mutex_refcount mr;
static int shared;

static void
mutex__is_locked_again_by_its_owner(void **state)
{
	(void)state;
	lws_mutex_refcount_init(&mr);
	lws_mutex_refcount_lock(&mr, "outer");
	lws_mutex_refcount_lock(&mr, "inner");
	lws_mutex_refcount_assert_held(&mr);
	assert_int_equal(mr.lock_depth, 2);
	assert_string_equal(mr.last_lock_reason, "inner");
	lws_mutex_refcount_unlock(&mr);
	lws_mutex_refcount_assert_held(&mr);
	lws_mutex_refcount_unlock(&mr);
	assert_int_equal(mr.lock_depth, 0);
	lws_mutex_refcount_destroy(&mr);
}

static void *
count(void *arg)
{
	for (int n = 0; n < 1000; n++) {
		lws_mutex_refcount_lock(&mr, arg);
		shared++;
		lws_mutex_refcount_unlock(&mr);
	}

	return NULL;
}

static void
mutex__keeps_other_threads_out(void **state)
{
	char why[] = "count";
	pthread_t other;

	(void)state;
	lws_mutex_refcount_init(&mr);
	assert_int_equal(pthread_create(&other, NULL, count, why), 0);
	count(why);
	pthread_join(other, NULL);
	assert_int_equal(shared, 2000);
	lws_mutex_refcount_destroy(&mr);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mutex__is_locked_again_by_its_owner),
		cmocka_unit_test(mutex__keeps_other_threads_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
