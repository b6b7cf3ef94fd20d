/* SPDX-License-Identifier: MIT */
/*
 * Goodbyes, both ends ours: who says it, at what moment, with which code; the
 * other side hears all of it and what was said before.  And connections that
 * are cut at each byte, or that dribble.
 */

#include "ws-peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SERVER, CLIENT, ENDS };

enum { BIG = 2 << 20 };

/* when the goodbye is said */
enum moment {
	AT_REST,
	BEHIND_BIG_OUTPUT, /* more than the kernel takes */
	INSIDE_A_MESSAGE,  /* a fragment was sent, the last one is not */
	IN_RECEIVE,        /* the callback that brought a message */
	WITH_READING_OFF,
	IN_TIMER,
	MOMENTS
};

static const char *const moment_names[] = {
	"at rest",    "behind big output", "inside a message",
	"in receive", "with reading off",  "in a timer"};

static struct side {
	struct lws *wsi;
	int ups, downs, peer_closes, messages, finals;
	size_t bytes;
	char peer_close[140], close_payload[140];
	enum moment moment;
	bool leaves;
	unsigned int code; /* 0: a CLOSE without one */
	const char *reason;
	int step;
} sides[ENDS];

static void
note_close(char *to, const uint8_t *p, int len)
{
	snprintf(to, 140, "%d %.*s", len > 1 ? p[0] << 8 | p[1] : 0,
		 len > 2 ? len - 2 : 0, len > 2 ? (const char *)p + 2 : "");
}

static int
leave(struct side *s)
{
	s->leaves = false;
	lws_close_reason(s->wsi, (enum lws_close_status)s->code,
			 (unsigned char *)(uintptr_t)s->reason,
			 strlen(s->reason));

	return -1;
}

static int
say(struct side *s, size_t len, int how)
{
	static uint8_t big[LWS_PRE + BIG];

	memset(big + LWS_PRE, 'x', len);

	return lws_write(s->wsi, big + LWS_PRE, len,
			 (enum lws_write_protocol)how) != (int)len;
}

static int
on_writeable(struct side *s)
{
	if (!s->leaves)
		return 0;
	switch (s->moment) {
	case BEHIND_BIG_OUTPUT:
		if (say(s, BIG, LWS_WRITE_BINARY))
			return -1;
		break;
	case INSIDE_A_MESSAGE:
		if (say(s, 5, LWS_WRITE_TEXT | LWS_WRITE_NO_FIN))
			return -1;
		break;
	case WITH_READING_OFF:
		lws_rx_flow_control(s->wsi, 0);
		break;
	case IN_RECEIVE:
		return 0; /* later */
	case IN_TIMER:
		lws_set_timer_usecs(s->wsi, 1);
		return 0;
	default:
		break;
	}

	return leave(s);
}

static int
on_receive(struct side *s, size_t len)
{
	s->bytes += len;
	s->messages += lws_is_final_fragment(s->wsi);
	s->finals += lws_is_final_fragment(s->wsi);
	if (s->leaves && s->moment == IN_RECEIVE)
		return leave(s);

	return 0;
}

static void
on_down(struct lws *wsi, struct side *s)
{
	s->downs++;
	note_close(s->close_payload, lws_get_close_payload(wsi),
		   lws_get_close_length(wsi));
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct side *s = &sides[wsi && wsi == sides[CLIENT].wsi];

	(void)user;
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		s = &sides[reason == LWS_CALLBACK_CLIENT_ESTABLISHED];
		s->wsi = wsi;
		s->ups++;
		break;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return on_receive(s, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return on_writeable(s);
	case LWS_CALLBACK_TIMER:
		return leave(s);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		s->peer_closes++;
		note_close(s->peer_close, in, (int)len);
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		on_down(wsi, s);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback}, LWS_PROTOCOL_LIST_TERM};

static struct lws_context *cx;

static int
begin(void **state)
{
	struct lws_context_creation_info info;

	(void)state;
	net_info(&info, protocols);
	cx = net_create(&info);

	return 0;
}

static int
end(void **state)
{
	(void)state;
	net_end();

	return 0;
}

static void
start_client(int port)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = port;
	i.path = "/";
	i.local_protocol_name = "main";
	assert_non_null(lws_client_connect_via_info(&i));
}

