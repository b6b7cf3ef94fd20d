/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Connects to a WebSocket server and shows what it sends; when the connection
 * fails or is lost, it tries again, later and later.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

/* there is one; a program with several has one such for each */
static struct connection {
	lws_sorted_usec_list_t sul; /* the next attempt */
	struct lws *wsi;            /* set and cleared by the library */
	uint16_t retry_count;
} conn;

static const char *address = "localhost", *path = "/", *protocol, *alpn;
static int port = 7681, flags;
static unsigned long wanted, received; /* messages; 0 = for ever */

static const uint32_t backoff_ms[] = {1000, 2000, 3000, 4000, 5000};

static const lws_retry_bo_t retry = {
	.retry_ms_table = backoff_ms,
	.retry_ms_table_count = LWS_ARRAY_SIZE(backoff_ms),
	.conceal_count = LWS_ARRAY_SIZE(backoff_ms), /* then give up */
	.secs_since_valid_ping = 40,   /* ask the server for a sign... */
	.secs_since_valid_hangup = 50, /* ... and do not wait longer */
	.jitter_percent = 20,
};

static void
attempt(lws_sorted_usec_list_t *sul)
{
	struct connection *c = lws_container_of(sul, struct connection, sul);
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = address;
	i.port = port;
	i.path = path;
	i.host = i.origin = address;
	i.ssl_connection = flags;
	i.alpn = alpn;
	i.protocol = protocol;
	i.local_protocol_name = "lws-minimal-client";
	i.pwsi = &c->wsi;
	i.retry_and_idle_policy = &retry;
	i.userdata = c;

	if (lws_client_connect_via_info(&i))
		return;
	/* it could not even be tried: it counts as a failure */
	if (lws_retry_sul_schedule(context, 0, sul, &retry, attempt,
				   &c->retry_count)) {
		lwsl_err("out of attempts\n");
		lws_default_loop_exit(context);
	}
}

static void
again(struct lws *wsi, struct connection *c)
{
	if (wanted && received >= wanted)
		return;
	if (lws_retry_sul_schedule_retry_wsi(wsi, &c->sul, attempt,
					     &c->retry_count)) {
		lwsl_err("out of attempts\n");
		lws_default_loop_exit(context);
	}
}

static int
callback_minimal(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		 void *in, size_t len)
{
	struct connection *c = user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no connection: %s\n", in ? (const char *)in : "?");
		again(wsi, c);
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		/* bit 0: as a stream of HTTP/2 (RFC 8441) */
		lwsl_user("connected%s\n", len & 1 ? " over HTTP/2" : "");
		c->retry_count = 0;
		break;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		lwsl_hexdump_notice(in, len);
		if (lws_is_final_fragment(wsi))
			received++;
		if (wanted && received >= wanted)
			lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_CLIENT_CLOSED:
		lwsl_user("closed\n");
		again(wsi, c);
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "lws-minimal-client", .callback = callback_minimal},
	LWS_PROTOCOL_LIST_TERM};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context); /* may be called from a handler */
}

static void
options(int argc, const char **argv)
{
	const char *p;

	p = lws_cmdline_option(argc, argv, "-s");
	if (p)
		address = p;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		port = (int)strtol(p, NULL, 10);
	p = lws_cmdline_option(argc, argv, "--path");
	if (p)
		path = p;
	protocol = lws_cmdline_option(argc, argv, "--protocol");
	p = lws_cmdline_option(argc, argv, "-n");
	if (p)
		wanted = strtoul(p, NULL, 10);
	if (lws_cmdline_option(argc, argv, "--tls"))
		flags |= LCCSCF_USE_SSL;
	if (lws_cmdline_option(argc, argv, "-j"))
		flags |= LCCSCF_ALLOW_SELFSIGNED;
	if (lws_cmdline_option(argc, argv, "--h2")) {
		alpn = "h2,http/1.1";               /* what TLS offers */
		flags |= LCCSCF_H2_PRIOR_KNOWLEDGE; /* without TLS */
	}
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	options(argc, argv);

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

	lws_sul_schedule(context, 0, &conn.sul, attempt, 1);
	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: %s\n", received >= wanted ? "OK" : "failed");

	return received < wanted;
}
