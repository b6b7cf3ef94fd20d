/* SPDX-License-Identifier: MIT */
/*
 * One turn of the loop, and the ways an application drives it.
 *
 *   wait (the loop's) -> each ready fd -> timers due -> input and wishes that
 *   need no event -> the dead are freed
 */

#include "core/conn.h"
#include "core/loop.h"
#include "core/sul.h"

#include <sched.h>

enum {
	/* between looks of a poll() without our wake-up fd, while a name is
	 * being resolved */
	BLIND_MS = 50,
};

static void
enter(struct lws_context_per_thread *pt)
{
	uintptr_t self = lws__thread_self(), nobody = 0;

	/* another thread may have a word with it: lws__pt_try_turn() */
	while (pt->cx->count_threads > 1 &&
	       !atomic_compare_exchange_weak(&pt->inside, &nobody, self) &&
	       nobody != self) {
		nobody = 0;
		sched_yield();
	}
	atomic_store_explicit(&pt->inside, self, memory_order_release);
	atomic_store_explicit(&pt->served_by, self, memory_order_relaxed);
	lws__turn_begin(pt);
}

static void
leave(struct lws_context_per_thread *pt)
{
	lws__turn_end(pt);
	if (!pt->depth)
		atomic_store_explicit(&pt->inside, 0, memory_order_release);
}

/* timers of both domains; returns when the next is due, 0 = none */
static lws_usec_t
serve_timers(struct lws_context_per_thread *pt)
{
	return __lws_sul_service_ripe(pt->sul_owner, LWS_COUNT_PT_SUL_OWNERS,
				      lws_now_usecs());
}

static struct lws_conn *
conn_of(struct lws__link *l)
{
	return lws_container_of(l, struct lws_conn, pending);
}

/*
 * What the next ones on the list will need comes into the cache: between two
 * turns of a connection the kernel, and all the others, have driven it out.
 * Each step reads what the one before it has fetched.
 */
static void
fetch_ahead(struct lws__link *next)
{
	const struct lws *wsi = next ? conn_of(next)->wsi : NULL;

	if (wsi) {
		lws__fetch(wsi->role_state);
		lws__fetch(wsi->user);
	}
	next = next ? next->next : NULL;
	if (next) {
		lws__fetch(conn_of(next)->wsi);
		if (next->next)
			lws__fetch(conn_of(next->next));
	}
}

/* each conn that is on the list now, once */
static LWS__HOT void
serve_pending(struct lws_context_per_thread *pt)
{
	uint32_t n = pt->pending.count;

	while (n-- && pt->pending.head) {
		struct lws_conn *conn = conn_of(pt->pending.head);

		lws__links_remove(&pt->pending, &conn->pending);
		fetch_ahead(pt->pending.head);
		lws__conn_service_pending(conn);
	}
}

void
lws__pt_turn_work(struct lws_context_per_thread *pt)
{
	lws__pt_serve_remote(pt);
	serve_timers(pt);
	serve_pending(pt);
	/* who polls for us sees no private list: nothing may stay on it */
	for (int n = 0; pt->external_poll && pt->pending.head && n < 64; n++)
		serve_pending(pt);
}

/* when there is something to do; 1 = now, 0 = nothing is planned */
static lws_usec_t
next_due(struct lws_context_per_thread *pt)
{
	lws_usec_t next = 0;

	if (pt->pending.head || atomic_load(&pt->remote))
		return 1;
	for (int n = 0; n < LWS_COUNT_PT_SUL_OWNERS; n++) {
		const lws_sorted_usec_list_t *sul =
			lws__sul_tree_min(&pt->sul_owner[n]);

		if (sul && (!next || sul->us < next))
			next = sul->us > 0 ? sul->us : 1;
	}

	return next;
}

/* ms until there is something to do; -1 = nothing is planned */
static int
time_to_wait(struct lws_context_per_thread *pt)
{
	lws_usec_t next = next_due(pt), now;

	if (next <= 1)
		return next ? 0 : -1;
	now = lws_now_usecs();

	return next <= now ? 0 : lws__plat_us_to_ms(next - now);
}

