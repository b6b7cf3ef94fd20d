/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate on the wire (RFC 7692): what is agreed, with raw peers on
 * either side, and messages between both ends of ours.
 */

#include "ws-peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SERVER, CLIENT, ENDS };

enum { BIG = 1 << 20 };

/* one end */
static struct side {
	struct lws *wsi;
	char heard[512];  /* "t" or "b" at the first piece, "|" at the last */
	size_t bytes;     /* of all messages */
	size_t max_piece; /* the longest */
	size_t wrong;     /* bytes that are not as in big_message() */
	int messages, ups, downs, errors, pieces, extensions, defaults;
	int hold_every; /* stop reading after so many pieces */
	bool declines, aborts;
	const char *wants; /* for WS_EXT_DEFAULTS */
	char close[40], why[80];
	/* what to say */
	const uint8_t *say;
	size_t say_len, say_piece;
	enum lws_write_protocol say_kind;
	size_t said;
	const char *set[2]; /* an option, before it is said */
	int echoes;
} sides[ENDS];

static uint8_t *
big_message(void)
{
	static uint8_t *big;
	uint32_t seed = 1;

	if (!big) {
		big = malloc(LWS_PRE + BIG);
		assert_non_null(big);
		for (size_t n = 0; n < BIG; n++) {
			seed = seed * 1103515245u + 12345u;
			big[LWS_PRE + n] = n % 5 ? 'x' : (uint8_t)(seed >> 20);
		}
	}

	return big + LWS_PRE;
}

static void
say(int end, const void *data, size_t len, size_t piece,
    enum lws_write_protocol kind)
{
	struct side *s = &sides[end];

	s->say = data;
	s->say_len = len;
	s->say_piece = piece;
	s->say_kind = kind;
	s->said = 0;
	lws_callback_on_writable(s->wsi);
}

static int
speak(struct side *s)
{
	static uint8_t out[LWS_PRE + BIG];
	size_t len = s->say_len - s->said;
	int flags;

	if (!s->say)
		return 0;
	if (s->set[0])
		assert_int_equal(lws_set_extension_option(s->wsi,
							  "permessage-deflate",
							  s->set[0], s->set[1]),
				 0);
	s->set[0] = NULL;
	if (len > s->say_piece)
		len = s->say_piece;
	memcpy(out + LWS_PRE, s->say + s->said, len);
	flags = (int)lws_write_ws_flags((int)s->say_kind, !s->said,
					s->said + len == s->say_len);
	if (lws_write(s->wsi, out + LWS_PRE, len,
		      (enum lws_write_protocol)flags) != (int)len)
		return -1;
	/* the bytes are ours, and as they were */
	assert_memory_equal(out + LWS_PRE, s->say + s->said, len);
	s->said += len;
	if (s->said == s->say_len)
		s->say = NULL;
	else
		lws_callback_on_writable(s->wsi);

	return 0;
}

static int
hear(struct side *s, const uint8_t *in, size_t len)
{
	size_t at = strlen(s->heard);

	assert_int_equal(in[len], 0);
	s->pieces++;
	if (len > s->max_piece)
		s->max_piece = len;
	if (lws_is_first_fragment(s->wsi) && at < 400)
		s->heard[at++] = lws_frame_is_binary(s->wsi) ? 'b' : 't';
	for (size_t n = 0; n < len; n++)
		s->wrong += in[n] != big_message()[(s->bytes + n) % BIG];
	s->bytes += len;
	if (at + len < 400) {
		memcpy(s->heard + at, in, len);
		at += len;
	}
	if (lws_is_final_fragment(s->wsi)) {
		s->messages++;
		assert_int_equal(lws_remaining_packet_payload(s->wsi), 0);
		if (at < 400)
			s->heard[at++] = '|';
	}
	s->heard[at] = '\0';
	if (s->hold_every && s->pieces % s->hold_every == 0)
		lws_rx_flow_control(s->wsi, 0);

	return s->echoes && s->echoes--
		       ? lws_write(s->wsi, (uint8_t *)(uintptr_t)in, len,
				   LWS_WRITE_TEXT) < 0
		       : 0;
}

