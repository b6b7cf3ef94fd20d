/* SPDX-License-Identifier: MIT */
/*
 * What the system refuses or cuts short while connections are served
 * (NET-01, NET-05, NET-11, NET-13, NET-14, I-03).
 */

#include "loop-app.h"
#include "syscall-shim.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST "GET /dyn HTTP/1.1\r\nHost: h\r\n\r\n"
#define ANSWER                                            \
	"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n" \
	"content-length: 6\r\n\r\nhello\n"

static int
start(void **state)
{
	static struct lws__net net;
	struct lws_context_creation_info info;

	lws__shim_reset();
	lws__loop_hook = NULL;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
	*state = &net;

	return 0;
}

static int
stop(void **state)
{
	lws__shim_reset();
	lws__net_until_alone(*state);
	lws__net_stop(*state);

	return 0;
}

static void
exchanges(struct lws__net *net)
{
	struct lws__net_peer http = {0}, ws = {0};

	lws__net_connect(net, &http);
	lws__net_send(net, &http, REQUEST REQUEST);
	lws__net_expect(net, &http, ANSWER ANSWER);
	lws__net_connect(net, &ws);
	lws__loop_upgrade(net, &ws);
	lws__loop_echo(net, &ws, "hello");
	lws__loop_echo(net, &ws, "a longer text that is cut into pieces");
	lws__net_hang_up(&http);
	lws__net_hang_up(&ws);
}

static void
short_reads_and_writes_change_nothing__I_03(void **state)
{
	static const unsigned int most[] = {1, 2, 3, 7, 64};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(most); n++) {
		print_message("at most %u\n", most[n]);
		lws__shim_trickle(most[n], 0, 0);
		exchanges(*state);
		print_message("and EAGAIN\n");
		lws__shim_trickle(most[n], 3, 0);
		exchanges(*state);
		print_message("and EINTR\n");
		lws__shim_trickle(most[n], 0, 7);
		exchanges(*state);
	}
}

static void
a_listener_without_descriptors_rests_and_comes_back__NET_11(void **state)
{
	static const int errors[] = {EMFILE, ENFILE, ENOMEM, ENOBUFS};
	struct lws__net *net = *state;
	struct lws__net_peer old = {0};

	lws__net_connect(net, &old);
	lws__loop_upgrade(net, &old);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(errors); n++) {
		struct lws__net_peer p = {0};
		unsigned long calls;

		lws__shim_fail(LWS_SHIM_ACCEPT, 1, 1, errors[n]);
		lws__net_connect(net, &p);
		lws__net_turn(net);
		calls = lws__shim_calls(LWS_SHIM_ACCEPT);
		/* it does not spin: turns without a timer ask nothing */
		lws__loop_echo(net, &old, "still here");
		lws__net_send(net, &p, REQUEST);
		lws__net_expect(net, &p, ANSWER);
		assert_true(lws__shim_calls(LWS_SHIM_ACCEPT) - calls <= 4);
		lws__net_hang_up(&p);
	}
	lws__net_hang_up(&old);
}

static void
a_connection_that_died_in_the_queue_is_passed_over__NET_13(void **state)
{
	static const int errors[] = {ECONNABORTED, EPROTO, EPERM, EINTR,
				     EAGAIN};
	struct lws__net *net = *state;

	for (size_t n = 0; n < LWS_ARRAY_SIZE(errors); n++) {
		struct lws__net_peer p = {0};

		lws__shim_fail(LWS_SHIM_ACCEPT, 1, 1, errors[n]);
		lws__net_connect(net, &p);
		lws__net_send(net, &p, REQUEST);
		lws__net_expect(net, &p, ANSWER);
		lws__net_hang_up(&p);
	}
}