/* the caller is in a turn of it already */
static bool
is_nested(const struct lws_context_per_thread *pt)
{
	uintptr_t inside = atomic_load(&pt->inside);

	if (inside)
		return inside == lws__thread_self();

	return pt->cx->count_threads == 1 && pt->depth;
}

static bool
is_over(const struct lws_context *cx)
{
	return cx->destroy_stage > LWS__DESTROY_ASKED;
}

static struct lws_context_per_thread *
pt_of(struct lws_context *cx, int tsi)
{
	if (!cx || tsi < 0 || (unsigned int)tsi >= cx->count_threads)
		return NULL;

	return lws__context_pt(cx, tsi);
}

/*
 * The end of a turn that an event library began.  On a loop of the
 * application, which would not come back to end it, a context that was
 * destroyed within the turn ends now: it is gone after this.
 */
static int
end_of_event(struct lws_context_per_thread *pt)
{
	struct lws_context *cx = pt->cx;

	if (cx->destroy_stage != LWS__DESTROY_ASKED)
		return 0;
	if (pt->loop_asks && cx->loop_is_given && cx->count_threads == 1 &&
	    !pt->depth)
		lws_context_destroy(cx);

	return -1;
}

/*
 * -1: lws_context_destroy() was, and goes on when all have returned.  Another
 * thread may have asked when our turn had looked for it and closed nothing.
 */
static int
is_asked_to_end(struct lws_context_per_thread *pt)
{
	if (pt->cx->destroy_stage != LWS__DESTROY_ASKED)
		return 0;
	if (pt->cx->count_threads > 1) {
		enter(pt);
		leave(pt);
	}

	return -1;
}

/*
 * What was asked for between turns has woken a library that tells of batches,
 * and what its turns left is in its timer: so there is nothing to add to them.
 */
static void
run_own(struct lws_context_per_thread *pt, int timeout_ms)
{
	if (timeout_ms < 0 || (!pt->loop_batches && time_to_wait(pt) == 0))
		lws__pt_wake(pt);
	pt->in_run = true;
	pt->cx->loop->ops->run_pt(pt->cx, pt->tsi);
	pt->in_run = false;
}

/* one turn of the library's loop, if it is ours; else all of the application's
 */
static int
run_library(struct lws_context_per_thread *pt, int timeout_ms)
{
	struct lws_context *cx = pt->cx;
	void (*run)(struct lws_context *, int) = cx->loop->ops->run_pt;
	bool is_ours = pt->loop_asks && !cx->loop_is_given;

	if (run && !is_ours && timeout_ms >= 0) {
		bool ended = pt->loop_asks;

		run(cx, pt->tsi);
		return ended ? -1 : 0; /* there may be no context any more */
	}
	if (run && is_ours)
		run_own(pt, timeout_ms);
	if (!run || !pt->loop_batches || pt->in_batch ||
	    cx->destroy_stage != LWS__DESTROY_NOT) {
		enter(pt);
		lws__pt_turn_work(pt);
		pt->in_batch = 0;
		leave(pt);
	}

	return is_ours ? is_asked_to_end(pt) : 0;
}

int
lws_service_tsi(struct lws_context *context, int timeout_ms, int tsi)
{
	struct lws_context_per_thread *pt = pt_of(context, tsi);
	const struct lws__loop *loop;
	int ms, ret;

	if (!pt || is_over(context) || pt->destroyed ||
	    lws__protocols_init(context))
		return -1;
	loop = context->loop;
	if ((loop->wait || pt->loop_asks) && (is_nested(pt) || pt->in_run)) {
		lwsl_cx_err(context, "lws_service called from a callback");
		return -1;
	}
	if (!loop->wait)
		return run_library(pt, timeout_ms);
	enter(pt);
	ms = timeout_ms < 0 ? 0 : time_to_wait(pt);
	ret = loop->wait(pt, ms);
	lws__pt_turn_work(pt);
	leave(pt);

	return ret < 0 ? -1 : is_asked_to_end(pt);
}

