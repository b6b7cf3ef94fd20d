/* SPDX-License-Identifier: MIT */
/*
 * The floor on io_uring: what the ring could give a websocket server, with
 * nothing in it but the kernel's work.  One receive that stays, into buffers
 * that the kernel picks; echoes that leave together with the next wait, from
 * where they came.  A peer that fills a buffer gets long ones from then on.  It
 * knows an upgrade and one masked frame at a time, no more; what everybody is
 * to get ("broadcast") leaves with one call for as many as the ring takes.
 *
 *   floor-uring PORT
 */

#include "floor.h"

#include <errno.h>
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
	SPARE = 64, /* each buffer begins at another line of the cache */
	SUBMISSIONS = 2048,
	COMPLETIONS = 32768,
	FRAME_MAX = 80 * 1024,
	EVERYBODY_MAX = 1024,
	NONE = 0xffffff,
};

/* user_data: a peer's address, or one of these in the low bits */
enum {
	TAG_ACCEPT = 1,
	TAG_SENT = 2, /* the buffer's number and its pool above it */
	TAG_SAID = 3, /* of a call that only tells when it failed */
	TAG_BITS = 2,
};

/* so few buffers stay in the cache */
static struct pool {
	size_t len;
	unsigned int count;
	uint8_t *buffers;
	struct io_uring_buf_ring *ring;
} pools[] = {{.len = 2048, .count = 128}, {.len = 20480, .count = 128}};

struct peer {
	int fd;
	unsigned char upgraded, broadcasts;
	unsigned char pool;     /* that it is to receive from */
	unsigned char receives; /* that its receive has */
	unsigned short nth;     /* place in everybody */
	size_t len;             /* of part */
	uint8_t *part;          /* NULL until a frame was incomplete */
};

static struct io_uring ring;
static struct peer *everybody[EVERYBODY_MAX];
static unsigned short everybody_count;

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
give_back(struct pool *p, unsigned int n)
{
	io_uring_buf_ring_add(p->ring, p->buffers + n * (p->len + SPARE),
			      (unsigned int)p->len, (unsigned short)n,
			      io_uring_buf_ring_mask(p->count), 0);
	io_uring_buf_ring_advance(p->ring, 1);
}

static void
receive(struct peer *p)
{
	struct io_uring_sqe *s = submission();

	io_uring_prep_recv_multishot(s, p->fd, NULL, 0, 0);
	s->flags |= IOSQE_BUFFER_SELECT;
	s->buf_group = p->receives = p->pool;
	io_uring_sqe_set_data64(s, (uintptr_t)p);
}

/* its receive ends, and the next one has the other buffers */
static void
receive_long(struct peer *p)
{
	struct io_uring_sqe *s = submission();

	p->pool = 1;
	io_uring_prep_cancel64(s, (uintptr_t)p, 0);
	s->flags |= IOSQE_CQE_SKIP_SUCCESS;
	io_uring_sqe_set_data64(s, TAG_SAID);
}

/* then the buffer n of its pool is free again, if it is not NONE */
static void
reply(const struct peer *p, unsigned int pool, unsigned int n,
      const uint8_t *start, size_t len)
{
	struct io_uring_sqe *s = submission();

	io_uring_prep_send(s, p->fd, start, len, MSG_NOSIGNAL | MSG_WAITALL);
	io_uring_sqe_set_data64(s, ((uint64_t)n << 1 | pool) << TAG_BITS |
					   TAG_SENT);
}

/* they never wait in the kernel, so start is free when it has been asked */
static void
reply_all(const uint8_t *start, size_t len)
{
	for (int i = 0; i < everybody_count; i++) {
		struct io_uring_sqe *s = submission();

		io_uring_prep_send(s, everybody[i]->fd, start, len,
				   MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL);
		s->flags |= IOSQE_CQE_SKIP_SUCCESS;
		io_uring_sqe_set_data64(s, TAG_SAID);
	}
	io_uring_submit(&ring);
}

/* length of the answer, which stands in buf; 0: not understood */
static size_t
upgrade(struct peer *p, uint8_t *buf, size_t len)
{
	static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	char text[128], accept[64], *key;
	unsigned char sha[SHA_DIGEST_LENGTH];
	int all;

	if (len == pools[0].len)
		return 0;
	buf[len] = 0;
	key = strcasestr((char *)buf, "sec-websocket-key: ");
	all = !!strstr((char *)buf, "Protocol: broadcast");
	if (!key || (all && everybody_count == EVERYBODY_MAX))
		return 0;
	snprintf(text, sizeof(text), "%.24s%s", key + 19, magic);
	SHA1((unsigned char *)text, strlen(text), sha);
	EVP_EncodeBlock((unsigned char *)accept, sha, sizeof(sha));
	p->upgraded = 1;
	if (all) {
		p->broadcasts = 1;
		p->nth = everybody_count;
		everybody[everybody_count++] = p;
	}

	return (size_t)snprintf(
		(char *)buf, pools[0].len,
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
		"Sec-WebSocket-Protocol: %s\r\n\r\n",
		accept, all ? "broadcast" : "echo");
}

