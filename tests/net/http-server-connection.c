/* SPDX-License-Identifier: MIT */
/*
 * Connections of the HTTP server: how they stay, end, wait and are lost.
 */

#include "http-server-app.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static struct lws__net_peer peer;

static void
short_times(struct lws_context_creation_info *info)
{
	info->timeout_secs = 1;
	info->keepalive_timeout = 1;
}

static int
setup(void **state)
{
	(void)state;
	app_start(&app_net, short_times);
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
keep_alive_rebinds_the_first_protocol_between_requests(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer, GET("/dyn/hello"));
	answered(200, "hello\n");
	lws__net_send(&app_net, &peer, GET("/dyn/hello"));
	answered(200, "hello\n");
	lws__net_hang_up(&peer);
	lws__net_until_alone(&app_net);
	assert_string_equal(app.order, "fbaHdbfdbaHdbdx.");
}

static void
http_1_0_ends_with_its_answer(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer, "GET /dyn/hello HTTP/1.0\r\n\r\n");
	answered(200, "hello\n");
	lws__net_expect_end(&app_net, &peer);
}

static void
connection_close_ends_with_its_answer(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      "GET /dyn/hello HTTP/1.1\r\n" APP_HOST
		      "Connection: foo, close\r\n\r\n" GET("/dyn/drop"));
	answered(200, "hello\n");
	lws__net_await_end(&app_net, &peer);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_HTTP), 1);
}

static void
a_body_without_length_ends_with_the_connection(void **state)
{
	struct lws__net_answer a;

	(void)state;
	lws__net_ask(&app_net, &peer, GET("/dyn/big"), &a, 200);
	assert_true(a.to_the_end);
	assert_string_equal(lws__net_field(&a, "connection"), "close");
	assert_int_equal(a.body_len, app.big_len);
	for (size_t n = 0; n < a.body_len; n++)
		assert_int_equal(a.body[n], 'a' + n % 26);
	lws__net_answer_free(&a);
}

static void
a_slow_reader_gets_every_byte(void **state)
{
	struct lws__net_answer a;
	struct lws__net_peer p;

	(void)state;
	app.big_len = 900000;
	lws__net_connect_with(&p, app_net.port, 2048);
	p.slowly = 7000;
	lws__net_ask(&app_net, &p, GET("/dyn/once"), &a, 200);
	assert_int_equal(a.body_len, app.big_len);
	for (size_t n = 0; n < a.body_len; n++)
		assert_int_equal(a.body[n], 'a' + n % 26);
	lws__net_answer_free(&a);
	/* completion waited for the last byte, and the connection lives */
	lws__net_ask(&app_net, &p, GET("/dyn/hello"), &a, 200);
	lws__net_answer_free(&a);
	lws__net_hang_up(&p);
}

static void
a_half_closed_peer_gets_what_is_under_way(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer, GET("/dyn/big"));
	lws__net_shut(&peer);
	lws__net_await_end(&app_net, &peer);
	assert_true(peer.len > app.big_len);
}

static void
a_half_closed_peer_gets_all_its_pipelined_answers(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer, GET("/dyn/hello") GET("/dyn/arg?a=2"));
	lws__net_shut(&peer);
	answered(200, "hello\n");
	answered(200, "2");
	lws__net_expect_end(&app_net, &peer);
}

static void
a_peer_that_leaves_while_nothing_is_said_is_gone(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer, GET("/dyn/later"));
	lws__net_until_set(&app_net, &app.later_waits, "the request");
	lws__net_hang_up(&peer);
	lws__net_until_alone(&app_net);
	assert_int_equal(app.closed, 1);
	assert_null(app.later);
}

static void
a_reset_in_the_middle_of_an_answer_is_told_once(void **state)
{
	struct lws__net_peer p;

	(void)state;
	app.big_len = 5000000;
	lws__net_connect_with(&p, app_net.port, 2048);
	lws__net_send(&app_net, &p, GET("/dyn/big"));
	lws__net_await(&app_net, &p, 100);
	lws__net_abort(&p);
	lws__net_hang_up(&peer);
	lws__net_until_alone(&app_net);
	assert_int_equal(app.closed, 2);
}

static bool
is_over(void *arg)
{
	return peer.eof || peer.reset || !--*(int *)arg;
}

