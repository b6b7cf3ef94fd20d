/* SPDX-License-Identifier: MIT */
/*
 * What may be asked of a wsi and set on it, and what is done for all wsi of a
 * protocol, which may end each other meanwhile.
 */

#include "lws-test.h"

#include "core/core.h"
#include "core/protocols.h"
#include "core/role.h"

#include <libwebsockets.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CONNS = 4,
	MY_REASON = LWS_CALLBACK_USER,
};

static struct lws_context *cx;
static struct lws_vhost *vh;
static struct lws *conns[CONNS];
static int peers[CONNS];
static int told, writeable, kill_at = -1;

static void
forget(const struct lws *wsi)
{
	for (size_t n = 0; n < CONNS; n++)
		if (conns[n] == wsi)
			conns[n] = NULL;
}

static int
cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
   size_t len)
{
	(void)user;
	(void)in;
	switch ((int)reason) {
	case MY_REASON:
		told++;
		if (len)
			assert_memory_equal(in, "arg", len);
		if (kill_at < 0)
			break;
		/* all, itself included, while the walk goes on */
		for (size_t n = 0; n < CONNS; n++)
			if (conns[n])
				lws_set_timeout(conns[n],
						PENDING_TIMEOUT_USER_OK,
						LWS_TO_KILL_SYNC);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		writeable++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		forget(wsi);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "a", .callback = cb, .per_session_data_size = 8},
	{.name = "b", .callback = cb, .per_session_data_size = 8},
	LWS_PROTOCOL_LIST_TERM};

