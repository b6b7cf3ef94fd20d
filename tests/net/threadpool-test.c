/* SPDX-License-Identifier: MIT */
/*
 * Tasks that belong to connections: what a task has is sent from its WRITEABLE
 * callback, and whatever ends first, the task or the connection, each task is
 * cleaned up once, in the thread that lws-threadpool.h says.
 */

#include "net-test.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum {
	PIECES = 5,
};

/* ---- a task -------------------------------------------------------------- */

struct job {
	sem_t begun;   /* posted in each call */
	sem_t go;      /* awaited in each call, when it waits */
	sem_t cleaned; /* posted by cleanup */
	bool waits;
	bool until_stopped; /* never FINISHED, and waits in no call but the
			       first */
	int calls;          /* to be made until it is FINISHED */
	int returns;        /* meanwhile: CHECKING_IN or SYNC, and OUTLIVE */
	/* written by the worker, read when it is over */
	int called, stopping;
	int cleanups;
	const struct lws *cleaned_wsi;
	pthread_t cleaner;
};

static struct job job, behind; /* behind waits for the one worker */

static enum lws_threadpool_task_return
work(void *user, enum lws_threadpool_task_status s)
{
	struct job *j = user;

	j->called++;
	sem_post(&j->begun);
	if (j->waits && !(j->until_stopped && j->called > 1))
		sem_wait(&j->go);
	if (s == LWS_TP_STATUS_STOPPING) {
		j->stopping++;
		return LWS_TP_RETURN_STOPPED;
	}

	return j->called > j->calls && !j->until_stopped
		       ? LWS_TP_RETURN_FINISHED
		       : (enum lws_threadpool_task_return)j->returns;
}

static void
clean(struct lws *wsi, void *user)
{
	struct job *j = user;

	j->cleanups++;
	j->cleaned_wsi = wsi;
	j->cleaner = pthread_self();
	sem_post(&j->cleaned);
}

static void
job_init(struct job *j)
{
	memset(j, 0, sizeof(*j));
	sem_init(&j->begun, 0, 0);
	sem_init(&j->go, 0, 0);
	sem_init(&j->cleaned, 0, 0);
}

/* ---- the server ---------------------------------------------------------- */

static struct lws__net net;
static struct lws__net_peer peer;
static struct lws_threadpool *tp;

static struct {
	struct lws *wsi;
	int adopted, closed;
	int writables; /* WRITEABLE that found the task, by its status */
	int by_status[LWS_TP_STATUS_STOPPED + 1];
	bool leaves_it;    /* no sync, no reaping */
	bool stops_it;     /* sync with stop */
	bool tries_late;   /* enqueue in the closed callback */
	bool late_refused; /* ... came to nothing */
} server;

static struct lws_threadpool_task *
give_to(struct lws *wsi, struct job *j, bool is_async)
{
	const struct lws_threadpool_task_args args = {.wsi = wsi,
						      .user = j,
						      .async_task = is_async,
						      .task = work,
						      .cleanup = clean};

	return lws_threadpool_enqueue(tp, &args, "job of a connection");
}

static int
send_piece(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 1];

	buf[LWS_PRE] = 'x';

	return lws_write(wsi, buf + LWS_PRE, 1, LWS_WRITE_RAW) < 0;
}

static int
writable(struct lws *wsi)
{
	struct lws_threadpool_task *task = lws_threadpool_get_task_wsi(wsi);
	enum lws_threadpool_task_status s;
	void *user = NULL;

	if (!task)
		return 0;
	if (server.leaves_it) {
		s = lws_threadpool_task_status_noreap(task);
		server.by_status[s]++;
		return 0;
	}
	s = lws_threadpool_task_status(task, &user);
	server.by_status[s]++;
	assert_ptr_equal(user, &job);
	if (s != LWS_TP_STATUS_SYNCING)
		return 0;
	if (send_piece(wsi))
		return -1;
	lws_threadpool_task_sync(task, server.stops_it);

	return 0;
}

