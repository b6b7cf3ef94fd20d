/* SPDX-License-Identifier: MIT */
#include "evlib-foreign.h"

#include <ev.h>
#include <stdlib.h>

struct loop {
	struct ev_loop *ev;
	ev_timer beat, once;
	int beats;
	void (*cb)(void *arg);
	void *arg;
};

static void
on_beat(struct ev_loop *ev, ev_timer *timer, int events)
{
	(void)ev;
	(void)events;
	((struct loop *)timer->data)->beats++;
}

static void
on_once(struct ev_loop *ev, ev_timer *timer, int events)
{
	struct loop *l = timer->data;

	(void)ev;
	(void)events;
	l->cb(l->arg);
}

static void *
make(void)
{
	struct loop *l = calloc(1, sizeof(*l));

	l->ev = ev_loop_new(EVFLAG_AUTO);
	ev_timer_init(&l->beat, on_beat, LWS__BEAT_MS / 1000.0,
		      LWS__BEAT_MS / 1000.0);
	ev_timer_init(&l->once, on_once, 0.001, 0.0);
	l->beat.data = l->once.data = l;
	ev_timer_start(l->ev, &l->beat);

	return l;
}

static void *
given(void *loop)
{
	return ((struct loop *)loop)->ev;
}

static void
turn(void *loop)
{
	ev_run(((struct loop *)loop)->ev, EVRUN_ONCE);
}

static void
stop(void *loop)
{
	ev_break(((struct loop *)loop)->ev, EVBREAK_ALL);
}

/* what is started counts as a reference of ev_run() */
static int
others(void *loop)
{
	(void)loop;

	return -1;
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
	ev_timer_stop(l->ev, &l->once);
	ev_timer_set(&l->once, 0.001, 0.0);
	ev_timer_start(l->ev, &l->once);
}

/* with nothing on it that waits, ev_run() comes back at once */
static int
end(void *loop)
{
	struct loop *l = loop;
	int left;

	ev_timer_stop(l->ev, &l->beat);
	ev_timer_stop(l->ev, &l->once);
	left = ev_run(l->ev, EVRUN_NOWAIT);
	ev_loop_destroy(l->ev);
	free(l);

	return left;
}

const struct lws__foreign lws__foreign = {
	.name = "ev",
	.option = LWS_SERVER_OPTION_LIBEV,
	.make = make,
	.given = given,
	.turn = turn,
	.stop = stop,
	.others = others,
	.beats = beats,
	.soon = soon,
	.end = end,
};
