/* SPDX-License-Identifier: MIT */
/*
 * The resolver pool, with a getaddrinfo() that answers, fails and hangs as the
 * test wants (CLI-04: cancel and destroy at every stage of a lookup).
 */

#include "lws-test.h"
#include "net/resolve.h"
#include "net/sockaddr.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- the resolver ---------------------------------------------------- */

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_moved = PTHREAD_COND_INITIALIZER;
static bool gate_is_shut;         /* names that begin with "slow" wait */
static unsigned int gate_waiting; /* so many wait at it */
static atomic_uint lookups, lists_alive;
static atomic_bool sigterm_is_open; /* in the last worker that was here */

static void
gate_shut(bool is_shut)
{
	pthread_mutex_lock(&gate_lock);
	gate_is_shut = is_shut;
	pthread_cond_broadcast(&gate_moved);
	pthread_mutex_unlock(&gate_lock);
}

static void
gate_pass(void)
{
	pthread_mutex_lock(&gate_lock);
	gate_waiting++;
	pthread_cond_broadcast(&gate_moved);
	while (gate_is_shut)
		pthread_cond_wait(&gate_moved, &gate_lock);
	gate_waiting--;
	pthread_cond_broadcast(&gate_moved);
	pthread_mutex_unlock(&gate_lock);
}

