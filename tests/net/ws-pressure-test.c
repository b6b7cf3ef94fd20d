/* SPDX-License-Identifier: MIT */
/*
 * A server and raw peers that do not read, do not stop, or go: order, bounds,
 * flow control, and ends in the middle of something.
 */

#include "ws-peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum todo {
	LISTEN,       /* write down what comes */
	FILL,         /* write until the pipe is choked, once */
	FLOOD,        /* write until that is refused */
	REFUSE,       /* -1 from RECEIVE */
	REFUSE_WORDS, /* with a close reason */
	STOP_READING, /* flow control off in each RECEIVE */
	TOGGLE,       /* off and on again in the same RECEIVE */
	KILL_SELF,
	KILL_OTHERS,
	SEVERAL,  /* several writes in one WRITEABLE */
	IN_PARTS, /* a buffer as fragments, where they stand in it */
};

enum { CHUNK = 60000, PARTS = 5, SIBLINGS = 6 };

static enum todo todo;
static struct lws *wsis[SIBLINGS];
static int wsi_count, closed, received, writeables;
static size_t written, most_written;
static bool was_refused;
static char heard[65536], answer[128];
static uint8_t buf[LWS_PRE + CHUNK];

static int
write_text(struct lws *wsi, const char *text, int flags)
{
	uint8_t out[LWS_PRE + 128];
	size_t len = strlen(text);

	memcpy(out + LWS_PRE, text, len);

	return lws_write(wsi, out + LWS_PRE, len,
			 (enum lws_write_protocol)flags);
}

static int
flood(struct lws *wsi)
{
	for (;;) {
		int n = lws_write(wsi, buf + LWS_PRE, CHUNK, LWS_WRITE_BINARY);

		if (n < 0) {
			was_refused = true;
			return -1;
		}
		assert_int_equal(n, CHUNK);
		assert_int_equal(buf[LWS_PRE - 1], (uint8_t)(LWS_PRE * 7 - 7));
		written += CHUNK;
		if (todo == FILL && lws_send_pipe_choked(wsi)) {
			assert_true(lws_partial_buffered(wsi));
			todo = LISTEN;
			return 0;
		}
		if (written > most_written)
			fail_msg("nobody stops us");
	}
}

/* the bytes before a fragment are the end of the one before, and stay */
static int
write_parts(struct lws *wsi)
{
	const size_t len = CHUNK / PARTS;

	for (size_t n = 0; n < PARTS; n++)
		assert_int_equal(
			lws_write(wsi, buf + LWS_PRE + n * len, len,
				  lws_write_ws_flags(LWS_WRITE_BINARY, !n,
						     n == PARTS - 1)),
			len);

	return 0;
}

static int
on_writeable(struct lws *wsi)
{
	writeables++;
	if (todo == IN_PARTS)
		return write_parts(wsi);
	if (todo == FILL || todo == FLOOD)
		return flood(wsi);
	if (todo != SEVERAL)
		return 0;
	assert_int_equal(write_text(wsi, "one", LWS_WRITE_TEXT), 3);
	assert_int_equal(write_text(wsi, "two", LWS_WRITE_BINARY), 3);
	assert_int_equal(write_text(wsi, "", LWS_WRITE_TEXT), 0);
	assert_int_equal(
		write_text(wsi, "th", LWS_WRITE_TEXT | LWS_WRITE_NO_FIN), 2);
	assert_int_equal(write_text(wsi, "p", LWS_WRITE_PING), 1);
	assert_int_equal(write_text(wsi, "re",
				    LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN),
			 2);
	assert_int_equal(write_text(wsi, "e", LWS_WRITE_CONTINUATION), 1);
	assert_int_equal(
		write_text(wsi, "four", LWS_WRITE_TEXT | LWS_WRITE_BUFLIST), 4);

	return 0;
}

