/* SPDX-License-Identifier: MIT */
/*
 * Bytes and datagrams through real sockets, with every answer that the kernel
 * can give.
 */

#include "plat/plat.h"
#include "loopback.h"
#include "lws-test.h"
#include "syscall-shim.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static int
reset(void **state)
{
	(void)state;
	lws__shim_reset();

	return 0;
}

/* ---- bytes ----------------------------------------------------------- */

static void
io__bytes_arrive_and_end_is_told_from_reset(void **state)
{
	struct iovec parts[2] = {{.iov_base = (char[]){'a', 'b'}, .iov_len = 2},
				 {.iov_base = (char[]){'c'}, .iov_len = 1}};
	struct linger hard = {.l_onoff = 1};
	struct lws__io io;
	struct pair p;
	char buf[16];

	(void)state;
	pair_open(&p);
	io = lws__plat_recv(p.server, buf, sizeof(buf));
	assert_int_equal(io.verdict, LWS_IO_AGAIN);
	assert_int_equal(lws__plat_pending(p.server), 0);

	assert_int_equal(lws__plat_sendv(p.client, parts, 2, false).count, 3);
	wait_for(p.server, POLLIN);
	assert_int_equal(lws__plat_pending(p.server), 3);
	assert_int_equal(lws__plat_recv(p.server, buf, 0).verdict, LWS_IO_OK);
	io = lws__plat_recv(p.server, buf, sizeof(buf));
	assert_int_equal(io.count, 3);
	assert_memory_equal(buf, "abc", 3);
	assert_false(lws__plat_is_choked(p.client));

	assert_int_equal(lws__plat_shutdown(p.client, SHUT_WR), 0);
	wait_for(p.server, POLLIN);
	io = lws__plat_recv(p.server, buf, sizeof(buf));
	assert_int_equal(io.verdict, LWS_IO_CLOSED);
	assert_int_equal(io.error, 0);

	setsockopt(p.server, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	lws__plat_close(p.server);
	p.server = -1;
	wait_for(p.client, POLLIN);
	io = lws__plat_recv(p.client, buf, sizeof(buf));
	assert_int_equal(io.verdict, LWS_IO_CLOSED);
	assert_int_equal(io.error, ECONNRESET);
	pair_close(&p);
}

#if defined(LWS_AVOID_SIGPIPE_IGN)
static const bool library_ignores_sigpipe = false;
#else
static const bool library_ignores_sigpipe = true;
#endif
static volatile sig_atomic_t sigpipes;

static void
count_sigpipe(int sig)
{
	(void)sig;
	sigpipes++;
}

static void
io_i04__writing_to_a_gone_peer_raises_no_sigpipe(void **state)
{
	struct iovec part = {.iov_base = (char[]){'x'}, .iov_len = 1};
	int fds[2];

	(void)state;
	signal(SIGPIPE, count_sigpipe);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	close(fds[1]);
	assert_int_equal(lws__plat_send(fds[0], "x", 1, true).verdict,
			 LWS_IO_CLOSED);
	assert_int_equal(lws__plat_sendv(fds[0], &part, 1, true).verdict,
			 LWS_IO_CLOSED);
	assert_int_equal(lws__plat_sendto(fds[0], "x", 1, NULL).verdict,
			 LWS_IO_CLOSED);
	assert_int_equal(sigpipes, 0);

	lws__plat_ignore_sigpipe(); /* the application chose: left alone */
	assert_int_equal(lws__plat_write(fds[0], "x", 1).error, EPIPE);
	assert_int_equal(sigpipes, 1);
	if (library_ignores_sigpipe) {
		signal(SIGPIPE, SIG_DFL);
		lws__plat_ignore_sigpipe();
		assert_int_equal(lws__plat_write(fds[0], "x", 1).verdict,
				 LWS_IO_CLOSED); /* still here */
	}
	signal(SIGPIPE, SIG_DFL);
	close(fds[0]);
}

static void
io__full_socket_says_again_and_is_choked(void **state)
{
	static char lump[65536];
	struct lws__io io;
	struct pair p;

	(void)state;
	pair_open(&p);
	do {
		io = lws__plat_send(p.client, lump, sizeof(lump), false);
	} while (io.verdict == LWS_IO_OK);
	assert_int_equal(io.verdict, LWS_IO_AGAIN);
	assert_int_equal(io.count, 0);
	assert_true(lws__plat_is_choked(p.client));
	lws__shim_fail(LWS_SHIM_POLL, 1, 2, EINTR);
	assert_true(lws__plat_is_choked(p.client));
	pair_close(&p);
}

/* I-03: any cut, EAGAIN and EINTR give the same bytes */
static void
io_i03__trickling_calls_lose_nothing(void **state)
{
	uint8_t in[1000], out[1000];
	size_t sent = 0, got = 0, i;
	struct lws__io io;
	struct iovec iov;
	struct pair p;

	(void)state;
	for (i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * 7);
	pair_open(&p);
	lws__shim_trickle(3, 2, 3);
	while (got < sizeof(out)) {
		iov.iov_base = in + sent;
		iov.iov_len = sizeof(in) - sent;
		if (sent < sizeof(in)) {
			io = sent & 1
				     ? lws__plat_sendv(p.client, &iov, 1, false)
				     : lws__plat_send(p.client, in + sent,
						      sizeof(in) - sent, false);
			assert_true(io.verdict == LWS_IO_OK ||
				    io.verdict == LWS_IO_AGAIN);
			sent += io.count;
		}
		io = lws__plat_recv(p.server, out + got, sizeof(out) - got);
		assert_true(io.verdict == LWS_IO_OK ||
			    io.verdict == LWS_IO_AGAIN);
		got += io.count;
	}
	assert_memory_equal(in, out, sizeof(in));
	pair_close(&p);
}

static void
io_i02__each_errno_has_its_verdict(void **state)
{
	static const struct {
		int error;
		enum lws__io_verdict verdict;
	} cases[] = {
		{EAGAIN, LWS_IO_AGAIN},      {EPIPE, LWS_IO_CLOSED},
		{ECONNRESET, LWS_IO_CLOSED}, {ECONNABORTED, LWS_IO_CLOSED},
		{ETIMEDOUT, LWS_IO_ERROR},   {EBADF, LWS_IO_ERROR},
		{EIO, LWS_IO_ERROR},         {ENOSPC, LWS_IO_ERROR},
	};
	struct lws__io io[5];
	struct iovec part = {.iov_base = (char[]){'x'}, .iov_len = 1};
	size_t i, k;
	char c;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(cases); i++) {
		lws__shim_fail(LWS_SHIM_READ, 1, 1, cases[i].error);
		io[0] = lws__plat_read(-1, &c, 1);
		lws__shim_fail(LWS_SHIM_WRITE, 1, 1, cases[i].error);
		io[1] = lws__plat_write(-1, &c, 1);
		lws__shim_fail(LWS_SHIM_SEND, 1, 1, cases[i].error);
		io[2] = lws__plat_send(-1, &c, 1, false);
		lws__shim_fail(LWS_SHIM_SENDMSG, 1, 1, cases[i].error);
		io[3] = lws__plat_sendv(-1, &part, 1, false);
		lws__shim_fail(LWS_SHIM_RECV, 1, 1, cases[i].error);
		io[4] = lws__plat_recv(-1, &c, 1);
		for (k = 0; k < LWS_ARRAY_SIZE(io); k++) {
			assert_int_equal(io[k].verdict, cases[i].verdict);
			assert_int_equal(io[k].count, 0);
			if (cases[i].error != EAGAIN)
				assert_int_equal(io[k].error, cases[i].error);
		}
	}
}

