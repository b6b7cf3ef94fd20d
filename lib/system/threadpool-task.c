/* SPDX-License-Identifier: MIT */
/*
 * Tasks of a pool as their wsi's service thread sees them; see threadpool.h.
 */

#include "system/threadpool.h"

#include <stdio.h>

static const char *const status_names[] = {
	[LWS_TP_STATUS_QUEUED] = "queued",
	[LWS_TP_STATUS_RUNNING] = "running",
	[LWS_TP_STATUS_SYNCING] = "syncing",
	[LWS_TP_STATUS_STOPPING] = "stopping",
	[LWS_TP_STATUS_FINISHED] = "finished",
	[LWS_TP_STATUS_STOPPED] = "stopped",
};

/* ---- moves, with the lock ------------------------------------------------ */

const char *
lws__tp_status_name(enum lws_threadpool_task_status status)
{
	return status_names[status];
}

bool
lws__tp_task_is_over(const struct lws_threadpool_task *task)
{
	return task->status == LWS_TP_STATUS_FINISHED ||
	       task->status == LWS_TP_STATUS_STOPPED;
}

void
lws__tp_task_become(struct lws_threadpool_task *task,
		    enum lws_threadpool_task_status status)
{
	lws_usec_t now = lws_now_usecs(), spent = now - task->since;

	if (task->status == LWS_TP_STATUS_QUEUED)
		task->us_waiting += spent;
	else if (task->status == LWS_TP_STATUS_SYNCING)
		task->us_syncing += spent;
	else
		task->us_running += spent;
	task->since = now;
	task->status = status;
}

void
lws__tp_task_tell(struct lws_threadpool_task *task)
{
	struct lws__threadpools *all = task->tp->all;

	if (!task->args.wsi)
		return;
	if (lws_dll2_is_detached(&task->due))
		lws_dll2_add_tail(&task->due, &all->due[task->tsi]);
	lws__pt_wake(lws__context_pt(task->tp->cx, task->tsi));
}

void
lws__tp_task_stop(struct lws_threadpool_task *task)
{
	switch (task->status) {
	case LWS_TP_STATUS_QUEUED:
		lws_dll2_remove(&task->list);
		lws_dll2_add_tail(&task->list, &task->tp->over);
		lws__tp_task_become(task, LWS_TP_STATUS_STOPPED);
		lws__tp_task_tell(task);
		break;
	case LWS_TP_STATUS_RUNNING:
	case LWS_TP_STATUS_SYNCING:
		lws__tp_task_become(task, LWS_TP_STATUS_STOPPING);
		pthread_cond_signal(&task->synced);
		break;
	case LWS_TP_STATUS_STOPPING:
	case LWS_TP_STATUS_FINISHED:
	case LWS_TP_STATUS_STOPPED:
		break;
	}
}

void
lws__tp_task_detach(struct lws_threadpool_task *task)
{
	lws_dll2_remove(&task->list);
	lws_dll2_remove(&task->of_wsi);
	lws_dll2_remove(&task->due);
	task->args.wsi = NULL;
}

void
lws__tp_task_free(struct lws_threadpool_task *task, struct lws *wsi)
{
	lwsl_cx_info(task->tp->cx,
		     "threadpool %s: task %s %s: waited %lld, ran %lld, "
		     "synced %lld us",
		     task->tp->name, task->name,
		     lws__tp_status_name(task->status),
		     (long long)task->us_waiting, (long long)task->us_running,
		     (long long)task->us_syncing);
	if (task->args.cleanup)
		task->args.cleanup(wsi, task->args.user);
	pthread_cond_destroy(&task->synced);
	lws__free(task);
}

/* ---- enqueue ------------------------------------------------------------- */

/* 0: it waits, or why it does not */
static const char *
queue(struct lws_threadpool *tp, struct lws_threadpool_task *task,
      struct lws__wsi_rare *rare)
{
	const char *why = NULL;

	lws__tp_lock(tp->all);
	if (tp->is_finishing)
		why = "it finishes";
	else if (tp->queued.count >= tp->queue_max)
		why = "its queue is full";
	else {
		lws_dll2_add_tail(&task->list, &tp->queued);
		if (rare)
			lws_dll2_add_tail(&task->of_wsi, &rare->tasks);
		pthread_cond_signal(&tp->work);
	}
	lws__tp_unlock(tp->all);

	return why;
}

static const char *
refusal(const struct lws_threadpool_task_args *args)
{
	if (!args->task)
		return "there is no function";
	if (args->ss)
		return "this build has no secure streams";
	if (args->wsi && lws__wsi_is_closing(args->wsi))
		return "its wsi is closing";

	return NULL;
}

