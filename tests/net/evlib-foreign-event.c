/* SPDX-License-Identifier: MIT */
#include "evlib-foreign.h"

#include <event2/event.h>
#include <stdlib.h>

struct loop {
	struct event_base *base;
	struct event *beat, *once;
	int beats;
	void (*cb)(void *arg);
	void *arg;
};

static void
on_beat(evutil_socket_t fd, short events, void *arg)
{
	(void)fd;
	(void)events;
	((struct loop *)arg)->beats++;
}

static void
on_once(evutil_socket_t fd, short events, void *arg)
{
	struct loop *l = arg;

	(void)fd;
	(void)events;
	l->cb(l->arg);
}

static void *
make(void)
{
	struct timeval tv = {.tv_usec = LWS__BEAT_MS * 1000};
	struct loop *l = calloc(1, sizeof(*l));

	l->base = event_base_new();
	l->beat = event_new(l->base, -1, EV_PERSIST, on_beat, l);
	l->once = evtimer_new(l->base, on_once, l);
	event_add(l->beat, &tv);

	return l;
}

static void *
given(void *loop)
{
	return ((struct loop *)loop)->base;
}

static void
turn(void *loop)
{
	event_base_loop(((struct loop *)loop)->base, EVLOOP_ONCE);
}

static void
stop(void *loop)
{
	event_base_loopbreak(((struct loop *)loop)->base);
}

static int
others(void *loop)
{
	return event_base_get_num_events(((struct loop *)loop)->base,
					 EVENT_BASE_COUNT_ADDED) -
	       1;
}

static int
beats(void *loop)
{
	return ((struct loop *)loop)->beats;
}

static void
soon(void *loop, void (*cb)(void *arg), void *arg)
{
	struct timeval tv = {.tv_usec = 1000};
	struct loop *l = loop;

	l->cb = cb;
	l->arg = arg;
	event_add(l->once, &tv);
}

static int
end(void *loop)
{
	struct loop *l = loop;

	event_free(l->beat);
	event_free(l->once);
	event_base_free(l->base);
	free(l);

	return 0;
}

const struct lws__foreign lws__foreign = {
	.dies_without_fds = true,
	.name = "event",
	.option = LWS_SERVER_OPTION_LIBEVENT,
	.make = make,
	.given = given,
	.turn = turn,
	.stop = stop,
	.others = others,
	.beats = beats,
	.soon = soon,
	.end = end,
};
