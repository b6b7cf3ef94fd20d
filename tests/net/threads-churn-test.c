/* SPDX-License-Identifier: MIT */
/*
 * EV-03, NET-18, NET-19, I-09: four service threads while connections come and
 * go, other threads wake them, ask for writing, and vhosts that listen are made
 * and destroyed.  Every callback comes in the thread of its connection, and not
 * before its protocol was told to begin; at the end all is gone.
 *
 * LWS_TEST_CONNECTIONS in the environment says how many come; contrib/check
 * --long has a million under TSan.
 */

#include "lws-test.h"

#include <libwebsockets.h>

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	SERVERS = 4,
	CLIENTS = 4,
	WAKERS = 4,
	CONNECTIONS = 2000,
	VHOSTS = 12,
	LIVE_MAX = 256, /* ws that the wakers know */
};

static struct lws_context *cx;
static atomic_bool clients_over, end_wanted, wrong_thread, too_early;
static atomic_uint served, failed, inits, destroys, created, destroyed, told;
static _Thread_local int my_tsi = -1;
static unsigned int connections = CONNECTIONS;
static int port;

/* ws that are alive: a closed callback takes the same lock */
static struct {
	pthread_mutex_t lock;
	struct lws *wsi[LIVE_MAX];
	unsigned int asked;
} live = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
live_swap(struct lws *old, struct lws *new)
{
	int n = 0;

	pthread_mutex_lock(&live.lock);
	while (n < LIVE_MAX && live.wsi[n] != old)
		n++;
	if (n < LIVE_MAX)
		live.wsi[n] = new;
	pthread_mutex_unlock(&live.lock);
}

static void
live_ask_all(void)
{
	pthread_mutex_lock(&live.lock);
	for (int n = 0; n < LIVE_MAX; n++)
		if (live.wsi[n]) {
			(void)lws_callback_on_writable(live.wsi[n]);
			live.asked++;
		}
	pthread_mutex_unlock(&live.lock);
}

/* ---- the server ---------------------------------------------------------- */

/* of each vhost, made in PROTOCOL_INIT */
struct space {
	int is_ready;
};

static void
look(struct lws *wsi)
{
	const struct space *space = lws_protocol_vh_priv_get(
		lws_get_vhost(wsi), lws_get_protocol(wsi));

	/* who destroys a vhost closes for threads that are not inside */
	if (my_tsi >= 0 && lws_get_tsi(wsi) != my_tsi)
		atomic_store(&wrong_thread, true);
	if (!space || !space->is_ready)
		atomic_store(&too_early, true);
}

static int
protocol_cb(struct lws *wsi, enum lws_callback_reasons reason)
{
	struct space *space;

	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		space = lws_protocol_vh_priv_zalloc(lws_get_vhost(wsi),
						    lws_get_protocol(wsi),
						    sizeof(*space));
		if (!space)
			return -1;
		space->is_ready = 1;
		atomic_fetch_add(&inits, 1);
		return 1;
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		atomic_fetch_add(&destroys, 1);
		return 1;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		if (lws_get_tsi(wsi) != my_tsi)
			atomic_store(&wrong_thread, true);
		atomic_fetch_add(&told, 1);
		if (atomic_load(&end_wanted))
			lws_context_destroy(lws_get_context(wsi)); /* asks */
		return 1;
	default:
		return 0;
	}
}

static int
http_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	if (protocol_cb(wsi, reason))
		return 0;
	switch ((int)reason) {
	case LWS_CALLBACK_WSI_CREATE:
		look(wsi);
		atomic_fetch_add(&created, 1);
		return 0;
	case LWS_CALLBACK_WSI_DESTROY: /* listeners' too, some of which end
					* when no thread serves */
		atomic_fetch_add(&destroyed, 1);
		return 0;
	case LWS_CALLBACK_HTTP:
		look(wsi);
		if (lws_return_http_status(wsi, HTTP_STATUS_OK, "hello"))
			return -1;
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static int
echo_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	unsigned char buf[LWS_PRE + 2];
	bool *owes = user;

	(void)in;
	(void)len;
	if (protocol_cb(wsi, reason))
		return 0;
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		look(wsi);
		live_swap(NULL, wsi);
		return 0;
	case LWS_CALLBACK_CLOSED:
		look(wsi);
		live_swap(wsi, NULL);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		look(wsi);
		*owes = true;
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		look(wsi);
		if (!*owes)
			return 0; /* a waker asked */
		*owes = false;
		memcpy(buf + LWS_PRE, "ok", 2);
		return lws_write(wsi, buf + LWS_PRE, 2, LWS_WRITE_TEXT) < 0 ? -1
									    : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = http_cb},
	{.name = "echo",
	 .callback = echo_cb,
	 .per_session_data_size = sizeof(bool)},
	LWS_PROTOCOL_LIST_TERM};

