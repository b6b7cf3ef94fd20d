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
#include "net/sockaddr.h"
#include "plat/plat.h"

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

enum {
	IDLE_SECS = 5,              /* then a worker ends */
	DESTROY_WAIT_NS = 50000000, /* for workers about to end */
};

/* glibc tells "no such name" from "no such address of that name" */
#if defined(EAI_NODATA) && EAI_NODATA != EAI_NONAME
#define RESOLVE_NO_DATA EAI_NODATA
#else
#define RESOLVE_NO_DATA EAI_NONAME
#endif

typedef int (*resolve_get)(const char *host, const char *service,
			   const struct addrinfo *hints, struct addrinfo **out);
typedef void (*resolve_release)(struct addrinfo *list);

/* tests put theirs here; only create and start read them */
static resolve_get get_now = getaddrinfo;
static resolve_release release_now = freeaddrinfo;
static time_t idle_secs_now = IDLE_SECS;

struct job {
	struct job *next;
	lws__resolve_id id;
	void *owner; /* borrowed, not looked at */
	resolve_get get;
	resolve_release release;
	struct addrinfo *list;  /* owned, given back with release */
	lws_sockaddr46 numeric; /* the answer if is_numeric */
	int error;              /* EAI_... or 0 */
	int family;
	int flags;
	uint16_t port;
	bool is_numeric;
	bool is_cancelled; /* guarded by the pool's lock */
	char host[];
};

struct job_list {
	struct job *head;
	struct job **tail; /* where the next one is hung */
	size_t count;
};

enum worker_state {
	WORKER_NONE,  /* no thread */
	WORKER_ALIVE, /* waits, or resolves */
	WORKER_ENDED, /* to be joined */
};

struct worker {
	struct lws__resolve_pool *pool; /* counted while ALIVE */
	pthread_t thread;
	struct job *job; /* owned, the one it is at */
	enum worker_state state;
};

/* everything is guarded by lock, but wake and arg, which never change */
struct lws__resolve_pool {
	pthread_mutex_t lock;
	pthread_cond_t work;  /* waiting is not empty, or is_closing */
	pthread_cond_t ended; /* a worker has ended */
	void (*wake)(void *arg);
	void *arg;
	struct job_list waiting;
	struct job_list done;
	struct worker workers[LWS_RESOLVE_WORKERS_MAX];
	unsigned int idle;  /* workers that wait for work */
	unsigned int count; /* owner and live workers */
	time_t idle_secs;   /* what a worker waits for work */
	lws__resolve_id last_id;
	bool is_closing;
};

/* ---- jobs ------------------------------------------------------------ */

static void
job_free(struct job *j)
{
	if (j->list)
		j->release(j->list);
	lws__free(j);
}

static void
list_push(struct job_list *l, struct job *j)
{
	j->next = NULL;
	*l->tail = j;
	l->tail = &j->next;
	l->count++;
}

/* takes *at, a link of the list, out of it */
static struct job *
list_take(struct job_list *l, struct job **at)
{
	struct job *j = *at;

	if (!j)
		return NULL;
	*at = j->next;
	if (!*at)
		l->tail = at;
	l->count--;

	return j;
}

static struct job **
list_find(struct job_list *l, lws__resolve_id id)
{
	struct job **at = &l->head;

	while (*at && (*at)->id != id)
		at = &(*at)->next;

	return at;
}

static void
list_free(struct job_list *l)
{
	while (l->head)
		job_free(list_take(l, &l->head));
}

static void
job_run(struct job *j)
{
	const struct addrinfo hints = {
		.ai_family = j->family,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = j->flags,
	};

	j->error = j->get(j->host, NULL, &hints, &j->list);
	if (j->error)
		j->list = NULL;
}

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
static struct job *
worker_wait(struct lws__resolve_pool *p)
{
	struct timespec until = time_after(p->idle_secs, 0);
	int timed_out = 0;

	while (!p->is_closing && !p->waiting.head && !timed_out) {
		p->idle++;
		timed_out = pthread_cond_timedwait(&p->work, &p->lock, &until);
		p->idle--;
	}

	return p->is_closing ? NULL : list_take(&p->waiting, &p->waiting.head);
}

