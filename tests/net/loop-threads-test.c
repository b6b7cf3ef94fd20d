/* SPDX-License-Identifier: MIT */
/*
 * Threads (NET-18, NET-19, EV-03 in small): wake-ups from many threads, asking
 * for writing from another thread, and several service threads under load.
 */

#include "loop-app.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	WAKERS = 4,
	WAKES = 20000,
	SERVERS = 3,
	CLIENTS = 4,
	ROUNDS = 25,
};

/* ---- NET-18 ---------------------------------------------------------------
 */

static struct {
	struct lws_context *cx;
	atomic_int stop;
	atomic_int running;
	atomic_uint seen;
	atomic_uint told; /* rounds of EVENT_WAIT_CANCELLED */
} wake;

static int
count_rounds(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	     size_t len)
{
	(void)in;
	(void)len;
	(void)wsi;
	if (reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED)
		atomic_fetch_add(&wake.told, 1);

	return 0;
}

static void *
waker(void *arg)
{
	(void)arg;
	for (int n = 0; n < WAKES; n++)
		lws_cancel_service(wake.cx);
	atomic_fetch_sub(&wake.running, 1);
	lws_cancel_service(wake.cx); /* who waits without end looks again */

	return NULL;
}

static void
wake_ups_never_block_and_the_last_one_is_told__NET_18(void **state)
{
	struct lws_context_creation_info info;
	pthread_t threads[WAKERS];
	struct lws__net net;
	unsigned int before;

	(void)state;
	memset(&wake, 0, sizeof(wake));
	lws__loop_hook = count_rounds;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
	wake.cx = net.cx;
	atomic_store(&wake.running, WAKERS);
	for (int n = 0; n < WAKERS; n++)
		assert_int_equal(pthread_create(&threads[n], NULL, waker, NULL),
				 0);
	while (atomic_load(&wake.running))
		assert_true(lws_service(net.cx, 0) >= 0);
	for (int n = 0; n < WAKERS; n++)
		pthread_join(threads[n], NULL);
	/* whatever is pending is told without another call */
	for (int n = 0; n < 3; n++)
		lws__net_turn(&net);
	before = atomic_load(&wake.told);
	lws_cancel_service(net.cx);
	assert_true(lws_service(net.cx, 0) >= 0);
	assert_true(atomic_load(&wake.told) > before);
	lws__net_stop(&net);
	lws__loop_hook = NULL;
}

/* ---- writing asked for by another thread -----------------------------------
 */

static struct {
	struct lws *wsi;
	atomic_int ready;
	atomic_int asked;
	atomic_int stop;
	atomic_uint written;
} remote;

static int
remote_hook(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	    size_t len)
{
	unsigned char buf[LWS_PRE + 1];

	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED) {
		remote.wsi = wsi;
		atomic_store(&remote.ready, 1);
	}
	if (reason != LWS_CALLBACK_SERVER_WRITEABLE)
		return 0;
	buf[LWS_PRE] = 'x';
	atomic_fetch_add(&remote.written, 1);

	return lws_write(wsi, buf + LWS_PRE, 1, LWS_WRITE_TEXT) < 0 ? -1 : 0;
}

static void *
asker(void *arg)
{
	(void)arg;
	while (!atomic_load(&remote.stop)) {
		lws_callback_on_writable(remote.wsi);
		atomic_fetch_add(&remote.asked, 1);
	}

	return NULL;
}

static void
another_thread_may_ask_for_writing(void **state)
{
	struct lws_context_creation_info info;
	struct lws__net_peer p = {0};
	struct lws__net net;
	pthread_t thread;

	(void)state;
	memset(&remote, 0, sizeof(remote));
	lws__loop_hook = remote_hook;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
	lws__net_connect(&net, &p);
	lws__loop_upgrade(&net, &p);
	assert_true(atomic_load(&remote.ready));
	/* from here on somebody else is always asking; we are inside */
	lws_callback_on_writable(remote.wsi);
	assert_int_equal(pthread_create(&thread, NULL, asker, NULL), 0);
	while (atomic_load(&remote.written) < 200) {
		assert_true(lws_service(net.cx, 0) >= 0);
		lws__net_pump(&p);
		lws__net_take(&p, p.len);
	}
	atomic_store(&remote.stop, 1);
	pthread_join(thread, NULL);
	lws__net_hang_up(&p);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
	lws__loop_hook = NULL;
}

