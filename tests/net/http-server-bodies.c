/* SPDX-License-Identifier: MIT */
/*
 * Request bodies: counted, chunked, unread, early answers, 100-continue, and
 * what comes behind them.
 */

#include "http-server-app.h"

#include <stdio.h>
#include <stdlib.h>

static struct lws__net_peer peer;

static int
setup(void **state)
{
	(void)app_setup(state);
	lws__net_connect(&app_net, &peer);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__net_hang_up(&peer);
	app_stop(&app_net);

	return 0;
}

#define POST(path) "POST " path " HTTP/1.1\r\n" APP_HOST
#define CHUNKED    "Transfer-Encoding: chunked\r\n\r\n"

/* the next answer on the connection */
static void
answered(int status, const char *body)
{
	struct lws__net_answer a;

	lws__net_answer(&app_net, &peer, &a, false);
	assert_int_equal(a.status, status);
	if (body)
		assert_string_equal(a.body, body);
	lws__net_answer_free(&a);
}

static void
still_serves(void)
{
	lws__net_send(&app_net, &peer, GET("/dyn/arg?a=still"));
	answered(200, "still");
}

static void
a_counted_body_comes_whole_however_it_is_cut(void **state)
{
	static const char request[] = POST("/dyn/echo") "Content-Length: 11\r\n"
							"\r\nhello world";

	(void)state;
	for (size_t cut = 1; cut < sizeof(request) - 1; cut++) {
		lws__net_send_bytes(&app_net, &peer, request, cut);
		lws__net_turn(&app_net);
		lws__net_send_bytes(&app_net, &peer, request + cut,
				    sizeof(request) - 1 - cut);
		answered(200, "hello world");
	}
	assert_int_equal(app.bodies, (int)sizeof(request) - 2);
}

static void
a_chunked_body_comes_whole_however_it_is_cut(void **state)
{
	static const char request[] =
		POST("/dyn/echo") CHUNKED "5;ext=\"a\"\r\nhello\r\n"
					  "6\r\n world\r\n0\r\nX: y\r\n\r\n";

	(void)state;
	for (size_t cut = 1; cut < sizeof(request) - 1; cut++) {
		lws__net_send_bytes(&app_net, &peer, request, cut);
		lws__net_turn(&app_net);
		lws__net_send_bytes(&app_net, &peer, request + cut,
				    sizeof(request) - 1 - cut);
		answered(200, "hello world");
	}
	assert_int_equal(app.bodies, (int)sizeof(request) - 2);
}

static void
refused_chunks(const char *body)
{
	struct lws__net_answer a;
	struct lws__net_peer p;

	lws__net_connect(&app_net, &p);
	lws__net_send(&app_net, &p, POST("/dyn/echo") CHUNKED);
	(void)lws__net_try_send(&app_net, &p, body, strlen(body));
	lws__net_answer(&app_net, &p, &a, false);
	if (a.status != 400)
		fail_msg("%d for chunks \"%.100s\"", a.status, body);
	assert_string_equal(lws__net_field(&a, "connection"), "close");
	lws__net_answer_free(&a);
	lws__net_expect_end(&app_net, &p);
	lws__net_hang_up(&p);
}

static void
h1_04__refuses_chunk_sizes_that_are_no_sizes(void **state)
{
	static const char *const sizes[] = {
		"\r\n",
		"0x10\r\n",
		"-1\r\n",
		"1_0\r\n",
		" 5\r\n",
		"5 \r\n",
		"g\r\n",
		"10000000000000000\r\n",
		"ffffffffffffffff\r\n",
		"8000000000000000\r\n",
		"00000000000000005\r\n",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(sizes); n++)
		refused_chunks(sizes[n]);
	assert_int_equal(app.bodies, 0);
}

static void
h1_05__refuses_chunk_extensions_that_are_none(void **state)
{
	char *longest = malloc(70000);

	(void)state;
	refused_chunks("5;a\nhello\r\n0\r\n\r\n");
	refused_chunks("5;a\rb\r\nhello\r\n0\r\n\r\n");
	refused_chunks("5;\r\nhello\r\n0\r\n\r\n");
	refused_chunks("5\nhello\r\n0\r\n\r\n");
	refused_chunks("5\r\nhello\n0\r\n\r\n");
	memset(longest, 'x', 70000);
	memcpy(longest, "5;a=", 4);
	memcpy(longest + 69998, "\r\n", 2);
	longest[69999] = '\0';
	refused_chunks(longest);
	free(longest);
	assert_int_equal(app.bodies, 0);
}

