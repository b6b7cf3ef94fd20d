/* SPDX-License-Identifier: MIT */
/*
 * libev.  It keeps changes to itself until it waits, as our own loop does.
 */

#include "event-libs/evlib.h"

#include <ev.h>

/* to leave the kernel alone when only the events change; since libev 4.33 */
#if !defined(ev_io_modify)
#define ev_io_modify(w, events) ev_io_set(w, (w)->fd, events)
#endif

struct ev_watch {
	struct lws__evlib_watch w;
	ev_io io;
};

struct ev_pt {
	struct lws__evlib_pt p;
	ev_timer timer;
	ev_prepare end; /* never started: fed, as the last of a turn */
	ev_signal signals[LWS__EVLIB_SIGNALS];
};

/* ---- descriptors -------------------------------------------------------- */

static void
on_io(struct ev_loop *loop, ev_io *io, int events)
{
	struct ev_watch *w = io->data;

	lws__evlib_event(w->w.ept, w->w.fd,
			 lws__evlib_revents(events & EV_READ, events & EV_WRITE,
					    events & EV_ERROR),
			 !w->w.ept->in_turn && !ev_pending_count(loop));
}

static void
watch_free(struct lws__evlib_watch *watch)
{
	struct ev_watch *w = (struct ev_watch *)watch;

	ev_io_stop(w->w.ept->loop, &w->io);
	(void)lws_realloc(w, 0, "evlib watch");
}

static int
begin_watch(struct lws *wsi)
{
	bool is_new;
	struct ev_watch *w;

	w = lws__evlib_watch_make(wsi, sizeof(*w), &is_new);
	if (!w)
		return 1;
	if (!is_new)
		ev_io_stop(w->w.ept->loop, &w->io);
	ev_io_init(&w->io, on_io, w->w.fd, 0);
	w->io.data = w;

	return 0;
}

static void
io(struct lws *wsi, unsigned int flags)
{
	struct ev_watch *w = lws__evlib_watch(wsi);
	int events;

	if (!w || !lws__evlib_wants(&w->w, flags))
		return;
	events = (w->w.events & LWS_EV_READ ? EV_READ : 0) |
		 (w->w.events & LWS_EV_WRITE ? EV_WRITE : 0);
	ev_io_stop(w->w.ept->loop, &w->io);
	ev_io_modify(&w->io, events);
	if (events)
		ev_io_start(w->w.ept->loop, &w->io);
}

/* ---- threads ------------------------------------------------------------ */

static void
on_timer(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)events;
	lws__evlib_timer_due(timer->data);
}

static void
set_timer(struct lws__evlib_pt *ept, int ms)
{
	struct ev_pt *p = (struct ev_pt *)ept;

	ev_timer_stop(ept->loop, &p->timer);
	ev_now_update(ept->loop);
	ev_timer_set(&p->timer, ms / 1000.0, 0.0);
	ev_timer_start(ept->loop, &p->timer);
}

static void
on_end(struct ev_loop *loop, ev_prepare *end, int events)
{
	(void)loop;
	(void)events;
	lws__evlib_turn_over(end->data);
}

static void
end_soon(struct lws__evlib_pt *ept)
{
	ev_feed_event(ept->loop, &((struct ev_pt *)ept)->end, EV_CUSTOM);
}

static void
on_signal(struct ev_loop *loop, ev_signal *handle, int events)
{
	struct ev_pt *p = handle->data;

	(void)loop;
	(void)events;
	p->p.signal_cb(handle, handle->signum);
}

static const struct lws__evlib_module module = {
	.pt_size = sizeof(struct ev_pt),
	.set_timer = set_timer,
	.end_soon = end_soon,
	.watch_free = watch_free,
};

static int
init_pt(struct lws_context *cx, void *loop, int tsi)
{
	struct ev_pt *p = lws__evlib_begin(cx, tsi, loop, &module);

	if (!p)
		return 1;
	if (!loop) {
		p->p.loop = ev_loop_new(EVFLAG_AUTO);
	}
	if (!p->p.loop) {
		lws__evlib_end(&p->p);
		return 1;
	}
	ev_timer_init(&p->timer, on_timer, 0.0, 0.0);
	p->timer.data = p;
	ev_prepare_init(&p->end, on_end);
	ev_set_priority(&p->end, EV_MINPRI);
	p->end.data = p;
	for (int n = 0; p->p.signal_cb && n < LWS__EVLIB_SIGNALS; n++) {
		ev_signal_init(&p->signals[n], on_signal,
			       lws__evlib_signals[n]);
		p->signals[n].data = p;
		ev_signal_start(p->p.loop, &p->signals[n]);
	}

	return 0;
}

static void
destroy_pt(struct lws_context *cx, int tsi)
{
	struct ev_pt *p = (struct ev_pt *)lws__evlib_pt(cx, tsi);

	if (!p)
		return;
	lws__evlib_forget_all(&p->p);
	ev_timer_stop(p->p.loop, &p->timer);
	ev_prepare_stop(p->p.loop, &p->end); /* no more pending */
	for (int n = 0; p->p.signal_cb && n < LWS__EVLIB_SIGNALS; n++)
		ev_signal_stop(p->p.loop, &p->signals[n]);
	if (!p->p.is_given)
		ev_loop_destroy(p->p.loop);
	lws__evlib_end(&p->p);
}

static void
run_pt(struct lws_context *cx, int tsi)
{
	struct lws__evlib_pt *ept = lws__evlib_pt(cx, tsi);

	(void)ev_run(ept->loop, ept->is_given ? 0 : EVRUN_ONCE);
}

/* ---- the table ---------------------------------------------------------- */

static const struct lws_event_loop_ops ev_ops = {
	.name = "libev",
	.init_context = lws__evlib_init_context,
	.init_pt = init_pt,
	.wsi_logical_close = lws__evlib_wsi_closed,
	.close_handle_manually = lws__evlib_close_fd,
	.sock_accept = begin_watch,
	.io = io,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.flags = LWS_PLUS_LELOF_ASKS | LWS_PLUS_LELOF_BATCH,
	.evlib_size_pt = sizeof(struct lws__evlib_area),
};

LWS__EVLIB_EXPORT extern const lws_plugin_evlib_t evlib_ev;
const lws_plugin_evlib_t evlib_ev = {
	.hdr = {"evlib_ev", "lws_evlib_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.ops = &ev_ops,
};
