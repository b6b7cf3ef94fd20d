/* SPDX-License-Identifier: MIT */
#include "evlib-foreign.h"

#include <stdlib.h>
#include <uv.h>

struct loop {
	uv_loop_t uv;
	uv_timer_t beat;
	uv_timer_t once;
	int beats;
	int others;
	void (*cb)(void *arg);
	void *arg;
};

static void
on_beat(uv_timer_t *timer)
{
	struct loop *l = timer->data;

	l->beats++;
}

static void *
make(void)
{
	struct loop *l = calloc(1, sizeof(*l));

	uv_loop_init(&l->uv);
	uv_timer_init(&l->uv, &l->beat);
	uv_timer_init(&l->uv, &l->once);
	l->beat.data = l->once.data = l;
	uv_timer_start(&l->beat, on_beat, LWS__BEAT_MS, LWS__BEAT_MS);

	return l;
}

static void *
given(void *loop)
{
	return &((struct loop *)loop)->uv;
}

static void
turn(void *loop)
{
	uv_run(&((struct loop *)loop)->uv, UV_RUN_ONCE);
}

static void
stop(void *loop)
{
	uv_stop(&((struct loop *)loop)->uv);
}

static void
count(uv_handle_t *handle, void *arg)
{
	struct loop *l = arg;

	if (handle != (uv_handle_t *)&l->beat &&
	    handle != (uv_handle_t *)&l->once)
		l->others++;
}

static int
others(void *loop)
{
	struct loop *l = loop;

	l->others = 0;
	uv_walk(&l->uv, count, l);

	return l->others;
}

static int
beats(void *loop)
{
	return ((struct loop *)loop)->beats;
}

static void
on_once(uv_timer_t *timer)
{
	struct loop *l = timer->data;

	l->cb(l->arg);
}

static void
soon(void *loop, void (*cb)(void *arg), void *arg)
{
	struct loop *l = loop;

	l->cb = cb;
	l->arg = arg;
	uv_timer_start(&l->once, on_once, 1, 0);
}

static int
end(void *loop)
{
	struct loop *l = loop;
	int ret;

	uv_close((uv_handle_t *)&l->beat, NULL);
	uv_close((uv_handle_t *)&l->once, NULL);
	uv_run(&l->uv, UV_RUN_NOWAIT);
	ret = uv_loop_close(&l->uv);
	free(l);

	return ret;
}

const struct lws__foreign lws__foreign = {
	.loses_fds = true,
	.name = "uv",
	.option = LWS_SERVER_OPTION_LIBUV,
	.make = make,
	.given = given,
	.turn = turn,
	.stop = stop,
	.others = others,
	.beats = beats,
	.soon = soon,
	.end = end,
};
