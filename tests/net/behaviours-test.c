/* SPDX-License-Identifier: MIT */
/*
 * Ten behaviours that programs lean on, one test or more for each.
 *
 *   1  lws_service() is one turn           6  ws without a sub-protocol
 *   2  any thread, one at a time           7  a foreign loop stays foreign
 *   3  lws_write() takes all               8  validity: ping 40 s, end 50 s
 *   4  WRITEABLE: ten asked, one comes     9  NULL or an error, never both
 *   5  the error's text is a string       10  the version says 4.5
 */

#include "net-test.h"
#include "syscall-shim.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECOND 1000000

static struct lws__net net;

static struct {
	struct lws *client;
	struct lws *server;
	int cancelled;
	int connected;
	int writeables;
	int errors;
	int closed;
	int destroyed;
	int established;
	int received;
	bool error_is_string;
	bool error_after_null;
	char protocol[32]; /* bound at ESTABLISHED */
} told;

static int
app(struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t len,
    const char *name)
{
	lws__net_note(wsi, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		told.cancelled++;
		break;
	case LWS_CALLBACK_RAW_CONNECTED:
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		told.connected++;
		break;
	case LWS_CALLBACK_ESTABLISHED:
		told.server = wsi;
		told.established++;
		lws_strncpy(told.protocol, name, sizeof(told.protocol));
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		told.writeables++;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		told.errors++;
		told.error_is_string =
			!in ? !len : strlen((const char *)in) == len;
		told.error_after_null = !told.client;
		break;
	case LWS_CALLBACK_RAW_CLOSE:
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		told.closed++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		told.destroyed++;
		break;
	case LWS_CALLBACK_RECEIVE:
		told.received++;
		break;
	default:
		break;
	}

	return 0;
}

static int
first_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;

	return app(wsi, reason, in, len, "first");
}

static int
second_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	(void)user;

	return app(wsi, reason, in, len, "second");
}

static const struct lws_protocols protocols[] = {
	{"first", first_cb, 0, 0, 0, NULL, 0},
	{"second", second_cb, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};

static void
fill_in(struct lws_context_creation_info *info, bool listens)
{
	memset(&told, 0, sizeof(told));
	memset(info, 0, sizeof(*info));
	info->port = listens ? 0 : CONTEXT_PORT_NO_LISTEN;
	info->protocols = protocols;
}

static void
begin(bool listens)
{
	struct lws_context_creation_info info;

	lws__shim_reset();
	fill_in(&info, listens);
	lws__net_start(&net, &info);
}

static int
listen_here(int *port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&sin, len), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &len), 0);
	*port = ntohs(sin.sin_port);

	return fd;
}

static struct lws *
connect_to(int port, const char *method)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = net.cx;
	i.address = i.host = "127.0.0.1";
	i.port = port;
	i.path = "/";
	i.method = method;
	i.local_protocol_name = "second";
	i.pwsi = &told.client;

	return lws_client_connect_via_info(&i);
}

/* a raw client whose peer is ours */
static void
connect_raw(struct lws__net_peer *peer)
{
	int port, fd = listen_here(&port);

	assert_non_null(connect_to(port, "RAW"));
	lws__net_until_set(&net, &told.connected, "the connection");
	lws__net_peer_take(peer, accept(fd, NULL, NULL));
	close(fd);
}

/* ---- 1
 * ------------------------------------------------------------------------ */

static void
service__does_not_wait_when_negative(void **state)
{
	(void)state;
	begin(false);
	/* nothing will ever happen: to wait would be for ever */
	for (int n = 0; n < 10; n++)
		assert_int_equal(lws_service(net.cx, -1), 0);
	lws__net_stop(&net);
}

static lws_sorted_usec_list_t sul;
static int sul_fired;

static void
sul_cb(lws_sorted_usec_list_t *s)
{
	(void)s;
	sul_fired++;
}

static void
service__waits_for_the_next_event_whatever_the_number(void **state)
{
	static const int timeouts[] = {0, 1, 1000, 1000000};

	(void)state;
	begin(false);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(timeouts); n++) {
		int turns = 0;

		sul_fired = 0;
		lws_sul_schedule(net.cx, 0, &sul, sul_cb, 30000);
		while (!sul_fired && turns++ < 1000)
			assert_true(lws_service(net.cx, timeouts[n]) >= 0);
		assert_int_equal(sul_fired, 1);
		/* a turn that does not wait would need thousands */
		assert_true(turns < 10);
	}
	lws__net_stop(&net);
}

