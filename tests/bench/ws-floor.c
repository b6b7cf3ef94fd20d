/* SPDX-License-Identifier: MIT */
/*
 * The floor: an echo server with nothing in it but the kernel's work.  It
 * takes one frame a read, unmasks it in place, and sends it back.  Frames that
 * arrive in pieces are collected.
 *
 *   ws-floor PORT
 */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/sha.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BUF = 80 * 1024,
	EVENTS = 256,
};

struct peer {
	int fd;
	int upgraded;
	size_t len;
	uint8_t *buf; /* held only while a frame is incomplete */
};

static uint8_t scratch[BUF];

static void
drop(struct peer *p)
{
	close(p->fd);
	free(p->buf);
	free(p);
}

static int
upgrade(struct peer *p, char *req)
{
	static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	char text[128], accept[64], out[256];
	unsigned char sha[SHA_DIGEST_LENGTH];
	char *key = strcasestr(req, "sec-websocket-key: ");
	int n;

	if (!key)
		return -1;
	snprintf(text, sizeof(text), "%.24s%s", key + 19, magic);
	SHA1((unsigned char *)text, strlen(text), sha);
	EVP_EncodeBlock((unsigned char *)accept, sha, sizeof(sha));
	n = snprintf(out, sizeof(out),
		     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: "
		     "websocket\r\nConnection: Upgrade\r\n"
		     "Sec-WebSocket-Accept: %s\r\n"
		     "Sec-WebSocket-Protocol: echo\r\n\r\n",
		     accept);
	p->upgraded = 1;

	return send(p->fd, out, (size_t)n, MSG_NOSIGNAL) == n ? 0 : -1;
}

/* bytes of the frame at f, 0 = incomplete; the payload is unmasked */
static size_t
frame(uint8_t *f, size_t len, uint8_t **start, size_t *out_len)
{
	size_t head = 2, n;
	uint64_t word, mask64;
	uint8_t *body, *key;

	if (len < 2)
		return 0;
	n = f[1] & 0x7f;
	if (n == 126) {
		if (len < 4)
			return 0;
		n = (size_t)f[2] << 8 | f[3];
		head = 4;
	} else if (n == 127) {
		if (len < 10)
			return 0;
		n = (size_t)f[6] << 24 | (size_t)f[7] << 16 |
		    (size_t)f[8] << 8 | f[9];
		head = 10;
	}
	if (len < head + 4 + n)
		return 0;
	key = f + head;
	body = key + 4;
	memcpy(&mask64, key, 4);
	memcpy((uint8_t *)&mask64 + 4, key, 4);
	for (size_t i = 0; i + 8 <= n; i += 8) {
		memcpy(&word, body + i, 8);
		word ^= mask64;
		memcpy(body + i, &word, 8);
	}
	for (size_t i = n & ~(size_t)7; i < n; i++)
		body[i] ^= key[i & 3];
	/* our header stands where theirs and the key stood */
	memmove(f + 4, f, head);
	f[5] &= 0x7f;
	*start = f + 4;
	*out_len = head + n;

	return head + 4 + n;
}

static int
serve(struct peer *p)
{
	ssize_t n = recv(p->fd, scratch + p->len, BUF - p->len, 0);
	size_t at = 0, len;

	if (n <= 0)
		return n < 0 && errno == EAGAIN ? 0 : -1;
	if (p->len)
		memcpy(scratch, p->buf, p->len);
	len = p->len + (size_t)n;
	p->len = 0;
	if (!p->upgraded) {
		scratch[len] = 0;
		return upgrade(p, (char *)scratch);
	}
	while (at < len) {
		uint8_t *start;
		size_t out, used = frame(scratch + at, len - at, &start, &out);

		if (!used)
			break;
		if ((scratch[at + 4] & 0xf) == 8)
			return -1;
		if (send(p->fd, start, out, MSG_NOSIGNAL) < 0)
			return -1;
		at += used;
	}
	if (at == len)
		return 0;
	if (!p->buf)
		p->buf = malloc(BUF);
	if (!p->buf)
		return -1;
	memcpy(p->buf, scratch + at, len - at);
	p->len = len - at;

	return 0;
}

int
main(int argc, char **argv)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	struct epoll_event ev = {.events = EPOLLIN}, evs[EVENTS];
	int on = 1, ls = socket(AF_INET, SOCK_STREAM, 0), ep = epoll_create1(0);

	if (argc != 2)
		return 2;
	sa.sin_port = htons((uint16_t)atoi(argv[1]));
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(ls, (struct sockaddr *)&sa, sizeof(sa)) || listen(ls, 4096))
		return 1;
	ev.data.ptr = NULL;
	epoll_ctl(ep, EPOLL_CTL_ADD, ls, &ev);
	for (;;) {
		int n = epoll_wait(ep, evs, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			struct peer *p = evs[i].data.ptr;

			if (p) {
				if (serve(p))
					drop(p);
				continue;
			}
			p = calloc(1, sizeof(*p));
			if (!p)
				return 1;
			p->fd = accept4(ls, NULL, NULL, SOCK_NONBLOCK);
			if (p->fd < 0) {
				free(p);
				continue;
			}
			setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on,
				   sizeof(on));
			ev.data.ptr = p;
			epoll_ctl(ep, EPOLL_CTL_ADD, p->fd, &ev);
		}
	}
}
