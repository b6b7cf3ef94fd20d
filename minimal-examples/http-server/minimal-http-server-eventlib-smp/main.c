/* SPDX-License-Identifier: CC0-1.0 */
/*
 * The minimal http server on several threads, each with a loop of an event
 * library.
 */

#include <libwebsockets.h>

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	THREADS_MAX = 32,
};

static struct lws_context *context;
static volatile sig_atomic_t interrupted;

static const struct {
	const char *name;
	uint64_t option;
} loops[] = {
	{"--uv", LWS_SERVER_OPTION_LIBUV},
	{"--event", LWS_SERVER_OPTION_LIBEVENT},
	{"--ev", LWS_SERVER_OPTION_LIBEV},
	{"--glib", LWS_SERVER_OPTION_GLIB},
	{"--sd", LWS_SERVER_OPTION_SDEVENT},
};

static const struct lws_http_mount mount = {
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

static void *
serve(void *arg)
{
	int tsi = (int)(intptr_t)arg;

	while (!interrupted && lws_service_tsi(context, 0, tsi) >= 0)
		;

	return NULL;
}

static void
on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
	lws_cancel_service(context); /* all loops turn once more */
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	pthread_t threads[THREADS_MAX];
	int count, started = 0;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	p = lws_cmdline_option(argc, argv, "-p");
	info.port = p ? (int)strtol(p, NULL, 10) : 7681;
	p = lws_cmdline_option(argc, argv, "-t");
	info.count_threads = p ? (unsigned int)strtoul(p, NULL, 10) : 4;
	if (!info.count_threads || info.count_threads > THREADS_MAX) {
		lwsl_err("1 to %d threads\n", THREADS_MAX);
		return 1;
	}
	info.mounts = &mount;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(loops); n++)
		if (lws_cmdline_option(argc, argv, loops[n].name)) {
			info.options |= loops[n].option;
			break; /* --event begins as --ev does */
		}

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	count = lws_get_count_threads(context);
	while (started < count &&
	       !pthread_create(&threads[started], NULL, serve,
			       (void *)(intptr_t)started))
		started++;
	lwsl_user("LWS minimal http server SMP | visit http://localhost:%d/ "
		  "| %d loops\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")),
		  started);
	if (started < count)
		on_signal(SIGTERM);
	for (int n = 0; n < started; n++)
		pthread_join(threads[n], NULL);

	/* nobody is in a loop any more */
	lws_context_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