/* ---- one lock for all ------------------------------------------------------
 */

static struct {
	pthread_mutex_t lock;
	struct lws_context *cx;
	int turns; /* of both threads, with the lock */
} handed = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* a turn, and then whatever it likes, while nobody is inside */
static void *
take_turns(void *arg)
{
	bool go_on = true;

	while (go_on) {
		pthread_mutex_lock(&handed.lock);
		go_on = !atomic_load(&remote.stop) &&
			lws_service(handed.cx, -1) >= 0;
		if (go_on) {
			handed.turns++;
			(void)lws_callback_on_writable(remote.wsi);
			lws_set_timer_usecs(remote.wsi, LWS_US_PER_SEC);
			lws_set_timeout(remote.wsi, PENDING_TIMEOUT_USER_OK, 9);
			lws_set_timeout(remote.wsi, NO_PENDING_TIMEOUT, 0);
			if (arg)
				(void)lws_rx_flow_control(remote.wsi, 1);
		}
		pthread_mutex_unlock(&handed.lock);
	}

	return NULL;
}

/* the service thread is whoever is inside: a lock that is handed over will do
 */
static void
threads_may_take_turns_under_a_lock_of_theirs(void **state)
{
	struct lws_context_creation_info info;
	struct lws__net_peer p = {0};
	pthread_t threads[2];
	struct lws__net net;

	(void)state;
	memset(&remote, 0, sizeof(remote));
	lws__loop_hook = remote_hook;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
	lws__net_connect(&net, &p);
	lws__loop_upgrade(&net, &p);
	handed.cx = net.cx;
	for (intptr_t n = 0; n < 2; n++)
		assert_int_equal(pthread_create(&threads[n], NULL, take_turns,
						(void *)n),
				 0);
	while (atomic_load(&remote.written) < 200) {
		lws__net_pump(&p);
		lws__net_take(&p, p.len);
	}
	atomic_store(&remote.stop, 1);
	for (int n = 0; n < 2; n++)
		pthread_join(threads[n], NULL);
	assert_true(handed.turns >= 200);
	lws__net_hang_up(&p);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
	lws__loop_hook = NULL;
}

/* ---- locks that one thread takes --------------------------------------------
 */

static atomic_uint locks;

int __real_pthread_mutex_lock(pthread_mutex_t *m);
int __wrap_pthread_mutex_lock(pthread_mutex_t *m);

int
__wrap_pthread_mutex_lock(pthread_mutex_t *m)
{
	atomic_fetch_add(&locks, 1);

	return __real_pthread_mutex_lock(m);
}

static void
one_service_thread_takes_no_lock(void **state)
{
	struct lws_context_creation_info info;
	struct lws__net_peer p = {0};
	struct lws__net net;
	unsigned int before;

	(void)state;
	memset(&remote, 0, sizeof(remote));
	lws__loop_hook = remote_hook;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
	lws__net_turn(&net); /* PROTOCOL_INIT */
	before = atomic_load(&locks);
	lws__net_connect(&net, &p);
	lws__loop_upgrade(&net, &p);
	for (int n = 0; n < 100; n++) {
		lws_callback_on_writable(remote.wsi);
		lws_cancel_service(net.cx);
		lws__net_turn(&net);
		lws__net_pump(&p);
		lws__net_take(&p, p.len);
	}
	lws__net_hang_up(&p);
	lws__net_until_alone(&net);
	assert_true(atomic_load(&remote.written) >= 100);
	assert_int_equal(atomic_load(&locks) - before, 0);
	lws__net_stop(&net);
	lws__loop_hook = NULL;
}

/* ---- several service threads
 * -------------------------------------------------- */

static struct {
	struct lws_context *cx;
	atomic_int stop;
	atomic_int failed;
	atomic_int clients;
	int port;
	int tries;
} smp;

static void *
serve(void *arg)
{
	int tsi = (int)(intptr_t)arg;

	while (!atomic_load(&smp.stop))
		if (lws_service_tsi(smp.cx, 0, tsi) < 0)
			break;

	return NULL;
}

