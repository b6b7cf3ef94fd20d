/* SPDX-License-Identifier: MIT */
/*
 * The HTTP/2 client against a server made by hand: heads, bodies, responses,
 * what is malformed, and the callbacks.
 */

#include "client-app.h"
#include "h2-peer.h"

#include <stdlib.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct h2_peer h;
static int listen_fd;

static void
begin(void)
{
	int port;

	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.ssl_connection = LCCSCF_H2_PRIOR_KNOWLEDGE |
			      LCCSCF_HTTP_NO_CACHE_CONTROL | LCCSCF_PIPELINE;
}

/* a connection for one request */
static void
begin_alone(void)
{
	begin();
	info.ssl_connection &= ~LCCSCF_PIPELINE;
}

static void
end(void)
{
	h2_hang_up(&h);
	close(listen_fd);
	lws__net_stop(&net);
}

/* the request's head, on stream 1 */
static struct h2_got *
ask(void)
{
	assert_non_null(lws_client_connect_via_info(&info));
	h2_accept(&net, &h, listen_fd, NULL, 0);

	return h2_asked(&net, &h, 1);
}

static void
over(void)
{
	lws__net_until_set(&net, &seen.over, "the end of the client");
}

/* ---- heads ----------------------------------------------------------------
 */

static void
a_get_ends_with_its_head(void **state)
{
	struct h2_got *g;

	(void)state;
	begin();
	info.path = "/a/b?c=d";
	g = ask();
	assert_int_equal(g->ended, 1);
	assert_string_equal(g->head, ":method: GET\n:scheme: http\n"
				     ":path: /a/b?c=d\n"
				     ":authority: localhost\n");
	assert_true(h.theirs.enable_push == false);
	h2_respond(&net, &h, 1, "hello");
	over();
	assert_string_equal(seen.body, "hello");
	assert_int_equal(seen.status, 200);
	assert_string_equal(seen.order, "BNICCAFEDOdXZ");
	h2_ping(&net, &h);
	assert_int_equal(g->reset, H2_NO_CODE);
	end();
}

static void
fields_of_the_user_become_lower_case_and_those_of_a_connection_are_dropped(
	void **state)
{
	struct h2_got *g;

	(void)state;
	begin();
	info.origin = "example.com";
	does.headers = "X-Mine: One  \r\nConnection: keep-alive\r\n"
		       "TE: gzip\r\nKeep-Alive: 5\r\nte: trailers\r\n"
		       "Upgrade: h2c\r\nTransfer-Encoding: chunked\r\n";
	g = ask();
	assert_string_equal(h2_field(g, "x-mine"), "One");
	assert_string_equal(h2_field(g, "te"), "trailers");
	assert_string_equal(h2_field(g, "origin"), "http://example.com");
	assert_null(h2_field(g, "connection"));
	assert_null(h2_field(g, "keep-alive"));
	assert_null(h2_field(g, "upgrade"));
	assert_null(h2_field(g, "transfer-encoding"));
	assert_null(h2_field(g, "host"));
	h2_respond(&net, &h, 1, "");
	over();
	end();
}

static void
a_field_that_is_none_is_refused_before_it_is_sent(void **state)
{
	(void)state;
	begin();
	does.headers = "no colon here\r\n";
	assert_non_null(lws_client_connect_via_info(&info));
	over();
	assert_int_equal(seen.errors, 1);
	assert_string_equal(seen.error, "HS: a header that is none");
	end();
}

static void
refused_at_append_is_closed(void **state)
{
	(void)state;
	begin();
	does.refuses = LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER;
	does.refusal = -1;
	assert_non_null(lws_client_connect_via_info(&info));
	over();
	assert_int_equal(seen.errors, 0);
	assert_int_equal(seen.closed, 1);
	end();
}

static void
a_large_head_goes_in_continuations(void **state)
{
	static char fields[20100];
	struct h2_got *g;
	size_t len;

	(void)state;
	begin();
	len = (size_t)lws_snprintf(fields, sizeof(fields), "x-long: ");
	memset(fields + len, 'y', 20000);
	strcpy(fields + len + 20000, "\r\nx-last: z\r\n");
	does.headers = fields;
	g = ask();
	assert_int_equal(g->ended, 1);
	h2_respond(&net, &h, 1, "ok");
	over();
	assert_string_equal(seen.body, "ok");
	end();
}

/* ---- bodies -----------------------------------------------------------------
 */

static void
begin_post(void)
{
	begin();
	info.method = "POST";
	does.body = "name=value";
	does.body_len = 10;
}

