/* SPDX-License-Identifier: MIT */
/*
 * Pools of worker threads, with tasks that belong to no connection.  Those of
 * connections: tests/net/threadpool-test.c.
 */

#include "lws-test.h"

#include <libwebsockets.h>

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

enum {
	PRODUCERS = 4,
	TASKS_EACH = 500,
	WORKERS = 3,
};

/* ---- threads that cannot be had ------------------------------------------ */

static int threads_until_failure = -1; /* -1: none fails */

int __real_pthread_create(pthread_t *t, const pthread_attr_t *a,
			  void *(*main)(void *), void *arg);
int __wrap_pthread_create(pthread_t *t, const pthread_attr_t *a,
			  void *(*main)(void *), void *arg);

int
__wrap_pthread_create(pthread_t *t, const pthread_attr_t *a,
		      void *(*main)(void *), void *arg)
{
	if (threads_until_failure >= 0 && !threads_until_failure--)
		return EAGAIN;

	return __real_pthread_create(t, a, main, arg);
}

/* ---- a task that does as it is told -------------------------------------- */

struct job {
	sem_t begun;  /* posted in the first call */
	sem_t go;     /* awaited in the first call */
	bool waits;   /* ... */
	int calls;    /* to be made until it is FINISHED */
	int flags;    /* or'ed to what it returns meanwhile */
	int returns;  /* CHECKING_IN, SYNC, ... meanwhile */
	int stopping; /* calls that said STOPPING */
	int called;
	atomic_int cleaned;
	bool was_given_wsi;
	pthread_t thread, cleaner;
	struct lws_threadpool *destroys;
	sem_t over; /* posted by cleanup */
};

static enum lws_threadpool_task_return
work(void *user, enum lws_threadpool_task_status s)
{
	struct job *j = user;

	j->thread = pthread_self();
	if (!j->called++) {
		sem_post(&j->begun);
		if (j->waits)
			sem_wait(&j->go);
	}
	if (j->destroys)
		lws_threadpool_destroy(j->destroys);
	if (s == LWS_TP_STATUS_STOPPING) {
		j->stopping++;
		return LWS_TP_RETURN_STOPPED;
	}
	if (j->called >= j->calls)
		return LWS_TP_RETURN_FINISHED;

	return (enum lws_threadpool_task_return)(j->returns | j->flags);
}

static void
clean(struct lws *wsi, void *user)
{
	struct job *j = user;

	j->was_given_wsi = wsi;
	j->cleaner = pthread_self();
	atomic_fetch_add(&j->cleaned, 1);
	sem_post(&j->over);
}

static void
job_init(struct job *j)
{
	memset(j, 0, sizeof(*j));
	sem_init(&j->begun, 0, 0);
	sem_init(&j->go, 0, 0);
	sem_init(&j->over, 0, 0);
}

static struct lws_threadpool_task *
give(struct lws_threadpool *tp, struct job *j)
{
	const struct lws_threadpool_task_args args = {
		.user = j, .task = work, .cleanup = clean};

	return lws_threadpool_enqueue(tp, &args, "job %p", (void *)j);
}

static struct lws_context *
context_create(void)
{
	struct lws_context_creation_info info = {0};

	info.port = CONTEXT_PORT_NO_LISTEN;

	return lws_create_context(&info);
}

static struct lws_context *cx;

static int
setup(void **state)
{
	(void)state;
	cx = context_create();

	return !cx;
}

static int
teardown(void **state)
{
	(void)state;
	lws_context_destroy(cx);
	cx = NULL;

	return 0;
}

static struct lws_threadpool *
pool_of(int threads, int depth)
{
	const struct lws_threadpool_create_args args = {threads, depth};

	return lws_threadpool_create(cx, &args, "pool of %d", threads);
}

/* ---- pools --------------------------------------------------------------- */

