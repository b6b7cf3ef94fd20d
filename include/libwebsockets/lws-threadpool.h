/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_THREADPOOL_H)
#define LIBWEBSOCKETS_LWS_THREADPOOL_H

/**
 * \defgroup threadpool Work that takes long, in threads of its own
 *
 * A pool has some threads and a queue.  A task is a function of yours and a
 * pointer of yours; mostly it belongs to a wsi, which gets its WRITEABLE
 * callback when the task wants it or is over:
 *
 *	worker    task() ... SYNC              task() ... FINISHED
 *	service        WRITEABLE: send, _task_sync()       WRITEABLE: _status()
 *
 * Functions that take a task or a wsi are for the wsi's service thread; the
 * task function runs in a worker and must touch no wsi.
 *
 * cleanup is called once for each task that was taken, whatever becomes of it,
 * and is where `user` is freed:
 *
 * | when | thread | its wsi argument |
 * | --- | --- | --- |
 * | lws_threadpool_task_status() says FINISHED or STOPPED | the caller | the
 *wsi | | the wsi closes, and the task waits or is over | the wsi's | the wsi |
 * | the task ends and its wsi had closed, or it had none | the worker | NULL |
 * | the pool goes, and the task waits or is over | the caller | NULL |
 * @{
 */

struct lws_threadpool;
struct lws_threadpool_task;
struct lws_ss_handle;

enum lws_threadpool_task_status {
	LWS_TP_STATUS_QUEUED,   /**< waits for a worker */
	LWS_TP_STATUS_RUNNING,  /**< a worker is at it */
	LWS_TP_STATUS_SYNCING,  /**< waits for lws_threadpool_task_sync() */
	LWS_TP_STATUS_STOPPING, /**< was asked to end, and has not yet */
	LWS_TP_STATUS_FINISHED, /**< over: did what it was to do */
	LWS_TP_STATUS_STOPPED,  /**< over before that, or never begun */
};

/** what a task function returns */
enum lws_threadpool_task_return {
	/** call me again; a chance to be told STOPPING */
	LWS_TP_RETURN_CHECKING_IN,
	/** wait until the wsi's WRITEABLE callback has seen what I have, then
	 * call me again; without a wsi, or when it has closed: at once */
	LWS_TP_RETURN_SYNC,
	LWS_TP_RETURN_FINISHED, /**< over */
	LWS_TP_RETURN_STOPPED,  /**< over, because I was asked to */
	/** or'ed on: from now on the end of the wsi does not stop me */
	LWS_TP_RETURN_FLAG_OUTLIVE = 64,
};

struct lws_threadpool_create_args {
	int threads;         /**< workers: 1 .. 256 */
	int max_queue_depth; /**< tasks that may wait; 0: 256 */
};

struct lws_threadpool_task_args {
	struct lws_ss_handle *ss; /**< NULL, or instead of wsi */
	struct lws *wsi;          /**< borrowed until it closes, or NULL */
	void *user;               /**< yours, for task and cleanup */
	const char *name;         /**< ignored: the format is the name */
	char async_task;          /**< the end of the wsi does not stop it */
	/** in a worker; s is RUNNING, or STOPPING: end soon */
	enum lws_threadpool_task_return (*task)(
		void *user, enum lws_threadpool_task_status s);
	/** once, see above; may be NULL */
	void (*cleanup)(struct lws *wsi, void *user);
};

/**
 * lws_threadpool_create() - start a pool
 *
 * \param context: borrowed, outlives the pool; what of it is left when the
 *   context is destroyed is destroyed with it
 * \param args: borrowed until return
 * \param format: name of the pool in the log, as printf(); 31 bytes are kept
 *
 * Returns the pool, or NULL: an argument is out of range, no memory, no thread.
 * Call from: a service thread, or while no thread is inside lws_service()
 */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool *
lws_threadpool_create(struct lws_context *context,
		      const struct lws_threadpool_create_args *args,
		      const char *format, ...) LWS_FORMAT(3);

/**
 * lws_threadpool_finish() - take no more tasks, stop those there are
 *
 * \param tp: borrowed
 *
 * Those that wait are STOPPED, the others STOPPING.  Does not wait.
 * Call from: as lws_threadpool_create()
 */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_finish(struct lws_threadpool *tp);

/**
 * lws_threadpool_destroy() - lws_threadpool_finish(), wait for the workers,
 * free the pool and its tasks
 *
 * \param tp: taken; NULL is fine
 *
 * It takes as long as the tasks that run take to return.
 * Call from: as lws_threadpool_create(); not from a task
 */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_destroy(struct lws_threadpool *tp);

