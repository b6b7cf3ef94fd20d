/* SPDX-License-Identifier: MIT */
/*
 * Making sockets, listening, connecting and accepting on loopback, and every
 * call of it failing.
 */

#include "plat/plat.h"
#include "loopback.h"
#include "lws-test.h"
#include "syscall-shim.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int
reset(void **state)
{
	(void)state;
	lws__shim_reset();

	return 0;
}

/* ---- making ---------------------------------------------------------- */

static void
socket__never_blocks_and_is_not_inherited(void **state)
{
	struct pair p;
	int fds[3], i;

	(void)state;
	pair_open(&p);
	fds[0] = p.listen;
	fds[1] = p.client;
	fds[2] = p.server;
	for (i = 0; i < 3; i++) {
		assert_true(fcntl(fds[i], F_GETFL) & O_NONBLOCK);
		assert_true(fcntl(fds[i], F_GETFD) & FD_CLOEXEC);
	}
	pair_close(&p);
}

static void
socket__foreign_descriptors_are_made_to_fit(void **state)
{
	int fds[2], copy, error;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(lws__plat_set_nonblocking(fds[0]), 0);
	assert_int_equal(lws__plat_set_nonblocking(fds[0]), 0);
	assert_int_equal(lws__plat_set_cloexec(fds[0]), 0);
	assert_true(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fds[0], F_GETFD) & FD_CLOEXEC);

	copy = lws__plat_dup(fds[1], &error);
	assert_true(copy >= 0 && copy != fds[1]);
	assert_int_equal(error, 0);
	assert_true(fcntl(copy, F_GETFD) & FD_CLOEXEC);
	close(fds[0]);
	close(fds[1]);
	lws__plat_close(copy);
	lws__plat_close(-1);

	assert_int_equal(lws__plat_set_nonblocking(-1), -1);
	assert_int_equal(lws__plat_set_cloexec(-1), -1);
	assert_int_equal(lws__plat_dup(-1, &error), -1);
	assert_int_equal(error, EBADF);
}

static void
socket_i02__refusals_are_reported_by_errno(void **state)
{
	struct lws__sa sa;
	int error;

	(void)state;
	lws__shim_fail(LWS_SHIM_SOCKET, 1, 1, EMFILE);
	assert_int_equal(lws__plat_socket(AF_INET, SOCK_STREAM, 0, &error), -1);
	assert_int_equal(error, EMFILE);
	assert_int_equal(lws__plat_socket(9999, SOCK_STREAM, 0, &error), -1);
	assert_int_equal(error, EAFNOSUPPORT);
	assert_int_equal(lws__plat_local_address(-1, &sa), -1);
	assert_int_equal(sa.len, 0);
	assert_int_equal(lws__plat_peer_address(-1, &sa), -1);
	assert_int_equal(lws__plat_shutdown(-1, SHUT_WR), EBADF);
	assert_int_equal(lws__plat_pending(-1), 0);
	assert_true(lws__plat_is_choked(-1));
	assert_false(lws__plat_is_readable(-1));
	assert_int_equal(lws__plat_connect_result(-1).verdict, LWS_IO_ERROR);
}

/* ---- connecting ------------------------------------------------------ */

static void
connect__refused_port_is_an_error_with_its_errno(void **state)
{
	struct lws__sa sa;
	struct lws__io io;
	int fd = listen_on("127.0.0.1", &sa), error;

	(void)state;
	lws__plat_close(fd); /* nobody listens there now */
	fd = lws__plat_socket(AF_INET, SOCK_STREAM, 0, &error);
	io = lws__plat_connect(fd, &sa);
	while (io.verdict == LWS_IO_AGAIN) {
		wait_for(fd, POLLOUT);
		io = lws__plat_connect_result(fd);
	}
	assert_int_equal(io.verdict, LWS_IO_ERROR);
	assert_int_equal(io.error, ECONNREFUSED);
	lws__plat_close(fd);
}

