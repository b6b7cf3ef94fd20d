/* SPDX-License-Identifier: MIT */
/*
 * NET-12: the table of fds grows with those that are there, not with what the
 * process may open; a number without memory for it is refused.
 */

#include "core/conn.h"
#include "lws-test.h"

#include <stdlib.h>
#include <sys/resource.h>

static size_t asked; /* bytes, never taken back: an upper bound */
static bool refuses;

static void *
counting(void *ptr, size_t size, const char *reason)
{
	(void)reason;
	if (!size) {
		free(ptr);
		return NULL;
	}
	if (refuses)
		return NULL;
	asked += size;

	return realloc(ptr, size);
}

static int
count(void **state)
{
	(void)state;
	asked = 0;
	refuses = false;
	lws_set_allocator(counting);

	return 0;
}

static int
count_no_more(void **state)
{
	(void)state;
	lws_set_allocator(NULL);

	return 0;
}

static void
fds__a_context_costs_the_same_whatever_may_be_opened(void **state)
{
	struct lws_context_creation_info info = {0};
	struct rlimit was, most;
	struct lws_context *cx;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	most = was;
	most.rlim_cur = most.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &most), 0);
	info.port = CONTEXT_PORT_NO_LISTEN;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_true(asked < 1 << 20);
	lws_context_destroy(cx);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
}

static void
fds__a_high_number_costs_its_own_page(void **state)
{
	struct lws_conn conn = {0};
	struct lws__fds fds = {0};

	(void)state;
	conn.fd = 1000000;
	assert_int_equal(lws__fds_insert(&fds, &conn), 0);
	assert_true(asked < 64 * 1024);
	assert_ptr_equal(lws__fds_conn(&fds, 1000000, &conn.generation), &conn);
	assert_null(lws__fds_conn(&fds, 999999, NULL));
	assert_null(lws__fds_conn(&fds, 5, NULL));
	assert_null(lws__fds_conn(&fds, 2000000, NULL));
	assert_null(lws__fds_conn(&fds, -1, NULL));
	lws__fds_remove(&fds, &conn);
	assert_null(lws__fds_conn(&fds, 1000000, NULL));
	lws__fds_destroy(&fds);
}

static void
fds__a_number_without_memory_is_refused(void **state)
{
	struct lws_conn conn = {0};
	struct lws__fds fds = {0};

	(void)state;
	conn.fd = 1000000;
	refuses = true;
	assert_int_equal(lws__fds_insert(&fds, &conn), 1);
	assert_int_equal(fds.count, 0);
	refuses = false;
	assert_int_equal(lws__fds_insert(&fds, &conn), 0);
	conn.fd = -1;
	assert_int_equal(lws__fds_insert(&fds, &conn), 1);
	conn.fd = 1000000;
	lws__fds_remove(&fds, &conn);
	lws__fds_destroy(&fds);
}

static void
fds__an_event_of_an_earlier_owner_does_not_match(void **state)
{
	struct lws_conn first = {0}, second = {0};
	struct lws__fds fds = {0};
	uint32_t earlier;

	(void)state;
	first.fd = second.fd = 7;
	assert_int_equal(lws__fds_insert(&fds, &first), 0);
	earlier = first.generation;
	lws__fds_remove(&fds, &first);
	assert_int_equal(lws__fds_insert(&fds, &second), 0);
	assert_null(lws__fds_conn(&fds, 7, &earlier));
	assert_ptr_equal(lws__fds_conn(&fds, 7, &second.generation), &second);
	lws__fds_remove(&fds, &second);
	lws__fds_destroy(&fds);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			fds__a_context_costs_the_same_whatever_may_be_opened,
			count, count_no_more),
		cmocka_unit_test_setup_teardown(
			fds__a_high_number_costs_its_own_page, count,
			count_no_more),
		cmocka_unit_test_setup_teardown(
			fds__a_number_without_memory_is_refused, count,
			count_no_more),
		cmocka_unit_test(
			fds__an_event_of_an_earlier_owner_does_not_match),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
