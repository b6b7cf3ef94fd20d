/* SPDX-License-Identifier: MIT */
/*
 * The end of a vhost:
 *
 *   retired    it leaves the living: nobody finds it any more
 *   closed     each thread closes the wsi it has on it, at the end of a turn;
 *              the last one hands its listener over, or closes it
 *   freed      with its last wsi: PROTOCOL_DESTROY, finalize, memory
 *
 * So CLOSED comes while the protocols' spaces are valid, PROTOCOL_DESTROY
 * after it, and a destroy outside a turn does all of that before it returns.
 */

#include "core/built-in.h"
#include "core/conn.h"
#include "core/context.h"
#include "core/listen-front.h"
#include "core/mux.h"
#include "core/protocols.h"

/* ---- references --------------------------------------------------------- */

void
lws__vhost_ref(struct lws_vhost *vh)
{
	atomic_fetch_add(&vh->refs, 1);
}

static void
finalise(struct lws_vhost *vh)
{
	struct lws_context *cx = vh->cx;

	lws__vhost_protocols_destroy(vh);
	lwsl_vhost_info(vh, "destroyed");
	if (vh->finalize)
		vh->finalize(vh, vh->finalize_arg);
	lws__context_lock(cx);
	lws_dll2_remove(&vh->list);
	if (vh->being_destroyed) {
		lws_dll2_remove(&vh->dying);
		atomic_fetch_sub(&cx->dying_count, 1);
	}
	lws__context_unlock(cx);
	lws__vhost_free(&vh);
}

void
lws__vhost_unref(struct lws_vhost *vh)
{
	if (atomic_fetch_sub(&vh->refs, 1) == 1)
		finalise(vh);
}

/* ---- closing ------------------------------------------------------------ */

struct sweep {
	struct lws_context_per_thread *pt;
	struct lws_vhost *vh; /* NULL = all */
};

static bool
must_go(const struct sweep *s, const struct lws *wsi)
{
	return !wsi->is_own && !wsi->is_listener &&
	       wsi->phase != LWS_PHASE_CLOSED && (!s->vh || wsi->vh == s->vh);
}

static int
close_one(struct lws *wsi, void *arg)
{
	bool by_context = atomic_load(&wsi->cx->destroy_stage);
	const char *why = by_context ? "context destroyed" : "vhost destroyed";

	if (!must_go(arg, wsi))
		return 0;
	/* a client that waits for its answer is closed, others have failed */
	if (by_context && wsi->phase == LWS_PHASE_UNESTABLISHED)
		wsi->error_is_closed = 1;
	lws__client_error(wsi, "%s", why);
	lws__wsi_close(wsi, LWS_CLOSE_NOW, why);

	return 0;
}

/* streams of another vhost than their connection's, bound to nothing yet */
static void
close_streams(const struct lws__mux *mux, void *arg)
{
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1, mux->streams.head)
	{
		(void)close_one(
			lws_container_of(d, struct lws__mux_stream, list)->wsi,
			arg);
	}
	lws_end_foreach_dll_safe(d, d1);
}

static void
close_conn(struct lws_conn *conn, void *arg)
{
	struct lws *wsi = conn->wsi;

	if (!wsi)
		return;
	/* which streams were heard of is said before they end */
	if (lws__mux_root(wsi) && must_go(arg, wsi) && wsi->role->goodbye &&
	    wsi->phase == LWS_PHASE_ESTABLISHED)
		(void)wsi->role->goodbye(wsi);
	if (lws__mux_root(wsi))
		close_streams(lws__mux_root(wsi), arg);
	(void)close_one(wsi, arg);
}

static void
close_listed(struct sweep *s, struct lws_vhost *vh)
{
	for (int n = 0; n < (int)vh->protocol_count; n++)
		lws__same_protocol_each(
			lws__vhost_same_protocol(vh, s->pt->tsi, n), close_one,
			s);
}

static void
leave_listener(const struct lws_context_per_thread *pt, struct lws_vhost *vh)
{
	if (lws__built_in_listen)
		lws__built_in_listen->leave(vh, pt->tsi);
}

static void
tell_services(struct lws_context_per_thread *pt, struct lws_vhost *vh)
{
	for (size_t n = 0; n < pt->cx->services_done; n++) {
		const struct lws__service_module *m = lws__built_in_services[n];

		if (m->vhost_closing)
			m->vhost_closing(pt, vh);
	}
}

/*
 * A wsi has an fd or a protocol, or both: without an fd it is a client whose
 * server is being looked up.
 */
static void
vhost_close(struct lws_context_per_thread *pt, struct lws_vhost *vh)
{
	struct sweep s = {pt, vh};
	struct lws_context *cx = pt->cx;
	uint32_t all = cx->count_threads < 32 ? (1u << cx->count_threads) - 1
					      : UINT32_MAX;
	uint32_t mine = 1u << pt->tsi, before;

	if (atomic_load(&vh->closed_on) & mine)
		return;
	lws__fds_foreach(&pt->fds, close_conn, &s);
	close_listed(&s, vh);
	leave_listener(pt, vh);
	tell_services(pt, vh);
	before = atomic_fetch_or(&vh->closed_on, mine);
	if (before == all || (before | mine) != all)
		return;
	if (lws__built_in_listen)
		lws__built_in_listen->release(vh);
	lws__vhost_unref(vh); /* its own */
}

/* one whose last reference has gone is with its finaliser: it stays dead */
static bool
ref_if_alive(struct lws_vhost *vh)
{
	unsigned int refs = atomic_load(&vh->refs);

	while (refs)
		if (atomic_compare_exchange_weak(&vh->refs, &refs, refs + 1))
			return true;

	return false;
}

