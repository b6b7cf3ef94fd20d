/* SPDX-License-Identifier: MIT */
/*
 * Datagrams: each by itself, to whom it was written for, and none of them ends
 * anything (NET-28).
 */

#include "syscall-shim.h"
#include "udp-app.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static struct lws__net net;
static struct lws *wsi;
static int peer_fd, peer_port, port;

static int
begin(void **state)
{
	(void)state;
	lws__shim_reset();
	udp_start(&net);
	peer_port = 0;
	peer_fd = udp_peer("127.0.0.1", &peer_port);

	return 0;
}

static int
end(void **state)
{
	(void)state;
	lws__shim_reset();
	close(peer_fd);
	lws__net_stop(&net);

	return 0;
}

static void
open_bound(void)
{
	wsi = lws_create_adopt_udp(net.vh, "127.0.0.1", 0, LWS_CAUDP_BIND,
				   "udp", NULL, NULL, NULL, NULL, NULL);
	assert_non_null(wsi);
	port = udp_port(wsi);
}

static void
open_connected(void)
{
	wsi = lws_create_adopt_udp(net.vh, "127.0.0.1", peer_port, 0, "udp",
				   NULL, NULL, NULL, NULL, NULL);
	assert_non_null(wsi);
	port = udp_port(wsi);
}

static void
expect_received(int count, const char *all)
{
	while (udp_seen.rx_count < count)
		lws__net_turn(&net);
	assert_string_equal(udp_seen.rx, all);
}

static void
an_empty_datagram_is_one_and_no_end__NET_28(void **state)
{
	(void)state;
	open_bound();
	udp_does.echoes = true;
	udp_send(peer_fd, port, "", 0);
	udp_send(peer_fd, port, "x", 1);
	udp_expect(&net, peer_fd, "", NULL);
	udp_expect(&net, peer_fd, "x", NULL);
	assert_string_equal(udp_seen.rx, "|x|");
	assert_int_equal(udp_seen.closed, 0);
}

static void
the_sender_is_told_and_answered(void **state)
{
	int other_port = 0, other = udp_peer("127.0.0.2", &other_port);

	(void)state;
	open_bound();
	udp_does.echoes = true;
	udp_send(peer_fd, port, "from one", 8);
	udp_send(other, port, "from two", 8);
	udp_expect(&net, peer_fd, "from one", NULL);
	udp_expect(&net, other, "from two", NULL);
	assert_int_equal(lws_get_udp(wsi)->sa46.sa4.sin_port,
			 htons((uint16_t)other_port));
	assert_int_equal(ntohl(lws_get_udp(wsi)->sa46.sa4.sin_addr.s_addr),
			 INADDR_LOOPBACK + 1);
	close(other);
}

static void
several_writes_are_several_datagrams(void **state)
{
	(void)state;
	open_connected();
	udp_does.sends[0] = "one";
	udp_does.sends[1] = "";
	udp_does.sends[2] = "two";
	lws_callback_on_writable(wsi);
	udp_expect(&net, peer_fd, "one", NULL);
	udp_expect(&net, peer_fd, "", NULL);
	udp_expect(&net, peer_fd, "two", NULL);
	assert_int_equal(udp_seen.writeable, 1);
}

/* what the kernel has no room for keeps its order, its edges, its address */
static void
datagrams_that_wait_stay_what_they_are(void **state)
{
	int other_port = 0, other = udp_peer("127.0.0.2", &other_port);

	(void)state;
	open_bound();
	udp_does.echoes = true;
	/* the first sendto() is our own */
	lws__shim_fail(LWS_SHIM_SENDTO, 2, 1, EAGAIN);
	udp_send(peer_fd, port, "first", 5);
	expect_received(1, "first|");
	/* told at once that the pipe is full */
	assert_int_equal(lws_partial_buffered(wsi), 1);
	assert_int_equal(lws_send_pipe_choked(wsi), 1);
	udp_expect(&net, peer_fd, "first", NULL);

	lws__shim_fail(LWS_SHIM_SENDTO, 3, 2, EAGAIN);
	udp_send(peer_fd, port, "", 0);
	udp_send(other, port, "third", 5);
	udp_expect(&net, peer_fd, "", NULL);
	udp_expect(&net, other, "third", NULL);
	assert_int_equal(lws_partial_buffered(wsi), 0);
	close(other);
}

static int refusals;

