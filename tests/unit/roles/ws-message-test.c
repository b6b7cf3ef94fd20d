/* SPDX-License-Identifier: MIT */
/*
 * WebSocket messages: what is told of every sequence of frames, at every split
 * and with a sink that stops after every event; and what we may send.
 */

#include "lws-test.h"
#include "roles/ws/ws-message.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define BYTES(s) s, sizeof(s) - 1
#define SERVER   LWS_SIDE_SERVER
#define CLIENT   LWS_SIDE_CLIENT

/*
 * Events as text:  T(..) B(..) a message, | between its frames; z after the
 * letter: compressed; P[] O[] ping, pong; C[] close; !code reason: refused.
 * What was told of a message with bad text depends on the split, and is left
 * out.
 */
struct recorder {
	enum lws_side side;
	uint8_t rsv_ok;
	bool utf8_off;
	uint8_t lenient;
	bool stops; /* ask to stop after every event */
	size_t max_lump;
	const char *name, *expected;

	struct lws__ws_message m;
	uint8_t *control; /* what was lent */
	size_t message_at;
	unsigned int events;
	size_t at;
	char text[8192];
};

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

static const struct lws__ws_sink rec_sink = {
	.on_data = rec_data,
	.on_ping = rec_ping,
	.on_pong = rec_pong,
	.on_close = rec_close,
	.on_bad = rec_bad,
	.control_space = rec_space,
};

static void
record_begin(struct recorder *r)
{
	lws__ws_message_init(&r->m, r->side, r->rsv_ok, r->max_lump);
	r->m.checks_utf8 = !r->utf8_off;
	r->m.frame.lenient = r->lenient;
	r->at = 0;
	r->text[0] = '\0';
	r->message_at = 0;
}

static void
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

static void
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

struct vector {
	const char *name;
	enum lws_side side;
	uint8_t rsv_ok;
	const char *bytes;
	size_t len;
	const char *expected;
};

static void
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

static void
run_vectors(const struct vector *v, size_t count)
{
	size_t n;

	for (n = 0; n < count; n++)
		run_vector(&v[n], false);
}

/* ---- sequences ------------------------------------------------------- */

static void
ws_message__tells_messages_and_control_frames_in_order(void **state)
{
	static const struct vector rows[] = {
		{"one frame", CLIENT, 0, BYTES("\x81\x05hello"), "T(hello)"},
		{"binary", CLIENT, 0, BYTES("\x82\x03\xff\x80z"),
		 "B(\xff\x80z)"},
		{"masked", SERVER, 0, BYTES("\x81\x85\x01\x02\x03\x04igohn"),
		 "T(hello)"},
		{"masked, zero key", SERVER, 0, BYTES("\x81\x85\0\0\0\0hello"),
		 "T(hello)"},
		{"two in one packet", SERVER, 0,
		 BYTES("\x81\x83\x01\x02\x03\x04nlf"
		       "\x81\x83\x01\x02\x03\x04uul"),
		 "T(one)T(two)"},
		{"empty messages", CLIENT, 0, BYTES("\x81\x00\x82\x00"),
		 "T()B()"},
		{"three fragments", CLIENT, 0,
		 BYTES("\x01\x03one\x00\x03two\x80\x05three"),
		 "T(one|two|three)"},
		{"empty fragments", CLIENT, 0,
		 BYTES("\x02\x00\x00\x00\x80\x00"), "B(||)"},
		{"WS-10 ping between fragments", CLIENT, 0,
		 BYTES("\x01\x01"
		       "a\x89\x03mid\x80\x01"
		       "b"),
		 "T(aP[mid]|b)"},
		{"WS-10 ping inside a character of text", CLIENT, 0,
		 BYTES("\x01\x01\xe2\x89\x02\xe2\xe2\x00\x01\x82\x8a\x00"
		       "\x80\x01\xac"),
		 "T(\xe2P[\xe2\xe2]|\x82O[]|\xac)"},
		{"WS-10 ping inside a compressed message", CLIENT, WS_RSV1,
		 BYTES("\x41\x01\xf3\x89\x01p\x80\x01z"), "Tz(\xf3P[p]|z)"},
		{"WS-10 unsolicited pong", CLIENT, 0, BYTES("\x8a\x03out"),
		 "O[out]"},
		{"empty ping and pong", SERVER, 0,
		 BYTES("\x89\x80\x01\x02\x03\x04\x8a\x80\x01\x02\x03\x04"),
		 "P[]O[]"},
		{"masked ping", SERVER, 0, BYTES("\x89\x83\x01\x02\x03\x04```"),
		 "P[abc]"},
		{"WS-11 nothing after CLOSE", CLIENT, 0,
		 BYTES("\x88\x02\x03\xe8\x81\x01x\x88\x02\x03\xe9\xff"),
		 "C[\x03\xe8]"},
		{"WS-11 CLOSE inside a message", CLIENT, 0,
		 BYTES("\x01\x01"
		       "a\x88\x00\x80\x01"
		       "b"),
		 "T(aC[]"},
		{"close with reason", SERVER, 0,
		 BYTES("\x88\x85\x01\x02\x03\x04\x02\xea"
		       "a}d"),
		 "C[\x03\xe8"
		 "bye]"},
		{"close without payload", SERVER, 0,
		 BYTES("\x88\x80\x01\x02\x03\x04"), "C[]"},
		{"WS-12 cut in a header", CLIENT, 0, BYTES("\x81"), ""},
		{"WS-12 cut in a payload", CLIENT, 0, BYTES("\x81\x05hel"),
		 "T(hel"},
		{"WS-12 cut before the last frame", CLIENT, 0,
		 BYTES("\x01\x02he\x80"), "T(he"},
	};

	(void)state;
	run_vectors(rows, COUNT(rows));
}

