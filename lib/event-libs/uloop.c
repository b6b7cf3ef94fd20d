/* SPDX-License-Identifier: MIT */
/*
 * uloop, of OpenWrt's libubox.  There is one in a process, so a context has one
 * service thread; several contexts may share it.  Its own timeouts come between
 * two descriptors that are ready, so each descriptor is a turn.
 */

#include "event-libs/evlib.h"

#include <libubox/uloop.h>
#include <limits.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct uloop_watch {
	struct lws__evlib_watch w;
	struct uloop_fd fd;
};

struct uloop_pt {
	struct lws__evlib_pt p;
	struct uloop_timeout timer;
	struct uloop_fd signals;
	sigset_t mask; /* as it was before the signals were taken */
};

/* contexts for which uloop_init() was called, and it is not done */
static int own_loops;

/* ---- descriptors -------------------------------------------------------- */

static void
start(struct uloop_watch *w)
{
	unsigned int events = (w->w.events & LWS_EV_READ ? ULOOP_READ : 0u) |
			      (w->w.events & LWS_EV_WRITE ? ULOOP_WRITE : 0u);

	if (events)
		(void)uloop_fd_add(&w->fd, events);
	else
		(void)uloop_fd_delete(&w->fd);
}

static void
on_fd(struct uloop_fd *u, unsigned int events)
{
	struct uloop_watch *w = lws_container_of(u, struct uloop_watch, fd);
	struct lws__evlib_pt *ept = w->w.ept;
	bool is_bad = u->error;

	if (is_bad)
		start(w); /* uloop has forgotten it */
	lws__evlib_event(ept, w->w.fd,
			 lws__evlib_revents(events & ULOOP_READ,
					    events & ULOOP_WRITE, is_bad),
			 true);
}

static void
watch_free(struct lws__evlib_watch *watch)
{
	struct uloop_watch *w = (struct uloop_watch *)watch;

	(void)uloop_fd_delete(&w->fd);
	(void)lws_realloc(w, 0, "evlib watch");
}

static int
begin_watch(struct lws *wsi)
{
	bool is_new;
	struct uloop_watch *w;

	w = lws__evlib_watch_make(wsi, sizeof(*w), &is_new);
	if (!w)
		return 1;
	w->fd.cb = on_fd;
	w->fd.fd = w->w.fd;

	return 0;
}

static void
io(struct lws *wsi, unsigned int flags)
{
	struct uloop_watch *w = lws__evlib_watch(wsi);

	if (w && lws__evlib_wants(&w->w, flags))
		start(w);
}

/* ---- threads ------------------------------------------------------------ */

static void
on_timer(struct uloop_timeout *timer)
{
	struct uloop_pt *p = lws_container_of(timer, struct uloop_pt, timer);

	if (!p->p.is_given) /* it would wait after that */
		uloop_end();
	lws__evlib_timer_due(&p->p);
}

static void
set_timer(struct lws__evlib_pt *ept, int ms)
{
	(void)uloop_timeout_set(&((struct uloop_pt *)ept)->timer, ms);
}

static void
on_signal(struct uloop_fd *u, unsigned int events)
{
	struct uloop_pt *p = lws_container_of(u, struct uloop_pt, signals);
	struct signalfd_siginfo si;

	(void)events;
	if (read(u->fd, &si, sizeof(si)) == (ssize_t)sizeof(si))
		p->p.signal_cb(u, (int)si.ssi_signo);
}

/* uloop itself would catch them only while it runs, and then end */
static int
signals_begin(struct uloop_pt *p)
{
	sigset_t set;

	lws__evlib_block_signals(&p->mask);
	sigemptyset(&set);
	for (int n = 0; n < LWS__EVLIB_SIGNALS; n++)
		sigaddset(&set, lws__evlib_signals[n]);
	p->signals.cb = on_signal;
	p->signals.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);

	return p->signals.fd < 0 || uloop_fd_add(&p->signals, ULOOP_READ);
}

static void
signals_end(struct uloop_pt *p)
{
	(void)uloop_fd_delete(&p->signals);
	if (p->signals.fd >= 0)
		(void)close(p->signals.fd);
	(void)pthread_sigmask(SIG_SETMASK, &p->mask, NULL);
}

static const struct lws__evlib_module module = {
	.pt_size = sizeof(struct uloop_pt),
	.set_timer = set_timer,
	.watch_free = watch_free,
};

static int
init_pt(struct lws_context *cx, void *loop, int tsi)
{
	struct uloop_pt *p;

	if (tsi) {
		lwsl_err("uloop: a process has one, so count_threads is 1\n");
		return 1;
	}
	p = lws__evlib_begin(cx, tsi, loop, &module);
	if (!p)
		return 1;
	p->timer.cb = on_timer;
	if (loop)
		return 0;
	if (!own_loops && uloop_init()) {
		lws__evlib_end(&p->p);
		return 1;
	}
	own_loops++;
	p->p.loop = p;

	return p->p.signal_cb && signals_begin(p); /* destroy_pt() follows */
}

static void
destroy_pt(struct lws_context *cx, int tsi)
{
	struct uloop_pt *p = (struct uloop_pt *)lws__evlib_pt(cx, tsi);

	if (!p)
		return;
	lws__evlib_forget_all(&p->p);
	(void)uloop_timeout_cancel(&p->timer);
	if (p->p.signal_cb)
		signals_end(p);
	if (!p->p.is_given && !--own_loops)
		uloop_done();
	lws__evlib_end(&p->p);
}

static void
run_pt(struct lws_context *cx, int tsi)
{
	if (lws__evlib_pt(cx, tsi)->is_given)
		(void)uloop_run();
	else
		(void)uloop_run_timeout(INT_MAX);
}

/* ---- the table ---------------------------------------------------------- */

static const struct lws_event_loop_ops uloop_ops = {
	.name = "uloop",
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

LWS__EVLIB_EXPORT extern const lws_plugin_evlib_t evlib_uloop;
const lws_plugin_evlib_t evlib_uloop = {
	.hdr = {"evlib_uloop", "lws_evlib_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.ops = &uloop_ops,
};
