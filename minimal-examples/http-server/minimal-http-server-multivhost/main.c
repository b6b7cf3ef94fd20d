/* SPDX-License-Identifier: CC0-1.0 */
/*
 * One program, three sites.
 *
 *   localhost1, localhost2   share a port: the name the client asks for
 *                            (Host) tells which is meant
 *   localhost3               has a port of its own
 *
 * With LWS_SERVER_OPTION_EXPLICIT_VHOSTS the context makes no vhost by itself.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;

static const struct lws_http_mount mounts[] = {
	{
		.mountpoint = "/",
		.mountpoint_len = 1,
		.origin = "./mount-origin-localhost1",
		.def = "index.html",
		.origin_protocol = LWSMPRO_FILE,
	},
	{
		.mountpoint = "/",
		.mountpoint_len = 1,
		.origin = "./mount-origin-localhost2",
		.def = "index.html",
		.origin_protocol = LWSMPRO_FILE,
	},
	{
		.mountpoint = "/",
		.mountpoint_len = 1,
		.origin = "./mount-origin-localhost3",
		.def = "index.html",
		.origin_protocol = LWSMPRO_FILE,
	},
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

static int
port_option(int argc, const char **argv, const char *name, int otherwise)
{
	const char *p = lws_cmdline_option(argc, argv, name);

	return p ? (int)strtol(p, NULL, 10) : otherwise;
}

/* returns the port it listens on, or negative */
static int
add_vhost(struct lws_context_creation_info *info, const char *name, int port,
	  const struct lws_http_mount *mount)
{
	struct lws_vhost *vh;

	info->vhost_name = name;
	info->port = port;
	info->mounts = mount;
	vh = lws_create_vhost(context, info);
	if (!vh) {
		lwsl_err("failed to make vhost %s\n", name);
		return -1;
	}
	port = lws_get_vhost_listen_port(vh);
	lwsl_user("vhost %s | visit http://%s:%d/\n", name, name, port);

	return port;
}

static int
make_vhosts(int argc, const char **argv, struct lws_context_creation_info *info)
{
	int port;

	port = add_vhost(info, "localhost1",
			 port_option(argc, argv, "-p", 7681), &mounts[0]);
	if (port < 0 || add_vhost(info, "localhost2", port, &mounts[1]) < 0)
		return 1;
	port = port_option(argc, argv, "--other-port", 7682);

	return add_vhost(info, "localhost3", port, &mounts[2]) < 0;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	int ret;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.pcontext = &context;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	ret = make_vhosts(argc, argv, &info);
	if (ret) {
		lws_context_destroy(context);
		return ret;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("LWS minimal multivhost http server | ready\n");

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
