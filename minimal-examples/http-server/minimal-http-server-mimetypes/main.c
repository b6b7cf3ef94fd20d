/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Files of types that the library does not know.
 *
 * A mount serves a file only if it knows its content type.  What the library
 * does not know by the suffix of the name, a list of ours tells; "*" in it is
 * for all that nobody knows, and our list is asked first.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;

static const struct lws_protocols protocols[] = {
	{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

/* a linked list: next, options (unused here), suffix, type */
static const struct lws_protocol_vhost_options any = {
	NULL, NULL, "*", "application/octet-stream"};
static const struct lws_protocol_vhost_options csv = {&any, NULL, ".csv",
						      "text/csv"};
static const struct lws_protocol_vhost_options md = {
	&csv, NULL, ".md", "text/markdown; charset=utf-8"};

static const struct lws_http_mount mount = {
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.extra_mimetypes = &md,
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
	struct lws_vhost *vh;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	info.pcontext = &context;
	info.protocols = protocols;
	info.mounts = &mount;
	/* a page of ours may send forms only to us, run only our scripts */
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
	lwsl_user("LWS minimal http server mimetypes | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