static int
up(struct lws *wsi, int end)
{
	sides[end].wsi = wsi;
	sides[end].ups++;

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct side *s = &sides[wsi == sides[CLIENT].wsi];

	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_CONFIRM_EXTENSION_OKAY:
		s->extensions++;
		assert_string_equal(in, "permessage-deflate");
		return s->declines;
	case LWS_CALLBACK_CLIENT_CONFIRM_EXTENSION_SUPPORTED:
		sides[CLIENT].extensions++;
		return sides[CLIENT].declines;
	case LWS_CALLBACK_WS_EXT_DEFAULTS:
		sides[CLIENT].defaults++;
		assert_string_equal(user, "permessage-deflate");
		if (sides[CLIENT].wants)
			lws_strncpy(in, sides[CLIENT].wants, len);
		return sides[CLIENT].aborts;
	case LWS_CALLBACK_ESTABLISHED:
		return up(wsi, SERVER);
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		return up(wsi, CLIENT);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		sides[CLIENT].errors++;
		snprintf(sides[CLIENT].why, sizeof(sides[CLIENT].why), "%.*s",
			 (int)len, in ? (const char *)in : "");
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
	case LWS_CALLBACK_RECEIVE:
		return hear(s, in, len);
	case LWS_CALLBACK_CLIENT_WRITEABLE:
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return speak(s);
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLOSED:
		s->downs++;
		s->wsi = NULL;
		break;
	default:
		break;
	}

	return 0;
}

/* rx_buffer_size bounds the pieces */
static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback, .rx_buffer_size = 600},
	LWS_PROTOCOL_LIST_TERM};

static struct lws_extension extensions[] = {
	{"permessage-deflate", lws_extension_callback_pm_deflate,
	 "permessage-deflate; client_max_window_bits"},
	{NULL, NULL, NULL}};

static struct lws_protocol_vhost_options pvo_options = {
	.name = "permessage-deflate"};
static const struct lws_protocol_vhost_options pvo = {
	.options = &pvo_options, .name = "main", .value = ""};

static struct lws_context *cx;

static void
serve(const char *options)
{
	struct lws_context_creation_info info;

	memset(sides, 0, sizeof(sides));
	net_info(&info, protocols);
	info.extensions = extensions;
	if (options) {
		pvo_options.value = options;
		info.pvo = &pvo;
	}
	cx = net_create(&info);
}

static void
connect_to(int port)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = port;
	i.path = "/";
	i.protocol = "main";
	assert_non_null(lws_client_connect_via_info(&i));
}

static void
both(const char *offer, const char *options)
{
	extensions[0].client_offer = offer;
	serve(options);
	connect_to(net_port(cx));
	assert_true(net_pump_count(&sides[SERVER].ups, 1));
	assert_true(net_pump_count(&sides[CLIENT].ups, 1));
}

/* ---- what a server answers ---- */

static void
answer_is(const char *offer, const char *options, const char *expected)
{
	struct net_peer p;
	char request[4096], more[2048];
	const char *answer;

	serve(options);
	snprintf(more, sizeof(more), "Sec-WebSocket-Extensions: %s\r\n", offer);
	net_peer_connect(&p, net_port(cx));
	assert_true(net_peer_send(
		&p, request,
		ws_request(request, sizeof(request), "main", more)));
	assert_true(net_peer_wait_for(&p, "\r\n\r\n"));
	assert_memory_equal(p.rx, "HTTP/1.1 101 ", 13);
	answer = strstr(p.rx, "sec-websocket-extensions: ");
	if (!expected && answer)
		fail_msg("'%s' is accepted", offer);
	if (expected) {
		if (!answer)
			fail_msg("'%s' is declined", offer);
		answer += 26;
		if (strncmp(answer, expected, strlen(expected)) ||
		    memcmp(answer + strlen(expected), "\r\n", 2))
			fail_msg("'%s': %.60s", offer, answer);
	}
	net_peer_close(&p);
	net_end();
}