/* byte after byte, slower than anybody types, until the server ends it */
static void
trickle(void)
{
	while (!peer.eof && !peer.reset) {
		int turns = 40;

		if (lws__net_try_send(&app_net, &peer, "x", 1))
			break;
		(void)lws__net_pump(&peer);
		lws__net_until(&app_net, is_over, &turns, "the next byte");
	}
}

static void
net_24__a_head_that_trickles_times_out(void **state)
{
	static const char head[] = "GET /dyn/hello HTTP/1.1\r\nHost: h\r\nX: ";

	(void)state;
	lws__net_send(&app_net, &peer, head);
	trickle();
	assert_int_equal(peer.len, 0);
	lws__net_until_alone(&app_net);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_HTTP), 0);
}

static void
net_24__a_peer_that_says_nothing_times_out(void **state)
{
	(void)state;
	lws__net_expect_end(&app_net, &peer);
}

static void
net_24__a_body_that_trickles_times_out(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      "POST /dyn/echo HTTP/1.1\r\n" APP_HOST
		      "Content-Length: 100000000\r\n\r\n");
	trickle();
	lws__net_until_alone(&app_net);
	assert_int_equal(app.bodies, 0);
}

static void
net_24__an_idle_kept_alive_connection_times_out(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer, GET("/dyn/hello"));
	answered(200, "hello\n");
	lws__net_expect_end(&app_net, &peer);
	lws__net_until_alone(&app_net);
}

static void
net_24__a_peer_that_reads_nothing_times_out(void **state)
{
	struct lws__net_peer p;

	(void)state;
	app.big_len = 900000;
	lws__net_connect_with(&p, app_net.port, 2048);
	lws__net_send(&app_net, &p, GET("/dyn/once"));
	lws__net_hang_up(&peer);
	lws__net_until_alone(&app_net);
	lws__net_hang_up(&p);
}

static void
an_event_stream_has_no_timeout(void **state)
{
	struct lws__net_peer other;

	(void)state;
	app.big_len = 0;
	lws__net_send(&app_net, &peer, GET("/dyn/sse"));
	free(lws__net_read_to(&app_net, &peer, "\r\n\r\n"));
	/* one that has a timeout comes and goes after it */
	lws__net_connect(&app_net, &other);
	lws__net_expect_end(&app_net, &other);
	lws__net_hang_up(&other);
	(void)lws__net_pump(&peer);
	assert_false(peer.eof || peer.reset);
	lws__net_hang_up(&peer);
	lws__net_until_alone(&app_net);
}

static void
two_heads(struct lws_context_creation_info *info)
{
	info->max_http_header_pool = 2;
	info->timeout_secs = 1;
}

static void
net_26__who_finds_no_room_for_headers_waits_in_line(void **state)
{
	struct lws__net_peer p[6];
	struct lws__net_answer a;

	(void)state;
	lws__net_hang_up(&peer);
	lws__net_stop(&app_net);
	app_start(&app_net, two_heads);
	/* idle connections that were served hold nothing */
	for (size_t n = 0; n < LWS_ARRAY_SIZE(p); n++) {
		lws__net_connect(&app_net, &p[n]);
		lws__net_ask(&app_net, &p[n], GET("/dyn/hello"), &a, 200);
		lws__net_answer_free(&a);
	}
	/* two wait for the application, the others for them */
	lws__net_send(&app_net, &p[0], GET("/dyn/later"));
	lws__net_send(&app_net, &p[1], "GET /dyn/hello HTTP/1.1\r\nHost");
	for (size_t n = 2; n < LWS_ARRAY_SIZE(p); n++)
		lws__net_send(&app_net, &p[n], GET("/dyn/hello"));
	lws__net_until_set(&app_net, &app.later_waits, "the request");
	for (int n = 0; n < 20; n++)
		lws__net_turn(&app_net);
	for (size_t n = 2; n < LWS_ARRAY_SIZE(p); n++)
		assert_false(lws__net_pump(&p[n]));
	/* one in the line leaves, and the line goes on without it */
	lws__net_abort(&p[2]);
	lws_callback_on_writable(app.later);
	lws__net_answer(&app_net, &p[0], &a, false);
	lws__net_answer_free(&a);
	for (size_t n = 3; n < LWS_ARRAY_SIZE(p); n++) {
		lws__net_answer(&app_net, &p[n], &a, false);
		assert_int_equal(a.status, 200);
		lws__net_answer_free(&a);
	}
	lws__net_send(&app_net, &p[1], ": h\r\n\r\n");
	lws__net_answer(&app_net, &p[1], &a, false);
	assert_int_equal(a.status, 200);
	lws__net_answer_free(&a);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(p); n++)
		lws__net_hang_up(&p[n]);
	lws__net_until_alone(&app_net);
}

