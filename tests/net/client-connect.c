/* SPDX-License-Identifier: MIT */
/*
 * Getting connected, or not: CLI-01, CLI-02.  Names are answered by the test,
 * addresses are those of 127/8 and ::1.
 */

#include "client-app.h"
#include "client-names.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static int listen_fd, port;

/* how the client's socket is set when it is established */
static struct {
	int alive, idle, interval, probes, priority, tos;
} set;

static int
socket_number(int fd, int level, int name)
{
	socklen_t len = sizeof(int);
	int n = -1;

	assert_int_equal(getsockopt(fd, level, name, &n, &len), 0);

	return n;
}

static void
read_socket(struct lws *wsi, enum lws_callback_reasons reason)
{
	int fd = lws_get_socket_fd(wsi);

	if (reason != LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP)
		return;
	set.alive = socket_number(fd, SOL_SOCKET, SO_KEEPALIVE);
	set.idle = socket_number(fd, IPPROTO_TCP, TCP_KEEPIDLE);
	set.interval = socket_number(fd, IPPROTO_TCP, TCP_KEEPINTVL);
	set.probes = socket_number(fd, IPPROTO_TCP, TCP_KEEPCNT);
	set.priority = socket_number(fd, SOL_SOCKET, SO_PRIORITY);
	set.tos = socket_number(fd, IPPROTO_IP, IP_TOS);
}

static void
begin_with(unsigned int timeout_secs, unsigned int connect_timeout_secs,
	   uint64_t options)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	i.ka_time = 77;
	i.ka_interval = 9;
	i.ka_probes = 3;
	i.port = CONTEXT_PORT_NO_LISTEN;
	i.protocols = client_protocols;
	i.timeout_secs = timeout_secs;
	i.connect_timeout_secs = connect_timeout_secs;
	i.options = options;
	client_forget();
	names_begin();
	lws__net_start(&net, &i);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
}

static void
begin(void)
{
	begin_with(0, 0, 0);
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
	names_end();
}

static void
answer_ok(void)
{
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	client_until_over(&net);
	assert_int_equal(seen.completed, 1);
	assert_int_equal(seen.errors, 0);
	lws__net_hang_up(&peer);
}

/* connect, get an answer, be closed */
static void
expect_success(int from_fd)
{
	assert_non_null(lws_client_connect_via_info(&info));
	client_accept(&net, from_fd, &peer);
	answer_ok();
}

/* CLI-01: NULL xor one error, and the variable is NULL either way */
static void
expect_failure(const char *error)
{
	struct lws *wsi;

	seen.wsi = (struct lws *)(void *)&seen;
	wsi = lws_client_connect_via_info(&info);
	if (!wsi) {
		lws__net_turn(&net);
		lws__net_turn(&net);
		assert_null(seen.wsi);
		assert_int_equal(seen.errors, 0);
		assert_int_equal(seen.closed, 0);
		return;
	}
	client_until_over(&net);
	lws__net_turn(&net);
	assert_int_equal(seen.errors, 1);
	assert_int_equal(seen.closed, 0);
	assert_int_equal(seen.destroyed, 1);
	assert_true(seen.pwsi_was_null);
	if (error)
		assert_string_equal(seen.error, error);
	assert_int_equal(seen.error_len, strlen(seen.error));
}

/* ---- CLI-01
 * --------------------------------------------------------------------- */

static void
client__says_null_to_what_cannot_be_asked(void **state)
{
	(void)state;
	begin();
	seen.wsi = (struct lws *)(void *)&seen;
	info.port = 65536;
	assert_null(lws_client_connect_via_info(&info));
	assert_null(seen.wsi);
	info.port = -1;
	assert_null(lws_client_connect_via_info(&info));
	info.port = port;
	info.address = NULL;
	assert_null(lws_client_connect_via_info(&info));
	info.address = "";
	assert_null(lws_client_connect_via_info(&info));
	info.address = "+";
	assert_null(lws_client_connect_via_info(&info));
	info.address = "127.0.0.1";
	info.context = NULL;
	assert_null(lws_client_connect_via_info(&info));
	assert_int_equal(seen.errors, 0);
	assert_int_equal(seen.closed, 0);
	end();
}

