/* SPDX-License-Identifier: MIT */
/*
 * The role raw-proxy under its plugin: bytes both ways, ends both ways, a slow
 * side, each side closed once (NET-28).
 */

#include "client-app.h"
#include "protocols.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	BIG = 6 << 20, /* more than sockets hold */
};

static struct lws__net net;
static struct lws__net_peer client, server;
static int listen_fd, port;
static char onward[160];

/* the plugin's, and the ledger is told */
static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	lws__net_note(wsi, reason);

	return lws_raw_proxy_protocols[0].callback(wsi, reason, user, in, len);
}

static struct lws_protocols protocols[] = {
	{"http", lws__net_http_cb, 0, 0, 0, NULL, 0},
	{"raw-proxy", callback, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};

static const struct lws_protocol_vhost_options pvo_onward = {NULL, NULL,
							     "onward", onward};
static const struct lws_protocol_vhost_options pvo = {NULL, &pvo_onward,
						      "raw-proxy", ""};

static void
proxy_info(struct lws_context_creation_info *info)
{
	memset(info, 0, sizeof(*info));
	protocols[1].per_session_data_size =
		lws_raw_proxy_protocols[0].per_session_data_size;
	info->protocols = protocols;
	info->pvo = &pvo;
	info->options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info->listen_accept_role = "raw-proxy";
	info->listen_accept_protocol = "raw-proxy";
}

static void
begin_with(uint64_t options)
{
	struct lws_context_creation_info info;

	proxy_info(&info);
	if (options)
		info.options = options;
	listen_fd = client_listen(&port);
	lws_snprintf(onward, sizeof(onward), "ipv4:127.0.0.1:%d", port);
	lws__net_start(&net, &info);
	client = server = (struct lws__net_peer){.fd = -1};
}

static int
begin(void **state)
{
	(void)state;
	begin_with(0);

	return 0;
}

static int
end(void **state)
{
	(void)state;
	lws__net_hang_up(&client);
	lws__net_hang_up(&server);
	close(listen_fd);
	if (net.cx) {
		lws__net_until_alone(&net);
		lws__net_stop(&net);
	}

	return 0;
}

static void
meet(void)
{
	lws__net_connect(&net, &client);
	client_accept(&net, listen_fd, &server);
}

/* both sides were told their end, once */
static void
expect_over(void)
{
	lws__net_until_alone(&net);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_RAW_PROXY_SRV_CLOSE), 1);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_RAW_PROXY_CLI_CLOSE), 1);
	lws__net_ledger_check();
}

static void
bytes_are_carried_both_ways(void **state)
{
	(void)state;
	meet();
	lws__net_send(&net, &server, "220 who are you\r\n");
	lws__net_expect(&net, &client, "220 who are you\r\n");
	lws__net_send(&net, &client, "HELO client\r\n");
	lws__net_expect(&net, &server, "HELO client\r\n");
	lws__net_hang_up(&client);
	lws__net_expect_end(&net, &server);
	lws__net_hang_up(&server);
	expect_over();
}

static void
what_comes_before_the_onward_side_is_up_is_kept(void **state)
{
	(void)state;
	lws__net_connect(&net, &client);
	lws__net_send(&net, &client, "early");
	lws__net_shut(&client);
	client_accept(&net, listen_fd, &server);
	lws__net_expect(&net, &server, "early");
	lws__net_expect_end(&net, &server);
	lws__net_send(&net, &server, "late");
	lws__net_hang_up(&server);
	lws__net_expect(&net, &client, "late");
	lws__net_expect_end(&net, &client);
	lws__net_hang_up(&client);
	expect_over();
}

static void
the_client_may_end_its_side_first__NET_28(void **state)
{
	(void)state;
	meet();
	lws__net_send(&net, &client, "the question");
	lws__net_shut(&client);
	lws__net_expect(&net, &server, "the question");
	lws__net_expect_end(&net, &server);
	/* the answer still gets through */
	for (int n = 0; n < 20; n++)
		lws__net_turn(&net);
	lws__net_send(&net, &server, "the answer");
	lws__net_expect(&net, &client, "the answer");
	lws__net_shut(&server);
	lws__net_expect_end(&net, &client);
	expect_over();
}

