/* SPDX-License-Identifier: MIT */
/*
 * ws-net.h tells what this is.
 */

#include "ws-net.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	CONTEXTS_MAX = 4,
	PEERS_MAX = 64,
	PATIENCE_SECS = 100, /* before a test counts as hung */
};

static struct lws_context *contexts[CONTEXTS_MAX];
static struct net_peer *peers[PEERS_MAX];
static int peer_fds[PEERS_MAX]; /* a failed test's peers are gone */

/* ---- ledger ---- */

static const struct lws *dropped; /* its drop callback came last */

void
net_note(struct lws *wsi, enum lws_callback_reasons reason)
{
	lws__net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
	case LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL:
		dropped = wsi;
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_WSI_DESTROY:
		if (dropped == wsi)
			dropped = NULL;
		break;
	case LWS_CALLBACK_LOCK_POLL: /* of the poll set, not of the wsi */
	case LWS_CALLBACK_UNLOCK_POLL:
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
	case LWS_CALLBACK_DEL_POLL_FD:
		break;
	default:
		if (dropped == wsi)
			fail_msg("reason %d between drop and closed",
				 (int)reason);
		break;
	}
}

int
net_count(enum lws_callback_reasons reason)
{
	return (int)lws__net_noted(reason);
}

/* ---- contexts ---- */

void
net_info(struct lws_context_creation_info *info,
	 const struct lws_protocols *protocols)
{
	const char *log = getenv("LWS_TEST_LOG");

	lws_set_log_level(log ? (int)strtol(log, NULL, 0) : 0, NULL);
	memset(info, 0, sizeof(*info));
	info->iface = "127.0.0.1";
	info->port = 0;
	info->protocols = protocols;
	info->gid = (gid_t)-1;
	info->uid = (uid_t)-1;
}

struct lws_context *
net_try(const struct lws_context_creation_info *info)
{
	for (int n = 0; n < CONTEXTS_MAX; n++)
		if (!contexts[n])
			return contexts[n] = lws_create_context(info);
	fail_msg("too many contexts");

	return NULL;
}

struct lws_context *
net_create(const struct lws_context_creation_info *info)
{
	struct lws_context *cx = net_try(info);

	assert_non_null(cx);

	return cx;
}

int
net_port(struct lws_context *cx)
{
	struct lws_vhost *vh = lws_get_vhost_by_name(cx, "default");
	int port;

	assert_non_null(vh);
	port = lws_get_vhost_listen_port(vh);
	assert_true(port > 0);

	return port;
}

void
net_destroy(struct lws_context **cx)
{
	for (int n = 0; n < CONTEXTS_MAX; n++)
		if (contexts[n] == *cx)
			contexts[n] = NULL;
	lws_context_destroy(*cx);
	*cx = NULL;
}

void
net_end(void)
{
	for (int n = 0; n < CONTEXTS_MAX; n++) {
		if (contexts[n])
			lws_context_destroy(contexts[n]);
		contexts[n] = NULL;
	}
	for (int n = 0; n < PEERS_MAX; n++)
		if (peers[n]) {
			peers[n] = NULL;
			close(peer_fds[n]);
		}
	dropped = NULL;
	lws__net_ledger_check();
	lws__net_ledger_reset();
}

/* read what is there; never waits */
static bool
peer_read(struct net_peer *p)
{
	char piece[65536];
	ssize_t n;
	char *grown;

	if (p->fd < 0 || p->is_deaf || p->saw_eof || p->saw_reset)
		return false;
	n = recv(p->fd, piece, sizeof(piece), MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		p->saw_eof = !n;
		p->saw_reset = n < 0;
		return true;
	}
	grown = realloc(p->rx, p->rx_len + (size_t)n + 1);
	assert_non_null(grown);
	p->rx = grown;
	memcpy(p->rx + p->rx_len, piece, (size_t)n);
	p->rx_len += (size_t)n;
	p->rx[p->rx_len] = '\0';

	return true;
}

static bool
peers_read(void)
{
	bool did = false;

	for (int n = 0; n < PEERS_MAX; n++)
		if (peers[n])
			did = peer_read(peers[n]) || did;

	return did;
}

void
net_turn(void)
{
	for (int n = 0; n < CONTEXTS_MAX; n++)
		if (contexts[n])
			lws_service(contexts[n], -1);
	peers_read();
}

void
net_turns(int count)
{
	while (count--)
		net_turn();
}

/* not the clock that tests make stand still */
static long
real_seconds(void)
{
	struct timespec ts;

	timespec_get(&ts, TIME_UTC);

	return (long)ts.tv_sec;
}

