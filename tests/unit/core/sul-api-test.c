/* SPDX-License-Identifier: MIT */
/* Timers of a context: threads, domains, clocks, and forgotten ones. */

#include "core/core.h"
#include "core/sul.h"
#include "lws-test.h"
#include "syscall-shim.h"

#include <stdio.h>

#if !defined(LWS_WITH_SUL_DEBUGGING)
#undef lws_sul_debug_zombies
void lws_sul_debug_zombies(struct lws_context *ctx, void *po, size_t len,
			   const char *destroy_description);
#endif

#define NOW 1000000

static struct lws_context_per_thread pts[2];
static struct lws_context cx;
static unsigned int fired;

static void
count(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	fired++;
}

static int
setup(void **state)
{
	(void)state;
	memset(&cx, 0, sizeof(cx));
	memset(pts, 0, sizeof(pts));
	cx.pts = pts;
	cx.count_threads = 2;
	fired = 0;
	lws__shim_clocks(NOW, 0);

	return 0;
}

static lws_usec_t
service(int tsi, lws_usec_t now)
{
	return __lws_sul_service_ripe(pts[tsi].sul_owner,
				      LWS_COUNT_PT_SUL_OWNERS, now);
}

static void
sul_api__delay_counts_from_now_on_its_own_thread(void **state)
{
	lws_sorted_usec_list_t sul = {.us = 0};

	(void)state;
	lws_sul_schedule(&cx, 1, &sul, count, 500);
	assert_int_equal(sul.us, NOW + 500);
	assert_int_equal(service(0, NOW + 9999), 0);
	assert_int_equal(service(1, NOW + 499), 1);
	assert_int_equal(fired, 0);
	assert_int_equal(service(1, NOW + 500), 0);
	assert_int_equal(fired, 1);
}

/* NET-15 */
static void
sul_api_net15__wall_clock_does_not_matter(void **state)
{
	lws_sorted_usec_list_t sul = {.us = 0};

	(void)state;
	lws_sul_schedule(&cx, 0, &sul, count, 500);
	lws__shim_clocks_advance(0, 315576000000000);
	assert_int_equal(service(0, lws_now_usecs()), 500);
	lws__shim_clocks_advance(500, -2 * 315576000000000);
	assert_int_equal(service(0, lws_now_usecs()), 0);
	assert_int_equal(fired, 1);
}

/* NET-16 */
static void
sul_api_net16__odd_delays(void **state)
{
	lws_sorted_usec_list_t sul = {.us = 0};

	(void)state;
	lws_sul_schedule(&cx, 0, &sul, count, INT64_MAX);
	assert_true(sul.us == INT64_MAX);
	lws_sul_schedule(&cx, 0, &sul, NULL, 0); /* keeps the callback */
	assert_int_equal(sul.us, NOW);
	lws_sul_schedule(&cx, 0, &sul, count, -2); /* past: due now */
	assert_int_equal(sul.us, NOW);
	assert_int_equal(service(0, NOW), 0);
	assert_int_equal(fired, 1);
	lws_sul_schedule(&cx, 0, &sul, count,
			 (lws_usec_t)INT32_MAX * LWS_USEC_PER_SEC);
	assert_true(service(0, NOW) ==
		    (lws_usec_t)INT32_MAX * LWS_USEC_PER_SEC);
	lws_sul_cancel(&sul);
}

static void
sul_api__cancel_both_ways_detaches(void **state)
{
	lws_sorted_usec_list_t sul = {.us = 0};

	(void)state;
	lws_sul_cancel(&sul); /* never scheduled */
	lws_sul_schedule(&cx, 0, &sul, count, 1);
	lws_sul_schedule(&cx, 0, &sul, count, LWS_SET_TIMER_USEC_CANCEL);
	assert_true(lws_dll2_is_detached(&sul.list));
	lws_sul_schedule(&cx, 0, &sul, count, 1);
	lws_sul_cancel(&sul);
	lws_sul_cancel(&sul);
	assert_true(lws_dll2_is_detached(&sul.list));
	assert_int_equal(service(0, NOW + 10), 0);
	assert_int_equal(fired, 0);
}

