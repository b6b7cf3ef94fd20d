/* SPDX-License-Identifier: MIT */
/*
 * UDP by host name: the wsi waits without a socket until the name is answered,
 * and fails as a client does (CLI-01).  The test is the resolver.
 */

#include "client-names.h"
#include "udp-app.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

static struct lws__net net;
static struct lws *wsi;
static int peer_fd, port;

static void
begin_with(unsigned int connect_timeout_secs, uint64_t options)
{
	names_begin();
	udp_start_with(&net, connect_timeout_secs, options);
	port = 0;
	peer_fd = udp_peer("127.0.0.1", &port);
}

static void
begin(void)
{
	begin_with(0, 0);
}

static void
end(void)
{
	close(peer_fd);
	lws__net_stop(&net);
	names_end();
}

static struct lws *
ask(const char *name, int flags)
{
	wsi = lws_create_adopt_udp(net.vh, name, port, flags, "udp", NULL, NULL,
				   &net, NULL, NULL);

	return wsi;
}

static void
wants_to_write(struct lws *w, enum lws_callback_reasons reason)
{
	if (reason == LWS_CALLBACK_RAW_ADOPT)
		lws_callback_on_writable(w);
}

static void
udp__is_connected_to_the_named_peer(void **state)
{
	int from;

	(void)state;
	begin();
	names.addresses[0] = "127.0.0.1";
	names_hold(true);
	udp_does.also = wants_to_write;
	udp_does.sends[0] = "hello";
	assert_non_null(ask("peer.example", 0));
	/* it is there, without a socket */
	assert_string_equal(udp_seen.order, "CB");
	assert_int_equal(lws_get_socket_fd(wsi), LWS_SOCK_INVALID);
	names_hold(false);
	udp_expect(&net, peer_fd, "hello", &from);
	assert_string_equal(udp_seen.order, "CBAdBW");
	assert_ptr_equal(udp_seen.opaque, &net);
	assert_int_equal(udp_port(wsi), from);
	assert_true(lws_get_udp(wsi)->connected);
	assert_int_equal(lws_get_udp(wsi)->sa46.sa4.sin_port,
			 htons((uint16_t)port));
	udp_send(peer_fd, from, "answer", 6);
	lws__net_until_set(&net, &udp_seen.rx_count, "the answer");
	assert_string_equal(udp_seen.rx, "answer|");
	end();
	assert_string_equal(udp_seen.order, "CBAdBWRdXZ");
}

static void
udp__is_bound_to_the_named_address_of_ours(void **state)
{
	(void)state;
	begin();
	names.addresses[0] = "127.0.0.2";
	udp_does.echoes = true;
	close(peer_fd); /* the port is ours now */
	assert_non_null(ask("us.example", LWS_CAUDP_BIND));
	while (strlen(udp_seen.order) < 5)
		lws__net_turn(&net);
	assert_int_equal(udp_port(wsi), port);
	assert_false(lws_get_udp(wsi)->connected);
	port = 0;
	peer_fd = udp_peer("127.0.0.1", &port);
	end();
	assert_string_equal(udp_seen.order, "CBAdBdXZ");
}

static void
udp__takes_the_first_address_that_can_be_used(void **state)
{
	(void)state;
	begin();
	/* to broadcast addresses nobody connects who did not ask to */
	names.addresses[0] = "255.255.255.255";
	names.addresses[1] = "127.0.0.1";
	udp_does.also = wants_to_write;
	udp_does.sends[0] = "here";
	assert_non_null(ask("several.example", 0));
	udp_expect(&net, peer_fd, "here", NULL);
	end();
	assert_string_equal(udp_seen.order, "CBAdBWdXZ");
}

static void
expect_failure(const char *text)
{
	lws__net_until_set(&net, &udp_seen.destroyed, "the end");
	assert_string_equal(udp_seen.order, "CB!dZ");
	assert_int_equal(udp_seen.errors, 1);
	assert_string_equal(udp_seen.error, text);
}

static void
udp__says_that_no_address_can_be_used(void **state)
{
	(void)state;
	begin();
	names.addresses[0] = "255.255.255.255";
	assert_non_null(ask("useless.example", 0));
	expect_failure("no address of useless.example can be used");
	end();
}

static void
udp__says_that_a_name_is_not_known__CLI_01(void **state)
{
	(void)state;
	begin();
	names.errors[0] = EAI_NONAME;
	assert_non_null(ask("nobody.example", 0));
	expect_failure("DNS NXDOMAIN");
	end();
}

static void
udp__says_that_the_resolver_failed(void **state)
{
	char text[160];

	(void)state;
	begin();
	names.errors[0] = EAI_FAIL;
	assert_non_null(ask("broken.example", 0));
	lws_snprintf(text, sizeof(text), "DNS failed: broken.example: %s",
		     gai_strerror(EAI_FAIL));
	expect_failure(text);
	end();
}

static void
udp__asks_again_when_no_server_answered(void **state)
{
	(void)state;
	begin();
	names.errors[0] = EAI_AGAIN;
	names.addresses[0] = "127.0.0.1";
	udp_does.also = wants_to_write;
	udp_does.sends[0] = "at last";
	assert_non_null(ask("later.example", 0));
	udp_expect(&net, peer_fd, "at last", NULL);
	assert_int_equal(names.asked, 2);
	end();
}