static void
connect_both(void)
{
	memset(sides, 0, sizeof(sides));
	start_client(net_port(cx));
	assert_true(net_pump_count(&sides[SERVER].ups, 1));
	assert_true(net_pump_count(&sides[CLIENT].ups, 1));
}

/* ---- the matrix -----------------------------------------------------------
 */

static void
goes(int from, enum moment moment, unsigned int code, const char *reason)
{
	struct side *s = &sides[from], *other = &sides[!from];
	char wanted[140];

	connect_both();
	s->moment = moment;
	s->code = code;
	s->reason = reason;
	s->leaves = true;
	if (moment == IN_RECEIVE)
		assert_int_equal(say(other, 3, LWS_WRITE_TEXT), 0);
	lws_callback_on_writable(s->wsi);
	assert_true(net_pump_count(&s->downs, 1));
	assert_true(net_pump_count(&other->downs, 1));
	net_turns(4);
	snprintf(wanted, sizeof(wanted), "%u %s", code, code ? reason : "");
	if (strcmp(other->peer_close, wanted) ||
	    strcmp(other->close_payload, wanted) ||
	    strcmp(s->close_payload, wanted) || other->peer_closes != 1 ||
	    s->peer_closes || s->downs != 1 || other->downs != 1)
		fail_msg("%s, %s: said '%s', told '%s' (%d times), then '%s'; "
			 "the teller knows '%s'",
			 from ? "client" : "server", moment_names[moment],
			 wanted, other->peer_close, other->peer_closes,
			 other->close_payload, s->close_payload);
	if (moment == BEHIND_BIG_OUTPUT)
		assert_int_equal(other->bytes, BIG);
	if (moment == INSIDE_A_MESSAGE) { /* WS-12: it never became whole */
		assert_int_equal(other->bytes, 5);
		assert_int_equal(other->finals, 0);
	}
}

/* WS-07, WS-11 */
static void
each_side_may_leave_at_each_moment_with_each_code(void **state)
{
	static const unsigned int codes[] = {0,    1000, 1001, 1002, 1003, 1007,
					     1008, 1009, 1010, 1011, 1012, 1013,
					     1014, 3000, 3999, 4000, 4999};
	static const char *const reasons[] = {
		"", "bye",
		"a reason of 123 bytes, no byte more and none less: "
		"0123456789012345678901234567890123456789012345678901234567890"
		"12345678901"};

	(void)state;
	for (int from = 0; from < ENDS; from++)
		for (int m = 0; m < MOMENTS; m++)
			for (size_t n = 0; n < LWS_ARRAY_SIZE(codes); n++)
				goes(from, (enum moment)m, codes[n],
				     reasons[n % LWS_ARRAY_SIZE(reasons)]);
}

/* codes that only a program may see are never sent */
static void
codes_that_may_not_be_sent_are_left_out(void **state)
{
	static const unsigned int codes[] = {999,  1004, 1005, 1006, 1015, 1016,
					     1100, 2000, 2999, 5000, 65535};

	(void)state;
	for (int from = 0; from < ENDS; from++)
		for (size_t n = 0; n < LWS_ARRAY_SIZE(codes); n++) {
			struct side *s = &sides[from];

			connect_both();
			s->code = codes[n];
			s->reason = "no";
			s->leaves = true;
			lws_callback_on_writable(s->wsi);
			assert_true(net_pump_count(&sides[!from].downs, 1));
			assert_true(net_pump_count(&s->downs, 1));
			assert_string_equal(sides[!from].peer_close, "0 ");
		}
}

/*
 * WS-11: a client that has said goodbye stays until the answer has come and
 * the server has ended the connection
 */
static void
a_client_that_leaves_waits_for_the_answer_and_the_end(void **state)
{
	int port, fd = net_listen(&port);
	struct net_peer server;

	(void)state;
	memset(sides, 0, sizeof(sides));
	start_client(port);
	ws_peer_serve(&server, fd, NULL, 0);
	assert_true(net_pump_count(&sides[CLIENT].ups, 1));
	sides[CLIENT].code = 4001;
	sides[CLIENT].reason = "off";
	sides[CLIENT].leaves = true;
	lws_callback_on_writable(sides[CLIENT].wsi);
	ws_peer_expect_close(&server, 4001, "off");
	net_turns(8);
	assert_false(server.saw_eof || server.saw_reset);
	assert_true(ws_peer_send_close(&server, 4001, "off", false));
	net_turns(8);
	assert_int_equal(sides[CLIENT].downs, 0);
	net_peer_shut(&server);
	assert_true(net_pump_count(&sides[CLIENT].downs, 1));
	ws_peer_expect_end(&server);
	net_peer_close(&server);
	close(fd);
}

