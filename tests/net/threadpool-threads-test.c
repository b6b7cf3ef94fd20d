/* SPDX-License-Identifier: MIT */
/*
 * One pool for the connections of four service threads: what a worker has is
 * sent from WRITEABLE in the thread of its connection, whichever that is, and
 * each task is cleaned up once, also when its connection hangs up meanwhile and
 * when the context ends with tasks at work.
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
	WORKERS = 3,
	CLIENTS = 4,
	CONNECTIONS = 400,
	QUEUE = 512,
	PIECES = 6,
};

static struct lws_context *cx;
static struct lws_threadpool *tp;
static atomic_uint given, cleaned, next_client, failed, refused;
static atomic_bool wrong_thread, end_wanted;
static _Thread_local int my_tsi = -1;
static int port;

/* ---- a task: PIECES bytes, handed over one by one ------------------------ */

struct job {
	unsigned int made;
	char piece; /* the worker's until SYNCING, then the connection's */
};

static enum lws_threadpool_task_return
work(void *user, enum lws_threadpool_task_status s)
{
	struct job *j = user;

	if (s == LWS_TP_STATUS_STOPPING)
		return LWS_TP_RETURN_STOPPED;
	if (j->made == PIECES)
		return LWS_TP_RETURN_FINISHED;
	j->piece = (char)('a' + j->made++);

	return LWS_TP_RETURN_SYNC;
}

static void
clean(struct lws *wsi, void *user)
{
	if (wsi && lws_get_tsi(wsi) != my_tsi)
		atomic_store(&wrong_thread, true);
	free(user);
	atomic_fetch_add(&cleaned, 1);
}

/* ---- the server ---------------------------------------------------------- */

static int
give(struct lws *wsi)
{
	struct lws_threadpool_task_args args = {
		.wsi = wsi, .task = work, .cleanup = clean};

	args.user = calloc(1, sizeof(struct job));
	if (!args.user || !lws_threadpool_enqueue(tp, &args, "pieces")) {
		free(args.user);
		atomic_fetch_add(&refused, 1);
		return -1;
	}
	atomic_fetch_add(&given, 1);

	return 0;
}

static int
take(struct lws *wsi)
{
	struct lws_threadpool_task *task = lws_threadpool_get_task_wsi(wsi);
	unsigned char buf[LWS_PRE + 1];
	void *user = NULL;

	if (!task ||
	    lws_threadpool_task_status(task, &user) != LWS_TP_STATUS_SYNCING)
		return 0; /* over, or somebody else woke us */
	buf[LWS_PRE] = (unsigned char)((struct job *)user)->piece;
	if (lws_write(wsi, buf + LWS_PRE, 1, LWS_WRITE_RAW) < 0)
		return -1;
	lws_threadpool_task_sync(task, 0);

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		if (atomic_load(&end_wanted))
			lws_context_destroy(lws_get_context(wsi)); /* asks */
		return 0;
	case LWS_CALLBACK_RAW_ADOPT:
	case LWS_CALLBACK_RAW_RX:
	case LWS_CALLBACK_RAW_WRITEABLE:
		if (lws_get_tsi(wsi) != my_tsi)
			atomic_store(&wrong_thread, true);
		break;
	default:
		return 0;
	}
	if (reason == LWS_CALLBACK_RAW_RX)
		return give(wsi);

	return reason == LWS_CALLBACK_RAW_WRITEABLE ? take(wsi) : 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "raw", .callback = callback}, LWS_PROTOCOL_LIST_TERM};

static void *
serve(void *arg)
{
	my_tsi = (int)(intptr_t)arg;
	while (lws_service_tsi(cx, 0, my_tsi) >= 0)
		;

	return NULL;
}

/* ---- clients, each in a thread that blocks ------------------------------- */

static int
come(void)
{
	struct sockaddr_in sa = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && (connect(fd, (struct sockaddr *)&sa, sizeof(sa)) ||
			send(fd, "?", 1, MSG_NOSIGNAL) != 1)) {
		close(fd);
		fd = -1;
	}

	return fd;
}

/* the first `count` pieces, in order */
static bool
hear(int fd, size_t count)
{
	char got[PIECES];
	size_t have = 0;

	while (have < count) {
		ssize_t n = recv(fd, got + have, count - have, 0);

		if (n <= 0)
			return false;
		have += (size_t)n;
	}

	return !memcmp(got, "abcdef", count);
}

static void *
client(void *arg)
{
	unsigned int n;

	(void)arg;
	while ((n = atomic_fetch_add(&next_client, 1)) < CONNECTIONS) {
		int fd = come();

		/* every third goes in the middle, some at once */
		if (fd < 0 || !hear(fd, n % 3 ? PIECES : n % PIECES))
			atomic_fetch_add(&failed, 1);
		if (fd >= 0)
			close(fd);
	}

	return NULL;
}

/* ---- tests --------------------------------------------------------------- */

static void
begin(pthread_t *servers)
{
	const struct lws_threadpool_create_args args = {WORKERS, QUEUE};
	struct lws_context_creation_info info = {0};

	given = cleaned = next_client = failed = refused = 0;
	atomic_store(&end_wanted, false);
	info.port = 0;
	info.iface = "127.0.0.1";
	info.count_threads = SERVERS;
	info.protocols = protocols;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw";
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.pcontext = &cx;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(cx, "default"));
	tp = lws_threadpool_create(cx, &args, "pool");
	assert_non_null(tp);
	for (intptr_t n = 0; n < SERVERS; n++)
		assert_int_equal(
			pthread_create(&servers[n], NULL, serve, (void *)n), 0);
}

/* with the pool in it, which is not destroyed before */
static void
end(pthread_t *servers)
{
	atomic_store(&end_wanted, true);
	lws_cancel_service(cx);
	for (int n = 0; n < SERVERS; n++)
		pthread_join(servers[n], NULL);
	lws_context_destroy(cx);
	assert_null(cx);
	assert_false(atomic_load(&wrong_thread));
	assert_int_equal(refused, 0);
	assert_int_equal(given, cleaned);
}

static void
tasks__of_all_service_threads_share_a_pool(void **state)
{
	pthread_t servers[SERVERS], clients[CLIENTS];

	(void)state;
	begin(servers);
	for (int n = 0; n < CLIENTS; n++)
		assert_int_equal(
			pthread_create(&clients[n], NULL, client, NULL), 0);
	for (int n = 0; n < CLIENTS; n++)
		pthread_join(clients[n], NULL);
	assert_int_equal(failed, 0);
	end(servers);
	assert_true(given >= CONNECTIONS * 2 / 3);
}

static void
destroy__of_a_context_whose_threads_have_tasks(void **state)
{
	int fds[32];

	(void)state;
	for (int round = 0; round < 4; round++) {
		pthread_t servers[SERVERS];

		begin(servers);
		for (size_t n = 0; n < LWS_ARRAY_SIZE(fds); n++) {
			fds[n] = come();
			assert_true(fds[n] >= 0);
		}
		assert_true(hear(fds[0], 1)); /* they are at it */
		end(servers);
		assert_true(given > 0);
		for (size_t n = 0; n < LWS_ARRAY_SIZE(fds); n++)
			close(fds[n]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tasks__of_all_service_threads_share_a_pool),
		cmocka_unit_test(
			destroy__of_a_context_whose_threads_have_tasks),
	};

	lws_set_log_level(LLL_ERR, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
