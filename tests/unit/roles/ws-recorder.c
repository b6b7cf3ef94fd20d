/* SPDX-License-Identifier: MIT */
/*
 * Events of the message codec as text, at every split and with a sink that
 * stops after every event.
 */

#include "ws-recorder.h"

#include <stdio.h>
#include <stdlib.h>

static void
say(struct recorder *r, const void *p, size_t len)
{
	if (len >= sizeof(r->text) - r->at)
		fail_msg("%s: record too long", r->name);
	if (len)
		memcpy(r->text + r->at, p, len);
	r->at += len;
	r->text[r->at] = '\0';
}

static void
say_text(struct recorder *r, const char *s)
{
	say(r, s, strlen(s));
}

static int
rec_control(struct recorder *r, const char *what, const uint8_t *p, size_t len)
{
	say_text(r, what);
	say(r, p, len);
	say_text(r, "]");
	free(r->control);
	r->control = NULL;
	r->events++;

	return r->stops;
}

static int
rec_data(void *arg, const struct lws__ws_data *d)
{
	struct recorder *r = arg;

	if (d->opcode > WS_OP_PONG)
		return rec_control(r, "U[", d->at, d->len);
	if (d->len > r->max_lump)
		fail_msg("%s: lump of %zu", r->name, d->len);
	if (d->is_final && d->frame_left)
		fail_msg("%s: final before its end", r->name);
	if (d->is_first && !d->starts_frame)
		fail_msg("%s: first, but not of its frame", r->name);
	if (d->is_first != (d->starts_frame && d->opcode != 0))
		fail_msg("%s: first is wrong", r->name);
	if (d->is_first) {
		r->message_at = r->at;
		say_text(r, d->is_binary ? "B" : "T");
		say_text(r, d->is_compressed ? "z(" : "(");
	} else if (d->starts_frame) {
		say_text(r, "|");
	}
	say(r, d->at, d->len);
	memset(d->at, 'X', d->len); /* it is the callee's */
	if (d->is_final) {
		say_text(r, ")");
		r->message_at = r->at;
	}
	r->events++;

	return r->stops;
}

static int
rec_ping(void *arg, uint8_t *p, size_t len)
{
	return rec_control(arg, "P[", p, len);
}

static int
rec_pong(void *arg, uint8_t *p, size_t len)
{
	return rec_control(arg, "O[", p, len);
}

static int
rec_close(void *arg, uint8_t *p, size_t len)
{
	return rec_control(arg, "C[", p, len);
}

static int
rec_bad(void *arg, enum lws__ws_bad why)
{
	struct recorder *r = arg;
	char text[64];

	if (why == WS_BAD_UTF8 || why == WS_BAD_UTF8_CUT) {
		r->at = r->message_at;
		r->text[r->at] = '\0';
	}
	snprintf(text, sizeof(text), "!%u %s",
		 lws__ws_bad_rule(why)->close_code,
		 lws__ws_bad_rule(why)->reason);
	say_text(r, text);
	r->events++;

	return 0;
}

static uint8_t *
rec_space(void *arg, size_t len)
{
	struct recorder *r = arg;

	if (r->control || !len || len > WS_CONTROL_MAX)
		fail_msg("%s: asked for %zu bytes", r->name, len);
	r->control = malloc(len);

	return r->control;
}

const struct lws__ws_sink rec_sink = {
	.on_data = rec_data,
	.on_ping = rec_ping,
	.on_pong = rec_pong,
	.on_close = rec_close,
	.on_bad = rec_bad,
	.control_space = rec_space,
};

void
record_begin(struct recorder *r)
{
	lws__ws_message_init(&r->m, r->side, r->rsv_ok, r->max_lump);
	r->m.checks_utf8 = !r->utf8_off;
	r->m.frame.lenient = r->lenient;
	r->at = 0;
	r->text[0] = '\0';
	r->message_at = 0;
}

void
record_feed(struct recorder *r, uint8_t *data, size_t len)
{
	struct lws_cursor in = {data, data + len};
	enum lws__ws_feed answer;

	do {
		r->events = 0;
		answer = lws__ws_message_feed(&r->m, &in, &rec_sink, r);
		if (answer == LWS_WS_STOPPED && r->events != 1)
			fail_msg("%s: %u events", r->name, r->events);
	} while (answer == LWS_WS_STOPPED);

	if (in.at != in.end)
		fail_msg("%s: input left", r->name);
}

void
record_run(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	struct recorder *r = arg;
	size_t n;

	record_begin(r);
	for (n = 0; n < count; n++)
		record_feed(r, pieces[n].data, pieces[n].len);
	if (r->m.end != LWS_WS_BAD && r->m.end != LWS_WS_CLOSED &&
	    !r->m.in_frame)
		assert_null(r->control);
	free(r->control);
	r->control = NULL;

	if (strcmp(r->text, r->expected))
		fail_msg("%s: got \"%s\", expected \"%s\"", r->name, r->text,
			 r->expected);
}

void
run_vector(const struct vector *v, bool utf8_off)
{
	static const size_t max_lumps[] = {4096, 1, 3};
	struct recorder r = {
		.side = v->side,
		.rsv_ok = v->rsv_ok,
		.utf8_off = utf8_off,
		.name = v->name,
		.expected = v->expected,
	};
	size_t n;

	if (!strncmp(v->name, "lenient", 7))
		r.lenient = WS_LENIENT_RSV | WS_LENIENT_OPCODE;
	for (n = 0; n < COUNT(max_lumps); n++) {
		r.max_lump = max_lumps[n];
		r.stops = false;
		lws__test_each_split(v->bytes, v->len, record_run, &r);
		r.stops = true;
		lws__test_each_split(v->bytes, v->len, record_run, &r);
	}
}

void
run_vectors(const struct vector *v, size_t count)
{
	size_t n;

	for (n = 0; n < count; n++)
		run_vector(&v[n], false);
}