static void *
cancel_soon(void *arg)
{
	lws_cancel_service(arg);

	return NULL;
}

static void
service__waits_no_longer_when_it_is_cancelled(void **state)
{
	pthread_t thread;
	int before;

	(void)state;
	begin(false);
	lws__net_turn(&net);
	before = told.cancelled;
	assert_int_equal(pthread_create(&thread, NULL, cancel_soon, net.cx), 0);
	while (told.cancelled == before)
		assert_true(lws_service(net.cx, 0) >= 0);
	pthread_join(thread, NULL);
	lws__net_stop(&net);
}

/* ---- 2
 * ------------------------------------------------------------------------ */

static struct {
	pthread_mutex_t lock;
	bool stop;
} shared = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *
serve(void *arg)
{
	bool stop = false;

	(void)arg;
	while (!stop) {
		pthread_mutex_lock(&shared.lock);
		lws_service(net.cx, -1);
		stop = shared.stop;
		pthread_mutex_unlock(&shared.lock);
		sched_yield();
	}

	return NULL;
}

static bool
under_lock(const int *flag)
{
	bool is_set;

	pthread_mutex_lock(&shared.lock);
	is_set = *flag;
	pthread_mutex_unlock(&shared.lock);

	return is_set;
}

static void
any_thread__may_call_between_turns_under_a_lock(void **state)
{
	struct lws__net_peer peer;
	int port, fd = listen_here(&port);
	pthread_t thread;

	(void)state;
	begin(false);
	shared.stop = false;
	/* made by this thread, served by another, called by this one */
	assert_int_equal(pthread_create(&thread, NULL, serve, NULL), 0);
	pthread_mutex_lock(&shared.lock);
	assert_non_null(connect_to(port, "RAW"));
	pthread_mutex_unlock(&shared.lock);
	while (!under_lock(&told.connected))
		sched_yield();
	pthread_mutex_lock(&shared.lock);
	lws_callback_on_writable(told.client);
	pthread_mutex_unlock(&shared.lock);
	while (!under_lock(&told.writeables))
		sched_yield();
	pthread_mutex_lock(&shared.lock);
	lws_set_timeout(told.client, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	shared.stop = true;
	pthread_mutex_unlock(&shared.lock);
	pthread_join(thread, NULL);
	assert_int_equal(told.closed, 1);
	lws__net_peer_take(&peer, accept(fd, NULL, NULL));
	lws__net_hang_up(&peer);
	close(fd);
	lws__net_stop(&net);
}

/* ---- 3
 * ------------------------------------------------------------------------ */

static void
write__takes_all_and_gives_the_buffer_back(void **state)
{
	static uint8_t buf[LWS_PRE + 900000], sent[900000];
	struct lws__net_peer peer;
	const size_t len = sizeof(sent);

	(void)state;
	begin(false);
	connect_raw(&peer);
	for (size_t n = 0; n < len; n++)
		sent[n] = (uint8_t)(n * 7 + n / 251);
	memcpy(buf + LWS_PRE, sent, len);
	assert_true(lws_write(told.client, buf + LWS_PRE, len, LWS_WRITE_RAW) >=
		    (int)len);
	memset(buf, 0, sizeof(buf)); /* it is ours again */
	lws__net_expect_bytes(&net, &peer, sent, len);
	lws__net_hang_up(&peer);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

/* ---- 4
 * ------------------------------------------------------------------------ */

static void
writeable__comes_once_however_often_it_was_asked_for(void **state)
{
	struct lws__net_peer peer;
	int before;

	(void)state;
	begin(false);
	connect_raw(&peer);
	for (int n = 0; n < 10; n++)
		lws__net_turn(&net);
	before = told.writeables;
	for (int n = 0; n < 10; n++)
		assert_true(lws_callback_on_writable(told.client) >= 0);
	for (int n = 0; n < 20; n++)
		lws__net_turn(&net);
	assert_int_equal(told.writeables, before + 1);
	/* it had nothing to send, and is still there */
	assert_int_equal(told.closed, 0);
	lws__net_send(&net, &peer, "x");
	lws__net_hang_up(&peer);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

/* ---- 5 and 9
 * ------------------------------------------------------------------- */

static void
expect_null_or_error(int port, const char *method)
{
	struct lws *wsi;

	told.errors = told.closed = told.destroyed = 0;
	told.client = (struct lws *)(void *)&told;
	wsi = connect_to(port, method);
	if (!wsi) {
		for (int n = 0; n < 5; n++)
			lws__net_turn(&net);
		assert_null(told.client);
		assert_int_equal(told.errors, 0);
		return;
	}
	lws__net_until_set(&net, &told.destroyed, "the error");
	assert_int_equal(told.errors, 1);
	assert_int_equal(told.closed, 0);
	assert_true(told.error_is_string);
	assert_true(told.error_after_null);
	assert_null(told.client);
}

static void
connect__answers_null_or_tells_an_error_that_is_a_string(void **state)
{
	static const char *const methods[] = {"GET", NULL, "RAW"};
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	/* bound, and does not listen */
	assert_int_equal(bind(fd, (struct sockaddr *)&sin, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &len), 0);
	begin(false);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(methods); n++) {
		expect_null_or_error(ntohs(sin.sin_port), methods[n]);
		expect_null_or_error(70000, methods[n]);
	}
	lws__net_stop(&net);
	close(fd);
}

/* ---- 6
 * ------------------------------------------------------------------------ */

#define UPGRADE                                                \
	"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"  \
	"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

static void
upgrade(struct lws__net_peer *peer)
{
	char *head;

	lws__net_connect(&net, peer);
	lws__net_send(&net, peer, UPGRADE);
	head = lws__net_read_to(&net, peer, "\r\n\r\n");
	assert_int_equal(strncmp(head, "HTTP/1.1 101", 12), 0);
	for (char *c = head; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 'a' - 'A');
	assert_null(strstr(head, "sec-websocket-protocol"));
	free(head);
	lws__net_until_set(&net, &told.established, "ESTABLISHED");
}

static void
ws__without_a_subprotocol_is_the_first_or_the_default(void **state)
{
	static const struct lws_protocol_vhost_options is_default = {
		NULL, NULL, "default", "1"};
	static const struct lws_protocol_vhost_options pvo = {NULL, &is_default,
							      "second", ""};
	struct lws_context_creation_info info;
	struct lws__net_peer peer;

	(void)state;
	begin(true);
	upgrade(&peer);
	assert_string_equal(told.protocol, "first");
	lws__net_hang_up(&peer);
	lws__net_until_alone(&net);
	lws__net_stop(&net);

	fill_in(&info, true);
	info.pvo = &pvo;
	lws__net_start(&net, &info);
	upgrade(&peer);
	assert_string_equal(told.protocol, "second");
	lws__net_hang_up(&peer);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

static void
ws_client__offers_no_subprotocol_unless_asked_to(void **state)
{
	struct lws__net_peer peer;
	int port, fd = listen_here(&port);
	char *head;

	(void)state;
	begin(false);
	assert_non_null(connect_to(port, NULL));
	lws__net_turn(&net);
	lws__net_peer_take(&peer, accept(fd, NULL, NULL));
	head = lws__net_read_to(&net, &peer, "\r\n\r\n");
	assert_non_null(strstr(head, "Sec-WebSocket-Version: 13\r\n"));
	assert_null(strstr(head, "Sec-WebSocket-Protocol"));
	free(head);
	lws__net_hang_up(&peer);
	lws__net_until_alone(&net);
	close(fd);
	lws__net_stop(&net);
}

/* ---- 7
 * ------------------------------------------------------------------------ */

/* somebody else's loop */
static struct foreign_loop {
	struct {
		int fd;
		short events;
	} watches[64];
	size_t count;
	int runs; /* somebody called its run function */
	bool pt_ended;
	int own_fd; /* watched by its owner */
} loop;

static size_t
watch_of(struct lws *wsi)
{
	int fd = (int)lws_get_socket_fd(wsi);
	size_t n = 0;

	while (n < loop.count && loop.watches[n].fd != fd)
		n++;

	return n;
}

static int
loop_init_pt(struct lws_context *cx, void *given, int tsi)
{
	(void)cx;
	(void)tsi;
	assert_ptr_equal(given, &loop);

	return 0;
}

static void
loop_io(struct lws *wsi, unsigned int flags)
{
	size_t n = watch_of(wsi);
	short events = 0;

	if (flags & LWS_EV_READ)
		events |= POLLIN;
	if (flags & LWS_EV_WRITE)
		events |= POLLOUT;
	if (n == loop.count) {
		if (flags & LWS_EV_STOP)
			return;
		assert_true(loop.count < LWS_ARRAY_SIZE(loop.watches));
		loop.watches[n].fd = (int)lws_get_socket_fd(wsi);
		loop.watches[n].events = 0;
		loop.count++;
	}
	if (flags & LWS_EV_START)
		loop.watches[n].events |= events;
	else
		loop.watches[n].events &= (short)~events;
}

static int
loop_watch(struct lws *wsi)
{
	loop_io(wsi, LWS_EV_START | LWS_EV_READ);

	return 0;
}

static int
loop_forget(struct lws *wsi)
{
	size_t n = watch_of(wsi);

	if (n < loop.count)
		loop.watches[n] = loop.watches[--loop.count];

	return 0;
}

static void
loop_run(struct lws_context *cx, int tsi)
{
	(void)cx;
	(void)tsi;
	loop.runs++;
}

static void
loop_destroy_pt(struct lws_context *cx, int tsi)
{
	(void)cx;
	(void)tsi;
	loop.pt_ended = true;
}

static const struct lws_event_loop_ops loop_ops = {
	.name = "foreign",
	.init_pt = loop_init_pt,
	.init_vhost_listen_wsi = loop_watch,
	.sock_accept = loop_watch,
	.io = loop_io,
	.wsi_logical_close = loop_forget,
	.run_pt = loop_run,
	.destroy_pt = loop_destroy_pt,
};

static const lws_plugin_evlib_t loop_plugin = {
	.hdr = {"foreign", "lws_evlib_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.ops = &loop_ops,
};

/* one turn of the foreign loop, by its owner */
static void
loop_turn(struct lws_context *cx)
{
	struct pollfd fds[LWS_ARRAY_SIZE(loop.watches)];
	size_t count = loop.count;

	for (size_t n = 0; n < count; n++)
		fds[n] = (struct pollfd){.fd = loop.watches[n].fd,
					 .events = loop.watches[n].events};
	(void)poll(fds, count, 1);
	for (size_t n = 0; n < count; n++)
		if (fds[n].revents)
			lws_service_fd(cx, &fds[n]);
	lws_service_fd(cx, NULL);
}

static void
destroy__closes_our_handles_on_a_foreign_loop_and_no_other(void **state)
{
	void *loops[] = {&loop};
	struct lws_context_creation_info info;
	struct lws__net_peer peer = {.fd = -1};
	struct lws_context *cx;
	int own[2], fd, port, turns = 0;

	(void)state;
	memset(&loop, 0, sizeof(loop));
	assert_int_equal(pipe(own), 0);
	loop.watches[0].fd = own[0];
	loop.watches[0].events = POLLIN;
	loop.count = 1;

	lws__net_ledger_reset();
	lws_set_log_level(0, NULL);
	fill_in(&info, true);
	info.iface = "127.0.0.1";
	info.event_lib_custom = &loop_plugin;
	info.foreign_loops = loops;
	net.cx = cx = lws_create_context(&info);
	assert_non_null(cx);
	fd = listen_here(&port);
	assert_non_null(connect_to(port, "RAW"));
	while (!told.connected && turns++ < 5000)
		loop_turn(cx);
	assert_int_equal(told.connected, 1);
	lws__net_peer_take(&peer, accept(fd, NULL, NULL));
	assert_true(loop.count > 2);

	lws_context_destroy(cx);
	/* what is not ours is watched and open, nothing ran or stopped it */
	assert_int_equal(loop.count, 1);
	assert_int_equal(loop.watches[0].fd, own[0]);
	assert_int_equal(loop.watches[0].events, POLLIN);
	assert_int_equal(loop.runs, 0);
	assert_true(loop.pt_ended);
	assert_int_equal(write(own[1], "x", 1), 1);
	lws__net_ledger_check();
	lws__net_hang_up(&peer);
	close(fd);
	close(own[0]);
	close(own[1]);
}

/* ---- 8
 * ------------------------------------------------------------------------ */

static void
turns(int count)
{
	while (count--)
		lws__net_turn(&net);
}

/* the clock stands, and is moved by the test */
static void
begin_validity(const lws_retry_bo_t *policy, struct lws__net_peer *peer)
{
	struct lws_context_creation_info info;

	lws__shim_reset();
	lws__shim_clocks(1000 * (int64_t)SECOND, 1700000000 * (int64_t)SECOND);
	fill_in(&info, true);
	info.retry_and_idle_policy = policy;
	lws__net_start(&net, &info);
	upgrade(peer);
	turns(4);
}

static void
ws__is_pinged_after_40_seconds_and_left_at_50(void **state)
{
	static const uint8_t ping[] = {0x89, 0x00};
	/* and a message behind it, which is told of */
	static const uint8_t pong[] = {0x8a, 0x80, 1, 2, 3, 4,  0x81,
				       0x81, 1,    2, 3, 4, 'x'};
	struct lws__net_peer peer;

	(void)state;
	begin_validity(NULL, &peer);
	lws__shim_clocks_advance(39 * SECOND, 0);
	turns(8);
	lws__net_pump(&peer);
	assert_int_equal(peer.len, 0);
	lws__shim_clocks_advance(2 * SECOND, 0);
	lws__net_expect_bytes(&net, &peer, ping, sizeof(ping));
	/* proof: it begins again */
	lws__net_send_bytes(&net, &peer, pong, sizeof(pong));
	lws__net_until_set(&net, &told.received, "the pong");
	lws__shim_clocks_advance(12 * SECOND, 0);
	turns(8);
	assert_int_equal(told.closed, 0);
	lws__shim_clocks_advance(29 * SECOND, 0);
	lws__net_expect_bytes(&net, &peer, ping, sizeof(ping));
	assert_int_equal(told.closed, 0);
	/* none this time */
	lws__shim_clocks_advance(11 * SECOND, 0);
	turns(8);
	assert_int_equal(told.closed, 1);
	lws__net_hang_up(&peer);
	lws__net_stop(&net);
	lws__shim_reset();
}

static void
ws__is_left_alone_with_a_policy_of_uint16_max(void **state)
{
	static const lws_retry_bo_t never = {
		.secs_since_valid_ping = UINT16_MAX,
		.secs_since_valid_hangup = UINT16_MAX,
	};
	struct lws__net_peer peer;

	(void)state;
	begin_validity(&never, &peer);
	for (int hour = 0; hour < 48; hour++) {
		lws__shim_clocks_advance(3600 * (int64_t)SECOND, 0);
		turns(4);
	}
	assert_int_equal(told.closed, 0);
	lws__net_hang_up(&peer);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
	lws__shim_reset();
}

/* ---- 10
 * ----------------------------------------------------------------------- */

static void
version__says_4_5(void **state)
{
	char text[32];

	(void)state;
	assert_int_equal(LWS_LIBRARY_VERSION_MAJOR, 4);
	assert_int_equal(LWS_LIBRARY_VERSION_MINOR, 5);
	assert_int_equal(LWS_LIBRARY_VERSION_NUMBER,
			 4 * 1000000 + 5 * 1000 + LWS_LIBRARY_VERSION_PATCH);
	snprintf(text, sizeof(text), "%d.%d.%d", LWS_LIBRARY_VERSION_MAJOR,
		 LWS_LIBRARY_VERSION_MINOR, LWS_LIBRARY_VERSION_PATCH);
	assert_int_equal(strncmp(LWS_LIBRARY_VERSION, text, strlen(text)), 0);
	assert_int_equal(strncmp(lws_get_library_version(), text, strlen(text)),
			 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(service__does_not_wait_when_negative),
		cmocka_unit_test(
			service__waits_for_the_next_event_whatever_the_number),
		cmocka_unit_test(service__waits_no_longer_when_it_is_cancelled),
		cmocka_unit_test(
			any_thread__may_call_between_turns_under_a_lock),
		cmocka_unit_test(write__takes_all_and_gives_the_buffer_back),
		cmocka_unit_test(
			writeable__comes_once_however_often_it_was_asked_for),
		cmocka_unit_test(
			connect__answers_null_or_tells_an_error_that_is_a_string),
		cmocka_unit_test(
			ws__without_a_subprotocol_is_the_first_or_the_default),
		cmocka_unit_test(
			ws_client__offers_no_subprotocol_unless_asked_to),
		cmocka_unit_test(
			destroy__closes_our_handles_on_a_foreign_loop_and_no_other),
		cmocka_unit_test(ws__is_pinged_after_40_seconds_and_left_at_50),
		cmocka_unit_test(ws__is_left_alone_with_a_policy_of_uint16_max),
		cmocka_unit_test(version__says_4_5),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
