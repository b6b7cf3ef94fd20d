/* SPDX-License-Identifier: MIT */
/*
 * Several service threads on loops of the application, info.foreign_loops[tsi]:
 * each thread runs its loop, and every callback of a connection comes in the
 * thread that it belongs to.  Hazards EV-01, EV-03, NET-18, NET-19.
 */

#include "evlib-foreign.h"
#include "net-test.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	THREADS_MAX = 4,
	CLIENTS = 4,
	WAKERS = 2,
	VISITS = 400, /* of all clients together */
	LEFT = 8,     /* connections that stay until the context goes */
};

#define F (&lws__foreign)

static struct lws_context *cx;
static void *loops[THREADS_MAX];
static unsigned int count;
static int port;
static atomic_bool loops_end, wakers_end, wrong_thread;
static atomic_uint visits, failed, created, destroyed, seen[THREADS_MAX];
static _Thread_local int my_tsi = -1;

/* ---- the server ---------------------------------------------------------- */

static void
look(struct lws *wsi)
{
	if (my_tsi >= 0 && lws_get_tsi(wsi) != my_tsi)
		atomic_store(&wrong_thread, true);
}

static int
echo_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	unsigned char buf[LWS_PRE + 2] = "";

	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		return 0; /* in whichever thread it is */
	default:
		look(wsi);
		break;
	}
	switch ((int)reason) {
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		atomic_fetch_add(&seen[lws_get_tsi(wsi)], 1);
		/* those of the other threads too, whatever these do now */
		lws_rx_flow_allow_all_protocol(cx, lws_get_protocol(wsi));
		lws_callback_on_writable_all_protocol(cx,
						      lws_get_protocol(wsi));
		return 0;
	case LWS_CALLBACK_WSI_CREATE:
		atomic_fetch_add(&created, 1);
		return 0;
	case LWS_CALLBACK_WSI_DESTROY:
		atomic_fetch_add(&destroyed, 1);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		memcpy(buf + LWS_PRE, "ok", 2);
		return lws_write(wsi, buf + LWS_PRE, 2, LWS_WRITE_TEXT) < 0 ? -1
									    : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{.name = "echo", .callback = echo_cb}, LWS_PROTOCOL_LIST_TERM};

static void *
serve(void *arg)
{
	my_tsi = (int)(intptr_t)arg;
	while (!atomic_load(&loops_end))
		F->turn(loops[my_tsi]); /* its beat ends a turn */

	return NULL;
}

/* ---- clients, each in a thread that blocks ------------------------------- */

static const char upgrade[] =
	"GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
	"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	"Sec-WebSocket-Protocol: echo\r\n\r\n"
	"\x81\x82\0\0\0\0hi";

static int
come(void)
{
	struct sockaddr_in sa = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && !connect(fd, (struct sockaddr *)&sa, sizeof(sa)))
		return fd;
	if (fd >= 0)
		close(fd);

	return -1;
}

static bool
echoes(int fd)
{
	char buf[1024];
	size_t have = 0;
	ssize_t n = 1;

	if (send(fd, upgrade, sizeof(upgrade) - 1, MSG_NOSIGNAL) !=
	    (ssize_t)sizeof(upgrade) - 1)
		return false;
	while (n > 0 && have < sizeof(buf)) {
		n = recv(fd, buf + have, sizeof(buf) - have, 0);
		have += n > 0 ? (size_t)n : 0;
		if (memmem(buf, have, "\x81\x02ok", 4))
			return true;
	}

	return false;
}

/* a reset leaves no port behind that nobody can use for a while */
static void
hang_up(int fd)
{
	struct linger l = {.l_onoff = 1};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	close(fd);
}

static void *
client(void *arg)
{
	(void)arg;
	for (unsigned int n; (n = atomic_fetch_add(&visits, 1)) < VISITS;) {
		int fd = come();

		/* some are gone before they are accepted, maybe */
		if (fd < 0 || (n % 4 && !echoes(fd)))
			atomic_fetch_add(&failed, 1);
		if (fd >= 0)
			hang_up(fd);
	}

	return NULL;
}