static void
ws_message__refuses_what_may_not_follow(void **state)
{
	static const struct vector rows[] = {
		{"WS-05 bare continuation", SERVER, 0,
		 BYTES("\x80\x81\x01\x02\x03\x04y"), "!1002 bad cont"},
		{"WS-05 continuation after a whole message", CLIENT, 0,
		 BYTES("\x81\x01x\x80\x01y"), "T(x)!1002 bad cont"},
		{"WS-05 unfinished continuation of nothing", CLIENT, 0,
		 BYTES("\x00\x00"), "!1002 bad cont"},
		{"WS-05 new message inside", SERVER, 0,
		 BYTES("\x01\x81\x01\x02\x03\x04`"
		       "\x81\x81\x01\x02\x03\x04"
		       "c"),
		 "T(a!1002 bad cont"},
		{"WS-05 new binary inside text", CLIENT, 0,
		 BYTES("\x01\x00\x02\x01x"), "T(!1002 bad cont"},
		{"WS-02 RSV1", SERVER, 0, BYTES("\xc1\x81\x01\x02\x03\x04y"),
		 "!1002 rsv bits"},
		{"WS-02 RSV1 on a continuation", CLIENT, WS_RSV1,
		 BYTES("\x41\x01x\xc0\x01y"), "Tz(x!1002 rsv bits"},
		{"WS-03 opcode 3", SERVER, 0,
		 BYTES("\x83\x81\x01\x02\x03\x04y"), "!1002 bad opc"},
		{"WS-03 opcode 11", CLIENT, 0, BYTES("\x8b\x00"),
		 "!1002 bad opc"},
		{"WS-04 ping without FIN", SERVER, 0,
		 BYTES("\x09\x81\x01\x02\x03\x04y"), "!1002 frag ctl"},
		{"WS-04 ping of 126", SERVER, 0,
		 BYTES("\x89\xfe\x00~\x01\x02\x03\x04q"), "!1002 ctl len"},
		{"WS-04 close of 126", SERVER, 0,
		 BYTES("\x88\xfe\x00~\x01\x02\x03\x04\x02\xea"),
		 "!1002 ctl len"},
		{"WS-01 unmasked to a server", SERVER, 0,
		 BYTES("\x81\x05hello"), "!1002 unmasked"},
		{"WS-01 masked to a client", CLIENT, 0,
		 BYTES("\x81\x85\x01\x02\x03\x04igohn"), "!1002 masked"},
		{"WS-06 5 in 16 bits", SERVER, 0,
		 BYTES("\x81\xfe\x00\x05\0\0\0\0hello"), "!1002 long len"},
		{"WS-06 top bit", SERVER, 0,
		 BYTES("\x81\xff\x80\0\0\0\0\0\0\x05\0\0\0\0hello"),
		 "!1002 len top bit"},
		{"nothing after the refusal", CLIENT, 0,
		 BYTES("\x83\x00\x81\x01x\x88\x00"), "!1002 bad opc"},
	};

	(void)state;
	run_vectors(rows, COUNT(rows));
}