/* WS-20, PM-04 */
static void
ws_deflate__server_answers_offers(void **state)
{
	static const struct {
		const char *offer, *options, *answer;
	} rows[] = {
#define PMD "permessage-deflate"
		{PMD, NULL, PMD},
		{PMD "; client_max_window_bits", NULL, PMD},
		{PMD "; client_max_window_bits; server_no_context_takeover",
		 NULL, PMD "; server_no_context_takeover"},
		{PMD "; server_max_window_bits=10", NULL,
		 PMD "; server_max_window_bits=10"},
		{PMD "; server_max_window_bits=\"10\"", NULL,
		 PMD "; server_max_window_bits=10"},
		{PMD ";client_no_context_takeover", NULL,
		 PMD "; client_no_context_takeover"},
		{PMD "; server_max_window_bits=8", NULL, NULL},
		{PMD "; server_max_window_bits=8, " PMD, NULL, PMD},
		{PMD "; server_max_window_bits=99, " PMD
		     "; server_no_context_takeover",
		 NULL, PMD "; server_no_context_takeover"},
		{PMD "; server_max_window_bits", NULL, NULL},
		{PMD "; server_max_window_bits=", NULL, NULL},
		{PMD "; server_max_window_bits=010", NULL, NULL},
		{PMD "; server_no_context_takeover=1", NULL, NULL},
		{PMD "; server_no_context_takeover"
		     "; server_no_context_takeover",
		 NULL, NULL},
		{PMD "; magic=1", NULL, NULL},
		{PMD "; compression_level=9", NULL, NULL}, /* that is ours */
		{"x-magic", NULL, NULL},
		{"x-magic, " PMD ", " PMD, NULL, PMD},
		{"permessage-deflated", NULL, NULL},
		{"", NULL, NULL},
		{PMD "; client_max_window_bits",
		 "client_max_window_bits=9;server_max_window_bits=12",
		 PMD "; server_max_window_bits=12; client_max_window_bits=9"},
		{PMD, "server_no_context_takeover;client_no_context_takeover",
		 PMD "; server_no_context_takeover"
		     "; client_no_context_takeover"},
	};
	char many[1800] = PMD "; magic";

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++)
		answer_is(rows[n].offer, rows[n].options, rows[n].answer);
	while (strlen(many) < 1600)
		strcat(many, "," PMD "; magic");
	answer_is(many, NULL, NULL);
	assert_int_equal(sides[SERVER].extensions, 1); /* asked once */
}

/* ---- what a client takes ---- */

static void
client_takes(const char *offer, const char *answer, const char *why)
{
	char accept[40], text[1024];
	struct net_peer p;
	int port, fd = net_listen(&port);

	extensions[0].client_offer = offer;
	serve(NULL);
	connect_to(port);
	net_peer_accept(&p, fd);
	assert_true(net_peer_wait_for(&p, "\r\n\r\n"));
	ws_peer_accept_value(&p, accept);
	snprintf(text, sizeof(text),
		 "HTTP/1.1 101 Switching Protocols\r\n"
		 "Upgrade: websocket\r\nConnection: Upgrade\r\n"
		 "Sec-WebSocket-Accept: %s\r\n%s\r\n",
		 accept, answer);
	assert_true(net_peer_send(&p, text, strlen(text)));
	assert_true(net_pump_count(
		why ? &sides[CLIENT].errors : &sides[CLIENT].ups, 1));
	if (why)
		assert_string_equal(sides[CLIENT].why, why);
	net_peer_close(&p);
	net_end();
	close(fd);
}

