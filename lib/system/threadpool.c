/* SPDX-License-Identifier: MIT */
/*
 * Pools of worker threads: the pool, its workers, and what the service threads
 * hear of them; see threadpool.h.
 */

#include "system/threadpool.h"

#include "core/service-module.h"

#include <signal.h>
#include <stdio.h>

static struct lws_threadpool *
pool_of(lws_dll2_t *d)
{
	return lws_container_of(d, struct lws_threadpool, list);
}

static struct lws_threadpool_task *
task_of(lws_dll2_t *d)
{
	return lws_container_of(d, struct lws_threadpool_task, list);
}

/* ---- workers, with the lock ---------------------------------------------- */

/* until the wsi's thread says go on, or there is nobody to say it */
static void
worker_sync(struct lws_threadpool_task *task)
{
	if (!task->args.wsi || task->status != LWS_TP_STATUS_RUNNING)
		return;
	lws__tp_task_become(task, LWS_TP_STATUS_SYNCING);
	lws__tp_task_tell(task);
	while (task->status == LWS_TP_STATUS_SYNCING)
		pthread_cond_wait(&task->synced, &task->tp->all->lock);
}

/* one call of the task: the status that it has come to */
static enum lws_threadpool_task_status
worker_step(struct lws_threadpool_task *task)
{
	struct lws__threadpools *all = task->tp->all;
	enum lws_threadpool_task_status told = task->status;
	unsigned int ret;

	lws__tp_unlock(all);
	ret = (unsigned int)task->args.task(task->args.user, told);
	lws__tp_lock(all);
	if (ret & LWS_TP_RETURN_FLAG_OUTLIVE)
		task->outlives = true;
	switch (ret & ~(unsigned int)LWS_TP_RETURN_FLAG_OUTLIVE) {
	case LWS_TP_RETURN_CHECKING_IN:
		return task->status;
	case LWS_TP_RETURN_SYNC:
		worker_sync(task);
		return task->status;
	case LWS_TP_RETURN_FINISHED:
		return LWS_TP_STATUS_FINISHED;
	default:
		return LWS_TP_STATUS_STOPPED;
	}
}

/* it belongs to who reaps it after this */
static void
worker_deliver(struct lws_threadpool_task *task)
{
	struct lws__threadpools *all = task->tp->all;

	if (task->args.wsi) {
		lws_dll2_add_tail(&task->list, &task->tp->over);
		lws__tp_task_tell(task);
		return;
	}
	lws__tp_unlock(all);
	lws__tp_task_free(task, NULL);
	lws__tp_lock(all);
}

static void
worker_run(struct lws__tp_worker *w, struct lws_threadpool_task *task)
{
	enum lws_threadpool_task_status status = LWS_TP_STATUS_RUNNING;

	lws_dll2_remove(&task->list);
	w->task = task;
	lws__tp_task_become(task, status);
	while (status == LWS_TP_STATUS_RUNNING ||
	       status == LWS_TP_STATUS_STOPPING)
		status = worker_step(task);
	lws__tp_task_become(task, status);
	w->task = NULL;
	worker_deliver(task);
}

static void *
worker_main(void *arg)
{
	struct lws__tp_worker *w = arg;
	struct lws_threadpool *tp = w->tp;

	lws__tp_lock(tp->all);
	for (;;) {
		while (!tp->queued.head && !tp->is_finishing)
			pthread_cond_wait(&tp->work, &tp->all->lock);
		if (!tp->queued.head)
			break;
		worker_run(w, task_of(tp->queued.head));
	}
	lws__tp_unlock(tp->all);

	return NULL;
}

/* signals are for the application's threads; 0 or why not */
static int
workers_start(struct lws_threadpool *tp, int count)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	error = pthread_sigmask(SIG_SETMASK, &all, &before);
	if (error)
		return error;
	while (!error && tp->worker_count < count) {
		struct lws__tp_worker *w = &tp->workers[tp->worker_count];

		w->tp = tp;
		error = pthread_create(&w->thread, NULL, worker_main, w);
		tp->worker_count += !error;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);

	return error;
}

/* ---- the end of a pool --------------------------------------------------- */

/* with the lock: one that is over, and whose wsi nobody needs to tell */
static struct lws_threadpool_task *
take_over_task(struct lws_threadpool *tp, bool any)
{
	for (lws_dll2_t *d = tp->over.head; d; d = d->next)
		if (any || !task_of(d)->args.wsi) {
			lws__tp_task_detach(task_of(d));
			return task_of(d);
		}

	return NULL;
}