static void
ws_message__WS_07_refuses_close_payloads_that_may_not_be(void **state)
{
	unsigned int code;

	(void)state;
	for (code = 0; code <= 5001; code++) {
		uint8_t bytes[] = {0x88, 2, (uint8_t)(code >> 8),
				   (uint8_t)code};
		struct recorder r = {
			.side = CLIENT, .max_lump = 9, .name = "codes"};

		record_begin(&r);
		record_feed(&r, bytes, sizeof(bytes));
		if (r.m.end != (lws__ws_close_code_is_valid(code)
					? LWS_WS_CLOSED
					: LWS_WS_BAD))
			fail_msg("code %u: %d", code, r.m.end);
		if (r.m.end == LWS_WS_BAD)
			assert_string_equal(r.text, "!1002 close code");
	}
}

static void
ws_message__WS_07_refuses_a_close_payload_of_one_byte(void **state)
{
	static const struct vector rows[] = {
		{"WS-07 one byte", SERVER, 0,
		 BYTES("\x88\x81\x01\x02\x03\x04\x02"), "!1002 close len"},
		{"WS-07 1005", SERVER, 0,
		 BYTES("\x88\x82\x01\x02\x03\x04\x02\xef"), "!1002 close code"},
		{"WS-07 2999", SERVER, 0,
		 BYTES("\x88\x82\x01\x02\x03\x04\n\xb5"), "!1002 close code"},
	};

	(void)state;
	run_vectors(rows, COUNT(rows));
}

static void
ws_message__takes_a_close_reason_of_123_bytes(void **state)
{
	struct recorder r = {.side = CLIENT, .max_lump = 9, .name = "reason"};
	uint8_t bytes[127];
	char expected[129];

	(void)state;
	memset(bytes, 'r', sizeof(bytes));
	memcpy(bytes, "\x88\x7d\x03\xe8", 4);
	memset(expected, 'r', sizeof(expected));
	memcpy(expected, "C[\x03\xe8", 4);
	expected[127] = ']';
	expected[128] = '\0';
	r.expected = expected;
	lws__test_each_split(bytes, sizeof(bytes), record_run, &r);
}

static void
ws_message__lets_a_client_pass_what_it_asked_for(void **state)
{
	static const struct vector rows[] = {
		{"lenient, reserved bits", CLIENT, 0, BYTES("\xf1\x01x"),
		 "T(x)"},
		{"lenient, bits on every frame", CLIENT, 0,
		 BYTES("\x41\x01x\xc9\x01p\xf0\x01y"), "T(xP[p]|y)"},
		{"lenient, data opcode", CLIENT, 0,
		 BYTES("\x03\x01\xff\x80\x01y"), "B(\xff|y)"},
		{"lenient, control opcode", CLIENT, 0, BYTES("\x8b\x02hi"),
		 "U[hi]"},
		{"lenient, control opcode in a message", CLIENT, 0,
		 BYTES("\x01\x01x\x8f\x03mid\x80\x01y"), "T(xU[mid]|y)"},
		{"lenient, but not everything", CLIENT, 0, BYTES("\x0b\x00"),
		 "!1002 frag ctl"},
		{"lenient, but not masks", CLIENT, 0, BYTES("\xf3\x80"),
		 "!1002 masked"},
		{"lenient, text is checked", CLIENT, 0, BYTES("\xc1\x01\xff"),
		 "!1007 bad utf8"},
	};

	(void)state;
	run_vectors(rows, COUNT(rows));
}

/* ---- UTF-8 ----------------------------------------------------------- */

/* text is one frame, two fragments cut anywhere, or the reason of a CLOSE */
enum shape { SHAPE_FRAME, SHAPE_FRAGMENTS, SHAPE_CLOSE };