static void
pool__is_of_one_thread_to_256_or_it_is_none(void **state)
{
	static const struct {
		int threads, depth;
	} bad[] = {{0, 1}, {-1, 1}, {257, 1}, {1, -1}};
	struct lws_threadpool *tp;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++)
		assert_null(pool_of(bad[n].threads, bad[n].depth));
	tp = pool_of(1, 0);
	assert_non_null(tp);
	lws_threadpool_destroy(tp);
	lws_threadpool_destroy(NULL);
}

static void
pool__is_none_when_a_thread_cannot_be_had(void **state)
{
	(void)state;
	for (int n = 0; n < 4; n++) {
		threads_until_failure = n;
		assert_null(pool_of(4, 4));
	}
	threads_until_failure = -1;
}

static int
live(void *arg)
{
	struct lws_threadpool *tp = pool_of(2, 4);
	struct lws_threadpool_task *task;
	struct job j;

	(void)arg;
	if (!tp)
		return 1;
	job_init(&j);
	j.calls = 1;
	task = give(tp, &j);
	if (task)
		sem_wait(&j.over);
	lws_threadpool_destroy(tp);
	assert_int_equal(j.cleaned, task ? 1 : 0);

	return !task;
}

static void
pool__survives_each_allocation_failing(void **state)
{
	(void)state;
	lws__test_alloc_sweep(live, NULL);
}

static void
pool__that_is_left_goes_with_the_context(void **state)
{
	struct lws_threadpool *tp = pool_of(2, 4);
	struct job running, waiting[4];

	(void)state;
	job_init(&running);
	running.waits = true;
	assert_non_null(give(tp, &running));
	sem_wait(&running.begun);
	assert_non_null(pool_of(3, 3));
	for (int n = 0; n < 4; n++) {
		job_init(&waiting[n]);
		waiting[n].calls = 3;
		assert_non_null(give(tp, &waiting[n]));
	}
	sem_post(&running.go);
	lws_context_destroy(cx);
	assert_int_equal(running.cleaned, 1);
	for (int n = 0; n < 4; n++)
		assert_int_equal(waiting[n].cleaned, 1);
	cx = context_create();
}

/* ---- tasks --------------------------------------------------------------- */

static void
task__is_called_until_it_is_finished_and_cleaned_up_once(void **state)
{
	static const int returns[] = {LWS_TP_RETURN_CHECKING_IN,
				      LWS_TP_RETURN_SYNC};
	struct lws_threadpool *tp = pool_of(1, 4);

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(returns); n++) {
		struct job j;

		job_init(&j);
		j.calls = 5;
		j.returns = returns[n];
		assert_non_null(give(tp, &j));
		sem_wait(&j.over);
		assert_int_equal(j.called, 5);
		assert_int_equal(j.stopping, 0);
		assert_int_equal(j.cleaned, 1);
		assert_false(j.was_given_wsi);
		/* nobody else was there to do it */
		assert_true(pthread_equal(j.thread, j.cleaner));
		assert_false(pthread_equal(j.thread, pthread_self()));
	}
	lws_threadpool_destroy(tp);
}

static void
task__is_over_when_it_returns_what_nobody_knows(void **state)
{
	struct lws_threadpool *tp = pool_of(1, 4);
	struct job j;

	(void)state;
	job_init(&j);
	j.calls = 2;
	j.returns = 17;
	assert_non_null(give(tp, &j));
	sem_wait(&j.over);
	assert_int_equal(j.called, 1);
	lws_threadpool_destroy(tp);
	assert_int_equal(j.cleaned, 1);
}

static void
task__without_a_function_or_of_a_stream_is_refused(void **state)
{
	struct lws_threadpool *tp = pool_of(1, 4);
	struct lws_threadpool_task_args args = {.cleanup = clean};
	struct job j;

	(void)state;
	job_init(&j);
	args.user = &j;
	assert_null(lws_threadpool_enqueue(tp, &args, "nothing"));
	args.task = work;
	args.ss = (struct lws_ss_handle *)(void *)&j;
	assert_null(lws_threadpool_enqueue(tp, &args, "a stream's"));
	lws_threadpool_destroy(tp);
	assert_int_equal(j.cleaned, 0);
	assert_int_equal(lws_threadpool_dequeue_task(NULL), 1);
}

