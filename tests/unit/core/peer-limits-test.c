/* SPDX-License-Identifier: MIT */
/*
 * The records of peers: counting, growing, forgetting.  Connections of real
 * peers are in tests/net.
 */

#include "lws-test.h"
#include "core/peer-limits.h"
#include "syscall-shim.h"

#include <arpa/inet.h>
#include <string.h>

static struct lws_context *cx;
static unsigned int notified;
static lws_sockaddr46 notified_of;

static int
note(struct lws_context *context, lws_sockfd_type fd, lws_sockaddr46 *sa46)
{
	(void)context;
	(void)fd;
	notified++;
	notified_of = *sa46;

	return 0;
}

static int
setup(void **state)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.ip_limit_wsi = 2,
		.ip_limit_ah = 1,
		.pl_notify_cb = note,
	};

	(void)state;
	lws_set_log_level(0, NULL);
	notified = 0;
	cx = lws_create_context(&info);
	assert_non_null(cx);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws_context_destroy(cx);

	return 0;
}

static struct lws__sa
v4(uint32_t host)
{
	struct lws__sa sa;

	memset(&sa, 0, sizeof(sa));
	sa.u.in4.sin_family = AF_INET;
	sa.u.in4.sin_addr.s_addr = htonl(host);
	sa.len = sizeof(sa.u.in4);

	return sa;
}

static int
arrive(const struct lws__sa *sa, struct lws__peer **peer)
{
	return lws__peer_limits.arrive(cx, 0, sa, peer);
}

static void
leave(struct lws__peer *peer)
{
	lws__peer_limits.leave(cx, 0, peer);
}

static struct lws__peers_state
state_now(void)
{
	struct lws__peers_state s;

	lws__peers_state(cx, &s);

	return s;
}

static void
peer_limits__count_each_address_by_itself(void **state)
{
	struct lws__sa one = v4(0x0a000001), two = v4(0x0a000002);
	struct lws__peer *p[4];

	(void)state;
	assert_int_equal(arrive(&one, &p[0]), 0);
	assert_int_equal(arrive(&one, &p[1]), 0);
	assert_ptr_equal(p[0], p[1]);
	assert_int_not_equal(arrive(&one, &p[2]), 0);
	assert_null(p[2]);
	assert_int_equal(notified, 1);
	assert_memory_equal(&notified_of.sa4.sin_addr, &one.u.in4.sin_addr, 4);
	assert_int_equal(arrive(&two, &p[3]), 0);
	leave(p[0]);
	assert_int_equal(arrive(&one, &p[0]), 0);
	leave(p[0]);
	leave(p[1]);
	leave(p[3]);
}

static void
peer_limits__know_an_ipv4_peer_through_an_ipv6_socket(void **state)
{
	struct lws__sa one = v4(0x7f000001), mapped;
	struct lws__peer *p[2];

	(void)state;
	assert_int_equal(lws__sa_numeric(&mapped, "::ffff:127.0.0.1", 0), 0);
	assert_int_equal(arrive(&one, &p[0]), 0);
	assert_int_equal(arrive(&mapped, &p[1]), 0);
	assert_ptr_equal(p[0], p[1]);
	leave(p[0]);
	leave(p[1]);
}

static void
peer_limits__leave_unix_sockets_alone(void **state)
{
	struct lws__sa sa;
	struct lws__peer *p;

	(void)state;
	assert_int_equal(lws__sa_unix(&sa, "/somewhere"), 0);
	for (int n = 0; n < 5; n++) {
		assert_int_equal(arrive(&sa, &p), 0);
		assert_null(p);
	}
	assert_int_equal(state_now().known, 0);
}

static void
peer_limits__table_grows_with_the_peers(void **state)
{
	static struct lws__peer *p[5000];
	size_t first = state_now().buckets;

	(void)state;
	for (uint32_t n = 0; n < LWS_ARRAY_SIZE(p); n++) {
		struct lws__sa sa = v4(0x0a000000 + n);

		assert_int_equal(arrive(&sa, &p[n]), 0);
	}
	assert_int_equal(state_now().known, LWS_ARRAY_SIZE(p));
	assert_true(state_now().buckets >= LWS_ARRAY_SIZE(p));
	assert_true(first < 100);
	for (uint32_t n = 0; n < LWS_ARRAY_SIZE(p); n++) {
		struct lws__sa sa = v4(0x0a000000 + n);
		struct lws__peer *again;

		assert_int_equal(arrive(&sa, &again), 0);
		assert_ptr_equal(again, p[n]);
		leave(again);
		leave(p[n]);
	}
	/* of those who left a bounded number is remembered */
	assert_true(state_now().idle <= 1024);
	assert_int_equal(state_now().known, state_now().idle);
}

