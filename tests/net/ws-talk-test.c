/* SPDX-License-Identifier: MIT */
/*
 * Both ends ours, in one context: messages of all sizes and shapes, pings by
 * the application, and what each side learns of the other's goodbye.
 */

#include "ws-net.h"

#include <stdio.h>
#include <stdlib.h>

enum { SERVER, CLIENT, ENDS };

enum { BIG = 16 << 20, MIB = 1 << 20 };

/* one end */
static struct side {
	struct lws *wsi;
	char heard[1024]; /* of what is not big */
	uint64_t sum;     /* of what is */
	size_t bytes;
	int messages, pongs, ups, downs, writeables;
	int peer_closes;
	char peer_close[130], close_payload[130];
	/* what to do */
	const char *say[16];
	int say_flags[16];
	int say_at, say_count;
	size_t say_big;
	unsigned int say_pieces; /* a message of that many times a MiB */
	unsigned int piece;
	int close_code; /* in the next WRITEABLE, after all was said */
	const char *close_reason;
	bool close_bare;
	int answer_code; /* to a WS_PEER_INITIATED_CLOSE; -1 = refuse to */
} sides[ENDS];

static uint64_t
sum_of(uint64_t sum, const uint8_t *p, size_t len)
{
	while (len--)
		sum = sum * 31 + *p++;

	return sum;
}

static uint8_t *
big_message(void)
{
	static uint8_t *big;

	if (!big) {
		big = malloc(LWS_PRE + BIG);
		assert_non_null(big);
		for (size_t n = 0; n < BIG; n++)
			big[LWS_PRE + n] = (uint8_t)(n * 131 >> 7);
	}

	return big + LWS_PRE;
}

static void
say(int end, const char *text, int flags)
{
	struct side *s = &sides[end];

	s->say[s->say_count] = text;
	s->say_flags[s->say_count++] = flags;
	if (s->wsi)
		lws_callback_on_writable(s->wsi);
}

static int
speak(struct side *s)
{
	uint8_t out[LWS_PRE + 256];
	const char *text = s->say[s->say_at];
	size_t len = strlen(text);

	memcpy(out + LWS_PRE, text, len);
	if (lws_write(s->wsi, out + LWS_PRE, len,
		      (enum lws_write_protocol)s->say_flags[s->say_at]) !=
	    (int)len)
		return -1;
	/* the bytes are ours again, and as they were */
	assert_memory_equal(out + LWS_PRE, text, len);
	s->say_at++;
	lws_callback_on_writable(s->wsi);

	return 0;
}

/* the next MiB of a message in fragments */
static int
speak_piece(struct side *s)
{
	unsigned int n = s->piece++;
	int how = (int)lws_write_ws_flags(LWS_WRITE_BINARY, !n,
					  s->piece == s->say_pieces);

	if (lws_write(s->wsi, big_message(), MIB,
		      (enum lws_write_protocol)how) != MIB)
		return -1;
	assert_int_equal(lws_ws_sending_multifragment(s->wsi),
			 s->piece != s->say_pieces);
	if (s->piece == s->say_pieces)
		s->say_pieces = 0;
	lws_callback_on_writable(s->wsi);

	return 0;
}

static int
on_writeable(struct side *s)
{
	s->writeables++;
	if (s->say_at < s->say_count)
		return speak(s);
	if (s->say_big) {
		int n = lws_write(s->wsi, big_message(), s->say_big,
				  LWS_WRITE_BINARY);

		assert_int_equal(n, (int)s->say_big);
		s->say_big = 0;
		lws_callback_on_writable(s->wsi);
		return 0;
	}
	if (s->say_pieces)
		return speak_piece(s);
	if (s->close_code) {
		lws_close_reason(s->wsi, (enum lws_close_status)s->close_code,
				 (unsigned char *)(uintptr_t)s->close_reason,
				 strlen(s->close_reason));
		return -1;
	}

	return s->close_bare ? -1 : 0;
}

static void
hear(struct side *s, const char *in, size_t len)
{
	size_t at = strlen(s->heard);

	assert_int_equal(in[len], 0);
	s->bytes += len;
	s->sum = sum_of(s->sum, (const uint8_t *)in, len);
	if (s->bytes < sizeof(s->heard) / 2) {
		if (lws_is_first_fragment(s->wsi))
			s->heard[at++] =
				lws_frame_is_binary(s->wsi) ? 'b' : 't';
		memcpy(s->heard + at, in, len);
		s->heard[at + len] = '\0';
		if (lws_is_final_fragment(s->wsi))
			strncat(s->heard, "|", 2);
	}
	s->messages += lws_is_final_fragment(s->wsi);
}

