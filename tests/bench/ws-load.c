/* SPDX-License-Identifier: MIT */
/*
 * Load for an echo server: each connection sends a message, waits for all of
 * it to come back, and sends the next.
 *
 *   ws-load PORT CONNECTIONS BYTES SECONDS
 *
 * Prints one line: messages echoed.  With SECONDS 0 the connections are made,
 * "ready" is printed, and they stay idle until standard input ends.
 */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	EVENTS = 256,
};

struct conn {
	int fd;
	size_t got;
};

static uint8_t *frame;
static size_t frame_len, echo_len, payload_len;
static uint8_t sink[256 * 1024];

static void
make_frame(size_t n)
{
	static const uint8_t key[4] = {0x12, 0x34, 0x56, 0x78};
	size_t head = n < 126 ? 2 : n < 65536 ? 4 : 10;

	frame = malloc(n + 14);
	if (!frame)
		exit(1);
	frame[0] = 0x82;
	frame[1] = (uint8_t)(0x80 | (n < 126 ? n : n < 65536 ? 126 : 127));
	if (head == 4) {
		frame[2] = (uint8_t)(n >> 8);
		frame[3] = (uint8_t)n;
	} else if (head == 10)
		for (int i = 0; i < 8; i++)
			frame[2 + i] = (uint8_t)((uint64_t)n >> (56 - 8 * i));
	memcpy(frame + head, key, 4);
	for (size_t i = 0; i < n; i++)
		frame[head + 4 + i] = (uint8_t)('a' ^ key[i & 3]);
	frame_len = head + 4 + n;
	echo_len = head + n;
	payload_len = n;
}

static int
handshake(int fd)
{
	static const char req[] =
		"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Protocol: echo\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	char buf[2048];
	size_t len = 0;

	if (send(fd, req, sizeof(req) - 1, MSG_NOSIGNAL) < 0)
		return -1;
	while (len < sizeof(buf) - 1) {
		ssize_t n = recv(fd, buf + len, sizeof(buf) - 1 - len, 0);

		if (n <= 0)
			return -1;
		len += (size_t)n;
		buf[len] = 0;
		if (strstr(buf, "\r\n\r\n"))
			return strstr(buf, " 101 ") ? 0 : -1;
	}

	return -1;
}

static int
open_one(uint16_t port)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);

	sa.sin_port = htons(port);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof(sa)) ||
	    handshake(fd))
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

	return fd;
}

static int
send_all(int fd)
{
	size_t at = 0;

	while (at < frame_len) {
		ssize_t n = send(fd, frame + at, frame_len - at, MSG_NOSIGNAL);

		if (n < 0)
			return -1;
		at += (size_t)n;
	}

	return 0;
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static unsigned long
run(struct conn *conns, int count, double seconds)
{
	struct epoll_event ev = {.events = EPOLLIN}, evs[EVENTS];
	double end = now() + seconds;
	unsigned long done = 0;
	int ep = epoll_create1(0);

	for (int i = 0; i < count; i++) {
		ev.data.ptr = &conns[i];
		epoll_ctl(ep, EPOLL_CTL_ADD, conns[i].fd, &ev);
		if (send_all(conns[i].fd))
			exit(1);
	}
	while (now() < end) {
		int n = epoll_wait(ep, evs, EVENTS, 100);

		for (int i = 0; i < n; i++) {
			struct conn *c = evs[i].data.ptr;
			ssize_t got = recv(c->fd, sink, sizeof(sink), 0);

			if (got <= 0)
				exit(1);
			c->got += (size_t)got;
			while (c->got >= echo_len) {
				c->got -= echo_len;
				done++;
				if (send_all(c->fd))
					exit(1);
			}
		}
	}

	return done;
}

int
main(int argc, char **argv)
{
	struct conn *conns;
	int count;

	if (argc != 5)
		return 2;
	count = atoi(argv[2]);
	conns = calloc((size_t)count, sizeof(*conns));
	if (!conns)
		return 1;
	make_frame((size_t)atol(argv[3]));
	for (int i = 0; i < count; i++) {
		conns[i].fd = open_one((uint16_t)atoi(argv[1]));
		if (conns[i].fd < 0) {
			fprintf(stderr, "connection %d failed\n", i);
			return 1;
		}
	}
	if (atof(argv[4]) > 0) {
		printf("%lu\n", run(conns, count, atof(argv[4])));
		return 0;
	}
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;

	return 0;
}
