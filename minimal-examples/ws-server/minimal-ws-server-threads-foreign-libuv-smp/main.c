/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Threads make messages, several service threads send the latest to everybody.
 * Each service thread runs a libuv loop of the program.
 */

#include <uv.h>

#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	THREADS = 2,
	SERVICE_THREADS_MAX = 16,
};

/* one for each vhost that has the protocol; threads share it */
static struct {
	uv_mutex_t lock;
	char text[64];        /* the latest message */
	unsigned long number; /* how many there were */
	int is_over;          /* threads end */
} news;

struct session {
	unsigned long seen; /* number of the last one it was sent */
};

static struct lws_context *context;

/* one for each service thread */
static struct service {
	uv_thread_t thread;
	uv_loop_t loop;
	uv_async_t over; /* from another thread: leave the loop */
} services[SERVICE_THREADS_MAX];
static unsigned int service_count;
static uv_signal_t signals[2]; /* on the first loop */
static unsigned int interval_ms = 100;

/* makes messages; touches no connection */
static void
thread_spam(void *arg)
{
	unsigned int thread = *(const unsigned int *)arg;
	int ends;

	do {
		uv_mutex_lock(&news.lock);
		news.number++;
		lws_snprintf(news.text, sizeof(news.text),
			     "thread %u: message %lu", thread, news.number);
		ends = news.is_over;
		uv_mutex_unlock(&news.lock);
		lws_cancel_service(context); /* allowed in any thread */
		usleep(interval_ms * 1000);
	} while (!ends);
}

static int
send_news(struct lws *wsi, struct session *s)
{
	unsigned char buf[LWS_PRE + sizeof(news.text)];
	size_t len;
	int is_new;

	uv_mutex_lock(&news.lock);
	is_new = s->seen != news.number;
	len = strlen(news.text);
	memcpy(buf + LWS_PRE, news.text, len);
	s->seen = news.number;
	uv_mutex_unlock(&news.lock);
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

static void
start_threads(uv_thread_t *threads, unsigned int *numbers)
{
	for (unsigned int n = 0; n < THREADS; n++) {
		numbers[n] = n;
		if (uv_thread_create(&threads[n], thread_spam, &numbers[n]))
			abort();
	}
}

static void
stop_threads(uv_thread_t *threads)
{
	uv_mutex_lock(&news.lock);
	news.is_over = 1;
	uv_mutex_unlock(&news.lock);
	for (unsigned int n = 0; n < THREADS; n++)
		uv_thread_join(&threads[n]);
}

/* ---- the program's loops -------------------------------------------------
 */

static void
on_over(uv_async_t *over)
{
	uv_stop(over->loop);
}

static void
on_signal(uv_signal_t *handle, int signum)
{
	(void)handle;
	(void)signum;
	for (unsigned int n = 0; n < service_count; n++)
		uv_async_send(&services[n].over);
}

static void
make_loops(void)
{
	static const int numbers[] = {SIGINT, SIGTERM};

	for (unsigned int n = 0; n < service_count; n++) {
		uv_loop_init(&services[n].loop);
		uv_async_init(&services[n].loop, &services[n].over, on_over);
	}
	for (int n = 0; n < 2; n++) {
		uv_signal_init(&services[0].loop, &signals[n]);
		uv_signal_start(&signals[n], on_signal, numbers[n]);
	}
}

/* the library has left nothing on them */
static int
end_loops(void)
{
	int bad = 0;

	for (int n = 0; n < 2; n++)
		uv_close((uv_handle_t *)&signals[n], NULL);
	for (unsigned int n = 0; n < service_count; n++) {
		uv_close((uv_handle_t *)&services[n].over, NULL);
		uv_run(&services[n].loop, UV_RUN_DEFAULT);
		if (uv_loop_close(&services[n].loop))
			bad = 1;
	}

	return bad;
}

static void
thread_service(void *arg)
{
	uv_run(&((struct service *)arg)->loop, UV_RUN_DEFAULT);
}

/* the main thread is the first of them */
static void
serve(void)
{
	for (unsigned int n = 1; n < service_count; n++)
		if (uv_thread_create(&services[n].thread, thread_service,
				     &services[n]))
			abort();
	thread_service(&services[0]);
	for (unsigned int n = 1; n < service_count; n++)
		uv_thread_join(&services[n].thread);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	void *loops[SERVICE_THREADS_MAX];
	unsigned int numbers[THREADS];
	uv_thread_t threads[THREADS];
	const char *p;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	p = lws_cmdline_option(argc, argv, "-p");
	info.port = p ? (int)strtol(p, NULL, 10) : 7681;
	p = lws_cmdline_option(argc, argv, "-i");
	if (p)
		interval_ms = (unsigned int)strtoul(p, NULL, 10);
	p = lws_cmdline_option(argc, argv, "-c");
	service_count = p ? (unsigned int)strtoul(p, NULL, 10) : 2;
	if (service_count < 1 || service_count > SERVICE_THREADS_MAX)
		service_count = SERVICE_THREADS_MAX;

	uv_mutex_init(&news.lock);
	make_loops();
	for (unsigned int n = 0; n < service_count; n++)
		loops[n] = &services[n].loop;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_LIBUV;
	info.count_threads = service_count;
	info.foreign_loops = loops;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	lwsl_user("LWS minimal ws server threads foreign libuv smp | "
		  "ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")));

	start_threads(threads, numbers);
	serve();
	stop_threads(threads); /* they use the context: first they go */
	lws_context_destroy(context);
	if (end_loops()) {
		lwsl_err("something is left on a loop\n");
		return 1;
	}
	lwsl_user("Completed: OK\n");

	return 0;
}