/* a context with four connections: 0, 1, 2 of "a", 3 of "b" */
static int
setup(void **state)
{
	struct lws_context_creation_info info = {0};

	(void)state;
	info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
	info.protocols = protocols;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	vh = lws_get_vhost_by_name(cx, "default");
	for (int n = 0; n < 4; n++)
		assert_int_equal(lws_service(cx, -1), 0);
	for (size_t n = 0; n < CONNS; n++) {
		lws_sock_file_fd_type fd;
		int pair[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		fd.sockfd = pair[0];
		peers[n] = pair[1];
		conns[n] = lws_adopt_descriptor_vhost(vh, LWS_ADOPT_SOCKET, fd,
						      n < 3 ? "a" : "b",
						      n == 1 ? conns[0] : NULL);
		assert_non_null(conns[n]);
	}
	told = writeable = 0;
	kill_at = -1;

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws_context_destroy(cx);
	for (size_t n = 0; n < CONNS; n++) {
		assert_null(conns[n]);
		close(peers[n]);
	}

	return 0;
}

/* ---- one wsi ------------------------------------------------------------ */

static void
wsi__knows_where_it_belongs(void **state)
{
	(void)state;
	assert_ptr_equal(lws_get_context(conns[0]), cx);
	assert_ptr_equal(lws_get_vhost(conns[0]), vh);
	assert_string_equal(lws_get_protocol(conns[3])->name, "b");
	assert_int_equal(lws_wsi_tsi(conns[0]), 0);
	assert_int_equal(lws_get_tsi(conns[0]), 0);
	assert_ptr_equal(lws_get_network_wsi(conns[0]), conns[0]);
	assert_null(lws_get_network_wsi(NULL));
	assert_int_equal(lws_is_ssl(conns[0]), 0);
	assert_null(lws_get_udp(conns[0]));
	assert_int_equal(lws_get_peer_write_allowance(conns[0]), -1);
	assert_int_equal(lws_wsi_tx_credit(conns[0], 0, 5), 0);
}

static void
wsi__keeps_opaque_pointers(void **state)
{
	int a, b;

	(void)state;
	assert_null(lws_get_opaque_user_data(conns[0]));
	assert_null(lws_get_opaque_parent_data(conns[0]));
	lws_set_opaque_user_data(conns[0], &a);
	lws_set_opaque_parent_data(conns[0], &b);
	assert_ptr_equal(lws_get_opaque_user_data(conns[0]), &a);
	assert_ptr_equal(lws_get_opaque_parent_data(conns[0]), &b);
}

static void
wsi__has_zeroed_user_space_that_may_be_replaced(void **state)
{
	static const uint8_t zero[8];
	char mine[8];

	(void)state;
	assert_memory_equal(lws_wsi_user(conns[0]), zero, 8);
	lws_set_wsi_user(conns[0], mine); /* ours is freed, or a leak */
	assert_ptr_equal(lws_wsi_user(conns[0]), mine);
}

static void
wsi__user_space_grows_and_keeps_its_start(void **state)
{
	static const uint8_t grown[16] = {7};
	uint8_t *user = lws_wsi_user(conns[0]);

	(void)state;
	*user = 7;
	user = lws_adjust_protocol_psds(conns[0], 16);
	assert_non_null(user);
	assert_ptr_equal(lws_wsi_user(conns[0]), user);
	assert_memory_equal(user, grown, 16);
}

static void
wsi__knows_parent_and_child(void **state)
{
	(void)state;
	assert_ptr_equal(lws_get_parent(conns[1]), conns[0]);
	assert_ptr_equal(lws_get_child(conns[0]), conns[1]);
	assert_null(lws_get_parent(conns[2]));
	assert_null(lws_get_child(conns[2]));
	assert_int_equal(lws_get_child_pending_on_writable(conns[0]), 0);
	lws_clear_child_pending_on_writable(conns[0]);
}

static void
wsi__has_a_tag_that_says_group_and_role(void **state)
{
	const char *tag = lws_wsi_tag(conns[0]);

	(void)state;
	assert_int_equal(strncmp(tag, "[wsisrv|", 8), 0);
	assert_non_null(strstr(tag, "|raw-skt"));
	assert_string_equal(lws_wsi_tag(NULL), "[null wsi]");
	assert_non_null(lwsl_wsi_get_cx(NULL));
	assert_non_null(lwsl_vhost_get_cx(NULL));
	assert_non_null(lwsl_context_get_cx(NULL));
}

static void
log__prepends_the_tag_within_its_room(void **state)
{
	char line[16], *p = line;

	(void)state;
	lws_log_prepend_wsi(NULL, conns[0], &p, line + sizeof(line));
	assert_true(p < line + sizeof(line));
	assert_int_equal(strncmp(line, "[wsisrv|", 8), 0);
	p = line + sizeof(line);
	lws_log_prepend_vhost(NULL, vh, &p, line + sizeof(line));
	assert_ptr_equal(p, line + sizeof(line));
}

static lws_sorted_usec_list_t sul;

static void
never(lws_sorted_usec_list_t *s)
{
	(void)s;
}

static void
retry__stops_when_the_policy_is_at_its_end(void **state)
{
	uint16_t tries = 0;
	int n = 0;

	(void)state;
	while (!lws_retry_sul_schedule_retry_wsi(conns[0], &sul, never,
						 &tries)) {
		assert_false(lws_dll2_is_detached(&sul.list));
		lws_sul_cancel(&sul);
		assert_true(n++ < 100);
	}
	assert_int_equal(n, cx->retry->conceal_count);
}

/* ---- all of a protocol --------------------------------------------------- */

static void
all__of_a_protocol_are_asked_to_write(void **state)
{
	(void)state;
	assert_int_equal(
		lws_callback_on_writable_all_protocol(cx, &protocols[0]), 0);
	for (int n = 0; n < 4; n++)
		assert_int_equal(lws_service(cx, -1), 0);
	assert_int_equal(writeable, 3);
}

static void
all__of_a_protocol_are_told(void **state)
{
	char arg[] = "arg";

	(void)state;
	lws_callback_all_protocol(cx, &protocols[0], MY_REASON);
	assert_int_equal(told, 3);
	lws_callback_all_protocol_vhost_args(vh, &protocols[1], MY_REASON, arg,
					     3);
	assert_int_equal(told, 4);
	/* of every protocol */
	lws_callback_all_protocol_vhost_args(vh, NULL, MY_REASON, NULL, 0);
	assert_int_equal(told, 8);
}

static void
all__may_end_each_other_while_they_are_told(void **state)
{
	(void)state;
	kill_at = 0;
	lws_callback_all_protocol(cx, &protocols[0], MY_REASON);
	assert_int_equal(told, 1); /* the first one ended the rest */
	for (size_t n = 0; n < CONNS; n++)
		assert_null(conns[n]);
}

static int
count(struct lws *wsi, void *arg)
{
	(void)wsi;
	(*(int *)arg)++;

	return 0;
}

static int
count_within(struct lws *wsi, void *arg)
{
	(void)wsi;
	return lws__same_protocol_each(lws__vhost_same_protocol(vh, 0, 0),
				       count, arg);
}

static void
walks__may_be_inside_each_other(void **state)
{
	int n = 0;

	(void)state;
	lws__same_protocol_each(lws__vhost_same_protocol(vh, 0, 0),
				count_within, &n);
	assert_int_equal(n, 9);
	assert_int_equal(lws__vhost_same_protocol(vh, 0, 0)->count, 3);
}

static void
protocols__of_a_vhost_are_told_of_by_a_wsi_or_the_vhost(void **state)
{
	(void)state;
	assert_int_equal(
		lws_callback_vhost_protocols_vhost(vh, MY_REASON, NULL, 0), 0);
	assert_int_equal(told, 2);
}

static void
all__of_a_protocol_may_read_again(void **state)
{
	(void)state;
	for (size_t n = 0; n < 3; n++)
		lws_rx_flow_control(conns[n], 0);
	lws_rx_flow_allow_all_protocol(cx, &protocols[0]);
	for (size_t n = 0; n < 3; n++)
		assert_int_equal(conns[n]->conn->rx_off, 0);
}

#define T(x) cmocka_unit_test_setup_teardown(x, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(wsi__knows_where_it_belongs),
		T(wsi__keeps_opaque_pointers),
		T(wsi__has_zeroed_user_space_that_may_be_replaced),
		T(wsi__user_space_grows_and_keeps_its_start),
		T(wsi__knows_parent_and_child),
		T(wsi__has_a_tag_that_says_group_and_role),
		T(log__prepends_the_tag_within_its_room),
		T(retry__stops_when_the_policy_is_at_its_end),
		T(all__of_a_protocol_are_asked_to_write),
		T(all__of_a_protocol_are_told),
		T(all__may_end_each_other_while_they_are_told),
		T(walks__may_be_inside_each_other),
		T(protocols__of_a_vhost_are_told_of_by_a_wsi_or_the_vhost),
		T(all__of_a_protocol_may_read_again),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
