/* SPDX-License-Identifier: MIT */
/*
 * What is told of the other end of a socket.
 */

#include "lws-test.h"

#include <libwebsockets.h>

#include <sys/socket.h>
#include <unistd.h>

static void
peer_simple_fd__is_the_numeric_address_of_the_peer(void **state)
{
	lws_sockaddr46 sa46;
	socklen_t len = sizeof(sa46.sa4);
	char name[64];
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int client = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	lws_sa46_parse_numeric_address("127.0.0.1", &sa46);
	assert_int_equal(bind(listener, sa46_sockaddr(&sa46), len), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, sa46_sockaddr(&sa46), &len), 0);
	assert_int_equal(connect(client, sa46_sockaddr(&sa46), len), 0);
	assert_ptr_equal(lws_get_peer_simple_fd(client, name, sizeof(name)),
			 name);
	assert_string_equal(name, "127.0.0.1");
	assert_string_equal(lws_get_peer_simple_fd(listener, name, 64),
			    "unknown");
	close(client);
	close(listener);
}

static void
peer_simple_fd__has_words_where_there_is_no_address(void **state)
{
	char name[64];
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_string_equal(lws_get_peer_simple_fd(fds[0], name, 64), "(unix)");
	close(fds[0]);
	close(fds[1]);
	assert_string_equal(lws_get_peer_simple_fd(-1, name, 64), "unknown");
	assert_string_equal(lws_get_peer_simple_fd(-1, name, 3), "un");
}

static void
peer_addresses__are_the_same_numeric_text_twice(void **state)
{
	lws_sockaddr46 sa46;
	socklen_t len = sizeof(sa46.sa4);
	char name[64] = "?", rip[5] = "?";
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int client = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	lws_sa46_parse_numeric_address("127.0.0.1", &sa46);
	assert_int_equal(bind(listener, sa46_sockaddr(&sa46), len), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, sa46_sockaddr(&sa46), &len), 0);
	assert_int_equal(connect(client, sa46_sockaddr(&sa46), len), 0);
	lws_get_peer_addresses(NULL, client, name, sizeof(name), rip,
			       sizeof(rip));
	assert_string_equal(name, "127.0.0.1");
	assert_string_equal(rip, "127.");
	lws_get_peer_addresses(NULL, listener, name, sizeof(name), rip,
			       sizeof(rip));
	assert_string_equal(name, "");
	assert_string_equal(rip, "");
	lws_get_peer_addresses(NULL, LWS_SOCK_INVALID, name, 0, rip, 0);
	assert_string_equal(lws_get_peer_simple(NULL, name, sizeof(name)),
			    "unknown");
	close(client);
	close(listener);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			peer_simple_fd__is_the_numeric_address_of_the_peer),
		cmocka_unit_test(
			peer_simple_fd__has_words_where_there_is_no_address),
		cmocka_unit_test(
			peer_addresses__are_the_same_numeric_text_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