static int
on_receive(struct lws *wsi, const char *in, size_t len)
{
	received++;
	assert_true(strlen(heard) + len + 1 < sizeof(heard));
	strncat(heard, in, len);
	if (lws_is_final_fragment(wsi))
		strncat(heard, "|", 2);
	switch (todo) {
	case REFUSE_WORDS:
		lws_close_reason(wsi, (enum lws_close_status)4001,
				 (unsigned char *)answer, strlen(answer));
		return -1;
	case REFUSE:
		return -1;
	case STOP_READING:
		lws_rx_flow_control(wsi, 0);
		break;
	case TOGGLE:
		lws_rx_flow_control(wsi, 0);
		lws_rx_flow_control(wsi, 1);
		break;
	case KILL_SELF:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
		break;
	case KILL_OTHERS:
		for (int n = 0; n < wsi_count; n++)
			if (wsis[n] && wsis[n] != wsi)
				lws_set_timeout(wsis[n],
						PENDING_TIMEOUT_USER_OK,
						LWS_TO_KILL_SYNC);
		break;
	default:
		break;
	}

	return 0;
}

static void
on_closed(struct lws *wsi)
{
	closed++;
	assert_int_equal(write_text(wsi, "late", LWS_WRITE_TEXT), -1);
	for (int n = 0; n < wsi_count; n++)
		if (wsis[n] == wsi)
			wsis[n] = NULL;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		assert_true(wsi_count < SIBLINGS);
		wsis[wsi_count++] = wsi;
		break;
	case LWS_CALLBACK_RECEIVE:
		return on_receive(wsi, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return on_writeable(wsi);
	case LWS_CALLBACK_CLOSED:
		on_closed(wsi);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback, .per_session_data_size = 8},
	LWS_PROTOCOL_LIST_TERM};

static struct lws_context *cx;
static struct net_peer peer;

/* a connection */
static void
join(struct net_peer *p)
{
	ws_peer_open(p, net_port(cx), "main");
}

static int
begin(void **state)
{
	struct lws_context_creation_info info;

	(void)state;
	net_info(&info, protocols);
	cx = net_create(&info);
	todo = LISTEN;
	wsi_count = closed = received = writeables = 0;
	written = 0;
	most_written = (size_t)256 << 20;
	was_refused = false;
	heard[0] = '\0';
	snprintf(answer, sizeof(answer), "enough");
	for (size_t n = 0; n < sizeof(buf); n++)
		buf[n] = (uint8_t)(n * 7);
	join(&peer);

	return 0;
}

static int
end(void **state)
{
	(void)state;
	if (peer.rx)
		net_peer_close(&peer);
	net_end();

	return 0;
}

static bool
is_choked(void *arg)
{
	(void)arg;

	return todo == LISTEN;
}

static void
fill(void)
{
	peer.is_deaf = true;
	todo = FILL;
	lws_callback_on_writable(wsis[0]);
	assert_true(net_pump(is_choked, NULL));
}

/* data frames of the flood, whole; the next other frame stays */
static size_t
read_flood(size_t bytes)
{
	size_t count = 0;

	while (bytes) {
		ws_peer_expect(&peer, 0x82, buf + LWS_PRE, CHUNK);
		bytes -= CHUNK;
		count++;
	}

	return count;
}

static void
a_buffer_can_be_written_in_parts_again_and_again(void **state)
{
	const size_t len = CHUNK / PARTS;

	(void)state;
	todo = IN_PARTS;
	for (int round = 0; round < 3; round++) {
		lws_callback_on_writable(wsis[0]);
		for (size_t n = 0; n < PARTS; n++)
			ws_peer_expect(&peer,
				       (n ? WS_CONT : WS_BIN) |
					       (n == PARTS - 1 ? WS_FIN : 0),
				       buf + LWS_PRE + n * len, len);
	}
	for (size_t n = 0; n < sizeof(buf); n++)
		assert_int_equal(buf[n], (uint8_t)(n * 7));
}

