/* SPDX-License-Identifier: MIT */
/*
 * A child of lwsws: a context from the configuration, and its loop.
 */

#include <libwebsockets.h>

#include "lwsws.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

enum {
	STRINGS_LEN = 64 * 1024, /* all that is kept of the configuration */
	SERV_BUF_LEN = 8192,
	TRIM_SECS = 60,
	THREADS_MAX = 32,
};

static struct lws_context *volatile context;
static volatile sig_atomic_t saw_hup, saw_end;
static char strings[STRINGS_LEN];

#if defined(LWS_WITH_PLUGINS)
static const char *const default_plugin_dirs[] = {LWSWS_PLUGIN_DIR, NULL};
#else
static const char *const *const default_plugin_dirs = NULL;
#endif

static void
on_signal(int number)
{
	if (number == SIGHUP)
		saw_hup = 1;
	else
		saw_end = 1;
	if (context)
		lws_cancel_service(context);
}

/* the supervisor has blocked them, so none was lost */
static void
signals_begin(void)
{
	static const int numbers[] = {SIGHUP, SIGINT, SIGTERM, SIGCHLD};
	struct sigaction action;
	sigset_t ours;
	size_t n;

	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	sigemptyset(&ours);
	for (n = 0; n < LWS_ARRAY_SIZE(numbers); n++) {
		action.sa_handler = numbers[n] == SIGCHLD ? SIG_DFL : on_signal;
		sigaction(numbers[n], &action, NULL);
		sigaddset(&ours, numbers[n]);
	}
	sigprocmask(SIG_UNBLOCK, &ours, NULL);
}

#if defined(__GLIBC__)
#define give_back_memory() malloc_trim(0)
#else
#define give_back_memory() 0
#endif

/* memory that was freed goes back to the system now and then */
static void
trim(lws_sorted_usec_list_t *sul)
{
	(void)give_back_memory();
	lws_sul_schedule(context, 0, sul, trim, TRIM_SECS * LWS_US_PER_SEC);
}

/* nonzero: logged why */
static int
configure(const struct lwsws_args *args, struct lws_context_creation_info *info)
{
	char *at = strings;
	int left = sizeof(strings);

	memset(info, 0, sizeof(*info));
	info->options = LWS_SERVER_OPTION_VALIDATE_UTF8 |
			LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
			/* with those that a reload replaces */
			LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE;
	info->pt_serv_buf_size = SERV_BUF_LEN;
	if (!args->is_without_default_plugins)
		info->plugin_dirs = default_plugin_dirs;
	if (lwsws_get_config_globals(info, args->config_dir, &at, &left))
		return 1;
	context = lws_create_context(info);
	if (!context)
		return 1;
	if (lwsws_get_config_vhosts(context, info, args->config_dir, &at,
				    &left))
		return 1;

	/* ports and keys are open: user and group may change */
	return lws_finalize_startup(context);
}

/* ---- threads --------------------------------------------------------- */

static void *
thread_run(void *tsi)
{
	while (!saw_end)
		if (lws_service_tsi(context, 0, (int)(intptr_t)tsi) < 0)
			break;

	return NULL;
}

static void
serve(void)
{
	static lws_sorted_usec_list_t sul;
	pthread_t threads[THREADS_MAX];
	int count = lws_get_count_threads(context), n, running = 1;

	for (; running < count && running < THREADS_MAX; running++)
		if (pthread_create(&threads[running], NULL, thread_run,
				   (void *)(intptr_t)running)) {
			lwsl_err("a thread could not be started\n");
			saw_end = 1;
			break;
		}
	trim(&sul);
	while (!saw_end) {
		if (saw_hup && !lws_context_is_deprecated(context)) {
			lwsl_notice("no new connections here\n");
			lws_sul_cancel(&sul);
			lws_context_deprecate(context, NULL);
		}
		if (lws_service_tsi(context, 0, 0) < 0)
			break;
	}
	saw_end = 1;
	lws_sul_cancel(&sul);
	lws_cancel_service(context);
	for (n = 1; n < running; n++)
		pthread_join(threads[n], NULL);
}

int
lwsws_serve(const struct lwsws_args *args, int ready_fd)
{
	struct lws_context_creation_info info;
	struct lws_context *ending;
	int failed;

	signals_begin();
	failed = configure(args, &info);
	if (!failed && write(ready_fd, "r", 1) != 1) {
		lwsl_err("the supervisor is gone: %s\n", strerror(errno));
		failed = 1;
	}
	close(ready_fd);
	if (!failed)
		serve();
	ending = context;
	context = NULL; /* a signal may still come */
	lws_context_destroy(ending);

	return failed;
}