static void
client__tells_a_refused_connection_once(void **state)
{
	int fd;

	(void)state;
	begin();
	info.port = client_dead_port(&fd);
	expect_failure("conn fail: ECONNREFUSED");
	client_forget();
	info.address = "+/nonexistent/socket";
	expect_failure("conn fail: ENOENT");
	client_forget();
	info.address = "127.0.0.1";
	info.iface = "192.0.2.1"; /* not ours: RFC 5737 */
	expect_failure("conn fail: EADDRNOTAVAIL");
	close(fd);
	end();
}

static void
client__ends_when_the_application_refuses_early(void **state)
{
	static const enum lws_callback_reasons reasons[] = {
		LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL,
		LWS_CALLBACK_CONNECTING,
		LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED,
	};

	(void)state;
	begin();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(reasons); n++) {
		client_forget();
		does.refuses = reasons[n];
		does.refusal = 1;
		expect_failure(NULL);
	}
	end();
}

/* ---- what the application gave it
 * ---------------------------------------------- */

static void
client__keeps_what_the_application_gave_it(void **state)
{
	int mine, opaque;

	(void)state;
	begin();
	info.userdata = &mine;
	info.opaque_user_data = &opaque;
	expect_success(listen_fd);
	assert_ptr_equal(seen.user, &mine);
	assert_ptr_equal(seen.opaque, &opaque);
	assert_string_equal(seen.order, "BNICAFEDOdXZ");

	/* none: it has space of its own */
	client_forget();
	info.userdata = NULL;
	expect_success(listen_fd);
	assert_non_null(seen.user);
	assert_ptr_not_equal(seen.user, &mine);

	/* no protocol named: protocols[0], without bind and drop */
	client_forget();
	info.local_protocol_name = NULL;
	expect_success(listen_fd);
	assert_string_equal(seen.order, "NICAFEDOXZ");

	/* by .protocol alone */
	client_forget();
	info.protocol = "client";
	expect_success(listen_fd);
	assert_string_equal(seen.order, "BNICAFEDOdXZ");
	end();
}

static struct lws *parent;

static void
client__dies_with_its_parent(void **state)
{
	struct lws__net_peer second;

	(void)state;
	begin();
	parent = lws_client_connect_via_info(&info);
	assert_non_null(parent);
	client_accept(&net, listen_fd, &peer);
	info.parent_wsi = parent;
	info.pwsi = NULL;
	assert_non_null(lws_client_connect_via_info(&info));
	client_accept(&net, listen_fd, &second);
	free(lws__net_read_to(&net, &second, "\r\n\r\n"));
	assert_ptr_equal(lws_get_parent(lws_get_child(parent)), parent);
	lws__net_abort(&peer);
	lws__net_until_alone(&net);
	assert_int_equal(seen.destroyed, 2);
	assert_int_equal(seen.errors + seen.closed, 2);
	lws__net_hang_up(&second);
	end();
}

/* ---- addresses
 * ------------------------------------------------------------------ */

