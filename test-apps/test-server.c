/* SPDX-License-Identifier: MIT */
/*
 * lws-test-server: serves the demo page and the protocols it uses, over http,
 * https or both, and says on stdout at which URLs.  What it is told on the
 * command line is read in test-server-args.c.  lws-test-server-extpoll is the
 * same with a poll loop of its own (test-server-extpoll.c).
 *
 *   protocols  http-only, dumb-increment-protocol, lws-mirror-protocol,
 *              lws-status, protocol-post-demo, lws-urlarg-protocol
 *   mounts     / files, /formtest the form demo, /urlarg?x=.. the argument,
 *              /ziptest, /uncommziptest members of archives
 *   ends       SIGINT or SIGTERM: exit status 0; cannot start: 1; usage: 2
 */

#include "test-server.h"
#include "test-server-loop.h"
#include "crl.h"
#include "../plugins/protocols.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct lws_context *context;
static volatile sig_atomic_t interrupted;
static const char *crl; /* NULL: none */
static int crl_failed;

static void
on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
	if (context)
		lws_cancel_service(context);
}

/* protocol 0 of all vhosts: files, and what no protocol was asked for */
static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	server_loop_told(reason, in);
	/* to protocol 0, while a TLS vhost is made */
	if (reason == LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS) {
		if (crl && crl_load(user, crl))
			crl_failed = 1;
		return 0;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocol_http = {
	"http-only", callback_http, 0, 0, 0, NULL, 0};

static const struct lws_protocols *protocols[] = {&protocol_http,
						  dumb_increment_protocols,
						  lws_mirror_protocols,
						  lws_status_protocols,
						  post_demo_protocols,
						  urlarg_protocols,
						  NULL};

/* both vhosts show one drawing and one list */
static const struct lws_protocol_vhost_options hub = {NULL, NULL, "hub",
						      "demo"};
static struct lws_protocol_vhost_options options = {NULL, NULL, "options", "0"};
static const struct lws_protocol_vhost_options pvo_status = {NULL, &hub,
							     "lws-status", ""};
static const struct lws_protocol_vhost_options pvo_mirror = {
	&pvo_status, &hub, "lws-mirror-protocol", ""};
static const struct lws_protocol_vhost_options pvo_dumb = {
	&pvo_mirror, &options, "dumb-increment-protocol", ""};

static struct lws_protocol_vhost_options upload_dir = {NULL, NULL, "upload-dir",
						       "/tmp"};
static const struct lws_protocol_vhost_options pvo_post = {
	&pvo_dumb, &upload_dir, "protocol-post-demo", ""};
static const struct lws_protocol_vhost_options pvo_urlarg = {
	&pvo_post, NULL, "lws-urlarg-protocol", ""};

static const struct lws_http_mount mount_formtest = {
	.mountpoint = "/formtest",
	.mountpoint_len = 9,
	.origin = "protocol-post-demo",
	.protocol = "protocol-post-demo",
	.origin_protocol = LWSMPRO_CALLBACK,
};

static const struct lws_http_mount mount_urlarg = {
	.mount_next = &mount_formtest,
	.mountpoint = "/urlarg",
	.mountpoint_len = 7,
	.origin = "lws-urlarg-protocol",
	.protocol = "lws-urlarg-protocol",
	.origin_protocol = LWSMPRO_CALLBACK,
};

/* members of archives in the folder with the page; without LWS_WITH_ZIP_FOPS
 * there are none */
static struct lws_http_mount mount_stored_zip = {
	.mount_next = &mount_urlarg,
	.mountpoint = "/uncommziptest",
	.mountpoint_len = 14,
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

static struct lws_http_mount mount_zip = {
	.mount_next = &mount_stored_zip,
	.mountpoint = "/ziptest",
	.mountpoint_len = 8,
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

static struct lws_http_mount mount = {
	.mount_next = &mount_zip,
	.mountpoint = "/",
	.mountpoint_len = 1,
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
	.cache_no = 1, /* a changed page is seen at once: etag says if it is */
};

static void
common_info(struct lws_context_creation_info *info,
	    const struct server_args *args)
{
	memset(info, 0, sizeof(*info));
	info->pprotocols = protocols;
	info->pvo = &pvo_urlarg;
	info->mounts = &mount;
	info->error_document_404 = "/404.html";
	info->iface = args->iface;
	info->bind_iface = args->bind_iface;
	info->gid = args->gid;
	info->uid = args->uid;
	info->options =
		LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE |
		LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
		LWS_SERVER_OPTION_VALIDATE_UTF8;
}

static struct lws_vhost *
plain_vhost(const struct server_args *args)
{
	struct lws_context_creation_info info;

	common_info(&info, args);
	info.vhost_name = "plain";
	info.port = args->port;
	if (args->unix_path) {
		info.options |= LWS_SERVER_OPTION_UNIX_SOCK;
		info.iface = args->unix_path;
	}

	return lws_create_vhost(context, &info);
}

static struct lws_vhost *
tls_vhost(const struct server_args *args)
{
	struct lws_context_creation_info info;

	common_info(&info, args);
	info.vhost_name = "tls";
	info.port = args->ssl_port;
	info.ssl_cert_filepath = args->cert;
	info.ssl_private_key_filepath = args->key;
	info.ssl_ca_filepath = args->ca;
	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	if (args->need_client_cert)
		info.options |=
			LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
	if (args->allow_plain)
		info.options |= LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
				LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER;

	return lws_create_vhost(context, &info);
}

/* the address to put into a browser */
static void
say_url(const char *scheme, struct lws_vhost *vhost,
	const struct server_args *args)
{
	if (args->unix_path && !strcmp(scheme, "http"))
		printf("unix socket: %s\n", args->unix_path);
	else
		printf("%s://localhost:%d/\n", scheme,
		       lws_get_vhost_listen_port(vhost));
	fflush(stdout);
}

static int
start(const struct server_args *args)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vhost;

	common_info(&info, args);
	info.pprotocols = NULL;
	if (args->with_tls)
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	context = lws_create_context(&info);
	if (!context)
		return -1;

	if (args->with_plain) {
		vhost = plain_vhost(args);
		if (!vhost)
			return -1;
		say_url("http", vhost, args);
	}
	if (args->with_tls) {
		vhost = tls_vhost(args);
		if (!vhost || crl_failed)
			return -1;
		say_url("https", vhost, args);
	}

	return 0;
}

/* the URLs were said; logs stay on stderr */
static void
let_go_of_terminal(void)
{
	int fd = open("/dev/null", O_RDWR);

	if (fd < 0)
		return;
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	close(fd);
}

static void
set_folder(const char *path)
{
	static char zip[512], stored_zip[512];

	lws_snprintf(zip, sizeof(zip), "%s/ziptest.zip", path);
	lws_snprintf(stored_zip, sizeof(stored_zip), "%s/uncommziptest.zip",
		     path);
	mount.origin = path;
	mount_zip.origin = zip;
	mount_stored_zip.origin = stored_zip;
}

int
main(int argc, char **argv)
{
	struct server_args args;
	int status = server_args_parse(&args, argc, argv);

	if (status >= 0)
		return status;
	set_folder(args.resource_path);
	options.value = args.dumb_options;
	crl = args.crl;
	if (args.upload_dir)
		upload_dir.value = args.upload_dir;
	lws_set_log_level(args.log_level, NULL);
	/* before the context: its threads would stay behind */
	if (args.daemonize && daemon(1, 1)) {
		perror("lws-test-server: daemon");
		return 1;
	}

	/* before anyone is told that there is something to end */
	server_loop_init();
	signal(SIGINT, on_signal);
	signal(SIGTERM, args.ignore_sigterm ? SIG_IGN : on_signal);
	status = start(&args);
	if (args.daemonize && !status)
		let_go_of_terminal();
	if (!status)
		lws_finalize_startup(context);
	if (!status)
		server_loop_run(context, &interrupted);
	lws_context_destroy(context);
	if (status)
		fprintf(stderr, "lws-test-server: could not start\n");

	return !!status;
}