static void
note_close(char *to, const uint8_t *p, int len)
{
	snprintf(to, 130, "%d %.*s", len > 1 ? p[0] << 8 | p[1] : 0,
		 len > 2 ? len - 2 : 0, len > 2 ? (const char *)p + 2 : "");
}

static int
on_peer_close(struct side *s, const uint8_t *p, size_t len)
{
	s->peer_closes++;
	note_close(s->peer_close, p, (int)len);
	if (s->answer_code > 0)
		lws_close_reason(s->wsi, (enum lws_close_status)s->answer_code,
				 NULL, 0);

	return s->answer_code < 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		sides[SERVER].wsi = wsi;
		sides[SERVER].ups++;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		sides[CLIENT].wsi = wsi;
		sides[CLIENT].ups++;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RECEIVE:
		hear(&sides[SERVER], in, len);
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		hear(&sides[CLIENT], in, len);
		break;
	case LWS_CALLBACK_RECEIVE_PONG:
		sides[SERVER].pongs++;
		strncat(sides[SERVER].heard, in, len);
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		sides[CLIENT].pongs++;
		strncat(sides[CLIENT].heard, in, len);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return on_writeable(&sides[SERVER]);
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return on_writeable(&sides[CLIENT]);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		return on_peer_close(&sides[wsi == sides[CLIENT].wsi], in, len);
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED: {
		struct side *s = &sides[reason == LWS_CALLBACK_CLIENT_CLOSED];

		s->downs++;
		note_close(s->close_payload, lws_get_close_payload(wsi),
			   lws_get_close_length(wsi));
		s->wsi = NULL;
		break;
	}
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback}, LWS_PROTOCOL_LIST_TERM};

static struct lws_context *cx;

static void
connect_both(void)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = net_port(cx);
	i.path = "/";
	i.protocol = "main";
	assert_non_null(lws_client_connect_via_info(&i));
	assert_true(net_pump_count(&sides[SERVER].ups, 1));
	assert_true(net_pump_count(&sides[CLIENT].ups, 1));
}

static int
begin(void **state)
{
	struct lws_context_creation_info info;

	(void)state;
	memset(sides, 0, sizeof(sides));
	net_info(&info, protocols);
	cx = net_create(&info);
	connect_both();

	return 0;
}

static int
end(void **state)
{
	(void)state;
	net_end();

	return 0;
}

/* ---- messages ---- */

static void
messages_of_every_shape_arrive(int from)
{
	struct side *to = &sides[!from];

	say(from, "hello", LWS_WRITE_TEXT);
	say(from, "", LWS_WRITE_TEXT);
	say(from, "bin\x01", LWS_WRITE_BINARY);
	say(from, "", LWS_WRITE_BINARY);
	say(from, "one ", LWS_WRITE_TEXT | LWS_WRITE_NO_FIN);
	say(from, "", LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN);
	say(from, "two ", LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN);
	say(from, "three", LWS_WRITE_CONTINUATION);
	say(from, "", LWS_WRITE_BINARY | LWS_WRITE_NO_FIN);
	say(from, "", LWS_WRITE_CONTINUATION);
	say(from, "end", (int)lws_write_ws_flags(LWS_WRITE_TEXT, 1, 1));
	assert_true(net_pump_count(&to->messages, 7));
	assert_string_equal(to->heard,
			    "thello|t|bbin\x01|b|tone two three|b|tend|");
	assert_int_equal(to->messages, 7);
}

static void
messages_of_every_shape_arrive_at_the_client(void **state)
{
	(void)state;
	messages_of_every_shape_arrive(SERVER);
}

static void
messages_of_every_shape_arrive_at_the_server(void **state)
{
	(void)state;
	messages_of_every_shape_arrive(CLIENT);
}

static void
big_messages_arrive(int from, size_t len)
{
	struct side *to = &sides[!from];
	int before = to->messages;

	to->sum = 0;
	to->bytes = 0;
	sides[from].say_big = len;
	lws_callback_on_writable(sides[from].wsi);
	assert_true(net_pump_count(&to->messages, before + 1));
	assert_int_equal(to->bytes, len);
	assert_true(to->sum == sum_of(0, big_message(), len));
}