static void
tasks__wait_in_order_and_no_more_of_them_than_told(void **state)
{
	struct lws_threadpool *tp = pool_of(1, 2);
	struct lws_threadpool_task *second;
	struct job jobs[4];

	(void)state;
	for (int n = 0; n < 4; n++) {
		job_init(&jobs[n]);
		jobs[n].waits = !n;
		jobs[n].calls = 1;
	}
	assert_non_null(give(tp, &jobs[0]));
	sem_wait(&jobs[0].begun); /* it waits no more */
	second = give(tp, &jobs[1]);
	assert_non_null(second);
	assert_int_equal(lws_threadpool_task_status_noreap(second),
			 LWS_TP_STATUS_QUEUED);
	assert_non_null(give(tp, &jobs[2]));
	assert_null(give(tp, &jobs[3]));
	assert_int_equal(jobs[1].called, 0);
	sem_post(&jobs[0].go);
	sem_wait(&jobs[2].over);
	assert_int_equal(jobs[1].cleaned, 1); /* one worker: it was first */
	lws_threadpool_destroy(tp);
	for (int n = 0; n < 3; n++)
		assert_int_equal(jobs[n].cleaned, 1);
	assert_int_equal(jobs[3].cleaned, 0);
}

static void
finish__stops_what_waits_and_tells_what_runs(void **state)
{
	struct lws_threadpool *tp = pool_of(1, 8);
	struct job running, waiting[3], late;

	(void)state;
	job_init(&running);
	job_init(&late);
	running.waits = true;
	running.calls = 100;
	assert_non_null(give(tp, &running));
	sem_wait(&running.begun);
	for (int n = 0; n < 3; n++) {
		job_init(&waiting[n]);
		waiting[n].calls = 1;
		assert_non_null(give(tp, &waiting[n]));
	}
	lws_threadpool_finish(tp);
	for (int n = 0; n < 3; n++) {
		assert_int_equal(waiting[n].called, 0);
		assert_int_equal(waiting[n].cleaned, 1);
		assert_true(pthread_equal(waiting[n].cleaner, pthread_self()));
	}
	assert_null(give(tp, &late));
	assert_int_equal(running.cleaned, 0);
	sem_post(&running.go);
	lws_threadpool_destroy(tp);
	assert_int_equal(running.called, 2);
	assert_int_equal(running.stopping, 1);
	assert_int_equal(running.cleaned, 1);
	assert_int_equal(late.cleaned, 0);
}

static void
task__that_runs_is_told_to_stop(void **state)
{
	struct lws_threadpool *tp = pool_of(1, 8);
	struct lws_threadpool_task *task;
	struct job j;

	(void)state;
	job_init(&j);
	j.waits = true;
	j.calls = 100;
	task = give(tp, &j);
	sem_wait(&j.begun);
	assert_int_equal(lws_threadpool_dequeue_task(task), 0);
	assert_int_equal(lws_threadpool_dequeue_task(task), 0); /* it is */
	assert_int_equal(lws_threadpool_task_status_noreap(task),
			 LWS_TP_STATUS_STOPPING);
	sem_post(&j.go);
	sem_wait(&j.over);
	assert_int_equal(j.called, 2);
	assert_int_equal(j.stopping, 1);
	lws_threadpool_destroy(tp);
	assert_int_equal(j.cleaned, 1);
}

static void
task__cannot_destroy_its_own_pool(void **state)
{
	struct lws_threadpool *tp = pool_of(2, 8);
	struct job j;

	(void)state;
	job_init(&j);
	j.destroys = tp;
	assert_non_null(give(tp, &j));
	sem_wait(&j.over);
	lws_threadpool_destroy(tp);
	assert_int_equal(j.cleaned, 1);
}

/* ---- many ---------------------------------------------------------------- */

struct producer {
	struct lws_threadpool *tp;
	pthread_t thread;
	int given;
};

static atomic_int begun, cleaned;

