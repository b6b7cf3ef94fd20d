/* SPDX-License-Identifier: MIT */
/*
 * Load for a WebSocket server that compresses (permessage-deflate): each
 * connection sends a message, waits for all of the answer, and sends the next.
 *
 *   load-pmd PORT CONNECTIONS BYTES SECONDS
 *
 * Messages are JSON text of BYTES, 64 different ones in turn, so that a window
 * helps as it does with what programs say.  The answers of the first connection
 * are inflated and compared.  With 0 SECONDS each connection sends one message
 * and then none.
 *
 * Prints "ready" when all are connected; begins when a line comes on standard
 * input; prints how many messages came back and their bytes on the wire; ends
 * with standard input.
 */

#include <arpa/inet.h>
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
#include <zlib.h>

enum {
	EVENTS = 256,
	MESSAGES = 64,
	FROM_ONE_ADDRESS = 10000, /* an address has 28 000 ports to spare */
	SILENCE = 5,              /* seconds */
};

struct frame {
	uint8_t *at;
	size_t len;
	char *text;
};

struct conn {
	int fd;
	unsigned int nth; /* message */
	uint8_t head[10];
	unsigned int head_len;
	uint64_t left; /* of the frame */
	int in_payload, is_fin, is_data, is_packed;
};

static struct frame frames[MESSAGES];
static size_t bytes;
static uint64_t wire; /* of the answers */
static uint8_t sink[256 * 1024];

/* of the first connection */
static z_stream inflater;
static uint8_t *answer;

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

/* something like what programs say to each other */
static char *
make_text(unsigned int nth)
{
	static const char *const words[] = {
		"order",  "price", "sensor", "online", "update", "state",
		"volume", "north", "player", "queue",  "active", "closed"};
	uint32_t seed = nth * 7919 + 1;
	char *text = malloc(bytes + 200);
	size_t len = 0;

	if (!text)
		exit(1);
	while (len < bytes) {
		uint32_t r[4];

		for (int n = 0; n < 4; n++)
			r[n] = seed = seed * 1103515245u + 12345u;
		len += (size_t)sprintf(
			text + len,
			"{\"id\":%u,\"what\":\"%s\",\"of\":\"%s\","
			"\"value\":%u.%02u},",
			r[0] >> 12, words[(r[1] >> 16) % 12],
			words[(r[2] >> 16) % 12], r[3] >> 20, r[3] >> 8 & 63);
	}
	text[bytes] = 0;

	return text;
}

static void
make_frame(struct frame *f, unsigned int nth)
{
	static const uint8_t key[4] = {0x12, 0x34, 0x56, 0x78};
	z_stream z = {.zalloc = NULL};
	size_t room = bytes * 2 + 64, n, head;
	uint8_t *p = malloc(room + 14), *out = malloc(room);

	f->text = make_text(nth);
	if (!p || !out || deflateInit2(&z, 6, Z_DEFLATED, -15, 8, 0) != Z_OK)
		exit(1);
	z.next_in = (uint8_t *)f->text;
	z.avail_in = (uInt)bytes;
	z.next_out = out;
	z.avail_out = (uInt)room;
	deflate(&z, Z_SYNC_FLUSH);
	n = z.total_out - 4;
	deflateEnd(&z);
	head = n < 126 ? 2 : n < 65536 ? 4 : 10;
	p[0] = 0xc1;
	p[1] = (uint8_t)(0x80 | (n < 126 ? n : n < 65536 ? 126 : 127));
	for (size_t i = 0; i < head - 2; i++)
		p[2 + i] = (uint8_t)((uint64_t)n >> (8 * (head - 3 - i)));
	memcpy(p + head, key, 4);
	for (size_t i = 0; i < n; i++)
		p[head + 4 + i] = out[i] ^ key[i & 3];
	free(out);
	f->at = p;
	f->len = head + 4 + n;
}

static int
handshake(struct conn *c)
{
	static const char request[] =
		"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
		"Upgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n"
		"Sec-WebSocket-Extensions: permessage-deflate\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	char buf[2048];
	size_t len = 0;

	if (send(c->fd, request, sizeof(request) - 1, MSG_NOSIGNAL) < 0)
		return -1;
	while (len < sizeof(buf) - 1) {
		ssize_t n = recv(c->fd, buf + len, sizeof(buf) - 1 - len, 0);

		if (n <= 0)
			return -1;
		len += (size_t)n;
		buf[len] = 0;
		if (strstr(buf, "\r\n\r\n"))
			break;
	}
	if (strstr(buf, " 101 ") && strcasestr(buf, "permessage-deflate"))
		return 0;
	fprintf(stderr, "permessage-deflate is not agreed to: ");

	return -1;
}

static int
open_one(struct conn *c, uint16_t port, int nth)
{
	struct sockaddr_in sa = {.sin_family = AF_INET}, from = sa;
	int on = 1;

	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (c->fd < 0)
		return -1;
	c->nth = (unsigned int)nth;
	from.sin_addr.s_addr =
		htonl(INADDR_LOOPBACK + (uint32_t)(nth / FROM_ONE_ADDRESS));
	setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	sa.sin_port = htons(port);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(c->fd, (struct sockaddr *)&from, sizeof(from)) ||
	    connect(c->fd, (struct sockaddr *)&sa, sizeof(sa)))
		return -1;

	return handshake(c);
}