static void
gate_await(unsigned int waiting)
{
	pthread_mutex_lock(&gate_lock);
	while (gate_waiting != waiting)
		pthread_cond_wait(&gate_moved, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
}

static struct addrinfo *
list_of(const char *ads, struct addrinfo *next)
{
	struct addrinfo *ai = calloc(1, sizeof(*ai));
	lws_sockaddr46 *sa46 = calloc(1, sizeof(*sa46));

	if (!ai || !sa46 || lws_sa46_parse_numeric_address(ads, sa46))
		abort();
	ai->ai_family = sa46->sa4.sin_family;
	ai->ai_addr = (struct sockaddr *)sa46;
	ai->ai_addrlen = sa46_socklen(sa46);
	ai->ai_next = next;

	return ai;
}

static int
fake_get(const char *host, const char *service, const struct addrinfo *hints,
	 struct addrinfo **out)
{
	int n;

	sigset_t mask;

	(void)service;
	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	sigterm_is_open = !sigismember(&mask, SIGTERM);
	if (hints->ai_socktype != SOCK_STREAM)
		return EAI_SOCKTYPE;
	lookups++;
	if (!strncmp(host, "slow", 4))
		gate_pass();
	if (!strcmp(host, "absent"))
		return EAI_NONAME;
	if (!strcmp(host, "later"))
		return EAI_AGAIN;
	if (!strcmp(host, "broken"))
		return EAI_FAIL;

	*out = NULL;
	lists_alive++;
	if (!strcmp(host, "empty")) {
		*out = list_of("1.1.1.1", NULL);
		(*out)->ai_addrlen = 1;
	} else if (!strcmp(host, "many")) {
		for (n = 0; n < 100; n++)
			*out = list_of("2.2.2.2", *out);
	} else if (hints->ai_family == AF_INET) {
		*out = list_of("1.2.3.4", NULL);
	} else {
		*out = list_of("2001:db8::1", list_of("1.2.3.4", NULL));
	}

	return 0;
}

static void
fake_release(struct addrinfo *list)
{
	lists_alive--;
	while (list) {
		struct addrinfo *next = list->ai_next;

		free(list->ai_addr);
		free(list);
		list = next;
	}
}

/* ---- the service thread ---------------------------------------------- */

static int wake_fds[2];

static void
wake(void *arg)
{
	const char byte = 'w';

	(void)arg;
	if (write(wake_fds[1], &byte, 1) != 1)
		abort();
}

static void
wait_for_wake(void)
{
	struct pollfd p = {.fd = wake_fds[0], .events = POLLIN};
	char bytes[256];

	while (poll(&p, 1, -1) < 0)
		;
	if (read(wake_fds[0], bytes, sizeof(bytes)) <= 0)
		abort();
}

/* results as text: "name: answer addresses", owners are the names */
static char told[16384];
static size_t told_count;
static struct lws__resolve_pool *pool;

static void
on_result(const struct lws__resolve_result *r)
{
	static const char *const answers[] = {"found", "not found", "try again",
					      "failed"};
	size_t at = strlen(told), n;

	told_count++;
	at += (size_t)snprintf(told + at, sizeof(told) - at, "%s: %s",
			       (const char *)r->owner, answers[r->answer]);
	for (n = 0; n < r->count && n < 4; n++) {
		lws_sockaddr46 sa46 = r->addresses[n];
		char ads[64];

		lws_sa46_write_numeric_address(&sa46, ads, sizeof(ads));
		at += (size_t)snprintf(told + at, sizeof(told) - at, " %s/%u",
				       ads, lws__sa46_port(&sa46));
	}
	snprintf(told + at, sizeof(told) - at, "\n");
	assert_non_null(r->text);
	assert_int_equal(!*r->text, r->answer == LWS_RESOLVE_FOUND);
}

static lws__resolve_id
start(const char *host)
{
	return lws__resolve_start(pool, host, 80, AF_UNSPEC, 0,
				  (void *)(uintptr_t)host);
}

static void
collect_until(size_t count)
{
	lws__resolve_collect(pool, on_result);
	while (told_count < count) {
		wait_for_wake();
		lws__resolve_collect(pool, on_result);
	}
}

static int
setup(void **state)
{
	(void)state;
	if (pipe(wake_fds))
		return 1;
	told[0] = '\0';
	told_count = 0;
	lookups = 0;
	gate_shut(false);
	lws__resolve_set_getaddrinfo(fake_get, fake_release);
	pool = lws__resolve_pool_create(wake, NULL);

	return !pool;
}

static int
teardown(void **state)
{
	(void)state;
	gate_shut(false);
	lws__resolve_pool_destroy(&pool);
	gate_await(0);
	close(wake_fds[0]);
	close(wake_fds[1]);
	lws__resolve_set_getaddrinfo(NULL, NULL);

	return 0;
}

/* ---- answers --------------------------------------------------------- */

static void
resolve__tells_addresses_with_their_port(void **state)
{
	(void)state;
	assert_int_not_equal(start("there"), 0);
	collect_until(1);
	assert_string_equal(told, "there: found 2001:db8::1/80 1.2.3.4/80\n");
	assert_int_equal(lists_alive, 0);
}

static void
resolve__asks_for_the_family_that_is_wanted(void **state)
{
	(void)state;
	assert_int_not_equal(lws__resolve_start(pool, "four", 8080, AF_INET, 0,
						(void *)(uintptr_t) "four"),
			     0);
	collect_until(1);
	assert_string_equal(told, "four: found 1.2.3.4/8080\n");
}

static void
resolve__tells_absent_from_unreachable_from_broken(void **state)
{
	static const char *const rows[][2] = {
		{"absent", "absent: not found\n"},
		{"later", "later: try again\n"},
		{"broken", "broken: failed\n"},
		{"empty", "empty: not found\n"},
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		told[0] = '\0';
		start(rows[n][0]);
		collect_until(n + 1);
		assert_string_equal(told, rows[n][1]);
	}
	assert_int_equal(lists_alive, 0);
}

static size_t many_count;

static void
count_result(const struct lws__resolve_result *r)
{
	many_count = r->count;
	told_count++;
}

static void
resolve__drops_addresses_past_its_limit(void **state)
{
	(void)state;
	start("many");
	while (!told_count) {
		wait_for_wake();
		lws__resolve_collect(pool, count_result);
	}
	assert_int_equal(many_count, LWS_RESOLVE_ADDRESSES_MAX);
}

static void
resolve__does_numeric_hosts_without_a_worker(void **state)
{
	static const char *const hosts[] = {"192.0.2.1", "::1",
					    "[2001:db8::7]"};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(hosts); n++)
		assert_int_not_equal(start(hosts[n]), 0);
	assert_int_equal(lws__resolve_collect(pool, on_result), 3);
	assert_string_equal(told, "192.0.2.1: found 192.0.2.1/80\n"
				  "::1: found ::1/80\n"
				  "[2001:db8::7]: found 2001:db8::7/80\n");
	assert_int_equal(lookups, 0);
	wait_for_wake(); /* it was asked for */
}