static void
io__sendfile_sends_from_where_it_stood(void **state)
{
	char name[] = "/tmp/lws-sendfile-XXXXXX", buf[16];
	int file = mkstemp(name);
	uint64_t ofs = 2;
	struct lws__io io;
	struct pair p;

	(void)state;
	pair_open(&p);
	assert_true(file >= 0);
	unlink(name);
	assert_int_equal(write(file, "0123456789", 10), 10);

	io = lws__plat_sendfile(p.client, file, &ofs, 5);
	assert_int_equal(io.verdict, LWS_IO_OK);
	assert_int_equal(io.count, 5);
	assert_int_equal(ofs, 7);
	io = lws__plat_sendfile(p.client, file, &ofs, 100);
	assert_int_equal(io.count, 3);
	io = lws__plat_sendfile(p.client, file, &ofs, 1);
	assert_int_equal(io.verdict, LWS_IO_CLOSED); /* the file is over */
	assert_int_equal(io.error, 0);
	assert_int_equal(ofs, 10);
	assert_int_equal(lws__plat_sendfile(p.client, file, &ofs, 0).verdict,
			 LWS_IO_OK);
	wait_for(p.server, POLLIN);
	assert_int_equal(lws__plat_recv(p.server, buf, sizeof(buf)).count, 8);
	assert_memory_equal(buf, "23456789", 8);

	ofs = UINT64_MAX;
	assert_int_equal(lws__plat_sendfile(p.client, file, &ofs, 1).error,
			 EOVERFLOW);
	ofs = 0;
	lws__shim_fail(LWS_SHIM_SENDFILE, 1, 1, EINVAL);
	assert_int_equal(lws__plat_sendfile(p.client, file, &ofs, 1).error,
			 EINVAL);
	assert_int_equal(ofs, 0);
	close(file);
	pair_close(&p);
}