static void
the_server_may_end_its_side_first__NET_28(void **state)
{
	(void)state;
	meet();
	lws__net_send(&net, &server, "all there is");
	lws__net_shut(&server);
	lws__net_expect(&net, &client, "all there is");
	lws__net_expect_end(&net, &client);
	lws__net_send(&net, &client, "thanks");
	lws__net_expect(&net, &server, "thanks");
	lws__net_shut(&client);
	lws__net_expect_end(&net, &server);
	expect_over();
}

static uint8_t *
pattern(size_t len)
{
	uint8_t *p = malloc(len);

	assert_non_null(p);
	for (size_t n = 0; n < len; n++)
		p[n] = (uint8_t)(n * 7 + n / 251);

	return p;
}

/* as much as goes while nobody reads at the other end */
static size_t
stuff(struct lws__net_peer *from, const uint8_t *data, size_t len)
{
	size_t sent = 0;
	int idle = 0;

	while (sent < len && idle < 200) {
		ssize_t n =
			send(from->fd, data + sent, len - sent, MSG_NOSIGNAL);

		if (n > 0)
			sent += (size_t)n;
		idle = n > 0 ? 0 : idle + 1;
		lws__net_turn(&net);
	}

	return sent;
}

static void
slow(struct lws__net_peer *from, struct lws__net_peer *to)
{
	uint8_t *data = pattern(BIG);
	int rcvbuf = 65536;
	size_t sent;

	(void)setsockopt(to->fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf,
			 sizeof(rcvbuf));
	/* the proxy stops reading: what it keeps is bounded */
	for (sent = 0; sent < (size_t)64 << 20;) {
		size_t n = stuff(from, data, BIG);

		sent += n;
		if (n < BIG)
			break;
	}
	assert_true(sent < (size_t)64 << 20);
	/* and goes on when it is read again: all of it in order */
	for (size_t at = 0; at < sent;) {
		size_t n = sent - at < BIG ? sent - at : BIG;

		lws__net_expect_bytes(&net, to, data, n);
		at += n;
	}
	free(data);
}

static void
a_side_that_does_not_read_holds_the_other__NET_28(void **state)
{
	(void)state;
	meet();
	slow(&client, &server);
	slow(&server, &client);
	lws__net_send(&net, &client, "still here");
	lws__net_expect(&net, &server, "still here");
	lws__net_hang_up(&server);
	lws__net_expect_end(&net, &client);
	lws__net_hang_up(&client);
	expect_over();
}

/* the sender is gone altogether while the receiver has not read it all */
static void
nothing_is_lost_to_a_slow_reader_at_the_end__NET_28(void **state)
{
	uint8_t *data = pattern(BIG);
	size_t sent;

	(void)state;
	meet();
	lws__net_shut(&server); /* it only listens from now on */
	lws__net_expect_end(&net, &client);
	sent = stuff(&client, data, BIG);
	lws__net_hang_up(&client);
	for (int n = 0; n < 100; n++)
		lws__net_turn(&net);
	lws__net_expect_bytes(&net, &server, data, sent);
	lws__net_expect_end(&net, &server);
	expect_over();
	free(data);
}

static void
and_none_to_a_slow_client_either__NET_28(void **state)
{
	uint8_t *data = pattern(BIG);
	size_t sent;

	(void)state;
	meet();
	lws__net_shut(&client);
	lws__net_expect_end(&net, &server);
	sent = stuff(&server, data, BIG);
	lws__net_hang_up(&server);
	for (int n = 0; n < 100; n++)
		lws__net_turn(&net);
	lws__net_expect_bytes(&net, &client, data, sent);
	lws__net_expect_end(&net, &client);
	expect_over();
	free(data);
}

static void
a_server_that_refuses_ends_the_client(void **state)
{
	(void)state;
	close(listen_fd);
	lws__net_connect(&net, &client);
	lws__net_await_end(&net, &client);
	lws__net_hang_up(&client);
	lws__net_until_alone(&net);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_CLIENT_CONNECTION_ERROR),
			 1);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_RAW_PROXY_SRV_CLOSE), 1);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_RAW_PROXY_CLI_CLOSE), 0);
	listen_fd = -1;
}

static void
a_reset_of_either_side_ends_the_other(void **state)
{
	(void)state;
	meet();
	lws__net_send(&net, &server, "last words");
	lws__net_expect(&net, &client, "last words");
	lws__net_abort(&server);
	lws__net_await_end(&net, &client);
	lws__net_hang_up(&client);
	expect_over();

	meet();
	lws__net_send(&net, &client, "x");
	lws__net_expect(&net, &server, "x");
	lws__net_abort(&client);
	lws__net_await_end(&net, &server);
	lws__net_until_alone(&net);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_RAW_PROXY_SRV_CLOSE), 2);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_RAW_PROXY_CLI_CLOSE), 2);
}

