/* SPDX-License-Identifier: MIT */
/*
 * A small pool of threads that call getaddrinfo().
 *
 *   waiting -> a worker -> done -> collect
 *
 * All memory is allocated and freed on the service thread; a worker only fills
 * in a job.  The one exception: a worker that is still inside getaddrinfo()
 * when the pool is destroyed is left behind with a count on the pool, and frees
 * its job, and if it is the last one the pool, when it gets out.
 */

#include "net/resolve.h"
#include "net/resolve-job.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

enum {
	IDLE_SECS = 5,              /* then a worker ends */
	DESTROY_WAIT_NS = 50000000, /* for workers about to end */
};

/* tests put theirs here; only create reads it */
static time_t idle_secs_now = IDLE_SECS;

enum worker_state {
	WORKER_NONE,  /* no thread */
	WORKER_ALIVE, /* waits, or resolves */
	WORKER_ENDED, /* to be joined */
};

struct worker {
	struct lws__resolve_pool *pool; /* counted while ALIVE */
	pthread_t thread;
	struct lws__resolve_job *job; /* owned, the one it is at */
	enum worker_state state;
};

/* everything is guarded by lock, but wake and arg, which never change */
struct lws__resolve_pool {
	pthread_mutex_t lock;
	pthread_cond_t work;  /* waiting is not empty, or is_closing */
	pthread_cond_t ended; /* a worker has ended */
	void (*wake)(void *arg);
	void *arg;
	struct lws__resolve_jobs waiting;
	struct lws__resolve_jobs done;
	struct worker workers[LWS_RESOLVE_WORKERS_MAX];
	unsigned int idle;  /* workers that wait for work */
	unsigned int count; /* owner and live workers */
	time_t idle_secs;   /* what a worker waits for work */
	lws__resolve_id last_id;
	bool is_closing;
};

/* ---- workers --------------------------------------------------------- */

static void
pool_free(struct lws__resolve_pool *p)
{
	pthread_cond_destroy(&p->ended);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->lock);
	lws__free(p);
}

/* with the lock, which it gives back */
static void
pool_unref(struct lws__resolve_pool *p)
{
	bool is_last = !--p->count;

	pthread_mutex_unlock(&p->lock);
	if (is_last)
		pool_free(p);
}

static struct timespec
time_after(time_t secs, long ns)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += secs;
	t.tv_nsec += ns;
	if (t.tv_nsec >= 1000000000) {
		t.tv_nsec -= 1000000000;
		t.tv_sec++;
	}

	return t;
}

/* the next job, or NULL: end.  With the lock. */
static struct lws__resolve_job *
worker_wait(struct lws__resolve_pool *p)
{
	struct timespec until = time_after(p->idle_secs, 0);
	int timed_out = 0;

	while (!p->is_closing && !p->waiting.head && !timed_out) {
		p->idle++;
		timed_out = pthread_cond_timedwait(&p->work, &p->lock, &until);
		p->idle--;
	}

	return p->is_closing
		       ? NULL
		       : lws__resolve_jobs_take(&p->waiting, &p->waiting.head);
}

/* what the worker was at is done; with the lock */
static void
worker_deliver(struct lws__resolve_pool *p, struct worker *w)
{
	struct lws__resolve_job *j = w->job;

	w->job = NULL;
	if (p->is_closing) {
		lws__resolve_job_free(j);
		return;
	}
	lws__resolve_jobs_push(&p->done, j);
	p->wake(p->arg);
}

static void *
worker_main(void *arg)
{
	struct worker *w = arg;
	struct lws__resolve_pool *p = w->pool;

	pthread_mutex_lock(&p->lock);
	while ((w->job = worker_wait(p))) {
		pthread_mutex_unlock(&p->lock);
		lws__resolve_job_run(w->job);
		pthread_mutex_lock(&p->lock);
		worker_deliver(p, w);
	}
	w->state = WORKER_ENDED;
	pthread_cond_signal(&p->ended);
	pool_unref(p);

	return NULL;
}

/* signals are for the application's threads */
static int
worker_create(struct worker *w)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before))
		return 1;
	failed = pthread_create(&w->thread, NULL, worker_main, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);

	return failed;
}

/* one more worker if there is place for one; 0 if any is alive.  With the
 * lock: a thread in state ENDED does not need it any more. */
static int
pool_add_worker(struct lws__resolve_pool *p)
{
	struct worker *w = p->workers;
	struct worker *end = w + LWS_RESOLVE_WORKERS_MAX;

	while (w < end && w->state == WORKER_ALIVE)
		w++;
	if (w == end)
		return 0;
	if (w->state == WORKER_ENDED)
		pthread_join(w->thread, NULL);

	w->pool = p;
	w->state = WORKER_ALIVE;
	p->count++;
	if (!worker_create(w))
		return 0;

	w->state = WORKER_NONE;
	p->count--;

	return p->count == 1; /* the owner's */
}

/* ---- pool ------------------------------------------------------------ */

static int
pool_init_locks(struct lws__resolve_pool *p)
{
	pthread_condattr_t attr;
	int failed;

	if (pthread_mutex_init(&p->lock, NULL))
		return 1;
	if (pthread_condattr_init(&attr)) {
		pthread_mutex_destroy(&p->lock);
		return 1;
	}
	failed = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) ||
		 pthread_cond_init(&p->work, &attr);
	if (!failed && pthread_cond_init(&p->ended, &attr)) {
		pthread_cond_destroy(&p->work);
		failed = 1;
	}
	pthread_condattr_destroy(&attr);
	if (failed)
		pthread_mutex_destroy(&p->lock);

	return failed;
}

