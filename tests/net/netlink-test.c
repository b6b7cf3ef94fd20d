/* SPDX-License-Identifier: MIT */
/*
 * CLI-11 with a kernel made by hand: what is asked, what is made of the
 * answers, and which connections a change ends.
 */

#include "client-names.h"
#include "net/route-facts.h"
#include "netlink-app.h"
#include "netlink-kernel.h"
#include "roles/netlink/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_context_creation_info info;
static int listen_fd = -1, port, fds[8], fd_count;
static int detections;

static int
detect(struct lws_context *cx)
{
	(void)cx;
	detections++;

	return 0;
}

static int
setup(void **state)
{
	(void)state;
	kernel_begin();
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = app_protocols;
	info.vhost_name = "first";
	detections = fd_count = 0;

	return 0;
}

static void
create(void)
{
	lws__net_ledger_reset();
	log_begin();
	net = (struct lws__net){.cx = lws_create_context(&info)};
	assert_non_null(net.cx);
	net.vh = lws_get_vhost_by_name(net.cx, "first");
}

static int
systate(void)
{
	return lws_system_get_state_manager(net.cx)->state;
}

static bool
is_served(void *arg)
{
	(void)arg;
	while (kernel_serve())
		;

	return systate() == LWS_SYSTATE_OPERATIONAL;
}

/* until the kernel has answered everything */
static void
settle(void)
{
	lws__net_turn(&net);
	while (kernel_serve())
		lws__net_turn(&net);
	lws__net_turn(&net);
}

static void
start(void)
{
	create();
	lws__net_until(&net, is_served, NULL, "the first dumps");
	settle();
}

static void
stop(void)
{
	for (int n = 0; n < fd_count; n++)
		close(fds[n]);
	fd_count = 0;
	if (listen_fd >= 0)
		close(listen_fd);
	listen_fd = -1;
	lws_context_destroy(net.cx);
	log_end();
	lws__net_ledger_check();
	kernel_end();
}

/* a server on every loopback address */
static void
serve(void)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	socklen_t len = sizeof(sin);

	listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listen_fd, (struct sockaddr *)&sin, len), 0);
	assert_int_equal(listen(listen_fd, 8), 0);
	assert_int_equal(getsockname(listen_fd, (struct sockaddr *)&sin, &len),
			 0);
	port = ntohs(sin.sin_port);
}

/* a client from and to 127.0.n.x, which stands for 10.n.0.x */
static void
client(struct app_conn *c, const char *from, const char *to)
{
	app_is_up(&net, c, to, from, port);
	fds[fd_count] = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
	assert_true(fds[fd_count++] >= 0);
}

/* ---- asking -------------------------------------------------------------- */

#define OURS "netlink: 2 interfaces, 2 addresses, 2 routes"

static void
netlink__asks_for_everything_once_before_it_is_operational(void **state)
{
	(void)state;
	create();
	for (int n = 0; n < 5; n++)
		lws__net_turn(&net);
	/* the kernel has not answered yet */
	assert_int_equal(systate(), LWS_SYSTATE_IFACE_COLDPLUG);
	assert_int_equal(log_has("netlink:"), 0);
	lws__net_until(&net, is_served, NULL, "the first dumps");
	assert_string_equal(kernel.order, "lar");
	assert_int_equal(kernel.groups,
			 RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
				 RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE);
	assert_int_equal(log_has(OURS), 1);
	settle();
	assert_int_equal(kernel.asked, 3);
	stop();
}

static void
netlink__a_kernel_that_says_nothing_holds_nobody_for_ever(void **state)
{
	(void)state;
	kernel.is_silent = true;
	start();
	assert_int_equal(kernel.asked, 0);
	kernel.is_silent = false;
	settle();
	assert_int_equal(log_has(OURS), 1);
	stop();
}

static void
netlink__a_socket_that_is_refused_is_harmless(void **state)
{
	(void)state;
	kernel.refuses = EPERM;
	create();
	assert_int_equal(log_has("netlink: no socket: Operation not permitted: "
				 "routes are not watched"),
			 1);
	/* nothing holds it back */
	for (int n = 0; n < 20 && systate() != LWS_SYSTATE_OPERATIONAL; n++)
		lws__net_turn(&net);
	assert_int_equal(systate(), LWS_SYSTATE_OPERATIONAL);
	stop();
}