static void
the_context_takes_both_along(void **state)
{
	(void)state;
	meet();
	lws__net_send(&net, &client, "x");
	lws__net_expect(&net, &server, "x");
	lws__net_stop(&net);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_RAW_PROXY_SRV_CLOSE), 1);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_RAW_PROXY_CLI_CLOSE), 1);
}

static void
onward_may_be_a_unix_socket(void **state)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	struct lws_context_creation_info info;

	(void)state;
	lws__net_stop(&net);
	close(listen_fd);
	listen_fd =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	lws_snprintf(un.sun_path, sizeof(un.sun_path), "/tmp/lws-proxy-%d",
		     (int)getpid());
	unlink(un.sun_path);
	assert_int_equal(bind(listen_fd, (struct sockaddr *)&un, sizeof(un)),
			 0);
	assert_int_equal(listen(listen_fd, 4), 0);
	lws_snprintf(onward, sizeof(onward), "unix:%s", un.sun_path);
	proxy_info(&info);
	lws__net_start(&net, &info);
	meet();
	unlink(un.sun_path);
	lws__net_send(&net, &client, "over");
	lws__net_expect(&net, &server, "over");
	lws__net_hang_up(&client);
	lws__net_expect_end(&net, &server);
	lws__net_hang_up(&server);
	expect_over();
}

static void
an_onward_that_is_none_proxies_nothing(void **state)
{
	static const char *const bad[] = {
		"",          "127.0.0.1:80", "ipv4:",       "ipv4:host",
		"ipv4::80",  "ipv4:host:0",  "ipv4:host:x", "ipv4:host:65536",
		"ipv4:h:8x", "unix:",        "tcp:h:80",
	};
	struct lws_context_creation_info info;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++) {
		struct lws_vhost *vh;

		lws_snprintf(onward, sizeof(onward), "%s", bad[n]);
		proxy_info(&info);
		info.vhost_name = "bad";
		info.iface = "127.0.0.1";
		vh = lws_create_vhost(net.cx, &info);
		assert_non_null(vh);
		lws__net_connect_with(&client, lws_get_vhost_listen_port(vh),
				      0);
		lws__net_expect_end(&net, &client);
		lws__net_hang_up(&client);
		lws_vhost_destroy(vh);
	}
}

/* http is answered, all else is carried on */
static void
an_http_port_falls_back_to_it(void **state)
{
	struct lws__net_peer http;
	char *answer;

	end(state);
	begin_with(LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG);
	lws__net_connect(&net, &http);
	lws__net_send(&net, &http,
		      "GET /none HTTP/1.1\r\nHost: h\r\n"
		      "Connection: close\r\n\r\n");
	answer = lws__net_read_to(&net, &http, "\r\n\r\n");
	assert_memory_equal(answer, "HTTP/1.1 404", 12);
	free(answer);
	lws__net_await_end(&net, &http);
	lws__net_hang_up(&http);

	lws__net_connect(&net, &client);
	lws__net_send(&net, &client, "\x16\x03\x01 no http\r\n");
	client_accept(&net, listen_fd, &server);
	lws__net_expect(&net, &server, "\x16\x03\x01 no http\r\n");
	lws__net_send(&net, &server, "answer");
	lws__net_expect(&net, &client, "answer");
	lws__net_shut(&client);
	lws__net_expect_end(&net, &server);
	lws__net_hang_up(&server);
	lws__net_expect_end(&net, &client);
	expect_over();
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		T(bytes_are_carried_both_ways),
		T(what_comes_before_the_onward_side_is_up_is_kept),
		T(the_client_may_end_its_side_first__NET_28),
		T(the_server_may_end_its_side_first__NET_28),
		T(a_side_that_does_not_read_holds_the_other__NET_28),
		T(nothing_is_lost_to_a_slow_reader_at_the_end__NET_28),
		T(and_none_to_a_slow_client_either__NET_28),
		T(a_server_that_refuses_ends_the_client),
		T(a_reset_of_either_side_ends_the_other),
		T(the_context_takes_both_along),
		T(onward_may_be_a_unix_socket),
		T(an_onward_that_is_none_proxies_nothing),
		T(an_http_port_falls_back_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
