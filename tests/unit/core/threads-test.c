/* SPDX-License-Identifier: MIT */
/*
 * One context on several service threads: every thread serves, vhosts come and
 * go while they do, and the context ends when they have returned.
 */

#include "lws-test.h"

#include <libwebsockets.h>

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

enum {
	THREADS = 4,
	ROUNDS = 50,
};

static struct lws_context *cx;
static atomic_int inits, destroys, rounds;
static atomic_bool before_init, destroy_wanted;

static int
cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
   size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		atomic_fetch_add(&inits, 1);
		break;
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		atomic_fetch_add(&destroys, 1);
		break;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		if (!atomic_load(&inits))
			atomic_store(&before_init, true);
		atomic_fetch_add(&rounds, 1);
		if (atomic_load(&destroy_wanted))
			lws_context_destroy(cx); /* asks */
		break;
	default:
		break;
	}

	return 0;
}

/* ---- callbacks for another thread's wsi ---------------------------------- */

enum { MY_REASON = LWS_CALLBACK_USER };

static sem_t inside, go_on;

static int
stay_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED && lws_get_tsi(wsi)) {
		sem_post(&inside);
		sem_wait(&go_on);
	}

	return 0;
}

static const struct lws_protocols stay_protocols[] = {
	{.name = "p", .callback = stay_cb}, LWS_PROTOCOL_LIST_TERM};

static void *
one_turn(void *arg)
{
	(void)arg;
	assert_int_equal(lws_service_tsi(cx, 0, 1), 0);

	return NULL;
}

static void
callbacks__for_a_thread_that_is_in_a_turn_are_refused(void **state)
{
	struct lws_context_creation_info info = {0};
	pthread_t thread;

	(void)state;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.count_threads = 2;
	info.protocols = stay_protocols;
	info.pcontext = &cx;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_int_equal(sem_init(&inside, 0, 0) | sem_init(&go_on, 0, 0), 0);
	assert_int_equal(lws_service(cx, -1), 0);
	assert_int_equal(
		lws_callback_all_protocol(cx, stay_protocols, MY_REASON), 0);
	lws_cancel_service(cx);
	assert_int_equal(pthread_create(&thread, NULL, one_turn, NULL), 0);
	sem_wait(&inside);
	assert_int_equal(
		lws_callback_all_protocol(cx, stay_protocols, MY_REASON), -1);
	/* what may wait, does */
	assert_int_equal(
		lws_callback_on_writable_all_protocol(cx, stay_protocols), 0);
	sem_post(&go_on);
	pthread_join(thread, NULL);
	assert_int_equal(
		lws_callback_all_protocol(cx, stay_protocols, MY_REASON), 0);
	lws_context_destroy(cx);
	assert_null(cx);
	sem_destroy(&inside);
	sem_destroy(&go_on);
}

/* ---- every thread serves --------------------------------------------------
 */

static const struct lws_protocols protocols[] = {{.name = "p", .callback = cb},
						 LWS_PROTOCOL_LIST_TERM};

static void *
service(void *arg)
{
	int tsi = (int)(intptr_t)arg;

	while (lws_service_tsi(cx, 0, tsi) >= 0)
		;

	return NULL;
}

static struct lws_vhost *
make_vhost(const char *name)
{
	struct lws_context_creation_info info = {0};

	info.vhost_name = name;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;

	return lws_create_vhost(cx, &info);
}

static void
context__on_several_threads_ends_when_all_have_returned(void **state)
{
	struct lws_context_creation_info info = {0};
	pthread_t threads[THREADS];

	(void)state;
	info.port = 0;
	info.iface = "127.0.0.1";
	info.count_threads = THREADS;
	info.protocols = protocols;
	info.pcontext = &cx;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	for (intptr_t n = 0; n < THREADS; n++)
		assert_int_equal(
			pthread_create(&threads[n], NULL, service, (void *)n),
			0);
	while (!atomic_load(&rounds))
		lws_cancel_service(cx);
	for (int n = 0; n < ROUNDS; n++) {
		struct lws_vhost *vh = make_vhost("passing");

		assert_non_null(vh);
		lws_cancel_service(cx);
		(void)lws_callback_on_writable_all_protocol(cx, protocols);
		lws_vhost_destroy(vh);
	}
	atomic_store(&destroy_wanted, true);
	lws_cancel_service(cx);
	for (int n = 0; n < THREADS; n++)
		pthread_join(threads[n], NULL);
	assert_non_null(cx);
	lws_context_destroy(cx);
	assert_null(cx);
	assert_false(atomic_load(&before_init));
	assert_int_equal(atomic_load(&inits), ROUNDS + 1);
	assert_int_equal(atomic_load(&destroys), ROUNDS + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			context__on_several_threads_ends_when_all_have_returned),
		cmocka_unit_test(
			callbacks__for_a_thread_that_is_in_a_turn_are_refused),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
