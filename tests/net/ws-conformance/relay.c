/* SPDX-License-Identifier: MIT */
/*
 * relay.h tells what this is.
 */
#include "relay.h"

#include "cert.h"
#include "relay-h2.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

enum { PIECE = 16384, MOST = 65536 /* that waits on either side */ };

struct relay {
	int plain, peer;
	SSL *ssl; /* NULL: no TLS */
	struct relay_h2 *h2;
	struct octets to_plain, to_peer;
	bool plain_ended, peer_ended; /* nothing more comes from it */
	bool told_plain, told_peer;   /* and the other one knows */
	bool is_gone;
};

static pthread_t thread;
static bool is_running;
static SSL_CTX *tls;

/* ---- octets ---- */

/* above 0: so many; 0: the end; -1: not now */
static ssize_t
peer_recv(struct relay *r, uint8_t *buf)
{
	ssize_t n;
	int why;

	if (!r->ssl) {
		n = recv(r->peer, buf, PIECE, 0);
		return n < 0 && errno != EAGAIN && errno != EINTR ? 0 : n;
	}
	n = SSL_read(r->ssl, buf, PIECE);
	why = SSL_get_error(r->ssl, (int)n);
	if (n <= 0)
		n = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE
			    ? -1
			    : 0;

	return n;
}

static ssize_t
peer_put(struct relay *r)
{
	ssize_t n;
	int why;

	if (!r->ssl) {
		n = send(r->peer, r->to_peer.of, r->to_peer.len, MSG_NOSIGNAL);
		return n < 0 && errno != EAGAIN && errno != EINTR ? 0 : n;
	}
	n = SSL_write(r->ssl, r->to_peer.of, (int)r->to_peer.len);
	why = SSL_get_error(r->ssl, (int)n);
	if (n <= 0)
		n = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE
			    ? -1
			    : 0;

	return n;
}

static void
from_peer(struct relay *r)
{
	uint8_t buf[PIECE];
	ssize_t n;

	while (!r->peer_ended && r->to_plain.len < MOST) {
		n = peer_recv(r, buf);
		if (n < 0)
			return;
		r->peer_ended = !n;
		if (!n)
			return;
		if (!r->h2)
			octets_add(&r->to_plain, buf, (size_t)n);
		else if (!relay_h2_from_peer(r->h2, buf, (size_t)n, &r->to_peer,
					     &r->to_plain))
			r->is_gone = true;
		else
			r->peer_ended = r->h2->peer_ended;
	}
}

