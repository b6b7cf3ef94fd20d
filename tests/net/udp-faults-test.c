/* SPDX-License-Identifier: MIT */
/*
 * Injected faults of datagram sockets: each ends as it does when it comes by
 * itself.
 */

#include "udp-app.h"
#include "net/resolve.h"

#include <netdb.h>
#include <stdio.h>
#include <unistd.h>

static struct lws__net net;
static int fd, port;

static void
begin(const char *rules)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	memset(&udp_seen, 0, sizeof(udp_seen));
	memset(&udp_does, 0, sizeof(udp_does));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = udp_protocols;
	lws_fi_deserialize(&info.fic, rules);
	lws__net_start(&net, &info);
	port = 0;
	fd = udp_peer("127.0.0.1", &port);
}

static void
end(void)
{
	close(fd);
	lws__net_stop(&net);
}

static struct lws *
make(const char *address, const char *name)
{
	return lws_create_adopt_udp(net.vh, address, port, 0, "udp", NULL, NULL,
				    NULL, NULL, name);
}

static int
answer_name(const char *host, const char *service, const struct addrinfo *hints,
	    struct addrinfo **out)
{
	struct addrinfo numeric = *hints;

	(void)host;
	numeric.ai_family = AF_INET;
	numeric.ai_flags = AI_NUMERICHOST;

	return getaddrinfo("127.0.0.1", service, &numeric, out);
}

/* what is made afterwards, with another name, does its work */
static void
expect_fine(const char *address)
{
	struct lws *wsi;

	udp_does.sends[0] = "fine";
	wsi = make(address, "good");
	assert_non_null(wsi);
	lws_callback_on_writable(wsi);
	udp_expect(&net, fd, "fine", NULL);
	udp_does.sends[0] = NULL;
	lws_set_timeout(wsi, 1, LWS_TO_KILL_ASYNC);
	lws__net_until_alone(&net);
	assert_int_equal(udp_seen.closed, 1);
}

static void
udp__createfail_is_null(void **state)
{
	(void)state;
	begin("wsi=bad/createfail");
	assert_null(make("127.0.0.1", "bad"));
	assert_null(make("some.example", "bad"));
	assert_int_equal(udp_seen.closed + udp_seen.errors, 0);
	expect_fine("127.0.0.1");
	end();
}

static void
udp__dnsfail_is_the_error(void **state)
{
	(void)state;
	lws__resolve_set_getaddrinfo(answer_name, freeaddrinfo);
	begin("wsi=bad/dnsfail");
	assert_non_null(make("some.example", "bad"));
	lws__net_until_set(&net, &udp_seen.errors, "the error");
	assert_string_equal(udp_seen.error,
			    "DNS failed: some.example: fault injected");
	lws__net_until_alone(&net);
	assert_int_equal(udp_seen.errors, 1);
	expect_fine("some.example");
	end();
	lws__resolve_set_getaddrinfo(NULL, NULL);
}

/* its datagram is refused, the socket lives on */
static int refused;

static void
try_to_send(struct lws *wsi, enum lws_callback_reasons reason)
{
	uint8_t buf[LWS_PRE + 4] = {0};

	if (reason != LWS_CALLBACK_RAW_WRITEABLE)
		return;
	memcpy(buf + LWS_PRE, "text", 4);
	refused += lws_write(wsi, buf + LWS_PRE, 4, LWS_WRITE_RAW) < 0;
	if (refused < 2)
		lws_callback_on_writable(wsi);
}

static void
udp__sendfail_is_about_one_datagram(void **state)
{
	struct lws *wsi;

	(void)state;
	refused = 0;
	begin("wsi=bad/sendfail(X.)");
	udp_does.also = try_to_send;
	wsi = make("127.0.0.1", "bad");
	assert_non_null(wsi);
	lws_callback_on_writable(wsi);
	udp_expect(&net, fd, "text", NULL);
	lws__net_until_set(&net, &udp_seen.writeable, "writeable");
	assert_int_equal(udp_seen.closed, 0);
	udp_does.also = NULL;
	end();
	assert_in_range(refused, 1, 2);
	assert_int_equal(udp_seen.closed, 1);
}

static void
udp__losses_are_by_pattern(void **state)
{
	struct lws *wsi;

	(void)state;
	begin("wsi=bad/udp_tx_loss(.X.),wsi=bad/udp_rx_loss(X.)");
	wsi = make("127.0.0.1", "bad");
	udp_does.sends[0] = "a";
	udp_does.sends[1] = "b";
	udp_does.sends[2] = "c";
	udp_does.sends[3] = "d";
	lws_callback_on_writable(wsi);
	udp_expect(&net, fd, "a", NULL);
	udp_expect(&net, fd, "c", NULL);
	udp_expect(&net, fd, "d", NULL);
	for (char c = '1'; c < '7'; c++)
		udp_send(fd, udp_port(wsi), &c, 1);
	while (udp_seen.rx_count < 3)
		lws__net_turn(&net);
	assert_string_equal(udp_seen.rx, "2|4|6|");
	end();
}

/* more in a row than are read in a turn */
static void
udp__a_flood_that_is_lost_does_not_hold_the_next(void **state)
{
	struct lws *wsi;

	(void)state;
	begin("wsi=bad/udp_rx_loss(XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX.)");
	wsi = make("127.0.0.1", "bad");
	for (int n = 0; n < 40; n++)
		udp_send(fd, udp_port(wsi), "lost", 4);
	udp_send(fd, udp_port(wsi), "heard", 5);
	lws__net_until_set(&net, &udp_seen.rx_count, "the last");
	assert_string_equal(udp_seen.rx, "heard|");
	end();
}

static void
udp__timedclose_closes(void **state)
{
	(void)state;
	lws__resolve_set_getaddrinfo(answer_name, freeaddrinfo);
	begin("wsi=bad/timedclose,wsi=bad/timedclose_ms(0..3)");
	assert_non_null(make("127.0.0.1", "bad"));
	lws__net_until_alone(&net);
	assert_int_equal(udp_seen.closed, 1);
	assert_int_equal(udp_seen.errors, 0);
	memset(&udp_seen, 0, sizeof(udp_seen));
	assert_non_null(make("some.example", "bad"));
	lws__net_until_alone(&net);
	assert_int_equal(udp_seen.closed + udp_seen.errors, 1);
	memset(&udp_seen, 0, sizeof(udp_seen));
	expect_fine("127.0.0.1");
	end();
	lws__resolve_set_getaddrinfo(NULL, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(udp__createfail_is_null),
		cmocka_unit_test(udp__dnsfail_is_the_error),
		cmocka_unit_test(udp__sendfail_is_about_one_datagram),
		cmocka_unit_test(udp__losses_are_by_pattern),
		cmocka_unit_test(
			udp__a_flood_that_is_lost_does_not_hold_the_next),
		cmocka_unit_test(udp__timedclose_closes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
