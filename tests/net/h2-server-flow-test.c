/* SPDX-License-Identifier: MIT */
/*
 * Flow control of HTTP/2 in both directions, and how streams share a
 * connection.
 */

#include "h2-peer.h"
#include "http-server-app.h"

#include <stdlib.h>

/* a..z, over and over */
static void
check_letters(const struct h2_got *g, size_t len)
{
	assert_int_equal(g->len, len);
	for (size_t n = 0; n < len; n++)
		if (g->body[n] != (char)('a' + n % 26))
			fail_msg("byte %u differs", (unsigned int)n);
}

static void
h2_16__bodies_of_any_size_and_windows_of_any_size(void **state)
{
	static const uint32_t windows[] = {1, 100, 16384, 65535, 1000000};
	static const size_t lens[] = {1, 150, 16384, 65535, 65536, 300000};

	(void)state;
	for (size_t w = 0; w < LWS_ARRAY_SIZE(windows); w++)
		for (size_t n = 0; n < LWS_ARRAY_SIZE(lens); n++) {
			struct lws__h2_setting s = {H2SET_INITIAL_WINDOW_SIZE,
						    windows[w]};
			struct h2_peer h;

			/* thousands of tiny updates are an attack: H2-14 */
			if (windows[w] < 1000 && lens[n] > 200 * windows[w])
				continue;
			app.big_len = lens[n];
			h2_connect(&app_net, &h, &s, 1);
			h2_ask(&app_net, &h, 1, "GET", "/dyn/big", H2_END,
			       NULL);
			h2_ask(&app_net, &h, 3, "GET", "/dyn/once", H2_END,
			       NULL);
			check_letters(h2_answer(&app_net, &h, 1), lens[n]);
			check_letters(h2_answer(&app_net, &h, 3), lens[n]);
			assert_true(h2_of(&h, 3)->largest <= 16384);
			h2_hang_up(&h);
			lws__net_until_alone(&app_net);
		}
}

static void
h2_16__uploads_of_any_size(void **state)
{
	struct h2_peer h;
	struct h2_got *g;
	char *body = malloc(16000);
	size_t sent = 0, credit = 262144;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	assert_int_equal(h.theirs.initial_window_size, 262144);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/echo", 0, NULL);
	for (; sent < 1600000; sent += 16000) {
		while (credit + (h2_of(&h, 1) ? h2_of(&h, 1)->updates : 0) <
		       sent + 16000)
			h2_ping(&app_net, &h);
		for (size_t n = 0; n < 16000; n++)
			body[n] = (char)('a' + (sent + n) % 26);
		h2_data(&app_net, &h, 1, 0, body, 16000);
	}
	free(body);
	h2_data(&app_net, &h, 1, H2_END, NULL, 0);
	g = h2_answer(&app_net, &h, 1);
	check_letters(g, 1600000);
	/* no update for each frame: half a window at a time */
	assert_true(g->updates >= 1600000 - 262144);
	h2_hang_up(&h);
}

/* reading is held by the application: so is the peer, and nobody else */
static void
h2_15__a_held_body_costs_one_window(void **state)
{
	struct h2_peer h;
	char body[16000];

	(void)state;
	memset(body, 'x', sizeof(body));
	app.hold_rx = 1;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/echo", 0, NULL);
	for (int n = 0; n < 16; n++)
		h2_data(&app_net, &h, 1, 0, body, sizeof(body));
	h2_ping(&app_net, &h);
	assert_ptr_not_equal(app.held, NULL);
	assert_int_equal(app.body_pieces, 1);
	assert_int_equal(h2_of(&h, 1) ? h2_of(&h, 1)->updates : 0, 0);
	h2_ask(&app_net, &h, 3, "GET", "/dyn/hello", H2_END, NULL);
	assert_int_equal(h2_answer(&app_net, &h, 3)->status, 200);
	h2_data(&app_net, &h, 1, H2_END, "last", 4);
	h2_ping(&app_net, &h);
	assert_int_equal(app.bodies, 0);
	lws_rx_flow_control(app.held, 1);
	assert_int_equal(h2_answer(&app_net, &h, 1)->len, 16 * 16000 + 4);
	h2_hang_up(&h);
}

static void
h2_15__more_than_the_window_is_an_error(void **state)
{
	struct h2_peer h;
	char body[16384];

	(void)state;
	memset(body, 'x', sizeof(body));
	app.hold_rx = 1;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/echo", 0, NULL);
	for (int n = 0; n < 16; n++)
		h2_data(&app_net, &h, 1, 0, body, sizeof(body));
	h2_ping(&app_net, &h);
	h2_data(&app_net, &h, 1, 0, body, sizeof(body));
	h2_expect_reset(&app_net, &h, 1, LWS__H2_FLOW_CONTROL_ERROR);
	/* the connection's credit is not lost with it */
	assert_true(h.updates >= 1048576 - 65535);
	h2_hang_up(&h);
}

