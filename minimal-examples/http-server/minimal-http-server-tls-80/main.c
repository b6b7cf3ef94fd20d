/* SPDX-License-Identifier: CC0-1.0 */
/*
 * https, and a second port that speaks plain http only to say where https is.
 *
 * People type names without https://, so their first request goes to port 80.
 * Two vhosts: one serves files over TLS, the other answers every request with a
 * redirect to the first.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

static const struct lws_http_mount files = {
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

/* must live as long as its vhost */
static char https_place[128];
static const struct lws_http_mount to_https = {
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = https_place,
	.origin_protocol = LWSMPRO_REDIR_HTTPS,
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

/* returns the port that https is on, or negative */
static int
make_https(int argc, const char **argv, struct lws_context_creation_info *info)
{
	struct lws_vhost *vh;

	info->vhost_name = "https";
	info->port = (int)strtol(option(argc, argv, "-p", "7681"), NULL, 10);
	info->mounts = &files;
	info->ssl_cert_filepath =
		option(argc, argv, "--cert", "localhost-100y.cert");
	info->ssl_private_key_filepath =
		option(argc, argv, "--key", "localhost-100y.key");
	vh = lws_create_vhost(context, info);

	return vh ? lws_get_vhost_listen_port(vh) : -1;
}

/* the same, of plain http */
static int
make_http(int argc, const char **argv, struct lws_context_creation_info *info)
{
	struct lws_vhost *vh;

	info->vhost_name = "http";
	info->port = (int)strtol(option(argc, argv, "--http-port", "7682"),
				 NULL, 10);
	info->mounts = &to_https;
	info->ssl_cert_filepath = NULL; /* without one it is not TLS */
	info->ssl_private_key_filepath = NULL;
	vh = lws_create_vhost(context, info);

	return vh ? lws_get_vhost_listen_port(vh) : -1;
}

static int
make_both(int argc, const char **argv, struct lws_context_creation_info *info)
{
	const char *name = option(argc, argv, "--name", "localhost");
	int https = make_https(argc, argv, info), http;

	if (https < 0)
		return 1;
	snprintf(https_place, sizeof(https_place), "%s:%d/", name, https);
	http = make_http(argc, argv, info);
	if (http < 0)
		return 1;
	lwsl_user("LWS minimal https server | visit https://%s:%d/\n", name,
		  https);
	lwsl_user("and who visits http://%s:%d/ is sent there\n", name, http);

	return 0;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	info.pcontext = &context;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		       LWS_SERVER_OPTION_EXPLICIT_VHOSTS;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	if (make_both(argc, argv, &info)) {
		lwsl_err("lws init failed\n"); /* the log says why */
		lws_context_destroy(context);
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