static void
netlink__what_was_lost_is_asked_for_again(void **state)
{
	struct rtnl_out o = {0};

	(void)state;
	start();
	kernel.next_error = ENOBUFS;
	rtnl_link(&o, RTM_NEWLINK, 1, "one", 1);
	kernel_say(&o);
	while (kernel.asked < 6) {
		lws__net_turn(&net);
		kernel_serve();
	}
	settle();
	assert_string_equal(kernel.order, "larlar");
	assert_int_equal(log_has("netlink: changes were lost"), 1);
	stop();
}

static void
netlink__a_dump_that_was_overtaken_begins_again(void **state)
{
	(void)state;
	kernel.tears = 1;
	start();
	while (kernel.asked < 6) {
		lws__net_turn(&net);
		kernel_serve();
	}
	settle();
	assert_string_equal(kernel.order, "larlar");
	assert_int_equal(log_has(OURS), 1);
	stop();
}

static void
is_given_up(const char *words)
{
	settle();
	assert_int_equal(log_has(words), 1);
	assert_true(kernel_was_left());
	assert_int_equal(systate(), LWS_SYSTATE_OPERATIONAL);
	stop();
}

static void
netlink__refused_requests_are_given_up(void **state)
{
	(void)state;
	kernel.refusals = LWS__NETLINK_REFUSALS - 1;
	start();
	assert_int_equal(log_has(OURS), 1);
	stop();
	setup(NULL);
	kernel.refusals = LWS__NETLINK_REFUSALS;
	start();
	is_given_up("netlink: a request was refused: Device or resource busy: "
		    "routes are not watched");
}

static void
netlink__nonsense_is_given_up(void **state)
{
	struct rtnl_out o = {.len = 20};

	(void)state;
	start();
	kernel_say(&o);
	is_given_up("netlink: a message makes no sense");
	setup(NULL);
	start();
	assert_int_equal(shutdown(kernel.fd, SHUT_RDWR), 0);
	settle();
	assert_int_equal(log_has("netlink: the socket ended"), 1);
	stop();
}

