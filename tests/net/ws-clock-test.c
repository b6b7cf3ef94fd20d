/* SPDX-License-Identifier: MIT */
/*
 * What takes time, with a clock that stands where the test puts it: pings that
 * ask for a sign of life, and goodbyes that nobody answers.
 */

#include "syscall-shim.h"
#include "ws-peer.h"

#include <unistd.h>

enum { SECOND = 1000000 };

static int closed, client_closed, established, received;
static bool says_goodbye;
static struct lws *wsi_now;
static int64_t now;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		wsi_now = wsi;
		established++;
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (!says_goodbye)
			break;
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		received++;
		break;
	case LWS_CALLBACK_CLOSED:
		closed++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		client_closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback}, LWS_PROTOCOL_LIST_TERM};

static const lws_retry_bo_t three_and_five = {.secs_since_valid_ping = 3,
					      .secs_since_valid_hangup = 5};
static const lws_retry_bo_t never = {.secs_since_valid_ping = 0,
				     .secs_since_valid_hangup = 0};

static struct lws_context *cx;
static struct net_peer peer;

static void
begin_with(const lws_retry_bo_t *policy)
{
	struct lws_context_creation_info info;

	now = 1000 * (int64_t)SECOND;
	lws__shim_reset();
	lws__shim_clocks(now, now);
	closed = client_closed = established = received = 0;
	says_goodbye = false;
	net_info(&info, protocols);
	info.retry_and_idle_policy = policy;
	cx = net_create(&info);
	ws_peer_open(&peer, net_port(cx), "main");
	assert_true(net_pump_count(&established, 1));
}

static int
end(void **state)
{
	(void)state;
	if (peer.rx)
		net_peer_close(&peer);
	net_end();
	lws__shim_reset();

	return 0;
}

static void
pass(int seconds)
{
	lws__shim_clocks_advance((int64_t)seconds * SECOND,
				 (int64_t)seconds * SECOND);
	net_turns(6);
}

/* ---- signs of life ---- */

/* WS-19 */
static void
silence_is_asked_and_then_hung_up(void **state)
{
	(void)state;
	begin_with(&three_and_five);
	pass(2);
	assert_int_equal(peer.rx_len, 0);
	pass(1);
	ws_peer_expect(&peer, 0x89, "", 0);
	pass(1);
	assert_int_equal(closed, 0);
	pass(1);
	assert_int_equal(closed, 1);
	ws_peer_expect_end(&peer);
}

/* what is told of itself stands behind what may not be */
static void
pong(struct net_peer *p, bool is_masked)
{
	const int before = received;

	assert_true(ws_peer_send_frame(p, 0x8a, "", 0, is_masked));
	assert_true(ws_peer_send_frame(p, 0x81, "x", 1, is_masked));
	assert_true(net_pump_count(&received, before + 1));
}

/* WS-19 */
static void
a_pong_begins_the_wait_anew(void **state)
{
	(void)state;
	begin_with(&three_and_five);
	for (int n = 0; n < 5; n++) {
		pass(3);
		ws_peer_expect(&peer, 0x89, "", 0);
		pong(&peer, true);
	}
	assert_int_equal(closed, 0);
}

/* WS-19: who talks but never pongs has not proved that it hears us */
static void
talk_is_no_pong(void **state)
{
	(void)state;
	begin_with(&three_and_five);
	for (int n = 0; n < 4; n++) {
		pass(1);
		assert_true(ws_peer_send_frame(&peer, 0x81, "x", 1, true));
		assert_true(net_pump_count(&received, n + 1));
	}
	assert_int_equal(closed, 0);
	pass(1);
	assert_int_equal(closed, 1);
}

static void
the_application_may_say_that_it_lives(void **state)
{
	(void)state;
	begin_with(&three_and_five);
	for (int n = 0; n < 5; n++) {
		pass(2);
		lws_validity_confirmed(wsi_now);
	}
	assert_int_equal(peer.rx_len, 0);
	assert_int_equal(closed, 0);
}

/* WS-19 */
static void
without_a_policy_nobody_is_asked(void **state)
{
	(void)state;
	begin_with(&never);
	pass(3600 * 24);
	assert_int_equal(peer.rx_len, 0);
	assert_int_equal(closed, 0);
}

static void
the_default_is_to_ask_at_40_and_to_hang_up_at_50(void **state)
{
	(void)state;
	begin_with(NULL);
	pass(39);
	assert_int_equal(peer.rx_len, 0);
	pass(1);
	ws_peer_expect(&peer, 0x89, "", 0);
	pass(9);
	assert_int_equal(closed, 0);
	pass(1);
	assert_int_equal(closed, 1);
}