static void
a_redirect_of_the_application_keeps_the_connection(void **state)
{
	struct lws__net_answer a;

	(void)state;
	lws__net_ask(&app_net, &peer, GET("/dyn/to"), &a, 302);
	assert_string_equal(lws__net_field(&a, "location"), "/dyn/hello");
	lws__net_answer_free(&a);
	lws__net_send(&app_net, &peer, GET("/dyn/hello"));
	answered(200, "hello\n");
}

static void
head_has_no_body_and_the_next_request_is_served(void **state)
{
	struct lws__net_answer a;

	(void)state;
	lws__net_ask(&app_net, &peer,
		     "HEAD /dyn/hello HTTP/1.1\r\n" APP_HOST "\r\n", &a, 200);
	assert_string_equal(lws__net_field(&a, "content-length"), "6");
	lws__net_answer_free(&a);
	lws__net_ask(&app_net, &peer,
		     "HEAD /files/none HTTP/1.1\r\n" APP_HOST "\r\n", &a, 404);
	lws__net_answer_free(&a);
	lws__net_send(&app_net, &peer, GET("/dyn/hello"));
	answered(200, "hello\n");
}

static void
nonzero_from_http_closes_without_an_answer(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer, GET("/dyn/drop"));
	lws__net_expect_end(&app_net, &peer);
}

static int
occurrences(const char *text, const char *what)
{
	int n = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		n++;

	return n;
}

static bool
has_some(void *arg)
{
	char c;

	(void)arg;

	return recv(peer.fd, &c, 1, MSG_DONTWAIT | MSG_PEEK) == 1;
}

/* no turn is run: what is answered is all still in the socket */
static void
send_unserved(const char *text)
{
	assert_int_equal(send(peer.fd, text, strlen(text), MSG_NOSIGNAL),
			 strlen(text));
}

/* what there is of the answer once any of it is there: what one write sent */
static void
first_piece(char *piece, size_t room)
{
	ssize_t n;

	lws__net_until(&app_net, has_some, NULL, "an answer");
	n = recv(peer.fd, piece, room - 1, 0);
	assert_true(n > 0);
	piece[n] = '\0';
}

static void
small_answers_are_not_delayed_by_the_kernel(void **state)
{
	socklen_t len = sizeof(int);
	int on = 0;

	(void)state;
	lws__net_send(&app_net, &peer, GET("/dyn/later"));
	lws__net_until_set(&app_net, &app.later_waits, "the request");
	assert_int_equal(getsockopt(lws_get_socket_fd(app.later), IPPROTO_TCP,
				    TCP_NODELAY, &on, &len),
			 0);
	assert_true(on);
	lws_callback_on_writable(app.later);
	answered(200, NULL);
}

static void
requests_that_came_in_one_piece_are_answered_in_one(void **state)
{
	static char piece[8192];

	(void)state;
	send_unserved(GET("/dyn/hello") GET("/dyn/arg?a=2") GET("/dyn/hello")
			      GET("/dyn/arg?a=4") GET("/dyn/hello"));
	first_piece(piece, sizeof(piece));
	assert_int_equal(occurrences(piece, "HTTP/1.1 200"), 5);
	assert_int_equal(occurrences(piece, "\r\n\r\nhello\n"), 3);
	assert_non_null(strstr(piece, "\r\n\r\n4HTTP/1.1 200"));
}

/* more than a turn answers, and more than the cork holds */
static void
a_long_row_of_requests_is_answered_in_order(void **state)
{
	enum { ROW = 300 };
	char request[64], body[8];

	(void)state;
	for (int n = 0; n < ROW; n++) {
		lws_snprintf(request, sizeof(request),
			     "GET /dyn/arg?a=%d HTTP/1.1\r\n" APP_HOST "\r\n",
			     n);
		lws__net_send(&app_net, &peer, request);
	}
	for (int n = 0; n < ROW; n++) {
		lws_snprintf(body, sizeof(body), "%d", n);
		answered(200, body);
	}
}

static const char ask_and_close[] =
	"GET /dyn/hello HTTP/1.1\r\n" APP_HOST "Connection: close\r\n\r\n";