/* WS-20 */
static void
ws_deflate__client_checks_the_answer(void **state)
{
#define EXT "Sec-WebSocket-Extensions: "
	static const char bad[] =
		"HS: EXT: its options are not what was offered";
	static const char unknown[] = "HS: EXT: unknown ext";

	(void)state;
	client_takes(PMD, "", NULL);
	client_takes(PMD, EXT PMD "\r\n", NULL);
	client_takes(PMD, EXT PMD "; server_no_context_takeover\r\n", NULL);
	client_takes(PMD, EXT PMD "; client_max_window_bits=10\r\n", bad);
	client_takes(PMD "; client_max_window_bits",
		     EXT PMD "; client_max_window_bits=10\r\n", NULL);
	client_takes(PMD "; client_max_window_bits",
		     EXT PMD "; client_max_window_bits\r\n", bad);
	client_takes(PMD "; server_max_window_bits=10", EXT PMD "\r\n", bad);
	/* an answer to the second of two offers */
	client_takes(PMD "; server_max_window_bits=10, " PMD, EXT PMD "\r\n",
		     NULL);
	client_takes(PMD, EXT PMD "; magic\r\n", bad);
	client_takes(PMD, EXT "x-magic\r\n", unknown);
	client_takes(PMD, EXT PMD ", " PMD "\r\n", unknown);
	client_takes(PMD, EXT PMD "\r\n" EXT PMD "\r\n", unknown);
	client_takes(PMD, EXT PMD "\r\n" EXT "x-magic\r\n", unknown);
}

/* ---- both may say no ---- */

static void
ws_deflate__either_application_may_decline(void **state)
{
	(void)state;
	for (int who = 0; who < ENDS; who++) {
		extensions[0].client_offer = PMD;
		serve(NULL);
		sides[who].declines = true;
		connect_to(net_port(cx));
		assert_true(net_pump_count(&sides[SERVER].ups, 1));
		assert_true(net_pump_count(&sides[CLIENT].ups, 1));
		assert_int_equal(sides[CLIENT].extensions, 1);
		assert_int_equal(sides[CLIENT].defaults, 0);
		assert_int_equal(sides[SERVER].extensions, who == SERVER);
		assert_int_not_equal(
			lws_set_extension_option(sides[CLIENT].wsi, PMD,
						 "compression_level", "1"),
			0);
		net_end();
	}
	extensions[0].client_offer = PMD;
	serve(NULL);
	sides[CLIENT].aborts = true;
	connect_to(net_port(cx));
	assert_true(net_pump_count(&sides[CLIENT].errors, 1));
	assert_string_equal(sides[CLIENT].why,
			    "HS: EXT: refused by the application");
	net_end();
}

/* ---- messages ---- */

static void
tell(int from, const void *data, size_t len, size_t piece,
     enum lws_write_protocol kind)
{
	struct side *to = &sides[!from];
	int before = to->messages;

	to->bytes = to->wrong = 0;
	say(from, data, len, piece, kind);
	while (to->messages == before) {
		assert_true(net_pump_count(&to->pieces, to->pieces + 1));
		if (to->hold_every && to->wsi)
			lws_rx_flow_control(to->wsi, 1);
	}
	assert_int_equal(to->messages, before + 1);
	assert_int_equal(to->bytes, len);
}

/* PM-03, PM-04 */
static void
ws_deflate__messages_arrive(void **state)
{
	static const char *const offers[] = {
		PMD,
		PMD "; server_no_context_takeover",
		PMD "; client_no_context_takeover",
		PMD "; server_no_context_takeover; client_no_context_takeover",
		PMD "; server_max_window_bits=9; client_max_window_bits=9",
		PMD "; client_max_window_bits=8",
		PMD "; server_max_window_bits=15; client_max_window_bits=15",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(offers); n++) {
		both(offers[n], NULL);
		for (int from = 0; from < ENDS; from++) {
			struct side *to = &sides[!from];

			/* pieces of exactly a lump, one more, one less */
			for (size_t len = 1195; len < 1205; len++)
				tell(from, big_message(), len, len,
				     LWS_WRITE_BINARY);
			tell(from, big_message(), BIG, BIG, LWS_WRITE_BINARY);
			assert_int_equal(to->wrong, 0);
			assert_true(to->max_piece <= 600);
			tell(from, big_message(), 100000, 777,
			     LWS_WRITE_BINARY);
			assert_int_equal(to->wrong, 0);
			/* PM-01: reading is held between the pieces */
			to->hold_every = 1;
			tell(from, big_message(), 100000, 100000,
			     LWS_WRITE_BINARY);
			to->hold_every = 0;
			assert_int_equal(to->wrong, 0);
			to->heard[0] = '\0';
			tell(from, "hello", 5, 5, LWS_WRITE_TEXT);
			tell(from, "hello", 5, 2, LWS_WRITE_TEXT);
			tell(from, "", 0, 1, LWS_WRITE_TEXT);
			tell(from, "bin", 3, 3, LWS_WRITE_BINARY);
			assert_string_equal(to->heard, "thello|thello|t|bbin|");
		}
		net_end();
	}
}