/* NET-01, NET-02, WS-10 */
static void
a_pong_waits_for_what_is_half_sent_and_the_latest_ping_counts(void **state)
{
	(void)state;
	fill();
	assert_true(ws_peer_send_frame(&peer, 0x89, "first", 5, true));
	net_turns(4);
	assert_true(ws_peer_send_frame(&peer, 0x89, "second", 6, true));
	assert_true(ws_peer_send_frame(&peer, 0x89, "third", 5, true));
	net_turns(4);
	peer.is_deaf = false;
	read_flood(written);
	ws_peer_expect(&peer, 0x8a, "third", 5);
	assert_true(ws_peer_send_close(&peer, 1000, "", true));
	ws_peer_expect_close(&peer, 1000, "");
	ws_peer_expect_end(&peer);
}

/* NET-02, WS-11 */
static void
a_close_waits_for_what_is_half_sent(void **state)
{
	(void)state;
	fill();
	assert_true(ws_peer_send_close(&peer, 1001, "off", true));
	net_turns(8);
	assert_int_equal(closed, 0);
	peer.is_deaf = false;
	read_flood(written);
	ws_peer_expect_close(&peer, 1001, "off");
	ws_peer_expect_end(&peer);
}

/* NET-01 */
static void
writeable_does_not_come_before_the_kernel_has_it_all(void **state)
{
	int before;

	(void)state;
	fill();
	before = writeables;
	lws_callback_on_writable(wsis[0]);
	net_turns(16);
	assert_int_equal(writeables, before);
	peer.is_deaf = false;
	read_flood(written);
	assert_true(net_pump_count(&writeables, before + 1));
	net_turns(4);
	assert_int_equal(writeables, before + 1);
}

/* NET-04 */
static void
who_never_reads_is_written_to_up_to_a_megabyte(void **state)
{
	(void)state;
	peer.is_deaf = true;
	todo = FLOOD;
	lws_callback_on_writable(wsis[0]);
	net_turns(4);
	assert_true(was_refused);
	/* and what a closing connection still holds goes with the peer */
	net_peer_reset(&peer);
	assert_true(net_pump_count(&closed, 1));
	net_turns(4);
	assert_int_equal(closed, 1);
}

/* NET-05 */
static void
a_reset_with_output_waiting_closes_once(void **state)
{
	(void)state;
	fill();
	net_peer_reset(&peer);
	assert_true(net_pump_count(&closed, 1));
	net_turns(8);
	assert_int_equal(closed, 1);
}

/* NET-03 */
static void
several_writes_leave_in_order(void **state)
{
	(void)state;
	todo = SEVERAL;
	lws_callback_on_writable(wsis[0]);
	ws_peer_expect(&peer, 0x81, "one", 3);
	ws_peer_expect(&peer, 0x82, "two", 3);
	ws_peer_expect(&peer, 0x81, "", 0);
	ws_peer_expect(&peer, 0x01, "th", 2);
	ws_peer_expect(&peer, 0x89, "p", 1);
	ws_peer_expect(&peer, 0x00, "re", 2);
	ws_peer_expect(&peer, 0x80, "e", 1);
	ws_peer_expect(&peer, 0x81, "four", 4);
}

static void
what_does_not_fit_is_refused_and_leaves_no_trace(void **state)
{
	(void)state;
	assert_int_equal(write_text(wsis[0], "x", LWS_WRITE_CONTINUATION), -1);
	assert_int_equal(
		write_text(wsis[0], "a", LWS_WRITE_TEXT | LWS_WRITE_NO_FIN), 1);
	assert_true(lws_ws_sending_multifragment(wsis[0]));
	assert_int_equal(write_text(wsis[0], "x", LWS_WRITE_TEXT), -1);
	assert_int_equal(write_text(wsis[0], "x", LWS_WRITE_HTTP), -1);
	assert_int_equal(lws_write(wsis[0], buf + LWS_PRE, 126, LWS_WRITE_PING),
			 -1);
	assert_int_equal(write_text(wsis[0], "b", LWS_WRITE_CONTINUATION), 1);
	assert_false(lws_ws_sending_multifragment(wsis[0]));
	ws_peer_expect(&peer, 0x01, "a", 1);
	ws_peer_expect(&peer, 0x80, "b", 1);
}

