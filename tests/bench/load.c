/* SPDX-License-Identifier: MIT */
/*
 * Load for a server: each connection sends a message, waits for all of the
 * answer, and sends the next.
 *
 *   load [-t] [-h PATH] [-b] [-p TOGETHER] [-i IDLE] [-n MESSAGES] PORT
 *        CONNECTIONS BYTES SECONDS
 *
 * A message is a ws frame of BYTES that comes back; with -h, a request for
 * PATH; with -b the first connection sends for all, and the next when all have
 * got it.  With -p so many of them are sent in one piece, and the next when all
 * are answered.  -i adds connections that do nothing.  -n ends after so many
 * messages instead of SECONDS.  -t makes idle connections over TLS.
 *
 * Prints "ready" when all are connected; begins when a line comes on standard
 * input; prints how many messages came back; ends with standard input.  So
 * whoever runs it can look at the server without what connecting costs.
 */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
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
	FROM_ONE_ADDRESS = 10000, /* an address has 28 000 ports to spare */
};

struct conn {
	int fd;
	SSL *ssl; /* NULL: plain */
	size_t got;
	unsigned long wanted; /* answers before it sends again */
};

static const char *http_path; /* NULL: ws */
static int is_broadcast, is_tls;
static unsigned long most, asked, together = 1;
static uint8_t *frame;
static size_t frame_len, answer_len;
static uint8_t sink[256 * 1024];
static SSL_CTX *tls;

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

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
	answer_len = head + n;
}

static void
make_request(void)
{
	frame = malloc(strlen(http_path) + 64);
	if (!frame)
		exit(1);
	frame_len = (size_t)sprintf(
		(char *)frame, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
		http_path);
}

static ssize_t
conn_read(struct conn *c, void *buf, size_t len)
{
	return c->ssl ? SSL_read(c->ssl, buf, (int)len)
		      : recv(c->fd, buf, len, 0);
}

static ssize_t
conn_write(struct conn *c, const void *buf, size_t len)
{
	return c->ssl ? SSL_write(c->ssl, buf, (int)len)
		      : send(c->fd, buf, len, MSG_NOSIGNAL);
}

/* what is sent is so many of one message */
static void
repeat_frame(void)
{
	uint8_t *all = malloc(frame_len * together);

	if (!all)
		exit(1);
	for (unsigned long i = 0; i < together; i++)
		memcpy(all + i * frame_len, frame, frame_len);
	free(frame);
	frame = all;
	frame_len *= together;
}

/* the length of the head of the answer, which is in buf with what follows */
static size_t
read_head(struct conn *c, char *buf, size_t size, size_t *len)
{
	*len = 0;
	while (*len < size - 1) {
		ssize_t n = conn_read(c, buf + *len, size - 1 - *len);
		char *end;

		if (n <= 0)
			return 0;
		*len += (size_t)n;
		buf[*len] = 0;
		end = strstr(buf, "\r\n\r\n");
		if (end)
			return (size_t)(end - buf) + 4;
	}

	return 0;
}

/* one request, to learn how long the answers are */
static int
first_request(struct conn *c)
{
	char buf[4096], *body;
	size_t len, head;

	if (conn_write(c, frame, frame_len) < 0)
		return -1;
	head = read_head(c, buf, sizeof(buf), &len);
	body = strcasestr(buf, "content-length: ");
	if (!head || !body || !strstr(buf, " 200 "))
		return -1;
	answer_len = head + strtoul(body + 16, NULL, 10);
	while (len < answer_len) {
		ssize_t n = conn_read(c, sink, answer_len - len);

		if (n <= 0)
			return -1;
		len += (size_t)n;
	}

	return 0;
}

static int
handshake(struct conn *c)
{
	char buf[2048];
	size_t len;
	int n = snprintf(buf, sizeof(buf),
			 "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
			 "Upgrade: websocket\r\nConnection: Upgrade\r\n"
			 "Sec-WebSocket-Version: 13\r\n"
			 "Sec-WebSocket-Protocol: %s\r\n"
			 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
			 is_broadcast ? "broadcast" : "echo");

	if (conn_write(c, buf, (size_t)n) != n)
		return -1;

	return read_head(c, buf, sizeof(buf), &len) && strstr(buf, " 101 ")
		       ? 0
		       : -1;
}

