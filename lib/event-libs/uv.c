/* SPDX-License-Identifier: MIT */
/*
 * libuv.  What it closes it gives back later, from its loop: so watches and
 * threads are freed by its callbacks, and a context need not wait for them.
 */

#include "event-libs/evlib.h"

#include <uv.h>

/* turns of our own loop, for handles to be given back */
enum { END_TURNS = 1000 };

struct uv_watch {
	struct lws__evlib_watch w;
	uv_poll_t poll;
};

struct uv_pt {
	struct lws__evlib_pt p;
	uv_loop_t own;
	uv_timer_t timer;
	uv_idle_t now;    /* once, before it looks for what is ready again */
	uv_check_t check; /* always: after all that was ready */
	uv_signal_t signals[LWS__EVLIB_SIGNALS];
};

/* ---- descriptors -------------------------------------------------------- */

static int
wanted(const struct uv_watch *w)
{
	return (w->w.events & LWS_EV_READ ? UV_READABLE : 0) |
	       (w->w.events & LWS_EV_WRITE ? UV_WRITABLE : 0);
}

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	struct uv_watch *w = poll->data;

	if (status < 0) /* libuv has stopped it */
		(void)uv_poll_start(poll, wanted(w), on_poll);
	lws__evlib_hold(w->w.ept, w->w.fd,
			lws__evlib_revents(events & UV_READABLE,
					   events & UV_WRITABLE, status < 0));
}

static void
watch_closed(uv_handle_t *handle)
{
	struct uv_watch *w = handle->data;

	lws__evlib_unref(w->w.ept);
	(void)lws_realloc(w, 0, "evlib watch");
}

static int
begin_watch(struct lws *wsi)
{
	struct lws__evlib_pt *ept = lws__evlib_pt_of(wsi);
	bool is_new;
	struct uv_watch *w = lws__evlib_watch_make(wsi, sizeof(*w), &is_new);

	if (!w || !is_new)
		return !w;
	w->poll.data = w;
	if (uv_poll_init(ept->loop, &w->poll, w->w.fd)) {
		ept->watches[w->w.fd] = NULL;
		(void)lws_realloc(w, 0, "evlib watch");
		return 1;
	}

	return 0;
}

static void
watch_free(struct lws__evlib_watch *w)
{
	w->ept->refs++;
	uv_close((uv_handle_t *)&((struct uv_watch *)w)->poll, watch_closed);
}

static void
io(struct lws *wsi, unsigned int flags)
{
	struct uv_watch *w = lws__evlib_watch(wsi);

	if (w && lws__evlib_wants(&w->w, flags))
		(void)uv_poll_start(&w->poll, wanted(w), on_poll);
}

/* ---- threads ------------------------------------------------------------ */

/* libuv would wait after that, where lws_service() is to return */
static void
on_timer(uv_timer_t *timer)
{
	struct lws__evlib_pt *ept = timer->data;

	if (!ept->is_given)
		uv_stop(ept->loop);
	lws__evlib_timer_due(ept);
}

static void
on_now(uv_idle_t *now)
{
	(void)uv_idle_stop(now);
	on_timer(&((struct uv_pt *)now->data)->timer);
}

/* a timer that is due at once would be served before any descriptor, and again
 * as long as that one asks for another */
static void
set_timer(struct lws__evlib_pt *ept, int ms)
{
	struct uv_pt *p = (struct uv_pt *)ept;

	uv_update_time(ept->loop);
	if (ms)
		(void)uv_timer_start(&p->timer, on_timer, (uint64_t)ms, 0);
	else
		(void)uv_idle_start(&p->now, on_now);
}

static void
on_check(uv_check_t *check)
{
	lws__evlib_turn_over(check->data);
}

static void
on_signal(uv_signal_t *handle, int signum)
{
	struct uv_pt *p = handle->data;

	p->p.signal_cb(handle, signum);
}

static const struct lws__evlib_module module = {
	.pt_size = sizeof(struct uv_pt),
	.set_timer = set_timer,
	.watch_free = watch_free,
};

static int
init_pt(struct lws_context *cx, void *loop, int tsi)
{
	struct uv_pt *p = lws__evlib_begin(cx, tsi, loop, &module);

	if (!p)
		return 1;
	if (!loop) {
		if (uv_loop_init(&p->own)) {
			lws__evlib_end(&p->p);
			return 1;
		}
		p->p.loop = &p->own;
	}
	p->timer.data = p->now.data = p->check.data = p;
	(void)uv_timer_init(p->p.loop, &p->timer);
	(void)uv_idle_init(p->p.loop, &p->now);
	(void)uv_check_init(p->p.loop, &p->check);
	(void)uv_check_start(&p->check, on_check);
	for (int n = 0; p->p.signal_cb && n < LWS__EVLIB_SIGNALS; n++) {
		p->signals[n].data = p;
		(void)uv_signal_init(p->p.loop, &p->signals[n]);
		(void)uv_signal_start(&p->signals[n], on_signal,
				      lws__evlib_signals[n]);
	}

	return 0;
}

static void
thread_closed(uv_handle_t *handle)
{
	lws__evlib_unref(handle->data);
}

static void
give_back(struct uv_pt *p, uv_handle_t *handle)
{
	p->p.refs++;
	uv_close(handle, thread_closed);
}

static void
end_own(struct uv_pt *p)
{
	for (int n = 0; n < END_TURNS && p->p.refs > 1; n++)
		(void)uv_run(&p->own, UV_RUN_NOWAIT);
	if (uv_loop_close(&p->own)) {
		lwsl_warn("libuv: the program left handles on our loop\n");
		p->p.refs++; /* they refer to it */
	}
}

static void
destroy_pt(struct lws_context *cx, int tsi)
{
	struct uv_pt *p = (struct uv_pt *)lws__evlib_pt(cx, tsi);

	if (!p)
		return;
	lws__evlib_forget_all(&p->p);
	give_back(p, (uv_handle_t *)&p->timer);
	give_back(p, (uv_handle_t *)&p->now);
	give_back(p, (uv_handle_t *)&p->check);
	for (int n = 0; p->p.signal_cb && n < LWS__EVLIB_SIGNALS; n++)
		give_back(p, (uv_handle_t *)&p->signals[n]);
	if (!p->p.is_given)
		end_own(p);
	lws__evlib_end(&p->p);
}

static void
run_pt(struct lws_context *cx, int tsi)
{
	struct lws__evlib_pt *ept = lws__evlib_pt(cx, tsi);

	(void)uv_run(ept->loop, ept->is_given ? UV_RUN_DEFAULT : UV_RUN_ONCE);
}

/* ---- the table ---------------------------------------------------------- */

static const struct lws_event_loop_ops uv_ops = {
	.name = "libuv",
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

LWS__EVLIB_EXPORT extern const lws_plugin_evlib_t evlib_uv;
const lws_plugin_evlib_t evlib_uv = {
	.hdr = {"evlib_uv", "lws_evlib_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.ops = &uv_ops,
};
