/* SPDX-License-Identifier: MIT */
/*
 * Several clients, one connection: who gets it when, and who may.
 */

#include "client-queue-app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- one behind the other -------------------------------------------------
 */

static void
queue__gives_the_connection_to_the_next(void **state)
{
	(void)state;
	begin();
	ask(0, "/0");
	ask(1, "/1");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /0 HTTP/1.1\r\n");
	answer(&peer, "zero");
	until_destroyed(0);
	expect_request(&peer, "GET /1 HTTP/1.1\r\n");
	answer(&peer, "one");
	until_completed(1);
	assert_string_equal(ones[0].body, "zero");
	assert_string_equal(ones[1].body, "one");
	/* as in the trace: no CLOSED for who gave it away */
	assert_string_equal(ones[0].order, "BNICAFEDOdZ");
	assert_string_equal(ones[1].order, "BIAFEDO");
	/* later there is one that nobody uses */
	ask(2, "/2");
	until_destroyed(1);
	expect_request(&peer, "GET /2 HTTP/1.1\r\n");
	answer(&peer, "two");
	until_completed(2);
	assert_string_equal(ones[1].order, "BIAFEDOdZ");
	nobody_else_comes();
	end();
	assert_string_equal(ones[2].order, "BIAFEDOdXZ");
}

static void
queue__takes_one_that_is_asked_for_in_completed(void **state)
{
	struct lws_client_connect_info next;

	(void)state;
	begin();
	next = info;
	next.path = "/1";
	next.opaque_user_data = &ones[1];
	ones[0].then = &next;
	ask(0, "/0");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /0 ");
	answer(&peer, "zero");
	expect_request(&peer, "GET /1 ");
	answer(&peer, "one");
	until_completed(1);
	assert_string_equal(ones[1].body, "one");
	end();
}

static void
queue__sends_a_body_in_its_turn(void **state)
{
	(void)state;
	begin();
	ask(0, "/0");
	info.method = "POST";
	ones[1].announces = ones[3].announces = true;
	ask(1, "/1");
	info.method = "GET";
	ask(2, "/2");
	ask(3, "/3"); /* GET with a body: asked for again in its turn */
	ask(4, "/4");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /0 ");
	answer(&peer, "0");
	expect_request(&peer, "POST /1 ");
	lws__net_expect(&net, &peer, "body");
	answer(&peer, "1");
	expect_request(&peer, "GET /2 ");
	nobody_else_comes();
	assert_int_equal(peer.len, 0);
	answer(&peer, "2");
	expect_request(&peer, "GET /3 ");
	lws__net_expect(&net, &peer, "body");
	answer(&peer, "3");
	expect_request(&peer, "GET /4 ");
	answer(&peer, "4");
	until_completed(4);
	for (int n = 0; n < 5; n++)
		assert_int_equal(ones[n].body[0], '0' + n);
	assert_string_equal(ones[1].order, "BIAWFEDOdZ");
	assert_string_equal(ones[3].order, "BIAAWFEDOdZ");
	end();
}

static void
queue__ends_an_unused_connection_after_keep_warm_secs(void **state)
{
	(void)state;
	begin();
	info.keep_warm_secs = 1;
	ask(0, "/0");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /0 ");
	answer(&peer, "zero");
	until_destroyed(0);
	assert_string_equal(ones[0].order, "BNICAFEDOdXZ");
	lws__net_expect_end(&net, &peer);
	end();
}

/* ---- requests ahead of their turn -----------------------------------------
 */

static void
run_ahead(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	static const char *const bodies[] = {"zero", "one", "", "three"};

	(void)arg;
	begin();
	for (int n = 0; n < 4; n++)
		ask(n, "/x");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /x ");
	nobody_else_comes();
	assert_int_equal(peer.len, 0); /* not before it has proved itself */
	answer(&peer, bodies[0]);
	for (int n = 1; n < 4; n++)
		expect_request(&peer, "GET /x ");
	for (size_t n = 0; n < count; n++)
		lws__net_send_bytes(&net, &peer, pieces[n].data, pieces[n].len);
	until_completed(3);
	for (int n = 0; n < 4; n++) {
		assert_string_equal(ones[n].body, bodies[n]);
		assert_int_equal(ones[n].completed, 1);
	}
	nobody_else_comes();
	end();
}