static size_t
shape_text(uint8_t *out, enum shape shape, const char *text, size_t len,
	   size_t cut)
{
	uint8_t *p = out;

	switch (shape) {
	case SHAPE_FRAME:
		*p++ = 0x81;
		*p++ = (uint8_t)len;
		memcpy(p, text, len);
		return len + 2;
	case SHAPE_FRAGMENTS:
		*p++ = 0x01;
		*p++ = (uint8_t)cut;
		memcpy(p, text, cut);
		p += cut;
		*p++ = 0x80;
		*p++ = (uint8_t)(len - cut);
		memcpy(p, text + cut, len - cut);
		return len + 4;
	case SHAPE_CLOSE:
		*p++ = 0x88;
		*p++ = (uint8_t)(len + 2);
		*p++ = 0x03;
		*p++ = 0xe8;
		memcpy(p, text, len);
		return len + 4;
	}

	return 0;
}

struct utf8_row {
	const char *name, *text;
	size_t len;
	const char *verdict; /* of a message, "" = fine */
};

static const struct utf8_row utf8_rows[] = {
	{"ascii", BYTES("plain"), ""},
	{"two, three and four bytes",
	 BYTES("\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80"), ""},
	{"last code point", BYTES("\xf4\x8f\xbf\xbf"), ""},
	{"around the surrogates", BYTES("\xed\x9f\xbf\xee\x80\x80"), ""},
	{"greek", BYTES("\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"), ""},
	{"WS-08 bare continuation", BYTES("a\x80"), "!1007 bad utf8"},
	{"WS-08 no continuation", BYTES("\xc3\x28"), "!1007 bad utf8"},
	{"WS-08 overlong, two", BYTES("\xc0\xaf"), "!1007 bad utf8"},
	{"WS-08 overlong, c1", BYTES("\xc1\xbf"), "!1007 bad utf8"},
	{"WS-08 overlong, three", BYTES("\xe0\x9f\xbf"), "!1007 bad utf8"},
	{"WS-08 overlong, four", BYTES("\xf0\x8f\xbf\xbf"), "!1007 bad utf8"},
	{"WS-08 first surrogate", BYTES("\xed\xa0\x80"), "!1007 bad utf8"},
	{"WS-08 last surrogate", BYTES("\xed\xbf\xbf"), "!1007 bad utf8"},
	{"WS-08 past 10ffff", BYTES("\xf4\x90\x80\x80"), "!1007 bad utf8"},
	{"WS-08 f5", BYTES("\xf5\x80\x80\x80"), "!1007 bad utf8"},
	{"WS-08 ff", BYTES("\xff"), "!1007 bad utf8"},
	{"WS-09 ends after one of two", BYTES("x\xc3"), "!1007 partial utf8"},
	{"WS-09 ends after two of three", BYTES("\xe2\x82"),
	 "!1007 partial utf8"},
	{"WS-09 ends after three of four", BYTES("\xf0\x9f\x98"),
	 "!1007 partial utf8"},
};

static void
utf8_row_as_message(const struct utf8_row *row, enum shape shape, size_t cut)
{
	uint8_t bytes[64];
	char expected[64];
	struct vector v = {row->name,           CLIENT, 0,
			   (const char *)bytes, 0,      row->verdict};

	v.len = shape_text(bytes, shape, row->text, row->len, cut);
	if (!*row->verdict) {
		snprintf(expected, sizeof(expected), "T(%.*s%s%s)", (int)cut,
			 row->text, shape == SHAPE_FRAGMENTS ? "|" : "",
			 row->text + cut);
		v.expected = expected;
	}
	run_vector(&v, false);
}

static void
ws_message__WS_08_WS_09_validates_text_wherever_it_is_cut(void **state)
{
	size_t n, cut;

	(void)state;
	for (n = 0; n < COUNT(utf8_rows); n++) {
		utf8_row_as_message(&utf8_rows[n], SHAPE_FRAME, 0);
		for (cut = 0; cut <= utf8_rows[n].len; cut++)
			utf8_row_as_message(&utf8_rows[n], SHAPE_FRAGMENTS,
					    cut);
	}
}

