/* SPDX-License-Identifier: MIT */
/*
 * Pools of worker threads: what the pool (threadpool.c) and its tasks
 * (threadpool-task.c) share.
 *
 *                     +-------- a worker takes it --------+
 *   enqueue -> QUEUED -> RUNNING <-> SYNCING -> FINISHED / STOPPED -> freed
 *                 |         |           |          by who reaps it
 *                 |         +-----------+-> STOPPING -> FINISHED / STOPPED
 *                 +-> STOPPED
 *
 * One lock for all pools of a context guards everything here, held for list
 * moves only: never around a callback or a task.  It is the last lock taken.
 *
 * A worker never touches a wsi.  What it has to say to one is on the list `due`
 * of the wsi's service thread, which it wakes.  A task's wsi is set to NULL by
 * that thread, when the wsi closes.
 */

#ifndef LWS_SYSTEM_THREADPOOL_H
#define LWS_SYSTEM_THREADPOOL_H

#include "core/core.h"

enum {
	LWS__TP_THREADS_MAX = 256,
	LWS__TP_QUEUE_DEFAULT = 256,
};

/* of a context, made with its first pool */
struct lws__threadpools {
	pthread_mutex_t lock;
	lws_dll2_owner_t pools;
	lws_dll2_owner_t due[]; /* tasks whose wsi is to be told, per thread */
};

struct lws__tp_worker {
	struct lws_threadpool *tp;
	struct lws_threadpool_task *task; /* owned, NULL = it waits */
	pthread_t thread;
};

struct lws_threadpool {
	lws_dll2_t list; /* in all->pools */
	struct lws__threadpools *all;
	struct lws_context *cx;
	pthread_cond_t work;            /* something waits, or is_finishing */
	lws_dll2_owner_t queued;        /* owned tasks, first come first */
	lws_dll2_owner_t over;          /* owned tasks that are to be reaped */
	struct lws__tp_worker *workers; /* owned */
	int worker_count;
	unsigned int queue_max;
	bool is_finishing;
	char name[32];
};

struct lws_threadpool_task {
	lws_dll2_t list;   /* in tp->queued or tp->over; not while it runs */
	lws_dll2_t of_wsi; /* in the wsi's rare->tasks while it has one */
	lws_dll2_t due;
	struct lws_threadpool *tp;
	struct lws_threadpool_task_args args; /* wsi NULL: it has none now */
	pthread_cond_t synced;                /* no longer SYNCING */
	enum lws_threadpool_task_status status;
	int tsi; /* of the wsi */
	bool outlives;
	lws_usec_t since; /* when it came into its status */
	lws_usec_t us_running, us_waiting, us_syncing;
	char name[48];
};

static inline void
lws__tp_lock(struct lws__threadpools *all)
{
	pthread_mutex_lock(&all->lock);
}

static inline void
lws__tp_unlock(struct lws__threadpools *all)
{
	pthread_mutex_unlock(&all->lock);
}

/* ---- threadpool-task.c; with the lock unless it says otherwise ---- */

const char *lws__tp_status_name(enum lws_threadpool_task_status status);
bool lws__tp_task_is_over(const struct lws_threadpool_task *task);
void lws__tp_task_become(struct lws_threadpool_task *task,
			 enum lws_threadpool_task_status status);
/* have it end: one that waits is over with this */
void lws__tp_task_stop(struct lws_threadpool_task *task);
/* its wsi gets a WRITEABLE; nothing if it has none */
void lws__tp_task_tell(struct lws_threadpool_task *task);
/* from all lists */
void lws__tp_task_detach(struct lws_threadpool_task *task);
/* without the lock: cleanup, and free.  It is on no list */
void lws__tp_task_free(struct lws_threadpool_task *task, struct lws *wsi);

#endif