static void
a_socket_that_is_reset_closes_once__NET_05(void **state)
{
	struct lws__net *net = *state;

	for (int n = 0; n < 2; n++) {
		struct lws__net_peer p = {0};

		lws__net_connect(net, &p);
		lws__loop_upgrade(net, &p);
		lws__loop_send_text(net, &p, "never answered");
		if (n) /* with bytes of ours still unsent */
			lws__shim_fail(LWS_SHIM_SEND, 1, 0, EAGAIN);
		lws__net_turn(net);
		lws__net_abort(&p);
		lws__net_until_alone(net);
		lws__shim_reset();
	}
	assert_int_equal(lws__net_noted(LWS_CALLBACK_CLOSED), 2);
}

static struct lws *victim;

static int
find_victim(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	    size_t len)
{
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		victim = wsi;

	return 0;
}

static void
a_write_that_fails_ends_the_connection_once__I_04(void **state)
{
	static const int errors[] = {EPIPE, ECONNRESET, ETIMEDOUT};
	struct lws__net *net = *state;

	if (!lws__net_io_is_calls())
		skip(); /* net-uring-faults has it */

	for (size_t n = 0; n < LWS_ARRAY_SIZE(errors); n++) {
		struct lws__net_peer p = {0};

		lws__loop_hook = find_victim;
		lws__net_connect(net, &p);
		lws__loop_upgrade(net, &p);
		lws__shim_fail(LWS_SHIM_SEND, 1, 0, errors[n]);
		lws__shim_fail(LWS_SHIM_SENDMSG, 1, 0, errors[n]);
		/* the test's own bytes go by the file descriptor */
		assert_int_equal(write(p.fd, "\x81\x82\0\0\0\0hi", 8), 8);
		lws__net_until_alone(net);
		lws__shim_reset();
		lws__net_await_end(net, &p);
		lws__net_hang_up(&p);
	}
}

static void
a_read_that_fails_ends_the_connection_once__I_04(void **state)
{
	static const int errors[] = {ECONNRESET, EIO, ENOTCONN, ETIMEDOUT};
	struct lws__net *net = *state;

	if (!lws__net_io_is_calls())
		skip(); /* net-uring-faults has it */

	for (size_t n = 0; n < LWS_ARRAY_SIZE(errors); n++) {
		struct lws__net_peer p = {0};

		lws__net_connect(net, &p);
		lws__loop_upgrade(net, &p);
		lws__shim_fail(LWS_SHIM_RECV, 1, 0, errors[n]);
		assert_int_equal(send(p.fd, "\x81", 1, MSG_NOSIGNAL), 1);
		lws__net_until_alone(net);
		lws__shim_reset();
		lws__net_hang_up(&p);
	}
}

static void
an_fd_closed_behind_our_back_is_detached__NET_14(void **state)
{
	struct lws_context_creation_info info;
	struct lws__net *net = *state;
	struct lws__net_peer p = {0};

	/* poll() reports POLLNVAL; epoll forgets a closed fd by itself */
	lws_context_destroy(net->cx);
	lws__loop_info(&info);
	info.options = LWS_PLUS_SERVER_OPTION_POLL;
	lws__net_start(net, &info);
	lws__loop_hook = find_victim;
	lws__net_connect(net, &p);
	lws__loop_upgrade(net, &p);
	close((int)lws_get_socket_fd(victim));
	lws__net_until_alone(net);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_CLOSED), 1);
	lws__net_hang_up(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			short_reads_and_writes_change_nothing__I_03, start,
			stop),
		cmocka_unit_test_setup_teardown(
			a_listener_without_descriptors_rests_and_comes_back__NET_11,
			start, stop),
		cmocka_unit_test_setup_teardown(
			a_connection_that_died_in_the_queue_is_passed_over__NET_13,
			start, stop),
		cmocka_unit_test_setup_teardown(
			a_socket_that_is_reset_closes_once__NET_05, start,
			stop),
		cmocka_unit_test_setup_teardown(
			a_write_that_fails_ends_the_connection_once__I_04,
			start, stop),
		cmocka_unit_test_setup_teardown(
			a_read_that_fails_ends_the_connection_once__I_04, start,
			stop),
		cmocka_unit_test_setup_teardown(
			an_fd_closed_behind_our_back_is_detached__NET_14, start,
			stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
