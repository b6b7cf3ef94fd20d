/* SPDX-License-Identifier: MIT */
/*
 * The floor: a server with nothing in it but the kernel's work.  It unmasks
 * the frames of a read in place, and sends each back, or to everybody when the
 * sub-protocol asked for is "broadcast".  Frames that arrive in pieces are
 * collected.  "/dyn" and files of up to 64 KiB are answered over http.
 *
 *   floor PORT ROOT [CERT KEY]
 *
 * What waits is floor-epoll.c, or an event library: floor-uv.c and so on.
 */

#include "floor.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BUF = 80 * 1024,
	FILE_MAX = 64 * 1024,
	HEAD_MAX = 256,
	EVERYBODY_MAX = 1024,
};

struct peer {
	int fd;
	unsigned char upgraded, broadcasts;
	unsigned short nth; /* place in everybody */
	size_t len;
	uint8_t *buf; /* NULL until a frame was incomplete */
};

/* a peer over TLS has its SSL after it, so that a plain one pays nothing */
struct tls_peer {
	struct peer p;
	SSL *ssl;
};

static uint8_t scratch[BUF + 1];
static struct peer *everybody[EVERYBODY_MAX]; /* who gets broadcasts */
static unsigned short everybody_count;
static SSL_CTX *tls;
static int root, listener;

static ssize_t
peer_read(struct peer *p, void *buf, size_t len)
{
	SSL *ssl = tls ? ((struct tls_peer *)p)->ssl : NULL;
	int n;

	if (!ssl)
		return recv(p->fd, buf, len, 0);
	n = SSL_read(ssl, buf, (int)len);
	if (n <= 0) {
		n = SSL_get_error(ssl, n);
		errno = n == SSL_ERROR_WANT_READ || n == SSL_ERROR_WANT_WRITE
				? EAGAIN
				: EIO;
		n = -1;
	}

	return n;
}

static ssize_t
peer_write(struct peer *p, const void *buf, size_t len)
{
	if (tls)
		return SSL_write(((struct tls_peer *)p)->ssl, buf, (int)len);

	return send(p->fd, buf, len, MSG_NOSIGNAL);
}

static void
drop(struct peer *p)
{
	if (p->broadcasts) {
		everybody[p->nth] = everybody[--everybody_count];
		everybody[p->nth]->nth = p->nth;
	}
	if (tls)
		SSL_free(((struct tls_peer *)p)->ssl);
	floor_forget(p->fd);
	close(p->fd);
	free(p->buf);
	free(p);
}

static ssize_t
read_file(const char *path, uint8_t *to)
{
	int fd = openat(root, path, O_RDONLY);
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return -1;
	if (!fstat(fd, &st) && st.st_size <= FILE_MAX)
		n = read(fd, to, (size_t)st.st_size);
	close(fd);

	return n;
}

/* one "GET /path " at req; what is asked for leaves in one piece */
static int
answer(struct peer *p, const char *req)
{
	static uint8_t out[HEAD_MAX + FILE_MAX];
	static const char hello[] = "hello world\n";
	char path[64], head[HEAD_MAX];
	ssize_t len = sizeof(hello) - 1;
	int n;

	if (sscanf(req, "GET /%63s", path) != 1)
		return -1;
	if (strcmp(path, "dyn"))
		len = read_file(path, out + HEAD_MAX);
	else
		memcpy(out + HEAD_MAX, hello, (size_t)len);
	if (len < 0)
		return -1;
	n = snprintf(head, sizeof(head),
		     "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
		     "Content-Length: %d\r\n\r\n",
		     (int)len);
	memcpy(out + HEAD_MAX - n, head, (size_t)n);

	return peer_write(p, out + HEAD_MAX - n, (size_t)(n + len)) < 0 ? -1
									: 0;
}

