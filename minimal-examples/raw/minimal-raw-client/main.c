/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A TCP client with no protocol of the library's on it: it connects, sends one
 * line, prints what comes, and ends with the connection.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static struct lws *client_wsi;
static const char *line = "hello";
static int connected;

static int
send_line(struct lws *wsi)
{
	char buf[LWS_PRE + 1024];
	int len = lws_snprintf(buf + LWS_PRE, sizeof(buf) - LWS_PRE, "%s\r\n",
			       line);

	return lws_write(wsi, (unsigned char *)buf + LWS_PRE, (size_t)len,
			 LWS_WRITE_RAW) < len
		       ? -1
		       : 0;
}

static int
callback_raw(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	(void)user;

	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("CLIENT_CONNECTION_ERROR: %s\n",
			 in ? (const char *)in : "?");
		lws_default_loop_exit(context);
		break;
	case LWS_CALLBACK_RAW_CONNECTED:
		lwsl_user("RAW_CONNECTED\n");
		connected = 1;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		return send_line(wsi);
	case LWS_CALLBACK_RAW_RX:
		fwrite(in, 1, len, stdout);
		fflush(stdout);
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		lwsl_user("RAW_CLOSE\n");
		lws_default_loop_exit(context);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"raw-client", callback_raw, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

static int
start(int argc, const char **argv)
{
	const char *server = lws_cmdline_option(argc, argv, "--server");
	const char *port = lws_cmdline_option(argc, argv, "-p");
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = server ? server : "127.0.0.1";
	i.host = i.address;
	i.port = port ? (int)strtol(port, NULL, 10) : 7681;
	i.method = "RAW";
	i.local_protocol_name = protocols[0].name;
	i.pwsi = &client_wsi;
	if (lws_cmdline_option(argc, argv, "--tls"))
		i.ssl_connection = LCCSCF_USE_SSL;
	if (lws_cmdline_option(argc, argv, "-j"))
		i.ssl_connection |= LCCSCF_ALLOW_SELFSIGNED;

	return !lws_client_connect_via_info(&i);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	lwsl_user("LWS minimal raw client\n");

	p = lws_cmdline_option(argc, argv, "--send");
	if (p)
		line = p;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.pcontext = &context;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	if (start(argc, argv)) {
		lws_context_destroy(context);
		return 1;
	}

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: %s\n", connected ? "OK" : "failed");

	return !connected;
}