static void
ask(struct conn *c)
{
	const struct frame *f = &frames[c->nth % MESSAGES];
	size_t at = 0;

	while (at < f->len) {
		ssize_t n = send(c->fd, f->at + at, f->len - at, MSG_NOSIGNAL);

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

/* is it what was sent? */
static void
compare(struct conn *c, const uint8_t *p, size_t len)
{
	if (c->is_packed) {
		inflater.next_in = (uint8_t *)p;
		inflater.avail_in = (uInt)len;
		if (inflate(&inflater, Z_SYNC_FLUSH) < 0)
			exit(1);
		return;
	}
	if (inflater.avail_out < len)
		exit(1);
	memcpy(inflater.next_out, p, len);
	inflater.next_out += len;
	inflater.avail_out -= (uInt)len;
}

static void
compared(struct conn *c)
{
	static const uint8_t tail[4] = {0, 0, 0xff, 0xff};

	if (c->is_packed)
		compare(c, tail, 4);
	if (inflater.avail_out != 64 ||
	    memcmp(answer, frames[c->nth % MESSAGES].text, bytes) != 0) {
		fprintf(stderr, "the answer is not what was sent: ");
		fail("load-pmd");
	}
	inflater.next_out = answer;
	inflater.avail_out = (uInt)bytes + 64;
}

/* octets of a head; true: it is whole */
static int
take_head(struct conn *c, uint8_t byte)
{
	unsigned int more;

	c->head[c->head_len++] = byte;
	if (c->head_len < 2)
		return 0;
	more = c->head[1] == 127 ? 8 : c->head[1] == 126 ? 2 : 0;
	if (c->head_len < 2 + more)
		return 0;
	c->left = more ? 0 : c->head[1];
	for (unsigned int n = 0; n < more; n++)
		c->left = c->left << 8 | c->head[2 + n];
	c->is_data = !(c->head[0] & 8);
	c->is_fin = c->head[0] & 0x80;
	if (c->is_data && c->head[0] & 0xf)
		c->is_packed = c->head[0] & 0x40;
	c->head_len = 0;
	c->in_payload = 1;

	return 1;
}

/* what has come for one connection: how many messages ended */
static unsigned long
take(struct conn *c, int is_first)
{
	ssize_t got = recv(c->fd, sink, sizeof(sink), 0), at = 0;
	unsigned long whole = 0;

	if (got <= 0)
		fail("recv");
	wire += (uint64_t)got;
	while (at < got || (c->in_payload && !c->left)) {
		size_t n = (size_t)(got - at);

		if (!c->in_payload) {
			take_head(c, sink[at++]);
			continue;
		}
		if (n > c->left)
			n = (size_t)c->left;
		if (is_first && c->is_data)
			compare(c, sink + at, n);
		at += (ssize_t)n;
		c->left -= n;
		if (c->left)
			continue;
		c->in_payload = 0;
		if (!c->is_fin || !c->is_data)
			continue;
		if (is_first)
			compared(c);
		c->nth++;
		whole++;
	}

	return whole;
}

/* nothing is under way when it ends */
static unsigned long
run(struct conn *conns, int count, double seconds)
{
	struct epoll_event ev = {.events = EPOLLIN}, evs[EVENTS];
	unsigned long done = 0, asked = 0;
	int ep = epoll_create1(0), is_on = seconds > 0;
	double heard = now(), end = heard + seconds;

	for (int i = 0; i < count; i++) {
		ev.data.ptr = &conns[i];
		epoll_ctl(ep, EPOLL_CTL_ADD, conns[i].fd, &ev);
		ask(&conns[i]);
		asked++;
	}
	while (done < asked) {
		int n = epoll_wait(ep, evs, EVENTS, 100);

		is_on = is_on && now() < end;
		if (n)
			heard = now();
		else if (now() > heard + SILENCE) {
			fprintf(stderr, "not all that was said came back: ");
			fail("load-pmd");
		}
		for (int i = 0; i < n; i++) {
			struct conn *c = evs[i].data.ptr;

			if (!take(c, c == conns))
				continue;
			done++;
			if (is_on) {
				ask(c);
				asked++;
			}
		}
	}

	return done;
}

int
main(int argc, char **argv)
{
	int count = argc == 5 ? atoi(argv[2]) : 0;
	struct conn *conns = calloc((size_t)count + 1, sizeof(*conns));
	unsigned long done;

	if (!count || !conns)
		return 2;
	bytes = (size_t)atol(argv[3]);
	for (unsigned int n = 0; n < MESSAGES; n++)
		make_frame(&frames[n], n);
	answer = malloc(bytes + 64);
	if (!answer || inflateInit2(&inflater, -15) != Z_OK)
		return 1;
	inflater.next_out = answer;
	inflater.avail_out = (uInt)bytes + 64;
	for (int n = 0; n < count; n++)
		if (open_one(&conns[n], (uint16_t)atoi(argv[1]), n)) {
			fprintf(stderr, "connection %d failed: ", n);
			fail("load-pmd");
		}
	puts("ready");
	fflush(stdout);
	if (getchar() == EOF)
		return 0;
	done = run(conns, count, atof(argv[4]));
	printf("%lu %llu\n", done, (unsigned long long)wire);
	fflush(stdout);
	while (getchar() != EOF)
		;

	return 0;
}