static int
smp_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static int
smp_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 2] = {0};

	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_RECEIVE)
		lws_callback_on_writable(wsi);
	if (reason != LWS_CALLBACK_SERVER_WRITEABLE)
		return 0;
	memcpy(buf + LWS_PRE, "ok", 2);

	return lws_write(wsi, buf + LWS_PRE, 2, LWS_WRITE_TEXT) < 0 ? -1 : 0;
}

static const struct lws_protocols smp_protocols[] = {
	{"http", smp_http, 0, 0, 0, NULL, 0},
	{"echo", smp_echo, 0, 1024, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};

/* a client that blocks, on a thread of its own: connect, echo, leave */
static bool
one_round(void)
{
	static const char upgrade[] =
		"GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Protocol: echo\r\n\r\n"
		"\x81\x82\0\0\0\0hi";
	struct sockaddr_in sa = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)smp.port)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	char buf[1024];
	size_t len = 0;
	bool done = false;

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof(sa)) ||
	    send(fd, upgrade, sizeof(upgrade) - 1, MSG_NOSIGNAL) < 0) {
		close(fd);
		return false;
	}
	while (!done && len < sizeof(buf)) {
		ssize_t n = recv(fd, buf + len, sizeof(buf) - len, 0);

		if (n <= 0)
			break;
		len += (size_t)n;
		done = len > 4 && !memcmp(buf + len - 4, "\x81\x02ok", 4);
	}
	close(fd);

	return done;
}

static void *
client(void *arg)
{
	(void)arg;
	for (int n = 0; n < ROUNDS; n++) {
		int tries = 1;

		while (!one_round() && tries < smp.tries)
			tries++;
		if (tries == smp.tries)
			atomic_store(&smp.failed, 1);
	}
	if (atomic_fetch_sub(&smp.clients, 1) == 1) {
		atomic_store(&smp.stop, 1);
		lws_cancel_service(smp.cx);
	}

	return NULL;
}

/* tries: how often a client comes until it is served, less one */
static void
serve_all_clients(struct lws_context_creation_info *creation, int tries)
{
	struct lws_context_creation_info info = *creation;
	pthread_t servers[SERVERS], clients[CLIENTS];
	struct lws_vhost *vh;

	memset(&smp, 0, sizeof(smp));
	smp.tries = tries;
	info.protocols = smp_protocols;
	info.iface = "127.0.0.1";
	info.count_threads = SERVERS;
	info.vhost_name = "smp";
	smp.cx = lws_create_context(&info);
	assert_non_null(smp.cx);
	vh = lws_get_vhost_by_name(smp.cx, "smp");
	assert_non_null(vh);
	smp.port = lws_get_vhost_listen_port(vh);
	assert_int_equal(lws_get_count_threads(smp.cx), SERVERS);
	atomic_store(&smp.clients, CLIENTS);
	for (int n = 0; n < SERVERS; n++)
		assert_int_equal(pthread_create(&servers[n], NULL, serve,
						(void *)(intptr_t)n),
				 0);
	for (int n = 0; n < CLIENTS; n++)
		assert_int_equal(
			pthread_create(&clients[n], NULL, client, NULL), 0);
	for (int n = 0; n < CLIENTS; n++)
		pthread_join(clients[n], NULL);
	for (int n = 0; n < SERVERS; n++)
		pthread_join(servers[n], NULL);
	assert_false(atomic_load(&smp.failed));
	lws_context_destroy(smp.cx);
}

static void
several_service_threads_share_the_connections__EV_03(void **state)
{
	struct lws_context_creation_info info = {.port = 0};

	(void)state;
	serve_all_clients(&info, 2);
}

/* all clients are one address: its account is kept by all threads at once */
static void
several_service_threads_share_the_limits_of_an_address(void **state)
{
	struct lws_context_creation_info info = {.ip_limit_wsi = 2,
						 .ip_limit_ah = 1};

	(void)state;
	serve_all_clients(&info, 100000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			wake_ups_never_block_and_the_last_one_is_told__NET_18),
		cmocka_unit_test(another_thread_may_ask_for_writing),
		cmocka_unit_test(threads_may_take_turns_under_a_lock_of_theirs),
		cmocka_unit_test(one_service_thread_takes_no_lock),
		cmocka_unit_test(
			several_service_threads_share_the_connections__EV_03),
		cmocka_unit_test(
			several_service_threads_share_the_limits_of_an_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