static void
a_body_with_a_length_ends_with_its_last_frame(void **state)
{
	struct h2_got *g;

	(void)state;
	begin_post();
	does.says_length = true;
	g = ask();
	assert_string_equal(h2_field(g, "content-length"), "10");
	g = h2_answer(&net, &h, 1);
	assert_string_equal(g->body, "name=value");
	assert_int_equal(g->frames, 1);
	h2_respond(&net, &h, 1, "ok");
	over();
	assert_string_equal(seen.order, "BNICCAWFEDOdXZ");
	end();
}

static void
a_body_without_one_ends_with_the_stream(void **state)
{
	struct h2_got *g;

	(void)state;
	begin_post();
	does.body_piece = 3;
	does.says_end_late = true;
	g = ask();
	assert_null(h2_field(g, "content-length"));
	assert_null(h2_field(g, "transfer-encoding"));
	g = h2_answer(&net, &h, 1);
	assert_string_equal(g->body, "name=value");
	h2_respond(&net, &h, 1, "ok");
	over();
	assert_int_equal(seen.completed, 1);
	end();
}

static void
a_post_without_a_body_says_so(void **state)
{
	struct h2_got *g;

	(void)state;
	begin();
	info.method = "POST";
	g = ask();
	assert_string_equal(h2_field(g, "content-length"), "0");
	assert_int_equal(g->ended, 1);
	h2_respond(&net, &h, 1, "ok");
	over();
	end();
}

static void
a_body_waits_for_100_continue(void **state)
{
	struct h2_got *g;

	(void)state;
	begin_post();
	does.headers = "expect: 100-continue\r\n";
	does.says_length = true;
	g = ask();
	h2_ping(&net, &h);
	assert_int_equal(g->len, 0);
	h2_fields(&net, &h, 1, 0, ":status: 100\n");
	h2_answer(&net, &h, 1);
	assert_string_equal(g->body, "name=value");
	h2_respond(&net, &h, 1, "ok");
	over();
	assert_int_equal(seen.status, 200);
	end();
}

static void
an_early_response_stops_the_body(void **state)
{
	static char big[300000];
	struct h2_got *g;

	(void)state;
	begin_post();
	memset(big, 'x', sizeof(big));
	does.body = big;
	does.body_len = sizeof(big);
	does.says_length = true;
	h.no_windows = true;
	(void)ask();
	h2_fields(&net, &h, 1, H2_END, ":status: 413\n");
	over();
	assert_int_equal(seen.status, 413);
	assert_int_equal(seen.completed, 1);
	h2_ping(&net, &h);
	g = h2_of(&h, 1);
	assert_int_equal(g->reset, LWS__H2_CANCEL);
	end();
}

/* ---- responses --------------------------------------------------------------
 */

static void
responses_without_a_body_complete_at_once(void **state)
{
	(void)state;
	begin();
	info.method = "HEAD";
	(void)ask();
	h2_fields(&net, &h, 1, H2_END, ":status: 200\ncontent-length: 99\n");
	over();
	assert_int_equal(seen.completed, 1);
	assert_string_equal(seen.order, "BNICCAFEOdXZ");
	end();

	begin();
	(void)ask();
	h2_fields(&net, &h, 1, 0, ":status: 204\n");
	h2_data(&net, &h, 1, H2_END, NULL, 0);
	over();
	assert_int_equal(seen.completed, 1);
	end();
}

static void
interim_responses_and_trailers_are_passed_over(void **state)
{
	(void)state;
	begin();
	(void)ask();
	h2_fields(&net, &h, 1, 0, ":status: 103\nlink: x\n");
	h2_fields(&net, &h, 1, 0, ":status: 102\n");
	h2_fields(&net, &h, 1, 0, ":status: 200\ncontent-length: 3\n");
	h2_data(&net, &h, 1, 0, "abc", 3);
	h2_fields(&net, &h, 1, H2_END, "x-trailer: 1\n");
	over();
	assert_int_equal(seen.status, 200);
	assert_string_equal(seen.body, "abc");
	assert_int_equal(seen.completed, 1);
	end();
}

