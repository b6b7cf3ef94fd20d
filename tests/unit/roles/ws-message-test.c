/* SPDX-License-Identifier: MIT */
/*
 * WebSocket messages: what is told of every sequence of frames, at every split
 * and with a sink that stops after every event.
 */

#include "ws-recorder.h"

#include <stdio.h>
#include <stdlib.h>

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
			ws_message__control_frames_of_every_length_arrive_whole),
		cmocka_unit_test(
			ws_message__tells_when_there_is_no_memory_for_a_control_frame),
		cmocka_unit_test(
			ws_message__a_whole_control_frame_needs_no_memory),
		cmocka_unit_test(
			ws_message__WS_18_a_million_fragments_cost_no_memory),
		cmocka_unit_test(
			ws_message__cuts_a_large_frame_into_lumps_and_says_what_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
