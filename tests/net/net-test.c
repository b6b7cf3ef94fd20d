/* SPDX-License-Identifier: MIT */
/*
 * Context, peers and turns: see net-test.h
 */

#include "net-test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

unsigned int lws__net_deadline_ms = 100000;

/* a proxy of the machine's is none of ours */
__attribute__((constructor)) static void
forget_environment(void)
{
	unsetenv("http_proxy");
	unsetenv("socks_proxy");
	unsetenv("no_proxy");
	unsetenv("NO_PROXY");
}

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* ---- the context -----------------------------------------------------------
 */

void
lws__net_start(struct lws__net *net, struct lws_context_creation_info *info)
{
	const char *level = getenv("LWS_TEST_LOG");

	lws__net_ledger_reset();
	lws_set_log_level(level ? (int)strtol(level, NULL, 0) : 0, NULL);
	if (!info->vhost_name)
		info->vhost_name = "first";
	if (!info->iface && info->port >= 0)
		info->iface = "127.0.0.1";
	*net = (struct lws__net){.cx = lws_create_context(info)};
	assert_non_null(net->cx);
	net->vh = lws_get_vhost_by_name(net->cx, info->vhost_name);
	if (net->vh && info->port >= 0)
		net->port = lws_get_vhost_listen_port(net->vh);
	/* protocols are told before the first connection */
	lws__net_turn(net);
}

void
lws__net_stop(struct lws__net *net)
{
	lws_context_destroy(net->cx);
	net->cx = NULL;
	lws__net_ledger_check();
}

void
lws__net_turn(struct lws__net *net)
{
	if (net->cx)
		lws_service(net->cx, -1);
}

/* turns: at first at once, then with short waits for whatever there is */
struct waiting {
	struct lws__net *net;
	struct lws__net_peer *peer; /* may be NULL */
	const char *what;
	int64_t until;
	unsigned int turns;
};

static void
wait_begin(struct waiting *w, struct lws__net *net, struct lws__net_peer *peer,
	   const char *what)
{
	*w = (struct waiting){.net = net,
			      .peer = peer,
			      .what = what,
			      .until = now_ms() + lws__net_deadline_ms};
}

static void
wait_turn(struct waiting *w, short events)
{
	struct pollfd pfd = {.fd = -1, .events = events};

	if (now_ms() > w->until)
		fail_msg("gave up waiting for %s; have \"%.200s\"", w->what,
			 w->peer && w->peer->in ? w->peer->in : "");
	if (w->peer && w->peer->open && !w->peer->eof)
		pfd.fd = w->peer->fd;
	if (w->turns++ > 8)
		(void)poll(&pfd, 1, 1);
	lws__net_turn(w->net);
}

void
lws__net_until(struct lws__net *net, bool (*done)(void *arg), void *arg,
	       const char *what)
{
	struct waiting w;

	wait_begin(&w, net, NULL, what);
	while (!done(arg))
		wait_turn(&w, 0);
}

void
lws__net_until_set(struct lws__net *net, const int *flag, const char *what)
{
	struct waiting w;

	wait_begin(&w, net, NULL, what);
	while (!*flag)
		wait_turn(&w, 0);
}

void
lws__net_until_alone(struct lws__net *net)
{
	struct waiting w;

	wait_begin(&w, net, NULL, "every connection to be gone");
	while (lws__net_alive())
		wait_turn(&w, 0);
}

/* ---- peers
 * ------------------------------------------------------------------- */

void
lws__net_peer_take(struct lws__net_peer *p, int fd)
{
	int on = 1;

	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	*p = (struct lws__net_peer){.fd = fd, .open = true};
}