/* ---- the application says no ---- */

static void
send_three(void)
{
	uint8_t bytes[64];
	size_t len = ws_frame(bytes, 0x81, "a", 1, true);

	len += ws_frame(bytes + len, 0x81, "b", 1, true);
	len += ws_frame(bytes + len, 0x81, "c", 1, true);
	assert_true(net_peer_send(&peer, bytes, len));
}

/* NET-06 */
static void
minus_one_ends_it_without_a_close_frame(void **state)
{
	(void)state;
	todo = REFUSE;
	send_three();
	ws_peer_expect_end(&peer);
	assert_string_equal(heard, "a|");
	net_peer_close(&peer);
	assert_true(net_pump_count(&closed, 1));
}

/* NET-06, WS-11 */
static void
a_reason_is_sent_and_what_still_comes_is_not_heard(void **state)
{
	(void)state;
	todo = REFUSE_WORDS;
	send_three();
	ws_peer_expect_close(&peer, 4001, "enough");
	send_three();
	assert_true(ws_peer_send_frame(&peer, 0x89, "ping", 4, true));
	net_turns(4);
	assert_int_equal(closed, 0); /* it waits for our answer */
	assert_true(ws_peer_send_close(&peer, 4001, "enough", true));
	ws_peer_expect_end(&peer);
	net_peer_close(&peer);
	assert_true(net_pump_count(&closed, 1));
	assert_string_equal(heard, "a|");
}

/* a reason of 123 bytes at most, cut between characters */
static void
a_long_reason_is_cut_between_characters(void **state)
{
	char kept[128];

	(void)state;
	todo = REFUSE_WORDS;
	memset(answer, 'x', 122);
	memcpy(answer + 122, "\xe2\x82\xac", 4);
	memset(kept, 'x', 122);
	kept[122] = '\0';
	send_three();
	ws_peer_expect_close(&peer, 4001, kept);
}

/* NET-09 */
static void
a_connection_that_kills_itself_hears_nothing_more(void **state)
{
	(void)state;
	todo = KILL_SELF;
	send_three();
	assert_true(net_pump_count(&closed, 1));
	assert_string_equal(heard, "a|");
	assert_true(net_peer_wait_end(&peer));
}

/* NET-09 */
static void
siblings_killed_in_a_callback_are_closed_at_once(void **state)
{
	struct net_peer more[SIBLINGS - 1];

	(void)state;
	for (int n = 0; n < SIBLINGS - 1; n++)
		join(&more[n]);
	todo = KILL_OTHERS;
	/* all of them speak in the same turn: the first one heard stays */
	for (int n = 0; n < SIBLINGS - 1; n++) {
		uint8_t frame[16];
		size_t len = ws_frame(frame, 0x81, "x", 1, true);

		assert_int_equal(send(more[n].fd, frame, len, 0), (int)len);
	}
	assert_true(net_pump_count(&closed, SIBLINGS - 1));
	net_turns(4);
	assert_int_equal(received, 1);
	assert_int_equal(closed, SIBLINGS - 1);
	for (int n = 0; n < SIBLINGS - 1; n++)
		net_peer_close(&more[n]);
}

/* ---- flow control ---- */

/* "0|1|2|" ... of numbered messages */
static void
send_numbered(int count)
{
	static uint8_t bytes[65536];
	size_t len = 0;

	for (int n = 0; n < count; n++) {
		char text[12];

		snprintf(text, sizeof(text), "%d", n);
		len += ws_frame(bytes + len, 0x81, text, strlen(text), true);
	}
	assert_true(net_peer_send(&peer, bytes, len));
}

static void
expect_numbered(int count)
{
	char wanted[8192] = "";
	size_t at = 0;

	for (int n = 0; n < count; n++)
		at += (size_t)snprintf(wanted + at, sizeof(wanted) - at, "%d|",
				       n);
	assert_string_equal(heard, wanted);
}

