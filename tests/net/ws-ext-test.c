/* SPDX-License-Identifier: MIT */
/*
 * An extension that an application wrote: each byte is sent twice, and the
 * first bit of a frame's three says so.  It has an option, may refuse, and its
 * callback may hand out memory of its own.
 */

#include "ws-peer.h"

#include <stdio.h>
#include <stdlib.h>

struct twice {
	int times;        /* by the option */
	int has_odd;      /* one byte of a pair has come */
	uint8_t own[256]; /* what it hands out */
};

static int constructed, destroyed, named;

static const struct lws_ext_options options[] = {{"times", EXTARG_DEC},
						 {NULL, EXTARG_NONE}};

static int
on_rx(struct twice *t, struct lws_tokens p[2], size_t flags)
{
	int n, out = 0;

	if (!(flags & 0x40))
		return 0;
	for (n = 0; n < p[0].len && out < (int)sizeof(t->own); n++) {
		if (t->has_odd)
			t->own[out++] = p[0].token[n];
		t->has_odd = !t->has_odd;
	}
	p[0].token += n;
	p[0].len -= n;
	p[1].token = t->own;
	p[1].len = out;
	if ((flags & 0x80) && !p[0].len && t->has_odd)
		return -1; /* half a pair */

	return 1;
}

static int
on_tx(struct lws_tokens p[2])
{
	int n;

	for (n = 0; n < p[0].len && 2 * n + 1 < p[1].len && n < 50; n++)
		p[1].token[2 * n] = p[1].token[2 * n + 1] = p[0].token[n];
	p[0].token += n;
	p[0].len -= n;
	p[1].len = 2 * n;

	return 1;
}

static int
twice(struct lws_context *cx, const struct lws_extension *ext, struct lws *wsi,
      enum lws_extension_callback_reasons reason, void *user, void *in,
      size_t len)
{
	struct lws_ext_option_arg *arg = in;
	struct twice *t = user;

	(void)cx;
	(void)ext;
	(void)wsi;
	switch (reason) {
	case LWS_EXT_CB_CONSTRUCT:
	case LWS_EXT_CB_CLIENT_CONSTRUCT:
		t = calloc(1, sizeof(*t));
		if (!t)
			return 1;
		*(void **)user = t;
		*(const struct lws_ext_options **)in = options;
		constructed++;
		break;
	case LWS_EXT_CB_DESTROY:
		free(t);
		destroyed++;
		break;
	case LWS_EXT_CB_OPTION_SET:
		t->times = atoi(arg->start);
		break;
	case LWS_EXT_CB_OPTION_CONFIRM:
		if (t->times != 2)
			return 1;
		if (in)
			snprintf(in, len, "; times=2");
		break;
	case LWS_EXT_CB_NAMED_OPTION_SET:
		named++;
		return strcmp(arg->option_name, "times");
	case LWS_EXT_CB_PAYLOAD_RX:
		return on_rx(t, in, len);
	case LWS_EXT_CB_PAYLOAD_TX:
		return on_tx(in);
	case LWS_EXT_CB_PACKET_TX_PRESEND:
		if (*(uint8_t *)in & 0xf)
			*(uint8_t *)in |= 0x40;
		break;
	case LWS_EXT_CB_OPTION_DEFAULT:
		t->times = 0;
		break;
	}

	return 0;
}

static struct lws_extension extensions[] = {
	{"x-twice", twice, "x-twice; times=3, x-twice; times=2"},
	{NULL, NULL, NULL}};

/* ---- both ends ---- */

static struct lws *server, *client;
static char heard[4096];
static int ups, finals, errors, downs;
static char text[1001];

static int
hear(struct lws *wsi, const char *in, size_t len)
{
	strncat(heard, in, len);
	if (lws_is_final_fragment(wsi)) {
		strcat(heard, "|");
		finals++;
	}

	return 0;
}

static int
say(struct lws *wsi)
{
	uint8_t out[LWS_PRE + sizeof(text)];
	size_t len = strlen(text);

	memcpy(out + LWS_PRE, text, len);
	text[0] = '\0';

	return len &&
	       lws_write(wsi, out + LWS_PRE, len, LWS_WRITE_TEXT) != (int)len;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		server = wsi;
		ups++;
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		client = wsi;
		ups++;
		break;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return hear(wsi, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return say(wsi);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		errors++;
		break;
	case LWS_CALLBACK_CLOSED:
		downs++;
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
setup(void **state)
{
	struct lws_context_creation_info info;

	(void)state;
	heard[0] = text[0] = '\0';
	ups = finals = errors = downs = constructed = destroyed = named = 0;
	net_info(&info, protocols);
	info.extensions = extensions;
	cx = net_create(&info);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	net_end();
	assert_int_equal(constructed, destroyed);

	return 0;
}

static void
ws_ext__of_an_application_carries_messages(void **state)
{
	struct lws_client_connect_info i;

	(void)state;
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = net_port(cx);
	i.path = "/";
	i.protocol = "main";
	assert_non_null(lws_client_connect_via_info(&i));
	assert_true(net_pump_count(&ups, 2));
	assert_int_equal(
		lws_set_extension_option(client, "x-twice", "times", "2"), 0);
	assert_int_not_equal(
		lws_set_extension_option(client, "x-twice", "no", "2"), 0);
	assert_int_equal(named, 2);
	strcpy(text, "abc");
	lws_callback_on_writable(client);
	assert_true(net_pump_count(&finals, 1));
	memset(text, 'x', 1000);
	text[1000] = '\0';
	lws_callback_on_writable(server);
	assert_true(net_pump_count(&finals, 2));
	assert_memory_equal(heard, "abc|xxx", 7);
	assert_int_equal(strlen(heard), 1005);
}

static void
ws_ext__has_a_say_about_frames(void **state)
{
	char request[1024];
	struct net_peer p;

	(void)state;
	net_peer_connect(&p, net_port(cx));
	assert_true(net_peer_send(
		&p, request,
		ws_request(request, sizeof(request), "main",
			   "Sec-WebSocket-Extensions: x-twice; times=7, "
			   "x-twice; what, x-twice; times=2\r\n")));
	assert_true(net_peer_wait_for(&p, "\r\n\r\n"));
	assert_non_null(
		strstr(p.rx, "sec-websocket-extensions: x-twice; times=2\r\n"));
	net_peer_forget(&p, p.rx_len);
	ws_peer_send_frame(&p, 0x81, "plain", 5, true);
	ws_peer_send_frame(&p, 0xc1, "aabbcc", 6, true);
	assert_true(net_pump_count(&finals, 2));
	assert_string_equal(heard, "plain|abc|");
	strcpy(text, "hi");
	lws_callback_on_writable(server);
	ws_peer_expect(&p, 0xc1, "hhii", 4);
	ws_peer_send_frame(&p, 0xc1, "aab", 3, true);
	ws_peer_expect_close(&p, 1007, "bad payload");
	ws_peer_expect_end(&p);
	net_peer_close(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			ws_ext__of_an_application_carries_messages, setup,
			teardown),
		cmocka_unit_test_setup_teardown(ws_ext__has_a_say_about_frames,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