static void
ws_message__WS_08_validates_the_reason_of_a_close(void **state)
{
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(utf8_rows); n++) {
		uint8_t bytes[64];
		char expected[64];
		struct vector v = {
			utf8_rows[n].name,   CLIENT, 0,
			(const char *)bytes, 0,      "!1007 bad utf8"};

		v.len = shape_text(bytes, SHAPE_CLOSE, utf8_rows[n].text,
				   utf8_rows[n].len, 0);
		if (!*utf8_rows[n].verdict) {
			snprintf(expected, sizeof(expected), "C[\x03\xe8%s]",
				 utf8_rows[n].text);
			v.expected = expected;
		}
		run_vector(&v, false);
	}
}

static void
ws_message__WS_08_fails_at_the_first_bad_byte(void **state)
{
	/* the frame says 100 bytes, its third cannot be */
	uint8_t bytes[] = {0x81, 100, 'o', 0xe2, 0x28};
	struct recorder r = {.side = CLIENT, .max_lump = 100, .name = "fast"};

	(void)state;
	record_begin(&r);
	record_feed(&r, bytes, sizeof(bytes));
	assert_string_equal(r.text, "!1007 bad utf8");
}

static void
ws_message__leaves_text_alone_when_told_to_or_binary(void **state)
{
	static const struct vector off[] = {
		{"checking is off", CLIENT, 0, BYTES("\x81\x02\xc3\x28"),
		 "T(\xc3\x28)"},
		{"off, end inside a character", CLIENT, 0,
		 BYTES("\x81\x02\xe2\x82"), "T(\xe2\x82)"},
		{"off, reason", CLIENT, 0, BYTES("\x88\x04\x03\xe8\xff\xff"),
		 "C[\x03\xe8\xff\xff]"},
	};
	static const struct vector on[] = {
		{"binary", CLIENT, 0, BYTES("\x82\x02\xc3\x28"), "B(\xc3\x28)"},
		{"compressed", CLIENT, WS_RSV1, BYTES("\xc1\x02\xc3\x28"),
		 "Tz(\xc3\x28)"},
		{"plain after compressed", CLIENT, WS_RSV1,
		 BYTES("\xc1\x01\xc3\x81\x01\xc3"),
		 "Tz(\xc3)!1007 partial utf8"},
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(off); n++)
		run_vector(&off[n], true);
	run_vectors(on, COUNT(on));
}

static void
ws_message__checks_text_that_an_extension_unpacked(void **state)
{
	struct lws__ws_message m;
	const uint8_t *euro = (const uint8_t *)"\xe2\x82\xac";

	(void)state;
	lws__ws_message_init(&m, CLIENT, WS_RSV1, 100);
	m.opcode = WS_OP_TEXT;
	assert_int_equal(lws__ws_message_check_text(&m, euro, 2, false),
			 WS_FINE);
	assert_int_equal(lws__ws_message_check_text(&m, euro + 2, 1, true),
			 WS_FINE);
	assert_int_equal(lws__ws_message_check_text(&m, euro, 1, false),
			 WS_FINE);
	assert_int_equal(lws__ws_message_check_text(&m, euro, 0, true),
			 WS_BAD_UTF8_CUT);
	assert_int_equal(lws__ws_message_check_text(&m, euro, 1, false),
			 WS_BAD_UTF8);
	m.opcode = WS_OP_BINARY;
	assert_int_equal(lws__ws_message_check_text(&m, euro, 1, true),
			 WS_FINE);
}

/* ---- memory and position --------------------------------------------- */

static void
ws_message__control_frames_of_every_length_arrive_whole(void **state)
{
	size_t len, n;

	(void)state;
	for (len = 0; len <= WS_CONTROL_MAX; len++) {
		uint8_t bytes[2 + WS_CONTROL_MAX];
		char expected[WS_CONTROL_MAX + 4];
		struct recorder r = {.side = CLIENT,
				     .max_lump = 1,
				     .name = "control",
				     .expected = expected};

		bytes[0] = 0x89;
		bytes[1] = (uint8_t)len;
		memcpy(expected, "P[", 2);
		for (n = 0; n < len; n++)
			bytes[2 + n] = (uint8_t)(expected[2 + n] =
							 (char)('a' + n % 26));
		memcpy(expected + 2 + len, "]", 2);
		lws__test_each_split(bytes, len + 2, record_run, &r);
	}
}

static uint8_t *
no_space(void *arg, size_t len)
{
	(void)arg;
	(void)len;

	return NULL;
}

