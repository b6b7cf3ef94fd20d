/* SPDX-License-Identifier: MIT */
/*
 * A client's WebSocket on a stream (RFC 8441), against a server made by hand.
 */

#include "client-app.h"
#include "h2-peer.h"

#include <stdlib.h>
#include <unistd.h>

static const struct lws__h2_setting knows = {H2SET_ENABLE_CONNECT_PROTOCOL, 1};

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer h1;
static struct h2_peer h;
static int listen_fd;
static size_t to_send, established_len;
static unsigned char bye[] = "bye";
static bool says_close;

static void
write_ws(struct lws *wsi)
{
	static uint8_t buf[LWS_PRE + 200000];

	memset(buf + LWS_PRE, 'w', to_send);
	assert_int_equal(lws_write(wsi, buf + LWS_PRE, to_send, LWS_WRITE_TEXT),
			 to_send);
	to_send = 0;
}

static void
also(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (reason == LWS_CALLBACK_CLIENT_ESTABLISHED)
		lws_callback_on_writable(wsi);
	if (reason == LWS_CALLBACK_CLIENT_WRITEABLE && to_send)
		write_ws(wsi);
	if (reason == LWS_CALLBACK_CLIENT_RECEIVE && says_close)
		lws_close_reason(wsi, LWS_CLOSE_STATUS_GOINGAWAY, bye, 3);
}

static void
begin(void)
{
	int port;

	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.method = NULL;
	info.protocol = "chat";
	info.local_protocol_name = NULL;
	info.ssl_connection = LCCSCF_H2_PRIOR_KNOWLEDGE | LCCSCF_PIPELINE;
	does.also = also;
	to_send = established_len = 0;
	says_close = false;
}

static void
end(void)
{
	h2_hang_up(&h);
	close(listen_fd);
	lws__net_stop(&net);
}

static struct h2_got *
establish(const struct lws__h2_setting *more, size_t count)
{
	struct lws__h2_setting s[4] = {knows};
	struct h2_got *g;

	for (size_t n = 0; n < count; n++)
		s[n + 1] = more[n];
	assert_non_null(lws_client_connect_via_info(&info));
	h2_accept(&net, &h, listen_fd, s, count + 1);
	g = h2_asked(&net, &h, 1);
	h2_fields(&net, &h, 1, 0,
		  ":status: 200\nsec-websocket-protocol: chat\n");
	lws__net_until_set(&net, &seen.established, "ESTABLISHED");

	return g;
}

static void
over(void)
{
	lws__net_until_set(&net, &seen.over, "the end of the client");
}

/* the payload of the one masked frame that came; its opcode */
static int
unmask(struct h2_got *g, char *out, size_t room)
{
	const uint8_t *p = (const uint8_t *)g->body;
	size_t len = p[1] & 0x7f;

	assert_true(g->len >= 6 && (p[1] & 0x80) && len < 126 && len < room &&
		    g->len == 6 + len);
	for (size_t n = 0; n < len; n++)
		out[n] = (char)(p[6 + n] ^ p[2 + n % 4]);
	out[len] = '\0';
	g->len = 0;

	return p[0] & 0xf;
}

struct wait {
	struct h2_got *g;
	size_t len;
};

static bool
has_bytes(void *arg)
{
	struct wait *w = arg;

	h2_pump(&h);

	return w->g->len >= w->len;
}

static void
await_bytes(struct h2_got *g, size_t len)
{
	struct wait w = {.g = g, .len = len};

	lws__net_until(&net, has_bytes, &w, "bytes of the websocket");
}

/* ---- opening ----------------------------------------------------------------
 */

static void
it_is_an_extended_connect(void **state)
{
	struct h2_got *g;
	char text[64];

	(void)state;
	begin();
	info.path = "/chat?x";
	to_send = 5;
	g = establish(NULL, 0);
	assert_string_equal(h2_field(g, ":method"), "CONNECT");
	assert_string_equal(h2_field(g, ":protocol"), "websocket");
	assert_string_equal(h2_field(g, ":path"), "/chat?x");
	assert_string_equal(h2_field(g, "sec-websocket-version"), "13");
	assert_string_equal(h2_field(g, "sec-websocket-protocol"), "chat");
	assert_null(h2_field(g, "sec-websocket-key"));
	assert_null(h2_field(g, "upgrade"));
	assert_int_equal(g->ended, 0);
	await_bytes(g, 11);
	assert_int_equal(unmask(g, text, sizeof(text)), 1);
	assert_string_equal(text, "wwwww");
	h2_data(&net, &h, 1, 0, "\x81\x05hello", 7);
	h2_ping(&net, &h);
	assert_string_equal(seen.body, "hello");
	/* PING is answered */
	h2_data(&net, &h, 1, 0, "\x89\x02hi", 4);
	await_bytes(g, 8);
	assert_int_equal(unmask(g, text, sizeof(text)), 10);
	assert_string_equal(text, "hi");
	/* CLOSE too, and the stream ends */
	h2_data(&net, &h, 1, 0, "\x88\x02\x03\xe8", 4);
	await_bytes(g, 8);
	assert_int_equal(unmask(g, text, sizeof(text)), 8);
	h2_data(&net, &h, 1, H2_END, NULL, 0);
	over();
	assert_int_equal(seen.closed, 1);
	assert_int_equal(seen.errors, 0);
	assert_int_equal(h2_answer(&net, &h, 1)->ended, 1);
	assert_int_equal(g->reset, H2_NO_CODE);
	h2_ping(&net, &h);
	end();
}

