/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A TCP port that is another server's: each connection is carried on there, by
 * the plugin raw-proxy.
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
	"first", lws_callback_http_dummy, 0, 0, 0, NULL, 0};

static const struct lws_protocols *const protocols[] = {
	&first,
	&lws_raw_proxy_protocols[0],
	NULL,
};

static struct lws_protocol_vhost_options onward = {NULL, NULL, "onward",
						   "ipv4:127.0.0.1:80"};
static const struct lws_protocol_vhost_options pvo = {NULL, &onward,
						      "raw-proxy", ""};

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
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-proxy";
	info.listen_accept_protocol = "raw-proxy";

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("LWS minimal raw proxy | tcp://localhost:%d/ to %s\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")),
		  onward.value);

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
