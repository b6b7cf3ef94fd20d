/* SPDX-License-Identifier: MIT */
/*
 * Work that other threads give to a service thread.
 */

#include <libwebsockets.h>
#include "lws-test.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
	THREADS = 4,
	CALLS = 500,
};

static struct lws_context *
context_create(void)
{
	struct lws_context_creation_info info = {0};

	info.port = CONTEXT_PORT_NO_LISTEN;

	return lws_create_context(&info);
}

struct seen {
	int calls;
	pthread_t thread;
	int state;
};

static void
attached(struct lws_context *cx, int tsi, void *opaque)
{
	struct seen *seen = opaque;

	assert_int_equal(tsi, 0);
	seen->calls++;
	seen->thread = pthread_self();
#if defined(LWS_WITH_SYS_STATE)
	seen->state = lws_system_get_state_manager(cx)->state;
#else
	(void)cx;
	seen->state = LWS_SYSTATE_OPERATIONAL;
#endif
}

static void
attach__calls_in_a_turn_when_the_state_is_reached(void **state)
{
	struct seen seen = {0};
	struct lws_context *cx = context_create();

	(void)state;
	assert_int_equal(__lws_system_attach(cx, 0, attached,
					     LWS_SYSTATE_OPERATIONAL, &seen,
					     NULL),
			 0);
	assert_int_equal(seen.calls, 0);
	while (!seen.calls)
		assert_int_equal(lws_service(cx, 0), 0);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.state, LWS_SYSTATE_OPERATIONAL);
	lws_context_destroy(cx);
}

static void
attach__refuses_what_cannot_be_called(void **state)
{
	struct lws_attach_item *item = NULL;
	struct seen seen = {0};
	struct lws_context *cx = context_create();

	(void)state;
	assert_int_equal(__lws_system_attach(cx, 1, attached,
					     LWS_SYSTATE_OPERATIONAL, &seen,
					     NULL),
			 1);
	assert_int_equal(__lws_system_attach(cx, -1, attached,
					     LWS_SYSTATE_OPERATIONAL, &seen,
					     NULL),
			 1);
	assert_int_equal(__lws_system_attach(cx, 0, NULL,
					     LWS_SYSTATE_OPERATIONAL, &seen,
					     NULL),
			 1);
	assert_int_equal(__lws_system_attach(cx, 0, NULL,
					     LWS_SYSTATE_OPERATIONAL, NULL,
					     &item),
			 0);
	assert_null(item);
	/* what still waits is dropped, not called */
	assert_int_equal(__lws_system_attach(cx, 0, attached,
					     LWS_SYSTATE_MODAL_UPDATING, &seen,
					     NULL),
			 0);
	lws_context_destroy(cx);
	assert_int_equal(seen.calls, 0);
}

static struct lws_context *shared;
static struct seen counted;

static void *
giver(void *arg)
{
	int *refused = arg;

	for (int n = 0; n < CALLS; n++)
		*refused += __lws_system_attach(shared, 0, attached,
						LWS_SYSTATE_CONTEXT_CREATED,
						&counted, NULL);

	return NULL;
}

static void
attach__takes_from_many_threads_and_calls_in_one(void **state)
{
	pthread_t threads[THREADS];
	int refused[THREADS] = {0};

	(void)state;
	shared = context_create();
	for (int n = 0; n < THREADS; n++)
		assert_int_equal(
			pthread_create(&threads[n], NULL, giver, &refused[n]),
			0);
	while (counted.calls < THREADS * CALLS)
		assert_int_equal(lws_service(shared, 0), 0);
	for (int n = 0; n < THREADS; n++) {
		pthread_join(threads[n], NULL);
		assert_int_equal(refused[n], 0);
	}
	assert_int_equal(counted.calls, THREADS * CALLS);
	assert_true(pthread_equal(counted.thread, pthread_self()));
	lws_context_destroy(shared);
}

static int
create_attach_destroy(void *arg)
{
	struct lws_context *cx = context_create();
	struct seen *seen = arg;
	int ret;

	if (!cx)
		return 1;
	ret = __lws_system_attach(cx, 0, attached, LWS_SYSTATE_OPERATIONAL,
				  seen, NULL);
	lws_context_destroy(cx);

	return ret;
}

static void
attach__leaks_nothing_when_memory_is_short(void **state)
{
	struct seen seen = {0};

	(void)state;
	lws__test_alloc_sweep(create_attach_destroy, &seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			attach__calls_in_a_turn_when_the_state_is_reached),
		cmocka_unit_test(attach__refuses_what_cannot_be_called),
		cmocka_unit_test(
			attach__takes_from_many_threads_and_calls_in_one),
		cmocka_unit_test(attach__leaks_nothing_when_memory_is_short),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