/* the answers of three, cut at every place */
static void
queue__sends_ahead_what_the_server_has_proved_to_keep(void **state)
{
	static const char answers[] =
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"
		"HTTP/1.1 204 No\r\n\r\n"
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		"5\r\nthree\r\n0\r\n\r\n";

	(void)state;
	lws__test_each_split(answers, sizeof(answers) - 1, run_ahead, NULL);
}

static void
queue__takes_answers_that_came_before_the_server_hung_up(void **state)
{
	(void)state;
	begin();
	for (int n = 0; n < 3; n++)
		ask(n, "/x");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /x ");
	answer(&peer, "0");
	expect_request(&peer, "GET /x ");
	expect_request(&peer, "GET /x ");
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"
		      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"
		      "Connection: close\r\n\r\n2");
	lws__net_shut(&peer);
	until_destroyed(2);
	assert_string_equal(ones[1].body, "1");
	assert_string_equal(ones[2].body, "2");
	end();
}

/* ---- who may share --------------------------------------------------------
 */

static void
queue__shares_only_with_the_same_server(void **state)
{
	struct lws__net_peer others[3];
	struct lws_client_connect_info same;

	(void)state;
	begin();
	same = info;
	ask(0, "/0");
	info.ssl_connection &= ~LCCSCF_PIPELINE;
	ask(1, "/1"); /* does not want to */
	info = same;
	info.alpn = "h2";
	ask(2, "/2"); /* may speak something else */
	info = same;
	info.iface = "127.0.0.1";
	ask(3, "/3"); /* comes from elsewhere */
	info = same;
	info.host = "another.example";
	ask(4, "/4"); /* in clear a name is but a header */
	client_accept(&net, listen_fd, &peer);
	for (int n = 0; n < 3; n++)
		client_accept(&net, listen_fd, &others[n]);
	expect_request(&peer, "GET /0 ");
	answer(&peer, "0");
	expect_request(&peer, "GET /4 HTTP/1.1\r\nHost: another.example\r\n");
	for (int n = 0; n < 3; n++)
		lws__net_hang_up(&others[n]);
	end();
}

/* 64 of a thread at most are kept without use: the oldest goes */
static void
queue__bounds_the_connections_that_nobody_uses(void **state)
{
	static struct lws__net_peer peers[66];

	(void)state;
	begin();
	for (int n = 0; n < 66; n++) {
		char alpn[16];

		snprintf(alpn, sizeof(alpn), "x%d", n); /* so none is shared */
		info.alpn = alpn;
		ask(n, "/x");
		client_accept(&net, listen_fd, &peers[n]);
		expect_request(&peers[n], "GET /x ");
		answer(&peers[n], "x");
		until_completed(n);
	}
	for (int n = 0; n < 66; n++)
		assert_int_equal(ones[n].destroyed, n < 2);
	end();
	for (int n = 0; n < 66; n++)
		lws__net_hang_up(&peers[n]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queue__gives_the_connection_to_the_next),
		cmocka_unit_test(
			queue__takes_one_that_is_asked_for_in_completed),
		cmocka_unit_test(queue__sends_a_body_in_its_turn),
		cmocka_unit_test(
			queue__ends_an_unused_connection_after_keep_warm_secs),
		cmocka_unit_test(
			queue__sends_ahead_what_the_server_has_proved_to_keep),
		cmocka_unit_test(
			queue__takes_answers_that_came_before_the_server_hung_up),
		cmocka_unit_test(queue__shares_only_with_the_same_server),
		cmocka_unit_test(
			queue__bounds_the_connections_that_nobody_uses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