static void
h1_06__refuses_trailers_that_belong_in_the_head(void **state)
{
	char *endless = malloc(70000);

	(void)state;
	refused_chunks("5\r\nhelloX\r\n0\r\n\r\n");
	refused_chunks("5\r\nhello\r\n0\r\nContent-Length: 3\r\n\r\n");
	refused_chunks("5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n"
		       "\r\n");
	refused_chunks("5\r\nhello\r\n0\r\nHost: other\r\n\r\n");
	memset(endless, 'x', 69999);
	memcpy(endless, "0\r\n", 3);
	for (size_t n = 10; n + 6 < 69999; n += 6)
		memcpy(endless + n, "a: b\r\n", 6);
	endless[69999] = '\0';
	refused_chunks(endless);
	free(endless);
	assert_int_equal(app.bodies, 0);
}

static void
h1_12__what_comes_behind_a_request_is_the_next_one(void **state)
{
	(void)state;
	lws__net_send(
		&app_net, &peer,
		GET("/dyn/hello") GET("/dyn/arg?a=2")
			POST("/dyn/echo") "Content-Length: 3\r\n\r\nabc" GET(
				"/dyn/hello"));
	answered(200, "hello\n");
	answered(200, "2");
	answered(200, "abc");
	answered(200, "hello\n");
	/* junk is refused, and what was said before stands */
	lws__net_send(&app_net, &peer, GET("/dyn/hello") "\x01junk\r\n\r\n");
	answered(200, "hello\n");
	answered(400, NULL);
	lws__net_expect_end(&app_net, &peer);
}

static void
h1_12__pipelined_requests_wait_for_an_answer_that_takes_its_time(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      GET("/dyn/later") GET("/dyn/arg?a=2")
			      GET("/dyn/arg?a=3"));
	lws__net_until_set(&app_net, &app.later_waits, "the request");
	for (int n = 0; n < 20; n++)
		lws__net_turn(&app_net);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_HTTP), 1);
	lws_callback_on_writable(app.later);
	answered(200, "hello\n");
	answered(200, "2");
	answered(200, "3");
}

static void
h1_12__a_hundred_pipelined_requests_are_answered_in_order(void **state)
{
	char *all = malloc(100 * 80), *at = all, want[16];

	(void)state;
	for (int n = 0; n < 100; n++)
		at += lws_snprintf(at, 80, GET("/dyn/arg?a=%d"), n);
	lws__net_send(&app_net, &peer, all);
	for (int n = 0; n < 100; n++) {
		snprintf(want, sizeof(want), "%d", n);
		answered(200, want);
	}
	free(all);
}

static void
h1_13__says_100_once_when_it_is_expected(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      POST("/dyn/echo") "Content-Length: 6\r\n"
					"Expect: 100-continue\r\n\r\n");
	lws__net_expect(&app_net, &peer, "HTTP/1.1 100 Continue\r\n\r\n");
	lws__net_send(&app_net, &peer, "abc");
	lws__net_turn(&app_net);
	lws__net_send(&app_net, &peer, "def");
	answered(200, "abcdef");
	still_serves();
}

static void
h1_13__an_early_error_closes_without_reading_gigabytes(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      POST("/dyn/early") "Content-Length: 5000000000\r\n"
					 "Expect: 100-continue\r\n\r\n");
	answered(403, NULL);
	lws__net_expect_end(&app_net, &peer);
	assert_int_equal(app.body_pieces, 0);
}

static void
h1_13__another_expectation_is_417(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      POST("/dyn/echo") "Content-Length: 3\r\n"
					"Expect: magic\r\n\r\n");
	answered(417, NULL);
	lws__net_expect_end(&app_net, &peer);
}

static void
h1_16__an_unread_body_is_read_past(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      POST("/dyn/unread") "Content-Length: 30\r\n\r\n");
	answered(200, "hello\n");
	/* it looks like a request, and is a body */
	lws__net_send(&app_net, &peer, "GET /dyn/drop HTTP/1.1\r\nX: y\r\n");
	still_serves();
	lws__net_send(&app_net, &peer,
		      POST("/dyn/unread") CHUNKED "5\r\nhello\r\n"
						  "0\r\n\r\n");
	answered(200, "hello\n");
	still_serves();
	assert_int_equal(lws__net_noted(LWS_CALLBACK_HTTP), 4);
	assert_int_equal(app.bodies, 0);
}

static void
h1_16__a_body_too_long_to_skip_ends_the_connection(void **state)
{
	char *lump = malloc(65536);
	bool ended = false;

	(void)state;
	memset(lump, 'x', 65536);
	lws__net_send(&app_net, &peer,
		      POST("/dyn/unread") "Content-Length: 5000000000\r\n"
					  "\r\n");
	answered(200, "hello\n");
	for (int n = 0; n < 100 && !ended; n++)
		ended = lws__net_try_send(&app_net, &peer, lump, 65536) ||
			peer.eof || peer.reset;
	lws__net_await_end(&app_net, &peer);
	free(lump);
}

