/* SPDX-License-Identifier: CC0-1.0 */
/*
 * The minimal http server over TLS: three members of info more.
 *
 * The certificate and its key are two PEM files; README.md tells how to make a
 * pair for trying it out.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

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

static const char *
option(int argc, const char **argv, const char *name, const char *otherwise)
{
	const char *p = lws_cmdline_option(argc, argv, name);

	return p ? p : otherwise;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = (int)strtol(option(argc, argv, "-p", "7681"), NULL, 10);
	info.pcontext = &context;
	info.mounts = &mount;

	/* this is what makes it https */
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.ssl_cert_filepath =
		option(argc, argv, "--cert", "localhost-100y.cert");
	info.ssl_private_key_filepath =
		option(argc, argv, "--key", "localhost-100y.key");

	/* tell browsers to come back by https only (RFC 6797) */
	if (lws_cmdline_option(argc, argv, "--sts"))
		info.options |= LWS_SERVER_OPTION_STS;
	/* somebody who typed http:// to this port is sent to https:// */
	if (lws_cmdline_option(argc, argv, "-r"))
		info.options |= LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
				LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal https server | visit https://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