/* WS-19: what each pair of times means, up to three hours */
static void
a_policy_says_when_it_is_asked_and_when_closed(void **state)
{
	static const struct {
		lws_retry_bo_t policy;
		int pinged_at, closed_at; /* 0: never */
	} cases[] = {
		{{.secs_since_valid_ping = 7, .secs_since_valid_hangup = 9},
		 7,
		 9},
		/* 0xffff is never */
		{{.secs_since_valid_ping = 0xffff,
		  .secs_since_valid_hangup = 0xffff},
		 0,
		 0},
		{{.secs_since_valid_ping = 0xffff,
		  .secs_since_valid_hangup = 9},
		 0,
		 9},
		{{.secs_since_valid_ping = 7,
		  .secs_since_valid_hangup = 0xffff},
		 7,
		 0},
		/* no hangup, no question; no time to answer, no question */
		{{.secs_since_valid_ping = 7, .secs_since_valid_hangup = 0},
		 0,
		 0},
		{{.secs_since_valid_ping = 0, .secs_since_valid_hangup = 9},
		 0,
		 9},
		{{.secs_since_valid_ping = 9, .secs_since_valid_hangup = 9},
		 0,
		 9},
		{{.secs_since_valid_ping = 12, .secs_since_valid_hangup = 9},
		 0,
		 9},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		int at = 0, pinged_at = 0;

		begin_with(&cases[n].policy);
		while (++at < 20 && !closed) {
			pass(1);
			if (!pinged_at && peer.rx_len) {
				pinged_at = at;
				ws_peer_expect(&peer, 0x89, "", 0);
			}
		}
		assert_int_equal(pinged_at, cases[n].pinged_at);
		assert_int_equal(closed ? at - 1 : 0, cases[n].closed_at);
		if (!closed) {
			pass(3 * 3600);
			assert_int_equal(closed, 0);
			assert_int_equal(peer.rx_len, 0);
		}
		end(state);
	}
}

/* the client's own, each connection its own.  CLI-05: a link that is lost in
 * silence is told by nothing but this */
static void
a_client_asks_by_the_policy_of_its_connection(void **state)
{
	struct lws_client_connect_info i;
	struct net_peer server;
	int port, fd = net_listen(&port);

	(void)state;
	begin_with(&never);
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = port;
	i.path = "/";
	i.retry_and_idle_policy = &three_and_five;
	assert_non_null(lws_client_connect_via_info(&i));
	ws_peer_serve(&server, fd, NULL, 0);
	assert_true(net_pump_count(&established, 2));
	pass(3);
	ws_peer_expect(&server, 0x89, "", 0);
	pong(&server, false);
	pass(3);
	ws_peer_expect(&server, 0x89, "", 0);
	pass(2);
	assert_int_equal(client_closed, 1);
	assert_int_equal(closed, 0);
	ws_peer_expect_end(&server);
	net_peer_close(&server);
	close(fd);
}

/* WS-19: the wall clock is set; that is no time that passed */
static void
a_wall_clock_that_jumps_changes_nothing(void **state)
{
	(void)state;
	begin_with(&three_and_five);
	lws__shim_clocks_advance(0, (int64_t)3600 * SECOND);
	net_turns(4);
	lws__shim_clocks_advance(0, (int64_t)-7200 * SECOND);
	net_turns(4);
	assert_int_equal(peer.rx_len, 0);
	assert_int_equal(closed, 0);
}

/* ---- goodbyes ---- */

/* WS-11 */
static void
a_goodbye_nobody_answers_ends_after_five_seconds(void **state)
{
	(void)state;
	begin_with(NULL);
	says_goodbye = true;
	lws_callback_on_writable(wsi_now);
	ws_peer_expect_close(&peer, 1000, "");
	pass(4);
	assert_int_equal(closed, 0);
	/* nor is it drawn out by talk, or by pings */
	assert_true(ws_peer_send_frame(&peer, 0x81, "x", 1, true));
	assert_true(ws_peer_send_frame(&peer, 0x89, "x", 1, true));
	net_turns(4);
	pass(1);
	assert_int_equal(closed, 1);
	ws_peer_expect_end(&peer);
}

static void
a_peer_that_goes_without_an_answer_is_not_waited_for(void **state)
{
	(void)state;
	begin_with(NULL);
	says_goodbye = true;
	lws_callback_on_writable(wsi_now);
	ws_peer_expect_close(&peer, 1000, "");
	net_peer_shut(&peer);
	assert_true(net_pump_count(&closed, 1));
}