static void
resolve_numeric__takes_numeric_hosts_of_the_family(void **state)
{
	static const struct {
		const char *host;
		int family, ret;
	} rows[] = {
		{"1.2.3.4", AF_UNSPEC, 0},   {"1.2.3.4", AF_INET, 0},
		{"1.2.3.4", AF_INET6, 1},    {"::1", AF_UNSPEC, 0},
		{"::1", AF_INET6, 0},        {"::1", AF_INET, 1},
		{"[::1]", AF_UNSPEC, 0},     {"::ffff:102:304", AF_UNSPEC, 0},
		{"localhost", AF_UNSPEC, 1}, {"", AF_UNSPEC, 1},
		{"1::2::3", AF_UNSPEC, 1},   {"1.2.3", AF_UNSPEC, 1},
	};
	lws_sockaddr46 sa46;
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++)
		if (!!lws__resolve_numeric(rows[n].host, 7, rows[n].family,
					   &sa46) != rows[n].ret)
			fail_msg("\"%s\"", rows[n].host);
	assert_int_equal(lws__resolve_numeric("1.2.3.4", 7, AF_INET, &sa46), 0);
	assert_int_equal(lws__sa46_port(&sa46), 7);
}

static void
resolve__refuses_a_host_that_cannot_be(void **state)
{
	char host[LWS_RESOLVE_HOST_MAX + 2];

	(void)state;
	memset(host, 'h', sizeof(host));
	host[sizeof(host) - 1] = '\0';
	assert_int_equal(start(host), 0);
	assert_int_equal(start(""), 0);
	assert_int_equal(start("[]"), 0);
	host[LWS_RESOLVE_HOST_MAX] = '\0';
	assert_int_not_equal(start(host), 0);
	collect_until(1);
}

static void
resolve__uses_the_real_resolver_unless_told(void **state)
{
	(void)state;
	lws__resolve_set_getaddrinfo(NULL, NULL);
	lws__resolve_start(pool, "127.1", 9, AF_INET, AI_NUMERICHOST,
			   (void *)(uintptr_t) "short");
	collect_until(1);
	assert_string_equal(told, "short: found 127.0.0.1/9\n");
}

/* ---- bounds ---------------------------------------------------------- */

static void
resolve__has_four_workers_at_most_and_a_bounded_queue(void **state)
{
	lws__resolve_id id = 1;
	size_t n;

	(void)state;
	gate_shut(true);
	for (n = 0; n < LWS_RESOLVE_WORKERS_MAX; n++)
		assert_int_not_equal(start("slow"), 0);
	gate_await(LWS_RESOLVE_WORKERS_MAX);
	for (n = 0; n < LWS_RESOLVE_QUEUE_MAX; n++)
		assert_int_not_equal(start("next"), 0);
	assert_int_equal(start("one too many"), 0);
	assert_int_equal(lookups, LWS_RESOLVE_WORKERS_MAX);

	/* numeric ones wait for nobody */
	id = start("192.0.2.1");
	assert_int_not_equal(id, 0);
	assert_int_equal(lws__resolve_collect(pool, count_result), 1);

	gate_shut(false);
	while (told_count <
	       1 + LWS_RESOLVE_WORKERS_MAX + LWS_RESOLVE_QUEUE_MAX) {
		wait_for_wake();
		lws__resolve_collect(pool, count_result);
	}
	assert_int_equal(lookups,
			 LWS_RESOLVE_WORKERS_MAX + LWS_RESOLVE_QUEUE_MAX);
}