static void
from_plain(struct relay *r)
{
	uint8_t buf[PIECE];
	ssize_t n = recv(r->plain, buf, sizeof(buf), 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	r->plain_ended = n <= 0;
	if (n <= 0)
		return;
	if (r->h2)
		relay_h2_from_plain(r->h2, buf, (size_t)n, &r->to_peer);
	else
		octets_add(&r->to_peer, buf, (size_t)n);
}

static void
give_plain(struct relay *r)
{
	ssize_t n =
		send(r->plain, r->to_plain.of, r->to_plain.len, MSG_NOSIGNAL);

	if (n < 0)
		r->is_gone |= errno != EAGAIN && errno != EINTR;
	else {
		octets_drop(&r->to_plain, (size_t)n);
		if (r->h2)
			relay_h2_taken(r->h2, (size_t)n, &r->to_peer);
	}
}

static void
give_peer(struct relay *r)
{
	ssize_t n = peer_put(r);

	if (n > 0)
		octets_drop(&r->to_peer, (size_t)n);
	if (n)
		return;
	octets_free(&r->to_peer); /* nobody is there: read what it said */
	r->told_peer = true;
}

/* who ended says so to the other, behind all that it had */
static void
pass_ends(struct relay *r)
{
	if (r->plain_ended && !r->told_peer) {
		if (r->h2)
			relay_h2_ends(r->h2, &r->to_peer);
		r->told_peer = r->h2 ? r->h2->is_ended : !r->to_peer.len;
		if (r->told_peer && r->ssl)
			SSL_shutdown(r->ssl);
		if (r->told_peer && !r->h2)
			shutdown(r->peer, SHUT_WR);
	}
	if (r->peer_ended && !r->told_plain && !r->to_plain.len) {
		shutdown(r->plain, SHUT_WR);
		r->told_plain = true;
	}
}

static size_t
waiting_for_peer(const struct relay *r)
{
	return r->to_peer.len + (r->h2 ? r->h2->later.len : 0);
}

static void
turn(struct relay *r)
{
	struct pollfd fds[2] = {{.fd = r->plain}, {.fd = r->peer}};

	if (!r->plain_ended && waiting_for_peer(r) < MOST)
		fds[0].events |= POLLIN;
	if (r->to_plain.len)
		fds[0].events |= POLLOUT;
	if (!r->peer_ended && r->to_plain.len < MOST)
		fds[1].events |= POLLIN;
	if (r->to_peer.len)
		fds[1].events |= POLLOUT;
	if (!fds[1].events)
		fds[1].fd = -1; /* its end is told all the time */
	if (poll(fds, 2, -1) < 0)
		return;
	if (fds[0].revents & POLLIN)
		from_plain(r);
	else if (fds[0].revents & POLLHUP)
		r->is_gone = true; /* nobody reads, nobody writes */
	if (fds[1].revents & (POLLIN | POLLHUP | POLLERR))
		from_peer(r);
	if (r->to_plain.len)
		give_plain(r);
	/* TLS may hold what poll() does not tell of */
	if (r->ssl && SSL_pending(r->ssl))
		from_peer(r);
	if (r->to_peer.len)
		give_peer(r);
	pass_ends(r);
}

/* ---- a connection ---- */

static void *
run(void *arg)
{
	struct relay *r = arg;
	bool is_up = true;

	if (r->ssl) {
		is_up = (SSL_is_server(r->ssl) ? SSL_accept(r->ssl)
					       : SSL_connect(r->ssl)) == 1;
		fcntl(r->peer, F_SETFL, fcntl(r->peer, F_GETFL) | O_NONBLOCK);
	}
	while (is_up && !r->is_gone && !(r->told_plain && r->told_peer))
		turn(r);
	SSL_free(r->ssl);
	if (r->h2)
		relay_h2_free(r->h2);
	free(r->h2);
	octets_free(&r->to_plain);
	octets_free(&r->to_peer);
	close(r->plain);
	close(r->peer);
	free(r);

	return NULL;
}

static void
tls_begin(bool is_server)
{
	EVP_PKEY *key;
	X509 *cert;

	tls = SSL_CTX_new(is_server ? TLS_client_method()
				    : TLS_server_method());
	if (!tls)
		exit(2);
	SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	if (is_server)
		return;
	cert = cert_make(&key);
	if (!cert || SSL_CTX_use_certificate(tls, cert) != 1 ||
	    SSL_CTX_use_PrivateKey(tls, key) != 1)
		exit(2);
	X509_free(cert);
	EVP_PKEY_free(key);
}

static SSL *
tls_of(int fd, bool is_server)
{
	SSL *ssl;

	if (!tls)
		tls_begin(is_server);
	ssl = SSL_new(tls);
	if (!ssl || SSL_set_fd(ssl, fd) != 1)
		exit(2);
	if (is_server)
		SSL_set_connect_state(ssl);
	else
		SSL_set_accept_state(ssl);

	return ssl;
}

int
relay_begin(enum relay_kind kind, int fd, bool is_server)
{
	struct relay *r = calloc(1, sizeof(*r));
	int pair[2];

	relay_end();
	if (!r || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		exit(2);
	r->peer = fd;
	r->plain = pair[1];
	fcntl(pair[1], F_SETFL, O_NONBLOCK);
	if (kind == RELAY_TLS) {
		r->ssl = tls_of(fd, is_server);
	} else {
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
		r->h2 = calloc(1, sizeof(*r->h2));
		if (!r->h2)
			exit(2);
		relay_h2_begin(r->h2, is_server, &r->to_peer);
	}
	is_running = !pthread_create(&thread, NULL, run, r);
	if (!is_running)
		exit(2);

	return pair[0];
}

void
relay_end(void)
{
	if (is_running)
		pthread_join(thread, NULL);
	is_running = false;
}
