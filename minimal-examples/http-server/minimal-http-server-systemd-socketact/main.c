/* SPDX-License-Identifier: CC0-1.0 */
/*
 * An http server whose listening socket was opened by whoever started it:
 * systemd with a .socket unit, systemd-socket-activate, or inetd-like programs
 * that follow sd_listen_fds(3).
 *
 * It needs no library of systemd's.
 */

#include <libwebsockets.h>

#include <signal.h>
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
	lws_default_loop_exit(context); /* may be called from a handler */
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	if (lws_systemd_inherited_fd(0, &info)) {
		lwsl_err("no socket was passed to us (LISTEN_FDS)\n");
		return 1;
	}
	info.pcontext = &context;
	info.mounts = &mount;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal http server systemd socketact | "
		  "visit http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
