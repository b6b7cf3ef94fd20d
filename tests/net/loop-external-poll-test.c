/* SPDX-License-Identifier: MIT */
/*
 * A server whose fds are polled by the application: the set is kept from the
 * callbacks alone, lws_service() is never called.
 */

#include "loop-app.h"

#include <poll.h>
#include <string.h>

enum {
	FDS_MAX = 64,
};

static struct {
	struct pollfd fds[FDS_MAX];
	size_t count;
	int locks;
	int changes;
} set;

static struct pollfd *
find(int fd)
{
	for (size_t n = 0; n < set.count; n++)
		if (set.fds[n].fd == fd)
			return &set.fds[n];

	return NULL;
}

static int
keep_set(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	 size_t len)
{
	const struct lws_pollargs *pa = in;
	struct pollfd *pfd;

	(void)wsi;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_LOCK_POLL:
		assert_int_equal(set.locks++, 0);
		break;
	case LWS_CALLBACK_UNLOCK_POLL:
		assert_int_equal(--set.locks, 0);
		break;
	case LWS_CALLBACK_ADD_POLL_FD:
		assert_int_equal(set.locks, 1);
		assert_null(find((int)pa->fd));
		assert_true(set.count < FDS_MAX);
		set.fds[set.count++] = (struct pollfd){
			.fd = (int)pa->fd, .events = (short)pa->events};
		break;
	case LWS_CALLBACK_DEL_POLL_FD:
		assert_int_equal(set.locks, 1);
		pfd = find((int)pa->fd);
		assert_non_null(pfd);
		*pfd = set.fds[--set.count];
		break;
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
		pfd = find((int)pa->fd);
		assert_non_null(pfd);
		assert_int_equal(pfd->events, pa->prev_events);
		assert_int_not_equal(pa->events, pa->prev_events);
		pfd->events = (short)pa->events;
		set.changes++;
		break;
	default:
		break;
	}

	return 0;
}

/* one turn of the application's own loop */
static void
own_turn(struct lws_context *cx)
{
	struct pollfd ready[FDS_MAX];
	size_t count = set.count;
	int ms = lws_service_adjust_timeout(cx, 10, 0);

	if (!ms)
		lws_service_tsi(cx, -1, 0);
	memcpy(ready, set.fds, sizeof(ready));
	assert_true(poll(ready, (nfds_t)count, ms) >= 0);
	for (size_t n = 0; n < count; n++) {
		if (!ready[n].revents)
			continue;
		assert_true(lws_service_fd(cx, &ready[n]) >= 0);
		/* it was ours, and is marked as done */
		assert_int_equal(ready[n].revents, 0);
	}
	lws_service_fd(cx, NULL);
}

static void
until(struct lws_context *cx, struct lws__net_peer *p, size_t len)
{
	for (int n = 0; p->len < len && n < 2000; n++) {
		own_turn(cx);
		lws__net_pump(p);
	}
	assert_true(p->len >= len);
}

static void
a_server_runs_on_a_foreign_poll(void **state)
{
	static const char ask[] = "GET /dyn HTTP/1.1\r\nHost: h\r\n\r\n";
	static const char answer[] = "HTTP/1.1 200 OK\r\ncontent-type: "
				     "text/plain\r\ncontent-length: "
				     "6\r\n\r\nhello\n";
	static const char upgrade[] =
		"GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Protocol: echo\r\n\r\n";
	struct lws_context_creation_info info;
	struct lws__net_peer http = {0}, ws = {0};
	struct lws__net net;

	(void)state;
	memset(&set, 0, sizeof(set));
	lws__loop_hook = keep_set;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
	assert_int_equal(set.count, 1); /* the listener */
	lws__net_connect_with(&http, net.port, 0);
	lws__net_connect_with(&ws, net.port, 0);
	for (int n = 0; n < 3; n++) {
		assert_int_equal(send(http.fd, ask, sizeof(ask) - 1, 0),
				 sizeof(ask) - 1);
		until(net.cx, &http, sizeof(answer) - 1);
		assert_memory_equal(http.in, answer, sizeof(answer) - 1);
		lws__net_take(&http, sizeof(answer) - 1);
	}
	assert_int_equal(send(ws.fd, upgrade, sizeof(upgrade) - 1, 0),
			 sizeof(upgrade) - 1);
	until(net.cx, &ws, 20);
	for (int n = 0; n < 50 && !strstr(ws.in, "\r\n\r\n"); n++)
		until(net.cx, &ws, ws.len + 1);
	lws__net_take(&ws, ws.len);
	assert_int_equal(send(ws.fd, "\x81\x82\0\0\0\0hi", 8, 0), 8);
	until(net.cx, &ws, 4);
	assert_memory_equal(ws.in, "\x81\x02hi", 4);
	assert_int_equal(set.count, 3);
	assert_true(set.changes > 0);
	lws__net_hang_up(&http);
	lws__net_hang_up(&ws);
	for (int n = 0; n < 2000 && set.count > 1; n++)
		own_turn(net.cx);
	assert_int_equal(set.count, 1);
	lws__net_stop(&net);
	assert_int_equal(set.count, 0);
	assert_int_equal(set.locks, 0);
	lws__loop_hook = NULL;
}

static void
an_fd_that_is_not_ours_is_left_alone(void **state)
{
	struct lws_context_creation_info info;
	struct lws__net net;
	struct pollfd pfd = {.fd = 0, .events = POLLIN, .revents = POLLIN};

	(void)state;
	lws__loop_hook = NULL;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
	assert_int_equal(lws_service_fd(net.cx, &pfd), 0);
	assert_int_equal(pfd.revents, POLLIN);
	lws__net_stop(&net);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_runs_on_a_foreign_poll),
		cmocka_unit_test(an_fd_that_is_not_ours_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