static void
h1_16__endless_chunks_that_nobody_wants_end_the_connection(void **state)
{
	char *lump = malloc(65536 + 8);
	bool ended = false;

	(void)state;
	memset(lump, 'x', 65536 + 8);
	memcpy(lump, "FFFF\r\n", 6);
	memcpy(lump + 6 + 65535, "\r\n", 2);
	lws__net_send(&app_net, &peer, POST("/dyn/unread") CHUNKED);
	answered(200, "hello\n");
	for (int n = 0; n < 100 && !ended; n++)
		ended = lws__net_try_send(&app_net, &peer, lump, 65535 + 8) ||
			peer.eof || peer.reset;
	lws__net_await_end(&app_net, &peer);
	assert_true(peer.eof || peer.reset);
	free(lump);
}

static void
a_body_of_a_get_comes_to_a_callback_mount(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      "GET /dyn/echo HTTP/1.1\r\n" APP_HOST
		      "Content-Length: 5\r\n\r\nhello");
	answered(200, "hello");
	still_serves();
}

static void
a_length_of_zero_is_a_body(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      POST("/dyn/echo") "Content-Length: 0\r\n\r\n");
	answered(200, "");
	assert_int_equal(app.body_pieces, 1);
	assert_int_equal(app.bodies, 1);
	lws__net_send(&app_net, &peer, POST("/dyn/echo") CHUNKED "0\r\n\r\n");
	answered(200, "");
	assert_int_equal(app.bodies, 2);
	still_serves();
}

static void
a_zero_length_that_nobody_reads_is_over(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      POST("/dyn/unread") "Content-Length: 0\r\n\r\n");
	answered(200, "hello\n");
	still_serves();
}

static void
a_large_body_comes_whole(void **state)
{
	size_t len = 3000000;
	char *body = malloc(len), head[200];
	struct lws__net_answer a;

	(void)state;
	for (size_t n = 0; n < len; n++)
		body[n] = (char)(n * 7 >> 3);
	snprintf(head, sizeof(head),
		 POST("/dyn/echo") "Content-Length: %zu"
				   "\r\n\r\n",
		 len);
	lws__net_send(&app_net, &peer, head);
	lws__net_send_bytes(&app_net, &peer, body, len);
	lws__net_answer(&app_net, &peer, &a, false);
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body_len, len);
	assert_memory_equal(a.body, body, len);
	lws__net_answer_free(&a);
	free(body);
	still_serves();
}

static void
rx_flow_control_holds_a_body_back(void **state)
{
	(void)state;
	app.hold_rx = 1;
	lws__net_send(&app_net, &peer,
		      POST("/dyn/echo") "Content-Length: 6\r\n\r\nabc");
	while (!app.body_pieces)
		lws__net_turn(&app_net);
	lws__net_send(&app_net, &peer, "def" GET("/dyn/hello"));
	for (int n = 0; n < 20; n++)
		lws__net_turn(&app_net);
	assert_int_equal(app.body_pieces, 1);
	lws_rx_flow_control(app.held, 1);
	answered(200, "abcdef");
	answered(200, "hello\n");
}

static void
a_peer_that_leaves_inside_its_body_is_told_as_closed_once(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      POST("/dyn/echo") "Content-Length: 6\r\n\r\nabc");
	while (!app.body_pieces)
		lws__net_turn(&app_net);
	lws__net_hang_up(&peer);
	lws__net_until_alone(&app_net);
	assert_int_equal(app.bodies, 0);
	assert_int_equal(app.closed, 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_counted_body_comes_whole_however_it_is_cut),
		T(a_chunked_body_comes_whole_however_it_is_cut),
		T(h1_04__refuses_chunk_sizes_that_are_no_sizes),
		T(h1_05__refuses_chunk_extensions_that_are_none),
		T(h1_06__refuses_trailers_that_belong_in_the_head),
		T(h1_12__what_comes_behind_a_request_is_the_next_one),
		T(h1_12__pipelined_requests_wait_for_an_answer_that_takes_its_time),
		T(h1_12__a_hundred_pipelined_requests_are_answered_in_order),
		T(h1_13__says_100_once_when_it_is_expected),
		T(h1_13__an_early_error_closes_without_reading_gigabytes),
		T(h1_13__another_expectation_is_417),
		T(h1_16__an_unread_body_is_read_past),
		T(h1_16__a_body_too_long_to_skip_ends_the_connection),
		T(h1_16__endless_chunks_that_nobody_wants_end_the_connection),
		T(a_body_of_a_get_comes_to_a_callback_mount),
		T(a_length_of_zero_is_a_body),
		T(a_zero_length_that_nobody_reads_is_over),
		T(a_large_body_comes_whole),
		T(rx_flow_control_holds_a_body_back),
		T(a_peer_that_leaves_inside_its_body_is_told_as_closed_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
