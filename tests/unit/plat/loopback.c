/* SPDX-License-Identifier: MIT */
/* Both ends of a connection: see loopback.h */

#include "loopback.h"
#include "lws-test.h"

#include <poll.h>

void
wait_for(int fd, short events)
{
	struct pollfd p = {.fd = fd, .events = events};

	assert_int_equal(poll(&p, 1, 10000), 1);
}

int
listen_on(const char *address, struct lws__sa *sa)
{
	struct lws__plat_listen_req req = {.sa = sa};
	struct lws__plat_fail fail;
	int fd;

	assert_int_equal(lws__sa_numeric(sa, address, 0), 0);
	fd = lws__plat_listen(&req, &fail);
	if (fd >= 0) {
		assert_null(fail.step);
		assert_int_equal(lws__plat_local_address(fd, sa), 0);
		assert_int_not_equal(lws__sa_port(sa), 0);
	}

	return fd;
}

int
connect_to(const struct lws__sa *sa)
{
	int error, fd = lws__plat_socket(sa->u.sa.sa_family, SOCK_STREAM, 0,
					 &error);
	struct lws__io io;

	assert_true(fd >= 0);
	io = lws__plat_connect(fd, sa);
	while (io.verdict == LWS_IO_AGAIN) {
		wait_for(fd, POLLOUT);
		io = lws__plat_connect_result(fd);
	}
	assert_int_equal(io.verdict, LWS_IO_OK);

	return fd;
}

void
pair_open(struct pair *p)
{
	struct lws__sa peer;

	p->listen = listen_on("127.0.0.1", &p->sa);
	assert_true(p->listen >= 0);
	p->client = connect_to(&p->sa);
	wait_for(p->listen, POLLIN);
	assert_int_equal(lws__plat_accept(p->listen, &peer, &p->server).verdict,
			 LWS_IO_OK);
	assert_int_equal(peer.u.sa.sa_family, AF_INET);
	assert_int_not_equal(lws__sa_port(&peer), 0);
}

void
pair_close(struct pair *p)
{
	lws__plat_close(p->listen);
	lws__plat_close(p->client);
	lws__plat_close(p->server);
}