/* the peer's own end is not waited for: it says nothing more */
static void
who_says_close_is_let_go_at_once(void **state)
{
	static char piece[1024];

	(void)state;
	send_unserved(ask_and_close);
	first_piece(piece, sizeof(piece));
	assert_non_null(strstr(piece, "\r\n\r\nhello\n"));
	lws__net_until_alone(&app_net);
	lws__net_expect_end(&app_net, &peer);
	assert_true(peer.eof);
}

/* who may have a body on its way would lose the answer to a reset */
static void
who_says_close_but_sends_a_body_is_waited_for(void **state)
{
	(void)state;
	lws__net_send(&app_net, &peer,
		      "POST /dyn/early HTTP/1.1\r\n" APP_HOST
		      "Connection: close\r\nContent-Length: 9000\r\n\r\n");
	answered(403, NULL);
	for (int n = 0; n < 9; n++) {
		char body[1000];

		memset(body, 'b', sizeof(body));
		lws__net_send_bytes(&app_net, &peer, body, sizeof(body));
	}
	lws__net_expect_end(&app_net, &peer);
}

static void
who_asks_before_it_is_accepted_is_served_in_that_turn(void **state)
{
	struct pollfd pfd = {.fd = peer.fd, .events = POLLIN};
	int left;

	(void)state;
	send_unserved(ask_and_close);
	do /* the server's kernel has it */
		assert_int_equal(ioctl(peer.fd, TIOCOUTQ, &left), 0);
	while (left);
	assert_int_equal(lws__net_alive(), 0);
	do
		assert_int_equal(lws_service(app_net.cx, -1), 0);
	while (!lws__net_noted(LWS_CALLBACK_WSI_CREATE));
	do
		assert_int_equal(poll(&pfd, 1, -1), 1);
	while (lws__net_pump(&peer));
	assert_true(peer.eof); /* closed, too */
	assert_int_equal(occurrences(peer.in, "\r\n\r\nhello\n"), 1);
}

/* some that are silent at first, so that reading at once is given up */
static void
who_asks_after_it_is_accepted_is_served_too(void **state)
{
	enum { SOME = 12 };
	struct lws__net_peer later[SOME];

	(void)state;
	memset(later, 0, sizeof(later));
	for (int n = 0; n < SOME; n++) {
		lws__net_connect(&app_net, &later[n]);
		assert_int_equal(lws_service(app_net.cx, -1), 0);
	}
	for (int n = 0; n < SOME; n++) {
		struct lws__net_answer a;

		lws__net_ask(&app_net, &later[n], ask_and_close, &a, 200);
		lws__net_answer_free(&a);
		lws__net_expect_end(&app_net, &later[n]);
		lws__net_hang_up(&later[n]);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(keep_alive_rebinds_the_first_protocol_between_requests),
		T(http_1_0_ends_with_its_answer),
		T(connection_close_ends_with_its_answer),
		T(a_body_without_length_ends_with_the_connection),
		T(a_slow_reader_gets_every_byte),
		T(a_half_closed_peer_gets_what_is_under_way),
		T(a_half_closed_peer_gets_all_its_pipelined_answers),
		T(a_peer_that_leaves_while_nothing_is_said_is_gone),
		T(a_reset_in_the_middle_of_an_answer_is_told_once),
		T(net_24__a_head_that_trickles_times_out),
		T(net_24__a_peer_that_says_nothing_times_out),
		T(net_24__a_body_that_trickles_times_out),
		T(net_24__an_idle_kept_alive_connection_times_out),
		T(net_24__a_peer_that_reads_nothing_times_out),
		T(an_event_stream_has_no_timeout),
		T(net_26__who_finds_no_room_for_headers_waits_in_line),
		T(a_redirect_of_the_application_keeps_the_connection),
		T(head_has_no_body_and_the_next_request_is_served),
		T(nonzero_from_http_closes_without_an_answer),
		T(small_answers_are_not_delayed_by_the_kernel),
		T(requests_that_came_in_one_piece_are_answered_in_one),
		T(a_long_row_of_requests_is_answered_in_order),
		T(who_says_close_is_let_go_at_once),
		T(who_asks_before_it_is_accepted_is_served_in_that_turn),
		T(who_asks_after_it_is_accepted_is_served_too),
		T(who_says_close_but_sends_a_body_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