/* H2-17, H2-18 */
static void
malformed_responses_are_reset_and_told(void **state)
{
	static const char *const bad[] = {
		"x: y\n",
		":status: 200\n:status: 200\n",
		":status: 20\n",
		":status: 2x0\n",
		":status: 099\n",
		":status: 101\n",
		":status: 200\n:path: /\n",
		"x: y\n:status: 200\n",
		":status: 200\nconnection: close\n",
		":status: 200\ntransfer-encoding: chunked\n",
		":status: 200\nX-Upper: 1\n",
		":status: 200\ncontent-length: -1\n",
		":status: 200\ncontent-length: 1\ncontent-length: 1\n",
		":status: 200\ncontent-length: 4\n",
		":status: 100\n",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++) {
		begin();
		(void)ask();
		h2_fields(&net, &h, 1, H2_END, bad[n]);
		h2_expect_reset(&net, &h, 1, LWS__H2_PROTOCOL_ERROR);
		assert_int_equal(seen.errors, 1);
		assert_int_equal(seen.completed, 0);
		end();
	}
}

/* H2-17 */
static void
a_body_that_is_not_as_long_as_said_is_an_error(void **state)
{
	(void)state;
	for (int n = 0; n < 2; n++) {
		begin();
		(void)ask();
		h2_fields(&net, &h, 1, 0, ":status: 200\ncontent-length: 3\n");
		h2_data(&net, &h, 1, H2_END, "abcd", n ? 4 : 2);
		h2_expect_reset(&net, &h, 1, LWS__H2_PROTOCOL_ERROR);
		assert_int_equal(seen.completed, 0);
		assert_int_equal(seen.closed, 1);
		end();
	}
}

static void
a_body_before_its_head_is_an_error(void **state)
{
	(void)state;
	begin();
	(void)ask();
	h2_data(&net, &h, 1, 0, "abc", 3);
	h2_expect_reset(&net, &h, 1, LWS__H2_PROTOCOL_ERROR);
	assert_int_equal(seen.errors, 1);
	end();
}

static void
a_response_that_the_user_does_not_want_is_cancelled(void **state)
{
	static const enum lws_callback_reasons at[] = {
		LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH,
		LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP,
		LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ,
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(at); n++) {
		begin();
		does.refuses = at[n];
		does.refusal = -1;
		(void)ask();
		h2_fields(&net, &h, 1, 0, ":status: 200\n");
		h2_data(&net, &h, 1, 0, "abc", 3);
		h2_expect_reset(&net, &h, 1, LWS__H2_CANCEL);
		assert_int_equal(seen.closed + seen.errors, 1);
		assert_int_equal(seen.closed, n == 2);
		end();
	}
}

/* ---- the connection
 * ----------------------------------------------------------
 */

/* H2-21 */
static void
push_is_refused(void **state)
{
	static const uint8_t promise[] = {0, 0, 0, 2, 0x82};

	(void)state;
	begin();
	(void)ask();
	h2_frame(&net, &h, LWS__H2_PUSH_PROMISE, H2_END_HEAD, 1, promise,
		 sizeof(promise));
	h2_expect_goaway(&net, &h, LWS__H2_PROTOCOL_ERROR);
	assert_int_equal(seen.errors, 1);
	end();
}

/* H2-01, H2-03 */
static void
what_is_no_server_is_told_so(void **state)
{
	static const char h1[] = "HTTP/1.1 400 Bad Request\r\n\r\n";

	(void)state;
	begin();
	assert_non_null(lws_client_connect_via_info(&info));
	h2_accept_silent(&net, &h, listen_fd);
	lws__net_send(&net, &h.p, h1);
	over();
	assert_int_equal(seen.errors, 1);
	end();

	begin();
	(void)ask();
	h2_fields(&net, &h, 2, H2_END, ":status: 200\n");
	h2_expect_goaway(&net, &h, LWS__H2_PROTOCOL_ERROR);
	assert_int_equal(seen.errors, 1);
	end();

	begin();
	(void)ask();
	h2_fields(&net, &h, 3, H2_END, ":status: 200\n");
	h2_expect_goaway(&net, &h, LWS__H2_PROTOCOL_ERROR);
	end();
}

static void
the_end_of_the_connection_is_told(void **state)
{
	(void)state;
	begin();
	(void)ask();
	lws__net_hang_up(&h.p);
	over();
	assert_int_equal(seen.errors, 1);
	end();

	begin();
	(void)ask();
	h2_fields(&net, &h, 1, 0, ":status: 200\n");
	h2_data(&net, &h, 1, 0, "abc", 3);
	h2_ping(&net, &h);
	lws__net_hang_up(&h.p);
	over();
	assert_int_equal(seen.errors, 0);
	assert_int_equal(seen.completed, 0);
	assert_int_equal(seen.closed, 1);
	end();
}

static void
one_that_nobody_shares_ends_with_its_request(void **state)
{
	(void)state;
	begin_alone();
	(void)ask();
	h2_respond(&net, &h, 1, "ok");
	h2_expect_goaway(&net, &h, LWS__H2_NO_ERROR);
	assert_int_equal(seen.completed, 1);
	end();
}