static void
sixteen_megabytes_arrive_at_the_client(void **state)
{
	(void)state;
	big_messages_arrive(SERVER, BIG);
}

static void
sixteen_megabytes_arrive_at_the_server(void **state)
{
	(void)state;
	big_messages_arrive(CLIENT, BIG);
}

/* as 64 fragments; pings go between them, and nothing of it is collected */
static void
sixty_four_megabytes_in_fragments_arrive(int from)
{
	struct side *s = &sides[from], *to = &sides[!from];

	s->piece = 0;
	s->say_pieces = 64;
	lws_callback_on_writable(s->wsi);
	say(!from, "in between", LWS_WRITE_PING);
	assert_true(net_pump_count(&to->messages, 1));
	assert_true(net_pump_count(&to->pongs, 1));
	assert_int_equal(to->bytes, 64 * MIB);
	assert_int_equal(to->messages, 1);
}

static void
sixty_four_megabytes_in_fragments_arrive_at_the_client(void **state)
{
	(void)state;
	sixty_four_megabytes_in_fragments_arrive(SERVER);
}

static void
sixty_four_megabytes_in_fragments_arrive_at_the_server(void **state)
{
	(void)state;
	sixty_four_megabytes_in_fragments_arrive(CLIENT);
}

static void
messages_around_each_length_form_arrive(void **state)
{
	static const size_t lens[] = {1,    125,  126,   127,   4082,  4095,
				      4096, 4097, 65535, 65536, 65537, 200000};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(lens); n++) {
		big_messages_arrive(SERVER, lens[n]);
		big_messages_arrive(CLIENT, lens[n]);
	}
}

static void
big_messages_cross(void **state)
{
	(void)state;
	sides[SERVER].say_big = sides[CLIENT].say_big = 4 << 20;
	lws_callback_on_writable(sides[SERVER].wsi);
	lws_callback_on_writable(sides[CLIENT].wsi);
	assert_true(net_pump_count(&sides[SERVER].messages, 1));
	assert_true(net_pump_count(&sides[CLIENT].messages, 1));
	assert_true(sides[SERVER].sum == sides[CLIENT].sum);
	assert_int_equal(sides[SERVER].bytes, 4 << 20);
}

/* ---- pings ---- */

static void
pings_with_a_payload_are_answered(void **state)
{
	(void)state;
	say(SERVER, "from server", LWS_WRITE_PING);
	say(CLIENT, "from client", LWS_WRITE_PING);
	assert_true(net_pump_count(&sides[SERVER].pongs, 1));
	assert_true(net_pump_count(&sides[CLIENT].pongs, 1));
	assert_string_equal(sides[SERVER].heard, "from server");
	assert_string_equal(sides[CLIENT].heard, "from client");
}

static void
a_pong_nobody_asked_for_is_told(void **state)
{
	(void)state;
	say(CLIENT, "hi", LWS_WRITE_PONG);
	assert_true(net_pump_count(&sides[SERVER].pongs, 1));
	assert_string_equal(sides[SERVER].heard, "hi");
}

/* an empty ping proves that the connection lives, and is not told */
static void
an_empty_ping_is_answered_and_its_pong_is_not_told(void **state)
{
	(void)state;
	say(CLIENT, "", LWS_WRITE_PING);
	say(CLIENT, "behind it", LWS_WRITE_TEXT);
	assert_true(net_pump_count(&sides[SERVER].messages, 1));
	net_turns(4);
	assert_int_equal(sides[CLIENT].pongs, 0);
}

/* ---- goodbye ---- */

static void
both_are_down(void)
{
	assert_true(net_pump_count(&sides[SERVER].downs, 1));
	assert_true(net_pump_count(&sides[CLIENT].downs, 1));
	net_turns(8);
	assert_int_equal(sides[SERVER].downs, 1);
	assert_int_equal(sides[CLIENT].downs, 1);
}

static void
says_goodbye(int from, int code, const char *reason)
{
	sides[from].close_reason = reason;
	sides[from].close_code = code;
	lws_callback_on_writable(sides[from].wsi);
	both_are_down();
	assert_int_equal(sides[from].peer_closes, 0);
	assert_int_equal(sides[!from].peer_closes, 1);
}