static void
free_over_tasks(struct lws_threadpool *tp, bool any)
{
	struct lws_threadpool_task *task;

	do {
		lws__tp_lock(tp->all);
		task = take_over_task(tp, any);
		lws__tp_unlock(tp->all);
		if (task)
			lws__tp_task_free(task, NULL);
	} while (task);
}

void
lws_threadpool_finish(struct lws_threadpool *tp)
{
	lws__tp_lock(tp->all);
	tp->is_finishing = true;
	while (tp->queued.head)
		lws__tp_task_stop(task_of(tp->queued.head));
	for (int n = 0; n < tp->worker_count; n++)
		if (tp->workers[n].task)
			lws__tp_task_stop(tp->workers[n].task);
	pthread_cond_broadcast(&tp->work);
	lws__tp_unlock(tp->all);
	free_over_tasks(tp, false);
}

static bool
is_own_worker(const struct lws_threadpool *tp)
{
	for (int n = 0; n < tp->worker_count; n++)
		if (pthread_equal(tp->workers[n].thread, pthread_self()))
			return true;

	return false;
}

/* its workers have ended, or there were none */
static void
pool_free(struct lws_threadpool *tp)
{
	pthread_cond_destroy(&tp->work);
	lws__free(tp->workers);
	lws__free(tp);
}

void
lws_threadpool_destroy(struct lws_threadpool *tp)
{
	if (!tp)
		return;
	if (is_own_worker(tp)) {
		lwsl_cx_err(tp->cx,
			    "threadpool %s: a task of it cannot destroy it",
			    tp->name);
		return;
	}
	lws_threadpool_finish(tp);
	for (int n = 0; n < tp->worker_count; n++)
		pthread_join(tp->workers[n].thread, NULL);
	free_over_tasks(tp, true);
	lws__tp_lock(tp->all);
	lws_dll2_remove(&tp->list);
	lws__tp_unlock(tp->all);
	pool_free(tp);
}

/* ---- the beginning ------------------------------------------------------- */

static struct lws__threadpools *
pools_make(struct lws_context *cx)
{
	struct lws__threadpools *all = lws__zalloc(
		sizeof(*all) + cx->count_threads * sizeof(all->due[0]),
		"threadpools");

	if (all)
		pthread_mutex_init(&all->lock, NULL);

	return all;
}

/* those of the context, made once */
static struct lws__threadpools *
pools_get(struct lws_context *cx)
{
	struct lws__threadpools *all;

	lws__context_lock(cx);
	all = atomic_load(&cx->threadpools);
	if (!all) {
		all = pools_make(cx);
		atomic_store(&cx->threadpools, all);
	}
	lws__context_unlock(cx);

	return all;
}

static struct lws_threadpool *
pool_make(struct lws_context *cx, const struct lws_threadpool_create_args *args)
{
	struct lws_threadpool *tp = lws__zalloc(sizeof(*tp), "threadpool");

	if (!tp)
		return NULL;
	tp->cx = cx;
	tp->queue_max = args->max_queue_depth
				? (unsigned int)args->max_queue_depth
				: LWS__TP_QUEUE_DEFAULT;
	tp->workers = lws__zalloc((size_t)args->threads * sizeof(*tp->workers),
				  "threadpool workers");
	tp->all = tp->workers ? pools_get(cx) : NULL;
	pthread_cond_init(&tp->work, NULL);
	if (tp->all)
		return tp;
	pool_free(tp);

	return NULL;
}

struct lws_threadpool *
lws_threadpool_create(struct lws_context *context,
		      const struct lws_threadpool_create_args *args,
		      const char *format, ...)
{
	struct lws_threadpool *tp;
	va_list ap;
	int error;

	if (args->threads < 1 || args->threads > LWS__TP_THREADS_MAX ||
	    args->max_queue_depth < 0) {
		lwsl_cx_err(context, "threadpool of %d threads: 1 to %d",
			    args->threads, (int)LWS__TP_THREADS_MAX);
		return NULL;
	}
	tp = pool_make(context, args);
	if (!tp)
		return NULL;
	va_start(ap, format);
	vsnprintf(tp->name, sizeof(tp->name), format, ap);
	va_end(ap);
	lws__tp_lock(tp->all);
	lws_dll2_add_tail(&tp->list, &tp->all->pools);
	lws__tp_unlock(tp->all);
	error = workers_start(tp, args->threads);
	if (!error)
		return tp;
	lwsl_cx_err(context, "threadpool %s: thread %d of %d: %s", tp->name,
		    tp->worker_count + 1, args->threads, strerror(error));
	lws_threadpool_destroy(tp);

	return NULL;
}

/* ---- the log ------------------------------------------------------------- */

