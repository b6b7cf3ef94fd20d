/* SPDX-License-Identifier: MIT */
/*
 * Several clients, one connection, and it goes.  CLI-06: each goes on with
 * another one or is told once, and nobody gets an answer that was not meant
 * for it.
 */

#include "client-queue-app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- servers that do not keep ---------------------------------------------
 */

static void
queue__leaves_a_server_that_does_not_keep(void **state)
{
	static const char *const answers[] = {
		"HTTP/1.1 200 OK\r\nConnection: close\r\n"
		"Content-Length: 1\r\n\r\n0",
		"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n0",
		"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"
		"Content-Length: 1\r\n\r\n0",
		"HTTP/1.1 200 OK\r\n\r\n0",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(answers); n++) {
		struct lws__net_peer others[2];

		begin();
		for (int m = 0; m < 3; m++)
			ask(m, "/x");
		client_accept(&net, listen_fd, &peer);
		expect_request(&peer, "GET /x ");
		lws__net_send(&net, &peer, answers[n]);
		/* both others at once, and each by itself */
		client_accept(&net, listen_fd, &others[0]);
		client_accept(&net, listen_fd, &others[1]);
		lws__net_shut(&peer);
		for (int m = 0; m < 2; m++) {
			expect_request(&others[m], "GET /x ");
			lws__net_send(&net, &others[m], answers[n]);
			lws__net_shut(&others[m]);
		}
		for (int m = 0; m < 3; m++) {
			until_destroyed(m);
			assert_string_equal(ones[m].body, "0");
		}
		assert_string_equal(ones[0].order, "BNICAFEDOdXZ");
		assert_string_equal(ones[1].order, "BINCAFEDOdXZ");
		lws__net_hang_up(&others[0]);
		lws__net_hang_up(&others[1]);
		end();
	}
}

/* ---- CLI-06 ---------------------------------------------------------------
 */

enum death {
	FIN,
	RST,
};

static void
die(enum death how)
{
	if (how == FIN)
		lws__net_hang_up(&peer);
	else
		lws__net_abort(&peer);
}

/* within the first answer: it is cut, the others find another connection */
static void
queue__survives_the_death_of_its_leader(void **state)
{
	(void)state;
	for (int how = FIN; how <= RST; how++) {
		begin();
		for (int n = 0; n < 3; n++)
			ask(n, "/x");
		client_accept(&net, listen_fd, &peer);
		expect_request(&peer, "GET /x ");
		lws__net_send(&net, &peer,
			      "HTTP/1.1 200 OK\r\nX-Stale: 1\r\n"
			      "Content-Length: 10\r\n\r\nhalf");
		lws__net_until(&net, has_body, &ones[0], "half of the body");
		die((enum death)how);
		until_destroyed(0);
		assert_string_equal(ones[0].order, "BNICAFEDdXZ");
		/* both share again */
		client_accept(&net, listen_fd, &peer);
		expect_request(&peer, "GET /x ");
		answer(&peer, "1");
		expect_request(&peer, "GET /x ");
		answer(&peer, "2");
		until_completed(2);
		assert_string_equal(ones[1].order, "BINCAFEDOdZ");
		assert_string_equal(ones[1].body, "1");
		assert_string_equal(ones[2].body, "2");
		nobody_else_comes();
		end();
	}
}

/* in the middle of those that ran ahead */
static void
queue__sends_again_what_ran_ahead_in_vain(void **state)
{
	(void)state;
	for (int how = FIN; how <= RST; how++) {
		begin();
		for (int n = 0; n < 4; n++)
			ask(n, "/x");
		client_accept(&net, listen_fd, &peer);
		expect_request(&peer, "GET /x ");
		answer(&peer, "0");
		for (int n = 1; n < 4; n++)
			expect_request(&peer, "GET /x ");
		answer(&peer, "1");
		until_completed(1);
		die((enum death)how);
		/* the one whose turn it was, and those behind it */
		for (int n = 2; n < 4; n++) {
			client_accept(&net, listen_fd, &peer);
			expect_request(&peer, "GET /x ");
			answer(&peer, "again");
			lws__net_shut(&peer);
			lws__net_await_end(&net, &peer);
			lws__net_hang_up(&peer);
		}
		until_destroyed(2);
		until_destroyed(3);
		assert_string_equal(ones[2].body, "again");
		assert_string_equal(ones[3].body, "again");
		assert_int_equal(ones[2].completed + ones[3].completed, 2);
		end();
	}
}