static void
sul_api__absolute_time_and_domain_are_taken_as_given(void **state)
{
	lws_sorted_usec_list_t sul = {.us = 0};
	lws_usec_t wake = 0;

	(void)state;
	sul.cb = count;
	sul.us = NOW + 7;
	lws_sul2_schedule(&cx, 0, LWSSULLI_MISS_IF_SUSPENDED, &sul);
	assert_int_equal(lws_sul_earliest_wakeable_event(&cx, &wake), 1);
	/* the way applications move one: write us, schedule again */
	sul.us = NOW + 3;
	lws_sul2_schedule(&cx, 0, LWSSULLI_WAKE_IF_SUSPENDED, &sul);
	assert_int_equal(lws_sul_earliest_wakeable_event(&cx, &wake), 0);
	assert_int_equal(wake, NOW + 3);
	lws_sul_cancel(&sul);
}

static void
sul_api__earliest_wakeable_is_of_all_threads(void **state)
{
	lws_sorted_usec_list_t a = {.us = 0}, b = {.us = 0}, c = {.us = 0};
	lws_usec_t wake = -1;

	(void)state;
	assert_int_equal(lws_sul_earliest_wakeable_event(&cx, &wake), 1);
	lws_sul_schedule(&cx, 0, &a, count, 1);
	lws_sul_schedule_wakesuspend(&cx, 0, &b, count, 900);
	lws_sul_schedule_wakesuspend(&cx, 1, &c, count, 800);
	assert_int_equal(lws_sul_earliest_wakeable_event(&cx, &wake), 0);
	assert_int_equal(wake, NOW + 800);
	lws_sul_schedule_wakesuspend(&cx, 1, &c, count,
				     LWS_SET_TIMER_USEC_CANCEL);
	assert_int_equal(lws_sul_earliest_wakeable_event(&cx, &wake), 0);
	assert_int_equal(wake, NOW + 900);
	lws_sul_cancel(&a);
	lws_sul_cancel(&b);
}

/* ---- NET-17: forgotten timers ---------------------------------------- */

static char logged[512];

static void
capture(int level, const char *line)
{
	size_t at = strlen(logged);

	(void)level;
	snprintf(logged + at, sizeof(logged) - at, "%s", line);
}

static void
sul_api_net17__timer_left_in_a_freed_object_is_named(void **state)
{
	struct object {
		char name[40];
		lws_sorted_usec_list_t timer;
	} objects[2];

	(void)state;
	memset(objects, 0, sizeof(objects));
	lws_sul_schedule(&cx, 1, &objects[1].timer, count, 1);
	lws_set_log_level(LLL_ERR, capture);
	logged[0] = '\0';

	lws_sul_debug_zombies(&cx, &objects[0], sizeof(objects[0]), "first");
	assert_string_equal(logged, "");
	lws_sul_debug_zombies(&cx, &objects[1], sizeof(objects[1]), "second");
	assert_non_null(strstr(logged, "second"));
	assert_non_null(strstr(logged, "offset 40"));
	lws_sul_cancel(&objects[1].timer);
	logged[0] = '\0';
	lws_sul_debug_zombies(&cx, &objects[1], sizeof(objects[1]), "second");
	assert_string_equal(logged, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			sul_api__delay_counts_from_now_on_its_own_thread,
			setup),
		cmocka_unit_test_setup(
			sul_api_net15__wall_clock_does_not_matter, setup),
		cmocka_unit_test_setup(sul_api_net16__odd_delays, setup),
		cmocka_unit_test_setup(sul_api__cancel_both_ways_detaches,
				       setup),
		cmocka_unit_test_setup(
			sul_api__absolute_time_and_domain_are_taken_as_given,
			setup),
		cmocka_unit_test_setup(
			sul_api__earliest_wakeable_is_of_all_threads, setup),
		cmocka_unit_test_setup(
			sul_api_net17__timer_left_in_a_freed_object_is_named,
			setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
