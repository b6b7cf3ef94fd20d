/* SPDX-License-Identifier: MIT */
/*
 * Load of new connections: each is made, asks once, is read to its end, and
 * made again.
 *
 *   connect-load plain|full|resumed PORT PATH CONNECTIONS SECONDS
 *
 * "full" and "resumed" are over TLS 1.3, the second with the ticket of the
 * same place's last connection.  Prints one line: the connections that were
 * served, and how many of them were resumed.
 */

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	EVENTS = 64,
};

enum step {
	CONNECTS,  /* TCP's handshake is under way */
	GREETS,    /* TLS's handshake is under way */
	IS_READING /* the request is sent */
};

enum outcome {
	ON,   /* goes on when the socket is ready */
	DONE, /* the answer is read to its end */
	BAD
};

struct place {
	int fd;
	enum step step;
	SSL *ssl;             /* owned, NULL: plain */
	SSL_SESSION *session; /* owned, for the next connection */
	size_t got;
};

static struct sockaddr_in server = {.sin_family = AF_INET};
static char request[512], sink[64 * 1024];
static int ep, request_len, resumes;
static unsigned long done, resumed;
static SSL_CTX *tls;

static int
keep_session(SSL *ssl, SSL_SESSION *session)
{
	struct place *p = SSL_get_app_data(ssl);

	SSL_SESSION_free(p->session);
	p->session = session;

	return 1; /* it is ours now */
}

static void
place_open(struct place *p)
{
	struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
				 .data.ptr = p};
	int on = 1;

	p->step = CONNECTS;
	p->got = 0;
	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (p->fd < 0 ||
	    (connect(p->fd, (struct sockaddr *)&server, sizeof(server)) &&
	     errno != EINPROGRESS) ||
	    epoll_ctl(ep, EPOLL_CTL_ADD, p->fd, &ev)) {
		perror("connect");
		exit(1);
	}
	if (!tls)
		return;
	p->ssl = SSL_new(tls);
	if (!p->ssl || SSL_set_fd(p->ssl, p->fd) != 1)
		exit(1);
	SSL_set_app_data(p->ssl, p);
	SSL_set_connect_state(p->ssl);
	if (resumes && p->session)
		SSL_set_session(p->ssl, p->session);
}

static void
place_close(struct place *p)
{
	if (p->ssl)
		SSL_shutdown(p->ssl);
	SSL_free(p->ssl);
	p->ssl = NULL;
	close(p->fd);
}

static enum outcome
tls_outcome(SSL *ssl, int ret)
{
	int err = SSL_get_error(ssl, ret);

	if (err == SSL_ERROR_WANT_READ || err == SSL_ERROR_WANT_WRITE)
		return ON;
	ERR_clear_error();

	return BAD;
}

static enum outcome
place_read(struct place *p)
{
	for (;;) {
		int n = p->ssl ? SSL_read(p->ssl, sink, sizeof(sink))
			       : (int)recv(p->fd, sink, sizeof(sink), 0);

		if (n > 0) {
			p->got += (size_t)n;
			continue;
		}
		if (n < 0 && !p->ssl && errno == EAGAIN)
			return ON;
		if (p->ssl && tls_outcome(p->ssl, n) == ON)
			return ON;

		return p->got ? DONE : BAD;
	}
}

static enum outcome
place_step(struct place *p)
{
	int n;

	if (p->step == CONNECTS)
		p->step = GREETS;
	if (p->step == GREETS) {
		n = p->ssl ? SSL_do_handshake(p->ssl) : 1;
		if (n != 1)
			return tls_outcome(p->ssl, n);
		n = p->ssl ? SSL_write(p->ssl, request, request_len)
			   : (int)send(p->fd, request, (size_t)request_len,
				       MSG_NOSIGNAL);
		if (n != request_len)
			return !p->ssl && errno == EAGAIN ? ON : BAD;
		p->step = IS_READING;
	}

	return place_read(p);
}

static void
on_event(struct place *p, uint32_t events)
{
	enum outcome how;

	/* a socket that is not connected yet says so this way */
	if (p->step == CONNECTS && !(events & EPOLLOUT))
		return;
	how = place_step(p);
	if (how == ON)
		return;
	if (how == BAD) {
		fprintf(stderr, "a connection was lost\n");
		exit(1);
	}
	done++;
	if (p->ssl && SSL_session_reused(p->ssl))
		resumed++;
	place_close(p);
	place_open(p);
}

static void
tls_start(void)
{
	tls = SSL_CTX_new(TLS_client_method());
	if (!tls)
		exit(1);
	SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION);
	SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_CLIENT |
						    SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(tls, keep_session);
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	struct epoll_event evs[EVENTS];
	struct place *places;
	double end;
	int count;

	if (argc != 6)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	resumes = !strcmp(argv[1], "resumed");
	if (strcmp(argv[1], "plain"))
		tls_start();
	server.sin_port = htons((uint16_t)atoi(argv[2]));
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	request_len = snprintf(request, sizeof(request),
			       "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
			       "Connection: close\r\n\r\n",
			       argv[3]);
	count = atoi(argv[4]);
	places = calloc((size_t)count, sizeof(*places));
	ep = epoll_create1(0);
	if (!places || ep < 0)
		return 1;
	for (int i = 0; i < count; i++)
		place_open(&places[i]);
	end = now() + atof(argv[5]);
	while (now() < end) {
		int n = epoll_wait(ep, evs, EVENTS, 100);

		for (int i = 0; i < n; i++)
			on_event(evs[i].data.ptr, evs[i].events);
	}
	printf("%lu %lu\n", done, resumed);

	return 0;
}