static void
client__connects_to_addresses_of_every_kind(void **state)
{
	struct sockaddr_in6 sin6 = {.sin6_family = AF_INET6,
				    .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	socklen_t len = sizeof(sin6);
	char host[64], *head;
	int fd =
		socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	(void)state;
	begin();
	if (fd >= 0 && !bind(fd, (struct sockaddr *)&sin6, sizeof(sin6)) &&
	    !listen(fd, 8) &&
	    !getsockname(fd, (struct sockaddr *)&sin6, &len)) {
		info.port = ntohs(sin6.sin6_port);
		info.address = "::1";
		info.host = NULL;
		assert_non_null(lws_client_connect_via_info(&info));
		client_accept(&net, fd, &peer);
		snprintf(host, sizeof(host), "Host: [::1]:%d\r\n", info.port);
		head = lws__net_read_to(&net, &peer, "\r\n\r\n");
		assert_non_null(strstr(head, host));
		free(head);
		lws__net_send(&net, &peer, "HTTP/1.1 204 x\r\n\r\n");
		client_until_over(&net);
		assert_int_equal(seen.completed, 1);
		lws__net_hang_up(&peer);
		client_forget();
		info.address = "[::1]";
		expect_success(fd);
		client_forget();
		names.addresses[0] = "::1";
		info.address = "six.example";
		expect_success(fd);
		assert_int_equal(names.asked, 1);
	}
	if (fd >= 0)
		close(fd);
	client_forget();
	info.port = port;
	info.address = "127.0.0.1";
	expect_success(listen_fd);
	end();
}

static void
client__connects_to_unix_sockets(void **state)
{
	static const char *const kinds[] = {"path", "@abstract"};

	(void)state;
	begin();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(kinds); n++) {
		struct sockaddr_un un = {.sun_family = AF_UNIX};
		int fd = socket(AF_UNIX,
				SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		char address[200], *head;
		size_t len;

		if (kinds[n][0] == '@')
			snprintf(address, sizeof(address), "+@lws-test-%d",
				 (int)getpid());
		else
			snprintf(address, sizeof(address), "+%s",
				 lws__net_path("sock"));
		len = strlen(address + 1);
		assert_true(len < sizeof(un.sun_path));
		memcpy(un.sun_path, address + 1, len);
		if (un.sun_path[0] == '@')
			un.sun_path[0] = '\0';
		assert_int_equal(bind(fd, (struct sockaddr *)&un,
				      (socklen_t)(offsetof(struct sockaddr_un,
							   sun_path) +
						  len)),
				 0);
		assert_int_equal(listen(fd, 4), 0);
		client_forget();
		info.address = address;
		info.host = NULL;
		info.port = 0;
		assert_non_null(lws_client_connect_via_info(&info));
		client_accept(&net, fd, &peer);
		head = lws__net_read_to(&net, &peer, "\r\n\r\n");
		assert_non_null(strstr(head, "\r\nHost: localhost\r\n"));
		free(head);
		lws__net_send(&net, &peer, "HTTP/1.1 204 x\r\n\r\n");
		client_until_over(&net);
		assert_int_equal(seen.completed, 1);
		lws__net_hang_up(&peer);
		close(fd);
	}
	lws__net_dir_remove();
	end();
}

static void
peer_address(struct sockaddr_in *sin)
{
	socklen_t len = sizeof(*sin);

	assert_int_equal(getpeername(peer.fd, (struct sockaddr *)sin, &len), 0);
}

static void
client__comes_from_the_address_and_port_asked_for(void **state)
{
	struct sockaddr_in sin;
	int fd, from;

	(void)state;
	begin();
	from = client_dead_port(&fd);
	close(fd);
	info.iface = "127.0.0.3";
	info.local_port = from;
	assert_non_null(lws_client_connect_via_info(&info));
	client_accept(&net, listen_fd, &peer);
	peer_address(&sin);
	assert_int_equal(sin.sin_addr.s_addr, htonl(0x7f000003));
	assert_int_equal(ntohs(sin.sin_port), from);
	answer_ok();

	client_forget();
	info.iface = "lo";
	info.local_port = 0;
	assert_non_null(lws_client_connect_via_info(&info));
	client_accept(&net, listen_fd, &peer);
	peer_address(&sin);
	assert_int_equal(sin.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
	answer_ok();
	end();
}

/* the first one closed, so its end stays in TIME_WAIT: only reuse gets it */
static void
client__reuses_its_port_when_allowed(void **state)
{
	int fd, from, second_port, second_fd;

	(void)state;
	begin();
	second_fd = client_listen(&second_port);
	from = client_dead_port(&fd);
	close(fd);
	info.local_port = from;
	info.ssl_connection = LCCSCF_ALLOW_REUSE_ADDR;
	expect_success(listen_fd);
	client_forget();
	info.port = second_port;
	expect_success(second_fd);
	close(second_fd);
	end();
}

static void
client__sets_its_socket_as_asked(void **state)
{
	(void)state;
	begin();
	info.priority = 5;
	info.ssl_connection = LCCSCF_IP_LOW_LATENCY | LCCSCF_IP_HIGH_THROUGHPUT;
	does.also = read_socket;
	expect_success(listen_fd);
	assert_int_equal(set.alive, 1);
	assert_int_equal(set.idle, 77);
	assert_int_equal(set.interval, 9);
	assert_int_equal(set.probes, 3);
	assert_int_equal(set.tos, IPTOS_LOWDELAY | IPTOS_THROUGHPUT);
	assert_int_equal(set.priority, 5);
	end();
}

/* ---- CLI-02
 * --------------------------------------------------------------------- */

static void
client__tries_the_next_address_when_one_refuses(void **state)
{
	(void)state;
	begin();
	names.addresses[0] = "127.0.0.2"; /* nobody listens there */
	names.addresses[1] = "127.0.0.3";
	names.addresses[2] = "127.0.0.1";
	info.address = "some.example";
	expect_success(listen_fd);
	assert_int_equal(seen.connecting, 3);
	end();
}

static void
client__tells_once_when_every_address_refuses(void **state)
{
	(void)state;
	begin();
	names.addresses[0] = "127.0.0.2";
	names.addresses[1] = "127.0.0.3";
	info.address = "some.example";
	expect_failure("conn fail: ECONNREFUSED");
	assert_int_equal(seen.connecting, 2);
	end();
}

static void
client__leaves_an_address_that_never_answers(void **state)
{
	struct black_hole hole;

	(void)state;
	begin_with(1, 0, 0);
	black_hole_open(&hole, "127.0.0.2", port);
	names.addresses[0] = "127.0.0.2";
	names.addresses[1] = "127.0.0.1";
	info.address = "some.example";
	expect_success(listen_fd);
	assert_int_equal(seen.connecting, 2);
	black_hole_close(&hole);
	end();
}

static void
client__gives_up_when_the_time_is_over(void **state)
{
	struct black_hole hole;

	(void)state;
	begin_with(100, 1, 0);
	black_hole_open(&hole, "127.0.0.2", port);
	info.address = "127.0.0.2";
	expect_failure("Timed out connecting");
	assert_int_equal(seen.errors, 1);
	black_hole_close(&hole);
	end();
}

static void
client__times_out_when_the_server_does_not_answer(void **state)
{
	(void)state;
	begin_with(1, 0, 0);
	assert_non_null(lws_client_connect_via_info(&info));
	client_accept(&net, listen_fd, &peer);
	client_until_over(&net);
	assert_int_equal(seen.errors, 1);
	assert_string_equal(seen.error, "Timed out waiting server reply");
	end();
}

/* ---- names
 * ------------------------------------------------------------------------ */

static void
client__tells_what_the_resolver_said(void **state)
{
	(void)state;
	begin();
	info.address = "some.example";
	names.errors[0] = EAI_NONAME;
	expect_failure("DNS NXDOMAIN");
	assert_int_equal(seen.errors, 1);
	assert_string_equal(seen.order, "B!dZ");
	client_forget();
	names_begin();
	names.errors[0] = EAI_FAIL;
	expect_failure(NULL);
	assert_int_equal(strncmp(seen.error, "DNS failed: some.example: ", 26),
			 0);
	end();
}

static void
client__asks_again_while_no_resolver_answers(void **state)
{
	(void)state;
	begin();
	info.address = "some.example";
	names.errors[0] = EAI_AGAIN;
	names.addresses[0] = "127.0.0.1";
	expect_success(listen_fd);
	assert_int_equal(names.asked, 2);
	end();

	begin_with(0, 1, 0);
	info.address = "some.example";
	for (size_t n = 0; n < LWS_ARRAY_SIZE(names.errors); n++)
		names.errors[n] = EAI_AGAIN;
	expect_failure("Timed out waiting DNS");
	assert_int_equal(seen.errors, 1);
	end();
}

static void
client__asks_for_no_ipv6_address_when_it_is_disabled(void **state)
{
	(void)state;
	begin_with(0, 0, LWS_SERVER_OPTION_DISABLE_IPV6);
	info.address = "some.example";
	names.addresses[0] = "127.0.0.1";
	expect_success(listen_fd);
	assert_int_equal(names.family, AF_INET);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client__says_null_to_what_cannot_be_asked),
		cmocka_unit_test(client__tells_a_refused_connection_once),
		cmocka_unit_test(
			client__ends_when_the_application_refuses_early),
		cmocka_unit_test(client__keeps_what_the_application_gave_it),
		cmocka_unit_test(client__dies_with_its_parent),
		cmocka_unit_test(client__connects_to_addresses_of_every_kind),
		cmocka_unit_test(client__connects_to_unix_sockets),
		cmocka_unit_test(
			client__comes_from_the_address_and_port_asked_for),
		cmocka_unit_test(client__reuses_its_port_when_allowed),
		cmocka_unit_test(client__sets_its_socket_as_asked),
		cmocka_unit_test(
			client__tries_the_next_address_when_one_refuses),
		cmocka_unit_test(client__tells_once_when_every_address_refuses),
		cmocka_unit_test(client__leaves_an_address_that_never_answers),
		cmocka_unit_test(client__gives_up_when_the_time_is_over),
		cmocka_unit_test(
			client__times_out_when_the_server_does_not_answer),
		cmocka_unit_test(client__tells_what_the_resolver_said),
		cmocka_unit_test(client__asks_again_while_no_resolver_answers),
		cmocka_unit_test(
			client__asks_for_no_ipv6_address_when_it_is_disabled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
