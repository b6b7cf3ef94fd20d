/* SPDX-License-Identifier: MIT */
/*
 * CLI-11 with several service threads: each ends its own connections when an
 * interface goes, and all of them together miss none.
 */

#include "net-test.h"
#include "netlink-app.h"
#include "netlink-kernel.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	THREADS = 3,
	CLIENTS = 24, /* every other one over each interface */
};

static struct lws_context *cx;
static atomic_bool stop;
static sem_t accepted;

static int
server_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_RAW_ADOPT)
		sem_post(&accepted);

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"server", server_cb, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static void *
service(void *arg)
{
	int tsi = (int)(intptr_t)arg;

	while (!atomic_load(&stop) && lws_service_tsi(cx, 0, tsi) >= 0)
		;

	return NULL;
}

static int
client(int port, const char *from, const char *to)
{
	struct sockaddr_in us = {.sin_family = AF_INET};
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, from, &us.sin_addr);
	inet_pton(AF_INET, to, &sin.sin_addr);
	assert_int_equal(bind(fd, (struct sockaddr *)&us, sizeof(us)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);

	return fd;
}

/* the other side has ended; ms to wait for it, -1: for ever */
static bool
is_over(int fd, int ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char c;

	return poll(&p, 1, ms) > 0 && recv(fd, &c, 1, MSG_DONTWAIT) <= 0;
}

static void
answer(int requests)
{
	struct pollfd p = {.fd = kernel.fd, .events = POLLIN};

	while (requests--) {
		assert_int_equal(poll(&p, 1, -1), 1);
		assert_true(kernel_serve());
	}
}

static void
start(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = 0;
	info.iface = "0.0.0.0";
	info.protocols = protocols;
	info.count_threads = THREADS;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "server";
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	sem_init(&accepted, 0, 0);
	log_begin();
	cx = lws_create_context(&info);
	assert_non_null(cx);
}

static void
flap(const int *fds)
{
	answer(3);
	log_await("netlink: 2 interfaces");
	kernel_link(2, false);
	answer(1); /* routes, which go with it in silence */
	for (int n = 1; n < CLIENTS; n += 2)
		assert_true(is_over(fds[n], -1));
	for (int n = 0; n < CLIENTS; n += 2)
		assert_false(is_over(fds[n], 0));
	/* and what comes after is not the less for it */
	kernel_address("10.1.0.2", 1, false);
	answer(1);
	for (int n = 0; n < CLIENTS; n += 2)
		assert_true(is_over(fds[n], -1));
}

static void
CLI_11__each_thread_ends_its_own(void **state)
{
	pthread_t threads[THREADS];
	int fds[CLIENTS], port;

	(void)state;
	kernel_begin();
	kernel.addresses[2].ip = "10.1.0.2"; /* the server's */
	kernel.addresses[2].index = 1;
	kernel.addresses[3].ip = "10.2.0.2";
	kernel.addresses[3].index = 2;
	kernel.addresses[0].ip = kernel.addresses[1].ip = NULL;
	start();
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(cx, "default"));
	for (int n = 0; n < THREADS; n++)
		assert_int_equal(pthread_create(&threads[n], NULL, service,
						(void *)(intptr_t)n),
				 0);
	for (int n = 0; n < CLIENTS; n++)
		fds[n] = client(port, n % 2 ? "127.0.2.1" : "127.0.1.1",
				n % 2 ? "127.0.2.2" : "127.0.1.2");
	for (int n = 0; n < CLIENTS; n++)
		sem_wait(&accepted);
	flap(fds);
	assert_int_equal(log_has("closed: "), CLIENTS);
	atomic_store(&stop, true);
	lws_cancel_service(cx);
	for (int n = 0; n < THREADS; n++)
		pthread_join(threads[n], NULL);
	for (int n = 0; n < CLIENTS; n++)
		close(fds[n]);
	lws_context_destroy(cx);
	log_end();
	kernel_end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(CLI_11__each_thread_ends_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