/* what the worker was at is done; with the lock */
static void
worker_deliver(struct lws__resolve_pool *p, struct worker *w)
{
	struct job *j = w->job;

	w->job = NULL;
	if (p->is_closing) {
		job_free(j);
		return;
	}
	list_push(&p->done, j);
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
		job_run(w->job);
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
	p->waiting.tail = &p->waiting.head;
	p->done.tail = &p->done.head;

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
	list_free(&p->waiting);
	list_free(&p->done);
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

/* the host without [ ]; NULL if it does not fit out */
static const char *
host_bare(const char *host, char *out, size_t size)
{
	size_t len = strlen(host);

	if (len >= 2 && host[0] == '[' && host[len - 1] == ']') {
		host++;
		len -= 2;
	}
	if (!len || len >= size)
		return NULL;
	memcpy(out, host, len);
	out[len] = '\0';

	return out;
}

int
lws__resolve_numeric(const char *host, uint16_t port, int family,
		     lws_sockaddr46 *out)
{
	struct lws__sa sa;

	if (lws__sa_numeric(&sa, host, port))
		return 1;
	if (family != AF_UNSPEC && family != sa.u.sa.sa_family)
		return 1;

	return lws__sa46_from_sockaddr(out, &sa.u.sa, sa.len);
}

/* with the lock; nonzero: it is not queued */
static int
pool_queue(struct lws__resolve_pool *p, struct job *j)
{
	if (j->is_numeric) {
		list_push(&p->done, j);
		p->wake(p->arg);
		return 0;
	}
	if (p->waiting.count >= LWS_RESOLVE_QUEUE_MAX)
		return 1;

	list_push(&p->waiting, j);
	if (p->waiting.count > p->idle && pool_add_worker(p)) {
		list_take(&p->waiting, list_find(&p->waiting, j->id));
		return 1;
	}
	pthread_cond_signal(&p->work);

	return 0;
}

lws__resolve_id
lws__resolve_start(struct lws__resolve_pool *pool, const char *host,
		   uint16_t port, int family, int flags, void *owner)
{
	char bare[LWS_RESOLVE_HOST_MAX + 1];
	lws__resolve_id id = 0;
	struct job *j;
	size_t len;

	if (!host_bare(host, bare, sizeof(bare)))
		return 0;
	len = strlen(bare);
	j = lws__zalloc(sizeof(*j) + len + 1, "resolve job");
	if (!j)
		return 0;

	memcpy(j->host, bare, len + 1);
	j->owner = owner;
	j->get = get_now;
	j->release = release_now;
	j->family = family;
	j->flags = flags;
	j->port = port;
	j->is_numeric = !lws__resolve_numeric(bare, port, family, &j->numeric);

	pthread_mutex_lock(&pool->lock);
	j->id = ++pool->last_id;
	if (!pool_queue(pool, j)) {
		id = pool->last_id;
		j = NULL;
	}
	pthread_mutex_unlock(&pool->lock);
	if (j)
		job_free(j);

	return id;
}

void
lws__resolve_cancel(struct lws__resolve_pool *pool, lws__resolve_id id)
{
	struct job *j;
	int n;

	pthread_mutex_lock(&pool->lock);
	j = list_take(&pool->waiting, list_find(&pool->waiting, id));
	if (!j)
		j = list_take(&pool->done, list_find(&pool->done, id));
	for (n = 0; !j && n < LWS_RESOLVE_WORKERS_MAX; n++) {
		struct job *running = pool->workers[n].job;

		if (running && running->id == id)
			running->is_cancelled = true; /* collect frees it */
	}
	pthread_mutex_unlock(&pool->lock);
	if (j)
		job_free(j);
}

/* ---- results --------------------------------------------------------- */

static size_t
job_addresses(const struct job *j, lws_sockaddr46 *out, size_t max)
{
	const struct addrinfo *ai;
	size_t count = 0;

	if (j->is_numeric) {
		*out = j->numeric;
		return 1;
	}
	for (ai = j->list; ai && count < max; ai = ai->ai_next) {
		if (!ai->ai_addr ||
		    lws__sa46_from_sockaddr(&out[count], ai->ai_addr,
					    ai->ai_addrlen))
			continue;
		lws__sa46_set_port(&out[count++], j->port);
	}

	return count;
}

static enum lws__resolve_answer
answer_of(int error, size_t count)
{
	if (!error)
		return count ? LWS_RESOLVE_FOUND : LWS_RESOLVE_NOT_FOUND;
	if (error == EAI_NONAME || error == RESOLVE_NO_DATA)
		return LWS_RESOLVE_NOT_FOUND;

	return error == EAI_AGAIN ? LWS_RESOLVE_TRY_AGAIN : LWS_RESOLVE_FAILED;
}

static const char *
answer_text(int error, size_t count)
{
	if (error)
		return gai_strerror(error);

	return count ? "" : "no usable address";
}

static void
job_hand_over(const struct job *j,
	      void (*cb)(const struct lws__resolve_result *r))
{
	lws_sockaddr46 addresses[LWS_RESOLVE_ADDRESSES_MAX];
	struct lws__resolve_result r = {
		.id = j->id,
		.owner = j->owner,
		.addresses = addresses,
	};

	r.count = job_addresses(j, addresses, LWS_RESOLVE_ADDRESSES_MAX);
	r.answer = answer_of(j->error, r.count);
	r.text = answer_text(j->error, r.count);
	cb(&r);
}

static struct job *
pool_take_done(struct lws__resolve_pool *p)
{
	struct job *j;

	pthread_mutex_lock(&p->lock);
	j = list_take(&p->done, &p->done.head);
	pthread_mutex_unlock(&p->lock);

	return j;
}

size_t
lws__resolve_collect(struct lws__resolve_pool *pool,
		     void (*cb)(const struct lws__resolve_result *r))
{
	size_t ready, told = 0;
	struct job *j;

	pthread_mutex_lock(&pool->lock);
	ready = pool->done.count;
	pthread_mutex_unlock(&pool->lock);

	/* no more than that, or callbacks that start jobs could go on here for
	 * ever */
	while (ready-- && (j = pool_take_done(pool))) {
		if (!j->is_cancelled) {
			job_hand_over(j, cb);
			told++;
		}
		job_free(j);
	}

	return told;
}

void
lws__resolve_set_getaddrinfo(int (*get)(const char *host, const char *service,
					const struct addrinfo *hints,
					struct addrinfo **out),
			     void (*release)(struct addrinfo *list))
{
	get_now = get ? get : getaddrinfo;
	release_now = release ? release : freeaddrinfo;
}

void
lws__resolve_set_idle_secs(int secs)
{
	idle_secs_now = secs < 0 ? IDLE_SECS : secs;
}