/**
 * lws_threadpool_enqueue() - hand a task to a pool
 *
 * \param tp: borrowed
 * \param args: borrowed until return
 * \param format: name of the task in the log, as printf(); 47 bytes are kept
 *
 * Returns the task, which the pool owns, or NULL: the queue is full, the pool
 * finishes, the wsi is closing, or no memory.  Then cleanup is not called.
 * A task without a wsi may be over, and gone, before this returns.
 * Call from: the wsi's service thread; without a wsi, any thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool_task *
lws_threadpool_enqueue(struct lws_threadpool *tp,
		       const struct lws_threadpool_task_args *args,
		       const char *format, ...) LWS_FORMAT(3);

/**
 * lws_threadpool_dequeue() - lws_threadpool_dequeue_task() of the oldest task
 * of a wsi
 *
 * \param wsi: borrowed
 *
 * Returns 0, or nonzero: it has none.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_dequeue(struct lws *wsi) LWS_WARN_DEPRECATED;

/**
 * lws_threadpool_dequeue_task() - have a task end
 *
 * \param task: borrowed
 *
 * One that waits is STOPPED, one that runs becomes STOPPING and its function
 * is told so.  The wsi gets a WRITEABLE when it is over.
 *
 * Returns 0, or nonzero: task is NULL.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_dequeue_task(struct lws_threadpool_task *task);

/**
 * lws_threadpool_task_status_wsi() - lws_threadpool_task_status() of the
 * oldest task of a wsi
 *
 * \param wsi: borrowed
 * \param task: the task, or NULL: there is none, and the answer is STOPPED
 * \param user: as lws_threadpool_task_status()
 *
 * Returns its status.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN enum lws_threadpool_task_status
lws_threadpool_task_status_wsi(struct lws *wsi,
			       struct lws_threadpool_task **task,
			       void **user) LWS_WARN_DEPRECATED;

/**
 * lws_threadpool_task_status() - how far is it?  One that is over is freed.
 *
 * \param task: borrowed; FINISHED or STOPPED: taken, cleanup was called
 * \param user: where to put the task's pointer
 *
 * Returns its status.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN enum lws_threadpool_task_status
lws_threadpool_task_status(struct lws_threadpool_task *task, void **user);

/**
 * lws_threadpool_task_status_noreap() - how far is it?  Nothing is freed.
 *
 * \param task: borrowed
 *
 * Returns its status.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN enum lws_threadpool_task_status
lws_threadpool_task_status_noreap(struct lws_threadpool_task *task);

/**
 * lws_threadpool_task_sync() - let a task that is SYNCING go on
 *
 * \param task: borrowed
 * \param stop: nonzero: it is to end
 *
 * Call from: the wsi's service thread, in its WRITEABLE callback
 */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_task_sync(struct lws_threadpool_task *task, int stop);

/**
 * lws_threadpool_dump() - the pool, its workers and tasks as lines of the log
 *
 * \param tp: borrowed
 *
 * Call from: as lws_threadpool_create()
 */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_dump(struct lws_threadpool *tp);

/**
 * lws_threadpool_get_task_wsi() - the oldest task of a wsi
 *
 * \param wsi: borrowed
 *
 * Returns it, borrowed until it is reaped, or NULL.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool_task *
lws_threadpool_get_task_wsi(struct lws *wsi);

/**
 * lws_threadpool_foreach_task_wsi() - call cb for each task of a wsi
 *
 * \param wsi: borrowed
 * \param user: for cb
 * \param cb: nonzero ends the walk; it may reap the task that it is given
 *
 * Returns what the last cb returned, 0 without any.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_foreach_task_wsi(struct lws *wsi, void *user,
				int (*cb)(struct lws_threadpool_task *task,
					  void *user));

#if defined(LWS_WITH_SECURE_STREAMS)
/**
 * lws_threadpool_get_task_ss() - the oldest task of a stream
 *
 * \param ss: borrowed
 *
 * Returns it, borrowed until it is reaped, or NULL.
 * Call from: the stream's service thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool_task *
lws_threadpool_get_task_ss(struct lws_ss_handle *ss);

/**
 * lws_threadpool_foreach_task_ss() - call cb for each task of a stream
 *
 * \param ss: borrowed
 * \param user: for cb
 * \param cb: as lws_threadpool_foreach_task_wsi()
 *
 * Returns what the last cb returned, 0 without any.
 * Call from: the stream's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_foreach_task_ss(struct lws_ss_handle *ss, void *user,
			       int (*cb)(struct lws_threadpool_task *task,
					 void *user));
#endif

/** @} */

#endif