static void
connect__woken_for_nothing_is_still_under_way(void **state)
{
	int error, fd = lws__plat_socket(AF_INET, SOCK_STREAM, 0, &error);

	(void)state;
	assert_int_equal(lws__plat_connect_result(fd).verdict, LWS_IO_AGAIN);
	lws__plat_close(fd);
}

static void
connect_i02__each_errno_has_its_verdict(void **state)
{
	static const struct {
		int error;
		enum lws__io_verdict verdict;
	} cases[] = {
		{EINPROGRESS, LWS_IO_AGAIN}, {EINTR, LWS_IO_AGAIN},
		{EALREADY, LWS_IO_AGAIN},    {EISCONN, LWS_IO_OK},
		{ENETUNREACH, LWS_IO_ERROR}, {EAGAIN, LWS_IO_ERROR},
		{EACCES, LWS_IO_ERROR},
	};
	struct lws__sa sa;
	struct lws__io io;
	size_t i;

	(void)state;
	lws__sa_numeric(&sa, "127.0.0.1", 1);
	for (i = 0; i < LWS_ARRAY_SIZE(cases); i++) {
		lws__shim_fail(LWS_SHIM_CONNECT, 1, 1, cases[i].error);
		io = lws__plat_connect(0, &sa);
		assert_int_equal(io.verdict, cases[i].verdict);
		if (io.verdict == LWS_IO_ERROR)
			assert_int_equal(io.error, cases[i].error);
	}
}

static void
connect__binds_to_a_local_address_first(void **state)
{
	struct lws__sa sa, local, got;
	int fd, error, l = listen_on("127.0.0.1", &sa);

	(void)state;
	lws__sa_numeric(&local, "127.0.0.2", 0);
	fd = lws__plat_socket(AF_INET, SOCK_STREAM, 0, &error);
	assert_int_equal(lws__plat_bind(fd, &local), 0);
	(void)lws__plat_connect(fd, &sa);
	assert_int_equal(lws__plat_local_address(fd, &got), 0);
	assert_int_equal(got.u.in4.sin_addr.s_addr,
			 local.u.in4.sin_addr.s_addr);
	lws__plat_close(fd);

	lws__sa_numeric(&local, "192.0.2.77", 0); /* not one of ours */
	fd = lws__plat_socket(AF_INET, SOCK_STREAM, 0, &error);
	assert_int_equal(lws__plat_bind(fd, &local), EADDRNOTAVAIL);
	lws__plat_close(fd);
	lws__plat_close(l);
}

/* ---- options --------------------------------------------------------- */

static int
option(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	assert_int_equal(getsockopt(fd, level, name, &value, &len), 0);

	return value;
}

static void
options__reach_the_kernel(void **state)
{
	const struct lws__plat_conn_options o = {
		.keepalive_secs = 11,
		.keepalive_interval_secs = 7,
		.keepalive_probes = 3,
		.user_timeout_ms = 12345,
		.priority = 4,
		.nodelay = true,
		.low_latency = true,
	};
	struct lws__plat_fail fail;
	struct pair p;

	(void)state;
	pair_open(&p);
	assert_int_equal(lws__plat_conn_options(p.client, &o, &fail), 0);
	assert_null(fail.step);
	assert_int_equal(option(p.client, SOL_SOCKET, SO_KEEPALIVE), 1);
	assert_int_equal(option(p.client, IPPROTO_TCP, TCP_KEEPIDLE), 11);
	assert_int_equal(option(p.client, IPPROTO_TCP, TCP_KEEPINTVL), 7);
	assert_int_equal(option(p.client, IPPROTO_TCP, TCP_KEEPCNT), 3);
	assert_int_equal(option(p.client, IPPROTO_TCP, TCP_USER_TIMEOUT),
			 12345);
	assert_int_equal(option(p.client, IPPROTO_TCP, TCP_NODELAY), 1);
	assert_int_equal(option(p.client, SOL_SOCKET, SO_PRIORITY), 4);
	assert_int_equal(option(p.client, IPPROTO_IP, IP_TOS), 0x10);
	pair_close(&p);
}

