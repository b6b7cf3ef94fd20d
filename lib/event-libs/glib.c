/* SPDX-License-Identifier: MIT */
/*
 * GLib.  The loop of an application is a GMainLoop; each descriptor is a source
 * of its context, and so is the timer.  A source that is destroyed while it is
 * dispatched is kept by GLib until that is over.
 */

#include "event-libs/evlib.h"

#include <glib-unix.h>
#include <glib.h>
#include <unistd.h>

struct glib_source {
	GSource source;
	struct lws__evlib_pt *ept;
	gpointer tag;
	int fd;
};

struct glib_watch {
	struct lws__evlib_watch w;
	struct glib_source *source;
};

struct glib_pt {
	struct lws__evlib_pt p; /* loop: the GMainLoop */
	GMainContext *context;
	struct glib_source *timer;
	GSource *signals[LWS__EVLIB_SIGNALS];
	void (*signal_cb)(void *handle, int signum);
};

/* ---- descriptors -------------------------------------------------------- */

static gboolean
fd_dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
	struct glib_source *s = (struct glib_source *)source;
	GIOCondition c = g_source_query_unix_fd(source, s->tag);

	(void)callback;
	(void)data;
	lws__evlib_event(s->ept, s->fd,
			 lws__evlib_revents(c & G_IO_IN, c & G_IO_OUT,
					    c & (G_IO_ERR | G_IO_HUP)));

	return G_SOURCE_CONTINUE;
}

static GSourceFuncs fd_funcs = {.dispatch = fd_dispatch};

static void
source_drop(struct glib_source **psource)
{
	GSource *source = (GSource *)*psource;

	*psource = NULL;
	if (!source)
		return;
	g_source_destroy(source);
	g_source_unref(source);
}

static struct glib_source *
source_make(struct glib_pt *p, GSourceFuncs *funcs)
{
	struct glib_source *s = (struct glib_source *)g_source_new(
		funcs, sizeof(struct glib_source));

	s->ept = &p->p;
	s->fd = -1;
	g_source_set_can_recurse((GSource *)s, TRUE);

	return s;
}

static void
watch_free(struct glib_watch *w)
{
	if (!w)
		return;
	source_drop(&w->source);
	(void)lws_realloc(w, 0, "evlib watch");
}

static int
watch(struct lws *wsi)
{
	struct glib_pt *p = (struct glib_pt *)lws__evlib_pt_of(wsi);
	bool is_new;
	struct glib_watch *w;

	if (lws__evlib_is_on_disk((int)lws_get_socket_fd(wsi)))
		return 1;
	w = lws__evlib_watch_make(wsi, sizeof(*w), &is_new);
	if (!w || !is_new)
		return !w;
	w->source = source_make(p, &fd_funcs);
	w->source->fd = w->w.fd;

	return 0;
}

/* poll() tells of hang-ups unasked: who waits for nothing is not in it */
static void
io(struct lws *wsi, unsigned int flags)
{
	struct glib_watch *w = lws__evlib_watch(wsi);
	struct glib_source *s;
	GIOCondition c;

	if (!w || !lws__evlib_wants(&w->w, flags))
		return;
	s = w->source;
	c = (w->w.events & LWS_EV_READ ? G_IO_IN : 0) |
	    (w->w.events & LWS_EV_WRITE ? G_IO_OUT : 0);
	if (c && s->tag) {
		g_source_modify_unix_fd(&s->source, s->tag, c);
		return;
	}
	if (s->tag)
		g_source_remove_unix_fd(&s->source, s->tag);
	s->tag = c ? g_source_add_unix_fd(&s->source, s->fd, c) : NULL;
	if (c && !g_source_get_context(&s->source))
		(void)g_source_attach(&s->source,
				      ((struct glib_pt *)s->ept)->context);
}

static int
wsi_closed(struct lws *wsi)
{
	watch_free(lws__evlib_watch_take(lws__evlib_pt_of(wsi),
					 (int)lws_get_socket_fd(wsi)));

	return 0;
}

