/* SPDX-License-Identifier: MIT */
/*
 * CLI-02, CLI-03: several addresses of a server race (RFC 8305).  One that
 * never answers is a server whose queue is full.
 */

#include "client-app.h"
#include "client-names.h"
#include "syscall-shim.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static int listen_fd, port;

/* what was told of each socket */
static struct {
	int fds[16];
	int families[16];
	int count;
	int created;
	int in_poll[1024]; /* ADD minus DEL, by fd */
	int kill_at;       /* with the n-th CONNECTING */
	int refuse_at;
} told;

static void
watch(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (reason == LWS_CALLBACK_WSI_CREATE)
		told.created++;
	(void)wsi;
}

/* the callback that sees `in` */
static int
race_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	if (reason == LWS_CALLBACK_CONNECTING) {
		struct sockaddr_storage ss;
		socklen_t size = sizeof(ss);
		int fd = (int)(intptr_t)in, n = told.count++;

		assert_in_range(n, 0, 15);
		assert_int_equal(getsockname(fd, (struct sockaddr *)&ss, &size),
				 0);
		told.fds[n] = fd;
		told.families[n] = ss.ss_family;
		if (told.kill_at == told.count)
			lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_SYNC);
		if (told.kill_at == told.count)
			return 0;
		if (told.refuse_at == told.count)
			return 1;
	}
	if (reason == LWS_CALLBACK_ADD_POLL_FD)
		told.in_poll[((struct lws_pollargs *)in)->fd]++;
	if (reason == LWS_CALLBACK_DEL_POLL_FD)
		told.in_poll[((struct lws_pollargs *)in)->fd]--;

	return client_protocols[1].callback(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{"client", race_cb, 32, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static int
open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);

	return n;
}

static void
begin(unsigned int timeout_secs, unsigned int connect_timeout_secs)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	i.port = CONTEXT_PORT_NO_LISTEN;
	i.protocols = protocols;
	i.timeout_secs = timeout_secs;
	i.connect_timeout_secs = connect_timeout_secs;
	lws__shim_reset();
	client_forget();
	names_begin();
	memset(&told, 0, sizeof(told));
	lws__net_start(&net, &i);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.address = "some.example";
	does.also = watch;
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
	names_end();
	lws__shim_reset();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(told.in_poll); n++)
		if (told.in_poll[n])
			fail_msg("fd %d was left %d times in the poll set",
				 (int)n, told.in_poll[n]);
}

static void
answer(int from_fd)
{
	client_accept(&net, from_fd, &peer);
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	client_until_over(&net);
	assert_int_equal(seen.completed, 1);
	assert_int_equal(seen.errors, 0);
	assert_int_equal(told.created, 1);
	lws__net_hang_up(&peer);
}

/* ---- who wins
 * ------------------------------------------------------------------- */

static void
race__goes_to_the_one_that_answers(void **state)
{
	struct black_hole hole;
	int before;

	(void)state;
	begin(100, 0);
	black_hole_open(&hole, "127.0.0.2", port);
	names.addresses[0] = "127.0.0.2";
	names.addresses[1] = "127.0.0.1";
	before = open_fds();
	assert_non_null(lws_client_connect_via_info(&info));
	answer(listen_fd);
	assert_int_equal(told.count, 2);
	assert_int_not_equal(told.fds[0], told.fds[1]);
	/* the loser's is closed as well */
	lws__net_turn(&net);
	assert_int_equal(open_fds(), before);
	assert_string_equal(seen.order, "BNINCAFEDOdXZ");
	black_hole_close(&hole);
	end();
}

static bool
all_tried(void *arg)
{
	return told.count >= *(const int *)arg;
}

