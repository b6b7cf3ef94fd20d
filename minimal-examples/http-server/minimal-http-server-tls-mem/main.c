/* SPDX-License-Identifier: CC0-1.0 */
/*
 * https with a certificate and a key that are in memory, for programs that have
 * them in flash, in a database or behind a password prompt.  Whether they are
 * PEM or DER is seen from the bytes.
 *
 * This program reads two files by itself, and wipes what it read as soon as the
 * library has it.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX = 65536,
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	if (lws_return_http_status(wsi, HTTP_STATUS_OK,
				   "It works, from memory"))
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = callback_http}, LWS_PROTOCOL_LIST_TERM};

/* all of a file, owned; NULL: it cannot be read, or is too large */
static void *
slurp(const char *path, unsigned int *len)
{
	FILE *f = fopen(path, "rb");
	unsigned char *p = f ? malloc(MAX) : NULL;
	size_t n = 0;

	if (p)
		n = fread(p, 1, MAX, f);
	if (f)
		fclose(f);
	if (!n || n == MAX) {
		lwsl_err("%s: cannot be read\n", path);
		free(p);
		return NULL;
	}
	*len = (unsigned int)n;

	return p;
}

/* the library copies what it needs: nothing of it has to stay */
static void
forget(void *p, unsigned int len)
{
	if (p)
		lws_explicit_bzero(p, len);
	free(p);
}

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

static void
create(int argc, const char **argv, struct lws_context_creation_info *info)
{
	unsigned int cert_len = 0, key_len = 0;
	void *cert = slurp(option(argc, argv, "--cert", "localhost-100y.cert"),
			   &cert_len);
	void *key = slurp(option(argc, argv, "--key", "localhost-100y.key"),
			  &key_len);

	info->options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info->server_ssl_cert_mem = cert;
	info->server_ssl_cert_mem_len = cert_len;
	info->server_ssl_private_key_mem = key;
	info->server_ssl_private_key_mem_len = key_len;
	info->ssl_private_key_password =
		lws_cmdline_option(argc, argv, "--password");
	if (cert && key)
		context = lws_create_context(info);
	forget(cert, cert_len);
	forget(key, key_len);
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
	info.protocols = protocols;
	create(argc, argv, &info);
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