/* ---- datagrams: NET-28 ----------------------------------------------- */

static void
udp_net28__datagrams_keep_their_edges(void **state)
{
	struct lws__sa sa, from;
	struct lws__io io;
	int a, b, error;
	bool cut = true;
	char buf[4];

	(void)state;
	a = lws__plat_socket(AF_INET, SOCK_DGRAM, 0, &error);
	b = lws__plat_socket(AF_INET, SOCK_DGRAM, 0, &error);
	lws__sa_numeric(&sa, "127.0.0.1", 0);
	assert_int_equal(lws__plat_bind(a, &sa), 0);
	assert_int_equal(lws__plat_local_address(a, &sa), 0);

	io = lws__plat_recvfrom(a, buf, sizeof(buf), &from, &cut);
	assert_int_equal(io.verdict, LWS_IO_AGAIN);
	assert_false(cut);
	assert_int_equal(from.len, 0);

	assert_int_equal(lws__plat_sendto(b, "", 0, &sa).verdict, LWS_IO_OK);
	wait_for(a, POLLIN);
	io = lws__plat_recvfrom(a, buf, sizeof(buf), &from, &cut);
	assert_int_equal(io.verdict, LWS_IO_OK); /* not an end */
	assert_int_equal(io.count, 0);
	assert_int_equal(from.u.sa.sa_family, AF_INET);
	assert_false(cut);

	assert_int_equal(lws__plat_sendto(b, "abcdef", 6, &sa).count, 6);
	wait_for(a, POLLIN);
	io = lws__plat_recvfrom(a, buf, sizeof(buf), &from, &cut);
	assert_int_equal(io.count, 4);
	assert_true(cut);

	/* the answer finds its way back */
	assert_int_equal(lws__plat_sendto(a, "ok", 2, &from).count, 2);
	wait_for(b, POLLIN);
	assert_int_equal(lws__plat_recvfrom(b, buf, 4, NULL, NULL).count, 2);

	lws__shim_fail(LWS_SHIM_SENDTO, 1, 1, EMSGSIZE);
	assert_int_equal(lws__plat_sendto(b, "x", 1, &sa).error, EMSGSIZE);
	lws__shim_fail(LWS_SHIM_RECVMSG, 1, 2, EINTR);
	assert_int_equal(lws__plat_recvfrom(a, buf, 4, NULL, &cut).verdict,
			 LWS_IO_AGAIN);
	lws__plat_close(a);
	lws__plat_close(b);
}

#define TEST(f) cmocka_unit_test_setup(f, reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(io__bytes_arrive_and_end_is_told_from_reset),
		TEST(io_i04__writing_to_a_gone_peer_raises_no_sigpipe),
		TEST(io__full_socket_says_again_and_is_choked),
		TEST(io_i03__trickling_calls_lose_nothing),
		TEST(io_i02__each_errno_has_its_verdict),
		TEST(io__sendfile_sends_from_where_it_stood),
		TEST(udp_net28__datagrams_keep_their_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