static void
ws_message__tells_when_there_is_no_memory_for_a_control_frame(void **state)
{
	uint8_t bytes[] = {0x89, 3, 'a', 'b', 'c', 0x81, 0};
	struct lws_cursor in = {bytes, bytes + 3};
	struct lws__ws_sink sink = rec_sink;
	struct recorder r = {.side = CLIENT, .max_lump = 100, .name = "oom"};

	(void)state;
	sink.control_space = no_space;
	record_begin(&r);
	assert_int_equal(lws__ws_message_feed(&r.m, &in, &sink, &r),
			 LWS_WS_NO_MEMORY);
	in = (struct lws_cursor){bytes + 3, bytes + sizeof(bytes)};
	assert_int_equal(lws__ws_message_feed(&r.m, &in, &sink, &r),
			 LWS_WS_NO_MEMORY);
	assert_ptr_equal(in.at, in.end);
	assert_string_equal(r.text, "");
}

static void
ws_message__a_whole_control_frame_needs_no_memory(void **state)
{
	uint8_t bytes[] = {0x89, 3, 'a', 'b', 'c'};
	struct lws_cursor in = {bytes, bytes + sizeof(bytes)};
	struct lws__ws_sink sink = rec_sink;
	struct recorder r = {.side = CLIENT, .max_lump = 100, .name = "whole"};

	(void)state;
	sink.control_space = no_space;
	record_begin(&r);
	assert_int_equal(lws__ws_message_feed(&r.m, &in, &sink, &r),
			 LWS_WS_MORE);
	assert_string_equal(r.text, "P[abc]");
}

struct tally {
	unsigned long lumps, firsts, finals;
};

static int
tally_data(void *arg, const struct lws__ws_data *d)
{
	struct tally *t = arg;

	t->lumps++;
	t->firsts += d->is_first;
	t->finals += d->is_final;

	return 0;
}

static void
ws_message__WS_18_a_million_fragments_cost_no_memory(void **state)
{
	struct lws__ws_sink sink = rec_sink;
	struct lws__ws_message m;
	struct tally t = {0};
	unsigned long n;

	(void)state;
	assert_true(sizeof(m) <= 64); /* of the idle connection's budget */
	sink.on_data = tally_data;
	lws__ws_message_init(&m, CLIENT, 0, 4096);
	lws__alloc_fail_at(1, true);
	for (n = 0; n < 1000000; n++) {
		uint8_t bytes[] = {n ? 0x00 : 0x01, 1, 'x'};
		struct lws_cursor in = {bytes, bytes + sizeof(bytes)};

		assert_int_equal(lws__ws_message_feed(&m, &in, &sink, &t),
				 LWS_WS_MORE);
	}
	lws__alloc_fail_at(0, false);
	assert_int_equal(t.lumps, 1000000);
	assert_int_equal(t.firsts, 1);
	assert_int_equal(t.finals, 0);
	assert_true(lws__ws_message_is_open(&m));
}

static int
position_data(void *arg, const struct lws__ws_data *d)
{
	uint64_t *left = arg;

	assert_true(d->frame_left == *left - d->len);
	assert_int_equal(d->is_final, !d->frame_left);
	assert_int_equal(d->is_first, *left == 100000);
	assert_true(d->len <= 4096);
	*left = d->frame_left;

	return 0;
}

static void
ws_message__cuts_a_large_frame_into_lumps_and_says_what_is_left(void **state)
{
	static uint8_t bytes[10 + 100000];
	struct lws_cursor in = {bytes, bytes + sizeof(bytes)};
	struct lws__ws_sink sink = rec_sink;
	struct lws__ws_message m;
	uint64_t left = 100000;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	memcpy(bytes, "\x81\x7f\0\0\0\0\0\x01\x86\xa0", 10);
	sink.on_data = position_data;
	lws__ws_message_init(&m, CLIENT, 0, 4096);
	assert_int_equal(lws__ws_message_feed(&m, &in, &sink, &left),
			 LWS_WS_MORE);
	assert_int_equal(left, 0);
	assert_false(lws__ws_message_is_open(&m));
}

/* ---- what we send ---------------------------------------------------- */