static void
netlink__more_routes_than_are_kept_are_not_watched(void **state)
{
	struct lws_vhost *vh;
	struct app_conn a;

	(void)state;
	kernel.many = 4096;
	start();
	serve();
	assert_int_equal(log_has("more interfaces or routes than are kept"), 1);
	assert_int_equal(kernel.opened, 2);
	assert_int_equal(kernel.groups,
			 RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
	client(&a, "127.0.1.1", "127.0.1.2");
	kernel_link(1, false);
	settle();
	assert_int_equal(a.closed, 0);
	/* those who wait for an interface are told all the same */
	info.iface = "absent0";
	info.port = 0;
	info.vhost_name = "late";
	vh = lws_create_vhost(net.cx, &info);
	assert_non_null(vh);
	kernel_link(1, true);
	settle();
	assert_int_equal(log_has("more interfaces"), 1);
	stop();
}

/* ---- connections --------------------------------------------------------- */

static struct app_conn one, two, loop;

static void
three(void)
{
	start();
	serve();
	client(&one, "127.0.1.1", "127.0.1.2");
	client(&two, "127.0.2.1", "127.0.2.2");
	client(&loop, NULL, "127.0.0.1");
}

static void
expect_closed(int first, int second, const char *words)
{
	settle();
	assert_int_equal(one.closed, first);
	assert_int_equal(two.closed, second);
	assert_int_equal(loop.closed, 0);
	assert_int_equal(log_has("closed: "), first + second);
	if (words)
		assert_true(log_has(words) > 0);
}

static void
CLI_11__an_interface_that_goes_down_ends_its_own(void **state)
{
	(void)state;
	three();
	expect_closed(0, 0, NULL);
	kernel_link(2, false);
	expect_closed(0, 1, "closed: the interface of 10.2.0.1 is down");
	kernel_link(2, true);
	kernel_route("10.2.0.0/16", NULL, 2, true);
	client(&two, "127.0.2.1", "127.0.2.2");
	settle();
	assert_int_equal(two.up, 1);
	assert_int_equal(two.closed, 0);
	assert_int_equal(one.closed, 0);
	stop();
}

static void
CLI_11__an_address_that_is_removed_ends_its_own(void **state)
{
	(void)state;
	three();
	kernel_address("10.1.0.1", 1, false);
	expect_closed(1, 0, "closed: our address 10.1.0.1 is gone");
	stop();
}

static void
CLI_11__a_route_that_goes_ends_who_needed_it(void **state)
{
	(void)state;
	three();
	kernel_route("10.1.0.0/16", NULL, 1, false);
	expect_closed(1, 0, "closed: no route to 10.1.0.2");
	stop();
}

static void
CLI_11__the_kernel_has_the_last_word_on_routes(void **state)
{
	(void)state;
	three();
	kernel.has_way = true; /* by a rule, in another table */
	kernel_route("10.1.0.0/16", NULL, 1, false);
	expect_closed(0, 0, NULL);
	kernel.has_way = false;
	kernel_route("10.2.0.0/16", NULL, 2, false);
	expect_closed(0, 1, "closed: no route to 10.2.0.2");
	stop();
}

static void
CLI_11__a_replacement_is_no_loss(void **state)
{
	struct rtnl_out o = {0};

	(void)state;
	three();
	kernel_route("0.0.0.0/0", "10.2.0.9", 2, true);
	kernel_route("10.1.0.0/16", NULL, 1, false);
	expect_closed(0, 0, NULL);
	rtnl_route(&o, RTM_NEWROUTE, NLM_F_REPLACE, "0.0.0.0/0", "10.2.0.8", 2,
		   0);
	kernel_say(&o);
	expect_closed(0, 0, NULL);
	stop();
}

static void
CLI_11__routes_that_went_in_silence_are_found_by_asking(void **state)
{
	(void)state;
	three();
	/* to 10.2 by the first interface, whose address is not the way's */
	kernel_route("10.2.0.0/16", NULL, 2, false);
	kernel_route("10.2.0.0/16", NULL, 1, true);
	kernel.has_way = true;
	expect_closed(0, 0, NULL);
	kernel.has_way = false;
	kernel_link(1, false); /* tells of the interface alone */
	expect_closed(1, 1, "closed: no route to 10.2.0.2");
	stop();
}

static void
CLI_11__nobody_is_judged_before_the_answers_are_whole(void **state)
{
	(void)state;
	three();
	kernel.is_silent = true;
	kernel_address("10.1.0.1", 1, false); /* routes are asked for */
	kernel_address("10.1.0.1", 1, true);  /* it is back at once */
	expect_closed(0, 0, NULL);
	kernel.is_silent = false;
	expect_closed(0, 0, NULL);
	kernel_address("10.1.0.1", 1, false);
	expect_closed(1, 0, NULL);
	stop();
}

static void
CLI_11__one_of_several_attempts_is_cut_off(void **state)
{
	struct black_hole hole;
	struct app_conn c;

	(void)state;
	start();
	serve();
	close(listen_fd); /* for its number */
	listen_fd = -1;
	black_hole_open(&hole, "127.0.1.2", port);
	app_connect(&net, &c, "127.0.1.2", "127.0.1.1", port);
	settle();
	assert_int_equal(c.failed, 0);
	kernel_link(1, false);
	settle();
	assert_int_equal(c.failed, 1);
	assert_string_equal(c.error, "conn fail: ENETDOWN");
	black_hole_close(&hole);
	stop();
}

static void
CLI_11__one_that_shakes_hands_fails_in_words(void **state)
{
	struct app_conn c;

	(void)state;
	start();
	serve();
	app_connect(&net, &c, "127.0.1.2", "127.0.1.1", port);
	kernel_link(1, false);
	settle();
	assert_int_equal(c.failed + c.closed, 1);
	stop();
}

/* ---- other effects ------------------------------------------------------- */

static void
netlink__another_gateway_is_news_for_captive_portals(void **state)
{
	static const lws_system_ops_t ops = {.captive_portal_detect_request =
						     detect};

	(void)state;
	info.system_ops = &ops;
	kernel.routes[2].to = "0.0.0.0/0";
	kernel.routes[2].gateway = "10.1.0.9";
	kernel.routes[2].index = 1;
	start();
	kernel_route("10.5.0.0/16", NULL, 1, true);
	settle();
	kernel_route("0.0.0.0/0", "10.1.0.9", 1, false);
	settle();
	kernel_route("0.0.0.0/0", "10.2.0.9", 2, true);
	settle();
	lws__net_until_set(&net, &detections, "a detection");
	settle();
	assert_int_equal(detections, 1); /* one for both */
	kernel_route("10.5.0.0/16", NULL, 1, false);
	settle();
	assert_int_equal(detections, 1);
	stop();
}

static void
netlink__addresses_that_grow_old_are_known(void **state)
{
	struct ifaddrmsg m = {.ifa_family = AF_INET6, .ifa_index = 1};
	struct rtnl_out o = {0};
	lws_sockaddr46 sa46;

	(void)state;
	start();
	assert_int_equal(lws_sa46_parse_numeric_address("2001:db8::1", &sa46),
			 0);
	assert_false(lws__route_is_deprecated(net.cx, &sa46));
	rtnl_begin(&o, RTM_NEWADDR, 0, 0);
	rtnl_put(&o, &m, sizeof(m));
	rtnl_attr_ip(&o, IFA_ADDRESS, "2001:db8::1");
	rtnl_attr_u32(&o, IFA_FLAGS, IFA_F_DEPRECATED);
	rtnl_end(&o);
	kernel_say(&o);
	settle();
	assert_true(lws__route_is_deprecated(net.cx, &sa46));
	if (!lws__net_loop_is_ours()) {
		stop();
		return; /* nobody else can poll for it */
	}
	/* who polls for us does not serve it: nothing is known then */
	assert_int_equal(lws_service_fd(net.cx, &(struct lws_pollfd){.fd = -1}),
			 0);
	assert_false(lws__route_is_deprecated(net.cx, &sa46));
	stop();
}

static int polled;

static int
poll_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	polled += reason == LWS_CALLBACK_ADD_POLL_FD ||
		  reason == LWS_CALLBACK_DEL_POLL_FD ||
		  reason == LWS_CALLBACK_WSI_CREATE ||
		  reason == LWS_CALLBACK_WSI_DESTROY;

	return 0;
}