/* the server ends a connection that nobody uses, just as it is wanted */
static void
queue__goes_elsewhere_when_the_kept_connection_has_ended(void **state)
{
	(void)state;
	for (int seen_first = 0; seen_first < 2; seen_first++) {
		begin();
		ask(0, "/0");
		client_accept(&net, listen_fd, &peer);
		expect_request(&peer, "GET /0 ");
		answer(&peer, "0");
		until_completed(0);
		if (!seen_first)
			ask(1, "/1"); /* asked, then ended */
		lws__net_hang_up(&peer);
		/* ended, and not looked at yet: no POST is risked on it */
		info.method = "POST";
		if (seen_first)
			ask(1, "/1");
		client_accept(&net, listen_fd, &peer);
		expect_request(&peer, seen_first ? "POST /1 " : "GET /1 ");
		answer(&peer, "1");
		until_completed(1);
		assert_string_equal(ones[1].body, "1");
		assert_int_equal(ones[1].errors, 0);
		end();
	}
}

static void
ask_second_on_the_kept_one(const char *method)
{
	begin();
	ask(0, "/0");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /0 ");
	answer(&peer, "0");
	until_completed(0);
	info.method = method;
	ask(1, "/1");
	free(lws__net_read_to(&net, &peer, " /1 HTTP/1.1\r\n"));
}

static void
queue__sends_a_get_again_when_the_kept_connection_dies(void **state)
{
	(void)state;
	for (int how = FIN; how <= RST; how++) {
		ask_second_on_the_kept_one("GET");
		die((enum death)how);
		client_accept(&net, listen_fd, &peer);
		expect_request(&peer, "GET /1 ");
		answer(&peer, "1");
		until_completed(1);
		assert_string_equal(ones[1].order, "BIANCAFEDO");
		/* once: it is no better with the next */
		end();
	}
}

static void
queue__sends_a_post_once(void **state)
{
	(void)state;
	for (int how = FIN; how <= RST; how++) {
		ask_second_on_the_kept_one("POST");
		die((enum death)how);
		until_destroyed(1);
		assert_string_equal(ones[1].order, "BIA!dZ");
		assert_string_equal(ones[1].error, "read failed");
		nobody_else_comes();
		end();
	}
}

/* what nobody asked for is no answer to what is asked next */
static void
queue__does_not_take_stray_bytes_for_an_answer(void **state)
{
	(void)state;
	begin();
	ask(0, "/0");
	ask(1, "/1");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /0 ");
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0"
		      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
	lws__net_await_end(&net, &peer);
	lws__net_hang_up(&peer);
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /1 ");
	answer(&peer, "good");
	until_completed(1);
	assert_string_equal(ones[1].body, "good");
	end();
}

static void
queue__tells_each_once_when_nobody_listens(void **state)
{
	int fd;

	(void)state;
	begin();
	info.port = client_dead_port(&fd);
	for (int n = 0; n < 4; n++)
		ask(n, "/x");
	for (int n = 0; n < 4; n++) {
		until_destroyed(n);
		assert_int_equal(ones[n].errors, 1);
		assert_string_equal(ones[n].error, "conn fail: ECONNREFUSED");
		assert_null(ones[n].wsi);
	}
	close(fd);
	end();
}

/* ---- who leaves -----------------------------------------------------------
 */

