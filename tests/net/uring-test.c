/* SPDX-License-Identifier: MIT */
/*
 * Sockets on io_uring: what the kernel refuses, at whatever call; what is
 * under way when a connection, a thread or the context goes; sends that the
 * kernel takes in part; receives without a buffer.
 */

#include "base/base.h"
#include "loop-app.h"
#include "net/uring-ring.h"
#include "syscall-shim.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define REQUEST "GET /dyn HTTP/1.1\r\nHost: h\r\n\r\n"
#define ANSWER                                            \
	"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n" \
	"content-length: 6\r\n\r\nhello\n"

enum {
	PEERS = 40,
	FRAME = 1000,  /* of the flood */
	FRAMES = 4000, /* more than the kernel takes unread */
	HELD = 256 * 1024,
	BULK = 4 * 1024 * 1024, /* more than all buffers are */
	BUFFER = 20480,         /* one of them */
	MESSAGE = 16384 + 8,
};

static struct {
	struct lws *wsi; /* the last one that came */
	unsigned int written;
	size_t got, expected;
	bool in_order;
	bool floods, counts, echoes;
} app;

static int
flood(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + FRAME];

	while (app.written < FRAMES && !lws_send_pipe_choked(wsi)) {
		memset(buf + LWS_PRE, 'a' + (int)(app.written % 26), FRAME);
		if (lws_write(wsi, buf + LWS_PRE, FRAME, LWS_WRITE_RAW) !=
		    FRAME)
			return -1;
		app.written++;
		if (app.written % 3 == 0)
			break; /* in some turns more, in some less */
	}
	if (app.written < FRAMES)
		lws_callback_on_writable(wsi);

	return 0;
}

/* from where it stands; then that is written over, and what is around it */
static int
echo(struct lws *wsi, unsigned char *in, size_t len)
{
	int n = lws_write(wsi, in, len, LWS_WRITE_RAW);

	memset(in - LWS_PRE, '#', LWS_PRE + len);

	return n == (int)len ? 0 : -1;
}

