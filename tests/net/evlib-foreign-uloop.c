/* SPDX-License-Identifier: MIT */
#include "evlib-foreign.h"

#include <libubox/uloop.h>
#include <stdlib.h>

struct loop {
	struct uloop_timeout beat, once;
	int beats;
	void (*cb)(void *arg);
	void *arg;
};

static void
on_beat(struct uloop_timeout *t)
{
	lws_container_of(t, struct loop, beat)->beats++;
	uloop_timeout_set(t, LWS__BEAT_MS);
}

static void
on_once(struct uloop_timeout *t)
{
	struct loop *l = lws_container_of(t, struct loop, once);

	l->cb(l->arg);
}

static void *
make(void)
{
	struct loop *l = calloc(1, sizeof(*l));

	if (!l || uloop_init())
		abort();
	l->beat.cb = on_beat;
	l->once.cb = on_once;
	uloop_timeout_set(&l->beat, LWS__BEAT_MS);

	return l;
}

/* there is only one: what is given says whose it is */
static void *
given(void *loop)
{
	return loop;
}

static void
turn(void *loop)
{
	(void)loop;
	uloop_run_timeout(LWS__BEAT_MS);
}

static void
stop(void *loop)
{
	(void)loop;
	uloop_end();
}

static int
others(void *loop)
{
	(void)loop;

	return lws__test_uloop_count() - 1;
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
	uloop_timeout_set(&l->once, 1);
}

static int
end(void *loop)
{
	struct loop *l = loop;

	uloop_timeout_cancel(&l->beat);
	uloop_timeout_cancel(&l->once);
	uloop_done();
	free(l);

	return 0;
}

const struct lws__foreign lws__foreign = {
	.one_by_one = true,
	.name = "uloop",
	.option = LWS_SERVER_OPTION_ULOOP,
	.make = make,
	.given = given,
	.turn = turn,
	.stop = stop,
	.others = others,
	.beats = beats,
	.soon = soon,
	.end = end,
};
