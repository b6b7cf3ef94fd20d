/* SPDX-License-Identifier: MIT */
/*
 * Request heads: which are served, which are refused, and with what.  The names
 * start with the hazard's id.
 */

#include "http-server-app.h"

#include <stdio.h>
#include <stdlib.h>

/* refused with this status, and the connection ends behind the page */
static void
refused(const char *request, int status)
{
	struct lws__net_answer a;
	struct lws__net_peer p;

	lws__net_connect(&app_net, &p);
	lws__net_ask(&app_net, &p, request, &a, status);
	assert_non_null(lws__net_field(&a, "connection"));
	assert_string_equal(lws__net_field(&a, "connection"), "close");
	lws__net_answer_free(&a);
	lws__net_expect_end(&app_net, &p);
	lws__net_hang_up(&p);
	lws__net_until_alone(&app_net);
}

/* the same when every byte comes alone */
static void
trickled(const char *request, int status)
{
	struct lws__net_answer a;
	struct lws__net_peer p;

	lws__net_connect(&app_net, &p);
	for (const char *at = request; *at; at++)
		if (lws__net_try_send(&app_net, &p, at, 1) || p.len)
			break;
	lws__net_answer(&app_net, &p, &a, false);
	assert_int_equal(a.status, status);
	lws__net_answer_free(&a);
	lws__net_hang_up(&p);
	lws__net_until_alone(&app_net);
}

#define POST "POST /dyn/echo HTTP/1.1\r\n" APP_HOST

struct refusal {
	const char *request;
	int status;
};

static void
refused_each(const struct refusal *r, size_t count)
{
	for (size_t n = 0; n < count; n++) {
		refused(r[n].request, r[n].status);
		trickled(r[n].request, r[n].status);
	}
}

static void
h1_01__refuses_length_together_with_transfer_coding(void **state)
{
	static const struct refusal r[] = {
		{POST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"
		      "\r\n",
		 400},
		{POST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"
		      "\r\n",
		 400},
	};

	(void)state;
	refused_each(r, LWS_ARRAY_SIZE(r));
	assert_int_equal(lws__net_noted(LWS_CALLBACK_HTTP), 0);
}

static void
h1_02__refuses_lengths_that_are_not_one_number(void **state)
{
	static const char *const lengths[] = {
		"3\r\nContent-Length: 4",
		"3\r\nContent-Length: 3",
		"3, 3",
		"+5",
		"-1",
		"0x5",
		"5 5",
		"5,5",
		"",
		"abc",
		"1e3",
		"9223372036854775808",
		"18446744073709551617",
		"99999999999999999999999999",
	};
	char request[512];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(lengths); n++) {
		snprintf(request, sizeof(request),
			 POST "Content-Length: %s\r\n\r\n", lengths[n]);
		refused(request, 400);
	}
	assert_int_equal(lws__net_noted(LWS_CALLBACK_HTTP), 0);
}