static void
options__what_is_not_ip_has_none(void **state)
{
	const struct lws__plat_conn_options o = {.nodelay = true,
						 .device = "nosuchif9"};
	struct lws__plat_fail fail;
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(lws__plat_conn_options(fds[0], &o, &fail), 0);
	close(fds[0]);
	close(fds[1]);
}

static void
options_i02__refusals_name_the_option(void **state)
{
	struct lws__plat_conn_options o = {.nodelay = true};
	struct lws__plat_fail fail;
	struct pair p;

	(void)state;
	pair_open(&p);
	lws__shim_fail(LWS_SHIM_SETSOCKOPT, 1, 1, ENOBUFS);
	assert_int_equal(lws__plat_conn_options(p.client, &o, &fail), -1);
	assert_string_equal(fail.step, "TCP_NODELAY");
	assert_int_equal(fail.error, ENOBUFS);

	/* advice may be refused */
	o.nodelay = false;
	o.low_cost = o.high_reliability = o.high_throughput = true;
	o.priority = 2;
	lws__shim_fail(LWS_SHIM_SETSOCKOPT, 1, 0, EPERM);
	assert_int_equal(lws__plat_conn_options(p.client, &o, &fail), 0);

	o.keepalive_secs = 5;
	assert_int_equal(lws__plat_conn_options(p.client, &o, &fail), -1);
	assert_string_equal(fail.step, "keepalive");
	o.keepalive_secs = 0;
	o.user_timeout_ms = UINT32_MAX;
	assert_int_equal(lws__plat_conn_options(p.client, &o, &fail), -1);
	assert_string_equal(fail.step, "TCP_USER_TIMEOUT");
	o.device = "lo";
	assert_int_equal(lws__plat_conn_options(p.client, &o, &fail), -1);
	assert_string_equal(fail.step, "bind to device");
	pair_close(&p);
}

/* ---- accepting: NET-11, NET-13 --------------------------------------- */

static void
accept_net13__errno_tells_listener_from_connection(void **state)
{
	static const struct {
		int error;
		enum lws__io_verdict verdict;
	} cases[] = {
		{ECONNABORTED, LWS_IO_CLOSED}, {EPROTO, LWS_IO_CLOSED},
		{EPERM, LWS_IO_CLOSED},        {EAGAIN, LWS_IO_AGAIN},
		{EMFILE, LWS_IO_ERROR},        {ENFILE, LWS_IO_ERROR},
		{ENOMEM, LWS_IO_ERROR},        {ENOBUFS, LWS_IO_ERROR},
		{EBADF, LWS_IO_ERROR},
	};
	struct lws__sa peer;
	struct lws__io io;
	size_t i;
	int fd;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(cases); i++) {
		lws__shim_fail(LWS_SHIM_ACCEPT, 1, 1, cases[i].error);
		io = lws__plat_accept(0, &peer, &fd);
		assert_int_equal(io.verdict, cases[i].verdict);
		assert_int_equal(io.error, io.verdict == LWS_IO_AGAIN
						   ? 0
						   : cases[i].error);
		assert_int_equal(fd, -1);
	}
}

static void
accept_net13__interrupted_accept_is_tried_again(void **state)
{
	struct lws__sa sa;
	int l = listen_on("127.0.0.1", &sa), fd, c;

	(void)state;
	assert_int_equal(lws__plat_accept(l, NULL, &fd).verdict, LWS_IO_AGAIN);
	c = connect_to(&sa);
	wait_for(l, POLLIN);
	lws__shim_fail(LWS_SHIM_ACCEPT, 1, 3, EINTR);
	assert_int_equal(lws__plat_accept(l, NULL, &fd).verdict, LWS_IO_OK);
	lws__plat_close(fd);
	lws__plat_close(c);
	lws__plat_close(l);
}