static struct lws_threadpool_task *
task_make(struct lws_threadpool *tp,
	  const struct lws_threadpool_task_args *args, const char *name)
{
	struct lws_threadpool_task *task =
		lws__zalloc(sizeof(*task), "threadpool task");

	if (!task)
		return NULL;
	task->tp = tp;
	task->args = *args;
	task->args.name = task->name;
	task->tsi = args->wsi ? args->wsi->tsi : 0;
	task->outlives = args->async_task || !args->wsi;
	task->since = lws_now_usecs();
	lws_strncpy(task->name, name, sizeof(task->name));
	pthread_cond_init(&task->synced, NULL);

	return task;
}

struct lws_threadpool_task *
lws_threadpool_enqueue(struct lws_threadpool *tp,
		       const struct lws_threadpool_task_args *args,
		       const char *format, ...)
{
	struct lws__wsi_rare *rare =
		args->wsi ? lws__wsi_rare(args->wsi) : NULL;
	struct lws_threadpool_task *task = NULL;
	const char *why = refusal(args);
	char name[sizeof(task->name)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(name, sizeof(name), format, ap);
	va_end(ap);
	if (!why && (rare || !args->wsi))
		task = task_make(tp, args, name);
	if (!why)
		why = task ? queue(tp, task, rare) : "out of memory";
	if (!why) {
		if (rare)
			rare->has_tasks = 1;
		return task;
	}
	lwsl_cx_notice(tp->cx, "threadpool %s: a task is refused: %s", tp->name,
		       why);
	if (task) {
		pthread_cond_destroy(&task->synced);
		lws__free(task);
	}

	return NULL;
}

/* ---- asking -------------------------------------------------------------- */

enum lws_threadpool_task_status
lws_threadpool_task_status_noreap(struct lws_threadpool_task *task)
{
	struct lws__threadpools *all = task->tp->all;
	enum lws_threadpool_task_status status;

	lws__tp_lock(all);
	status = task->status;
	lws__tp_unlock(all);

	return status;
}

enum lws_threadpool_task_status
lws_threadpool_task_status(struct lws_threadpool_task *task, void **user)
{
	struct lws__threadpools *all = task->tp->all;
	enum lws_threadpool_task_status status;
	struct lws *wsi;
	bool is_over;

	*user = task->args.user;
	lws__tp_lock(all);
	status = task->status;
	wsi = task->args.wsi;
	is_over = lws__tp_task_is_over(task);
	if (is_over)
		lws__tp_task_detach(task);
	lws__tp_unlock(all);
	if (is_over)
		lws__tp_task_free(task, wsi);

	return status;
}

static struct lws_threadpool_task *
task_of(lws_dll2_t *d)
{
	return d ? lws_container_of(d, struct lws_threadpool_task, of_wsi)
		 : NULL;
}

/* the pools that tasks of wsi may be in, NULL: it has none */
static struct lws__threadpools *
pools_of(const struct lws *wsi)
{
	return wsi->rare && wsi->rare->has_tasks
		       ? atomic_load(&wsi->cx->threadpools)
		       : NULL;
}

struct lws_threadpool_task *
lws_threadpool_get_task_wsi(struct lws *wsi)
{
	struct lws__threadpools *all = pools_of(wsi);
	struct lws_threadpool_task *task;

	if (!all)
		return NULL;
	lws__tp_lock(all);
	task = task_of(wsi->rare->tasks.head);
	lws__tp_unlock(all);

	return task;
}

int
lws_threadpool_foreach_task_wsi(struct lws *wsi, void *user,
				int (*cb)(struct lws_threadpool_task *task,
					  void *user))
{
	struct lws_threadpool_task *task = lws_threadpool_get_task_wsi(wsi);
	int ret = 0;

	while (task && !ret) {
		struct lws__threadpools *all = task->tp->all;
		struct lws_threadpool_task *next;

		lws__tp_lock(all);
		next = task_of(task->of_wsi.next);
		lws__tp_unlock(all);
		ret = cb(task, user);
		task = next;
	}

	return ret;
}

enum lws_threadpool_task_status
lws_threadpool_task_status_wsi(struct lws *wsi,
			       struct lws_threadpool_task **task, void **user)
{
	*user = NULL;
	*task = lws_threadpool_get_task_wsi(wsi);

	return *task ? lws_threadpool_task_status(*task, user)
		     : LWS_TP_STATUS_STOPPED;
}

/* ---- telling it ---------------------------------------------------------- */

void
lws_threadpool_task_sync(struct lws_threadpool_task *task, int stop)
{
	struct lws__threadpools *all = task->tp->all;

	lws__tp_lock(all);
	if (stop)
		lws__tp_task_stop(task);
	else if (task->status == LWS_TP_STATUS_SYNCING) {
		lws__tp_task_become(task, LWS_TP_STATUS_RUNNING);
		pthread_cond_signal(&task->synced);
	}
	lws__tp_unlock(all);
}

int
lws_threadpool_dequeue_task(struct lws_threadpool_task *task)
{
	if (!task)
		return 1;
	lws_threadpool_task_sync(task, 1);

	return 0;
}

int
lws_threadpool_dequeue(struct lws *wsi)
{
	return lws_threadpool_dequeue_task(lws_threadpool_get_task_wsi(wsi));
}
