/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A connection that notices when the server is gone.
 *
 * The library pings by itself, as the policy says; the program pings too, and
 * is told the pongs to what it sent.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t is_over; /* leave the loop */
static unsigned long wanted, pings, pongs;
static lws_usec_t interval_us;

/* asks after 3 s of silence, closes after 10 s */
static const lws_retry_bo_t policy = {
	.secs_since_valid_ping = 3,
	.secs_since_valid_hangup = 10,
};

static int
send_ping(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 125]; /* a ping takes 125 bytes at most */
	int len;

	len = lws_snprintf((char *)buf + LWS_PRE, 125, "%lu", ++pings);

	return lws_write(wsi, buf + LWS_PRE, (size_t)len, LWS_WRITE_PING) < 0
		       ? -1
		       : 0;
}

static int
on_pong(struct lws *wsi, const char *in, size_t len)
{
	lwsl_user("pong %.*s\n", (int)len, in);
	if (++pongs != wanted) {
		lws_set_timer_usecs(wsi, interval_us);
		return 0;
	}
	lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);

	return -1;
}

static int
callback_ping(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no connection: %s\n", in ? (const char *)in : "?");
		is_over = 1;
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lwsl_user("connected\n");
		lws_set_timer_usecs(wsi, interval_us);
		break;

	case LWS_CALLBACK_TIMER:
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return send_ping(wsi);

	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		return on_pong(wsi, in, len);

	case LWS_CALLBACK_CLIENT_CLOSED:
		is_over = 1;
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "ping", .callback = callback_ping}, LWS_PROTOCOL_LIST_TERM};

static int
connect_client(const char *server, int port, const char *path,
	       const char *protocol)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = i.host = i.origin = server;
	i.port = port;
	i.path = path;
	i.protocol = protocol;
	i.local_protocol_name = "ping";
	i.retry_and_idle_policy = &policy;

	return !lws_client_connect_via_info(&i);
}

static void
on_signal(int sig)
{
	(void)sig;
	is_over = 1;
	lws_cancel_service(context); /* may be called from a handler */
}

static const char *
option(int argc, const char **argv, const char *name, const char *otherwise)
{
	const char *value = lws_cmdline_option(argc, argv, name);

	return value ? value : otherwise;
}

static unsigned long
number(int argc, const char **argv, const char *name, const char *otherwise)
{
	return strtoul(option(argc, argv, name, otherwise), NULL, 10);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	wanted = number(argc, argv, "-n", "0");
	interval_us =
		(lws_usec_t)number(argc, argv, "-i", "1000") * LWS_US_PER_MS;

	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.protocols = protocols;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	if (connect_client(option(argc, argv, "-s", "localhost"),
			   (int)number(argc, argv, "-p", "7681"),
			   option(argc, argv, "-u", "/"),
			   lws_cmdline_option(argc, argv, "--protocol")))
		is_over = 1;

	while (!is_over && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	lwsl_user("Completed: %s (%lu pongs)\n",
		  pongs < wanted ? "failed" : "OK", pongs);

	return pongs < wanted;
}
