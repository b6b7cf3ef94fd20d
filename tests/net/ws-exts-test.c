/* SPDX-License-Identifier: MIT */
/*
 * Several extensions on one connection (RFC 6455 9.1): which of them, in which
 * order, with which reserved bits; and permessage-deflate among them.
 */

#include "ws-peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PMD   "permessage-deflate"
#define OFFER "Sec-WebSocket-Extensions: "

enum { SERVER, CLIENT, ENDS, BIG = 60000, PIECE = 500 };

/*
 * x-swap   letters of the other case, RSV2; a few bytes at a time
 * x-mark   a '!' behind each message, no bit; memory of its own
 * x-pass   nothing, no bit
 * x-dumb   nothing; does not say that it needs no bit
 * x-liar   sets RSV3, and says that it needs no bit
 */
struct mine {
	bool has_held;
	uint8_t held;
	uint8_t own[700];
};

static int constructed, destroyed;
static int at_once; /* of x-swap */

static int
swap_some(struct lws_tokens p[2])
{
	int n;

	for (n = 0; n < p[0].len && n < p[1].len && n < at_once; n++)
		p[1].token[n] = p[0].token[n] ^ 0x20;
	p[0].token += n;
	p[0].len -= n;
	p[1].len = n;

	return 1;
}

static int
mark_tx(struct mine *m, struct lws_tokens p[2], bool is_end)
{
	int n;

	for (n = 0; n < p[0].len && n < 699; n++)
		m->own[n] = p[0].token[n];
	p[0].token += n;
	p[0].len -= n;
	if (is_end && !p[0].len)
		m->own[n++] = '!';
	p[1] = (struct lws_tokens){m->own, n};

	return 1;
}

static int
mark_rx(struct mine *m, struct lws_tokens p[2], bool is_end)
{
	int in, out = 0;

	for (in = 0; in < p[0].len && out < 699; in++) {
		if (m->has_held)
			m->own[out++] = m->held;
		m->held = p[0].token[in];
		m->has_held = true;
	}
	p[0].token += in;
	p[0].len -= in;
	p[1] = (struct lws_tokens){m->own, out};
	if (!is_end || p[0].len)
		return 1;
	if (!m->has_held || m->held != '!')
		return -1;
	m->has_held = false;

	return 1;
}

static int
create(void *user)
{
	struct mine *m = calloc(1, sizeof(*m));

	*(void **)user = m;
	constructed++;

	return !m;
}

static int
confirm(const char *name)
{
	if (!strcmp(name, "x-dumb"))
		return 0;

	return 0x80 | (strcmp(name, "x-swap") ? 0 : 0x20);
}

static int
payload(const char *name, struct mine *m, struct lws_tokens p[2], bool is_tx,
	size_t len)
{
	if (!strcmp(name, "x-swap"))
		return swap_some(p);
	if (strcmp(name, "x-mark"))
		return 0;
	if (is_tx)
		return mark_tx(m, p, !(len & LWS_WRITE_NO_FIN));

	return mark_rx(m, p, len & 0x80);
}

