/* SPDX-License-Identifier: MIT */
/* NET-18: waking a loop from many threads, and from a signal handler. */

#include "plat/plat.h"
#include "lws-test.h"
#include "syscall-shim.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define WAKERS 4
#define WAKES  50000

static struct lws__wake wake;

static bool
is_readable(int timeout_ms)
{
	struct pollfd p = {.fd = wake.read_fd, .events = POLLIN};

	return poll(&p, 1, timeout_ms) == 1;
}

static int
setup(void **state)
{
	(void)state;
	lws__shim_reset();

	return lws__wake_create(&wake);
}

static int
teardown(void **state)
{
	(void)state;
	lws__wake_destroy(&wake);
	lws__wake_destroy(&wake);

	return wake.read_fd != -1;
}

static void
wake_net18__many_calls_are_one_event_and_one_write(void **state)
{
	int i;

	(void)state;
	assert_false(is_readable(0));
	for (i = 0; i < 100000; i++)
		lws__wake(&wake);
	assert_int_equal(lws__shim_calls(LWS_SHIM_WRITE), 1);
	assert_true(is_readable(0));
	lws__wake_drain(&wake);
	assert_false(is_readable(0));

	lws__wake(&wake);
	assert_true(is_readable(0));
	lws__wake_drain(&wake);
	lws__wake_drain(&wake); /* for nothing: harmless */
	assert_false(is_readable(0));
}

static void
wake_net18__full_fd_does_not_lose_the_next_wake(void **state)
{
	(void)state;
	lws__shim_fail(LWS_SHIM_WRITE, 1, 1, EAGAIN);
	lws__wake(&wake); /* the fd claims to be full, so it will wake */
	lws__wake_drain(&wake);
	lws__wake(&wake);
	assert_true(is_readable(0));
	lws__wake_drain(&wake);

	lws__shim_fail(LWS_SHIM_WRITE, 1, 1, EIO);
	lws__wake(&wake); /* failed: the next one tries again */
	lws__wake(&wake);
	assert_true(is_readable(0));
	lws__wake_drain(&wake);

	lws__shim_fail(LWS_SHIM_WRITE, 1, 3, EINTR);
	lws__shim_fail(LWS_SHIM_READ, 1, 3, EINTR);
	lws__wake(&wake);
	assert_true(is_readable(0));
	lws__wake_drain(&wake);
	assert_false(is_readable(0));
}

static atomic_uint posted[WAKERS];

static void *
waker(void *arg)
{
	atomic_uint *mine = arg;
	int i;

	for (i = 0; i < WAKES; i++) {
		atomic_fetch_add_explicit(mine, 1, memory_order_relaxed);
		lws__wake(&wake);
	}

	return NULL;
}

static unsigned int
posted_total(void)
{
	unsigned int sum = 0, i;

	for (i = 0; i < WAKERS; i++)
		sum += atomic_load_explicit(&posted[i], memory_order_relaxed);

	return sum;
}

/* the sleeper stops only when it has seen the last post of every thread: a
 * lost wake-up would make its poll time out */
static void
wake_net18__last_call_of_each_thread_is_seen(void **state)
{
	pthread_t threads[WAKERS];
	unsigned int seen = 0, i;

	(void)state;
	for (i = 0; i < WAKERS; i++) {
		atomic_store(&posted[i], 0);
		assert_int_equal(
			pthread_create(&threads[i], NULL, waker, &posted[i]),
			0);
	}
	while (seen < WAKERS * WAKES) {
		assert_true(is_readable(30000));
		lws__wake_drain(&wake);
		seen = posted_total();
	}
	for (i = 0; i < WAKERS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static unsigned int plain; /* ordered by the wake-up alone */

static void *
post_plain(void *arg)
{
	(void)arg;
	plain = 42;
	lws__wake(&wake);

	return NULL;
}

static void
wake__what_was_written_before_is_seen_after(void **state)
{
	pthread_t thread;

	(void)state;
	plain = 0;
	assert_int_equal(pthread_create(&thread, NULL, post_plain, NULL), 0);
	assert_true(is_readable(30000));
	lws__wake_drain(&wake);
	assert_int_equal(plain, 42);
	pthread_join(thread, NULL);
}

static void
wake_from_handler(int sig)
{
	(void)sig;
	lws__wake(&wake);
}

static void
wake__works_from_a_signal_handler_and_keeps_errno(void **state)
{
	(void)state;
	signal(SIGUSR1, wake_from_handler);
	errno = 77;
	lws__shim_fail(LWS_SHIM_WRITE, 1, 1, EINTR);
	assert_int_equal(raise(SIGUSR1), 0);
	assert_int_equal(errno, 77);
	assert_true(is_readable(0));
	signal(SIGUSR1, SIG_DFL);
}

static void
wake_i02__failed_create_leaves_nothing(void **state)
{
	struct lws__wake w;

	(void)state;
	lws__shim_fail(LWS_SHIM_EVENTFD, 1, 1, EMFILE);
	lws__shim_fail(LWS_SHIM_PIPE, 1, 1, EMFILE);
	assert_int_equal(lws__wake_create(&w), EMFILE);
	assert_int_equal(w.read_fd, -1);
	lws__wake(&w);
	lws__wake_drain(&w);
	lws__wake_destroy(&w);
}

/* NET-19 */
static void
wake_net19__after_destroy_it_does_nothing(void **state)
{
	(void)state;
	lws__wake_destroy(&wake);
	lws__wake(&wake);
	lws__wake_drain(&wake);
	assert_int_equal(lws__shim_calls(LWS_SHIM_WRITE), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(wake_net18__many_calls_are_one_event_and_one_write),
		TEST(wake_net18__full_fd_does_not_lose_the_next_wake),
		TEST(wake_net18__last_call_of_each_thread_is_seen),
		TEST(wake__what_was_written_before_is_seen_after),
		TEST(wake__works_from_a_signal_handler_and_keeps_errno),
		TEST(wake_i02__failed_create_leaves_nothing),
		TEST(wake_net19__after_destroy_it_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
