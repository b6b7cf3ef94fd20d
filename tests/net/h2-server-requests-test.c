/* SPDX-License-Identifier: MIT */
/*
 * What a server serves over HTTP/2: the same application as over HTTP/1, the
 * same callbacks in the same order.
 */

#include "h2-peer.h"
#include "roles/h2/h2-limits.h"
#include "http-server-app.h"

#include <stdlib.h>

static int
setup(void **state)
{
	lws__net_text_file("empty.txt", "");

	return app_setup_h2(state);
}

static void
ask_once(const char *method, const char *path, int status, const char *body)
{
	struct h2_peer h;
	struct h2_got *g;

	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, method, path, H2_END, NULL);
	g = h2_answer(&app_net, &h, 1);
	assert_int_equal(g->status, status);
	assert_int_equal(g->reset, H2_NO_CODE);
	if (body)
		assert_string_equal(g->body ? g->body : "", body);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

static void
a_callback_answers(void **state)
{
	(void)state;
	ask_once("GET", "/dyn/hello", 200, "hello\n");
	assert_string_equal(app.order, "fbaHdx.x.");
	ask_once("GET", "/dyn/arg?b=1&a=x%20y", 200, "x y");
	ask_once("GET", "/dyn/to", 302, "");
	ask_once("GET", "/none", 404, NULL);
	ask_once("GET", "/dyn/early", 403, NULL);
}

static void
a_file_is_served(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	ask_once("GET", "/files/a.txt", 200, "file a\n");
	assert_string_equal(app.order, "fFx.x.");
	ask_once("GET", "/files/empty.txt", 200, "");
	ask_once("GET", "/files", 301, "");
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "GET", "/files/a.txt", H2_END,
	       "range: bytes=1-2\n");
	g = h2_answer(&app_net, &h, 1);
	assert_int_equal(g->status, 206);
	assert_string_equal(g->body, "il");
	assert_string_equal(h2_field(g, "content-range"), "bytes 1-2/7");
	h2_hang_up(&h);
}

static void
head_ends_with_its_head(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "HEAD", "/files/a.txt", H2_END, NULL);
	h2_ask(&app_net, &h, 3, "HEAD", "/dyn/hello", H2_END, NULL);
	h2_ask(&app_net, &h, 5, "HEAD", "/none", H2_END, NULL);
	for (uint32_t id = 1; id < 6; id += 2) {
		g = h2_answer(&app_net, &h, id);
		assert_int_equal(g->frames, 0);
		assert_int_equal(g->reset, H2_NO_CODE);
		assert_non_null(h2_field(g, "content-length"));
	}
	h2_hang_up(&h);
}

static void
a_body_is_told_and_completed(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/echo", 0, NULL);
	h2_data(&app_net, &h, 1, 0, "abc", 3);
	h2_data(&app_net, &h, 1, H2_END, "def", 3);
	g = h2_answer(&app_net, &h, 1);
	assert_string_equal(g->body, "abcdef");
	assert_string_equal(app.order, "fbaHBCdx.");
	/* with its length */
	h2_ask(&app_net, &h, 3, "POST", "/dyn/echo", 0, "content-length: 3\n");
	h2_data(&app_net, &h, 3, H2_END, "abc", 3);
	assert_string_equal(h2_answer(&app_net, &h, 3)->body, "abc");
	/* none at all */
	h2_ask(&app_net, &h, 5, "POST", "/dyn/echo", H2_END, NULL);
	assert_int_equal(h2_answer(&app_net, &h, 5)->status, 200);
	assert_int_equal(app.bodies, 3);
	h2_hang_up(&h);
}

static void
trailers_end_a_body(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/echo", 0, "te: trailers\n");
	h2_data(&app_net, &h, 1, 0, "abc", 3);
	h2_fields(&app_net, &h, 1, H2_END, "x-sum: 1\n");
	assert_string_equal(h2_answer(&app_net, &h, 1)->body, "abc");
	assert_int_equal(app.bodies, 1);
	h2_hang_up(&h);
}

