/* SPDX-License-Identifier: MIT */
/*
 * libevent.  A watch has two events, one to read and one to write: changing
 * what a single one waits for would take it out of the kernel's set and put it
 * back.
 */

#include "event-libs/evlib.h"

#include <event2/event.h>

struct event_watch {
	struct lws__evlib_watch w;
	struct event *in, *out;
};

struct event_pt {
	struct lws__evlib_pt p;
	struct event *timer;
	struct event *end; /* made active, as the last of a turn */
	struct event *signals[LWS__EVLIB_SIGNALS];
};

/* ---- descriptors -------------------------------------------------------- */

static void
on_event(evutil_socket_t fd, short events, void *arg)
{
	struct event_watch *w = arg;
	struct lws__evlib_pt *ept = w->w.ept;

	lws__evlib_event(
		ept, (int)fd,
		lws__evlib_revents(events & EV_READ, events & EV_WRITE, false),
		!ept->in_turn && !event_base_get_num_events(
					 ept->loop, EVENT_BASE_COUNT_ACTIVE));
}

static void
event_drop(struct event **pevent)
{
	if (*pevent)
		event_free(*pevent);
	*pevent = NULL;
}

static void
watch_free(struct lws__evlib_watch *watch)
{
	struct event_watch *w = (struct event_watch *)watch;

	event_drop(&w->in);
	event_drop(&w->out);
	(void)lws_realloc(w, 0, "evlib watch");
}

static int
begin_watch(struct lws *wsi)
{
	struct lws__evlib_pt *ept = lws__evlib_pt_of(wsi);
	bool is_new;
	struct event_watch *w = lws__evlib_watch_make(wsi, sizeof(*w), &is_new);

	if (!w || !is_new)
		return !w;
	w->in = event_new(ept->loop, w->w.fd, EV_READ | EV_PERSIST, on_event,
			  w);
	w->out = event_new(ept->loop, w->w.fd, EV_WRITE | EV_PERSIST, on_event,
			   w);
	/* what cannot be waited for is refused now, not when it is waited for
	 */
	if (w->in && w->out && !event_add(w->in, NULL) && !event_del(w->in))
		return 0;
	(void)lws__evlib_wsi_closed(wsi);

	return 1;
}

static void
set(struct event *event, bool on)
{
	if (on)
		(void)event_add(event, NULL);
	else
		(void)event_del(event);
}

static void
io(struct lws *wsi, unsigned int flags)
{
	struct event_watch *w = lws__evlib_watch(wsi);

	if (!w || !lws__evlib_wants(&w->w, flags))
		return;
	if (flags & LWS_EV_READ)
		set(w->in, w->w.events & LWS_EV_READ);
	if (flags & LWS_EV_WRITE)
		set(w->out, w->w.events & LWS_EV_WRITE);
}

/* ---- threads ------------------------------------------------------------ */

static void
on_timer(evutil_socket_t fd, short events, void *arg)
{
	(void)fd;
	(void)events;
	lws__evlib_timer_due(arg);
}

static void
set_timer(struct lws__evlib_pt *ept, int ms)
{
	struct timeval tv = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000L};

	(void)evtimer_add(((struct event_pt *)ept)->timer, &tv);
}

static void
on_end(evutil_socket_t fd, short events, void *arg)
{
	(void)fd;
	(void)events;
	lws__evlib_turn_over(arg);
}

static void
end_soon(struct lws__evlib_pt *ept)
{
	event_active(((struct event_pt *)ept)->end, EV_TIMEOUT, 0);
}

static void
on_signal(evutil_socket_t signum, short events, void *arg)
{
	struct event_pt *p = arg;

	(void)events;
	for (int n = 0; n < LWS__EVLIB_SIGNALS; n++)
		if (lws__evlib_signals[n] == (int)signum) {
			p->p.signal_cb(p->signals[n], (int)signum);
			return;
		}
}

static int
signals_begin(struct event_pt *p)
{
	for (int n = 0; p->p.signal_cb && n < LWS__EVLIB_SIGNALS; n++) {
		p->signals[n] = evsignal_new(p->p.loop, lws__evlib_signals[n],
					     on_signal, p);
		if (!p->signals[n] || evsignal_add(p->signals[n], NULL))
			return 1;
	}

	return 0;
}

static void
destroy_pt(struct lws_context *cx, int tsi)
{
	struct event_pt *p = (struct event_pt *)lws__evlib_pt(cx, tsi);

	if (!p)
		return;
	lws__evlib_forget_all(&p->p);
	event_drop(&p->timer);
	event_drop(&p->end);
	for (int n = 0; n < LWS__EVLIB_SIGNALS; n++)
		event_drop(&p->signals[n]);
	if (!p->p.is_given && p->p.loop)
		event_base_free(p->p.loop);
	lws__evlib_end(&p->p);
}

static const struct lws__evlib_module module = {
	.pt_size = sizeof(struct event_pt),
	.set_timer = set_timer,
	.end_soon = end_soon,
	.watch_free = watch_free,
};

static int
init_pt(struct lws_context *cx, void *loop, int tsi)
{
	struct event_pt *p = lws__evlib_begin(cx, tsi, loop, &module);

	if (!p)
		return 1;
	if (!loop) {
		p->p.loop = event_base_new();
	}
	if (p->p.loop) {
		p->timer = evtimer_new(p->p.loop, on_timer, p);
		p->end = event_new(p->p.loop, -1, EV_PERSIST, on_end, p);
	}

	return !p->timer || !p->end ||
	       signals_begin(p); /* destroy_pt() follows */
}

static void
run_pt(struct lws_context *cx, int tsi)
{
	struct lws__evlib_pt *ept = lws__evlib_pt(cx, tsi);

	(void)event_base_loop(ept->loop, ept->is_given ? 0 : EVLOOP_ONCE);
}

/* ---- the table ---------------------------------------------------------- */

static const struct lws_event_loop_ops event_ops = {
	.name = "libevent",
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

LWS__EVLIB_EXPORT extern const lws_plugin_evlib_t evlib_event;
const lws_plugin_evlib_t evlib_event = {
	.hdr = {"evlib_event", "lws_evlib_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.ops = &event_ops,
};