void
lws__net_connect_with(struct lws__net_peer *p, int port, int rcvbuf)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	if (rcvbuf)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf,
				 sizeof(rcvbuf));
	/* the backlog takes it: nobody need accept yet */
	assert_int_equal(connect(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	lws__net_peer_take(p, fd);
}

void
lws__net_connect(struct lws__net *net, struct lws__net_peer *p)
{
	lws__net_connect_with(p, net->port, 0);
}

bool
lws__net_try_send(struct lws__net *net, struct lws__net_peer *p,
		  const void *data, size_t len)
{
	const char *at = data;
	struct waiting w;

	wait_begin(&w, net, p, "room to send");
	while (len) {
		ssize_t n = send(p->fd, at, len, MSG_NOSIGNAL);

		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return true;
		if (n > 0) {
			at += n;
			len -= (size_t)n;
			wait_begin(&w, net, p, "room to send");
		}
		lws__net_turn(net);
		(void)lws__net_pump(p);
		if (n <= 0)
			wait_turn(&w, POLLOUT);
	}

	return false;
}

void
lws__net_send_bytes(struct lws__net *net, struct lws__net_peer *p,
		    const void *data, size_t len)
{
	assert_false(lws__net_try_send(net, p, data, len));
}

void
lws__net_send(struct lws__net *net, struct lws__net_peer *p, const char *text)
{
	lws__net_send_bytes(net, p, text, strlen(text));
}

void
lws__net_shut(struct lws__net_peer *p)
{
	shutdown(p->fd, SHUT_WR);
}

void
lws__net_hang_up(struct lws__net_peer *p)
{
	if (p->open)
		close(p->fd);
	free(p->in);
	*p = (struct lws__net_peer){.fd = -1};
}

void
lws__net_abort(struct lws__net_peer *p)
{
	struct linger l = {.l_onoff = 1};

	if (p->open)
		(void)setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	lws__net_hang_up(p);
}

static void
make_room(struct lws__net_peer *p)
{
	if (p->room - p->len > 65536)
		return;
	p->room = p->room ? p->room * 2 : 131072;
	p->in = realloc(p->in, p->room);
	assert_non_null(p->in);
}

bool
lws__net_pump(struct lws__net_peer *p)
{
	size_t most = p->slowly ? p->slowly : 65535;
	ssize_t n;

	if (!p->open || p->eof || p->reset)
		return false;
	make_room(p);
	/* not recv(): its failures are injected for the library */
	n = recvfrom(p->fd, p->in + p->len, most, 0, NULL, NULL);
	if (n > 0)
		p->len += (size_t)n;
	if (!n)
		p->eof = true;
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		p->reset = true;
	p->in[p->len] = '\0';

	return n > 0;
}

void
lws__net_take(struct lws__net_peer *p, size_t len)
{
	assert_true(len <= p->len);
	if (!p->in)
		return;
	memmove(p->in, p->in + len, p->len - len + 1);
	p->len -= len;
}

void
lws__net_await(struct lws__net *net, struct lws__net_peer *p, size_t len)
{
	struct waiting w;

	wait_begin(&w, net, p, "bytes from the other side");
	while (p->len < len) {
		if (lws__net_pump(p)) {
			w.until = now_ms() + lws__net_deadline_ms;
			lws__net_turn(net);
			continue;
		}
		if (p->eof || p->reset)
			fail_msg("%s after %zu of %zu bytes: \"%.300s\"",
				 p->eof ? "end" : "reset", p->len, len,
				 p->in ? p->in : "");
		wait_turn(&w, POLLIN);
	}
}

void
lws__net_expect_bytes(struct lws__net *net, struct lws__net_peer *p,
		      const void *data, size_t len)
{
	lws__net_await(net, p, len);
	assert_memory_equal(p->in, data, len);
	lws__net_take(p, len);
}

void
lws__net_expect(struct lws__net *net, struct lws__net_peer *p, const char *text)
{
	size_t len = strlen(text);
	char *got;

	lws__net_await(net, p, len);
	got = strndup(p->in, len);
	assert_string_equal(got, text);
	free(got);
	lws__net_take(p, len);
}

char *
lws__net_read_to(struct lws__net *net, struct lws__net_peer *p,
		 const char *mark)
{
	size_t len = strlen(mark), start = len;
	char *found = NULL, *text;

	while (!found) {
		lws__net_await(net, p, start);
		found = memmem(p->in, p->len, mark, len);
		start = p->len + 1;
	}
	len += (size_t)(found - p->in);
	text = strndup(p->in, len);
	lws__net_take(p, len);

	return text;
}

void
lws__net_await_end(struct lws__net *net, struct lws__net_peer *p)
{
	struct waiting w;

	wait_begin(&w, net, p, "the other side to end");
	while (!p->eof && !p->reset) {
		if (lws__net_pump(p))
			lws__net_turn(net);
		else if (!p->eof && !p->reset)
			wait_turn(&w, POLLIN);
	}
}

void
lws__net_expect_end(struct lws__net *net, struct lws__net_peer *p)
{
	lws__net_await_end(net, p);
	if (p->len)
		fail_msg("before the end: \"%.300s\"", p->in);
}