static void
who_waits_for_100_gets_it(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/echo", 0,
	       "expect: 100-continue\n");
	h2_ping(&app_net, &h);
	assert_int_equal(h2_of(&h, 1)->continued, 1);
	h2_data(&app_net, &h, 1, H2_END, "abc", 3);
	g = h2_answer(&app_net, &h, 1);
	assert_int_equal(g->status, 200);
	assert_string_equal(g->body, "abc");
	h2_ask(&app_net, &h, 3, "POST", "/dyn/echo", 0, "expect: nonsense\n");
	assert_int_equal(h2_answer(&app_net, &h, 3)->status, 417);
	h2_hang_up(&h);
}

/* RFC 9113 8.1: the answer is whole, the rest is not wanted, but no error */
static void
an_answer_before_the_body_ends_the_stream(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/unread", 0, NULL);
	g = h2_answer(&app_net, &h, 1);
	assert_int_equal(g->ended, 1);
	assert_string_equal(g->body, "hello\n");
	h2_data(&app_net, &h, 1, 0, "abc", 3);
	h2_data(&app_net, &h, 1, H2_END, "def", 3);
	h2_ask(&app_net, &h, 3, "GET", "/dyn/hello", H2_END, NULL);
	assert_int_equal(h2_answer(&app_net, &h, 3)->status, 200);
	assert_int_equal(h2_of(&h, 1)->reset, H2_NO_CODE);
	h2_hang_up(&h);
}

/* who goes on sending is told to stop, once, when its credit is used up */
static void
a_body_that_nobody_wants_is_stopped_at_the_end_of_its_credit(void **state)
{
	static const char piece[8192];
	struct h2_peer h;
	size_t sent;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/unread", 0, NULL);
	(void)h2_answer(&app_net, &h, 1);
	for (sent = 0; sent + sizeof(piece) < LWS__H2_STREAM_WINDOW;
	     sent += sizeof(piece))
		h2_data(&app_net, &h, 1, 0, piece, sizeof(piece));
	h2_ping(&app_net, &h);
	assert_int_equal(h2_of(&h, 1)->reset, H2_NO_CODE);
	h2_data(&app_net, &h, 1, 0, piece, LWS__H2_STREAM_WINDOW - sent);
	h2_expect_reset(&app_net, &h, 1, LWS__H2_NO_ERROR);
	h2_ask(&app_net, &h, 3, "GET", "/dyn/hello", H2_END, NULL);
	assert_int_equal(h2_answer(&app_net, &h, 3)->status, 200);
	h2_hang_up(&h);
}

static void
who_drops_a_request_resets_it(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "GET", "/dyn/drop", H2_END, NULL);
	h2_expect_reset(&app_net, &h, 1, LWS__H2_INTERNAL_ERROR);
	h2_hang_up(&h);
}

static void
many_are_served_at_a_time(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "GET", "/dyn/later", H2_END, NULL);
	for (uint32_t id = 3; id < 100; id += 2)
		h2_ask(&app_net, &h, id, "GET",
		       id % 3 ? "/dyn/hello" : "/files/a.txt", H2_END, NULL);
	for (uint32_t id = 3; id < 100; id += 2)
		assert_string_equal(h2_answer(&app_net, &h, id)->body,
				    id % 3 ? "hello\n" : "file a\n");
	assert_null(h2_of(&h, 1));
	assert_true(app.later_waits);
	lws_callback_on_writable(app.later);
	assert_string_equal(h2_answer(&app_net, &h, 1)->body, "hello\n");
	h2_hang_up(&h);
}

static void
one_stream_of_the_application_is_the_connections(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "GET", "/dyn/later", H2_END, NULL);
	lws__net_until_set(&app_net, &app.later_waits, "a request");
	assert_ptr_not_equal(lws_get_network_wsi(app.later), app.later);
	assert_int_equal(lws_get_peer_write_allowance(app.later), 65535);
	/* killed: the others live */
	lws_set_timeout(app.later, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	h2_expect_reset(&app_net, &h, 1, LWS__H2_CANCEL);
	h2_ask(&app_net, &h, 3, "GET", "/dyn/hello", H2_END, NULL);
	assert_int_equal(h2_answer(&app_net, &h, 3)->status, 200);
	h2_hang_up(&h);
}

