/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A folder that people with a password share: a page to drop files on, which
 * shows everyone at once what is there.
 *
 * The plugin lws-deaddrop does the work; what is here is who may come in, and
 * how the files go out again.  Every mount names the file of passwords: what a
 * mount guards is not guarded by another.
 */

#include <libwebsockets.h>

#include "protocols.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;

static const struct lws_protocols protocol_http = {
	"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0};

static const struct lws_protocols *protocols[] = {&protocol_http,
						  deaddrop_protocols, NULL};

static struct lws_protocol_vhost_options max_size = {NULL, NULL, "max-size",
						     "10000000"};
static struct lws_protocol_vhost_options upload_dir = {
	&max_size, NULL, "upload-dir", "./uploads"};
static const struct lws_protocol_vhost_options pvo = {NULL, &upload_dir,
						      "lws-deaddrop", ""};

/* what others sent must not run as ours: "*" does not reach the types that the
 * library knows, so those that a browser would run are named */
static const struct lws_protocol_vhost_options types[] = {
	{&types[1], NULL, ".html", "text/plain"},
	{&types[2], NULL, ".htm", "text/plain"},
	{&types[3], NULL, ".js", "text/plain"},
	{&types[4], NULL, ".mjs", "text/plain"},
	{&types[5], NULL, ".svg", "text/plain"},
	{&types[6], NULL, ".xml", "text/plain"},
	{&types[7], NULL, ".css", "text/plain"},
	{&types[8], NULL, ".wasm", "application/octet-stream"},
	{NULL, NULL, "*", "application/octet-stream"},
};

static struct lws_http_mount mount_get = {
	.mountpoint = "/get",
	.mountpoint_len = 4,
	.origin = "./uploads",
	.extra_mimetypes = types,
	.basic_auth_login_file = "./passwords",
	.origin_protocol = LWSMPRO_FILE,
};

static struct lws_http_mount mount_upload = {
	.mount_next = &mount_get,
	.mountpoint = "/upload",
	.mountpoint_len = 7,
	.origin = "lws-deaddrop",
	.protocol = "lws-deaddrop",
	.basic_auth_login_file = "./passwords",
	.origin_protocol = LWSMPRO_CALLBACK,
};

/* of the page, and of the ws connection that it opens */
static struct lws_http_mount mount = {
	.mount_next = &mount_upload,
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.basic_auth_login_file = "./passwords",
	.origin_protocol = LWSMPRO_FILE,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

static void
take_options(int argc, const char **argv,
	     struct lws_context_creation_info *info)
{
	const char *p;

	info->port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info->port = (int)strtol(p, NULL, 10);
	p = lws_cmdline_option(argc, argv, "--dir");
	if (p)
		upload_dir.value = mount_get.origin = p;
	p = lws_cmdline_option(argc, argv, "--max-size");
	if (p)
		max_size.value = p;
	p = lws_cmdline_option(argc, argv, "--passwords");
	if (p)
		mount.basic_auth_login_file = mount_get.basic_auth_login_file =
			mount_upload.basic_auth_login_file = p;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	take_options(argc, argv, &info);
	info.pcontext = &context;
	info.pprotocols = protocols;
	info.pvo = &pvo;
	info.mounts = &mount;
	info.options =
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal http server deaddrop | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