/* ---- what a callback may ask --------------------------------------------- */

static char asked[1024];

static int
ask_all(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	size_t at = strlen(asked);

	(void)user;
	(void)in;
	net_note(wsi, reason);
	if (reason == LWS_CALLBACK_ESTABLISHED)
		sides[SERVER].wsi = wsi;
	if (reason == LWS_CALLBACK_RECEIVE)
		snprintf(asked + at, sizeof(asked) - at,
			 "%u%s%s%s left %u "
			 "op %u rsv %u|",
			 (unsigned int)len,
			 lws_is_first_fragment(wsi) ? " first" : "",
			 lws_is_final_fragment(wsi) ? " final" : "",
			 lws_frame_is_binary(wsi) ? " binary" : "",
			 (unsigned int)lws_remaining_packet_payload(wsi),
			 lws_get_opcode(wsi), lws_get_reserved_bits(wsi));
	if (reason == LWS_CALLBACK_CLOSED)
		sides[SERVER].downs++;

	return 0;
}

static const struct lws_protocols asking[] = {
	{.name = "main", .callback = ask_all, .rx_buffer_size = 4},
	LWS_PROTOCOL_LIST_TERM};

static void
each_lump_can_be_asked_where_it_stands(void **state)
{
	struct lws_context_creation_info info;
	struct net_peer p;

	(void)state;
	memset(sides, 0, sizeof(sides));
	asked[0] = '\0';
	net_info(&info, asking);
	cx = net_create(&info);
	ws_peer_open(&p, net_port(cx), "main");
	/* before anything came, and on what is no websocket */
	assert_int_equal(lws_get_close_length(sides[SERVER].wsi), 0);
	assert_null(lws_get_close_payload(sides[SERVER].wsi));
	assert_int_equal(lws_ws_sending_multifragment(sides[SERVER].wsi), 0);
	assert_true(ws_peer_send_frame(&p, 0x01, "abcdefghij", 10, true));
	assert_true(ws_peer_send_frame(&p, 0x89, "in between", 10, true));
	assert_true(ws_peer_send_frame(&p, 0x00, "", 0, true));
	assert_true(ws_peer_send_frame(&p, 0x80, "klmno", 5, true));
	assert_true(ws_peer_send_frame(&p, 0x82, "p", 1, true));
	ws_peer_expect(&p, 0x8a, "in between", 10);
	assert_true(ws_peer_send_close(&p, 1000, "", true));
	ws_peer_expect_close(&p, 1000, "");
	assert_string_equal(asked, "4 first left 6 op 1 rsv 0|"
				   "4 left 2 op 1 rsv 0|"
				   "2 left 0 op 1 rsv 0|"
				   "0 left 0 op 0 rsv 0|"
				   "4 left 1 op 0 rsv 0|"
				   "1 final left 0 op 0 rsv 0|"
				   "1 first final binary left 0 op 2 rsv 0|");
	net_peer_close(&p);
}

/* ---- I-04, I-07 -----------------------------------------------------------
 */

/* an opening handshake, a message in two fragments, a ping, a CLOSE */
static size_t
whole_exchange(char *out, size_t size)
{
	size_t len = ws_request(out, size, "main", "");

	len += ws_frame((uint8_t *)out + len, 0x01, "hello, ", 7, true);
	len += ws_frame((uint8_t *)out + len, 0x80, "world", 5, true);
	len += ws_frame((uint8_t *)out + len, 0x89, "ping", 4, true);
	len += ws_frame((uint8_t *)out + len, 0x88, "\x03\xe8", 2, true);

	return len;
}

