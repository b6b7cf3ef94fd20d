/* SPDX-License-Identifier: MIT */
/*
 * GLib.  The loop of an application is a GMainLoop.  All descriptors of a
 * thread and its timer are one source, so that what is ready at once is one
 * dispatch. A source that is destroyed meanwhile is kept by GLib until that is
 * over.
 */

#include "event-libs/evlib.h"

#include <glib-unix.h>
#include <glib.h>

struct glib_source {
	GSource source;
	struct lws__evlib_pt *ept;
};

struct glib_watch {
	struct lws__evlib_watch w;
	gpointer tag; /* NULL: it waits for nothing */
};

struct glib_pt {
	struct lws__evlib_pt p; /* loop: the GMainLoop */
	GMainContext *context;
	GSource *source;
	GSource *signals[LWS__EVLIB_SIGNALS];
};

/* ---- descriptors -------------------------------------------------------- */

static void
tell(struct lws__evlib_pt *ept, GSource *source, int fd)
{
	const struct glib_watch *w = (struct glib_watch *)ept->watches[fd];
	GIOCondition c;

	if (!w || !w->tag)
		return;
	c = g_source_query_unix_fd(source, w->tag);
	if (c)
		lws__evlib_hold(ept, fd,
				lws__evlib_revents(c & G_IO_IN, c & G_IO_OUT,
						   c & (G_IO_ERR | G_IO_HUP)));
}

static void
timer_check(struct lws__evlib_pt *ept, GSource *source)
{
	gint64 due = g_source_get_ready_time(source);

	if (due < 0 || due > g_source_get_time(source))
		return;
	g_source_set_ready_time(source, -1);
	lws__evlib_timer_due(ept);
}

/* while descriptors are ready a timer that is due need not be looked at: each
 * turn sees to what is due, and the loop does not sleep before it was */
static gboolean
dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
	struct lws__evlib_pt *ept = ((struct glib_source *)source)->ept;

	(void)callback;
	(void)data;
	ept->refs++;
	for (int fd = 0; fd < ept->room && !ept->gone; fd++)
		tell(ept, source, fd);
	if (ept->held < 0 && !ept->in_turn && !ept->gone)
		timer_check(ept, source);
	lws__evlib_turn_over(ept);
	lws__evlib_unref(ept);

	return G_SOURCE_CONTINUE;
}

static GSourceFuncs funcs = {.dispatch = dispatch};

static void
watch_free(struct lws__evlib_watch *watch)
{
	struct glib_watch *w = (struct glib_watch *)watch;

	if (w->tag)
		g_source_remove_unix_fd(((struct glib_pt *)w->w.ept)->source,
					w->tag);
	(void)lws_realloc(w, 0, "evlib watch");
}

static int
begin_watch(struct lws *wsi)
{
	bool is_new;

	return !lws__evlib_watch_make(wsi, sizeof(struct glib_watch), &is_new);
}

/* poll() tells of hang-ups unasked: who waits for nothing is not in it */
static void
io(struct lws *wsi, unsigned int flags)
{
	struct glib_watch *w = lws__evlib_watch(wsi);
	GSource *source;
	GIOCondition c;

	if (!w || !lws__evlib_wants(&w->w, flags))
		return;
	source = ((struct glib_pt *)w->w.ept)->source;
	c = (w->w.events & LWS_EV_READ ? G_IO_IN : 0) |
	    (w->w.events & LWS_EV_WRITE ? G_IO_OUT : 0);
	if (c && w->tag) {
		g_source_modify_unix_fd(source, w->tag, c);
		return;
	}
	if (w->tag)
		g_source_remove_unix_fd(source, w->tag);
	w->tag = c ? g_source_add_unix_fd(source, w->w.fd, c) : NULL;
}

/* ---- threads ------------------------------------------------------------ */

static void
set_timer(struct lws__evlib_pt *ept, int ms)
{
	g_source_set_ready_time(((struct glib_pt *)ept)->source,
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

	s->p->p.signal_cb(s->p->signals[s->n], lws__evlib_signals[s->n]);

	return G_SOURCE_CONTINUE;
}

static void
signals_begin(struct glib_pt *p)
{
	for (int n = 0; p->p.signal_cb && n < LWS__EVLIB_SIGNALS; n++) {
		struct glib_signal *s = g_new(struct glib_signal, 1);

		*s = (struct glib_signal){p, n};
		p->signals[n] = g_unix_signal_source_new(lws__evlib_signals[n]);
		g_source_set_callback(p->signals[n], on_signal, s, g_free);
		(void)g_source_attach(p->signals[n], p->context);
	}
}

static const struct lws__evlib_module module = {
	.pt_size = sizeof(struct glib_pt),
	.set_timer = set_timer,
	.watch_free = watch_free,
};

static int
init_pt(struct lws_context *cx, void *loop, int tsi)
{
	struct glib_pt *p = lws__evlib_begin(cx, tsi, loop, &module);

	if (!p)
		return 1;
	if (loop) {
		p->context = g_main_loop_get_context(loop);
		g_main_context_ref(p->context);
	} else {
		p->context = g_main_context_new();
		p->p.loop = g_main_loop_new(p->context, FALSE);
	}
	p->source = g_source_new(&funcs, sizeof(struct glib_source));
	((struct glib_source *)p->source)->ept = &p->p;
	g_source_set_can_recurse(p->source, TRUE);
	(void)g_source_attach(p->source, p->context);
	signals_begin(p);

	return 0;
}

static void
destroy_pt(struct lws_context *cx, int tsi)
{
	struct glib_pt *p = (struct glib_pt *)lws__evlib_pt(cx, tsi);

	if (!p)
		return;
	lws__evlib_forget_all(&p->p);
	g_source_destroy(p->source);
	g_source_unref(p->source);
	for (int n = 0; p->p.signal_cb && n < LWS__EVLIB_SIGNALS; n++) {
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
	.wsi_logical_close = lws__evlib_wsi_closed,
	.close_handle_manually = lws__evlib_close_fd,
	.sock_accept = begin_watch,
	.io = io,
	.run_pt = run_pt,
	.destroy_pt = destroy_pt,
	.flags = LWS_PLUS_LELOF_ASKS | LWS_PLUS_LELOF_BATCH,
	.evlib_size_pt = sizeof(struct lws__evlib_area),
};

LWS__EVLIB_EXPORT extern const lws_plugin_evlib_t evlib_glib;
const lws_plugin_evlib_t evlib_glib = {
	.hdr = {"evlib_glib", "lws_evlib_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.ops = &glib_ops,
};
