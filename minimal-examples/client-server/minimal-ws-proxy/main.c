/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A server that is a client too: what a server upstream says is sent to all.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	MESSAGE_MAX = 4096,
};

static struct {
	lws_sorted_usec_list_t sul; /* the next try */
	uint16_t tries;
	const char *server, *protocol;
	int port;
	unsigned char building[MESSAGE_MAX];
	size_t built;
	int is_too_long;
} upstream;

static struct {
	unsigned char message[LWS_PRE + MESSAGE_MAX];
	size_t len;
	unsigned long number;
	int is_binary;
} news;

struct session {
	unsigned long seen;
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

static const uint32_t waits_ms[] = {100, 500, 1000, 3000, 9000};
static const lws_retry_bo_t retry = {
	.retry_ms_table = waits_ms,
	.retry_ms_table_count = LWS_ARRAY_SIZE(waits_ms),
	.conceal_count = LWS_RETRY_CONCEAL_ALWAYS,
	.secs_since_valid_ping = 30,
	.secs_since_valid_hangup = 40,
	.jitter_percent = 20,
};

/* ---- upstream ---- */

static void
connect_upstream(lws_sorted_usec_list_t *sul)
{
	struct lws_client_connect_info i;

	(void)sul;
	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = i.host = i.origin = upstream.server;
	i.port = upstream.port;
	i.path = "/";
	i.protocol = upstream.protocol;
	i.local_protocol_name = "upstream";
	i.retry_and_idle_policy = &retry;
	/* if it fails, CLIENT_CONNECTION_ERROR has been called */
	(void)lws_client_connect_via_info(&i);
}

static void
try_later(void)
{
	lws_retry_sul_schedule(context, 0, &upstream.sul, &retry,
			       connect_upstream, &upstream.tries);
}

/* a message may come in several pieces */
static void
on_upstream_message(struct lws *wsi, const void *in, size_t len)
{
	if (lws_is_first_fragment(wsi)) {
		upstream.built = 0;
		upstream.is_too_long = 0;
	}
	if (upstream.built + len > MESSAGE_MAX)
		upstream.is_too_long = 1;
	else {
		memcpy(upstream.building + upstream.built, in, len);
		upstream.built += len;
	}
	if (!lws_is_final_fragment(wsi) || upstream.is_too_long)
		return;
	memcpy(news.message + LWS_PRE, upstream.building, upstream.built);
	news.len = upstream.built;
	news.is_binary = lws_frame_is_binary(wsi);
	news.number++;
	lws_callback_on_writable_all_protocol(
		context, lws_vhost_name_to_protocol(lws_get_vhost(wsi),
						    "lws-minimal-proxy"));
}

static int
callback_upstream(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		  void *in, size_t len)
{
	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lwsl_user("connected upstream\n");
		upstream.tries = 0;
		break;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		on_upstream_message(wsi, in, len);
		break;

	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLIENT_CLOSED:
		lwsl_user("no connection upstream: %s\n",
			  in ? (const char *)in : "closed");
		try_later();
		break;

	default:
		break;
	}

	return 0;
}

/* ---- our own connections ---- */

static int
callback_proxy(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	       void *in, size_t len)
{
	struct session *s = user;

	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		lws_callback_on_writable(wsi); /* the latest, if there is one */
		break;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (s->seen == news.number)
			break;
		s->seen = news.number;
		if (lws_write(wsi, news.message + LWS_PRE, news.len,
			      news.is_binary ? LWS_WRITE_BINARY
					     : LWS_WRITE_TEXT) < 0)
			return -1;
		break;

	default:
		break;
	}

	return 0;
}

/* the first is for what is no websocket */
static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = lws_callback_http_dummy},
	{.name = "lws-minimal-proxy",
	 .callback = callback_proxy,
	 .per_session_data_size = sizeof(struct session)},
	{.name = "upstream", .callback = callback_upstream},
	LWS_PROTOCOL_LIST_TERM};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context); /* may be called from a handler */
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	const char *p;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = 7682;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	upstream.server = "localhost";
	p = lws_cmdline_option(argc, argv, "-s");
	if (p)
		upstream.server = p;
	upstream.port = 7681;
	p = lws_cmdline_option(argc, argv, "-r");
	if (p)
		upstream.port = (int)strtol(p, NULL, 10);
	upstream.protocol = "lws-minimal";
	p = lws_cmdline_option(argc, argv, "--protocol");
	if (p)
		upstream.protocol = p;
	info.pcontext = &context;
	info.protocols = protocols;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal ws proxy | ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));
	connect_upstream(NULL);

	lws_context_default_loop_run_destroy(context);
	lws_sul_cancel(&upstream.sul);
	lwsl_user("Completed: OK\n");

	return 0;
}
