/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Threads make messages, several service threads send the latest to everybody.
 */

#include <libwebsockets.h>

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	THREADS = 2,
	SERVICE_THREADS_MAX = 16,
};

/* one for each vhost that has the protocol; threads share it */
static struct {
	pthread_mutex_t lock;
	char text[64];        /* the latest message */
	unsigned long number; /* how many there were */
	int is_over;          /* threads end */
} news = {.lock = PTHREAD_MUTEX_INITIALIZER};

struct session {
	unsigned long seen; /* number of the last one it was sent */
};

static struct lws_context *context;
static volatile sig_atomic_t is_over; /* leave the loops */
static unsigned int interval_ms = 100;

/* makes messages; touches no connection */
static void *
thread_spam(void *arg)
{
	unsigned int thread = *(const unsigned int *)arg;
	int ends;

	do {
		pthread_mutex_lock(&news.lock);
		news.number++;
		lws_snprintf(news.text, sizeof(news.text),
			     "thread %u: message %lu", thread, news.number);
		ends = news.is_over;
		pthread_mutex_unlock(&news.lock);
		lws_cancel_service(context); /* allowed in any thread */
		usleep(interval_ms * 1000);
	} while (!ends);

	return NULL;
}

static int
send_news(struct lws *wsi, struct session *s)
{
	unsigned char buf[LWS_PRE + sizeof(news.text)];
	size_t len;
	int is_new;

	pthread_mutex_lock(&news.lock);
	is_new = s->seen != news.number;
	len = strlen(news.text);
	memcpy(buf + LWS_PRE, news.text, len);
	s->seen = news.number;
	pthread_mutex_unlock(&news.lock);
	if (!is_new)
		return 0; /* it was sent already, or there is none yet */

	return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT) < 0 ? -1 : 0;
}

static int
callback_minimal(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		 void *in, size_t len)
{
	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		lws_callback_on_writable(wsi);
		break;

	/* in the service thread: a thread has something */
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		lws_callback_on_writable_all_protocol(context,
						      lws_get_protocol(wsi));
		break;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_news(wsi, user);

	default:
		break;
	}

	return 0;
}

/* the first is for what is no websocket */
static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = lws_callback_http_dummy},
	{.name = "lws-minimal",
	 .callback = callback_minimal,
	 .per_session_data_size = sizeof(struct session)},
	LWS_PROTOCOL_LIST_TERM};

static unsigned int
start_threads(pthread_t *threads, unsigned int *numbers)
{
	unsigned int count = 0;

	while (count < THREADS) {
		numbers[count] = count;
		if (pthread_create(&threads[count], NULL, thread_spam,
				   &numbers[count]))
			break;
		count++;
	}

	return count;
}

static void
stop_threads(pthread_t *threads, unsigned int count)
{
	void *result;

	pthread_mutex_lock(&news.lock);
	news.is_over = 1;
	pthread_mutex_unlock(&news.lock);
	while (count--)
		pthread_join(threads[count], &result);
}

static void
on_signal(int sig)
{
	(void)sig;
	is_over = 1;
	lws_cancel_service(context); /* may be called from a handler */
}

static void *
thread_service(void *arg)
{
	int tsi = *(const int *)arg;

	while (!is_over && lws_service_tsi(context, 0, tsi) >= 0)
		;

	return NULL;
}

/* the main thread is the first of them */
static void
serve(void)
{
	int tsis[SERVICE_THREADS_MAX], count, started;
	pthread_t threads[SERVICE_THREADS_MAX];
	void *result;

	count = lws_get_count_threads(context);
	lwsl_user("%d service threads\n", count);
	tsis[0] = 0;
	for (started = 1; started < count; started++) {
		tsis[started] = started;
		if (pthread_create(&threads[started], NULL, thread_service,
				   &tsis[started]))
			break;
	}
	thread_service(&tsis[0]);
	while (--started > 0)
		pthread_join(threads[started], &result);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	unsigned int numbers[THREADS], count;
	pthread_t threads[THREADS];
	const char *p;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	p = lws_cmdline_option(argc, argv, "-i");
	if (p)
		interval_ms = (unsigned int)strtoul(p, NULL, 10);
	info.protocols = protocols;
	info.count_threads = 2;
	p = lws_cmdline_option(argc, argv, "-c");
	if (p)
		info.count_threads = (unsigned int)strtoul(p, NULL, 10);
	if (info.count_threads > SERVICE_THREADS_MAX)
		info.count_threads = SERVICE_THREADS_MAX;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("LWS minimal ws server threads smp | ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")));

	count = start_threads(threads, numbers);
	serve();
	stop_threads(threads, count); /* they use the context: first they go */
	lws_context_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
