/* SPDX-License-Identifier: MIT */
/*
 * The floor on io_uring: what the ring could give a websocket server, with
 * nothing in it but the kernel's work.  One receive that stays, into buffers
 * that the kernel picks; echoes that leave together with the next wait.  It
 * knows an upgrade and whole masked frames of less than a buffer, no more.
 *
 *   floor-uring PORT
 */

#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BUFFERS = 128, /* so few stay in the cache */
	BUFFER_LEN = 2048,
	BUFFER_ROOM = BUFFER_LEN + 64, /* each begins at another line of it */
	GROUP = 1,
	SUBMISSIONS = 2048,
	COMPLETIONS = 32768,
};

/* user_data: a peer's address, or one of these in the low bits */
enum {
	TAG_ACCEPT = 1,
	TAG_SENT = 2, /* the buffer's number above it */
	TAG_BITS = 2,
};

struct peer {
	int fd;
	int upgraded;
};

static struct io_uring ring;
static struct io_uring_buf_ring *pool;
static uint8_t *buffers;

static void
quit(int sig)
{
	(void)sig;
	_exit(0);
}

static struct io_uring_sqe *
submission(void)
{
	struct io_uring_sqe *s;

	while (!(s = io_uring_get_sqe(&ring)))
		io_uring_submit(&ring);

	return s;
}

static void
give_back(unsigned int n)
{
	io_uring_buf_ring_add(pool, buffers + (size_t)n * BUFFER_ROOM,
			      BUFFER_LEN, (unsigned short)n,
			      io_uring_buf_ring_mask(BUFFERS), 0);
	io_uring_buf_ring_advance(pool, 1);
}

static void
receive(struct peer *p)
{
	struct io_uring_sqe *s = submission();

	io_uring_prep_recv_multishot(s, p->fd, NULL, 0, 0);
	s->flags |= IOSQE_BUFFER_SELECT;
	s->buf_group = GROUP;
	io_uring_sqe_set_data64(s, (uintptr_t)p);
}

static void
reply(const struct peer *p, unsigned int n, const uint8_t *start, size_t len)
{
	struct io_uring_sqe *s = submission();

	io_uring_prep_send(s, p->fd, start, len, MSG_NOSIGNAL);
	io_uring_sqe_set_data64(s, (uint64_t)n << TAG_BITS | TAG_SENT);
}

/* length of the answer, which stands in buf; 0: not understood */
static size_t
upgrade(struct peer *p, uint8_t *buf, size_t len)
{
	static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	char text[128], accept[64], *key;
	unsigned char sha[SHA_DIGEST_LENGTH];

	if (len == BUFFER_LEN)
		return 0;
	buf[len] = 0;
	key = strcasestr((char *)buf, "sec-websocket-key: ");
	if (!key)
		return 0;
	snprintf(text, sizeof(text), "%.24s%s", key + 19, magic);
	SHA1((unsigned char *)text, strlen(text), sha);
	EVP_EncodeBlock((unsigned char *)accept, sha, sizeof(sha));
	p->upgraded = 1;

	return (size_t)snprintf(
		(char *)buf, BUFFER_LEN,
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
		"Sec-WebSocket-Protocol: echo\r\n\r\n",
		accept);
}

/* one whole frame: unmasked in place, *start is what goes back */
static size_t
echo(uint8_t *f, size_t len, uint8_t **start)
{
	size_t head = 2, n = f[1] & 0x7f;
	uint8_t *key, *body;

	if (n == 126) {
		n = (size_t)f[2] << 8 | f[3];
		head = 4;
	}
	if (n == 127 || len != head + 4 + n)
		return 0;
	key = f + head;
	body = key + 4;
	for (size_t i = 0; i < n; i++)
		body[i] ^= key[i & 3];
	memmove(f + 4, f, head);
	f[5] &= 0x7f;
	*start = f + 4;

	return head + n;
}

static void
received(struct peer *p, const struct io_uring_cqe *c)
{
	unsigned int n = c->flags >> IORING_CQE_BUFFER_SHIFT;
	uint8_t *buf = buffers + (size_t)n * BUFFER_ROOM, *start = buf;
	size_t len;

	if (c->res == -ENOBUFS) {
		receive(p);
		return;
	}
	if (c->res <= 0) {
		if (c->flags & IORING_CQE_F_BUFFER)
			give_back(n);
		close(p->fd);
		free(p);
		return;
	}
	len = p->upgraded ? echo(buf, (size_t)c->res, &start)
			  : upgrade(p, buf, (size_t)c->res);
	if (!len) {
		fprintf(stderr, "not an upgrade or one whole frame\n");
		exit(1);
	}
	reply(p, n, start, len);
	if (!(c->flags & IORING_CQE_F_MORE))
		receive(p);
}

static void
completed(const struct io_uring_cqe *c)
{
	struct peer *p;

	if (c->user_data & TAG_SENT) {
		give_back((unsigned int)(c->user_data >> TAG_BITS));
		return;
	}
	if (!(c->user_data & TAG_ACCEPT)) {
		received((struct peer *)(uintptr_t)c->user_data, c);
		return;
	}
	p = c->res < 0 ? NULL : calloc(1, sizeof(*p));
	if (!p)
		exit(1);
	p->fd = c->res;
	receive(p);
}

static int
ring_start(void)
{
	struct io_uring_params params = {.flags = IORING_SETUP_SINGLE_ISSUER |
						  IORING_SETUP_DEFER_TASKRUN |
						  IORING_SETUP_CQSIZE,
					 .cq_entries = COMPLETIONS};
	struct io_uring_buf_reg reg = {.ring_entries = BUFFERS, .bgid = GROUP};
	void *room;

	if (posix_memalign(&room, 4096, BUFFERS * sizeof(struct io_uring_buf)))
		return -1;
	pool = room;
	reg.ring_addr = (uintptr_t)room;
	buffers = malloc((size_t)BUFFERS * BUFFER_ROOM);
	if (!buffers ||
	    io_uring_queue_init_params(SUBMISSIONS, &ring, &params) ||
	    io_uring_register_buf_ring(&ring, &reg, 0))
		return -1;
	io_uring_buf_ring_init(pool);
	for (unsigned int n = 0; n < BUFFERS; n++)
		give_back(n);

	return 0;
}

int
main(int argc, char **argv)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	int on = 1, ls = socket(AF_INET, SOCK_STREAM, 0);
	struct io_uring_sqe *s;

	if (argc < 2)
		return 2;
	signal(SIGTERM, quit);
	sa.sin_port = htons((uint16_t)atoi(argv[1]));
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(ls, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (bind(ls, (struct sockaddr *)&sa, sizeof(sa)) || listen(ls, 4096) ||
	    ring_start()) {
		fprintf(stderr, "the kernel refuses the socket or the ring\n");
		return 1;
	}
	s = submission();
	io_uring_prep_multishot_accept(s, ls, NULL, NULL, 0);
	io_uring_sqe_set_data64(s, TAG_ACCEPT);
	for (;;) {
		struct io_uring_cqe *c;
		unsigned int head, n = 0;

		io_uring_submit_and_wait(&ring, 1);
		io_uring_for_each_cqe(&ring, head, c)
		{
			completed(c);
			n++;
		}
		io_uring_cq_advance(&ring, n);
	}
}
