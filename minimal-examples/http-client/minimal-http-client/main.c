/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Gets one page and writes it to stdout.
 *
 * The library looks up the name, connects, follows redirects and takes chunks
 * apart; the program says where to, and is given the bytes.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static int is_bad = 1;
static int is_long_poll;
static unsigned int status;

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	char buf[LWS_PRE + 4096], *p = buf + LWS_PRE;
	int room = 4096;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no answer: %s\n", in ? (const char *)in : "?");
		lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		lwsl_user("redirect %d to %s\n", (int)len, (const char *)in);
		break;

	/* our side of the stream is over, the server's goes on */
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		if (is_long_poll && lws_h2_client_stream_long_poll_rxonly(wsi))
			return -1;
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		status = lws_http_client_http_response(wsi);
		lwsl_user("status %u, HTTP/%d\n", status,
			  lws_get_network_wsi(wsi) == wsi ? 1 : 2);
		if (is_long_poll) /* there may be no end of it but ours */
			is_bad = status < 200 || status > 299;
		break;

	/* something has come: take it when there is a place for it... */
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;

	/* ... and here it is */
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		fwrite(in, 1, len, stdout);
		fflush(stdout);
		break;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		is_bad = status < 200 || status > 299;
		break;

	/* comes also when the answer was cut off */
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		lws_default_loop_exit(context);
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = callback_http}, LWS_PROTOCOL_LIST_TERM};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context); /* may be called from a handler */
}

static const char *
option(int argc, const char **argv, const char *name, const char *otherwise)
{
	const char *value = lws_cmdline_option(argc, argv, name);

	return value ? value : otherwise;
}

static int
flags(int argc, const char **argv)
{
	int bits = 0;

	if (lws_cmdline_option(argc, argv, "--tls"))
		bits |= LCCSCF_USE_SSL;
	if (lws_cmdline_option(argc, argv, "-j"))
		bits |= LCCSCF_ALLOW_SELFSIGNED;
	if (lws_cmdline_option(argc, argv, "-k"))
		bits |= LCCSCF_ALLOW_INSECURE |
			LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK |
			LCCSCF_ALLOW_EXPIRED | LCCSCF_ALLOW_SELFSIGNED;
	if (lws_cmdline_option(argc, argv, "--no-redirect"))
		bits |= LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
	if (lws_cmdline_option(argc, argv, "--h2-prior-knowledge"))
		bits |= LCCSCF_H2_PRIOR_KNOWLEDGE;

	return bits;
}

static struct lws *
ask(int argc, const char **argv)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = option(argc, argv, "--server", "localhost");
	i.port = (int)strtol(option(argc, argv, "-p", "7681"), NULL, 10);
	i.path = option(argc, argv, "--path", "/");
	i.host = option(argc, argv, "--host", i.address);
	i.origin = i.host;
	i.method = "GET";
	i.protocol = "http"; /* ours, where the callbacks go */
	i.ssl_connection = flags(argc, argv);
	/* what TLS offers; the server chooses, the code is the same */
	i.alpn = lws_cmdline_option(argc, argv, "--h1") ? "http/1.1"
							: "h2,http/1.1";

	/* NULL: it cannot even be tried; else the callback tells */
	return lws_client_connect_via_info(&i);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	is_long_poll = !!lws_cmdline_option(argc, argv, "--long-poll");

	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.pcontext = &context;
	info.protocols = protocols;
#if defined(LWS_WITH_TLS)
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.client_ssl_ca_filepath = option(argc, argv, "--ca", NULL);
#endif
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	if (ask(argc, argv))
		lws_context_default_loop_run_destroy(context);
	else
		lws_context_destroy(context);
	lwsl_user("Completed: %s\n", is_bad ? "failed" : "OK");

	return is_bad;
}