static enum lws_threadpool_task_return
count_task(void *user, enum lws_threadpool_task_status s)
{
	(void)user;
	(void)s;
	atomic_fetch_add(&begun, 1);

	return LWS_TP_RETURN_FINISHED;
}

static void
count_clean(struct lws *wsi, void *user)
{
	(void)wsi;
	(void)user;
	atomic_fetch_add(&cleaned, 1);
}

static void *
produce(void *arg)
{
	static const struct lws_threadpool_task_args args = {
		.task = count_task, .cleanup = count_clean};
	struct producer *p = arg;

	for (int n = 0; n < TASKS_EACH; n++)
		p->given += !!lws_threadpool_enqueue(p->tp, &args, "%d", n);

	return NULL;
}

static void
tasks__come_from_many_threads_and_none_is_lost(void **state)
{
	struct lws_threadpool *tp = pool_of(WORKERS, 64);
	struct producer producers[PRODUCERS];
	int given = 0;

	(void)state;
	for (int n = 0; n < PRODUCERS; n++) {
		producers[n] = (struct producer){.tp = tp};
		assert_int_equal(pthread_create(&producers[n].thread, NULL,
						produce, &producers[n]),
				 0);
	}
	lws_threadpool_dump(tp);
	for (int n = 0; n < PRODUCERS; n++) {
		pthread_join(producers[n].thread, NULL);
		given += producers[n].given;
	}
	lws_threadpool_destroy(tp);
	assert_true(given > 0);
	assert_true(begun <= given);
	assert_int_equal(cleaned, given);
}

/* ---- the log ------------------------------------------------------------- */

static char logged[2048];

static void
keep(int level, const char *line)
{
	(void)level;
	if (strlen(logged) + strlen(line) < sizeof(logged))
		strcat(logged, line);
}

static void
dump__says_what_each_worker_is_at(void **state)
{
	struct lws_threadpool *tp = pool_of(2, 8);
	struct job jobs[3];

	(void)state;
	for (int n = 0; n < 3; n++) {
		job_init(&jobs[n]);
		jobs[n].waits = true;
		jobs[n].calls = 1;
		assert_non_null(give(tp, &jobs[n]));
	}
	sem_wait(&jobs[0].begun);
	sem_wait(&jobs[1].begun);
	logged[0] = '\0';
	lws_set_log_level(LLL_NOTICE, keep);
	lws_threadpool_dump(tp);
	lws_set_log_level(0, NULL);
	for (int n = 0; n < 3; n++)
		sem_post(&jobs[n].go);
	lws_threadpool_destroy(tp);
#if !defined(LWS_WITH_NO_LOGS)
	assert_non_null(strstr(
		logged, "pool of 2: 2 workers, 1 of 8 wait, 0 are over"));
	assert_non_null(strstr(logged, "worker 1: job "));
	assert_non_null(strstr(logged, "worker 2: job "));
	assert_non_null(strstr(logged, "running for "));
#endif
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pool__is_of_one_thread_to_256_or_it_is_none),
		cmocka_unit_test(pool__is_none_when_a_thread_cannot_be_had),
		cmocka_unit_test(pool__survives_each_allocation_failing),
		cmocka_unit_test(pool__that_is_left_goes_with_the_context),
		cmocka_unit_test(
			task__is_called_until_it_is_finished_and_cleaned_up_once),
		cmocka_unit_test(
			task__is_over_when_it_returns_what_nobody_knows),
		cmocka_unit_test(
			task__without_a_function_or_of_a_stream_is_refused),
		cmocka_unit_test(
			tasks__wait_in_order_and_no_more_of_them_than_told),
		cmocka_unit_test(finish__stops_what_waits_and_tells_what_runs),
		cmocka_unit_test(task__that_runs_is_told_to_stop),
		cmocka_unit_test(task__cannot_destroy_its_own_pool),
		cmocka_unit_test(
			tasks__come_from_many_threads_and_none_is_lost),
		cmocka_unit_test(dump__says_what_each_worker_is_at),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, setup, teardown);
}