static void
floods(struct lws *w, enum lws_callback_reasons reason)
{
	static uint8_t buf[LWS_PRE + 60000];

	if (reason != LWS_CALLBACK_RAW_WRITEABLE)
		return;
	for (int n = 0; n < 20; n++)
		refusals +=
			lws_write(w, buf + LWS_PRE, 60000, LWS_WRITE_RAW) < 0;
}

static void
what_waits_has_a_bound(void **state)
{
	(void)state;
	open_connected();
	udp_does.also = floods;
	refusals = 0;
	lws__shim_fail(LWS_SHIM_SENDTO, 1, 0, EAGAIN);
	lws_callback_on_writable(wsi);
	lws__net_until_set(&net, &udp_seen.writeable, "being asked");
	assert_in_range(refusals, 2, 19);
	assert_int_equal(udp_seen.closed, 0);
	lws__shim_reset();
	udp_does.also = NULL;
}

/* nobody there: ICMP says so of the datagram before */
static void
a_closed_port_ends_nothing(void **state)
{
	(void)state;
	open_connected();
	udp_does.sends[0] = "anybody?";
	close(peer_fd);
	for (int n = 0; n < 5; n++) {
		udp_seen.writeable = 0;
		lws_callback_on_writable(wsi);
		lws__net_until_set(&net, &udp_seen.writeable, "writeable");
	}
	/* also not while nobody reads */
	lws_rx_flow_control(wsi, 0);
	udp_seen.writeable = 0;
	lws_callback_on_writable(wsi);
	lws__net_until_set(&net, &udp_seen.writeable, "writeable");
	for (int n = 0; n < 10; n++)
		lws__net_turn(&net);
	lws_rx_flow_control(wsi, 1);
	assert_int_equal(udp_seen.closed, 0);

	/* and then somebody is there */
	peer_fd = udp_peer("127.0.0.1", &peer_port);
	udp_does.sends[0] = "hello";
	lws_callback_on_writable(wsi);
	udp_expect(&net, peer_fd, "hello", NULL);
	udp_send(peer_fd, port, "hi", 2);
	expect_received(1, "hi|");
}

static int big_answer;

static void
writes_too_much(struct lws *w, enum lws_callback_reasons reason)
{
	static uint8_t buf[LWS_PRE + 70000];

	if (reason == LWS_CALLBACK_RAW_WRITEABLE)
		big_answer = lws_write(w, buf + LWS_PRE, 70000, LWS_WRITE_RAW);
}

static void
one_that_is_too_long_is_refused_alone(void **state)
{
	(void)state;
	open_connected();
	udp_does.also = writes_too_much;
	udp_does.sends[0] = "fits";
	lws_callback_on_writable(wsi);
	udp_expect(&net, peer_fd, "fits", NULL);
	assert_int_equal(big_answer, -1);
	assert_int_equal(udp_seen.closed, 0);
}

static void
reading_can_be_held(void **state)
{
	(void)state;
	open_bound();
	lws_rx_flow_control(wsi, 0);
	udp_send(peer_fd, port, "a", 1);
	udp_send(peer_fd, port, "b", 1);
	for (int n = 0; n < 10; n++)
		lws__net_turn(&net);
	assert_int_equal(udp_seen.rx_count, 0);
	lws_rx_flow_control(wsi, 1);
	expect_received(2, "a|b|");
}

/* the application's own socket; unconnected it answers who asked */
static void
a_socket_of_the_application_is_adopted(void **state)
{
	lws_sock_file_fd_type fd;

	(void)state;
	port = 0;
	fd.sockfd = udp_peer("127.0.0.1", &port);
	wsi = lws_adopt_descriptor_vhost(net.vh, LWS_ADOPT_RAW_SOCKET_UDP, fd,
					 "udp", NULL);
	assert_non_null(wsi);
	assert_non_null(lws_get_udp(wsi));
	assert_false(lws_get_udp(wsi)->connected);
	/* nobody to send to yet */
	udp_does.sends[0] = "hello?";
	udp_does.echoes = true;
	udp_send(peer_fd, port, "ping", 4);
	udp_expect(&net, peer_fd, "ping", NULL);
	assert_int_equal(lws_get_udp(wsi)->sa46.sa4.sin_port,
			 htons((uint16_t)peer_port));
}