static void
the_client_may_close(void **state)
{
	struct h2_got *g;
	char text[64];

	(void)state;
	begin();
	does.refuses = LWS_CALLBACK_CLIENT_RECEIVE;
	does.refusal = -1;
	says_close = true;
	g = establish(NULL, 0);
	h2_data(&net, &h, 1, 0, "\x81\x05hello", 7);
	await_bytes(g, 6 + 5);
	assert_int_equal(unmask(g, text, sizeof(text)), 8);
	assert_string_equal(text + 2, "bye");
	h2_data(&net, &h, 1, H2_END,
		"\x88\x05\x03\xe9"
		"bye",
		7);
	over();
	h2_answer(&net, &h, 1);
	assert_int_equal(g->reset, H2_NO_CODE);
	assert_int_equal(seen.closed, 1);
	end();
}

/* H2-22 */
static void
frames_wait_for_credit(void **state)
{
	static const struct lws__h2_setting tiny = {H2SET_INITIAL_WINDOW_SIZE,
						    100};
	struct h2_got *g;

	(void)state;
	begin();
	to_send = 100000;
	g = establish(&tiny, 1);
	await_bytes(g, 100000 + 14);
	assert_int_equal((uint8_t)g->body[0], 0x81);
	h2_reset(&net, &h, 1, LWS__H2_CANCEL); /* as TCP's */
	over();
	assert_int_equal(seen.closed, 1);
	h2_ping(&net, &h);
	end();
}

/* H2-22 */
static void
a_reset_in_the_middle_of_a_message_is_its_end(void **state)
{
	(void)state;
	begin();
	(void)establish(NULL, 0);
	h2_data(&net, &h, 1, 0, "\x81\x05he", 4);
	h2_ping(&net, &h);
	h2_reset(&net, &h, 1, LWS__H2_CANCEL);
	over();
	assert_int_equal(seen.closed, 1);
	h2_ping(&net, &h);
	end();
}

/* H2-22 */
static void
it_ends_once_with_its_connection(void **state)
{
	(void)state;
	begin();
	(void)establish(NULL, 0);
	lws__net_abort(&h.p);
	over();
	assert_int_equal(seen.closed, 1);
	assert_int_equal(seen.errors, 0);
	end();
}

static void
it_joins_a_connection_that_knows_it(void **state)
{
	(void)state;
	begin();
	(void)establish(NULL, 0);
	seen.established = 0;
	assert_non_null(lws_client_connect_via_info(&info));
	assert_string_equal(h2_field(h2_asked(&net, &h, 3), ":protocol"),
			    "websocket");
	h2_fields(&net, &h, 3, 0, ":status: 200\n");
	lws__net_until_set(&net, &seen.established, "ESTABLISHED");
	end();
}

/* ---- refusals
 * -----------------------------------------------------------------
 */

static void
what_is_no_websocket_is_told(void **state)
{
	static const char *const bad[] = {
		":status: 404\n",
		":status: 201\n",
		":status: 200\nsec-websocket-protocol: other\n",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++) {
		begin();
		assert_non_null(lws_client_connect_via_info(&info));
		h2_accept(&net, &h, listen_fd, &knows, 1);
		(void)h2_asked(&net, &h, 1);
		h2_fields(&net, &h, 1, 0, bad[n]);
		over();
		assert_int_equal(seen.errors, 1);
		assert_int_equal(strncmp(seen.error, "HS: ", 4), 0);
		end();
	}
}

/* H2-22: a server that does not know it is asked over HTTP/1 */
static void
without_the_setting_it_is_http_1(void **state)
{
	char *head;

	(void)state;
	begin();
	assert_non_null(lws_client_connect_via_info(&info));
	h2_accept(&net, &h, listen_fd, NULL, 0);
	client_accept(&net, listen_fd, &h1);
	assert_null(h2_of(&h, 1));
	head = lws__net_read_to(&net, &h1, "\r\n\r\n");
	assert_non_null(strstr(head, "GET / HTTP/1.1\r\n"));
	assert_non_null(strstr(head, "Sec-WebSocket-Key: "));
	free(head);
	h2_expect_goaway(&net, &h, LWS__H2_NO_ERROR);
	lws__net_hang_up(&h1);
	over();
	assert_int_equal(seen.errors, 1);
	end();
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_an_extended_connect),
		cmocka_unit_test(the_client_may_close),
		cmocka_unit_test(frames_wait_for_credit),
		cmocka_unit_test(a_reset_in_the_middle_of_a_message_is_its_end),
		cmocka_unit_test(it_ends_once_with_its_connection),
		cmocka_unit_test(it_joins_a_connection_that_knows_it),
		cmocka_unit_test(what_is_no_websocket_is_told),
		cmocka_unit_test(without_the_setting_it_is_http_1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