static void
h2_12__a_lowered_window_may_be_negative(void **state)
{
	struct lws__h2_setting s = {H2SET_INITIAL_WINDOW_SIZE, 1000};
	uint8_t out[LWS__H2_HEAD_LEN + LWS__H2_SETTING_LEN];
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	app.big_len = 5000;
	h2_connect(&app_net, &h, &s, 1);
	h.no_windows = true;
	h2_ask(&app_net, &h, 1, "GET", "/dyn/once", H2_END, NULL);
	h2_ping(&app_net, &h);
	g = h2_of(&h, 1);
	assert_int_equal(g->len, 1000);
	s.value = 100;
	lws__net_send_bytes(&app_net, &h.p, out,
			    lws__h2_write_settings(out, &s, 1));
	h2_window(&app_net, &h, 1, 900); /* still 0 */
	h2_ping(&app_net, &h);
	assert_int_equal(g->len, 1000);
	h2_window(&app_net, &h, 1, 1);
	h2_ping(&app_net, &h);
	assert_int_equal(g->len, 1001);
	s.value = 5000;
	lws__net_send_bytes(&app_net, &h.p, out,
			    lws__h2_write_settings(out, &s, 1));
	check_letters(h2_answer(&app_net, &h, 1), 5000);
	h2_hang_up(&h);
}

/* WRITEABLE is not told while nothing may be sent */
static void
h2_14__no_credit_no_writeable(void **state)
{
	struct lws__h2_setting s = {H2SET_INITIAL_WINDOW_SIZE, 0};
	struct h2_peer h;

	(void)state;
	app.big_len = 20000;
	h2_connect(&app_net, &h, &s, 1);
	h2_ask(&app_net, &h, 1, "GET", "/dyn/big", H2_END, NULL);
	h2_ask(&app_net, &h, 3, "GET", "/dyn/later", H2_END, NULL);
	h2_ping(&app_net, &h);
	assert_int_equal(h2_of(&h, 1)->status, 200);
	assert_null(strchr(app.order, 'w'));
	assert_int_equal(lws_get_peer_write_allowance(app.later), 0);
	assert_true(lws_send_pipe_choked(app.later));
	h2_window(&app_net, &h, 3, 100);
	lws_callback_on_writable(app.later);
	assert_string_equal(h2_answer(&app_net, &h, 3)->body, "hello\n");
	h2_window(&app_net, &h, 1, 20000);
	check_letters(h2_answer(&app_net, &h, 1), 20000);
	h2_hang_up(&h);
}

static void
h2_23__a_blocked_stream_does_not_hold_others(void **state)
{
	struct h2_peer h;

	(void)state;
	app.big_len = 200000;
	h2_connect(&app_net, &h, NULL, 0);
	h.no_windows = true;
	h2_window(&app_net, &h, 0, 1000000);
	h2_ask(&app_net, &h, 1, "GET", "/dyn/big", H2_END, NULL);
	h2_ask(&app_net, &h, 3, "GET", "/dyn/once", H2_END, NULL);
	for (uint32_t id = 5; id < 50; id += 2)
		h2_ask(&app_net, &h, id, "GET", "/dyn/hello", H2_END, NULL);
	for (uint32_t id = 5; id < 50; id += 2)
		assert_int_equal(h2_answer(&app_net, &h, id)->status, 200);
	assert_int_equal(h2_of(&h, 1)->len, 65535);
	assert_int_equal(h2_of(&h, 3)->len, 65535);
	h2_window(&app_net, &h, 3, 200000);
	check_letters(h2_answer(&app_net, &h, 3), 200000);
	h2_window(&app_net, &h, 1, 200000);
	check_letters(h2_answer(&app_net, &h, 1), 200000);
	h2_hang_up(&h);
}