static void
ws_tx__frames_each_kind_of_write(void **state)
{
	static const struct {
		int wp;
		unsigned int opcode;
		bool is_final;
	} rows[] = {
		{LWS_WRITE_TEXT, WS_OP_TEXT, true},
		{LWS_WRITE_BINARY, WS_OP_BINARY, true},
		{LWS_WRITE_PING, WS_OP_PING, true},
		{LWS_WRITE_TEXT | LWS_WRITE_NO_FIN, WS_OP_TEXT, false},
		{LWS_WRITE_PONG, WS_OP_PONG, true}, /* between fragments */
		{LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN, WS_OP_CONTINUATION,
		 false},
		{LWS_WRITE_CONTINUATION, WS_OP_CONTINUATION, true},
		{LWS_WRITE_BINARY | LWS_WRITE_BUFLIST, WS_OP_BINARY, true},
		{LWS_WRITE_TEXT | LWS_WRITE_CLIENT_IGNORE_XOR_MASK, WS_OP_TEXT,
		 true},
	};
	struct lws__ws_tx tx = {0};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		struct lws__ws_head h = {0};

		if (lws__ws_tx_head(&tx, rows[n].wp, n, &h) ||
		    h.opcode != rows[n].opcode ||
		    h.is_final != rows[n].is_final || h.len != n)
			fail_msg("row %zu", n);
	}
	assert_false(tx.is_open);
}

static void
ws_tx__refuses_what_the_peer_would_refuse(void **state)
{
	struct lws__ws_tx tx = {0};
	struct lws__ws_head h = {0};

	(void)state;
	assert_int_not_equal(
		lws__ws_tx_head(&tx, LWS_WRITE_CONTINUATION, 1, &h), 0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_HTTP, 1, &h), 0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_PING, 126, &h), 0);
	assert_int_equal(
		lws__ws_tx_head(&tx, LWS_WRITE_TEXT | LWS_WRITE_NO_FIN, 1, &h),
		0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_TEXT, 1, &h), 0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_BINARY, 1, &h), 0);
	assert_true(tx.is_open);

	assert_int_not_equal(lws__ws_tx_close_head(&tx, 126, &h), 0);
	assert_int_equal(lws__ws_tx_close_head(&tx, 125, &h), 0);
	assert_int_equal(h.opcode, WS_OP_CLOSE);
	assert_int_not_equal(lws__ws_tx_close_head(&tx, 0, &h), 0);
	assert_int_not_equal(
		lws__ws_tx_head(&tx, LWS_WRITE_CONTINUATION, 1, &h), 0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_PONG, 1, &h), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			ws_message__tells_messages_and_control_frames_in_order),
		cmocka_unit_test(ws_message__refuses_what_may_not_follow),
		cmocka_unit_test(
			ws_message__WS_07_refuses_close_payloads_that_may_not_be),
		cmocka_unit_test(
			ws_message__WS_07_refuses_a_close_payload_of_one_byte),
		cmocka_unit_test(ws_message__takes_a_close_reason_of_123_bytes),
		cmocka_unit_test(
			ws_message__lets_a_client_pass_what_it_asked_for),
		cmocka_unit_test(
			ws_message__WS_08_WS_09_validates_text_wherever_it_is_cut),
		cmocka_unit_test(
			ws_message__WS_08_validates_the_reason_of_a_close),
		cmocka_unit_test(ws_message__WS_08_fails_at_the_first_bad_byte),
		cmocka_unit_test(
			ws_message__leaves_text_alone_when_told_to_or_binary),
		cmocka_unit_test(
			ws_message__checks_text_that_an_extension_unpacked),
		cmocka_unit_test(
			ws_message__control_frames_of_every_length_arrive_whole),
		cmocka_unit_test(
			ws_message__tells_when_there_is_no_memory_for_a_control_frame),
		cmocka_unit_test(
			ws_message__a_whole_control_frame_needs_no_memory),
		cmocka_unit_test(
			ws_message__WS_18_a_million_fragments_cost_no_memory),
		cmocka_unit_test(
			ws_message__cuts_a_large_frame_into_lumps_and_says_what_is_left),
		cmocka_unit_test(ws_tx__frames_each_kind_of_write),
		cmocka_unit_test(ws_tx__refuses_what_the_peer_would_refuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