static void
h1_03__refuses_transfer_codings_that_it_cannot_undo(void **state)
{
	static const struct refusal r[] = {
		{POST "Transfer-Encoding: chunked, gzip\r\n\r\n", 400},
		{POST "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
		{POST "Transfer-Encoding: xchunked\r\n\r\n", 400},
		{POST "Transfer-Encoding: chunked;x=y\r\n\r\n", 400},
		{POST "Transfer-Encoding: chunked, chunked\r\n\r\n", 400},
		{POST "Transfer-Encoding: chunked\r\n"
		      "Transfer-Encoding: chunked\r\n\r\n",
		 400},
		{"POST /dyn/echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n"
		 "\r\n",
		 400},
	};

	(void)state;
	refused_each(r, LWS_ARRAY_SIZE(r));
	assert_int_equal(lws__net_noted(LWS_CALLBACK_HTTP), 0);
}

static void
h1_07__refuses_lines_that_do_not_end_in_crlf(void **state)
{
	static const struct refusal r[] = {
		{"GET /dyn/hello HTTP/1.1\nHost: h\n\n", 400},
		{"GET /dyn/hello HTTP/1.1\r\nHost: h\n\r\n", 400},
		{"GET /dyn/hello HTTP/1.1\rHost: h\r\n\r\n", 400},
		{"GET /dyn/hello HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n", 400},
	};
	static const char nul[] =
		"GET /dyn/hello HTTP/1.1\r\n" APP_HOST "X: a\0b\r\n\r\n";
	struct lws__net_answer a;
	struct lws__net_peer p;

	(void)state;
	refused_each(r, LWS_ARRAY_SIZE(r));
	lws__net_connect(&app_net, &p);
	lws__net_send_bytes(&app_net, &p, nul, sizeof(nul) - 1);
	lws__net_answer(&app_net, &p, &a, false);
	assert_int_equal(a.status, 400);
	lws__net_answer_free(&a);
	lws__net_hang_up(&p);
}

static void
h1_08__refuses_names_that_are_no_tokens(void **state)
{
	static const struct refusal r[] = {
		{"GET / HTTP/1.1\r\n" APP_HOST "X : 1\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\n" APP_HOST "X: a\r\n b\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\n" APP_HOST ": a\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\n" APP_HOST "X(y): a\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\n" APP_HOST "nothing\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\n X: a\r\n" APP_HOST "\r\n", 400},
	};

	(void)state;
	refused_each(r, LWS_ARRAY_SIZE(r));
}

static void
h1_09__wants_one_host_that_is_a_host(void **state)
{
	static const struct refusal r[] = {
		{"GET /dyn/hello HTTP/1.1\r\n\r\n", 400},
		{"GET /dyn/hello HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
		{"GET /dyn/hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
		{"GET /dyn/hello HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
		{"GET /dyn/hello HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
		{"GET http://other/dyn/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
	};

	(void)state;
	refused_each(r, LWS_ARRAY_SIZE(r));
	assert_int_equal(lws__net_noted(LWS_CALLBACK_HTTP), 0);
	lws__net_ask_once(&app_net,
			  "GET http://h/dyn/hello HTTP/1.1\r\nHost: h\r\n"
			  "\r\n",
			  200, "hello\n");
	lws__net_ask_once(&app_net, "GET /dyn/hello HTTP/1.0\r\n\r\n", 200,
			  "hello\n");
}

static void
allow_no_host(struct lws_context_creation_info *info)
{
	static const struct lws_protocol_vhost_options lenient = {
		.name = "allow-no-host", .value = "on"};
	static const struct lws_protocol_vhost_options on = {
		.name = "first", .value = "", .options = &lenient};

	info->pvo = &on;
}

static void
h1_09__a_vhost_option_lets_a_missing_host_through(void **state)
{
	(void)state;
	app_stop(&app_net);
	app_start(&app_net, allow_no_host);
	lws__net_ask_once(&app_net, "GET /dyn/hello HTTP/1.1\r\n\r\n", 200,
			  "hello\n");
	refused("GET /dyn/hello HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400);
	refused("GET /dyn/hello HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
}

static void
h1_10__refuses_request_lines_with_what_is_wrong_in_them(void **state)
{
	static const struct refusal r[] = {
		{"GET GET / HTTP/1.1\r\n" APP_HOST "\r\n", 400},
		{"GET\r\n" APP_HOST "\r\n", 400},
		{"GET /\r\n" APP_HOST "\r\n", 400},
		{"GET / HTTP/1.1junk\r\n" APP_HOST "\r\n", 400},
		{"GET / HTTP/9.9\r\n" APP_HOST "\r\n", 505},
		{"GET / HTTX/1.1\r\n" APP_HOST "\r\n", 400},
		{"GET  / HTTP/1.1\r\n" APP_HOST "\r\n", 400},
		{"get / HTTP/1.1\r\n" APP_HOST "\r\n", 405},
		{"BREW / HTTP/1.1\r\n" APP_HOST "\r\n", 405},
		{"TRACE / HTTP/1.1\r\n" APP_HOST "\r\n", 405},
		{"CONNECT h:1 HTTP/1.1\r\n" APP_HOST "\r\n", 405},
		{"\x16\x03\x01 / HTTP/1.1\r\n\r\n", 400},
	};

	(void)state;
	refused_each(r, LWS_ARRAY_SIZE(r));
}

static void
h1_10__a_405_says_what_is_allowed(void **state)
{
	static const char *const requests[] = {
		"BREW / HTTP/1.1\r\n" APP_HOST "\r\n",
		"CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(requests); n++) {
		struct lws__net_answer a;
		struct lws__net_peer p;

		lws__net_connect(&app_net, &p);
		lws__net_ask(&app_net, &p, requests[n], &a, 405);
		assert_string_equal(
			lws__net_field(&a, "allow"),
			"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
		lws__net_answer_free(&a);
		lws__net_hang_up(&p);
	}
}

static void
h1_10__refuses_a_target_that_is_too_long(void **state)
{
	size_t len = 100000;
	char *request = malloc(len + 64);
	struct lws__net_answer a;
	struct lws__net_peer p;

	(void)state;
	memset(request, 'a', len);
	memcpy(request, "GET /", 5);
	lws_snprintf(request + len, 64, " HTTP/1.1\r\n" APP_HOST "\r\n");
	lws__net_connect(&app_net, &p);
	/* it may close before it has read all of it */
	(void)lws__net_try_send(&app_net, &p, request, strlen(request));
	lws__net_answer(&app_net, &p, &a, false);
	assert_int_equal(a.status, 414);
	lws__net_answer_free(&a);
	lws__net_hang_up(&p);
	free(request);
}

static void
small_heads(struct lws_context_creation_info *info)
{
	info->max_http_header_data = 1024;
}

/* a head of exactly len bytes */
static char *
head_of(size_t len)
{
	static const char start[] =
		"GET /dyn/hello HTTP/1.1\r\n" APP_HOST "X-Long: ";
	char *head = malloc(len + 1);

	assert_non_null(head);
	memset(head, 'x', len);
	memcpy(head, start, sizeof(start) - 1);
	memcpy(head + len - 4, "\r\n\r\n", 5);

	return head;
}

static int
status_of_head(size_t len)
{
	char *head = head_of(len);
	struct lws__net_answer a;
	struct lws__net_peer p;
	int status;

	lws__net_connect(&app_net, &p);
	(void)lws__net_try_send(&app_net, &p, head, len);
	lws__net_answer(&app_net, &p, &a, false);
	status = a.status;
	lws__net_answer_free(&a);
	lws__net_hang_up(&p);
	free(head);

	return status;
}

static void
h1_11__the_limit_of_a_head_is_exact(void **state)
{
	(void)state;
	app_stop(&app_net);
	app_start(&app_net, small_heads);
	assert_int_equal(status_of_head(1023), 200);
	assert_int_equal(status_of_head(1024), 200);
	assert_int_equal(status_of_head(1025), 431);
	assert_int_equal(status_of_head(5000), 431);
}

static void
h1_11__refuses_ten_thousand_tiny_fields(void **state)
{
	char *head = malloc(90000), *at = head;
	struct lws__net_answer a;
	struct lws__net_peer p;

	(void)state;
	at += lws_snprintf(at, 200, "GET /dyn/hello HTTP/1.1\r\n" APP_HOST);
	for (int n = 0; n < 10000; n++)
		at += lws_snprintf(at, 8, "a: b\r\n");
	memcpy(at, "\r\n", 3);
	lws__net_connect(&app_net, &p);
	(void)lws__net_try_send(&app_net, &p, head, strlen(head));
	lws__net_answer(&app_net, &p, &a, false);
	assert_int_equal(a.status, 431);
	lws__net_answer_free(&a);
	lws__net_hang_up(&p);
	free(head);
}

static void
h1_14__an_application_cannot_split_its_answer(void **state)
{
	struct lws__net_answer a;
	struct lws__net_peer p;

	(void)state;
	lws__net_connect(&app_net, &p);
	lws__net_ask(&app_net, &p, GET("/dyn/split"), &a, 200);
	assert_int_equal(app.refused_headers, 1);
	assert_null(lws__net_field(&a, "x"));
	assert_null(lws__net_field(&a, "set-cookie"));
	assert_string_equal(a.body, "ok");
	lws__net_answer_free(&a);
	lws__net_hang_up(&p);
}

static void
h1_15__other_upgrades_are_ignored(void **state)
{
	(void)state;
	lws__net_ask_once(&app_net,
			  "GET /dyn/hello HTTP/1.1\r\n" APP_HOST
			  "Connection: Upgrade\r\nUpgrade: h3c, foo\r\n\r\n",
			  200, "hello\n");
	lws__net_ask_once(&app_net,
			  "GET /dyn/hello HTTP/1.1\r\n" APP_HOST
			  "Connection: foo\r\nUpgrade: websocket\r\n\r\n",
			  200, "hello\n");
}

static void
the_same_request_is_served_however_it_is_cut(void **state)
{
	static const char request[] = "GET /dyn/arg?b=1&a=x%20y HTTP/1.1\r\n"
				      "Host: localhost\r\nX: 1\r\n\r\n";

	(void)state;
	for (size_t cut = 1; cut < sizeof(request) - 1; cut++) {
		struct lws__net_answer a;
		struct lws__net_peer p;

		lws__net_connect(&app_net, &p);
		lws__net_send_bytes(&app_net, &p, request, cut);
		lws__net_turn(&app_net);
		lws__net_send_bytes(&app_net, &p, request + cut,
				    sizeof(request) - 1 - cut);
		lws__net_answer(&app_net, &p, &a, false);
		assert_string_equal(a.body, "x y");
		lws__net_answer_free(&a);
		lws__net_hang_up(&p);
	}
	trickled(request, 200);
}

static void
what_a_host_says_after_its_colon_is_a_port(void **state)
{
	(void)state;
	lws__net_ask_once(&app_net,
			  "GET /dyn/hello HTTP/1.1\r\nHost: h:80\r\n\r\n", 200,
			  "hello\n");
	lws__net_ask_once(&app_net,
			  "GET /dyn/hello HTTP/1.1\r\nHost: [::1]:80\r\n"
			  "\r\n",
			  200, "hello\n");
	refused("GET /dyn/hello HTTP/1.1\r\nHost: h:x\r\n\r\n", 400);
}

#define T(name) cmocka_unit_test_setup_teardown(name, app_setup, app_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(h1_01__refuses_length_together_with_transfer_coding),
		T(h1_02__refuses_lengths_that_are_not_one_number),
		T(h1_03__refuses_transfer_codings_that_it_cannot_undo),
		T(h1_07__refuses_lines_that_do_not_end_in_crlf),
		T(h1_08__refuses_names_that_are_no_tokens),
		T(h1_09__wants_one_host_that_is_a_host),
		T(h1_09__a_vhost_option_lets_a_missing_host_through),
		T(h1_10__refuses_request_lines_with_what_is_wrong_in_them),
		T(h1_10__a_405_says_what_is_allowed),
		T(h1_10__refuses_a_target_that_is_too_long),
		T(h1_11__the_limit_of_a_head_is_exact),
		T(h1_11__refuses_ten_thousand_tiny_fields),
		T(h1_14__an_application_cannot_split_its_answer),
		T(h1_15__other_upgrades_are_ignored),
		T(the_same_request_is_served_however_it_is_cut),
		T(what_a_host_says_after_its_colon_is_a_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