/* line n of what there is to say; false: there are no more.  With the lock */
static bool
dump_line(const struct lws_threadpool *tp, int n, char *buf, size_t len)
{
	const struct lws_threadpool_task *task;

	if (!n) {
		lws_snprintf(buf, len,
			     "%d workers, %u of %u wait, %u are over%s",
			     tp->worker_count, (unsigned int)tp->queued.count,
			     tp->queue_max, (unsigned int)tp->over.count,
			     tp->is_finishing ? ", finishing" : "");
		return true;
	}
	if (n > tp->worker_count)
		return false;
	task = tp->workers[n - 1].task;
	if (!task)
		lws_snprintf(buf, len, "worker %d: idle", n);
	else
		lws_snprintf(buf, len, "worker %d: %s, %s for %lld us", n,
			     task->name, lws__tp_status_name(task->status),
			     (long long)(lws_now_usecs() - task->since));

	return true;
}

void
lws_threadpool_dump(struct lws_threadpool *tp)
{
	char line[128];
	bool more = true;

	for (int n = 0; more; n++) {
		lws__tp_lock(tp->all);
		more = dump_line(tp, n, line, sizeof(line));
		lws__tp_unlock(tp->all);
		if (more)
			lwsl_cx_notice(tp->cx, "threadpool %s: %s", tp->name,
				       line);
	}
}

/* ---- the context --------------------------------------------------------- */

/* the wsi of the next task that has something to say to this thread */
static bool
next_due(struct lws__threadpools *all, int tsi, struct lws **wsi)
{
	struct lws_threadpool_task *task = NULL;

	lws__tp_lock(all);
	if (all->due[tsi].head) {
		task = lws_container_of(all->due[tsi].head,
					struct lws_threadpool_task, due);
		lws_dll2_remove(&task->due);
		*wsi = task->args.wsi;
	}
	lws__tp_unlock(all);

	return task;
}

/* a wsi of this thread closes in this thread: so it lives until we return */
static void
pools_woken(struct lws_context_per_thread *pt)
{
	struct lws__threadpools *all = atomic_load(&pt->cx->threadpools);
	struct lws *wsi = NULL;

	while (all && next_due(all, pt->tsi, &wsi))
		if (wsi)
			(void)lws_callback_on_writable(wsi);
}

/* with the lock: what the end of its wsi does to a task; true: it is over */
static bool
lose_wsi(struct lws_threadpool_task *task)
{
	lws_dll2_remove(&task->of_wsi);
	lws_dll2_remove(&task->due);
	task->args.wsi = NULL;
	if (!task->outlives)
		lws__tp_task_stop(task);
	else if (task->status == LWS_TP_STATUS_SYNCING) {
		lws__tp_task_become(task, LWS_TP_STATUS_RUNNING);
		pthread_cond_signal(&task->synced);
	}
	if (!lws__tp_task_is_over(task))
		return false;
	lws__tp_task_detach(task);

	return true;
}

static void
pools_wsi_closing(struct lws *wsi)
{
	struct lws__threadpools *all = atomic_load(&wsi->cx->threadpools);
	lws_dll2_owner_t *tasks = &wsi->rare->tasks;
	bool more = true;

	while (more) {
		struct lws_threadpool_task *task = NULL;
		bool is_over = false;

		lws__tp_lock(all);
		if (tasks->head) {
			task = lws_container_of(tasks->head,
						struct lws_threadpool_task,
						of_wsi);
			is_over = lose_wsi(task);
		}
		lws__tp_unlock(all);
		if (is_over)
			lws__tp_task_free(task, wsi);
		more = task;
	}
}

/* a client has become a stream of its connection */
static void
pools_wsi_moved(struct lws *wsi)
{
	struct lws__threadpools *all = atomic_load(&wsi->cx->threadpools);

	lws__tp_lock(all);
	lws_start_foreach_dll(struct lws_dll2 *, d, wsi->rare->tasks.head)
	{
		lws_container_of(d, struct lws_threadpool_task, of_wsi)
			->args.wsi = wsi;
	}
	lws_end_foreach_dll(d);
	lws__tp_unlock(all);
}

static void
pools_destroy(struct lws_context *cx)
{
	struct lws__threadpools *all = atomic_load(&cx->threadpools);

	if (!all)
		return;
	while (all->pools.head)
		lws_threadpool_destroy(pool_of(all->pools.head));
	pthread_mutex_destroy(&all->lock);
	lws__free(all);
	atomic_store(&cx->threadpools, NULL);
}

const struct lws__service_module lws__service_threadpool = {
	.name = "threadpool",
	.context_destroy = pools_destroy,
	.woken = pools_woken,
	.wsi_closing = pools_wsi_closing,
	.wsi_moved = pools_wsi_moved,
};
