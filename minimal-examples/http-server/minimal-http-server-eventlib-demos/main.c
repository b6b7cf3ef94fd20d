/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A page with several WebSocket protocols, on the loop of any event library.
 * Nothing but the choice of the option knows which: the protocols are the same
 * on each.
 */

#include "demos.h"

#include <stdlib.h>
#include <string.h>

static int interrupted;

static const struct {
	const char *name;
	uint64_t option;
} loops[] = {
	{"--uv", LWS_SERVER_OPTION_LIBUV},
	{"--event", LWS_SERVER_OPTION_LIBEVENT},
	{"--ev", LWS_SERVER_OPTION_LIBEV},
	{"--glib", LWS_SERVER_OPTION_GLIB},
	{"--sd", LWS_SERVER_OPTION_SDEVENT},
	{"--uloop", LWS_SERVER_OPTION_ULOOP},
};

static const struct lws_protocols protocol_http = {
	.name = "http",
	.callback = lws_callback_http_dummy,
};

static const struct lws_protocols *const pprotocols[] = {
	&protocol_http, /* the first is for who asks for none */
	&protocol_increment, &protocol_mirror, &protocol_status, NULL,
};

static const struct lws_http_mount mount = {
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

/* SIGINT or SIGTERM; called by the loop, so anything may be done here */
static void
on_signal(void *handle, int signum)
{
	(void)handle;
	lwsl_user("signal %d\n", signum);
	interrupted = 1;
}

/* the option of the loop that is asked for; 0 = our own */
static uint64_t
loop_option(int argc, const char **argv, const char **name)
{
	for (size_t n = 0; n < LWS_ARRAY_SIZE(loops); n++)
		if (lws_cmdline_option(argc, argv, loops[n].name)) {
			*name = loops[n].name + 2;
			return loops[n].option;
		}

	return 0;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_context *context;
	const char *p, *name = "epoll";

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	p = lws_cmdline_option(argc, argv, "-p");
	info.port = p ? (int)strtol(p, NULL, 10) : 7681;
	info.mounts = &mount;
	info.pprotocols = (const struct lws_protocols **)(uintptr_t)pprotocols;
	info.signal_cb = on_signal;
	info.options =
		loop_option(argc, argv, &name) |
		/* the page may only use what comes from us */
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	lwsl_user("LWS demos on %s | visit http://localhost:%d/\n", name,
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")));

	while (!interrupted && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