static void
udp__gives_up_when_its_time_is_over(void **state)
{
	(void)state;
	begin_with(1, 0);
	names_hold(true);
	assert_non_null(ask("slow.example", 0));
	expect_failure("Timed out waiting DNS");
	names_hold(false);
	end();
}

static void
udp__can_be_closed_while_the_name_is_asked_for(void **state)
{
	(void)state;
	begin();
	names.addresses[0] = "127.0.0.1";
	names_hold(true);
	assert_non_null(ask("never.example", 0));
	names_await_question();
	lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	assert_string_equal(udp_seen.order, "CB!dZ");
	names_hold(false);
	names_await_answer();
	for (int n = 0; n < 10; n++)
		lws__net_turn(&net);
	assert_string_equal(udp_seen.order, "CB!dZ");
	end();
}

static void
udp__ends_with_its_vhost_and_its_context(void **state)
{
	struct lws_context_creation_info i;
	struct lws_vhost *vh;

	(void)state;
	begin();
	names_hold(true);
	memset(&i, 0, sizeof(i));
	i.port = CONTEXT_PORT_NO_LISTEN;
	i.protocols = udp_protocols;
	i.vhost_name = "second";
	vh = lws_create_vhost(net.cx, &i);
	assert_non_null(vh);
	assert_non_null(lws_create_adopt_udp(vh, "never.example", port, 0,
					     "udp", NULL, NULL, NULL, NULL,
					     NULL));
	lws_vhost_destroy(vh);
	lws__net_until_set(&net, &udp_seen.destroyed, "the end of its wsi");
	assert_string_equal(udp_seen.order, "CB!dZ");
	assert_string_equal(udp_seen.error, "vhost destroyed");

	assert_non_null(ask("never.example", 0));
	udp_seen.order[0] = '\0';
	lws_context_destroy(net.cx);
	assert_string_equal(udp_seen.order, "!dZ");
	lws__net_ledger_check();
	names_hold(false);
	names_end();
	close(peer_fd);
}

static void
refuse_reason(enum lws_callback_reasons reason, const char *order)
{
	begin();
	names.addresses[0] = "127.0.0.1";
	udp_does.refuses = reason;
	if (ask("refused.example", 0))
		lws__net_until_set(&net, &udp_seen.destroyed, "its end");
	assert_string_equal(udp_seen.order, order);
	end();
}

static void
udp__can_be_refused_by_the_application(void **state)
{
	(void)state;
	refuse_reason(LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL, "CBXZ");
	refuse_reason(LWS_CALLBACK_RAW_ADOPT, "CBAdXZ");
}

static void
udp__asks_for_ipv4_only_where_the_vhost_has_no_ipv6(void **state)
{
	(void)state;
	begin_with(0, LWS_SERVER_OPTION_DISABLE_IPV6);
	names.errors[0] = EAI_NONAME;
	assert_non_null(ask("nobody.example", 0));
	expect_failure("DNS NXDOMAIN");
	assert_int_equal(names.family, AF_INET);
	end();
}

static void
udp__says_null_to_what_cannot_be_asked(void **state)
{
	char name[400];

	(void)state;
	begin();
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_null(ask(name, 0));
	assert_int_equal(udp_seen.errors, 0);
	port = 65536;
	assert_null(ask("peer.example", 0));
	port = -1;
	assert_null(ask("peer.example", 0));
	end();
}

static int
try_one(void *arg)
{
	struct lws *one;

	(void)arg;
	memset(&udp_seen, 0, sizeof(udp_seen));
	one = lws_create_adopt_udp(net.vh, "peer.example", port, 0, "udp", "lo",
				   NULL, NULL, NULL, NULL);
	if (!one)
		return 1;
	while (!udp_seen.destroyed && !strchr(udp_seen.order, 'A'))
		lws__net_turn(&net);
	if (udp_seen.destroyed)
		return 1;
	lws_set_timeout(one, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);

	return 0;
}

static void
udp__survives_each_allocation_that_fails(void **state)
{
	(void)state;
	begin();
	names.addresses[0] = "127.0.0.1";
	lws__net_ledger_reset();
	lws__test_alloc_sweep(try_one, NULL);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(udp__is_connected_to_the_named_peer),
		cmocka_unit_test(udp__is_bound_to_the_named_address_of_ours),
		cmocka_unit_test(udp__takes_the_first_address_that_can_be_used),
		cmocka_unit_test(udp__says_that_no_address_can_be_used),
		cmocka_unit_test(udp__says_that_a_name_is_not_known__CLI_01),
		cmocka_unit_test(udp__says_that_the_resolver_failed),
		cmocka_unit_test(udp__asks_again_when_no_server_answered),
		cmocka_unit_test(udp__gives_up_when_its_time_is_over),
		cmocka_unit_test(
			udp__can_be_closed_while_the_name_is_asked_for),
		cmocka_unit_test(udp__ends_with_its_vhost_and_its_context),
		cmocka_unit_test(udp__can_be_refused_by_the_application),
		cmocka_unit_test(
			udp__asks_for_ipv4_only_where_the_vhost_has_no_ipv6),
		cmocka_unit_test(udp__says_null_to_what_cannot_be_asked),
		cmocka_unit_test(udp__survives_each_allocation_that_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