/* two that do not answer; then the first one does */
static void
race__may_be_won_by_the_first_one_late(void **state)
{
	struct black_hole first, second;
	const int wanted = 2;
	int before;

	(void)state;
	begin(100, 0);
	black_hole_open(&first, "127.0.0.2", port);
	black_hole_open(&second, "127.0.0.3", port);
	names.addresses[0] = "127.0.0.2";
	names.addresses[1] = "127.0.0.3";
	before = open_fds();
	assert_non_null(lws_client_connect_via_info(&info));
	lws__net_until(&net, all_tried, (void *)(uintptr_t)&wanted,
		       "both to be tried");
	/* its queue is emptied: the kernel asks again after a second */
	for (size_t n = 0; n < LWS_ARRAY_SIZE(first.fds); n++) {
		int fd = accept(first.listen_fd, NULL, NULL);

		if (fd >= 0)
			close(fd);
		close(first.fds[n]);
		first.fds[n] = -1;
	}
	for (;;) {
		char byte;

		client_accept(&net, first.listen_fd, &peer);
		lws__net_turn(&net);
		/* those of the hole have ended */
		if (recv(peer.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) ||
		    seen.established)
			break;
		lws__net_hang_up(&peer);
	}
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_send(&net, &peer, "HTTP/1.1 204 x\r\n\r\n");
	client_until_over(&net);
	assert_int_equal(seen.completed, 1);
	assert_int_equal(told.created, 1);
	assert_int_equal(told.count, 2);
	lws__net_hang_up(&peer);
	assert_int_equal(open_fds(), before - (int)LWS_ARRAY_SIZE(first.fds));
	black_hole_close(&first);
	black_hole_close(&second);
	end();
}

/* RFC 8305 5: a failure does not wait for the delay */
static void
race__next_one_begins_when_one_fails(void **state)
{
	(void)state;
	begin(100, 0);
	names.addresses[0] = "127.0.0.2";
	names.addresses[1] = "127.0.0.3";
	names.addresses[2] = "127.0.0.4";
	names.addresses[3] = "127.0.0.1";
	assert_non_null(lws_client_connect_via_info(&info));
	answer(listen_fd);
	assert_int_equal(told.count, 4);
	end();
}

static void
race__families_take_turns(void **state)
{
	(void)state;
	begin(100, 0);
	names.addresses[0] = "127.0.0.2";
	names.addresses[1] = "127.0.0.3";
	names.addresses[2] = "::1";
	names.addresses[3] = "127.0.0.1";
	info.address = "some.example";
	assert_non_null(lws_client_connect_via_info(&info));
	answer(listen_fd);
	for (int n = 0; n < told.count; n++)
		if (told.families[n] == AF_INET6)
			assert_in_range(n, 0, 1);
	end();
}

/* ---- CLI-03
 * --------------------------------------------------------------------- */

/*
 * The second fails within connect(): its number is free at once and is the
 * third's.  Nothing that is done for the second may harm it.
 */
static void
race__a_number_that_is_used_again_is_closed_once(void **state)
{
	struct black_hole hole;
	int before;

	(void)state;
	begin(100, 0);
	black_hole_open(&hole, "127.0.0.2", port);
	names.addresses[0] = "127.0.0.2";
	names.addresses[1] = "127.0.0.3";
	names.addresses[2] = "127.0.0.1";
	before = open_fds();
	assert_non_null(lws_client_connect_via_info(&info));
	while (told.count < 1)
		lws__net_turn(&net);
	lws__shim_fail(LWS_SHIM_CONNECT, 1, 1, ENETUNREACH);
	answer(listen_fd);
	assert_int_equal(told.count, 3);
	assert_int_equal(told.fds[1], told.fds[2]);
	assert_int_not_equal(told.fds[0], told.fds[1]);
	lws__net_turn(&net);
	assert_int_equal(open_fds(), before);
	black_hole_close(&hole);
	end();
}

static void
race__sockets_that_cannot_be_made_are_passed_over(void **state)
{
	static const enum lws__shim_call calls[] = {
		LWS_SHIM_SOCKET, LWS_SHIM_CONNECT, LWS_SHIM_SETSOCKOPT};
	struct black_hole hole;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(calls); n++) {
		begin(100, 0);
		black_hole_open(&hole, "127.0.0.2", port);
		names.addresses[0] = "127.0.0.2";
		names.addresses[1] = "127.0.0.3";
		names.addresses[2] = "127.0.0.1";
		assert_non_null(lws_client_connect_via_info(&info));
		while (told.count < 1)
			lws__net_turn(&net);
		lws__shim_fail(calls[n], 1, 1, EMFILE);
		answer(listen_fd);
		black_hole_close(&hole);
		end();
	}
}