static int
open_one(struct conn *c, uint16_t port, int nth)
{
	struct sockaddr_in sa = {.sin_family = AF_INET}, from = sa;
	int on = 1;

	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (c->fd < 0)
		return -1;
	from.sin_addr.s_addr =
		htonl(INADDR_LOOPBACK + (uint32_t)(nth / FROM_ONE_ADDRESS));
	setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	sa.sin_port = htons(port);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(c->fd, (struct sockaddr *)&from, sizeof(from)) ||
	    connect(c->fd, (struct sockaddr *)&sa, sizeof(sa)))
		return -1;
	if (is_tls) {
		c->ssl = SSL_new(tls);
		if (!c->ssl || SSL_set_fd(c->ssl, c->fd) != 1 ||
		    SSL_connect(c->ssl) != 1)
			return -1;
	}

	return http_path ? first_request(c) : handshake(c);
}

static void
send_all(struct conn *c)
{
	size_t at = 0;

	while (at < frame_len) {
		ssize_t n = conn_write(c, frame + at, frame_len - at);

		if (n < 0)
			fail("send");
		at += (size_t)n;
	}
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* what has come for one connection: how many whole messages */
static unsigned long
take(struct conn *c)
{
	ssize_t got = recv(c->fd, sink, sizeof(sink), 0);
	unsigned long whole;

	if (got <= 0)
		fail("recv");
	c->got += (size_t)got;
	whole = c->got / answer_len;
	c->got %= answer_len;

	return whole;
}

/* more messages, and the answers that they bring */
static void
ask(struct conn *c, int count)
{
	asked += is_broadcast ? (unsigned long)count : together;
	c->wanted = together;
	send_all(c);
}

/* nothing is under way when it ends: what the server did is what is counted */
static unsigned long
run(struct conn *conns, int count, double seconds)
{
	struct epoll_event ev = {.events = EPOLLIN}, evs[EVENTS];
	unsigned long done = 0, whole;
	int ep = epoll_create1(0), is_on = 1;
	double end = now() + seconds;

	for (int i = 0; i < count; i++) {
		ev.data.ptr = &conns[i];
		epoll_ctl(ep, EPOLL_CTL_ADD, conns[i].fd, &ev);
		if ((!is_broadcast || !i) && (!most || asked < most))
			ask(&conns[i], count);
	}
	while (done < asked) {
		int n = epoll_wait(ep, evs, EVENTS, 100);

		if (!most)
			is_on = now() < end;
		for (int i = 0; i < n; i++) {
			struct conn *c = evs[i].data.ptr;

			for (whole = take(c); whole; whole--) {
				done++;
				if (!is_on || (most && asked >= most))
					continue;
				if (!is_broadcast && !--c->wanted)
					ask(c, count);
				else if (is_broadcast && done == asked)
					ask(&conns[0], count);
			}
		}
	}

	return done;
}

static struct conn *
open_all(uint16_t port, int count)
{
	struct conn *conns = calloc((size_t)count + 1, sizeof(*conns));

	if (!conns)
		exit(1);
	for (int i = 0; i < count; i++)
		if (open_one(&conns[i], port, i)) {
			fprintf(stderr, "connection %d failed: ", i);
			fail("load");
		}

	return conns;
}

static int
options(int argc, char **argv)
{
	int opt, idle = 0;

	while ((opt = getopt(argc, argv, "th:bp:i:n:")) != -1)
		switch (opt) {
		case 't':
			is_tls = 1;
			tls = SSL_CTX_new(TLS_client_method());
			SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION);
			break;
		case 'h':
			http_path = optarg;
			break;
		case 'b':
			is_broadcast = 1;
			break;
		case 'p':
			together = strtoul(optarg, NULL, 10);
			break;
		case 'i':
			idle = atoi(optarg);
			break;
		case 'n':
			most = strtoul(optarg, NULL, 10);
			break;
		default:
			exit(2);
		}
	if (argc - optind != 4)
		exit(2);

	return idle;
}

static void
say(const char *line)
{
	puts(line);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	int idle = options(argc, argv), count = atoi(argv[optind + 1]);
	uint16_t port = (uint16_t)atoi(argv[optind]);
	double seconds = atof(argv[optind + 3]);
	struct conn *conns;
	char line[32];

	if (http_path)
		make_request();
	else
		make_frame((size_t)atol(argv[optind + 2]));
	conns = open_all(port, count + idle);
	repeat_frame();
	say("ready");
	if (getchar() == EOF)
		return 0;
	snprintf(line, sizeof(line), "%lu", run(conns, count, seconds));
	say(line);
	while (getchar() != EOF)
		;

	return 0;
}