static void
netlink__nobody_is_told_of_its_socket(void **state)
{
	static const struct lws_protocols protocols[] = {
		{"poll", poll_cb, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

	(void)state;
	polled = 0;
	info.protocols = protocols;
	start();
	stop();
	assert_int_equal(polled, 0);
}

static int
one_context(void *arg)
{
	struct lws_context *cx;

	(void)arg;
	kernel_begin();
	cx = lws_create_context(&info);
	for (int n = 0; cx && n < 12; n++) {
		kernel_serve();
		lws_service(cx, -1);
	}
	lws_context_destroy(cx);
	kernel_end();

	return !cx;
}

static void
netlink__without_memory_nothing_leaks(void **state)
{
	(void)state;
	lws_set_log_level(0, NULL);
	lws__test_alloc_sweep(one_context, NULL);
}

int
main(void)
{
#define T(test) cmocka_unit_test_setup(test, setup)
	const struct CMUnitTest tests[] = {
		T(netlink__asks_for_everything_once_before_it_is_operational),
		T(netlink__a_kernel_that_says_nothing_holds_nobody_for_ever),
		T(netlink__a_socket_that_is_refused_is_harmless),
		T(netlink__what_was_lost_is_asked_for_again),
		T(netlink__a_dump_that_was_overtaken_begins_again),
		T(netlink__refused_requests_are_given_up),
		T(netlink__nonsense_is_given_up),
		T(netlink__more_routes_than_are_kept_are_not_watched),
		T(CLI_11__an_interface_that_goes_down_ends_its_own),
		T(CLI_11__an_address_that_is_removed_ends_its_own),
		T(CLI_11__a_route_that_goes_ends_who_needed_it),
		T(CLI_11__the_kernel_has_the_last_word_on_routes),
		T(CLI_11__a_replacement_is_no_loss),
		T(CLI_11__routes_that_went_in_silence_are_found_by_asking),
		T(CLI_11__nobody_is_judged_before_the_answers_are_whole),
		T(CLI_11__one_of_several_attempts_is_cut_off),
		T(CLI_11__one_that_shakes_hands_fails_in_words),
		T(netlink__another_gateway_is_news_for_captive_portals),
		T(netlink__addresses_that_grow_old_are_known),
		T(netlink__nobody_is_told_of_its_socket),
		T(netlink__without_memory_nothing_leaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