/* the server ends TCP; a client waits for that, and not for ever */
static void
a_client_waits_five_seconds_for_the_servers_end(void **state)
{
	struct lws_client_connect_info i;
	struct net_peer server;
	int port, fd = net_listen(&port);

	(void)state;
	begin_with(NULL);
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = port;
	i.path = "/";
	assert_non_null(lws_client_connect_via_info(&i));
	ws_peer_serve(&server, fd, NULL, 0);
	assert_true(net_pump_count(&established, 2));
	assert_true(ws_peer_send_close(&server, 1000, "", false));
	ws_peer_expect_close(&server, 1000, "");
	pass(4);
	assert_int_equal(client_closed, 0);
	pass(1);
	assert_int_equal(client_closed, 1);
	ws_peer_expect_end(&server);
	net_peer_close(&server);
	close(fd);
}

/* the server has ended its side, the peer does not end its own */
static void
a_peer_that_never_goes_is_let_go(void **state)
{
	(void)state;
	begin_with(NULL);
	assert_true(ws_peer_send_close(&peer, 1000, "", true));
	ws_peer_expect_close(&peer, 1000, "");
	ws_peer_expect_end(&peer);
	pass(14);
	assert_int_equal(closed, 0);
	pass(1); /* timeout_secs */
	assert_int_equal(closed, 1);
}

/* output that does not leave is not waited for either */
static void
a_deaf_peer_does_not_hold_up_the_end(void **state)
{
	static uint8_t big[LWS_PRE + 16 * 1024 * 1024];

	(void)state;
	begin_with(NULL);
	peer.is_deaf = true;
	assert_true(lws_write(wsi_now, big + LWS_PRE, sizeof(big) - LWS_PRE,
			      LWS_WRITE_BINARY) > 0);
	assert_true(lws_send_pipe_choked(wsi_now));
	assert_true(ws_peer_send_close(&peer, 1000, "", true));
	net_turns(4);
	assert_int_equal(closed, 0);
	/* the kernels still move some of it, at first */
	for (int n = 0; n < 8 && !closed; n++)
		pass(5);
	assert_int_equal(closed, 1);
}

/* ... and one that listens slowly gets all of it, and then the end */
static void
a_slow_peer_gets_all_of_it_before_the_end(void **state)
{
	enum { LEN = 16 * 1024 * 1024, STEP = 1024 * 1024 };
	static uint8_t big[LWS_PRE + LEN], got[STEP];
	size_t have = 0, in_step = 0, room;
	ssize_t n;

	(void)state;
	begin_with(&never);
	peer.is_deaf = true;
	assert_int_equal(
		lws_write(wsi_now, big + LWS_PRE, LEN, LWS_WRITE_BINARY), LEN);
	assert_true(lws_send_pipe_choked(wsi_now));
	assert_true(ws_peer_send_close(&peer, 1000, "", true));
	net_turns(4);
	assert_int_equal(closed, 0);
	while (have < LEN + 10) {
		room = STEP - in_step;
		if (room > LEN + 10 - have)
			room = LEN + 10 - have;
		n = recv(peer.fd, got, room, MSG_DONTWAIT);
		assert_int_not_equal(n, 0);
		if (n > 0) {
			have += (size_t)n;
			in_step += (size_t)n;
		}
		if (in_step == STEP) {
			in_step = 0;
			pass(4);
		}
		net_turn();
	}
	peer.is_deaf = false;
	assert_int_equal(have, LEN + 10);
	ws_peer_expect_close(&peer, 1000, "");
	ws_peer_expect_end(&peer);
	net_peer_close(&peer);
	memset(&peer, 0, sizeof(peer));
	assert_true(net_pump_count(&closed, 1));
}

#define TEST(name) cmocka_unit_test_teardown(name, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(silence_is_asked_and_then_hung_up),
		TEST(a_pong_begins_the_wait_anew),
		TEST(talk_is_no_pong),
		TEST(the_application_may_say_that_it_lives),
		TEST(without_a_policy_nobody_is_asked),
		TEST(the_default_is_to_ask_at_40_and_to_hang_up_at_50),
		TEST(a_policy_says_when_it_is_asked_and_when_closed),
		TEST(a_client_asks_by_the_policy_of_its_connection),
		TEST(a_wall_clock_that_jumps_changes_nothing),
		TEST(a_goodbye_nobody_answers_ends_after_five_seconds),
		TEST(a_peer_that_goes_without_an_answer_is_not_waited_for),
		TEST(a_client_waits_five_seconds_for_the_servers_end),
		TEST(a_peer_that_never_goes_is_let_go),
		TEST(a_deaf_peer_does_not_hold_up_the_end),
		TEST(a_slow_peer_gets_all_of_it_before_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
