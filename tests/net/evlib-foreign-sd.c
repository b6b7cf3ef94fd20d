/* SPDX-License-Identifier: MIT */
#include "evlib-foreign.h"

#include <stdlib.h>
#include <systemd/sd-event.h>
#include <time.h>

struct loop {
	sd_event *event;
	sd_event_source *beat, *once;
	int beats;
	void (*cb)(void *arg);
	void *arg;
};

static uint64_t
in_ms(int ms)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (uint64_t)ts.tv_sec * LWS_US_PER_SEC +
	       (uint64_t)ts.tv_nsec / 1000 + (uint64_t)ms * LWS_US_PER_MS;
}

static int
on_beat(sd_event_source *source, uint64_t usec, void *arg)
{
	((struct loop *)arg)->beats++;
	(void)usec;

	return sd_event_source_set_time(source, in_ms(LWS__BEAT_MS));
}

static int
on_once(sd_event_source *source, uint64_t usec, void *arg)
{
	struct loop *l = arg;

	(void)source;
	(void)usec;
	l->cb(l->arg);

	return 0;
}

static void *
make(void)
{
	struct loop *l = calloc(1, sizeof(*l));

	if (!l || sd_event_new(&l->event) < 0 ||
	    sd_event_add_time(l->event, &l->beat, CLOCK_MONOTONIC,
			      in_ms(LWS__BEAT_MS), 1, on_beat, l) < 0)
		abort();
	sd_event_source_set_enabled(l->beat, SD_EVENT_ON);

	return l;
}

static void *
given(void *loop)
{
	return ((struct loop *)loop)->event;
}

static void
turn(void *loop)
{
	sd_event_run(((struct loop *)loop)->event, UINT64_MAX);
}

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
	sd_event_source_unref(l->once);
	l->once = NULL;
	if (sd_event_add_time(l->event, &l->once, CLOCK_MONOTONIC, in_ms(1), 1,
			      on_once, l) < 0)
		abort();
}

static int
end(void *loop)
{
	struct loop *l = loop;

	sd_event_source_disable_unref(l->beat);
	sd_event_source_disable_unref(l->once);
	sd_event_unref(l->event);
	free(l);

	return 0;
}

const struct lws__foreign lws__foreign = {
	.name = "sd",
	.option = LWS_SERVER_OPTION_SDEVENT,
	.make = make,
	.given = given,
	.turn = turn,
	.others = others,
	.beats = beats,
	.soon = soon,
	.end = end,
};
