/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Threads make messages, the service thread sends them to a server.
 *
 * Only the service thread may touch a connection.  So a thread puts its message
 * on a ring, under a lock, and calls lws_cancel_service(), the one call that is
 * allowed everywhere; EVENT_WAIT_CANCELLED comes in the service thread.
 */

#include <libwebsockets.h>

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	THREADS = 2,
	RING = 8,
};

struct message {
	unsigned char *data; /* owned, LWS_PRE bytes and then the payload */
	size_t len;
};

static struct lws_context *context;
static volatile sig_atomic_t is_over; /* leave the loop */
static struct lws *client;            /* set and cleared by the library */
static int is_established;            /* service thread's own */
static unsigned long wanted, sent;    /* messages; 0 = for ever */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t room;
	struct lws_ring *ring;
	unsigned long made;
	int is_closed; /* threads end */
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER, .room = PTHREAD_COND_INITIALIZER};

static void
message_free(void *element)
{
	struct message *m = element;

	free(m->data);
	m->data = NULL;
}

/* with the lock held; nonzero: no memory */
static int
make_message(unsigned int thread)
{
	struct message m;

	m.data = malloc(LWS_PRE + 64);
	if (!m.data)
		return 1;
	m.len = (size_t)lws_snprintf((char *)m.data + LWS_PRE, 64,
				     "thread %u: message %lu", thread,
				     ++queue.made);
	if (lws_ring_insert(queue.ring, &m, 1) != 1) {
		message_free(&m);
		return 1;
	}

	return 0;
}

static void *
thread_spam(void *arg)
{
	unsigned int thread = *(const unsigned int *)arg;

	pthread_mutex_lock(&queue.lock);
	while (!queue.is_closed && (!wanted || queue.made < wanted)) {
		if (!lws_ring_get_count_free_elements(queue.ring)) {
			pthread_cond_wait(&queue.room, &queue.lock);
			continue;
		}
		if (make_message(thread))
			break;
		lws_cancel_service(context);
	}
	pthread_mutex_unlock(&queue.lock);

	return NULL;
}

static int
send_one(struct lws *wsi)
{
	const struct message *m;
	int n = 0, is_more;

	pthread_mutex_lock(&queue.lock);
	m = lws_ring_get_element(queue.ring, NULL);
	if (m) {
		n = lws_write(wsi, m->data + LWS_PRE, m->len, LWS_WRITE_TEXT);
		lws_ring_consume(queue.ring, NULL, NULL, 1);
		pthread_cond_broadcast(&queue.room);
		sent++;
	}
	is_more = !!lws_ring_get_element(queue.ring, NULL);
	pthread_mutex_unlock(&queue.lock);
	if (n < 0)
		return -1;
	if (is_more)
		lws_callback_on_writable(wsi);
	if (!wanted || sent < wanted)
		return 0;
	lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);

	return -1; /* all was sent: close */
}

static int
callback_minimal_broker(struct lws *wsi, enum lws_callback_reasons reason,
			void *user, void *in, size_t len)
{
	(void)user;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no connection: %s\n", in ? (const char *)in : "?");
		is_over = 1;
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lwsl_user("connected\n");
		is_established = 1;
		lws_callback_on_writable(wsi);
		break;

	/* a thread has something */
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		if (is_established)
			lws_callback_on_writable(client);
		break;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return send_one(wsi);

	case LWS_CALLBACK_CLIENT_CLOSED:
		is_established = 0;
		is_over = 1;
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "lws-minimal-broker", .callback = callback_minimal_broker},
	LWS_PROTOCOL_LIST_TERM};

static void
on_signal(int sig)
{
	(void)sig;
	is_over = 1;
	lws_cancel_service(context); /* may be called from a handler */
}

static const char *
option(int argc, const char **argv, const char *name, const char *otherwise)
{
	const char *value = lws_cmdline_option(argc, argv, name);

	return value ? value : otherwise;
}

static void
run(void)
{
	static unsigned int numbers[THREADS];
	pthread_t threads[THREADS];
	unsigned int count = 0;
	void *result;

	while (count < THREADS) {
		numbers[count] = count;
		if (pthread_create(&threads[count], NULL, thread_spam,
				   &numbers[count]))
			break;
		count++;
	}
	while (!is_over && lws_service(context, 0) >= 0)
		;

	pthread_mutex_lock(&queue.lock);
	queue.is_closed = 1;
	pthread_cond_broadcast(&queue.room);
	pthread_mutex_unlock(&queue.lock);
	while (count--)
		pthread_join(threads[count], &result);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;
	int is_bad;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	wanted = strtoul(option(argc, argv, "-n", "0"), NULL, 10);

	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.protocols = protocols;
	context = lws_create_context(&info);
	queue.ring =
		lws_ring_create(sizeof(struct message), RING, message_free);
	if (!context || !queue.ring) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = option(argc, argv, "-s", "localhost");
	i.port = (int)strtol(option(argc, argv, "-p", "7681"), NULL, 10);
	i.path = "/publisher";
	i.host = i.origin = i.address;
	i.protocol = protocols[0].name;
	i.pwsi = &client;
	if (lws_client_connect_via_info(&i))
		run();
	lws_context_destroy(context);
	lws_ring_destroy(queue.ring);
	is_bad = !sent || sent < wanted;
	lwsl_user("Completed: %s (%lu sent)\n", is_bad ? "failed" : "OK", sent);

	return is_bad;
}
