/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A thread that knows nothing of event loops gets a page through the loop that
 * another thread runs.
 *
 * Almost no call of the library may be made from another thread.  It leaves its
 * wish under a lock and calls lws_cancel_service(), which may; the loop's
 * thread is then told EVENT_WAIT_CANCELLED, and does what was wished.
 */

#include <libwebsockets.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* one wish, and what came of it; the lock is for all of it */
struct wish {
	pthread_mutex_t lock;
	pthread_cond_t done;
	const char *path;
	int is_new;
	int is_done;
	int is_good;
	int is_last; /* there will be no more: the loop may end */
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static struct lws_client_connect_info where;
static struct wish wish = {.lock = PTHREAD_MUTEX_INITIALIZER,
			   .done = PTHREAD_COND_INITIALIZER};
static int is_complete;

static void
fulfil(int is_good)
{
	pthread_mutex_lock(&wish.lock);
	wish.is_good = is_good;
	wish.is_done = 1;
	pthread_cond_signal(&wish.done);
	pthread_mutex_unlock(&wish.lock);
}

/* on the loop's thread: is there a wish? */
static void
look(void)
{
	int is_new;

	pthread_mutex_lock(&wish.lock);
	is_new = wish.is_new;
	wish.is_new = 0;
	where.path = wish.path;
	pthread_mutex_unlock(&wish.lock);
	is_complete = 0;
	if (is_new && !lws_client_connect_via_info(&where))
		fulfil(0);
}

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	char buf[LWS_PRE + 4096], *p = buf + LWS_PRE;
	int room = 4096;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		look();
		break;

	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no answer: %s\n", in ? (const char *)in : "?");
		fulfil(0);
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		fwrite(in, 1, len, stdout);
		break;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		is_complete = lws_http_client_http_response(wsi) == 200;
		break;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		fulfil(is_complete);
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = callback_http}, LWS_PROTOCOL_LIST_TERM};

/* any thread but the loop's: waits for the page */
static int
get(const char *path)
{
	int is_good;

	pthread_mutex_lock(&wish.lock);
	wish.path = path;
	wish.is_new = 1;
	wish.is_done = 0;
	lws_cancel_service(context);
	while (!wish.is_done)
		pthread_cond_wait(&wish.done, &wish.lock);
	is_good = wish.is_good;
	pthread_mutex_unlock(&wish.lock);

	return is_good;
}

static int
is_over(void)
{
	int is_last;

	pthread_mutex_lock(&wish.lock);
	is_last = wish.is_last;
	pthread_mutex_unlock(&wish.lock);

	return is_last;
}

static void *
other_thread(void *path)
{
	static int failed;

	for (int n = 0; n < 2 && !failed; n++)
		failed = !get(path);
	pthread_mutex_lock(&wish.lock);
	wish.is_last = 1;
	pthread_mutex_unlock(&wish.lock);
	lws_cancel_service(context);

	return &failed;
}

static const char *
option(int argc, const char **argv, const char *name, const char *otherwise)
{
	const char *value = lws_cmdline_option(argc, argv, name);

	return value ? value : otherwise;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	char path[256];
	pthread_t thread;
	void *failed;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.protocols = protocols;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	where.context = context;
	where.address = option(argc, argv, "--server", "localhost");
	where.port = (int)strtol(option(argc, argv, "-p", "7681"), NULL, 10);
	where.host = where.address;
	where.method = "GET";
	where.protocol = "http"; /* ours, where the callbacks go */
	lws_strncpy(path, option(argc, argv, "--path", "/"), sizeof(path));

	if (pthread_create(&thread, NULL, other_thread, path)) {
		lws_context_destroy(context);
		return 1;
	}
	/* this thread is the loop's until the other one ends it */
	while (!is_over() && lws_service(context, 0) >= 0)
		;
	pthread_join(thread, &failed);
	lws_context_destroy(context);
	lwsl_user("Completed: %s\n", *(int *)failed ? "failed" : "OK");

	return *(int *)failed;
}