/* a whole frame is unmasked in place, *start is what goes back; 0: it is not
 * whole */
static size_t
frame(uint8_t *f, size_t len, uint8_t **start)
{
	size_t head = 2, n = len < 2 ? 0 : f[1] & 0x7f;

	if (n == 126) {
		n = len < 4 ? 0 : (size_t)f[2] << 8 | f[3];
		head = 4;
	}
	if (n == 127 || len > head + 4 + n) {
		fprintf(stderr, "more than one frame, or one too long\n");
		exit(1);
	}
	if (len < head + 4 + n)
		return 0;
	floor_unmask(f + head + 4, f + head, n);
	memmove(f + 4, f, head);
	f[5] &= 0x7f;
	*start = f + 4;

	return head + n;
}

static void
drop(struct peer *p)
{
	if (p->broadcasts) {
		everybody[p->nth] = everybody[--everybody_count];
		everybody[p->nth]->nth = p->nth;
	}
	close(p->fd);
	free(p->part);
	free(p);
}

/* behind what came before; NULL: no memory */
static uint8_t *
collect(struct peer *p, const uint8_t *buf, size_t len)
{
	if (!p->part)
		p->part = malloc(FRAME_MAX);
	if (!p->part || len > FRAME_MAX - p->len)
		return NULL;
	memcpy(p->part + p->len, buf, len);
	p->len += len;

	return p->part;
}

/* true: the buffer is free, as nothing leaves from it */
static int
came(struct peer *p, unsigned int pool, unsigned int n, uint8_t *buf,
     size_t len)
{
	int whole = !p->len;
	uint8_t *start = buf;
	size_t out;

	if (!p->upgraded) {
		out = upgrade(p, buf, len);
		if (!out)
			exit(1);
		reply(p, pool, n, buf, out);
		return 0;
	}
	if (!whole) {
		buf = collect(p, buf, len);
		len = p->len;
	}
	out = buf ? frame(buf, len, &start) : 0;
	if (!out) {
		if (whole && !collect(p, buf, len))
			exit(1);
		return 1;
	}
	p->len = 0;
	if (p->broadcasts) {
		reply_all(start, out);
		return 1;
	}
	reply(p, pool, whole ? n : NONE, start, out);

	return !whole;
}

static void
received(struct peer *p, const struct io_uring_cqe *c)
{
	unsigned int n = c->flags >> IORING_CQE_BUFFER_SHIFT;
	int has_buffer = !!(c->flags & IORING_CQE_F_BUFFER);
	unsigned int which = p->receives;
	struct pool *pool = &pools[which];

	if (c->res > 0) {
		if (came(p, which, n, pool->buffers + n * (pool->len + SPARE),
			 (size_t)c->res))
			give_back(pool, n);
		if ((size_t)c->res == pools[0].len && !p->pool)
			receive_long(p);
	} else if (has_buffer)
		give_back(pool, n);
	if (c->flags & IORING_CQE_F_MORE)
		return;
	if (c->res > 0 || c->res == -ENOBUFS || c->res == -ECANCELED)
		receive(p);
	else
		drop(p);
}

static void
completed(const struct io_uring_cqe *c)
{
	struct peer *p;

	switch (c->user_data & ((1 << TAG_BITS) - 1)) {
	case TAG_SENT:
		if (c->user_data >> (TAG_BITS + 1) != NONE)
			give_back(
				&pools[c->user_data >> TAG_BITS & 1],
				(unsigned int)(c->user_data >> (TAG_BITS + 1)));
		return;
	case TAG_SAID:
		return;
	case TAG_ACCEPT:
		p = c->res < 0 ? NULL : calloc(1, sizeof(*p));
		if (!p)
			exit(1);
		p->fd = c->res;
		receive(p);
		return;
	default:
		received((struct peer *)(uintptr_t)c->user_data, c);
	}
}

static int
pool_start(unsigned int which)
{
	struct pool *p = &pools[which];
	struct io_uring_buf_reg reg = {.ring_entries = p->count,
				       .bgid = (uint16_t)which};
	void *room;

	if (posix_memalign(&room, 4096, p->count * sizeof(struct io_uring_buf)))
		return -1;
	p->ring = room;
	reg.ring_addr = (uintptr_t)room;
	p->buffers = malloc(p->count * (p->len + SPARE));
	if (!p->buffers || io_uring_register_buf_ring(&ring, &reg, 0))
		return -1;
	io_uring_buf_ring_init(p->ring);
	for (unsigned int n = 0; n < p->count; n++)
		give_back(p, n);

	return 0;
}

static int
ring_start(void)
{
	struct io_uring_params params = {.flags = IORING_SETUP_SINGLE_ISSUER |
						  IORING_SETUP_DEFER_TASKRUN |
						  IORING_SETUP_CQSIZE,
					 .cq_entries = COMPLETIONS};

	return io_uring_queue_init_params(SUBMISSIONS, &ring, &params) ||
	       pool_start(0) || pool_start(1);
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