static int
create_and_start(void *arg)
{
	struct lws__resolve_pool *p = lws__resolve_pool_create(wake, NULL);
	lws__resolve_id a, b;

	(void)arg;
	if (!p)
		return 1;
	a = lws__resolve_start(p, "there", 80, AF_UNSPEC, 0, NULL);
	b = lws__resolve_start(p, "1.2.3.4", 80, AF_UNSPEC, 0, NULL);
	lws__resolve_pool_destroy(&p);
	assert_null(p);
	lws__resolve_pool_destroy(&p);

	return !a || !b;
}

static void
resolve__leaks_nothing_when_memory_runs_out(void **state)
{
	(void)state;
	lws__test_alloc_sweep(create_and_start, NULL);
}

static void
resolve__workers_take_no_signals(void **state)
{
	sigset_t mine;

	(void)state;
	sigterm_is_open = true;
	start("there");
	collect_until(1);
	assert_false(sigterm_is_open);
	pthread_sigmask(SIG_SETMASK, NULL, &mine);
	assert_false(sigismember(&mine, SIGTERM));
}

static void
resolve__workers_that_ended_are_replaced(void **state)
{
	int n;

	(void)state;
	lws__resolve_set_idle_secs(0);
	lws__resolve_pool_destroy(&pool);
	pool = lws__resolve_pool_create(wake, NULL);
	lws__resolve_set_idle_secs(-1);
	assert_non_null(pool);
	for (n = 1; n <= 100; n++) {
		start("there");
		collect_until((size_t)n);
	}
	assert_int_equal(lookups, 100);
}

/* ---- cancel ---------------------------------------------------------- */

static void
resolve__CLI_04_cancel_in_the_queue_means_it_is_never_looked_up(void **state)
{
	lws__resolve_id id;
	size_t n;

	(void)state;
	gate_shut(true);
	for (n = 0; n < LWS_RESOLVE_WORKERS_MAX; n++)
		start("slow");
	gate_await(LWS_RESOLVE_WORKERS_MAX);
	start("first");
	id = start("gone");
	start("last");
	lws__resolve_cancel(pool, id);
	gate_shut(false);
	collect_until(LWS_RESOLVE_WORKERS_MAX + 2);
	assert_null(strstr(told, "gone"));
	assert_non_null(strstr(told, "first"));
	assert_non_null(strstr(told, "last"));
	assert_int_equal(lookups, LWS_RESOLVE_WORKERS_MAX + 2);
}

static void
resolve__CLI_04_cancel_in_a_worker_means_it_is_never_told(void **state)
{
	lws__resolve_id id;

	(void)state;
	gate_shut(true);
	id = start("slow gone");
	gate_await(1);
	lws__resolve_cancel(pool, id);
	lws__resolve_cancel(pool, id);
	gate_shut(false);
	start("there");
	collect_until(1);
	assert_string_equal(told, "there: found 2001:db8::1/80 1.2.3.4/80\n");
}

static void
resolve__CLI_04_cancel_of_a_ready_result_means_it_is_never_told(void **state)
{
	lws__resolve_id a, b, c;

	(void)state;
	a = start("1.1.1.1");
	b = start("2.2.2.2");
	c = start("there");
	wait_for_wake();
	lws__resolve_cancel(pool, b);
	collect_until(2);
	assert_null(strstr(told, "2.2.2.2"));
	lws__resolve_cancel(pool, a); /* finished */
	lws__resolve_cancel(pool, c);
	lws__resolve_cancel(pool, 0);
	lws__resolve_cancel(pool, 12345); /* never was */
}

static lws__resolve_id other;

static void
cancel_other(const struct lws__resolve_result *r)
{
	on_result(r);
	lws__resolve_cancel(pool, other);
	lws__resolve_cancel(pool, r->id);
}