static void
queue__lets_go_who_is_killed_while_it_waits(void **state)
{
	(void)state;
	begin();
	for (int n = 0; n < 3; n++)
		ask(n, "/x");
	lws_set_timeout(ones[1].wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	assert_string_equal(ones[1].order, "BI!dZ");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /x ");
	answer(&peer, "0");
	expect_request(&peer, "GET /x ");
	answer(&peer, "2");
	until_completed(2);
	assert_string_equal(ones[2].body, "2");
	end();
}

/* its answer will come, to nobody: the others do not stay for it */
static void
queue__skips_no_answer_of_one_that_was_killed(void **state)
{
	(void)state;
	begin();
	for (int n = 0; n < 4; n++)
		ask(n, "/x");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /x ");
	answer(&peer, "0");
	for (int n = 1; n < 4; n++)
		expect_request(&peer, "GET /x ");
	lws_set_timeout(ones[2].wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	answer(&peer, "1");
	until_destroyed(1);
	assert_string_equal(ones[1].body, "1");
	lws__net_await_end(&net, &peer);
	lws__net_hang_up(&peer);
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /x ");
	answer(&peer, "3");
	until_completed(3);
	assert_string_equal(ones[3].body, "3");
	end();
}

static void
queue__goes_on_when_the_leader_is_closed_by_its_user(void **state)
{
	(void)state;
	begin();
	ones[0].refusal = -1; /* from COMPLETED */
	ask(0, "/0");
	ask(1, "/1");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /0 ");
	answer(&peer, "0");
	lws__net_await_end(&net, &peer);
	lws__net_hang_up(&peer);
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /1 ");
	assert_string_equal(ones[0].order, "BNICAFEDOdXZ");
	end();
	assert_string_equal(ones[1].order, "BINCAdXZ");
}

static void
queue__waits_no_longer_than_the_timeout(void **state)
{
	struct lws__net_peer other;

	(void)state;
	begin_with(1);
	ask(0, "/0");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /0 ");
	ask(1, "/1");
	/* the first is busy, and says so; the second does not wait for it */
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
	client_accept(&net, listen_fd, &other);
	expect_request(&other, "GET /1 ");
	answer(&other, "1");
	until_completed(1);
	assert_string_equal(ones[1].body, "1");
	lws__net_hang_up(&other);
	end();
}

static void
queue__ends_with_the_context(void **state)
{
	(void)state;
	begin();
	for (int n = 0; n < 4; n++)
		ask(n, "/x");
	client_accept(&net, listen_fd, &peer);
	expect_request(&peer, "GET /x ");
	answer(&peer, "0");
	for (int n = 1; n < 4; n++)
		expect_request(&peer, "GET /x ");
	ask(4, "/x");
	end();
	for (int n = 0; n < 5; n++)
		assert_int_equal(ones[n].destroyed, 1);
	assert_int_equal(ones[4].errors, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queue__leaves_a_server_that_does_not_keep),
		cmocka_unit_test(queue__survives_the_death_of_its_leader),
		cmocka_unit_test(queue__sends_again_what_ran_ahead_in_vain),
		cmocka_unit_test(
			queue__goes_elsewhere_when_the_kept_connection_has_ended),
		cmocka_unit_test(
			queue__sends_a_get_again_when_the_kept_connection_dies),
		cmocka_unit_test(queue__sends_a_post_once),
		cmocka_unit_test(
			queue__does_not_take_stray_bytes_for_an_answer),
		cmocka_unit_test(queue__tells_each_once_when_nobody_listens),
		cmocka_unit_test(queue__lets_go_who_is_killed_while_it_waits),
		cmocka_unit_test(queue__skips_no_answer_of_one_that_was_killed),
		cmocka_unit_test(
			queue__goes_on_when_the_leader_is_closed_by_its_user),
		cmocka_unit_test(queue__waits_no_longer_than_the_timeout),
		cmocka_unit_test(queue__ends_with_the_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