static void
a_reason_of_the_server_is_heard_and_echoed(void **state)
{
	(void)state;
	say(SERVER, "last words", LWS_WRITE_TEXT);
	says_goodbye(SERVER, 4002, "enough");
	assert_string_equal(sides[CLIENT].peer_close, "4002 enough");
	assert_string_equal(sides[CLIENT].close_payload, "4002 enough");
	assert_string_equal(sides[SERVER].close_payload, "4002 enough");
	assert_string_equal(sides[CLIENT].heard, "tlast words|");
}

static void
a_reason_of_the_client_is_heard_and_echoed(void **state)
{
	(void)state;
	says_goodbye(CLIENT, LWS_CLOSE_STATUS_GOINGAWAY, "");
	assert_string_equal(sides[SERVER].peer_close, "1001 ");
	assert_string_equal(sides[CLIENT].close_payload, "1001 ");
}

static void
a_goodbye_may_be_answered_with_another_code(void **state)
{
	(void)state;
	sides[CLIENT].answer_code = 3333;
	says_goodbye(SERVER, 1000, "bye");
	assert_string_equal(sides[CLIENT].peer_close, "1000 bye");
	assert_string_equal(sides[SERVER].close_payload, "3333 ");
}

static void
a_goodbye_may_be_left_unanswered(void **state)
{
	(void)state;
	sides[CLIENT].answer_code = -1;
	says_goodbye(SERVER, 1000, "bye");
	/* it has heard nothing: what it has is what it said */
	assert_string_equal(sides[SERVER].close_payload, "1000 bye");
}

static void
a_code_that_may_not_be_sent_is_a_goodbye_without_code(void **state)
{
	(void)state;
	says_goodbye(SERVER, LWS_CLOSE_STATUS_ABNORMAL_CLOSE, "x");
	assert_string_equal(sides[CLIENT].peer_close, "0 ");
}

static void
without_a_reason_nothing_is_said(void **state)
{
	(void)state;
	sides[CLIENT].close_bare = true;
	lws_callback_on_writable(sides[CLIENT].wsi);
	both_are_down();
	assert_int_equal(sides[SERVER].peer_closes, 0);
	assert_string_equal(sides[SERVER].close_payload, "0 ");
}

static void
both_may_say_goodbye_at_once(void **state)
{
	(void)state;
	sides[SERVER].close_code = 1001;
	sides[CLIENT].close_code = 1000;
	sides[SERVER].close_reason = sides[CLIENT].close_reason = "";
	lws_callback_on_writable(sides[SERVER].wsi);
	lws_callback_on_writable(sides[CLIENT].wsi);
	both_are_down();
}

/* NET-01: unsent output leaves before the goodbye */
static void
what_was_written_before_a_goodbye_arrives(void **state)
{
	(void)state;
	sides[CLIENT].say_big = 3 << 20;
	says_goodbye(CLIENT, 1000, "done");
	assert_int_equal(sides[SERVER].bytes, 3 << 20);
	assert_int_equal(sides[SERVER].messages, 1);
}

static void
a_context_that_goes_closes_both(void **state)
{
	(void)state;
	net_destroy(&cx);
	assert_int_equal(sides[SERVER].downs, 1);
	assert_int_equal(sides[CLIENT].downs, 1);
	assert_int_equal(sides[CLIENT].peer_closes, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(messages_of_every_shape_arrive_at_the_client),
		TEST(messages_of_every_shape_arrive_at_the_server),
		TEST(sixteen_megabytes_arrive_at_the_client),
		TEST(sixteen_megabytes_arrive_at_the_server),
		TEST(sixty_four_megabytes_in_fragments_arrive_at_the_client),
		TEST(sixty_four_megabytes_in_fragments_arrive_at_the_server),
		TEST(messages_around_each_length_form_arrive),
		TEST(big_messages_cross),
		TEST(pings_with_a_payload_are_answered),
		TEST(a_pong_nobody_asked_for_is_told),
		TEST(an_empty_ping_is_answered_and_its_pong_is_not_told),
		TEST(a_reason_of_the_server_is_heard_and_echoed),
		TEST(a_reason_of_the_client_is_heard_and_echoed),
		TEST(a_goodbye_may_be_answered_with_another_code),
		TEST(a_goodbye_may_be_left_unanswered),
		TEST(a_code_that_may_not_be_sent_is_a_goodbye_without_code),
		TEST(without_a_reason_nothing_is_said),
		TEST(both_may_say_goodbye_at_once),
		TEST(what_was_written_before_a_goodbye_arrives),
		TEST(a_context_that_goes_closes_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