static int
extension(struct lws_context *cx, const struct lws_extension *ext,
	  struct lws *wsi, enum lws_extension_callback_reasons reason,
	  void *user, void *in, size_t len)
{
	(void)cx;
	(void)wsi;
	switch (reason) {
	case LWS_EXT_CB_CONSTRUCT:
	case LWS_EXT_CB_CLIENT_CONSTRUCT:
		return create(user);
	case LWS_EXT_CB_DESTROY:
		free(user);
		destroyed++;
		break;
	case LWS_EXT_CB_OPTION_CONFIRM:
		return confirm(ext->name);
	case LWS_EXT_CB_PAYLOAD_RX:
	case LWS_EXT_CB_PAYLOAD_TX:
		return payload(ext->name, user, in,
			       reason == LWS_EXT_CB_PAYLOAD_TX, len);
	case LWS_EXT_CB_PACKET_TX_PRESEND:
		if (!strcmp(ext->name, "x-swap") && *(uint8_t *)in & 0xf)
			*(uint8_t *)in |= 0x20;
		if (!strcmp(ext->name, "x-liar"))
			*(uint8_t *)in |= 0x10;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_extension extensions[] = {
	{"x-swap", extension, "x-swap"},
	{PMD, lws_extension_callback_pm_deflate, PMD},
	{"x-mark", extension, "x-mark"},
	{"x-pass", extension, "x-pass"},
	{"x-dumb", extension, "x-dumb"},
	{"x-liar", extension, "x-liar"},
	{NULL, NULL, NULL}};

/* ---- both ends ---- */

static struct side {
	struct lws *wsi;
	char heard[256];
	size_t bytes, wrong;
	int messages, pieces, ups, errors, stops;
	char why[80];
	const char *say; /* whole, once */
	size_t say_len, said, say_piece;
	int failed;
} sides[ENDS];

static bool stops; /* reading, after each piece */
static char big[BIG + 1];
static const char *client_without; /* an extension */

static void
hear(struct side *s, const char *in, size_t len)
{
	size_t at = strlen(s->heard);

	s->pieces++;
	if (at + len + 2 < sizeof(s->heard)) {
		memcpy(s->heard + at, in, len);
		strcpy(s->heard + at + len,
		       lws_is_final_fragment(s->wsi) ? "|" : "");
	}
	for (size_t n = 0; n < len; n++)
		s->wrong += in[n] != big[(s->bytes + n) % BIG];
	s->bytes += len;
	s->messages += lws_is_final_fragment(s->wsi);
	if (stops) {
		lws_rx_flow_control(s->wsi, 0);
		s->stops++;
	}
}

static int
speak(struct side *s)
{
	static uint8_t out[LWS_PRE + BIG];
	size_t len = s->say_len - s->said;
	bool is_first = !s->said, is_last;

	if (!s->say)
		return 0;
	if (len > s->say_piece)
		len = s->say_piece;
	memcpy(out + LWS_PRE, s->say + s->said, len);
	s->said += len;
	is_last = s->said == s->say_len;
	if (lws_write(s->wsi, out + LWS_PRE, len,
		      (enum lws_write_protocol)lws_write_ws_flags(
			      LWS_WRITE_TEXT, is_first, is_last)) != (int)len) {
		s->failed++;
		return -1;
	}
	if (is_last)
		s->say = NULL;
	else
		lws_callback_on_writable(s->wsi);

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct side *s = &sides[wsi == sides[CLIENT].wsi];

	(void)user;
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		s = &sides[reason == LWS_CALLBACK_CLIENT_ESTABLISHED];
		s->wsi = wsi;
		s->ups++;
		break;
	case LWS_CALLBACK_CLIENT_CONFIRM_EXTENSION_SUPPORTED:
		return client_without && !strcmp(client_without, in);
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		hear(s, in, len);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return speak(s);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		sides[CLIENT].errors++;
		snprintf(sides[CLIENT].why, sizeof(sides[CLIENT].why), "%.*s",
			 (int)len, (const char *)in);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback, .rx_buffer_size = PIECE},
	LWS_PROTOCOL_LIST_TERM};

static struct lws_context *cx;

static void
serve(const struct lws_extension *exts)
{
	struct lws_context_creation_info info;

	memset(sides, 0, sizeof(sides));
	constructed = destroyed = 0;
	at_once = 7;
	stops = false;
	client_without = NULL;
	for (size_t n = 0; n < BIG; n++)
		big[n] = (char)('a' + n * n % 23);
	net_info(&info, protocols);
	info.extensions = exts;
	cx = net_create(&info);
}

static void
end(void)
{
	net_end();
	assert_int_equal(constructed, destroyed);
}

static void
say(int which, const char *text, size_t len, size_t piece)
{
	struct side *s = &sides[which];

	s->say = text;
	s->say_len = len;
	s->say_piece = piece;
	s->said = 0;
	lws_callback_on_writable(s->wsi);
}

/* ---- a server ---- */

static void
open_with(struct net_peer *p, const char *offer, const char *answer)
{
	char request[1024], more[512], line[512];
	const char *stop;

	snprintf(more, sizeof(more), OFFER "%s\r\n", offer);
	net_peer_connect(p, net_port(cx));
	assert_true(net_peer_send(
		p, request,
		ws_request(request, sizeof(request), "main", more)));
	assert_true(net_peer_wait_for(p, "\r\n\r\n"));
	snprintf(line, sizeof(line), "\r\nsec-websocket-extensions: %s\r\n",
		 answer);
	if (!strstr(p->rx, line))
		fail_msg("to '%s':\n%s", offer, p->rx);
	stop = strstr(p->rx, "\r\n\r\n");
	net_peer_forget(p, (size_t)(stop - p->rx) + 4);
	assert_true(net_pump_count(&sides[SERVER].ups, 1));
}

/* WS-20 */
static void
ws_exts__a_server_takes_those_that_agree(void **state)
{
	static const struct {
		const char *offer, *answer;
	} rows[] = {
		{"x-swap, x-mark", "x-swap, x-mark"},
		{"x-mark, x-swap", "x-mark, x-swap"},
		{"x-mark, x-none, x-mark, x-swap;", "x-mark, x-swap"},
		{"x-swap, " PMD "; magic, " PMD, "x-swap, " PMD},
		{PMD ", x-mark, " PMD "; server_no_context_takeover",
		 PMD ", x-mark"},
		{PMD "; server_no_context_takeover, x-swap",
		 PMD "; server_no_context_takeover, x-swap"},
		/* who does not say which bits it needs may need them all */
		{"x-dumb, " PMD, "x-dumb"},
		{PMD ", x-dumb", PMD},
		{"x-swap, x-dumb, x-pass", "x-swap, x-pass"},
		{"x-dumb, x-pass", "x-dumb, x-pass"},
		/* so many, and no more */
		{"x-swap, x-mark, x-pass, x-liar, " PMD,
		 "x-swap, x-mark, x-pass, x-liar"},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		struct net_peer p;

		serve(extensions);
		open_with(&p, rows[n].offer, rows[n].answer);
		net_peer_close(&p);
		end();
	}
}

/* the first of the answer is the first that changes what is sent */
static void
ws_exts__their_order_is_that_of_the_answer(void **state)
{
	static const struct {
		const char *offer;
		unsigned int first;
		const char *wire;
	} rows[] = {
		{"x-swap, x-mark", 0xa1, "AbC!"},
		{"x-mark, x-swap", 0xa1, "AbC\x01"},
		{"x-mark, x-pass, x-swap", 0xa1, "AbC\x01"},
		{"x-mark, x-pass", 0x81, "aBc!"},
		{"x-dumb", 0x81, "aBc"},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		const size_t len = strlen(rows[n].wire);
		struct net_peer p;

		serve(extensions);
		open_with(&p, rows[n].offer, rows[n].offer);
		ws_peer_send_frame(&p, rows[n].first, rows[n].wire, len, true);
		assert_true(net_pump_count(&sides[SERVER].messages, 1));
		assert_string_equal(sides[SERVER].heard, "aBc|");
		at_once = 50;
		say(SERVER, "aBc", 3, 3);
		ws_peer_expect(&p, rows[n].first, rows[n].wire, len);
		net_peer_close(&p);
		end();
	}
}

static void
ws_exts__deflate_is_one_of_them(void **state)
{
	/* "Hello", and "hELLO", as RFC 7692 7.2.3.1 has it */
	static const uint8_t hello[] = {0xf2, 0x48, 0xcd, 0xc9,
					0xc9, 0x07, 0x00},
			     swapped[] = {0xd2, 0x68, 0xed, 0xe9,
					  0xe9, 0x27, 0x20};
	struct net_peer p;

	(void)state;
	serve(extensions);
	open_with(&p, "x-swap, " PMD, "x-swap, " PMD);
	ws_peer_send_frame(&p, 0xe1, hello, 7, true);
	ws_peer_send_frame(&p, 0xa1, "HELLO", 5, true);
	assert_true(net_pump_count(&sides[SERVER].messages, 2));
	assert_string_equal(sides[SERVER].heard, "hELLO|hello|");
	at_once = 50;
	say(SERVER, "hELLO", 5, 5);
	ws_peer_expect(&p, 0xe1, hello, 7);
	net_peer_close(&p);
	end();
	serve(extensions);
	open_with(&p, PMD ", x-swap", PMD ", x-swap");
	ws_peer_send_frame(&p, 0xe1, swapped, 7, true);
	assert_true(net_pump_count(&sides[SERVER].messages, 1));
	assert_string_equal(sides[SERVER].heard, "Hello|");
	at_once = 50;
	say(SERVER, "Hello", 5, 5);
	ws_peer_expect(&p, 0xe1, swapped, 7);
	/* and what cannot be ends it */
	ws_peer_send_frame(&p, 0xe1, "\x26", 1, true);
	ws_peer_expect_close(&p, 1007, "bad payload");
	net_peer_close(&p);
	end();
}

/* WS-02 */
static void
ws_exts__have_the_bits_that_they_asked_for(void **state)
{
	struct net_peer p;

	(void)state;
	serve(extensions);
	open_with(&p, "x-liar, x-swap", "x-liar, x-swap");
	say(SERVER, "abc", 3, 3);
	assert_true(net_pump_count(&sides[SERVER].failed, 1));
	ws_peer_expect_end(&p);
	net_peer_close(&p);
	end();
	serve(extensions);
	open_with(&p, "x-mark, x-swap", "x-mark, x-swap");
	ws_peer_send_frame(&p, 0x91, "abc!", 4, true);
	ws_peer_expect_close(&p, 1002, "rsv bits");
	net_peer_close(&p);
	end();
}

/* ---- a client ---- */

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
client_takes(const char *answer, const char *why)
{
	char accept[40], text[1024];
	struct net_peer p;
	int port, fd = net_listen(&port);

	serve(extensions);
	connect_to(port);
	net_peer_accept(&p, fd);
	assert_true(net_peer_wait_for(&p, "\r\n\r\n"));
	assert_non_null(strstr(p.rx, OFFER "x-swap, " PMD
					   ", x-mark, x-pass, x-dumb, x-liar"));
	ws_peer_accept_value(&p, accept);
	snprintf(text, sizeof(text),
		 "HTTP/1.1 101 Switching Protocols\r\n"
		 "Upgrade: websocket\r\nConnection: Upgrade\r\n"
		 "Sec-WebSocket-Accept: %s\r\n%s%s\r\n\r\n",
		 accept, OFFER, answer);
	assert_true(net_peer_send(&p, text, strlen(text)));
	assert_true(net_pump_count(
		why ? &sides[CLIENT].errors : &sides[CLIENT].ups, 1));
	assert_string_equal(sides[CLIENT].why, why ? why : "");
	net_peer_close(&p);
	end();
	close(fd);
}

/* WS-20 */
static void
ws_exts__a_client_takes_several(void **state)
{
	static const char bits[] = "HS: EXT: two with the same reserved bit",
			  unknown[] = "HS: EXT: unknown ext";

	(void)state;
	client_takes("x-mark, x-swap", NULL);
	client_takes(PMD "\r\n" OFFER "x-pass, x-swap", NULL);
	client_takes("x-swap, " PMD ", x-mark, x-pass", NULL);
	client_takes("x-swap, x-mark, x-swap", unknown);
	client_takes("x-swap, x-none", unknown);
	client_takes("x-dumb, " PMD, bits);
	client_takes(PMD ", x-dumb", bits);
	client_takes("x-swap, x-mark, x-pass, x-liar, " PMD,
		     "HS: EXT: too many");
	client_takes("x-mark; a=1, x-swap",
		     "HS: EXT: its options are not what was offered");
}

/* ---- both ---- */

static void
carry_big(int from, size_t piece)
{
	struct side *to = &sides[!from];
	const int before = to->messages;

	to->bytes = to->wrong = 0;
	say(from, big, BIG, piece);
	while (to->messages == before) {
		if (stops)
			lws_rx_flow_control(to->wsi, 1);
		assert_true(net_pump_count(&to->pieces, to->pieces + 1));
	}
	assert_int_equal(to->bytes, BIG);
	assert_int_equal(to->wrong, 0);
	lws_rx_flow_control(to->wsi, 1);
}

/* what they do with the payload is undone, however it is cut */
static void
ws_exts__carry_messages_both_ways(void **state)
{
	/* in the order of the offer: x-swap, deflate, x-mark, x-pass */
	static const struct {
		const char *without;
		int at_once;
		bool stops;
	} rows[] = {{NULL, 7, false},     {NULL, 7, true},
		    {NULL, 5000, true},   {"x-swap", 7, true},
		    {PMD, 600, true},     {PMD, 4096, false},
		    {"x-mark", 13, true}, {"x-pass", 501, true}};
	static struct lws_extension some[5];

	(void)state;
	memcpy(some, extensions, 4 * sizeof(some[0]));
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		serve(some);
		at_once = rows[n].at_once;
		client_without = rows[n].without;
		connect_to(net_port(cx));
		assert_true(net_pump_count(&sides[CLIENT].ups, 1));
		assert_true(net_pump_count(&sides[SERVER].ups, 1));
		stops = rows[n].stops;
		for (int from = 0; from < ENDS; from++) {
			carry_big(from, BIG);
			carry_big(from, 1000);
			carry_big(from, 50001);
		}
		end();
	}
}