static int
answer_all(struct peer *p, char *req)
{
	char *end;

	while ((end = strstr(req, "\r\n\r\n"))) {
		if (answer(p, req))
			return -1;
		req = end + 4;
	}

	return 0;
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
		     "Sec-WebSocket-Protocol: %s\r\n\r\n",
		     accept,
		     strstr(req, "Protocol: broadcast") ? "broadcast" : "echo");
	p->upgraded = 1;
	if (strstr(req, "Protocol: broadcast")) {
		if (everybody_count == EVERYBODY_MAX)
			return -1;
		p->broadcasts = 1;
		p->nth = everybody_count;
		everybody[everybody_count++] = p;
	}

	return peer_write(p, out, (size_t)n) == n ? 0 : -1;
}

/* bytes of the frame at f, 0 = incomplete; the payload is unmasked */
static size_t
frame(uint8_t *f, size_t len, uint8_t **start, size_t *out_len)
{
	size_t head = 2, n;

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
	floor_unmask(f + head + 4, f + head, n);
	/* our header stands where theirs and the key stood */
	memmove(f + 4, f, head);
	f[5] &= 0x7f;
	*start = f + 4;
	*out_len = head + n;

	return head + 4 + n;
}

static int
send_back(struct peer *p, const uint8_t *start, size_t len)
{
	if (!p->broadcasts)
		return peer_write(p, start, len) < 0 ? -1 : 0;
	for (int i = 0; i < everybody_count; i++)
		if (peer_write(everybody[i], start, len) < 0)
			return -1;

	return 0;
}

static int
serve(struct peer *p)
{
	ssize_t n = peer_read(p, scratch + p->len, BUF - p->len);
	size_t at = 0, len;

	if (n <= 0)
		return n < 0 && errno == EAGAIN ? 0 : -1;
	if (p->len)
		memcpy(scratch, p->buf, p->len);
	len = p->len + (size_t)n;
	p->len = 0;
	if (!p->upgraded) {
		scratch[len] = 0;
		if (strcasestr((char *)scratch, "sec-websocket-key"))
			return upgrade(p, (char *)scratch);
		return answer_all(p, (char *)scratch);
	}
	while (at < len) {
		uint8_t *start;
		size_t out, used = frame(scratch + at, len - at, &start, &out);

		if (!used)
			break;
		if ((scratch[at + 4] & 0xf) == 8)
			return -1;
		if (send_back(p, start, out))
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

static void
quit(int sig)
{
	(void)sig;
	_exit(0);
}

static int
tls_start(const char *cert, const char *key)
{
	tls = SSL_CTX_new(TLS_server_method());
	if (!tls || SSL_CTX_use_certificate_chain_file(tls, cert) != 1 ||
	    SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1)
		return -1;
	SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);

	return 0;
}

static void
take_one(void)
{
	struct peer *p = calloc(1, tls ? sizeof(struct tls_peer) : sizeof(*p));
	int on = 1;

	if (!p)
		exit(1);
	p->fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	if (p->fd < 0) {
		free(p);
		return;
	}
	if (tls) {
		SSL *ssl = ((struct tls_peer *)p)->ssl = SSL_new(tls);

		if (!ssl || SSL_set_fd(ssl, p->fd) != 1)
			exit(1);
		SSL_set_accept_state(ssl);
	}
	setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	floor_watch(p->fd, p);
}

void
floor_ready(void *peer)
{
	if (!peer)
		take_one();
	else if (serve(peer))
		drop(peer);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	int on = 1;

	if (argc != 3 && argc != 5)
		return 2;
	if (argc == 5 && tls_start(argv[3], argv[4]))
		return 1;
	signal(SIGTERM, quit);
	signal(SIGPIPE, SIG_IGN);
	root = open(argv[2], O_RDONLY | O_DIRECTORY);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	sa.sin_port = htons((uint16_t)atoi(argv[1]));
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(listener, (struct sockaddr *)&sa, sizeof(sa)) ||
	    listen(listener, 4096))
		return 1;
	floor_loop_begin();
	floor_watch(listener, NULL);
	floor_loop_run();

	return 0;
}
