/* SPDX-License-Identifier: MIT */
/*
 * plugin-host FOLDER: a server without protocols of its own.  It has those of
 * the plugins in the folder, says its URL on stdout, and ends on SIGTERM.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t interrupted;

static void
on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
	if (context)
		lws_cancel_service(context);
}

static const struct lws_protocols protocols[] = {
	{"http-only", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};
static const struct lws_protocol_vhost_options status = {NULL, NULL,
							 "lws-status", ""};
static const struct lws_protocol_vhost_options mirror = {
	&status, NULL, "lws-mirror-protocol", ""};
static const struct lws_protocol_vhost_options dumb = {
	&mirror, NULL, "dumb-increment-protocol", ""};
static const struct lws_protocol_vhost_options post = {
	&dumb, NULL, "protocol-post-demo", ""};

static const struct lws_http_mount formtest = {
	.mountpoint = "/formtest",
	.mountpoint_len = 9,
	.origin = "protocol-post-demo",
	.protocol = "protocol-post-demo",
	.origin_protocol = LWSMPRO_CALLBACK,
};
static const struct lws_http_mount urlarg = {
	.mount_next = &formtest,
	.mountpoint = "/urlarg",
	.mountpoint_len = 7,
	.origin = "lws-urlarg-protocol",
	.protocol = "lws-urlarg-protocol",
	.origin_protocol = LWSMPRO_CALLBACK,
};

int
main(int argc, char **argv)
{
	const char *dirs[] = {argc > 1 ? argv[1] : ".", NULL};
	struct lws_context_creation_info info;
	struct lws_vhost *vhost;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.plugin_dirs = dirs;
	context = lws_create_context(&info);
	if (!context)
		return 1;

	info.protocols = protocols;
	info.pvo = &post;
	info.mounts = &urlarg;
	vhost = lws_create_vhost(context, &info);
	if (vhost) {
		printf("http://localhost:%d/\n",
		       lws_get_vhost_listen_port(vhost));
		fflush(stdout);
	}
	while (vhost && !interrupted && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);

	return !vhost;
}