static void
peer_limits__forget_who_left_ten_seconds_ago(void **state)
{
	struct lws__sa one = v4(1), two = v4(2);
	struct lws__peer *p;
	struct lws__peer *q;

	(void)state;
	lws__shim_clocks(lws_now_usecs(), 0);
	assert_int_equal(arrive(&one, &p), 0);
	assert_int_equal(arrive(&two, &q), 0);
	leave(p);
	assert_int_equal(state_now().idle, 1);
	lws__shim_clocks_advance(9 * LWS_US_PER_SEC, 0);
	lws_service(cx, -1);
	assert_int_equal(state_now().idle, 1);
	lws__shim_clocks_advance(2 * LWS_US_PER_SEC, 0);
	lws_service(cx, -1);
	assert_int_equal(state_now().idle, 0);
	assert_int_equal(state_now().known, 1);
	leave(q);
	lws__shim_reset();
}

static void
peer_limits__streams_of_a_connection_count(void **state)
{
	struct lws__sa one = v4(1);
	struct lws_conn conn;
	struct lws__peer *p;

	(void)state;
	memset(&conn, 0, sizeof(conn));
	conn.pt = &cx->pts[0];
	conn.fd = LWS_SOCK_INVALID;
	assert_int_equal(arrive(&one, &p), 0);
	lws__conn_set_peer(&conn, p);
	assert_int_equal(lws__peer_stream_arrive(&conn), 0);
	assert_int_not_equal(lws__peer_stream_arrive(&conn), 0);
	assert_int_not_equal(arrive(&one, &p), 0);
	lws__peer_stream_leave(&conn);
	assert_int_equal(arrive(&one, &p), 0);
	leave(p);
	lws__peer_leave(&conn);
	assert_null(lws__conn_peer(&conn));
	/* a conn without a peer is never refused */
	assert_int_equal(lws__peer_stream_arrive(&conn), 0);
	lws__peer_stream_leave(&conn);
}

static void
peer_limits__one_head_at_a_time(void **state)
{
	struct lws__sa one = v4(1);
	struct lws_conn conn;
	struct lws__peer *p;

	(void)state;
	memset(&conn, 0, sizeof(conn));
	conn.pt = &cx->pts[0];
	assert_int_equal(arrive(&one, &p), 0);
	lws__conn_set_peer(&conn, p);
	assert_true(lws__peer_head_take(&conn));
	assert_false(lws__peer_head_take(&conn));
	lws__peer_head_give(&conn);
	assert_true(lws__peer_head_take(&conn));
	lws__peer_head_give(&conn);
	lws__peer_leave(&conn);
}

static void
peer_limits__without_memory_refuse(void **state)
{
	struct lws__sa one = v4(1);
	struct lws__peer *p;

	(void)state;
	lws__alloc_fail_at(1, false);
	assert_int_not_equal(arrive(&one, &p), 0);
	lws__alloc_fail_at(0, false);
	assert_null(p);
	assert_int_equal(arrive(&one, &p), 0);
	leave(p);
}

#define PEER_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PEER_TEST(peer_limits__count_each_address_by_itself),
		PEER_TEST(
			peer_limits__know_an_ipv4_peer_through_an_ipv6_socket),
		PEER_TEST(peer_limits__leave_unix_sockets_alone),
		PEER_TEST(peer_limits__table_grows_with_the_peers),
		PEER_TEST(peer_limits__forget_who_left_ten_seconds_ago),
		PEER_TEST(peer_limits__streams_of_a_connection_count),
		PEER_TEST(peer_limits__one_head_at_a_time),
		PEER_TEST(peer_limits__without_memory_refuse),
	};

	return cmocka_run_group_tests_name("peer-limits", tests, NULL, NULL);
}