static void
events_go_on_without_end(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "GET", "/dyn/sse", H2_END, NULL);
	h2_ping(&app_net, &h);
	assert_int_equal(h2_of(&h, 1)->status, 200);
	assert_int_equal(h2_of(&h, 1)->ended, 0);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

/* H2-20: the peer goes away: what is under way is answered, then the end */
static void
h2_20__who_goes_away_gets_his_answers(void **state)
{
	static const uint8_t none[8];
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "GET", "/dyn/later", H2_END, NULL);
	h2_frame(&app_net, &h, LWS__H2_GOAWAY, 0, 0, none, sizeof(none));
	h2_frame(&app_net, &h, LWS__H2_GOAWAY, 0, 0, none, sizeof(none));
	h2_ping(&app_net, &h);
	lws_callback_on_writable(app.later);
	assert_string_equal(h2_answer(&app_net, &h, 1)->body, "hello\n");
	h2_expect_goaway(&app_net, &h, LWS__H2_NO_ERROR);
	assert_int_equal(h.goaway_last, 1);
	h2_hang_up(&h);
}

/* which streams were heard of is known when the vhost goes */
static void
h2_20__who_is_destroyed_says_goodbye(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "GET", "/dyn/hello", H2_END, NULL);
	h2_ask(&app_net, &h, 3, "GET", "/dyn/later", H2_END, NULL);
	assert_int_equal(h2_answer(&app_net, &h, 1)->status, 200);
	lws_vhost_destroy(lws_get_vhost(app.later));
	h2_expect_goaway(&app_net, &h, LWS__H2_NO_ERROR);
	assert_int_equal(h.goaway_last, 3);
	assert_int_equal(h2_of(&h, 3)->reset, LWS__H2_CANCEL);
	h2_hang_up(&h);
}

static void
h2c_is_agreed_on_by_upgrade(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	app_stop(&app_net);
	app_start(&app_net, NULL);
	h2_connect_silent(&app_net, &h);
	lws__net_send(&app_net, &h.p,
		      "GET /dyn/hello HTTP/1.1\r\n" APP_HOST
		      "Connection: Upgrade, HTTP2-Settings\r\n"
		      "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
	lws__net_expect(&app_net, &h.p,
			"HTTP/1.1 101 Switching Protocols\r\n"
			"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
	lws__net_send_bytes(&app_net, &h.p, lws__h2_preface,
			    LWS__H2_PREFACE_LEN);
	h2_frame(&app_net, &h, LWS__H2_SETTINGS, 0, 0, NULL, 0);
	g = h2_answer(&app_net, &h, 1);
	assert_int_equal(g->status, 200);
	assert_string_equal(g->body, "hello\n");
	h2_ask(&app_net, &h, 3, "GET", "/dyn/arg?a=b", H2_END, NULL);
	assert_string_equal(h2_answer(&app_net, &h, 3)->body, "b");
	h2_hang_up(&h);
	/* with a body, or settings that are none, it stays HTTP/1 */
	lws__net_ask_once(&app_net,
			  "POST /dyn/echo HTTP/1.1\r\n" APP_HOST
			  "Connection: Upgrade, HTTP2-Settings\r\n"
			  "Content-Length: 3\r\n"
			  "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\nabc",
			  200, "abc");
	lws__net_ask_once(&app_net,
			  "GET /dyn/hello HTTP/1.1\r\n" APP_HOST
			  "Connection: Upgrade, HTTP2-Settings\r\n"
			  "Upgrade: h2c\r\nHTTP2-Settings: AAMAAAB\r\n\r\n",
			  200, "hello\n");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, app_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_callback_answers),
		T(a_file_is_served),
		T(head_ends_with_its_head),
		T(a_body_is_told_and_completed),
		T(trailers_end_a_body),
		T(who_waits_for_100_gets_it),
		T(an_answer_before_the_body_ends_the_stream),
		T(a_body_that_nobody_wants_is_stopped_at_the_end_of_its_credit),
		T(who_drops_a_request_resets_it),
		T(many_are_served_at_a_time),
		T(one_stream_of_the_application_is_the_connections),
		T(events_go_on_without_end),
		T(h2_20__who_goes_away_gets_his_answers),
		T(h2_20__who_is_destroyed_says_goodbye),
		T(h2c_is_agreed_on_by_upgrade),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