/* ---- listening: NET-27 ----------------------------------------------- */

static void
listen_net27__port_in_use_is_said(void **state)
{
	struct lws__plat_listen_req req = {0};
	struct lws__plat_fail fail;
	struct lws__sa sa;
	int fd = listen_on("127.0.0.1", &sa);

	(void)state;
	req.sa = &sa;
	assert_int_equal(lws__plat_listen(&req, &fail), -1);
	assert_string_equal(fail.step, "bind");
	assert_int_equal(fail.error, EADDRINUSE);
	lws__plat_close(fd);
}

static void
listen__several_share_a_port_when_all_want_to(void **state)
{
	struct lws__plat_listen_req req = {.reuse_port = true};
	struct lws__plat_fail fail;
	struct lws__sa sa;
	int one, two;

	(void)state;
	req.sa = &sa;
	lws__sa_numeric(&sa, "127.0.0.1", 0);
	one = lws__plat_listen(&req, &fail);
	assert_true(one >= 0);
	lws__plat_local_address(one, &sa);
	two = lws__plat_listen(&req, &fail);
	assert_true(two >= 0);
	lws__plat_close(one);
	lws__plat_close(two);
}

static void
listen__v6_wildcard_takes_v4_unless_told(void **state)
{
	struct lws__plat_listen_req req = {.defer_secs = 0};
	struct lws__plat_fail fail;
	struct lws__sa sa, v4;
	int fd, c;

	(void)state;
	req.sa = &sa;
	lws__sa_any(&sa, AF_INET6, 0);
	fd = lws__plat_listen(&req, &fail);
	if (fd < 0) /* a machine without IPv6 */
		skip();
	assert_int_equal(option(fd, IPPROTO_IPV6, IPV6_V6ONLY), 0);
	lws__plat_local_address(fd, &sa);
	lws__sa_numeric(&v4, "127.0.0.1", lws__sa_port(&sa));
	c = connect_to(&v4);
	lws__plat_close(c);
	lws__plat_close(fd);

	lws__sa_any(&sa, AF_INET6, 0);
	req.v6only = true;
	req.defer_secs = 1;
	req.fastopen = 4;
	req.backlog = 2;
	fd = lws__plat_listen(&req, &fail);
	assert_int_equal(option(fd, IPPROTO_IPV6, IPV6_V6ONLY), 1);
	assert_int_equal(option(fd, IPPROTO_TCP, TCP_FASTOPEN), 4);
	lws__plat_close(fd);
}

static void
listen_i02__each_call_that_fails_is_named(void **state)
{
	static const struct {
		enum lws__shim_call call;
		const char *step;
	} cases[] = {
		{LWS_SHIM_SOCKET, "socket"},
		{LWS_SHIM_SETSOCKOPT, "SO_REUSEADDR"},
		{LWS_SHIM_BIND, "bind"},
		{LWS_SHIM_LISTEN, "listen"},
	};
	struct lws__plat_listen_req req = {0};
	struct lws__plat_fail fail;
	struct lws__sa sa;
	size_t i;

	(void)state;
	req.sa = &sa;
	lws__sa_any(&sa, AF_INET, 0);
	for (i = 0; i < LWS_ARRAY_SIZE(cases); i++) {
		lws__shim_fail(cases[i].call, 1, 1, ENOBUFS);
		assert_int_equal(lws__plat_listen(&req, &fail), -1);
		assert_string_equal(fail.step, cases[i].step);
		assert_int_equal(fail.error, ENOBUFS);
	}
	req.reuse_port = true;
	lws__shim_fail(LWS_SHIM_SETSOCKOPT, 2, 1, ENOBUFS);
	assert_int_equal(lws__plat_listen(&req, &fail), -1);
	assert_string_equal(fail.step, "SO_REUSEPORT");
	req.device = "nosuchif9";
	assert_int_equal(lws__plat_listen(&req, &fail), -1);
	assert_string_equal(fail.step, "bind to device");
	lws__sa_any(&sa, AF_INET6, 0);
	lws__shim_fail(LWS_SHIM_SETSOCKOPT, 3, 1, ENOBUFS);
	assert_int_equal(lws__plat_listen(&req, &fail), -1);
	assert_true(!strcmp(fail.step, "IPV6_V6ONLY") ||
		    !strcmp(fail.step, "socket")); /* no IPv6 here */
}