/* ---- exact bytes ---- */

static void
open_with(struct net_peer *p, const char *offer)
{
	char request[1024], more[256];
	const char *stop;

	snprintf(more, sizeof(more), "Sec-WebSocket-Extensions: %s\r\n", offer);
	net_peer_connect(p, net_port(cx));
	assert_true(net_peer_send(
		p, request,
		ws_request(request, sizeof(request), "main", more)));
	assert_true(net_peer_wait_for(p, "\r\n\r\n"));
	stop = strstr(p->rx, "\r\n\r\n");
	net_peer_forget(p, (size_t)(stop - p->rx) + 4);
}

static void
ws_deflate__frames_are_those_of_the_rfc(void **state)
{
	struct net_peer p;

	(void)state;
	serve("compression_level=6"); /* zlib's, as the RFC's are */
	sides[SERVER].echoes = 9;
	open_with(&p, PMD);
	ws_peer_send_frame(&p, 0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7, true);
	ws_peer_expect(&p, 0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7);
	/* a message that is not compressed, and one that refers to the first */
	ws_peer_send_frame(&p, 0x81, "Hello", 5, true);
	ws_peer_expect(&p, 0xc1, "\xf2\x00\x11\x00\x00", 5);
	/* in fragments, with a control frame between them */
	sides[SERVER].echoes = 0;
	ws_peer_send_frame(&p, 0x41, "\xf2\x00\x11", 3, true);
	ws_peer_send_frame(&p, 0x89, "x", 1, true);
	ws_peer_expect(&p, 0x8a, "x", 1);
	ws_peer_send_frame(&p, 0x00, "\x00", 1, true);
	ws_peer_send_frame(&p, 0x80, "\x00", 1, true);
	assert_true(net_pump_count(&sides[SERVER].messages, 3));
	assert_string_equal(sides[SERVER].heard, "tHello|tHello|tHello|");
	net_peer_close(&p);
	net_end();
}

/* PM-02 */
static void
ws_deflate__broken_rules_end_it(void **state)
{
	static const struct {
		unsigned int first;
		const char *payload;
		size_t len;
		unsigned int code;
		const char *reason;
	} rows[] = {
		{0xc1, "\xff\xff\xff\xff", 4, 1007, "bad payload"},
		{0xc2, "\xf2\x48", 2, 1007, "bad payload"},
		{0xc1, "\x00\x01\x00\xfe\xff\xff\x00", 7, 1007, "bad utf8"},
		{0xc1, "\x00\x01\x00\xfe\xff\xc3\x00", 7, 1007, "partial utf8"},
		{0xa1, "x", 1, 1002, "rsv bits"},
		{0xc9, "x", 1, 1002, "rsv bits"},
		{0xc0, "x", 1, 1002, "rsv bits"},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		struct net_peer p;

		serve(NULL);
		open_with(&p, PMD);
		ws_peer_send_frame(&p, rows[n].first, rows[n].payload,
				   rows[n].len, true);
		ws_peer_expect_close(&p, rows[n].code, rows[n].reason);
		ws_peer_expect_end(&p);
		net_peer_close(&p);
		net_end();
	}
}

/* ---- options ---- */