bool
net_pump(bool (*is_done)(void *arg), void *arg)
{
	const long end = real_seconds() + PATIENCE_SECS;

	for (unsigned int turn = 0; !is_done(arg); turn++) {
		net_turn();
		if (turn > 64) {
			/* others may want the processor: a moment, at most */
			poll(NULL, 0, 1);
			if (real_seconds() > end)
				return is_done(arg);
		}
	}

	return true;
}

struct counted {
	const int *counter;
	int n;
};

static bool
is_counted(void *arg)
{
	const struct counted *c = arg;

	return *c->counter >= c->n;
}

bool
net_pump_count(const int *counter, int n)
{
	struct counted c = {counter, n};

	return net_pump(is_counted, &c);
}

/* ---- raw peers ---- */

static const struct sockaddr_in *
loopback(int port)
{
	static struct sockaddr_in sin;

	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_port = htons((uint16_t)port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

	return &sin;
}

int
net_listen(int *port)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(
		bind(fd, (const struct sockaddr *)loopback(0), sizeof(sin)), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &len), 0);
	*port = ntohs(sin.sin_port);

	return fd;
}

void
net_peer_take(struct net_peer *p, int fd)
{
	int on = 1, n;

	memset(p, 0, sizeof(*p));
	p->fd = fd;
	p->rx = calloc(1, 1);
	assert_non_null(p->rx);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	for (n = 0; n < PEERS_MAX; n++)
		if (!peers[n]) {
			peers[n] = p;
			peer_fds[n] = fd;
			return;
		}
	fail_msg("too many peers");
}

void
net_peer_connect(struct net_peer *p, int port)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)loopback(port),
				 sizeof(struct sockaddr_in)),
			 0);
	net_peer_take(p, fd);
}

static bool
can_accept(void *arg)
{
	struct pollfd pfd = {*(int *)arg, POLLIN, 0};

	return poll(&pfd, 1, 0) == 1;
}

void
net_peer_accept(struct net_peer *p, int listen_fd)
{
	int fd;

	assert_true(net_pump(can_accept, &listen_fd));
	fd = accept(listen_fd, NULL, NULL);
	assert_true(fd >= 0);
	net_peer_take(p, fd);
	p->is_server = true;
}

struct sending {
	struct net_peer *p;
	const char *at;
	size_t left;
	bool is_gone;
};

static bool
is_sent(void *arg)
{
	struct sending *s = arg;

	while (s->left) {
		ssize_t n = send(s->p->fd, s->at, s->left,
				 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0) {
			s->is_gone = errno != EAGAIN && errno != EINTR;
			return s->is_gone;
		}
		s->at += n;
		s->left -= (size_t)n;
	}

	return true;
}

bool
net_peer_send(struct net_peer *p, const void *data, size_t len)
{
	struct sending s = {p, data, len, false};

	return net_pump(is_sent, &s) && !s.is_gone;
}

bool
net_peer_send_apart(struct net_peer *p, const void *data, size_t len)
{
	bool ok = net_peer_send(p, data, len);

	net_turns(2);

	return ok;
}

struct waiting {
	struct net_peer *p;
	size_t len;
	const char *text;
};

static bool
is_over(const struct net_peer *p)
{
	return p->saw_eof || p->saw_reset;
}

static bool
has_len(const struct waiting *w)
{
	return w->p->rx_len >= w->len;
}

static bool
has_text(const struct waiting *w)
{
	return memmem(w->p->rx, w->p->rx_len, w->text, strlen(w->text));
}

static bool
len_or_over(void *arg)
{
	return has_len(arg) || is_over(((struct waiting *)arg)->p);
}

static bool
text_or_over(void *arg)
{
	return has_text(arg) || is_over(((struct waiting *)arg)->p);
}

static bool
over(void *arg)
{
	return is_over(arg);
}

bool
net_peer_wait_len(struct net_peer *p, size_t len)
{
	struct waiting w = {p, len, NULL};

	return net_pump(len_or_over, &w) && has_len(&w);
}

bool
net_peer_wait_for(struct net_peer *p, const char *text)
{
	struct waiting w = {p, 0, text};

	return net_pump(text_or_over, &w) && has_text(&w);
}

bool
net_peer_wait_end(struct net_peer *p)
{
	return net_pump(over, p);
}

void
net_peer_forget(struct net_peer *p, size_t len)
{
	assert_true(len <= p->rx_len);
	memmove(p->rx, p->rx + len, p->rx_len - len + 1);
	p->rx_len -= len;
}

void
net_peer_shut(struct net_peer *p)
{
	shutdown(p->fd, SHUT_WR);
}

void
net_peer_reset(struct net_peer *p)
{
	struct linger now = {1, 0};

	setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	net_peer_close(p);
}

void
net_peer_close(struct net_peer *p)
{
	for (int n = 0; n < PEERS_MAX; n++)
		if (peers[n] == p)
			peers[n] = NULL;
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	free(p->rx);
	p->rx = NULL;
	p->rx_len = 0;
}