static void *
waker(void *arg)
{
	(void)arg;
	while (!atomic_load(&wakers_end)) {
		lws_cancel_service(cx);
		usleep(200); /* or nothing else has a turn */
	}

	return NULL;
}

/* ---- tests --------------------------------------------------------------- */

static void
start(pthread_t *threads, unsigned int n, void *(*run)(void *))
{
	for (unsigned int i = 0; i < n; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run,
						(void *)(intptr_t)i),
				 0);
}

static void
join(const pthread_t *threads, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}

static void
create(unsigned int threads)
{
	struct lws_context_creation_info info = {0};
	void *given[THREADS_MAX];

	count = threads;
	visits = failed = created = destroyed = 0;
	atomic_store(&loops_end, false);
	atomic_store(&wakers_end, false);
	for (unsigned int n = 0; n < count; n++) {
		loops[n] = F->make();
		given[n] = F->given(loops[n]);
		seen[n] = 0;
	}
	info.iface = "127.0.0.1";
	info.count_threads = count;
	info.protocols = protocols;
	info.pcontext = &cx;
	info.event_lib_custom = lws__net_evlib(F->name);
	info.foreign_loops = given;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_int_equal(lws_get_count_threads(cx), count);
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(cx, "default"));
}

/* the loops go on, and nothing of ours is on them */
static void
check_loops(void)
{
	for (unsigned int n = 0; n < count; n++) {
		int beats = F->beats(loops[n]);

		while (F->beats(loops[n]) < beats + 3)
			F->turn(loops[n]);
		assert_int_equal(F->others(loops[n]) > 0, 0);
		assert_int_equal(F->end(loops[n]), 0);
	}
}

static void
serve_on(unsigned int threads)
{
	pthread_t servers[THREADS_MAX], clients[CLIENTS], wakers[WAKERS];
	int left[LEFT];

	create(threads);
	start(servers, count, serve);
	start(wakers, WAKERS, waker);
	start(clients, CLIENTS, client);
	join(clients, CLIENTS);
	/* a thread may have its first turn when all others are done */
	for (unsigned int n = 0; n < count; n++)
		while (!atomic_load(&seen[n]))
			sched_yield();
	atomic_store(&wakers_end, true);
	join(wakers, WAKERS);
	for (int n = 0; n < LEFT; n++) {
		left[n] = come();
		assert_true(left[n] >= 0);
		assert_true(n % 2 || echoes(left[n]));
	}
	atomic_store(&loops_end, true);
	join(servers, count);
	lws_context_destroy(cx); /* one call, with connections on each loop */
	assert_null(cx);
	check_loops();
	for (int n = 0; n < LEFT; n++)
		close(left[n]);
	assert_int_equal(failed, 0);
	assert_false(atomic_load(&wrong_thread));
	assert_int_equal(created + count, destroyed); /* and its listeners */
	for (unsigned int n = 0; n < count; n++)
		assert_true(seen[n] > 0);
}

static void
EV_03__two_threads_have_a_loop_of_the_application_each(void **state)
{
	(void)state;
	serve_on(2);
}

static void
EV_03__four_threads_have_a_loop_of_the_application_each(void **state)
{
	(void)state;
	serve_on(4);
}

static void
EV_01__a_context_of_threads_that_never_ran_leaves_nothing(void **state)
{
	(void)state;
	create(THREADS_MAX);
	lws_context_destroy(cx);
	assert_null(cx);
	check_loops();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			EV_03__two_threads_have_a_loop_of_the_application_each),
		cmocka_unit_test(
			EV_03__four_threads_have_a_loop_of_the_application_each),
		cmocka_unit_test(
			EV_01__a_context_of_threads_that_never_ran_leaves_nothing),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