/* NET-07 */
static void
with_reading_stopped_each_time_every_message_comes_once(void **state)
{
	(void)state;
	todo = STOP_READING;
	send_numbered(300);
	for (int n = 0; n < 300; n++) {
		assert_true(net_pump_count(&received, n + 1));
		net_turns(2);
		assert_int_equal(received, n + 1); /* none while it is off */
		lws_rx_flow_control(wsis[0], 1);
	}
	expect_numbered(300);
}

/* NET-07 */
static void
reading_stopped_and_begun_in_one_callback_changes_nothing(void **state)
{
	(void)state;
	todo = TOGGLE;
	send_numbered(300);
	assert_true(net_pump_count(&received, 300));
	expect_numbered(300);
	net_turns(4);
	assert_int_equal(received, 300);
}

/* NET-08 */
static void
with_reading_stopped_the_end_is_heard_behind_the_data(void **state)
{
	(void)state;
	todo = STOP_READING;
	send_numbered(3);
	net_peer_shut(&peer);
	assert_true(net_pump_count(&received, 1));
	net_turns(8);
	assert_int_equal(closed, 0);
	lws_rx_flow_control(wsis[0], 1);
	assert_true(net_pump_count(&received, 2));
	todo = LISTEN;
	lws_rx_flow_control(wsis[0], 1);
	assert_true(net_pump_count(&closed, 1));
	expect_numbered(3);
}

/* NET-08 */
static void
with_reading_stopped_a_reset_is_the_end_at_once(void **state)
{
	(void)state;
	if (!lws__net_loop_is_ours())
		skip(); /* who waits for nothing is not told */
	todo = STOP_READING;
	send_numbered(3);
	assert_true(net_pump_count(&received, 1));
	net_peer_reset(&peer);
	assert_true(net_pump_count(&closed, 1));
	assert_int_equal(received, 1);
}

static void
with_reading_stopped_writing_goes_on(void **state)
{
	(void)state;
	todo = STOP_READING;
	send_numbered(3);
	assert_true(net_pump_count(&received, 1));
	assert_int_equal(write_text(wsis[0], "still", LWS_WRITE_TEXT), 5);
	ws_peer_expect(&peer, 0x81, "still", 5);
}

/* ---- all at once ---- */

static void
a_broadcast_reaches_everyone_once(void **state)
{
	struct net_peer more[SIBLINGS - 1];

	(void)state;
	for (int n = 0; n < SIBLINGS - 1; n++)
		join(&more[n]);
	lws_callback_on_writable_all_protocol(cx, &protocols[0]);
	assert_true(net_pump_count(&writeables, SIBLINGS));
	net_turns(4);
	assert_int_equal(writeables, SIBLINGS);
	for (int n = 0; n < SIBLINGS - 1; n++)
		net_peer_close(&more[n]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_buffer_can_be_written_in_parts_again_and_again),
		TEST(a_pong_waits_for_what_is_half_sent_and_the_latest_ping_counts),
		TEST(a_close_waits_for_what_is_half_sent),
		TEST(writeable_does_not_come_before_the_kernel_has_it_all),
		TEST(who_never_reads_is_written_to_up_to_a_megabyte),
		TEST(a_reset_with_output_waiting_closes_once),
		TEST(several_writes_leave_in_order),
		TEST(what_does_not_fit_is_refused_and_leaves_no_trace),
		TEST(minus_one_ends_it_without_a_close_frame),
		TEST(a_reason_is_sent_and_what_still_comes_is_not_heard),
		TEST(a_long_reason_is_cut_between_characters),
		TEST(a_connection_that_kills_itself_hears_nothing_more),
		TEST(siblings_killed_in_a_callback_are_closed_at_once),
		TEST(with_reading_stopped_each_time_every_message_comes_once),
		TEST(reading_stopped_and_begun_in_one_callback_changes_nothing),
		TEST(with_reading_stopped_the_end_is_heard_behind_the_data),
		TEST(with_reading_stopped_a_reset_is_the_end_at_once),
		TEST(with_reading_stopped_writing_goes_on),
		TEST(a_broadcast_reaches_everyone_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