static void
its_connected_one_knows_its_peer(void **state)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons((uint16_t)peer_port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	lws_sock_file_fd_type fd;

	(void)state;
	port = 0;
	fd.sockfd = udp_peer("127.0.0.1", &port);
	assert_int_equal(
		connect(fd.sockfd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	wsi = lws_adopt_descriptor_vhost(net.vh, LWS_ADOPT_RAW_SOCKET_UDP, fd,
					 "udp", NULL);
	assert_non_null(wsi);
	assert_true(lws_get_udp(wsi)->connected);
	assert_int_equal(lws_get_udp(wsi)->sa46.sa4.sin_port,
			 htons((uint16_t)peer_port));
	udp_does.sends[0] = "hello";
	lws_callback_on_writable(wsi);
	udp_expect(&net, peer_fd, "hello", NULL);
}

static void
writing_to_nobody_is_refused(void **state)
{
	lws_sock_file_fd_type fd;

	(void)state;
	port = 0;
	fd.sockfd = udp_peer("127.0.0.1", &port);
	wsi = lws_adopt_descriptor_vhost(net.vh, LWS_ADOPT_RAW_SOCKET_UDP, fd,
					 "udp", NULL);
	udp_does.sends[0] = "hello?"; /* the application closes when refused */
	lws_callback_on_writable(wsi);
	lws__net_until_set(&net, &udp_seen.closed, "the refusal");
}

static void
what_cannot_be_opened_is_null(void **state)
{
	int taken = peer_port;

	(void)state;
	/* the broadcast address without leave to */
	assert_null(lws_create_adopt_udp(net.vh, "255.255.255.255", 9, 0, "udp",
					 NULL, NULL, NULL, NULL, NULL));
	assert_null(lws_create_adopt_udp(net.vh, "192.0.2.1", taken,
					 LWS_CAUDP_BIND, "udp", NULL, NULL,
					 NULL, NULL, NULL));
	assert_null(lws_create_adopt_udp(net.vh, NULL, 0, LWS_CAUDP_BIND, "udp",
					 "no-such-if", NULL, NULL, NULL, NULL));
	assert_null(lws_create_adopt_udp(net.vh, NULL, 0, LWS_CAUDP_BIND,
					 "no such protocol", NULL, NULL, NULL,
					 NULL, NULL));
	assert_null(lws_create_adopt_udp(net.vh, NULL, 0, LWS_CAUDP_PF_PACKET,
					 "udp", NULL, NULL, NULL, NULL, NULL));
	lws__shim_fail(LWS_SHIM_SOCKET, 1, 1, EMFILE);
	assert_null(lws_create_adopt_udp(net.vh, NULL, 0, LWS_CAUDP_BIND, "udp",
					 NULL, NULL, NULL, NULL, NULL));
	wsi = lws_create_adopt_udp(net.vh, "255.255.255.255", 9,
				   LWS_CAUDP_BROADCAST, "udp", NULL, NULL, NULL,
				   NULL, NULL);
	if (!wsi) /* no route to it here */
		print_message("broadcast cannot be tried on this network\n");
}

/* an interface by name is our end, without asking any resolver */
static void
an_interface_is_an_address(void **state)
{
	(void)state;
	wsi = lws_create_adopt_udp(net.vh, "lo", 0, LWS_CAUDP_BIND, "udp", NULL,
				   NULL, NULL, NULL, NULL);
	assert_non_null(wsi);
	port = udp_port(wsi);
	udp_does.echoes = true;
	udp_send(peer_fd, port, "by name of its interface", 24);
	udp_expect(&net, peer_fd, "by name of its interface", NULL);
}

static void
it_closes_with_its_parent(void **state)
{
	(void)state;
	open_bound();
	assert_non_null(lws_create_adopt_udp(net.vh, "127.0.0.1", 0,
					     LWS_CAUDP_BIND, "udp", NULL, wsi,
					     NULL, NULL, NULL));
	lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	assert_int_equal(udp_seen.closed, 2);
	assert_int_equal(udp_seen.destroyed, 2);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		T(an_empty_datagram_is_one_and_no_end__NET_28),
		T(the_sender_is_told_and_answered),
		T(several_writes_are_several_datagrams),
		T(datagrams_that_wait_stay_what_they_are),
		T(what_waits_has_a_bound),
		T(a_closed_port_ends_nothing),
		T(one_that_is_too_long_is_refused_alone),
		T(reading_can_be_held),
		T(a_socket_of_the_application_is_adopted),
		T(its_connected_one_knows_its_peer),
		T(writing_to_nobody_is_refused),
		T(what_cannot_be_opened_is_null),
		T(an_interface_is_an_address),
		T(it_closes_with_its_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