/* ---- Unix sockets ---------------------------------------------------- */

static char tmp_dir[] = "/tmp/lws-socket-XXXXXX";
static char socket_path[64];

static int
unix_listen(const char *path, const char *owner, struct lws__plat_fail *fail)
{
	struct lws__plat_listen_req req = {.unix_owner = owner};
	struct lws__sa sa;

	assert_int_equal(lws__sa_unix(&sa, path), 0);
	req.sa = &sa;

	return lws__plat_listen(&req, fail);
}

static void
unix_net27__only_a_dead_socket_file_is_replaced(void **state)
{
	struct lws__plat_fail fail;
	int one, two, file;

	(void)state;
	one = unix_listen(socket_path, NULL, &fail);
	assert_true(one >= 0);
	assert_int_equal(unix_listen(socket_path, NULL, &fail), -1);
	assert_int_equal(fail.error, EADDRINUSE);

	lws__plat_close(one); /* its file stays: now it is stale */
	assert_int_equal(access(socket_path, F_OK), 0);
	two = unix_listen(socket_path, NULL, &fail);
	assert_true(two >= 0);
	lws__plat_close(two);
	unlink(socket_path);

	file = open(socket_path, O_CREAT | O_WRONLY, 0600);
	assert_true(file >= 0);
	close(file);
	assert_int_equal(unix_listen(socket_path, NULL, &fail), -1);
	assert_int_equal(fail.error, EADDRINUSE);
	assert_int_equal(access(socket_path, F_OK), 0);
	unlink(socket_path);
}

static void
unix_net27__what_cannot_be_asked_counts_as_alive(void **state)
{
	struct lws__plat_fail fail;
	int fd = unix_listen(socket_path, NULL, &fail);

	(void)state;
	lws__plat_close(fd);
	lws__shim_fail(LWS_SHIM_CONNECT, 1, 1, EACCES);
	assert_int_equal(unix_listen(socket_path, NULL, &fail), -1);
	assert_int_equal(fail.error, EADDRINUSE);
	lws__shim_fail(LWS_SHIM_SOCKET, 2, 1, EMFILE);
	assert_int_equal(unix_listen(socket_path, NULL, &fail), -1);
	assert_int_equal(fail.error, EADDRINUSE);
	lws__shim_fail(LWS_SHIM_UNLINK, 1, 1, EROFS);
	assert_int_equal(unix_listen(socket_path, NULL, &fail), -1);
	assert_int_equal(fail.error, EROFS);
	unlink(socket_path);
}

