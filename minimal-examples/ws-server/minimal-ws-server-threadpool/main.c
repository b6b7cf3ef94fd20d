/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Each connection has a task in a pool of worker threads, which looks for prime
 * numbers; each one found is sent from the connection's WRITEABLE callback.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* of one connection: made when it comes, freed by task_cleanup() */
struct search {
	unsigned long prime; /* the last one found: read while SYNCING only */
	unsigned long left;  /* how many more are wanted */
};

static struct lws_context *context;
static struct lws_threadpool *pool;
static volatile sig_atomic_t is_over; /* leave the loop */
static unsigned long wanted = 1000;

static int
is_prime(unsigned long n)
{
	for (unsigned long d = 2; d * d <= n; d++)
		if (!(n % d))
			return 0;

	return n > 1;
}

/* in a worker thread: touches no connection */
static enum lws_threadpool_task_return
task_function(void *user, enum lws_threadpool_task_status s)
{
	struct search *search = user;

	if (s == LWS_TP_STATUS_STOPPING) /* the connection has gone */
		return LWS_TP_RETURN_STOPPED;
	if (!search->left)
		return LWS_TP_RETURN_FINISHED;
	do
		search->prime++;
	while (!is_prime(search->prime));
	search->left--;

	/* wait until it was sent, then call me again.  Work that takes long
	 * returns LWS_TP_RETURN_CHECKING_IN now and then, to hear of STOPPING
	 */
	return LWS_TP_RETURN_SYNC;
}

/* once for each task, wherever it ended */
static void
task_cleanup(struct lws *wsi, void *user)
{
	(void)wsi;
	free(user);
}

static int
start_task(struct lws *wsi)
{
	struct lws_threadpool_task_args args;
	struct search *search = calloc(1, sizeof(*search));

	if (!search)
		return -1;
	search->prime = 1;
	search->left = wanted;
	memset(&args, 0, sizeof(args));
	args.wsi = wsi;
	args.user = search;
	args.task = task_function;
	args.cleanup = task_cleanup;
	if (lws_threadpool_enqueue(pool, &args, "primes"))
		return 0;
	free(search); /* it was not taken: the queue is full */
	lws_close_reason(wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION,
			 (unsigned char *)"too busy", 8);

	return -1;
}

static int
send_prime(struct lws *wsi, unsigned long prime)
{
	unsigned char buf[LWS_PRE + 32];
	int len = lws_snprintf((char *)buf + LWS_PRE, 32, "%lu", prime);

	return lws_write(wsi, buf + LWS_PRE, (size_t)len, LWS_WRITE_TEXT) < 0;
}

static int
writeable(struct lws *wsi)
{
	struct lws_threadpool_task *task = lws_threadpool_get_task_wsi(wsi);
	const struct search *search;
	void *user;

	if (!task)
		return 0;
	/* one that is over is freed by this, and user with it */
	switch (lws_threadpool_task_status(task, &user)) {
	case LWS_TP_STATUS_SYNCING:
		break;
	case LWS_TP_STATUS_FINISHED:
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL,
				 (unsigned char *)"that was all", 12);
		return -1;
	case LWS_TP_STATUS_STOPPED:
		return -1;
	default: /* it has nothing to say now */
		return 0;
	}
	search = user;
	if (send_prime(wsi, search->prime))
		return -1;
	lws_threadpool_task_sync(task, 0);

	return 0;
}

static int
callback_minimal(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		 void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		return start_task(wsi);

	/* the task has something, or is over */
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return writeable(wsi);

	default:
		break;
	}

	return 0;
}

/* the first is for what is no websocket */
static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = lws_callback_http_dummy},
	{.name = "lws-minimal", .callback = callback_minimal},
	LWS_PROTOCOL_LIST_TERM};

static void
on_signal(int sig)
{
	(void)sig;
	is_over = 1;
	lws_cancel_service(context); /* may be called from a handler */
}

static int
number(int argc, const char **argv, const char *option, int otherwise)
{
	const char *p = lws_cmdline_option(argc, argv, option);

	return p ? (int)strtol(p, NULL, 10) : otherwise;
}

int
main(int argc, const char **argv)
{
	struct lws_threadpool_create_args args;
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = number(argc, argv, "-p", 7681);
	info.protocols = protocols;
	wanted = (unsigned long)number(argc, argv, "-n", 1000);

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	args.threads = number(argc, argv, "-t", 3);
	args.max_queue_depth = number(argc, argv, "-q", 8);
	pool = lws_threadpool_create(context, &args, "primes");
	if (!pool) {
		lws_context_destroy(context);
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("LWS minimal ws server threadpool | ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")));

	while (!is_over && lws_service(context, 0) >= 0)
		;
	lws_threadpool_dump(pool);
	lws_threadpool_destroy(pool); /* waits for the tasks that run */
	lws_context_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
