/* SPDX-License-Identifier: MIT */
/*
 * sd-event.  A source that waits for nothing is off, since the kernel would
 * tell of its hang-up again and again.
 */

#include "event-libs/evlib.h"

#include <systemd/sd-event.h>

struct sd_watch {
	struct lws__evlib_watch w;
	sd_event_source *source;
	unsigned int turn; /* in which it was told of last */
};

struct sd_pt {
	struct lws__evlib_pt p;
	sd_event_source *timer;
	sd_event_source *end; /* dispatched when nothing else is ready */
	unsigned int turn;
	sd_event_source *signals[LWS__EVLIB_SIGNALS];
	sigset_t mask; /* as it was before the signals were taken */
};

/* ---- descriptors -------------------------------------------------------- */

/*
 * sd-event asks the kernel again after each dispatch, so something may be ready
 * for ever.  A descriptor that is told of twice is of the next turn.
 */
static int
on_io(sd_event_source *source, int fd, uint32_t revents, void *arg)
{
	struct sd_watch *w = arg;
	struct sd_pt *p = (struct sd_pt *)w->w.ept;

	(void)source;
	if (p->p.in_turn && w->turn == p->turn) {
		lws__evlib_turn_over(&p->p);
		return 0; /* it is told of again, if it is still there */
	}
	if (!p->p.in_turn)
		p->turn++;
	w->turn = p->turn;
	lws__evlib_event(&p->p, fd,
			 lws__evlib_revents(revents & LWS_POLLIN,
					    revents & LWS_POLLOUT,
					    revents & LWS_POLLHUP),
			 false);

	return 0;
}

static void
watch_free(struct lws__evlib_watch *watch)
{
	struct sd_watch *w = (struct sd_watch *)watch;

	(void)sd_event_source_disable_unref(w->source);
	(void)lws_realloc(w, 0, "evlib watch");
}

static int
begin_watch(struct lws *wsi)
{
	struct lws__evlib_pt *ept = lws__evlib_pt_of(wsi);
	bool is_new;
	struct sd_watch *w = lws__evlib_watch_make(wsi, sizeof(*w), &is_new);

	if (!w || !is_new)
		return !w;
	if (sd_event_add_io(ept->loop, &w->source, w->w.fd, 0, on_io, w) < 0) {
		(void)lws__evlib_wsi_closed(wsi);
		return 1;
	}
	(void)sd_event_source_set_enabled(w->source, SD_EVENT_OFF);

	return 0;
}

static void
io(struct lws *wsi, unsigned int flags)
{
	struct sd_watch *w = lws__evlib_watch(wsi);

	if (!w || !lws__evlib_wants(&w->w, flags))
		return;
	if (w->w.events)
		(void)sd_event_source_set_io_events(
			w->source, (uint32_t)lws__evlib_revents(
					   w->w.events & LWS_EV_READ,
					   w->w.events & LWS_EV_WRITE, false));
	(void)sd_event_source_set_enabled(
		w->source, w->w.events ? SD_EVENT_ON : SD_EVENT_OFF);
}

/* ---- threads ------------------------------------------------------------ */

static int
on_timer(sd_event_source *source, uint64_t usec, void *arg)
{
	(void)source;
	(void)usec;
	lws__evlib_timer_due(arg);

	return 0;
}

static void
set_timer(struct lws__evlib_pt *ept, int ms)
{
	struct sd_pt *p = (struct sd_pt *)ept;
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	(void)sd_event_source_set_time(p->timer,
				       (uint64_t)now.tv_sec * LWS_US_PER_SEC +
					       (uint64_t)now.tv_nsec / 1000 +
					       (uint64_t)ms * LWS_US_PER_MS);
	(void)sd_event_source_set_enabled(p->timer, SD_EVENT_ONESHOT);
}

static int
on_end(sd_event_source *source, void *arg)
{
	(void)source;
	lws__evlib_turn_over(arg);

	return 0;
}

static void
end_soon(struct lws__evlib_pt *ept)
{
	(void)sd_event_source_set_enabled(((struct sd_pt *)ept)->end,
					  SD_EVENT_ONESHOT);
}

static int
on_signal(sd_event_source *source, const struct signalfd_siginfo *si, void *arg)
{
	struct sd_pt *p = arg;

	p->p.signal_cb(source, (int)si->ssi_signo);

	return 0;
}

static int
signals_begin(struct sd_pt *p)
{
	lws__evlib_block_signals(&p->mask);
	for (int n = 0; n < LWS__EVLIB_SIGNALS; n++)
		if (sd_event_add_signal(p->p.loop, &p->signals[n],
					lws__evlib_signals[n], on_signal,
					p) < 0)
			return 1;

	return 0;
}

static void
destroy_pt(struct lws_context *cx, int tsi)
{
	struct sd_pt *p = (struct sd_pt *)lws__evlib_pt(cx, tsi);

	if (!p)
		return;
	lws__evlib_forget_all(&p->p);
	(void)sd_event_source_disable_unref(p->timer);
	(void)sd_event_source_disable_unref(p->end);
	for (int n = 0; n < LWS__EVLIB_SIGNALS; n++)
		(void)sd_event_source_disable_unref(p->signals[n]);
	if (p->p.signal_cb)
		(void)pthread_sigmask(SIG_SETMASK, &p->mask, NULL);
	if (!p->p.is_given)
		(void)sd_event_unref(p->p.loop);
	lws__evlib_end(&p->p);
}

static const struct lws__evlib_module module = {
	.pt_size = sizeof(struct sd_pt),
	.set_timer = set_timer,
	.end_soon = end_soon,
	.watch_free = watch_free,
};

static int
init_pt(struct lws_context *cx, void *loop, int tsi)
{
	struct sd_pt *p = lws__evlib_begin(cx, tsi, loop, &module);
	sd_event *own = NULL;

	if (!p)
		return 1;
	(void)pthread_sigmask(SIG_BLOCK, NULL, &p->mask);
	if (!loop) {
		(void)sd_event_new(&own);
		p->p.loop = own;
	}
	if (!p->p.loop ||
	    sd_event_add_time(p->p.loop, &p->timer, CLOCK_MONOTONIC, 0, 1,
			      on_timer, p) < 0 ||
	    sd_event_add_defer(p->p.loop, &p->end, on_end, p) < 0)
		return 1; /* destroy_pt() follows */
	(void)sd_event_source_set_enabled(p->end, SD_EVENT_OFF);
	(void)sd_event_source_set_priority(p->end,
					   SD_EVENT_PRIORITY_NORMAL + 1);
	(void)sd_event_source_set_enabled(p->timer, SD_EVENT_OFF);

	return p->p.signal_cb && signals_begin(p);
}

static void
run_pt(struct lws_context *cx, int tsi)
{
	struct lws__evlib_pt *ept = lws__evlib_pt(cx, tsi);

	if (ept->is_given)
		(void)sd_event_loop(ept->loop);
	else
		do /* what was ready is told one by one */
			(void)sd_event_run(ept->loop, UINT64_MAX);
		while (ept->in_turn);
}

/* ---- the table ---------------------------------------------------------- */

static const struct lws_event_loop_ops sd_ops = {
	.name = "sdevent",
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

LWS__EVLIB_EXPORT extern const lws_plugin_evlib_t evlib_sd;
const lws_plugin_evlib_t evlib_sd = {
	.hdr = {"evlib_sd", "lws_evlib_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.ops = &sd_ops,
};