/* with a reference; NULL gives the first */
static struct lws_vhost *
dying_after(struct lws_context *cx, const struct lws_vhost *vh)
{
	struct lws_vhost *found = NULL;
	struct lws_dll2 *d;

	lws__context_lock(cx);
	d = vh ? vh->dying.next : cx->vhosts_dying.head;
	for (; d && !found; d = d->next) {
		found = lws_container_of(d, struct lws_vhost, dying);
		if (!ref_if_alive(found))
			found = NULL;
	}
	lws__context_unlock(cx);

	return found;
}

static void
close_retired(struct lws_context_per_thread *pt)
{
	struct lws_vhost *vh = dying_after(pt->cx, NULL), *next;

	for (; vh; vh = next) {
		vhost_close(pt, vh);
		next = dying_after(pt->cx, vh);
		lws__vhost_unref(vh);
	}
}

static void
leave_all_listeners(struct lws_context_per_thread *pt)
{
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(pt->cx, NULL); vh;
	     vh = lws__vhost_next(pt->cx, vh))
		leave_listener(pt, vh);
}

/* everything of this thread but our own; listeners when all else is gone */
static void
close_all(struct lws_context_per_thread *pt)
{
	struct lws_context *cx = pt->cx;
	struct sweep s = {pt, NULL};
	struct lws_vhost *vh;

	lws__fds_foreach(&pt->fds, close_conn, &s);
	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh))
		close_listed(&s, vh);
	leave_all_listeners(pt);
}

/*
 * A deprecated context ends with its last connection: what is left is each
 * thread's own wake-up.  The other threads have to hear of it.
 */
void
lws__pt_end_if_alone(struct lws_context_per_thread *pt)
{
	struct lws_context *cx = pt->cx;
	uint8_t not_yet = LWS__DESTROY_NOT;

	if (!cx->deprecated ||
	    atomic_load(&cx->wsi_alive) != atomic_load(&cx->wsi_own) ||
	    !atomic_compare_exchange_strong(&cx->destroy_stage, &not_yet,
					    LWS__DESTROY_ASKED))
		return;
	for (unsigned int n = 0; n < cx->count_threads; n++)
		if (&cx->pts[n] != pt)
			lws__pt_wake(&cx->pts[n]);
}

void
lws__pt_close_dying(struct lws_context_per_thread *pt)
{
	struct lws_context *cx = pt->cx;

	if (cx->deprecated) {
		leave_all_listeners(pt);
		lws__pt_end_if_alone(pt);
	}
	if (atomic_load(&cx->destroy_stage) == LWS__DESTROY_ASKED)
		close_all(pt);
	if (atomic_load(&cx->dying_count))
		close_retired(pt);
}

/* ---- asking for it ------------------------------------------------------ */

/*
 * Another thread than the one that serves pt may hold a lock that keeps that
 * one outside, or may not: it leaves word, which is right for both.  Who polls
 * for us holds such a lock, and sees the wish at once.
 */
LWS__HOT bool
lws__pt_is_at_home(const struct lws_context_per_thread *pt)
{
	uintptr_t self = lws__thread_self();
	uintptr_t inside =
		atomic_load_explicit(&pt->inside, memory_order_acquire);
	uintptr_t last =
		atomic_load_explicit(&pt->served_by, memory_order_relaxed);

	if (inside)
		return inside == self;
	if (!last) /* one of several threads may begin at any moment */
		return pt->cx->count_threads == 1;

	return last == self || pt->external_poll;
}

bool
lws__pt_try_turn(struct lws_context_per_thread *pt, bool *claimed)
{
	uintptr_t self = lws__thread_self(), nobody = 0;

	*claimed = false;
	if (atomic_load(&pt->inside) != self && pt->cx->count_threads > 1) {
		*claimed = atomic_compare_exchange_strong(&pt->inside, &nobody,
							  self);
		if (!*claimed)
			return false;
	} else if (lws__pt_is_elsewhere(pt))
		return false;
	lws__turn_begin(pt);

	return true;
}

void
lws__pt_try_turn_end(struct lws_context_per_thread *pt, bool claimed)
{
	lws__turn_end(pt);
	if (claimed)
		atomic_store(&pt->inside, 0);
}

void
lws__context_turn_all(struct lws_context *cx)
{
	for (unsigned int n = 0; n < cx->count_threads; n++) {
		struct lws_context_per_thread *pt = &cx->pts[n];
		bool claimed;

		if (lws__pt_try_turn(pt, &claimed))
			lws__pt_try_turn_end(pt, claimed);
		else
			lws__pt_wake(pt);
	}
}

void
lws__vhost_retire(struct lws_vhost *vh)
{
	struct lws_context *cx = vh->cx;

	if (vh->being_destroyed)
		return;
	lws__context_lock(cx);
	vh->being_destroyed = 1;
	lws_dll2_add_tail(&vh->dying, &cx->vhosts_dying);
	atomic_fetch_add(&cx->dying_count, 1);
	if (cx->vhost_system == vh)
		cx->vhost_system = NULL;
	lws__context_unlock(cx);
}

void
lws_vhost_destroy(struct lws_vhost *vh)
{
	struct lws_context *cx;

	if (!vh || vh->being_destroyed)
		return;
	cx = vh->cx;
	lws__vhost_retire(vh);
	lws__context_turn_all(cx);
	lws_cancel_service(cx); /* those who stay may want to look around */
}

/* first half for event libraries: it is found no more, and the turns that
 * follow close what it has */
void
lws_vhost_destroy1(struct lws_vhost *vh)
{
	if (vh)
		lws__vhost_retire(vh);
}
