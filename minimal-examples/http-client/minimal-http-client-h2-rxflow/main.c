/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Gets one page over HTTP/2 at a speed of its own: the server may send so many
 * bytes, and so many more each time that those have been used up.
 *
 * No byte is kept by the library for later: what has no credit is not sent.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static int is_bad = 1;
static unsigned int status;

static struct lws *stream;         /* NULL: there is none (any more) */
static lws_sorted_usec_list_t sul; /* when credit is given next */
static lws_usec_t period = 10 * LWS_US_PER_MS;
static int credit = 4096;
static int used;     /* bytes that came and were not given back */
static int used_max; /* the most of them at a time */
static size_t total;
static unsigned int given; /* how often credit was */

static void
give(lws_sorted_usec_list_t *s)
{
	(void)s;
	if (!stream)
		return;
	if (used) {
		/* the stream's own window; the connection's is looked after */
		if (lws_h2_update_peer_txcredit(
			    stream, (unsigned int)LWS_H2_STREAM_SID, used))
			lwsl_err("no credit can be given\n");
		given++;
		used = 0;
		lwsl_info("the server may send %d\n",
			  lws_wsi_tx_credit(stream, LWSTXCR_PEER_TO_US, 0));
	}
	lws_sul_schedule(context, 0, &sul, give, period);
}

static void
consume(const void *in, size_t len)
{
	fwrite(in, 1, len, stdout);
	total += len;
	used += (int)len;
	if (used > used_max)
		used_max = used;
}

static int
begin(struct lws *wsi)
{
	status = lws_http_client_http_response(wsi);
	lwsl_user("status %u, the server may send %d\n", status,
		  lws_wsi_tx_credit(wsi, LWSTXCR_PEER_TO_US, 0));
	stream = wsi;
	lws_sul_schedule(context, 0, &sul, give, period);

	return 0;
}

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

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		/* a server without HTTP/2 cannot be held like this */
		if (lws_get_network_wsi(wsi) == wsi) {
			lwsl_err("the server does not speak HTTP/2\n");
			return -1;
		}
		return begin(wsi);

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		consume(in, len);
		break;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		is_bad = status < 200 || status > 299;
		break;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		stream = NULL;
		lws_sul_cancel(&sul);
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
	int bits = LCCSCF_H2_MANUAL_RXFLOW; /* credit is our affair */

	if (lws_cmdline_option(argc, argv, "--h2-prior-knowledge"))
		return bits | LCCSCF_H2_PRIOR_KNOWLEDGE;
	bits |= LCCSCF_USE_SSL;
	if (lws_cmdline_option(argc, argv, "-j"))
		bits |= LCCSCF_ALLOW_SELFSIGNED;
	if (lws_cmdline_option(argc, argv, "-k"))
		bits |= LCCSCF_ALLOW_INSECURE |
			LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK |
			LCCSCF_ALLOW_EXPIRED | LCCSCF_ALLOW_SELFSIGNED;

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
	i.alpn = "h2";
	i.ssl_connection = flags(argc, argv);
	i.manual_initial_tx_credit = credit;

	return lws_client_connect_via_info(&i);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	credit = (int)strtol(option(argc, argv, "-f", "4096"), NULL, 10);
	period = strtol(option(argc, argv, "--ms", "10"), NULL, 10) *
		 LWS_US_PER_MS;

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
	lwsl_user("%llu bytes, at most %d at a time, credit given %u times\n",
		  (unsigned long long)total, used_max, given);
	lwsl_user("Completed: %s\n", is_bad ? "failed" : "OK");

	return is_bad;
}