/* I-04, WS-12: cut at each byte, in order and by a reset */
static void
a_connection_cut_at_any_byte_ends_once(void **state)
{
	char bytes[1024];
	size_t len = whole_exchange(bytes, sizeof(bytes));
	size_t second = len - 8 - 10 - 11; /* the last fragment begins */

	(void)state;
	for (size_t at = 0; at <= len; at++)
		for (int is_reset = 0; is_reset < 2; is_reset++) {
			struct net_peer p;

			memset(sides, 0, sizeof(sides));
			net_peer_connect(&p, net_port(cx));
			net_peer_send_apart(&p, bytes, at);
			if (is_reset)
				net_peer_reset(&p);
			else {
				net_peer_shut(&p);
				assert_true(net_peer_wait_end(&p));
				net_peer_close(&p);
			}
			net_turns(4);
			if (sides[SERVER].ups)
				assert_true(net_pump_count(&sides[SERVER].downs,
							   1));
			assert_int_equal(sides[SERVER].downs,
					 sides[SERVER].ups);
			if (at <= second)
				assert_int_equal(sides[SERVER].finals, 0);
			if (at < len)
				assert_int_equal(sides[SERVER].peer_closes, 0);
		}
}

/* I-07: a peer that speaks one byte at a time is heard like any other */
static void
a_peer_of_one_byte_at_a_time_is_heard(void **state)
{
	char bytes[1024];
	size_t len = whole_exchange(bytes, sizeof(bytes));
	struct net_peer p;

	(void)state;
	memset(sides, 0, sizeof(sides));
	net_peer_connect(&p, net_port(cx));
	for (size_t at = 0; at < len; at++)
		net_peer_send_apart(&p, bytes + at, 1);
	assert_true(net_peer_wait_for(&p, "\r\n\r\n"));
	net_peer_forget(&p, (size_t)(strstr(p.rx, "\r\n\r\n") + 4 - p.rx));
	ws_peer_expect(&p, 0x8a, "ping", 4);
	ws_peer_expect_close(&p, 1000, "");
	ws_peer_expect_end(&p);
	assert_int_equal(sides[SERVER].bytes, 12);
	assert_int_equal(sides[SERVER].finals, 1);
	net_peer_close(&p);
}

/*
 * I-07: one that reads a byte at a time gets all of it, in order, and nobody
 * else waits for it
 */
static void
a_peer_that_reads_a_byte_at_a_time_holds_up_nobody(void **state)
{
	enum { LEN = 200000, SMALL = 1024 };
	static char got[LEN + 64];
	struct net_peer slow, quick;
	int small = SMALL, downs;
	size_t have = 0;

	(void)state;
	memset(sides, 0, sizeof(sides));
	ws_peer_open(&slow, net_port(cx), "main");
	setsockopt(slow.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	slow.is_deaf = true;
	assert_int_equal(say(&sides[SERVER], LEN, LWS_WRITE_BINARY), 0);
	ws_peer_open(&quick, net_port(cx), "main");
	for (int n = 0; n < 300; n++) {
		assert_int_equal(recv(slow.fd, got + have, 1, 0), 1);
		have++;
		assert_true(ws_peer_send_frame(&quick, 0x89, "q", 1, true));
		ws_peer_expect(&quick, 0x8a, "q", 1);
	}
	net_peer_close(&quick);
	while (have < LEN + 10) {
		ssize_t n = recv(slow.fd, got + have, sizeof(got) - have,
				 MSG_DONTWAIT);

		if (n > 0)
			have += (size_t)n;
		net_turn();
	}
	assert_memory_equal(got, "\x82\x7f\0\0\0\0\0\x03\x0d\x40", 10);
	for (size_t n = 10; n < have; n++)
		assert_int_equal(got[n], 'x');
	downs = sides[SERVER].downs;
	net_peer_close(&slow);
	assert_true(net_pump_count(&sides[SERVER].downs, downs + 1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_side_may_leave_at_each_moment_with_each_code),
		TEST(codes_that_may_not_be_sent_are_left_out),
		TEST(a_client_that_leaves_waits_for_the_answer_and_the_end),
		cmocka_unit_test_teardown(
			each_lump_can_be_asked_where_it_stands, end),
		TEST(a_connection_cut_at_any_byte_ends_once),
		TEST(a_peer_of_one_byte_at_a_time_is_heard),
		TEST(a_peer_that_reads_a_byte_at_a_time_holds_up_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