static int
callback_raw(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	const int room = 20000; /* of the kernel, for what it sends */

	(void)user;
	lws__net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		app.wsi = wsi;
		if (app.floods &&
		    !setsockopt((int)lws_get_socket_fd(wsi), SOL_SOCKET,
				SO_SNDBUF, &room, sizeof(room)))
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		return app.floods ? flood(wsi) : 0;
	case LWS_CALLBACK_RAW_RX:
		if (app.echoes)
			return echo(wsi, in, len);
		for (size_t n = 0; n < len; n++)
			if (((char *)in)[n] !=
			    (char)('a' + (app.got + n) / 64 % 26))
				app.in_order = false;
		app.got += len;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols raw_protocols[] = {
	{"raw", callback_raw, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static void
begin(struct lws__net *net, bool is_raw, unsigned int fds)
{
	struct lws_context_creation_info info;

	memset(&app, 0, sizeof(app));
	app.in_order = true;
	lws__loop_hook = NULL;
	lws__loop_info(&info);
	if (is_raw) {
		info.protocols = raw_protocols;
		info.mounts = NULL;
		info.listen_accept_role = "raw-skt";
		info.listen_accept_protocol = "raw";
		info.options =
			LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	}
	info.options |= LWS_PLUS_SERVER_OPTION_IO_URING;
	info.fd_limit_per_thread = fds;
	lws__net_start(net, &info);
}

static int
reset(void **state)
{
	(void)state;
	lws__shim_reset();
	lws__alloc_fail_at(0, false);

	return 0;
}

static void
exchanges(struct lws__net *net)
{
	struct lws__net_peer http = {0}, ws = {0};

	lws__net_connect(net, &http);
	lws__net_connect(net, &ws);
	lws__net_send(net, &http, REQUEST REQUEST);
	lws__net_expect(net, &http, ANSWER ANSWER);
	lws__loop_upgrade(net, &ws);
	lws__loop_echo(net, &ws, "hello");
	lws__net_send(net, &http, REQUEST);
	lws__net_expect(net, &http, ANSWER);
	lws__loop_echo(net, &ws, "hello again");
	lws__net_hang_up(&http);
	lws__net_hang_up(&ws);
	lws__net_until_alone(net);
}

/* send() and recv() that it takes, the peers' with them */
static unsigned long
calls_of(struct lws__net *net)
{
	unsigned long before =
		lws__shim_calls(LWS_SHIM_SEND) + lws__shim_calls(LWS_SHIM_RECV);

	exchanges(net);

	return lws__shim_calls(LWS_SHIM_SEND) + lws__shim_calls(LWS_SHIM_RECV) -
	       before;
}

static void
the_ring_carries_sockets(void **state)
{
	unsigned long plain, ring;
	struct lws__net net;

	(void)state;
	begin(&net, false, 0);
	lws__net_turn(&net);
	if (lws__shim_calls(LWS_SHIM_SYSCALL) < 2) {
		lws__net_stop(&net);
		skip(); /* this kernel has none */
	}
	ring = calls_of(&net);
	lws__net_stop(&net);
	lws__shim_fail(LWS_SHIM_SYSCALL, 1, 0, EPERM);
	begin(&net, false, 0);
	plain = calls_of(&net);
	lws__net_stop(&net);
	print_message("%lu calls on the ring, %lu without\n", ring, plain);
	assert_true(ring + 5 <= plain); /* five messages are answered */
}

/* the epoll set is waited for without it */
static void
a_ring_that_carries_nothing_is_not_entered(void **state)
{
	struct lws__net_peer ws = {0};
	unsigned long calls;
	struct lws__net net;

	(void)state;
	begin(&net, false, 0);
	for (int round = 0; round < 2; round++) {
		lws__net_turn(&net);
		calls = lws__shim_calls(LWS_SHIM_SYSCALL);
		for (int n = 0; n < 5; n++)
			lws__net_turn(&net);
		assert_int_equal(lws__shim_calls(LWS_SHIM_SYSCALL), calls);
		lws__net_connect(&net, &ws);
		lws__loop_upgrade(&net, &ws);
		lws__loop_echo(&net, &ws, "on the ring");
		lws__net_hang_up(&ws);
		lws__net_until_alone(&net);
		/* what the ring was to say of the set */
		lws__net_turn(&net);
	}
	lws__net_stop(&net);
}

static void
what_is_refused_at_any_call_leaves_the_epoll_loop(void **state)
{
	static const int errors[] = {ENOSYS, EPERM,  ENOMEM,
				     EINVAL, EEXIST, EBADF};

	(void)state;
	for (size_t e = 0; e < LWS_ARRAY_SIZE(errors); e++)
		for (unsigned int nth = 1; nth < 24; nth++) {
			struct lws__net net;

			lws__shim_fail(LWS_SHIM_SYSCALL, nth, 0, errors[e]);
			begin(&net, false, 0);
			exchanges(&net);
			exchanges(&net);
			lws__net_stop(&net);
			lws__shim_reset();
		}
}

static void
an_enter_that_fails_once_is_made_again(void **state)
{
	static const int errors[] = {EINTR, EAGAIN, EBUSY};

	(void)state;
	for (size_t e = 0; e < LWS_ARRAY_SIZE(errors); e++)
		for (unsigned int nth = 3; nth < 24; nth++) {
			struct lws__net net;

			lws__shim_fail(LWS_SHIM_SYSCALL, nth, 1, errors[e]);
			begin(&net, false, 0);
			exchanges(&net);
			lws__net_stop(&net);
			lws__shim_reset();
		}
}

static void
without_memory_it_goes_on_or_closes__I_01(void **state)
{
	(void)state;
	/* within the making of the ring and of the first slots */
	for (unsigned int nth = 1; nth < 8; nth++) {
		struct lws__net net;

		begin(&net, false, 0);
		lws__alloc_fail_at(nth, false);
		lws__net_turn(&net);
		lws__alloc_fail_at(0, false);
		exchanges(&net);
		lws__net_stop(&net);
	}
}

static void *
other_thread(void *arg)
{
	exchanges(arg);

	return NULL;
}

static void
another_thread_goes_on_without_the_ring(void **state)
{
	struct lws__net_peer ws = {0};
	struct lws__net net;
	pthread_t thread;

	(void)state;
	begin(&net, false, 0);
	lws__net_connect(&net, &ws);
	lws__loop_upgrade(&net, &ws);
	lws__loop_echo(&net, &ws, "on the ring");
	lws__loop_send_text(&net, &ws, "between the two");
	/* the peer that is open is served by the other one */
	assert_int_equal(pthread_create(&thread, NULL, other_thread, &net), 0);
	lws__net_hang_up(&ws);
	assert_int_equal(pthread_join(thread, NULL), 0);
	exchanges(&net);
	lws__net_stop(&net);
}

static void
an_application_that_polls_takes_over(void **state)
{
	struct lws_pollfd none = {.fd = -1};
	struct lws__net_peer ws = {0};
	struct lws__net net;

	(void)state;
	begin(&net, false, 0);
	lws__net_connect(&net, &ws);
	lws__loop_upgrade(&net, &ws);
	lws__loop_echo(&net, &ws, "on the ring");
	lws_service_fd(net.cx, &none);
	lws__loop_echo(&net, &ws, "on epoll");
	lws__net_hang_up(&ws);
	lws__net_stop(&net);
}

static bool
has_come(void *arg)
{
	(void)arg;

	return app.wsi != NULL;
}

/* ---- sends ----------------------------------------------------------- */

static void
what_the_kernel_takes_in_part_arrives_whole(void **state)
{
	struct lws__net_peer p = {0};
	struct lws__net net;
	char frame[FRAME];
	int refused = 0;

	(void)state;
	begin(&net, true, 0);
	app.floods = true;
	lws__net_connect_with(&p, net.port, 4096);
	p.slowly = 700;
	lws__net_until(&net, has_come, NULL, "adoption");
	for (int n = 0; n < 1000 && refused < 20; n++) {
		lws__net_turn(&net);
		if (lws_partial_buffered(app.wsi)) {
			refused++;
			for (int m = 0; m < 7; m++)
				lws__net_pump(&p);
		}
	}
	assert_true(refused > 0);
	p.slowly = 0;
	for (int n = 0; n < FRAMES; n++) {
		memset(frame, 'a' + n % 26, sizeof(frame));
		lws__net_expect_bytes(&net, &p, frame, sizeof(frame));
	}
	assert_int_equal(app.written, FRAMES);
	lws__net_hang_up(&p);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

static void
what_was_sent_leaves_before_the_close(void **state)
{
	struct lws__net net;

	(void)state;
	begin(&net, false, 0);
	for (int n = 0; n < PEERS; n++) {
		struct lws__net_peer p = {0};

		lws__net_connect(&net, &p);
		lws__net_send(&net, &p,
			      "GET /dyn HTTP/1.1\r\nHost: h\r\n"
			      "Connection: close\r\n\r\n");
		free(lws__net_read_to(&net, &p, "\r\n\r\n"));
		lws__net_expect(&net, &p, "hello\n");
		lws__net_expect_end(&net, &p);
		lws__net_hang_up(&p);
	}
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

/* ---- receives ------------------------------------------------------------ */

static void
fill(char *bulk, size_t len)
{
	for (size_t n = 0; n < len; n++)
		bulk[n] = (char)('a' + n / 64 % 26);
}

static bool
has_all(void *arg)
{
	(void)arg;

	return app.got == app.expected;
}

static void
bulk_with(unsigned int fds, bool held)
{
	const size_t len = held ? HELD : BULK;
	struct lws__net_peer p = {0};
	struct lws__net net;
	char *bulk = malloc(len);

	assert_non_null(bulk);
	fill(bulk, len);
	begin(&net, true, fds);
	app.expected = len;
	lws__net_connect(&net, &p);
	lws__net_until(&net, has_come, NULL, "adoption");
	for (size_t at = 0; at < len; at += len / 8) {
		if (held)
			lws_rx_flow_control(app.wsi, 0);
		lws__net_send_bytes(&net, &p, bulk + at, len / 8);
		for (int n = 0; held && n < 4; n++)
			lws__net_turn(&net);
		if (held)
			lws_rx_flow_control(app.wsi, 1);
	}
	lws__net_until(&net, has_all, NULL, "all of it");
	assert_true(app.in_order);
	lws__net_hang_up(&p);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
	free(bulk);
}

static void
more_than_all_buffers_hold_arrives_in_order(void **state)
{
	(void)state;
	bulk_with(12, false); /* with the few buffers of few descriptors */
	bulk_with(0, false);
}

static void
what_came_while_reading_is_held_is_kept(void **state)
{
	(void)state;
	bulk_with(12, true);
	bulk_with(0, true);
}

/* of all peers in one turn, or as many as the machine lets be */
static void
echo_all(size_t len)
{
	struct lws__net_peer peers[PEERS];
	char *message = malloc(len);
	struct lws__net net;

	assert_non_null(message);
	begin(&net, true, 0);
	app.echoes = true;
	for (int n = 0; n < PEERS; n++) {
		peers[n] = (struct lws__net_peer){0};
		lws__net_connect(&net, &peers[n]);
		lws__net_send_bytes(&net, &peers[n], "here", 4);
		lws__net_expect(&net, &peers[n], "here");
	}
	for (int round = 0; round < 3; round++) {
		for (int n = 0; n < PEERS; n++) {
			memset(message, 'A' + n, len);
			assert_int_equal(
				send(peers[n].fd, message, len, MSG_NOSIGNAL),
				len);
		}
		for (int n = 0; n < PEERS; n++) {
			memset(message, 'A' + n, len);
			lws__net_expect_bytes(&net, &peers[n], message, len);
		}
	}
	for (int n = 0; n < PEERS; n++)
		lws__net_hang_up(&peers[n]);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
	free(message);
}

static void
what_came_may_be_written_over_and_around(void **state)
{
	(void)state;
	echo_all(MESSAGE);
	echo_all(BUFFER);
	echo_all(BUFFER + 1);
}

static void
who_leaves_while_reading_is_held_is_noticed(void **state)
{
	(void)state;
	for (int how = 0; how < 4; how++) {
		struct lws__net_peer p = {0};
		struct lws__net net;

		begin(&net, true, 0);
		lws__net_connect(&net, &p);
		lws__net_until(&net, has_come, NULL, "adoption");
		lws__net_turn(&net);
		if (how & 1)
			lws_rx_flow_control(app.wsi, 0);
		lws__net_try_send(&net, &p, "aaaa", 4);
		lws_rx_flow_control(app.wsi, 0);
		if (how & 2)
			lws__net_abort(&p);
		else
			lws__net_hang_up(&p);
		for (int n = 0; n < 4; n++)
			lws__net_turn(&net);
		if (!lws__net_noted(LWS_CALLBACK_RAW_CLOSE))
			lws_rx_flow_control(app.wsi, 1);
		lws__net_until_alone(&net);
		lws__net_stop(&net);
	}
}

static void
give_back(struct lws__ring *r, unsigned int count)
{
	for (unsigned int n = 0; n < count; n++)
		lws__ring_give_back(r, n % r->buffer_count);
}

static void
the_kernel_has_as_many_buffers_as_it_needs(void **state)
{
	enum {
		COUNT = 256,
		CALM = 65536,
	};
	struct lws__ring r;

	(void)state;
	if (lws__ring_up(&r, 16, COUNT, 64))
		skip(); /* this kernel has none */
	assert_in_range(r.lent, 1, COUNT / 2);
	assert_int_equal(r.lent + r.spare_count, COUNT);
	give_back(&r, CALM); /* it does not become less than at first */
	assert_int_equal(r.lent + r.spare_count, COUNT);
	for (int n = 0; n < 10; n++)
		lws__ring_lend_more(&r);
	assert_int_equal(r.lent, COUNT);
	assert_int_equal(r.spare_count, 0);
	give_back(&r, CALM - 1);
	assert_int_equal(r.lent, COUNT);
	give_back(&r, COUNT);
	assert_int_equal(r.lent, COUNT / 2);
	assert_int_equal(r.spare_count, COUNT / 2);
	lws__ring_lend_more(&r);
	assert_int_equal(r.lent, COUNT);
	lws__ring_down(&r);
}

/* ---- the end, with receives under way ---------------------------------- */

static void
connect_all(struct lws__net *net, struct lws__net_peer *peers)
{
	for (int n = 0; n < PEERS; n++) {
		peers[n] = (struct lws__net_peer){0};
		lws__net_connect(net, &peers[n]);
		lws__loop_upgrade(net, &peers[n]);
	}
	lws__loop_echo(net, &peers[0], "all are asked for");
}

static void
peers_that_go_together_are_all_closed(void **state)
{
	struct lws__net_peer peers[PEERS];
	struct lws__net net;

	(void)state;
	begin(&net, false, 0);
	for (int round = 0; round < 3; round++) {
		connect_all(&net, peers);
		for (int n = 0; n < PEERS; n++) {
			if (n % 3)
				lws__loop_send_text(&net, &peers[n], "last");
			if (n % 2)
				lws__net_abort(&peers[n]);
			else
				lws__net_hang_up(&peers[n]);
		}
		lws__net_until_alone(&net);
	}
	exchanges(&net);
	lws__net_stop(&net);
}

static int
kill_who_speaks(struct lws *wsi, enum lws_callback_reasons reason, void *in,
		size_t len)
{
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_RECEIVE)
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);

	return 0;
}

static void
who_is_closed_hears_of_it_at_once(void **state)
{
	struct lws__net_peer peers[PEERS];
	struct lws__net net;

	(void)state;
	begin(&net, false, 0);
	connect_all(&net, peers);
	lws__loop_hook = kill_who_speaks;
	for (int n = 0; n < PEERS; n++) {
		lws__loop_send_text(&net, &peers[n], "I go");
		lws__net_await_end(&net, &peers[n]);
		lws__net_hang_up(&peers[n]);
	}
	lws__loop_hook = NULL;
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

static void *
destroy(void *arg)
{
	struct lws__net *net = arg;

	lws_context_destroy(net->cx);
	net->cx = NULL;

	return NULL;
}

static void
a_context_that_goes_ends_all_connections(void **state)
{
	struct lws__net_peer peers[PEERS];
	struct lws__net net;
	pthread_t thread;

	(void)state;
	for (int in_thread = 0; in_thread < 2; in_thread++) {
		begin(&net, false, 0);
		connect_all(&net, peers);
		for (int n = 0; n < PEERS; n += 2)
			lws__loop_send_text(&net, &peers[n], "unread");
		if (in_thread) {
			assert_int_equal(
				pthread_create(&thread, NULL, destroy, &net),
				0);
			assert_int_equal(pthread_join(thread, NULL), 0);
		} else
			destroy(&net);
		for (int n = 0; n < PEERS; n++) {
			lws__net_await_end(&net, &peers[n]);
			lws__net_hang_up(&peers[n]);
		}
		lws__net_stop(&net);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_ring_carries_sockets, reset),
		cmocka_unit_test_setup(
			a_ring_that_carries_nothing_is_not_entered, reset),
		cmocka_unit_test_setup(
			what_is_refused_at_any_call_leaves_the_epoll_loop,
			reset),
		cmocka_unit_test_setup(an_enter_that_fails_once_is_made_again,
				       reset),
		cmocka_unit_test_setup(
			without_memory_it_goes_on_or_closes__I_01, reset),
		cmocka_unit_test_setup(another_thread_goes_on_without_the_ring,
				       reset),
		cmocka_unit_test_setup(an_application_that_polls_takes_over,
				       reset),
		cmocka_unit_test_setup(
			what_the_kernel_takes_in_part_arrives_whole, reset),
		cmocka_unit_test_setup(what_was_sent_leaves_before_the_close,
				       reset),
		cmocka_unit_test_setup(
			more_than_all_buffers_hold_arrives_in_order, reset),
		cmocka_unit_test_setup(
			the_kernel_has_as_many_buffers_as_it_needs, reset),
		cmocka_unit_test_setup(what_came_may_be_written_over_and_around,
				       reset),
		cmocka_unit_test_setup(what_came_while_reading_is_held_is_kept,
				       reset),
		cmocka_unit_test_setup(
			who_leaves_while_reading_is_held_is_noticed, reset),
		cmocka_unit_test_setup(peers_that_go_together_are_all_closed,
				       reset),
		cmocka_unit_test_setup(who_is_closed_hears_of_it_at_once,
				       reset),
		cmocka_unit_test_setup(a_context_that_goes_ends_all_connections,
				       reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