/* ---- nobody wins
 * ---------------------------------------------------------------- */

static void
race__that_nobody_wins_is_told_once(void **state)
{
	struct black_hole holes[2];
	int before;

	(void)state;
	begin(1, 0);
	black_hole_open(&holes[0], "127.0.0.2", port);
	black_hole_open(&holes[1], "127.0.0.3", port);
	names.addresses[0] = "127.0.0.2";
	names.addresses[1] = "127.0.0.3";
	names.addresses[2] = "127.0.0.4";
	before = open_fds();
	assert_non_null(lws_client_connect_via_info(&info));
	client_until_over(&net);
	lws__net_turn(&net);
	assert_int_equal(seen.errors, 1);
	assert_string_equal(seen.error, "conn fail: ETIMEDOUT");
	assert_int_equal(told.created, 0);
	assert_int_equal(told.count, 3);
	assert_int_equal(open_fds(), before);
	black_hole_close(&holes[0]);
	black_hole_close(&holes[1]);
	end();
}

/* six that are silent: only some at once, and all are tried */
static void
race__has_a_bound(void **state)
{
	static const char *const silent[] = {"127.0.0.2", "127.0.0.3",
					     "127.0.0.4", "127.0.0.5",
					     "127.0.0.6"};
	struct black_hole holes[5];
	int before, most = 0;

	(void)state;
	begin(1, 0);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(silent); n++) {
		black_hole_open(&holes[n], silent[n], port);
		names.addresses[n] = silent[n];
	}
	before = open_fds();
	assert_non_null(lws_client_connect_via_info(&info));
	while (!seen.destroyed) {
		int now = open_fds() - before;

		lws__net_turn(&net);
		if (now > most)
			most = now;
	}
	assert_int_equal(told.count, 5);
	assert_int_equal(seen.errors, 1);
	/* the bound, and the resolver's thread has none */
	assert_in_range(most, 2, 4);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(silent); n++)
		black_hole_close(&holes[n]);
	end();
}

/* CLI-04: closed while several connect */
static void
race__may_be_ended_at_any_time(void **state)
{
	struct black_hole holes[2];

	(void)state;
	for (int how = 0; how < 5; how++) {
		const int wanted = 2;
		int before;

		begin(100, 0);
		black_hole_open(&holes[0], "127.0.0.2", port);
		black_hole_open(&holes[1], "127.0.0.3", port);
		names.addresses[0] = "127.0.0.2";
		names.addresses[1] = "127.0.0.3";
		before = open_fds();
		if (how == 3)
			told.kill_at = 2;
		if (how == 4)
			told.refuse_at = 2;
		assert_non_null(lws_client_connect_via_info(&info));
		if (how < 3)
			lws__net_until(&net, all_tried,
				       (void *)(uintptr_t)&wanted,
				       "both to be tried");
		if (!how)
			lws_set_timeout(seen.wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_SYNC);
		if (how == 1)
			lws_set_timeout(seen.wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_ASYNC);
		if (how == 2)
			lws_vhost_destroy(net.vh);
		client_until_over(&net);
		lws__net_turn(&net);
		assert_int_equal(seen.errors, 1);
		assert_int_equal(seen.destroyed, 1);
		assert_int_equal(open_fds(), before);
		black_hole_close(&holes[0]);
		black_hole_close(&holes[1]);
		end();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(race__goes_to_the_one_that_answers),
		cmocka_unit_test(race__may_be_won_by_the_first_one_late),
		cmocka_unit_test(race__next_one_begins_when_one_fails),
		cmocka_unit_test(race__families_take_turns),
		cmocka_unit_test(
			race__a_number_that_is_used_again_is_closed_once),
		cmocka_unit_test(
			race__sockets_that_cannot_be_made_are_passed_over),
		cmocka_unit_test(race__that_nobody_wins_is_told_once),
		cmocka_unit_test(race__has_a_bound),
		cmocka_unit_test(race__may_be_ended_at_any_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
