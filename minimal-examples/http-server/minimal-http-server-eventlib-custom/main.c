/* SPDX-License-Identifier: CC0-1.0 */
/*
 * The minimal http server on a loop that the program brings: a table of
 * functions that tell a poll() loop what to wait for.
 */

#include <libwebsockets.h>

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	FDS_MAX = 256,
};

static struct lws_context *context;
static volatile sig_atomic_t interrupted;

/* the program's loop */
static struct {
	struct pollfd fds[FDS_MAX];
	nfds_t count;
} loop;

static struct pollfd *
find(struct lws *wsi)
{
	int fd = (int)lws_get_socket_fd(wsi);

	for (nfds_t n = 0; n < loop.count; n++)
		if (loop.fds[n].fd == fd)
			return &loop.fds[n];

	return NULL;
}

/* a descriptor is new */
static int
sock_accept(struct lws *wsi)
{
	if (find(wsi))
		return 0;
	if (loop.count == FDS_MAX)
		return 1;
	loop.fds[loop.count++] =
		(struct pollfd){.fd = (int)lws_get_socket_fd(wsi)};

	return 0;
}

/* what to wait for */
static void
io(struct lws *wsi, unsigned int flags)
{
	struct pollfd *pfd = find(wsi);
	short events = 0;

	if (!pfd)
		return;
	if (flags & LWS_EV_READ)
		events |= POLLIN;
	if (flags & LWS_EV_WRITE)
		events |= POLLOUT;
	if (flags & LWS_EV_START)
		pfd->events = (short)(pfd->events | events);
	else
		pfd->events = (short)(pfd->events & ~events);
}

/* it is about to be closed */
static int
wsi_logical_close(struct lws *wsi)
{
	struct pollfd *pfd = find(wsi);

	if (pfd)
		*pfd = loop.fds[--loop.count];

	return 0;
}

static const struct lws_event_loop_ops ops = {
	.name = "custom",
	.init_vhost_listen_wsi = sock_accept,
	.sock_accept = sock_accept,
	.io = io,
	.wsi_logical_close = wsi_logical_close,
};

static const lws_plugin_evlib_t evlib = {
	.hdr = {"custom loop", "lws_evlib_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.ops = &ops,
};

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
	interrupted = 1;
	lws_cancel_service(context);
}

/* callbacks add and remove entries: look at one, then look anew */
static void
serve(void)
{
	for (nfds_t n = loop.count; n-- > 0;)
		if (n < loop.count && loop.fds[n].revents)
			lws_service_fd(context, &loop.fds[n]);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	p = lws_cmdline_option(argc, argv, "-p");
	info.port = p ? (int)strtol(p, NULL, 10) : 7681;
	info.mounts = &mount;
	info.event_lib_custom = &evlib;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("LWS minimal http server on a custom loop | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")));

	while (!interrupted) {
		/* how long until a timer is due? */
		int ms = lws_service_adjust_timeout(context, -1, 0);

		if (poll(loop.fds, loop.count, ms) > 0)
			serve();
		lws_service_fd(context, NULL); /* timers */
	}

	lws_context_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
