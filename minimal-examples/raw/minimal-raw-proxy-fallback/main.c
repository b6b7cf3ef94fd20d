/* SPDX-License-Identifier: CC0-1.0 */
/*
 * An http server whose port takes other things as well: a connection whose
 * first bytes are no http is carried on to another server, by the plugin
 * raw-proxy.  So ssh and a web page can share port 443.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#if !defined(LWS_WITH_PLUGINS_BUILTIN)
extern const struct lws_protocols lws_raw_proxy_protocols[1];
#endif

static struct lws_context *context;

static const struct lws_protocols first = {
	"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0};

static const struct lws_protocols *const protocols[] = {
	&first,
	&lws_raw_proxy_protocols[0],
	NULL,
};

static struct lws_protocol_vhost_options onward = {NULL, NULL, "onward",
						   "ipv4:127.0.0.1:22"};
static const struct lws_protocol_vhost_options pvo = {NULL, &onward,
						      "raw-proxy", ""};

static const struct lws_http_mount mount = {
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	p = lws_cmdline_option(argc, argv, "-r");
	if (p)
		onward.value = p;
	info.pcontext = &context;
	info.pprotocols = (const struct lws_protocols **)(void *)protocols;
	info.pvo = &pvo;
	info.mounts = &mount;
	info.options = LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-proxy";
	info.listen_accept_protocol = "raw-proxy";

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user(
		"LWS minimal raw proxy fallback | http://localhost:%d/ to %s\n",
		lws_get_vhost_listen_port(
			lws_get_vhost_by_name(context, "default")),
		onward.value);

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
