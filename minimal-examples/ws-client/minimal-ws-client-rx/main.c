/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Shows the numbers of a server's dumb-increment-protocol.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static unsigned long wanted, received; /* messages; 0 = for ever */
static int is_bad = 1;

static int
callback_dumb_increment(struct lws *wsi, enum lws_callback_reasons reason,
			void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no connection: %s\n", in ? (const char *)in : "?");
		lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lwsl_user("connected\n");
		is_bad = 0;
		break;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		lwsl_user("RX: %.*s\n", (int)len, (const char *)in);
		if (++received == wanted)
			lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_CLIENT_CLOSED:
		lws_default_loop_exit(context);
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "dumb-increment-protocol",
	 .callback = callback_dumb_increment},
	LWS_PROTOCOL_LIST_TERM};

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

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	wanted = strtoul(option(argc, argv, "-n", "0"), NULL, 10);

	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.pcontext = &context;
	info.protocols = protocols;
#if defined(LWS_WITH_TLS)
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
#endif
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = option(argc, argv, "-s", "localhost");
	i.port = (int)strtol(option(argc, argv, "-p", "7681"), NULL, 10);
	i.path = "/";
	i.host = i.origin = i.address;
	/* offered to the server, and ours by the same name */
	i.protocol = protocols[0].name;
	if (lws_cmdline_option(argc, argv, "--tls"))
		i.ssl_connection |= LCCSCF_USE_SSL;
	if (lws_cmdline_option(argc, argv, "-j"))
		i.ssl_connection |= LCCSCF_ALLOW_SELFSIGNED;

	if (lws_client_connect_via_info(&i))
		lws_context_default_loop_run_destroy(context);
	else
		lws_context_destroy(context);
	if (received < wanted)
		is_bad = 1;
	lwsl_user("Completed: %s\n", is_bad ? "failed" : "OK");

	return is_bad;
}
