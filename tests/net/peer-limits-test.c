/* SPDX-License-Identifier: MIT */
/*
 * What one address may have of a server: NET-25.
 */

#include "loop-app.h"
#include "core/peer-limits.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST "GET /dyn HTTP/1.1\r\nHost: h\r\n\r\n"
#define ANSWER                                            \
	"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n" \
	"content-length: 6\r\n\r\nhello\n"

static struct lws__net net;
static unsigned int notified;
static char notified_of[64];

static int
note(struct lws_context *cx, lws_sockfd_type fd, lws_sockaddr46 *sa46)
{
	assert_ptr_equal(cx, net.cx);
	assert_true(fd >= 0);
	notified++;
	lws_sa46_write_numeric_address(sa46, notified_of, sizeof(notified_of));

	return 0;
}

static void
start(unsigned short wsi, unsigned short ah)
{
	struct lws_context_creation_info info;

	lws__loop_hook = NULL;
	notified = 0;
	lws__loop_info(&info);
	info.ip_limit_wsi = wsi;
	info.ip_limit_ah = ah;
	info.pl_notify_cb = note;
	lws__net_start(&net, &info);
}

static void
stop(void)
{
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

/* all of 127/8 is this machine */
static void
connect_from(struct lws__net_peer *p, const char *address)
{
	struct sockaddr_in from = {.sin_family = AF_INET};
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)net.port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(inet_pton(AF_INET, address, &from.sin_addr), 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&from, sizeof(from)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	lws__net_peer_take(p, fd);
}

static void
is_served(struct lws__net_peer *p)
{
	lws__net_send(&net, p, REQUEST);
	lws__net_expect(&net, p, ANSWER);
}

static void
the_fourth_connection_of_an_address_is_dropped__NET_25(void **state)
{
	struct lws__net_peer p[3], more, other;

	(void)state;
	start(3, 0);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(p); n++) {
		lws__net_connect(&net, &p[n]);
		is_served(&p[n]);
	}
	lws__net_connect(&net, &more);
	lws__net_await_end(&net, &more);
	assert_int_equal(more.len, 0);
	assert_int_equal(notified, 1);
	assert_string_equal(notified_of, "127.0.0.1");
	lws__net_hang_up(&more);

	/* another address has its own count, those who are here stay */
	connect_from(&other, "127.0.0.2");
	is_served(&other);
	is_served(&p[0]);

	/* a place that is free again is to be had */
	lws__net_hang_up(&p[1]);
	while (lws__net_alive() > 3)
		lws__net_turn(&net);
	lws__net_connect(&net, &p[1]);
	is_served(&p[1]);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(p); n++)
		lws__net_hang_up(&p[n]);
	lws__net_hang_up(&other);
	stop();
}

static void
a_websocket_goes_on_counting(void **state)
{
	struct lws__net_peer ws, more;

	(void)state;
	start(1, 0);
	lws__net_connect(&net, &ws);
	lws__loop_upgrade(&net, &ws);
	lws__net_connect(&net, &more);
	lws__net_await_end(&net, &more);
	lws__loop_echo(&net, &ws, "still here");
	lws__net_hang_up(&more);
	lws__net_hang_up(&ws);
	stop();
}

static void
thousands_of_connections_cost_no_more_than_the_limit__NET_25(void **state)
{
	struct lws__peers_state s;
	struct lws__net_peer p, good;

	(void)state;
	start(10, 0);
	connect_from(&good, "127.0.0.2");
	is_served(&good);
	lws__net_connect(&net, &p);
	is_served(&p);
	for (int n = 0; n < 3000; n++) {
		struct lws__net_peer flood;

		lws__net_connect(&net, &flood);
		lws__net_turn(&net);
		assert_true(lws__net_alive() <= 11);
		lws__net_abort(&flood);
	}
	is_served(&good);
	is_served(&p);
	lws__peers_state(net.cx, &s);
	assert_int_equal(s.known, 2);
	lws__net_hang_up(&p);
	lws__net_hang_up(&good);
	stop();
}

static void
a_second_head_waits_and_others_pass__NET_25(void **state)
{
	struct lws__net_peer slow, second, third, other;

	(void)state;
	start(0, 1);
	lws__net_connect(&net, &slow);
	lws__net_send(&net, &slow, "GET /dyn HTTP/1.1\r\nHo");
	lws__net_turn(&net);
	lws__net_connect(&net, &second);
	lws__net_send(&net, &second, REQUEST);
	lws__net_connect(&net, &third);
	lws__net_send(&net, &third, REQUEST);

	/* who is not from there does not wait behind them */
	connect_from(&other, "127.0.0.2");
	is_served(&other);
	(void)lws__net_pump(&second);
	assert_int_equal(second.len, 0);

	lws__net_send(&net, &slow, "st: h\r\n\r\n");
	lws__net_expect(&net, &slow, ANSWER);
	lws__net_expect(&net, &second, ANSWER);
	lws__net_expect(&net, &third, ANSWER);
	assert_int_equal(notified, 0); /* it is no refusal */
	lws__net_hang_up(&slow);
	lws__net_hang_up(&second);
	lws__net_hang_up(&third);
	lws__net_hang_up(&other);
	stop();
}

static void
a_head_is_free_when_its_connection_is_lost(void **state)
{
	struct lws__net_peer slow, second;

	(void)state;
	start(0, 1);
	lws__net_connect(&net, &slow);
	lws__net_send(&net, &slow, "GET /dyn HTTP/1.1\r\nHo");
	lws__net_turn(&net);
	lws__net_connect(&net, &second);
	lws__net_send(&net, &second, REQUEST);
	lws__net_abort(&slow);
	lws__net_expect(&net, &second, ANSWER);
	lws__net_hang_up(&second);
	stop();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_fourth_connection_of_an_address_is_dropped__NET_25),
		cmocka_unit_test(a_websocket_goes_on_counting),
		cmocka_unit_test(
			thousands_of_connections_cost_no_more_than_the_limit__NET_25),
		cmocka_unit_test(a_second_head_waits_and_others_pass__NET_25),
		cmocka_unit_test(a_head_is_free_when_its_connection_is_lost),
	};

	return cmocka_run_group_tests_name("peer-limits", tests, NULL, NULL);
}