int
lws_service(struct lws_context *context, int timeout_ms)
{
	return lws_service_tsi(context, timeout_ms, 0);
}

int
_lws_plat_service_forced_tsi(struct lws_context *context, int tsi)
{
	struct lws_context_per_thread *pt = pt_of(context, tsi);

	if (!pt)
		return -1;
	enter(pt);
	lws__pt_turn_work(pt);
	leave(pt);

	return 0;
}

void
lws_service_do_ripe_rxflow(struct lws_context_per_thread *pt)
{
	enter(pt);
	serve_pending(pt);
	leave(pt);
}

/* by another thread, and who polls for us may not have seen it */
static bool
is_woken(const struct lws_context_per_thread *pt)
{
	return pt->wake_wsi && !pt->loop_asks && atomic_load(&pt->wake.pending);
}

int
lws_service_adjust_timeout(struct lws_context *context, int timeout_ms, int tsi)
{
	struct lws_context_per_thread *pt = pt_of(context, tsi);
	int ms;

	if (!pt)
		return timeout_ms;
	ms = is_woken(pt) ? 0 : time_to_wait(pt);
	if (pt->answers_due && !pt->wake_shown && !pt->loop_asks &&
	    (ms < 0 || ms > BLIND_MS))
		ms = BLIND_MS;
	if (ms < 0 || (timeout_ms >= 0 && timeout_ms < ms))
		return timeout_ms;

	return ms;
}

lws_usec_t
lws_plus_service_due(struct lws_context *context, int tsi)
{
	struct lws_context_per_thread *pt = pt_of(context, tsi);

	return pt ? next_due(pt) : 0;
}

static void
show_wish(struct lws_conn *conn, void *arg)
{
	(void)arg;
	if (conn->wsi && conn->wsi->wants_writable)
		lws__conn_want(conn, 0, LWS_POLLOUT);
}

/* from now on wishes are seen in the poll set alone */
static void
polled_outside(struct lws_context_per_thread *pt)
{
	if (pt->external_poll)
		return;
	pt->external_poll = 1;
	lws__fds_foreach(&pt->fds, show_wish, NULL);
}

int
lws_plus_wake_fd(struct lws_context *context, int tsi)
{
	struct lws_context_per_thread *pt = pt_of(context, tsi);

	if (!pt || is_over(context) || !pt->wake_wsi || pt->loop_asks)
		return -1;
	polled_outside(pt);
	pt->wake_shown = 1;

	return pt->wake.read_fd;
}

int
lws_service_fd_tsi(struct lws_context *context, struct lws_pollfd *pollfd,
		   int tsi)
{
	struct lws_context_per_thread *pt = pt_of(context, tsi);
	struct lws_conn *conn;
	bool more;

	if (!pt || is_over(context) || lws__protocols_init(context))
		return -1;
	enter(pt);
	if (pollfd && !pt->loop_asks)
		polled_outside(pt);
	more = pollfd && pt->loop_batches &&
	       !(pollfd->events & LWS_PLUS_POLL_LAST);
	conn = pollfd ? lws__fds_conn(&pt->fds, pollfd->fd, NULL) : NULL;
	if (conn) {
		int revents = pollfd->revents;

		pollfd->revents = 0; /* callbacks may move the array it is in */
		lws__conn_service(conn, revents);
	}
	pt->in_batch = more;
	if (!pt->in_batch) {
		if (is_woken(pt))
			lws__conn_service(pt->wake_wsi->conn, LWS_POLLIN);
		lws__pt_turn_work(pt);
	}
	leave(pt);

	return end_of_event(pt);
}

int
lws_service_fd(struct lws_context *context, struct lws_pollfd *pollfd)
{
	return lws_service_fd_tsi(context, pollfd, 0);
}

struct lws *
wsi_from_fd(const struct lws_context *context, int fd)
{
	for (unsigned int n = 0; n < context->count_threads; n++) {
		struct lws_conn *conn =
			lws__fds_conn(&context->pts[n].fds, fd, NULL);

		if (conn)
			return conn->wsi;
	}

	return NULL;
}