static void
close_fd(struct lws *wsi)
{
	(void)wsi_closed(wsi);
	(void)close((int)lws_get_socket_fd(wsi));
}

/* ---- threads ------------------------------------------------------------ */

static gboolean
timer_dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
	struct glib_source *s = (struct glib_source *)source;

	(void)callback;
	(void)data;
	g_source_set_ready_time(source, -1);
	lws__evlib_timer_due(s->ept);

	return G_SOURCE_CONTINUE;
}

static GSourceFuncs timer_funcs = {.dispatch = timer_dispatch};

static void
set_timer(struct lws__evlib_pt *ept, int ms)
{
	GSource *timer = (GSource *)((struct glib_pt *)ept)->timer;

	g_source_set_ready_time(timer,
				g_get_monotonic_time() + (gint64)ms * 1000);
}

struct glib_signal {
	struct glib_pt *p;
	int n;
};

static gboolean
on_signal(gpointer arg)
{
	struct glib_signal *s = arg;

	s->p->signal_cb(s->p->signals[s->n], lws__evlib_signals[s->n]);

	return G_SOURCE_CONTINUE;
}

static void
signals_begin(struct glib_pt *p)
{
	for (int n = 0; p->signal_cb && n < LWS__EVLIB_SIGNALS; n++) {
		struct glib_signal *s = g_new(struct glib_signal, 1);

		*s = (struct glib_signal){p, n};
		p->signals[n] = g_unix_signal_source_new(lws__evlib_signals[n]);
		g_source_set_callback(p->signals[n], on_signal, s, g_free);
		(void)g_source_attach(p->signals[n], p->context);
	}
}

static int
init_pt(struct lws_context *cx, void *loop, int tsi)
{
	struct glib_pt *p = lws__evlib_begin(cx, tsi, loop, sizeof(*p));

	if (!p)
		return 1;
	p->p.set_timer = set_timer;
	if (loop) {
		p->context = g_main_loop_get_context(loop);
		g_main_context_ref(p->context);
	} else {
		p->context = g_main_context_new();
		p->p.loop = g_main_loop_new(p->context, FALSE);
		p->signal_cb = lws__evlib_area(cx, tsi)->signal_cb;
	}
	p->timer = source_make(p, &timer_funcs);
	(void)g_source_attach((GSource *)p->timer, p->context);
	signals_begin(p);

	return 0;
}

static void
destroy_pt(struct lws_context *cx, int tsi)
{
	struct glib_pt *p = (struct glib_pt *)lws__evlib_pt(cx, tsi);

	if (!p)
		return;
	for (int fd = 0; fd < p->p.room; fd++)
		watch_free(lws__evlib_watch_take(&p->p, fd));
	source_drop(&p->timer);
	for (int n = 0; p->signal_cb && n < LWS__EVLIB_SIGNALS; n++) {
		g_source_destroy(p->signals[n]);
		g_source_unref(p->signals[n]);
	}
	if (!p->p.is_given)
		g_main_loop_unref(p->p.loop);
	g_main_context_unref(p->context);
	lws__evlib_end(&p->p);
}

static void
run_pt(struct lws_context *cx, int tsi)
{
	struct glib_pt *p = (struct glib_pt *)lws__evlib_pt(cx, tsi);

	if (p->p.is_given)
		g_main_loop_run(p->p.loop);
	else
		(void)g_main_context_iteration(p->context, TRUE);
}

/* ---- the table ---------------------------------------------------------- */

static const struct lws_event_loop_ops glib_ops = {
	.name = "glib",
	.init_context = lws__evlib_init_context,
	.init_pt = init_pt,
	.wsi_logical_close = wsi_closed,
	.close_handle_manually = close_fd,
	.sock_accept = watch,
	.io = io,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.flags = LWS_PLUS_LELOF_ASKS,
	.evlib_size_pt = sizeof(struct lws__evlib_area),
};

LWS__EVLIB_EXPORT extern const lws_plugin_evlib_t evlib_glib;
const lws_plugin_evlib_t evlib_glib = {
	.hdr = {"evlib_glib", "lws_evlib_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.ops = &glib_ops,
};