static void
resolve__CLI_04_a_callback_may_cancel_another_result(void **state)
{
	(void)state;
	start("1.1.1.1");
	other = start("2.2.2.2");
	assert_int_equal(lws__resolve_collect(pool, cancel_other), 1);
	assert_int_equal(lws__resolve_collect(pool, cancel_other), 0);
	assert_string_equal(told, "1.1.1.1: found 1.1.1.1/80\n");
}

static void
start_again(const struct lws__resolve_result *r)
{
	(void)r;
	told_count++;
	start("3.3.3.3");
}

static void
resolve__a_callback_that_starts_another_does_not_go_on_for_ever(void **state)
{
	(void)state;
	start("1.1.1.1");
	assert_int_equal(lws__resolve_collect(pool, start_again), 1);
	assert_int_equal(lws__resolve_collect(pool, start_again), 1);
	assert_int_equal(told_count, 2);
}

/* ---- destroy --------------------------------------------------------- */

static void
resolve__CLI_04_destroy_leaves_a_stuck_lookup_behind(void **state)
{
	size_t n;

	(void)state;
	gate_shut(true);
	for (n = 0; n < LWS_RESOLVE_WORKERS_MAX; n++)
		start("slow stuck");
	gate_await(LWS_RESOLVE_WORKERS_MAX);
	start("never begun");
	start("1.2.3.4"); /* never collected */
	lws__resolve_pool_destroy(&pool);
	assert_null(pool);

	/* they get out long after, and clean up after themselves */
	gate_shut(false);
	gate_await(0);
}

static void
resolve__CLI_04_destroy_at_once_after_starting(void **state)
{
	int n;

	(void)state;
	for (n = 0; n < 200; n++) {
		start("there");
		start("absent");
		lws__resolve_pool_destroy(&pool);
		pool = lws__resolve_pool_create(wake, NULL);
		assert_non_null(pool);
	}
}

static void
resolve__CLI_04_start_and_cancel_race_with_the_workers(void **state)
{
	lws__resolve_id ids[32];
	size_t cancelled = 0;
	int round;
	size_t n;

	(void)state;
	for (round = 0; round < 100; round++) {
		for (n = 0; n < COUNT(ids); n++)
			ids[n] = start(n % 3 ? "there" : "1.2.3.4");
		for (n = 0; n < COUNT(ids); n += 2)
			lws__resolve_cancel(pool, ids[n]);
		cancelled += COUNT(ids) / 2;
		told_count = 0;
		told[0] = '\0';
		collect_until(COUNT(ids) / 2);
		assert_int_equal(told_count, COUNT(ids) / 2);
	}
	assert_int_equal(cancelled, 1600);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(resolve__tells_addresses_with_their_port),
		TEST(resolve__asks_for_the_family_that_is_wanted),
		TEST(resolve__tells_absent_from_unreachable_from_broken),
		TEST(resolve__drops_addresses_past_its_limit),
		TEST(resolve__does_numeric_hosts_without_a_worker),
		TEST(resolve_numeric__takes_numeric_hosts_of_the_family),
		TEST(resolve__refuses_a_host_that_cannot_be),
		TEST(resolve__uses_the_real_resolver_unless_told),
		TEST(resolve__has_four_workers_at_most_and_a_bounded_queue),
		TEST(resolve__leaks_nothing_when_memory_runs_out),
		TEST(resolve__workers_take_no_signals),
		TEST(resolve__workers_that_ended_are_replaced),
		TEST(resolve__CLI_04_cancel_in_the_queue_means_it_is_never_looked_up),
		TEST(resolve__CLI_04_cancel_in_a_worker_means_it_is_never_told),
		TEST(resolve__CLI_04_cancel_of_a_ready_result_means_it_is_never_told),
		TEST(resolve__CLI_04_a_callback_may_cancel_another_result),
		TEST(resolve__a_callback_that_starts_another_does_not_go_on_for_ever),
		TEST(resolve__CLI_04_destroy_leaves_a_stuck_lookup_behind),
		TEST(resolve__CLI_04_destroy_at_once_after_starting),
		TEST(resolve__CLI_04_start_and_cancel_race_with_the_workers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