/* those who share a connection's credit each get some of it */
static void
h2_23__streams_share_in_turn(void **state)
{
	struct h2_peer h;
	size_t before[8], all = 0;

	(void)state;
	app.big_len = 1000000;
	h2_connect(&app_net, &h, NULL, 0);
	h.no_windows = true;
	for (uint32_t id = 1; id < 8; id += 2) {
		h2_ask(&app_net, &h, id, "GET", "/dyn/big", H2_END, NULL);
		h2_window(&app_net, &h, id, 1000000);
	}
	/* until the credit is used up that there is from the start: the first
	 * may have it all, if it is served before the others have asked */
	for (int n = 0; n < 100 && all < 65535; n++) {
		h2_ping(&app_net, &h);
		all = 0;
		for (uint32_t id = 1; id < 8; id += 2)
			all += before[id] = h2_of(&h, id)->len;
	}
	assert_int_equal(all, 65535);
	for (int n = 0; n < 20; n++) {
		h2_window(&app_net, &h, 0, 65535);
		h2_ping(&app_net, &h);
	}
	/* 327675 each; who had the first credit may be two turns ahead */
	for (uint32_t id = 1; id < 8; id += 2)
		assert_in_range(h2_of(&h, id)->len - before[id], 310000,
				360000);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

static void
ask_big(struct h2_peer *h, uint32_t id, const char *priority)
{
	h2_ask(&app_net, h, id, "GET", "/dyn/big", H2_END, priority);
	h2_window(&app_net, h, id, 1000000);
}

/* credit of the connection, and where it went: bytes that stream id got */
static size_t
more_of(struct h2_peer *h, uint32_t id, uint32_t credit)
{
	size_t before = h2_of(h, id)->len;

	h2_window(&app_net, h, 0, credit);
	for (int n = 0; n < 3; n++) /* it writes in pieces */
		h2_ping(&app_net, h);

	return h2_of(h, id)->len - before;
}

/* a stream that has used up what the connection may send */
static void
begin_without_credit(struct h2_peer *h)
{
	app.big_len = 1000000;
	h2_connect(&app_net, h, NULL, 0);
	h->no_windows = true;
	ask_big(h, 1, "priority: u=7\n");
	for (int n = 0; n < 10; n++)
		h2_ping(&app_net, h);
	assert_int_equal(h2_of(h, 1)->len, 65535);
}

/* RFC 9218: urgency; the lower id among equals */
static void
h2_23__the_urgent_are_served_first(void **state)
{
	struct h2_peer h;
	size_t first = 0, second = 0, last = 0;

	(void)state;
	begin_without_credit(&h);
	ask_big(&h, 3, NULL);
	ask_big(&h, 5, "priority: u=1\n");
	ask_big(&h, 7, "priority: u=1\n");
	h2_ping(&app_net, &h);
	for (int n = 0; n < 32; n++)
		first += more_of(&h, 5, 10000);
	second = h2_of(&h, 7)->len;
	last = h2_of(&h, 1)->len - 65535;
	assert_in_range(first, 250000, 320000);
	/* and nobody starves: H2-23 */
	assert_in_range(second + last + h2_of(&h, 3)->len, 1, 70000);
	assert_int_equal(first + second + last + h2_of(&h, 3)->len, 320000);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

static void
h2_23__an_update_changes_who_is_first(void **state)
{
	struct h2_peer h;
	size_t got = 0;

	(void)state;
	begin_without_credit(&h);
	/* one before its stream, which says otherwise; one behind */
	h2_frame(&app_net, &h, LWS__H2_PRIORITY_UPDATE, 0, 0, "\0\0\0\5u=0", 7);
	ask_big(&h, 3, "priority: u=2\n");
	ask_big(&h, 5, "priority: u=6\n");
	h2_ping(&app_net, &h);
	for (int n = 0; n < 16; n++)
		got += more_of(&h, 5, 10000);
	assert_in_range(got, 110000, 160000);
	h2_frame(&app_net, &h, LWS__H2_PRIORITY_UPDATE, 0, 0, "\0\0\0\5u=5", 7);
	h2_ping(&app_net, &h);
	got = 0;
	for (int n = 0; n < 16; n++)
		got += more_of(&h, 3, 10000);
	assert_in_range(got, 110000, 160000);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

static void
h2_23__the_incremental_share(void **state)
{
	struct h2_peer h;

	(void)state;
	begin_without_credit(&h);
	for (uint32_t id = 3; id <= 7; id += 2)
		ask_big(&h, id, "priority: u=1, i\n");
	h2_ping(&app_net, &h);
	for (int n = 0; n < 30; n++)
		(void)more_of(&h, 3, 65536);
	for (uint32_t id = 3; id <= 7; id += 2)
		assert_in_range(h2_of(&h, id)->len, h2_of(&h, 3)->len / 2,
				h2_of(&h, 3)->len * 2);
	assert_true(h2_of(&h, 3)->len > 100000);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, app_setup_h2, app_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(h2_16__bodies_of_any_size_and_windows_of_any_size),
		T(h2_16__uploads_of_any_size),
		T(h2_15__a_held_body_costs_one_window),
		T(h2_15__more_than_the_window_is_an_error),
		T(h2_12__a_lowered_window_may_be_negative),
		T(h2_14__no_credit_no_writeable),
		T(h2_23__a_blocked_stream_does_not_hold_others),
		T(h2_23__streams_share_in_turn),
		T(h2_23__the_urgent_are_served_first),
		T(h2_23__an_update_changes_who_is_first),
		T(h2_23__the_incremental_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