static void
unix__file_is_for_user_and_group_only(void **state)
{
	char owner[64];
	struct lws__plat_fail fail;
	struct stat st;
	mode_t was = umask(0);
	int fd;

	(void)state;
	fd = unix_listen(socket_path, NULL, &fail);
	assert_true(fd >= 0);
	assert_int_equal(stat(socket_path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	lws__plat_close(fd);
	umask(077);
	snprintf(owner, sizeof(owner), "%u:%u", (unsigned)getuid(),
		 (unsigned)getgid());
	fd = unix_listen(socket_path, getuid() ? owner : "root:root", &fail);
	assert_true(fd >= 0);
	lws__plat_close(fd);
	fd = unix_listen(socket_path, owner, &fail); /* by number */
	assert_true(fd >= 0);
	assert_int_equal(stat(socket_path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	lws__plat_close(fd);
	unlink(socket_path);
	umask(was);
}

static void
unix_i02__without_its_permissions_no_file_stays(void **state)
{
	static const char *const owners[] = {
		"nocolon",          ":", "a:", ":a", "no-such-user-9:0",
		"0:no-such-group-9"};
	struct lws__plat_fail fail;
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(owners); i++) {
		assert_int_equal(unix_listen(socket_path, owners[i], &fail),
				 -1);
		assert_string_equal(fail.step, "unix socket owner");
		assert_int_equal(access(socket_path, F_OK), -1);
	}
	lws__shim_fail(LWS_SHIM_CHMOD, 1, 1, EIO);
	assert_int_equal(unix_listen(socket_path, NULL, &fail), -1);
	assert_string_equal(fail.step, "unix socket chmod");
	lws__shim_fail(LWS_SHIM_LCHOWN, 1, 1, EPERM);
	assert_int_equal(unix_listen(socket_path, "0:0", &fail), -1);
	assert_string_equal(fail.step, "unix socket chown");
	lws__shim_fail(LWS_SHIM_LISTEN, 1, 1, EIO);
	assert_int_equal(unix_listen(socket_path, NULL, &fail), -1);
	assert_int_equal(access(socket_path, F_OK), -1);
}

static void
unix__abstract_name_needs_no_file(void **state)
{
	char name[64];
	struct lws__plat_fail fail;
	struct lws__sa sa;
	int l, c, s, again;

	(void)state;
	snprintf(name, sizeof(name), "@lws-socket-test-%ld", (long)getpid());
	l = unix_listen(name, NULL, &fail);
	assert_true(l >= 0);
	again = unix_listen(name, NULL, &fail);
	assert_int_equal(again, -1);
	assert_int_equal(fail.error, EADDRINUSE);
	lws__sa_unix(&sa, name);
	c = connect_to(&sa);
	assert_int_equal(lws__plat_accept(l, NULL, &s).verdict, LWS_IO_OK);
	lws__plat_close(c);
	lws__plat_close(s);
	lws__plat_close(l);
}

static int
make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(tmp_dir))
		return -1;
	snprintf(socket_path, sizeof(socket_path), "%s/s", tmp_dir);

	return 0;
}

static int
remove_dir(void **state)
{
	(void)state;

	return rmdir(tmp_dir); /* so nothing was left in it */
}

#define TEST(f) cmocka_unit_test_setup(f, reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(socket__never_blocks_and_is_not_inherited),
		TEST(socket__foreign_descriptors_are_made_to_fit),
		TEST(socket_i02__refusals_are_reported_by_errno),
		TEST(connect__refused_port_is_an_error_with_its_errno),
		TEST(connect__woken_for_nothing_is_still_under_way),
		TEST(connect_i02__each_errno_has_its_verdict),
		TEST(connect__binds_to_a_local_address_first),
		TEST(options__reach_the_kernel),
		TEST(options__what_is_not_ip_has_none),
		TEST(options_i02__refusals_name_the_option),
		TEST(accept_net13__errno_tells_listener_from_connection),
		TEST(accept_net13__interrupted_accept_is_tried_again),
		TEST(listen_net27__port_in_use_is_said),
		TEST(listen__several_share_a_port_when_all_want_to),
		TEST(listen__v6_wildcard_takes_v4_unless_told),
		TEST(listen_i02__each_call_that_fails_is_named),
		TEST(unix_net27__only_a_dead_socket_file_is_replaced),
		TEST(unix_net27__what_cannot_be_asked_counts_as_alive),
		TEST(unix__file_is_for_user_and_group_only),
		TEST(unix_i02__without_its_permissions_no_file_stays),
		TEST(unix__abstract_name_needs_no_file),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