struct lws__resolve_pool *
lws__resolve_pool_create(void (*wake)(void *arg), void *arg)
{
	struct lws__resolve_pool *p = lws__zalloc(sizeof(*p), "resolve pool");

	if (!p)
		return NULL;
	if (pool_init_locks(p)) {
		lws__free(p);
		return NULL;
	}
	p->wake = wake;
	p->arg = arg;
	p->count = 1;
	p->idle_secs = idle_secs_now;
	lws__resolve_jobs_init(&p->waiting);
	lws__resolve_jobs_init(&p->done);

	return p;
}

static bool
pool_has_live_worker(const struct lws__resolve_pool *p)
{
	return p->count > 1;
}

void
lws__resolve_pool_destroy(struct lws__resolve_pool **pool)
{
	struct timespec until = time_after(0, DESTROY_WAIT_NS);
	struct lws__resolve_pool *p = *pool;
	int timed_out = 0, n;

	if (!p)
		return;
	*pool = NULL;

	pthread_mutex_lock(&p->lock);
	p->is_closing = true;
	lws__resolve_jobs_free(&p->waiting);
	lws__resolve_jobs_free(&p->done);
	pthread_cond_broadcast(&p->work);
	while (pool_has_live_worker(p) && !timed_out)
		timed_out = pthread_cond_timedwait(&p->ended, &p->lock, &until);

	for (n = 0; n < LWS_RESOLVE_WORKERS_MAX; n++) {
		if (p->workers[n].state == WORKER_ENDED)
			pthread_join(p->workers[n].thread, NULL);
		if (p->workers[n].state == WORKER_ALIVE)
			pthread_detach(p->workers[n].thread);
	}
	pool_unref(p);
}

/* with the lock; nonzero: it is not queued */
static int
pool_queue(struct lws__resolve_pool *p, struct lws__resolve_job *j)
{
	if (j->is_numeric) {
		lws__resolve_jobs_push(&p->done, j);
		p->wake(p->arg);
		return 0;
	}
	if (p->waiting.count >= LWS_RESOLVE_QUEUE_MAX)
		return 1;

	lws__resolve_jobs_push(&p->waiting, j);
	if (p->waiting.count > p->idle && pool_add_worker(p)) {
		lws__resolve_jobs_take(
			&p->waiting,
			lws__resolve_jobs_find(&p->waiting, j->id));
		return 1;
	}
	pthread_cond_signal(&p->work);

	return 0;
}

lws__resolve_id
lws__resolve_start(struct lws__resolve_pool *pool, const char *host,
		   uint16_t port, int family, int flags, void *owner)
{
	struct lws__resolve_job *j =
		lws__resolve_job_create(host, port, family);
	lws__resolve_id id = 0;

	if (!j)
		return 0;
	j->owner = owner;
	j->flags = flags;

	pthread_mutex_lock(&pool->lock);
	j->id = ++pool->last_id;
	if (!pool_queue(pool, j)) {
		id = pool->last_id;
		j = NULL;
	}
	pthread_mutex_unlock(&pool->lock);
	if (j)
		lws__resolve_job_free(j);

	return id;
}

void
lws__resolve_cancel(struct lws__resolve_pool *pool, lws__resolve_id id)
{
	struct lws__resolve_job *j;
	int n;

	pthread_mutex_lock(&pool->lock);
	j = lws__resolve_jobs_take(&pool->waiting,
				   lws__resolve_jobs_find(&pool->waiting, id));
	if (!j)
		j = lws__resolve_jobs_take(
			&pool->done, lws__resolve_jobs_find(&pool->done, id));
	for (n = 0; !j && n < LWS_RESOLVE_WORKERS_MAX; n++) {
		struct lws__resolve_job *running = pool->workers[n].job;

		if (running && running->id == id)
			running->is_cancelled = true; /* collect frees it */
	}
	pthread_mutex_unlock(&pool->lock);
	if (j)
		lws__resolve_job_free(j);
}

/* ---- results --------------------------------------------------------- */

static struct lws__resolve_job *
pool_take_done(struct lws__resolve_pool *p)
{
	struct lws__resolve_job *j;

	pthread_mutex_lock(&p->lock);
	j = lws__resolve_jobs_take(&p->done, &p->done.head);
	pthread_mutex_unlock(&p->lock);

	return j;
}

size_t
lws__resolve_collect(struct lws__resolve_pool *pool,
		     void (*cb)(const struct lws__resolve_result *r))
{
	size_t ready, told = 0;
	struct lws__resolve_job *j;

	pthread_mutex_lock(&pool->lock);
	ready = pool->done.count;
	pthread_mutex_unlock(&pool->lock);

	/* no more than that, or callbacks that start jobs could go on here for
	 * ever */
	while (ready-- && (j = pool_take_done(pool))) {
		if (!j->is_cancelled) {
			lws__resolve_job_tell(j, cb);
			told++;
		}
		lws__resolve_job_free(j);
	}

	return told;
}

void
lws__resolve_set_idle_secs(int secs)
{
	idle_secs_now = secs < 0 ? IDLE_SECS : secs;
}
