/* SPDX-License-Identifier: MIT */
/*
 * Work in a thread pool for a client that becomes a stream: the stream is told.
 */

#include "client-app.h"
#include "h2-peer.h"

#include <semaphore.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct h2_peer h;
static struct lws_threadpool *tp;
static sem_t begun, go;
static struct lws *cleaned_for;
static int cleaned, found;

static enum lws_threadpool_task_return
work(void *user, enum lws_threadpool_task_status s)
{
	(void)user;
	(void)s;
	sem_post(&begun);
	sem_wait(&go);

	return LWS_TP_RETURN_FINISHED;
}

static void
clean(struct lws *wsi, void *user)
{
	(void)user;
	cleaned_for = wsi;
	cleaned++;
}

/* WRITEABLE comes for the task, to who has it now */
static void
look_for_it(struct lws *wsi, enum lws_callback_reasons reason)
{
	struct lws_threadpool_task *task;
	void *user;

	if (reason != LWS_CALLBACK_CLIENT_HTTP_WRITEABLE)
		return;
	task = lws_threadpool_get_task_wsi(wsi);
	if (task &&
	    lws_threadpool_task_status(task, &user) == LWS_TP_STATUS_FINISHED)
		found++;
}

static void
begin_with_task(int *listen_fd)
{
	const struct lws_threadpool_create_args how = {.threads = 1,
						       .max_queue_depth = 4};
	struct lws_threadpool_task_args args = {.task = work, .cleanup = clean};
	int port;

	cleaned = found = 0;
	sem_init(&begun, 0, 0);
	sem_init(&go, 0, 0);
	client_start(&net);
	*listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.ssl_connection = LCCSCF_H2_PRIOR_KNOWLEDGE;
	does.also = look_for_it;
	tp = lws_threadpool_create(net.cx, &how, "clients");
	assert_non_null(tp);
	args.wsi = lws_client_connect_via_info(&info);
	assert_non_null(args.wsi);
	assert_non_null(lws_threadpool_enqueue(tp, &args, "early"));
	sem_wait(&begun);
	h2_accept(&net, &h, *listen_fd, NULL, 0);
	(void)h2_asked(&net, &h, 1);
	/* the stream is another wsi */
	assert_ptr_not_equal(seen.wsi, args.wsi);
	assert_non_null(lws_threadpool_get_task_wsi(seen.wsi));
	assert_null(lws_threadpool_get_task_wsi(args.wsi));
}

static void
end_all(int listen_fd)
{
	lws_threadpool_finish(tp);
	lws_threadpool_destroy(tp);
	h2_hang_up(&h);
	close(listen_fd);
	lws__net_stop(&net);
	sem_destroy(&begun);
	sem_destroy(&go);
}

static void
a_task_of_a_client_is_told_to_its_stream(void **state)
{
	int listen_fd;
	struct lws *stream;

	(void)state;
	begin_with_task(&listen_fd);
	stream = seen.wsi;
	sem_post(&go);
	lws__net_until_set(&net, &found, "WRITEABLE that finds the task");
	assert_int_equal(cleaned, 1);
	assert_ptr_equal(cleaned_for, stream);
	h2_respond(&net, &h, 1, "ok");
	lws__net_until_set(&net, &seen.over, "the end of the client");
	end_all(listen_fd);
}

/* its wsi is none any more: the task is stopped, and cleaned once */
static void
a_task_ends_with_the_stream(void **state)
{
	int listen_fd;

	(void)state;
	begin_with_task(&listen_fd);
	h2_respond(&net, &h, 1, "ok");
	lws__net_until_set(&net, &seen.over, "the end of the client");
	lws__net_until_alone(&net);
	assert_int_equal(cleaned, 0);
	sem_post(&go);
	end_all(listen_fd);
	assert_int_equal(cleaned, 1);
	assert_null(cleaned_for);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_task_of_a_client_is_told_to_its_stream),
		cmocka_unit_test(a_task_ends_with_the_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
