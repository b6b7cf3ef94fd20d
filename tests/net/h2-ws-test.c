/* SPDX-License-Identifier: MIT */
/*
 * WebSocket on a stream of HTTP/2 (RFC 8441), server side: the callbacks of any
 * other websocket.
 */

#include "h2-peer.h"

#include <stdlib.h>
#include <string.h>

static struct lws__net net;

static struct {
	struct lws *wsi;
	size_t received;
	size_t to_send; /* from each WRITEABLE, that many bytes */
	int established, over_h2, closed;
	int hold;
	int filter;
	char text[128];
} ws;

static int
ws_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
      size_t len)
{
	static uint8_t buf[LWS_PRE + 100000];

	(void)user;
	lws__net_note(wsi, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return ws.filter;
	case LWS_CALLBACK_ADD_HEADERS: {
		struct lws_process_html_args *args = in;

		return lws_add_http_header_by_name(
			wsi, (const uint8_t *)"x-mine:", (const uint8_t *)"1",
			1, (uint8_t **)&args->p,
			(uint8_t *)args->p + args->max_len);
	}
	case LWS_CALLBACK_ESTABLISHED:
		ws.established++;
		ws.over_h2 += (int)(len & 1);
		ws.wsi = wsi;
		break;
	case LWS_CALLBACK_RECEIVE:
		ws.received += len;
		lws_snprintf(ws.text, sizeof(ws.text), "%.*s", (int)len,
			     (const char *)in);
		if (ws.hold)
			lws_rx_flow_control(wsi, 0);
		if (!ws.to_send)
			return lws_write(wsi, memcpy(buf + LWS_PRE, in, len),
					 len, LWS_WRITE_TEXT) < 0;
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		memset(buf, 'y', sizeof(buf));
		return lws_write(wsi, buf + LWS_PRE, ws.to_send,
				 LWS_WRITE_BINARY) < 0;
	case LWS_CALLBACK_CLOSED:
		ws.closed++;
		ws.wsi = NULL;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = lws__net_http_cb},
	{.name = "chat", .callback = ws_cb, .per_session_data_size = 8},
	LWS_PROTOCOL_LIST_TERM};

static int
setup(void **state)
{
	struct lws_context_creation_info info = {
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE,
	};

	(void)state;
	memset(&ws, 0, sizeof(ws));
	lws__net_start(&net, &info);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__net_stop(&net);

	return 0;
}

static void
ask(struct h2_peer *h, uint32_t id, const char *protocol, const char *version)
{
	char fields[512];

	lws_snprintf(fields, sizeof(fields),
		     ":method: CONNECT\n:protocol: websocket\n:scheme: http\n"
		     ":authority: localhost\n:path: /\n"
		     "sec-websocket-protocol: %s\n"
		     "sec-websocket-version: %s\n",
		     protocol, version);
	h2_fields(&net, h, id, 0, fields);
}

/* a frame with a mask of zeros */
static void
say(struct h2_peer *h, uint32_t id, unsigned int op, const char *text)
{
	uint8_t out[140];
	size_t len = strlen(text);

	out[0] = (uint8_t)(0x80 | op);
	out[1] = (uint8_t)(0x80 | len);
	memset(out + 2, 0, 4);
	memcpy(out + 6, text, len);
	h2_data(&net, h, id, 0, out, 6 + len);
}

static void
open_ws(struct h2_peer *h, const struct lws__h2_setting *s, size_t count)
{
	h2_connect(&net, h, s, count);
	assert_true(h->theirs.enable_connect_protocol);
	ask(h, 1, "chat", "13");
	h2_ping(&net, h);
	assert_int_equal(h2_of(h, 1)->status, 200);
	assert_int_equal(ws.established, 1);
	assert_int_equal(ws.over_h2, 1);
}

static void
text_goes_there_and_back(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	open_ws(&h, NULL, 0);
	g = h2_of(&h, 1);
	assert_string_equal(h2_field(g, "sec-websocket-protocol"), "chat");
	assert_string_equal(h2_field(g, "x-mine"), "1");
	assert_null(h2_field(g, "sec-websocket-accept"));
	say(&h, 1, 1, "hello");
	h2_ping(&net, &h);
	assert_int_equal(g->len, 7);
	assert_memory_equal(g->body, "\x81\x05hello", 7);
	/* ping, and its answer */
	say(&h, 1, 9, "p");
	h2_ping(&net, &h);
	assert_memory_equal(g->body + 7, "\x8a\x01p", 3);
	/* CLOSE and its answer, then the stream ends and the rest lives */
	say(&h, 1, 8, "\x03\xe8");
	assert_int_equal(h2_answer(&net, &h, 1)->ended, 1);
	assert_memory_equal(g->body + 10, "\x88\x02\x03\xe8", 4);
	assert_int_equal(ws.closed, 1);
	ask(&h, 3, "chat", "13");
	h2_ping(&net, &h);
	assert_int_equal(ws.established, 2);
	h2_hang_up(&h);
	lws__net_until_alone(&net);
	assert_int_equal(ws.closed, 2);
}