static void
ws_exts__leave_whole_when_a_connection_ends_inside(void **state)
{
	static struct lws_extension some[5];

	(void)state;
	memcpy(some, extensions, 4 * sizeof(some[0]));
	serve(some);
	connect_to(net_port(cx));
	assert_true(net_pump_count(&sides[CLIENT].ups, 1));
	assert_true(net_pump_count(&sides[SERVER].ups, 1));
	at_once = 900;
	stops = true;
	say(CLIENT, big, BIG, BIG);
	assert_true(net_pump_count(&sides[SERVER].stops, 1));
	/* reading is off, and something is kept */
	lws_set_timeout(sides[SERVER].wsi, PENDING_TIMEOUT_USER_OK,
			LWS_TO_KILL_ASYNC);
	net_turns(4);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ws_exts__a_server_takes_those_that_agree),
		cmocka_unit_test(ws_exts__their_order_is_that_of_the_answer),
		cmocka_unit_test(ws_exts__deflate_is_one_of_them),
		cmocka_unit_test(ws_exts__have_the_bits_that_they_asked_for),
		cmocka_unit_test(ws_exts__a_client_takes_several),
		cmocka_unit_test(ws_exts__carry_messages_both_ways),
		cmocka_unit_test(
			ws_exts__leave_whole_when_a_connection_ends_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