static int
cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
   size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	lws__net_note(wsi, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		server.wsi = wsi;
		server.adopted = 1;
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		return writable(wsi);
	case LWS_CALLBACK_RAW_CLOSE:
		server.closed = 1;
		if (server.tries_late)
			server.late_refused = !give_to(wsi, &behind, false);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {{"raw", cb, 0, 0, 0, NULL, 0},
						 LWS_PROTOCOL_LIST_TERM};

static void
begin(int threads)
{
	const struct lws_threadpool_create_args args = {threads, 8};
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	memset(&server, 0, sizeof(server));
	job_init(&job);
	job_init(&behind);
	info.protocols = protocols;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw";
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	lws__net_start(&net, &info);
	tp = lws_threadpool_create(net.cx, &args, "test");
	assert_non_null(tp);
	lws__net_connect(&net, &peer);
	lws__net_until_set(&net, &server.adopted, "the connection");
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	lws__net_until_set(&net, &server.closed, "the end");
	lws_threadpool_destroy(tp);
	lws__net_stop(&net);
}

static void
hang_up(void)
{
	lws__net_hang_up(&peer);
	lws__net_until_set(&net, &server.closed, "the end");
}

static void
until_seen(enum lws_threadpool_task_status s)
{
	lws__net_until_set(&net, &server.by_status[s], "a status");
}

/* in our thread, which is the service thread */
static bool
was_cleaned_here(const struct job *j)
{
	return pthread_equal(j->cleaner, pthread_self());
}

/* ---- while both live ----------------------------------------------------- */

static void
task__hands_each_piece_to_the_writeable_callback(void **state)
{
	(void)state;
	begin(1);
	job.calls = PIECES;
	job.returns = LWS_TP_RETURN_SYNC;
	assert_non_null(give_to(server.wsi, &job, false));
	lws__net_expect(&net, &peer, "xxxxx");
	until_seen(LWS_TP_STATUS_FINISHED);
	assert_int_equal(server.by_status[LWS_TP_STATUS_SYNCING], PIECES);
	assert_int_equal(job.called, PIECES + 1);
	assert_int_equal(job.cleanups, 1);
	assert_ptr_equal(job.cleaned_wsi, server.wsi);
	assert_true(was_cleaned_here(&job));
	assert_null(lws_threadpool_get_task_wsi(server.wsi));
	end();
	assert_int_equal(job.cleanups, 1);
}

static void
task__is_stopped_where_it_syncs(void **state)
{
	(void)state;
	begin(1);
	job.calls = PIECES;
	job.returns = LWS_TP_RETURN_SYNC;
	server.stops_it = true;
	assert_non_null(give_to(server.wsi, &job, false));
	until_seen(LWS_TP_STATUS_STOPPED);
	assert_int_equal(job.called, 2);
	assert_int_equal(job.stopping, 1);
	assert_int_equal(job.cleanups, 1);
	end();
}

static void
task__that_waits_or_runs_can_be_dequeued(void **state)
{
	struct lws_threadpool_task *first, *second;

	(void)state;
	begin(1);
	server.leaves_it = true;
	job.waits = true;
	job.calls = 100;
	first = give_to(server.wsi, &job, false);
	sem_wait(&job.begun);
	second = give_to(server.wsi, &behind, false);
	assert_ptr_equal(lws_threadpool_get_task_wsi(server.wsi), first);
	assert_int_equal(lws_threadpool_dequeue_task(second), 0);
	assert_int_equal(lws_threadpool_task_status_noreap(second),
			 LWS_TP_STATUS_STOPPED);
	assert_int_equal(behind.cleanups, 0); /* nobody has asked */
	assert_int_equal(lws_threadpool_dequeue_task(first), 0);
	assert_int_equal(lws_threadpool_task_status_noreap(first),
			 LWS_TP_STATUS_STOPPING);
	sem_post(&job.go);
	sem_post(&job.go);
	until_seen(LWS_TP_STATUS_STOPPED);
	end();
	assert_int_equal(behind.called, 0);
	assert_int_equal(job.called, 2);
	assert_int_equal(job.stopping, 1);
	assert_int_equal(job.cleanups + behind.cleanups, 2);
}

static int
count_tasks(struct lws_threadpool_task *task, void *user)
{
	void *job_of_it;

	(void)lws_threadpool_task_status(task, &job_of_it);

	return --*(int *)user == 0 ? 7 : 0;
}

static void
tasks__of_a_connection_can_be_walked_and_reaped_meanwhile(void **state)
{
	int left = 2;

	(void)state;
	begin(1);
	server.leaves_it = true;
	assert_int_equal(
		lws_threadpool_foreach_task_wsi(server.wsi, &left, count_tasks),
		0);
	job.waits = true;
	assert_non_null(give_to(server.wsi, &job, false));
	sem_wait(&job.begun);
	for (int n = 0; n < 3; n++) {
		struct lws_threadpool_task *task =
			give_to(server.wsi, &behind, false);

		assert_non_null(task);
		lws_threadpool_dequeue_task(task);
	}
	/* the running one, and the first that was stopped */
	assert_int_equal(
		lws_threadpool_foreach_task_wsi(server.wsi, &left, count_tasks),
		7);
	assert_int_equal(behind.cleanups, 1);
	sem_post(&job.go);
	until_seen(LWS_TP_STATUS_FINISHED);
	end();
	assert_int_equal(behind.cleanups, 3);
	assert_int_equal(job.cleanups, 1);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static void
task__is_found_by_its_connection_as_of_old(void **state)
{
	struct lws_threadpool_task *task;
	void *user;

	(void)state;
	begin(1);
	server.leaves_it = true;
	assert_int_equal(
		lws_threadpool_task_status_wsi(server.wsi, &task, &user),
		LWS_TP_STATUS_STOPPED);
	assert_null(task);
	assert_int_equal(lws_threadpool_dequeue(server.wsi), 1);
	job.waits = true;
	job.calls = 9;
	assert_non_null(give_to(server.wsi, &job, false));
	sem_wait(&job.begun);
	assert_int_equal(
		lws_threadpool_task_status_wsi(server.wsi, &task, &user),
		LWS_TP_STATUS_RUNNING);
	assert_ptr_equal(user, &job);
	assert_int_equal(lws_threadpool_dequeue(server.wsi), 0);
	sem_post(&job.go);
	sem_post(&job.go);
	until_seen(LWS_TP_STATUS_STOPPED);
	assert_int_equal(
		lws_threadpool_task_status_wsi(server.wsi, &task, &user),
		LWS_TP_STATUS_STOPPED);
	assert_int_equal(job.cleanups, 1);
	end();
}
#pragma GCC diagnostic pop

/* ---- the connection ends first ------------------------------------------- */

static void
close__of_a_connection_whose_task_waits(void **state)
{
	(void)state;
	begin(1);
	job.waits = true;
	assert_non_null(give_to(server.wsi, &job, true)); /* keeps it busy */
	sem_wait(&job.begun);
	assert_non_null(give_to(server.wsi, &behind, false));
	server.leaves_it = true;
	hang_up();
	assert_int_equal(behind.called, 0);
	assert_int_equal(behind.cleanups, 1);
	assert_ptr_equal(behind.cleaned_wsi, server.wsi);
	assert_true(was_cleaned_here(&behind));
	sem_post(&job.go);
	sem_wait(&job.cleaned);
	end();
}

static void
close__of_a_connection_whose_task_runs(void **state)
{
	(void)state;
	begin(1);
	job.waits = true;
	job.calls = 100;
	assert_non_null(give_to(server.wsi, &job, false));
	sem_wait(&job.begun);
	hang_up(); /* the task outlives it for as long as it takes */
	lws__net_until_alone(&net);
	sem_post(&job.go);
	sem_post(&job.go);
	sem_wait(&job.cleaned);
	assert_int_equal(job.called, 2);
	assert_int_equal(job.stopping, 1);
	assert_null(job.cleaned_wsi);
	assert_false(was_cleaned_here(&job));
	end();
	assert_int_equal(job.cleanups, 1);
}

static void
close__of_a_connection_whose_task_syncs(void **state)
{
	(void)state;
	begin(1);
	server.leaves_it = true;
	job.calls = 100;
	job.returns = LWS_TP_RETURN_SYNC;
	assert_non_null(give_to(server.wsi, &job, false));
	until_seen(LWS_TP_STATUS_SYNCING);
	hang_up();
	sem_wait(&job.cleaned);
	assert_int_equal(job.called, 2);
	assert_int_equal(job.stopping, 1);
	assert_null(job.cleaned_wsi);
	assert_false(was_cleaned_here(&job));
	end();
	assert_int_equal(job.cleanups, 1);
}

static void
close__of_a_connection_whose_task_is_over(void **state)
{
	(void)state;
	begin(1);
	server.leaves_it = true;
	assert_non_null(give_to(server.wsi, &job, false));
	until_seen(LWS_TP_STATUS_FINISHED);
	assert_int_equal(job.cleanups, 0);
	hang_up();
	assert_int_equal(job.cleanups, 1);
	assert_ptr_equal(job.cleaned_wsi, server.wsi);
	assert_true(was_cleaned_here(&job));
	end();
	assert_int_equal(job.cleanups, 1);
}

/* by what it said at the beginning, and by what it returned */
static void
close__does_not_stop_a_task_that_outlives_it(void **state)
{
	(void)state;
	for (int how = 0; how < 4; how++) {
		bool syncs = how & 1, is_async = how & 2;

		begin(1);
		server.leaves_it = true;
		job.waits = !syncs;
		job.calls = 3;
		job.returns =
			syncs ? LWS_TP_RETURN_SYNC : LWS_TP_RETURN_CHECKING_IN;
		if (!is_async)
			job.returns |= LWS_TP_RETURN_FLAG_OUTLIVE;
		assert_non_null(give_to(server.wsi, &job, is_async));
		sem_wait(&job.begun);
		if (syncs)
			until_seen(LWS_TP_STATUS_SYNCING);
		else {
			sem_post(&job.go);
			sem_wait(&job.begun);
		}
		hang_up();
		for (int n = 0; n < 4; n++)
			sem_post(&job.go);
		sem_wait(&job.cleaned);
		assert_int_equal(job.called, 4);
		assert_int_equal(job.stopping, 0);
		assert_null(job.cleaned_wsi);
		end();
		assert_int_equal(job.cleanups, 1);
	}
}

static void
close__lets_no_task_in_any_more(void **state)
{
	(void)state;
	begin(1);
	server.tries_late = true;
	hang_up();
	assert_true(server.late_refused);
	end();
	assert_int_equal(behind.cleanups, 0);
}

/* ---- the pool ends first ------------------------------------------------- */

static void
destroy__of_a_pool_whose_tasks_wait_run_sync_and_are_over(void **state)
{
	struct job jobs[4];

	(void)state;
	begin(3);
	server.leaves_it = true;
	for (int n = 0; n < 4; n++)
		job_init(&jobs[n]);
	assert_non_null(give_to(server.wsi, &jobs[0], false)); /* over */
	until_seen(LWS_TP_STATUS_FINISHED);
	jobs[1].returns = LWS_TP_RETURN_SYNC;
	jobs[1].calls = 100;
	assert_non_null(give_to(server.wsi, &jobs[1], false)); /* syncs */
	sem_wait(&jobs[1].begun);
	job.waits = behind.waits = true;
	job.until_stopped = behind.until_stopped = true;
	assert_non_null(give_to(server.wsi, &job, false));
	assert_non_null(give_to(server.wsi, &behind, false));
	sem_wait(&job.begun);
	sem_wait(&behind.begun);
	assert_non_null(give_to(server.wsi, &jobs[2], false)); /* wait */
	assert_non_null(give_to(server.wsi, &jobs[3], true));
	sem_post(&job.go); /* both run until destroy stops them */
	sem_post(&behind.go);
	lws_threadpool_destroy(tp);
	tp = NULL;
	assert_null(lws_threadpool_get_task_wsi(server.wsi));
	assert_int_equal(job.cleanups, 1);
	assert_int_equal(behind.cleanups, 1);
	for (int n = 0; n < 4; n++) {
		assert_int_equal(jobs[n].cleanups, 1);
		assert_null(jobs[n].cleaned_wsi);
	}
	assert_int_equal(jobs[2].called + jobs[3].called, 0);
	lws__net_turn(&net); /* nothing of it is left to be told */
	end();
}

/* the context ends with everything in it */
static void
destroy__of_a_context_with_a_pool_at_work(void **state)
{
	(void)state;
	begin(1);
	server.leaves_it = true;
	job.returns = LWS_TP_RETURN_SYNC;
	job.calls = 100;
	assert_non_null(give_to(server.wsi, &job, false));
	assert_non_null(give_to(server.wsi, &behind, true));
	until_seen(LWS_TP_STATUS_SYNCING);
	lws__net_stop(&net);
	assert_int_equal(job.cleanups, 1);
	assert_int_equal(behind.cleanups, 1);
	lws__net_hang_up(&peer);
}

/* ---- memory -------------------------------------------------------------- */

static int
enqueue_one(void *arg)
{
	struct lws_threadpool_task *task = give_to(arg, &behind, false);
	void *user;

	if (!task)
		return 1;
	lws_threadpool_dequeue_task(task);
	assert_int_equal(lws_threadpool_task_status(task, &user),
			 LWS_TP_STATUS_STOPPED);

	return 0;
}

static void
enqueue__survives_each_allocation_failing(void **state)
{
	(void)state;
	begin(1);
	server.leaves_it = true;
	job.waits = true;
	assert_non_null(give_to(server.wsi, &job, true)); /* keeps it busy */
	sem_wait(&job.begun);
	lws__test_alloc_sweep(enqueue_one, server.wsi);
	sem_post(&job.go);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			task__hands_each_piece_to_the_writeable_callback),
		cmocka_unit_test(task__is_stopped_where_it_syncs),
		cmocka_unit_test(task__that_waits_or_runs_can_be_dequeued),
		cmocka_unit_test(
			tasks__of_a_connection_can_be_walked_and_reaped_meanwhile),
		cmocka_unit_test(task__is_found_by_its_connection_as_of_old),
		cmocka_unit_test(close__of_a_connection_whose_task_waits),
		cmocka_unit_test(close__of_a_connection_whose_task_runs),
		cmocka_unit_test(close__of_a_connection_whose_task_syncs),
		cmocka_unit_test(close__of_a_connection_whose_task_is_over),
		cmocka_unit_test(close__does_not_stop_a_task_that_outlives_it),
		cmocka_unit_test(close__lets_no_task_in_any_more),
		cmocka_unit_test(
			destroy__of_a_pool_whose_tasks_wait_run_sync_and_are_over),
		cmocka_unit_test(destroy__of_a_context_with_a_pool_at_work),
		cmocka_unit_test(enqueue__survives_each_allocation_failing),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
