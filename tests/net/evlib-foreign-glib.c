/* SPDX-License-Identifier: MIT */
#include "evlib-foreign.h"

#include <glib.h>
#include <stdlib.h>

enum { FDS_MAX = 64 };

struct loop {
	GMainContext *context;
	GMainLoop *main;
	GSource *beat, *once;
	int beats;
	void (*cb)(void *arg);
	void *arg;
};

static gboolean
on_beat(gpointer arg)
{
	((struct loop *)arg)->beats++;

	return G_SOURCE_CONTINUE;
}

static gboolean
on_once(gpointer arg)
{
	struct loop *l = arg;

	l->cb(l->arg);

	return G_SOURCE_REMOVE;
}

static void *
make(void)
{
	struct loop *l = calloc(1, sizeof(*l));

	l->context = g_main_context_new();
	l->main = g_main_loop_new(l->context, FALSE);
	l->beat = g_timeout_source_new(LWS__BEAT_MS);
	g_source_set_callback(l->beat, on_beat, l, NULL);
	g_source_attach(l->beat, l->context);

	return l;
}

static void *
given(void *loop)
{
	return ((struct loop *)loop)->main;
}

static void
turn(void *loop)
{
	g_main_context_iteration(((struct loop *)loop)->context, TRUE);
}

static void
stop(void *loop)
{
	g_main_loop_quit(((struct loop *)loop)->main);
}

/* descriptors that it polls, but for its own wake-up */
static int
others(void *loop)
{
	struct loop *l = loop;
	GPollFD fds[FDS_MAX];
	gint timeout, priority, count;

	g_main_context_acquire(l->context);
	g_main_context_prepare(l->context, &priority);
	count = g_main_context_query(l->context, priority, &timeout, fds,
				     FDS_MAX);
	g_main_context_check(l->context, priority, fds, count);
	g_main_context_release(l->context);

	return count - 1;
}

static int
beats(void *loop)
{
	return ((struct loop *)loop)->beats;
}

static void
soon(void *loop, void (*cb)(void *arg), void *arg)
{
	struct loop *l = loop;

	l->cb = cb;
	l->arg = arg;
	l->once = g_timeout_source_new(1);
	g_source_set_callback(l->once, on_once, l, NULL);
	g_source_attach(l->once, l->context);
	g_source_unref(l->once);
}

static int
end(void *loop)
{
	struct loop *l = loop;

	g_source_destroy(l->beat);
	g_source_unref(l->beat);
	g_main_loop_unref(l->main);
	g_main_context_unref(l->context);
	free(l);

	return 0;
}

const struct lws__foreign lws__foreign = {
	.dies_without_fds = true,
	.name = "glib",
	.option = LWS_SERVER_OPTION_GLIB,
	.make = make,
	.given = given,
	.turn = turn,
	.stop = stop,
	.others = others,
	.beats = beats,
	.soon = soon,
	.end = end,
};