static void
frames_may_be_cut_anywhere(void **state)
{
	static const uint8_t frame[] = {0x81, 0x83, 0, 0, 0, 0, 'a', 'b', 'c'};
	struct h2_peer h;

	(void)state;
	open_ws(&h, NULL, 0);
	for (size_t n = 0; n < sizeof(frame); n++)
		h2_data(&net, &h, 1, 0, frame + n, 1);
	h2_ping(&net, &h);
	assert_int_equal(ws.received, 3);
	h2_hang_up(&h);
}

/* H2-22: messages wait for credit, and leave in order */
static void
h2_22__a_small_window(void **state)
{
	struct lws__h2_setting s = {H2SET_INITIAL_WINDOW_SIZE, 10};
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	ws.to_send = 50000;
	open_ws(&h, &s, 1);
	g = h2_of(&h, 1);
	h.no_windows = true;
	lws_callback_on_writable(ws.wsi);
	h2_ping(&net, &h);
	assert_int_equal(g->len, 10);
	assert_true(lws_send_pipe_choked(ws.wsi));
	assert_true(lws_partial_buffered(ws.wsi));
	h2_window(&net, &h, 1, 30000);
	h2_ping(&net, &h);
	assert_int_equal(g->len, 30010);
	h2_window(&net, &h, 1, 30000);
	h2_ping(&net, &h);
	assert_int_equal(g->len, 50004);
	assert_false(lws_send_pipe_choked(ws.wsi));
	h2_hang_up(&h);
}

static void
h2_22__reset_in_the_middle_of_a_message(void **state)
{
	uint8_t out[LWS__H2_RST_STREAM_LEN];
	struct h2_peer h;

	(void)state;
	open_ws(&h, NULL, 0);
	h2_data(&net, &h, 1, 0, "\x81\x85\0\0\0\0he", 8);
	lws__h2_write_rst_stream(out, 1, LWS__H2_CANCEL);
	lws__net_send_bytes(&net, &h.p, out, sizeof(out));
	h2_ping(&net, &h);
	assert_int_equal(ws.closed, 1);
	ask(&h, 3, "chat", "13");
	h2_ping(&net, &h);
	assert_int_equal(ws.established, 2);
	h2_hang_up(&h);
	lws__net_until_alone(&net);
	assert_int_equal(ws.closed, 2);
}

static void
the_end_of_the_stream_is_the_end(void **state)
{
	struct h2_peer h;

	(void)state;
	open_ws(&h, NULL, 0);
	h2_data(&net, &h, 1, H2_END, NULL, 0);
	(void)h2_answer(&net, &h, 1);
	assert_int_equal(ws.closed, 1);
	h2_hang_up(&h);
}

static void
reading_can_be_held(void **state)
{
	struct h2_peer h;

	(void)state;
	ws.hold = 1;
	ws.to_send = 1;
	open_ws(&h, NULL, 0);
	for (int n = 0; n < 5; n++)
		say(&h, 1, 1, "hello");
	h2_ping(&net, &h);
	assert_int_equal(ws.received, 5);
	for (size_t n = 2; n < 6; n++) {
		lws_rx_flow_control(ws.wsi, 1);
		h2_ping(&net, &h);
		assert_int_equal(ws.received, 5 * n);
	}
	h2_hang_up(&h);
}

static void
our_close_waits_for_its_answer(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	open_ws(&h, NULL, 0);
	g = h2_of(&h, 1);
	lws_close_reason(ws.wsi, LWS_CLOSE_STATUS_GOINGAWAY,
			 (unsigned char *)lws__unconst("bye"), 3);
	lws_close_free_wsi(ws.wsi, LWS_CLOSE_STATUS_NORMAL, "test");
	h2_ping(&net, &h);
	assert_memory_equal(g->body,
			    "\x88\x05\x03\xe9"
			    "bye",
			    7);
	assert_int_equal(ws.closed, 0);
	say(&h, 1, 8, "\x03\xe9");
	(void)h2_answer(&net, &h, 1);
	assert_int_equal(ws.closed, 1);
	h2_hang_up(&h);
}

static void
who_is_refused_gets_a_status(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&net, &h, NULL, 0);
	ask(&h, 1, "chat", "12");
	assert_int_equal(h2_answer(&net, &h, 1)->status, 426);
	assert_string_equal(h2_field(h2_of(&h, 1), "sec-websocket-version"),
			    "13");
	ask(&h, 3, "nonsense", "13");
	assert_true(h2_answer(&net, &h, 3)->status >= 400);
	ws.filter = 1;
	ask(&h, 5, "chat", "13");
	assert_int_equal(h2_answer(&net, &h, 5)->status, 403);
	h2_ping(&net, &h);
	assert_int_equal(ws.established, 0);
	assert_int_equal(h.goaway, H2_NO_CODE);
	h2_hang_up(&h);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(text_goes_there_and_back),
		T(frames_may_be_cut_anywhere),
		T(h2_22__a_small_window),
		T(h2_22__reset_in_the_middle_of_a_message),
		T(the_end_of_the_stream_is_the_end),
		T(reading_can_be_held),
		T(our_close_waits_for_its_answer),
		T(who_is_refused_gets_a_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