static void
ws_deflate__options_change_what_is_sent(void **state)
{
	struct net_peer p;
	struct side *s = &sides[SERVER];
	struct ws_seen seen;

	(void)state;
	serve("min_message_size=4;skip_packed=1;compression_level=0");
	open_with(&p, PMD);
	assert_true(net_pump_count(&s->ups, 1));
	say(SERVER, "abc", 3, 3, LWS_WRITE_TEXT);
	ws_peer_expect(&p, 0x81, "abc", 3);
	say(SERVER, "\x89PNG....", 8, 8, LWS_WRITE_BINARY);
	ws_peer_expect(&p, 0x82, "\x89PNG....", 8);
	say(SERVER, "abcd", 4, 4, LWS_WRITE_TEXT);
	ws_peer_expect(&p, 0xc1,
		       "\x00\x04\x00\xfb\xff"
		       "abcd\x00",
		       10);
	s->set[0] = "compress";
	s->set[1] = "0";
	say(SERVER, "abcd", 4, 4, LWS_WRITE_TEXT);
	ws_peer_expect(&p, 0x81, "abcd", 4);
	/* frames of 128 bytes at most */
	assert_int_equal(lws_set_extension_option(s->wsi, PMD, "compress", "1"),
			 0);
	assert_int_equal(
		lws_set_extension_option(s->wsi, PMD, "tx_buf_size", "7"), 0);
	say(SERVER, big_message(), 300, 300, LWS_WRITE_BINARY);
	assert_true(net_peer_wait_len(&p, 2 * (2 + 124)));
	assert_true(ws_peer_peek(&p, &seen));
	assert_int_equal(seen.first, 0x42);
	assert_true(seen.len <= 128 && seen.len > 100);
	assert_int_not_equal(
		lws_set_extension_option(s->wsi, PMD, "magic", "7"), 0);
	assert_int_not_equal(lws_set_extension_option(
				     s->wsi, PMD, "compression_level", "10"),
			     0);
	assert_int_not_equal(lws_set_extension_option(s->wsi, PMD,
						      "client_max_window_bits",
						      "9"),
			     0);
	assert_int_not_equal(
		lws_set_extension_option(s->wsi, "magic", "mem_level", "9"), 0);
	net_peer_close(&p);
	net_end();
}

/* PM-01 */
static void
ws_deflate__messages_may_have_a_limit(void **state)
{
	(void)state;
	both(PMD, "max_message_size=5000");
	tell(CLIENT, big_message(), 5000, 5000, LWS_WRITE_BINARY);
	say(CLIENT, big_message(), 5001, 5001, LWS_WRITE_BINARY);
	assert_true(net_pump_count(&sides[SERVER].downs, 1));
	assert_true(net_pump_count(&sides[CLIENT].downs, 1));
	assert_int_equal(sides[SERVER].messages, 1);
	net_end();
}

static bool is_stingy;

/* memory for zlib is what it does not give */
static void *
stingy_realloc(void *ptr, size_t size, const char *reason)
{
	(void)reason;
	if (!size) {
		free(ptr);
		return NULL;
	}

	return is_stingy && size > 5000 ? NULL : realloc(ptr, size);
}

/* PM-05 */
static void
ws_deflate__want_of_memory(void **state)
{
	struct net_peer p;

	(void)state;
	lws_set_allocator(stingy_realloc);
	serve(NULL);
	open_with(&p, PMD);
	assert_true(net_pump_count(&sides[SERVER].ups, 1));
	is_stingy = true;
	/* what cannot be compressed goes as it is */
	say(SERVER, "hello", 5, 5, LWS_WRITE_TEXT);
	ws_peer_expect(&p, 0x81, "hello", 5);
	ws_peer_send_frame(&p, 0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7, true);
	ws_peer_expect_close(&p, 1011, "out of memory");
	ws_peer_expect_end(&p);
	is_stingy = false;
	net_peer_close(&p);
	net_end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ws_deflate__server_answers_offers),
		cmocka_unit_test(ws_deflate__client_checks_the_answer),
		cmocka_unit_test(ws_deflate__either_application_may_decline),
		cmocka_unit_test(ws_deflate__messages_arrive),
		cmocka_unit_test(ws_deflate__frames_are_those_of_the_rfc),
		cmocka_unit_test(ws_deflate__broken_rules_end_it),
		cmocka_unit_test(ws_deflate__options_change_what_is_sent),
		cmocka_unit_test(ws_deflate__messages_may_have_a_limit),
		cmocka_unit_test(ws_deflate__want_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