/* the user's variable, its pointers and its family are the stream's */
static void
who_asked_is_the_stream(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (reason != LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP)
		return;
	assert_ptr_equal(wsi, seen.wsi);
	assert_ptr_not_equal(wsi, lws_get_network_wsi(wsi));
	assert_ptr_equal(lws_get_opaque_user_data(wsi), &seen);
	assert_ptr_equal(lws_wsi_user(wsi), seen.user);
	assert_int_equal(lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE),
			 10);
	assert_int_equal(lws_get_peer_write_allowance(wsi) >= 0, 1);
}

static void
what_the_user_has_of_it_moves_to_the_stream(void **state)
{
	(void)state;
	begin();
	info.opaque_user_data = &seen;
	does.also = who_asked_is_the_stream;
	(void)ask();
	h2_respond(&net, &h, 1, "ok");
	over();
	assert_int_equal(seen.established, 1);
	end();
}

static void
redirects_are_followed(void **state)
{
	(void)state;
	begin();
	(void)ask();
	h2_fields(&net, &h, 1, H2_END, ":status: 302\nlocation: /there\n");
	assert_string_equal(h2_field(h2_asked(&net, &h, 3), ":path"), "/there");
	h2_respond(&net, &h, 3, "ok");
	over();
	assert_string_equal(seen.order, "BNICCA>dBCAFEDOdXZ");
	end();

	begin_alone();
	(void)ask();
	h2_fields(&net, &h, 1, H2_END, ":status: 302\nlocation: /there\n");
	h2_expect_goaway(&net, &h, LWS__H2_NO_ERROR);
	h2_hang_up(&h);
	h2_accept(&net, &h, listen_fd, NULL, 0);
	assert_string_equal(h2_field(h2_asked(&net, &h, 1), ":path"), "/there");
	h2_respond(&net, &h, 1, "ok");
	over();
	assert_int_equal(seen.redirects, 1);
	assert_string_equal(seen.body, "ok");
	assert_int_equal(seen.errors, 0);
	end();
}

static void
a_client_that_is_killed_takes_its_stream_with_it(void **state)
{
	(void)state;
	begin();
	(void)ask();
	lws_set_timeout(seen.wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	assert_int_equal(seen.over, 1);
	h2_expect_reset(&net, &h, 1, LWS__H2_CANCEL);
	end();
}

static void
a_context_may_go_while_it_is_under_way(void **state)
{
	(void)state;
	begin();
	(void)ask();
	h2_fields(&net, &h, 1, 0, ":status: 200\n");
	h2_ping(&net, &h);
	end();
	assert_int_equal(seen.closed, 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_get_ends_with_its_head),
		cmocka_unit_test(
			fields_of_the_user_become_lower_case_and_those_of_a_connection_are_dropped),
		cmocka_unit_test(
			a_field_that_is_none_is_refused_before_it_is_sent),
		cmocka_unit_test(refused_at_append_is_closed),
		cmocka_unit_test(a_large_head_goes_in_continuations),
		cmocka_unit_test(a_body_with_a_length_ends_with_its_last_frame),
		cmocka_unit_test(a_body_without_one_ends_with_the_stream),
		cmocka_unit_test(a_post_without_a_body_says_so),
		cmocka_unit_test(a_body_waits_for_100_continue),
		cmocka_unit_test(an_early_response_stops_the_body),
		cmocka_unit_test(responses_without_a_body_complete_at_once),
		cmocka_unit_test(
			interim_responses_and_trailers_are_passed_over),
		cmocka_unit_test(malformed_responses_are_reset_and_told),
		cmocka_unit_test(
			a_body_that_is_not_as_long_as_said_is_an_error),
		cmocka_unit_test(a_body_before_its_head_is_an_error),
		cmocka_unit_test(
			a_response_that_the_user_does_not_want_is_cancelled),
		cmocka_unit_test(push_is_refused),
		cmocka_unit_test(what_is_no_server_is_told_so),
		cmocka_unit_test(the_end_of_the_connection_is_told),
		cmocka_unit_test(one_that_nobody_shares_ends_with_its_request),
		cmocka_unit_test(what_the_user_has_of_it_moves_to_the_stream),
		cmocka_unit_test(redirects_are_followed),
		cmocka_unit_test(
			a_client_that_is_killed_takes_its_stream_with_it),
		cmocka_unit_test(a_context_may_go_while_it_is_under_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