static void *
serve(void *arg)
{
	my_tsi = (int)(intptr_t)arg;
	while (lws_service_tsi(cx, 0, my_tsi) >= 0)
		;

	return NULL;
}

/* ---- clients, each in a thread that blocks ------------------------------- */

/* a reset leaves no port behind that nobody can use for a while */
static void
hang_up(int fd)
{
	struct linger l = {.l_onoff = 1};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	close(fd);
}

static int
come(int to)
{
	struct sockaddr_in sa = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)to)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && !connect(fd, (struct sockaddr *)&sa, sizeof(sa)))
		return fd;
	if (fd >= 0)
		close(fd);

	return -1;
}

/* says it, and reads until `end` */
static bool
ask(int fd, const char *text, size_t len, const char *end)
{
	char buf[1024];
	size_t have = 0, end_len = strlen(end);

	if (send(fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
		return false;
	while (have < sizeof(buf)) {
		ssize_t n = recv(fd, buf + have, sizeof(buf) - have, 0);

		if (n <= 0)
			return false;
		have += (size_t)n;
		if (have >= end_len &&
		    !memcmp(buf + have - end_len, end, end_len))
			return true;
	}

	return false;
}

static const char request[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
static const char upgrade[] =
	"GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
	"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	"Sec-WebSocket-Protocol: echo\r\n\r\n"
	"\x81\x82\0\0\0\0hi";

/* one of them; some go without a word, some in the middle of one */
static bool
visit(int to, unsigned int n)
{
	int fd = come(to);
	bool ok = fd >= 0;

	if (!ok)
		return false;
	switch (n % 8) {
	case 0:
		break; /* gone before it was accepted, maybe */
	case 1:
		ok = send(fd, request, 10, MSG_NOSIGNAL) == 10;
		break;
	case 2:
	case 3:
	case 4:
		ok = ask(fd, upgrade, sizeof(upgrade) - 1, "\x81\x02ok");
		break;
	default:
		ok = ask(fd, request, sizeof(request) - 1, "</html>") ||
		     ask(fd, request, sizeof(request) - 1, "</html>");
		break;
	}
	hang_up(fd);

	return ok;
}

static void *
client(void *arg)
{
	(void)arg;
	for (;;) {
		unsigned int n = atomic_fetch_add(&served, 1);

		if (n >= connections)
			break;
		if (!visit(port, n))
			atomic_fetch_add(&failed, 1);
	}

	return NULL;
}

static void *
waker(void *arg)
{
	bool asks = (intptr_t)arg & 1;

	while (!atomic_load(&clients_over)) {
		if (asks)
			live_ask_all();
		else
			lws_cancel_service(cx);
		usleep(100); /* or nothing else has a turn */
	}

	return NULL;
}

/* ---- tests --------------------------------------------------------------- */

static void
begin(pthread_t *servers)
{
	struct lws_context_creation_info info = {0};

	atomic_store(&end_wanted, false);
	atomic_store(&clients_over, false);
	inits = destroys = created = destroyed = served = failed = told = 0;
	info.port = 0;
	info.iface = "127.0.0.1";
	info.count_threads = SERVERS;
	info.protocols = protocols;
	info.pcontext = &cx;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(cx, "default"));
	for (intptr_t n = 0; n < SERVERS; n++)
		assert_int_equal(
			pthread_create(&servers[n], NULL, serve, (void *)n), 0);
}

static void
check(unsigned int listeners)
{
	assert_null(cx);
	assert_false(atomic_load(&wrong_thread));
	assert_false(atomic_load(&too_early));
	assert_int_equal(inits, destroys);
	assert_int_equal(created + listeners, destroyed);
	for (int n = 0; n < LIVE_MAX; n++)
		assert_null(live.wsi[n]);
}

/* asked while all serve: each thread closes what it has */
static void
end(pthread_t *servers)
{
	atomic_store(&end_wanted, true);
	lws_cancel_service(cx);
	for (int n = 0; n < SERVERS; n++)
		pthread_join(servers[n], NULL);
	lws_context_destroy(cx);
}

static void
EV_03__connections_churn_on_four_threads(void **state)
{
	pthread_t servers[SERVERS], clients[CLIENTS], wakers[WAKERS];

	(void)state;
	begin(servers);
	for (intptr_t n = 0; n < WAKERS; n++)
		assert_int_equal(
			pthread_create(&wakers[n], NULL, waker, (void *)n), 0);
	for (int n = 0; n < CLIENTS; n++)
		assert_int_equal(
			pthread_create(&clients[n], NULL, client, NULL), 0);
	for (int n = 0; n < CLIENTS; n++)
		pthread_join(clients[n], NULL);
	atomic_store(&clients_over, true);
	for (int n = 0; n < WAKERS; n++)
		pthread_join(wakers[n], NULL);
	end(servers);
	assert_int_equal(failed, 0);
	assert_true(told > 0);
	check(SERVERS);
}

/* with connections that are in the middle of everything */
static void
destroy__of_a_context_that_others_serve(void **state)
{
	(void)state;
	for (int round = 0; round < 6; round++) {
		pthread_t servers[SERVERS], wakers[WAKERS];
		int fds[32];

		begin(servers);
		for (int n = 0; n < 32; n++) {
			fds[n] = come(port);
			assert_true(fds[n] >= 0);
			if (n % 4 == 1)
				assert_int_equal(
					send(fds[n], request, 10, MSG_NOSIGNAL),
					10);
			if (n % 4 > 1)
				assert_true(ask(fds[n], upgrade,
						sizeof(upgrade) - 1,
						"\x81\x02ok"));
		}
		/* NET-19: somebody asks on while it goes */
		for (intptr_t n = 0; n < WAKERS; n++)
			assert_int_equal(pthread_create(&wakers[n], NULL, waker,
							(void *)n),
					 0);
		atomic_store(&end_wanted, true);
		lws_cancel_service(cx);
		for (int n = 0; n < SERVERS; n++)
			pthread_join(servers[n], NULL);
		atomic_store(&clients_over, true);
		for (int n = 0; n < WAKERS; n++)
			pthread_join(wakers[n], NULL);
		lws_context_destroy(cx);
		for (int n = 0; n < 32; n++)
			close(fds[n]);
		check(SERVERS);
	}
}

static struct lws_vhost *
vhost_make(unsigned int n)
{
	struct lws_context_creation_info info = {0};
	char name[16];

	lws_snprintf(name, sizeof(name), "vhost %u", n);
	info.vhost_name = name;
	info.port = 0;
	info.iface = "127.0.0.1";
	info.protocols = protocols;

	return lws_create_vhost(cx, &info);
}

/* they listen on ports of their own; this thread serves nothing */
static void
vhosts__come_and_go_while_threads_serve(void **state)
{
	pthread_t servers[SERVERS], wakers[WAKERS];

	(void)state;
	begin(servers);
	for (intptr_t n = 0; n < WAKERS; n++)
		assert_int_equal(
			pthread_create(&wakers[n], NULL, waker, (void *)n), 0);
	for (unsigned int n = 0; n < VHOSTS; n++) {
		struct lws_vhost *vh = vhost_make(n);
		int fds[8];

		assert_non_null(vh);
		for (unsigned int v = 0; v < 16; v++)
			assert_true(visit(lws_get_vhost_listen_port(vh), v));
		for (int v = 0; v < 8; v++) {
			fds[v] = come(lws_get_vhost_listen_port(vh));
			assert_true(fds[v] >= 0);
		}
		lws_vhost_destroy(vh);
		assert_true(visit(port, n)); /* the other one serves on */
		for (int v = 0; v < 8; v++)
			hang_up(fds[v]);
	}
	atomic_store(&clients_over, true);
	for (int n = 0; n < WAKERS; n++)
		pthread_join(wakers[n], NULL);
	end(servers);
	assert_int_equal(inits, (VHOSTS + 1) * 2);
	check(SERVERS * (VHOSTS + 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(EV_03__connections_churn_on_four_threads),
		cmocka_unit_test(destroy__of_a_context_that_others_serve),
		cmocka_unit_test(vhosts__come_and_go_while_threads_serve),
	};
	const char *wanted = getenv("LWS_TEST_CONNECTIONS");

	lws_set_log_level(0, NULL);
	if (wanted)
		connections = (unsigned int)strtoul(wanted, NULL, 10);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
