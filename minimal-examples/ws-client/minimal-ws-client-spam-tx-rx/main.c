/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Many connections, a few at a time, to a server that echoes: each sends so
 * many messages, and each must come back before the next one goes.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	CONCURRENT_MAX = 64,
};

static struct lws_context *context;
static volatile sig_atomic_t is_over; /* leave the loop */

/* one of those that are there at the same time */
static struct slot {
	lws_sorted_usec_list_t sul; /* the next one takes its place */
	struct lws *wsi;
	unsigned long index;
	unsigned long sent, came;
	char out[64];   /* the message that is on its way */
	char heard[64]; /* what has come of it */
	size_t len, heard_len;
} slots[CONCURRENT_MAX];

static const char *server, *protocol;
static int port, flags;
static unsigned long concurrent, limit; /* at a time, and in all */
static unsigned long begun, done, failed, messages, streams;

static void
connect_slot(lws_sorted_usec_list_t *sul)
{
	struct slot *s = lws_container_of(sul, struct slot, sul);
	struct lws_client_connect_info i;

	if (begun == limit)
		return;
	begun++;
	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = i.host = i.origin = server;
	i.port = port;
	i.path = "/";
	i.protocol = protocol;
	i.local_protocol_name = "spam";
	i.opaque_user_data = s;
	i.pwsi = &s->wsi;
	i.ssl_connection = flags;
	/* if it fails, CLIENT_CONNECTION_ERROR has been called */
	(void)lws_client_connect_via_info(&i);
}

/* this one is over: another one, from the loop and not from its callback */
static void
next(struct slot *s)
{
	if (++done == limit)
		is_over = 1;
	else
		lws_sul_schedule(context, 0, &s->sul, connect_slot, 1);
}

static unsigned long wanted; /* messages of each */

static int
send_one(struct lws *wsi, struct slot *s)
{
	unsigned char buf[LWS_PRE + sizeof(s->out)];

	if (s->sent != s->came)
		return 0; /* its echo is still to come */
	s->len = (size_t)lws_snprintf(s->out, sizeof(s->out),
				      "connection %lu message %lu", s->index,
				      ++s->sent);
	memcpy(buf + LWS_PRE, s->out, s->len);

	return lws_write(wsi, buf + LWS_PRE, s->len, LWS_WRITE_TEXT) < 0 ? -1
									 : 0;
}

static int
on_receive(struct lws *wsi, struct slot *s, const void *in, size_t len)
{
	if (s->heard_len + len > sizeof(s->heard))
		return -1;
	memcpy(s->heard + s->heard_len, in, len);
	s->heard_len += len;
	if (!lws_is_final_fragment(wsi))
		return 0;
	len = s->heard_len;
	s->heard_len = 0;
	if (len != s->len || memcmp(s->heard, s->out, len)) {
		lwsl_err("another message than sent: %.*s\n", (int)len,
			 s->heard);
		failed++;
		return -1;
	}
	messages++;
	if (++s->came == wanted) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;
	}
	lws_callback_on_writable(wsi);

	return 0;
}

static int
callback_spam(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct slot *s = lws_get_opaque_user_data(wsi);

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no connection: %s\n", in ? (const char *)in : "?");
		failed++;
		next(s);
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		s->sent = s->came = 0;
		s->heard_len = 0;
		streams += len & 1; /* a stream of HTTP/2 (RFC 8441) */
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return send_one(wsi, s);

	case LWS_CALLBACK_CLIENT_RECEIVE:
		return on_receive(wsi, s, in, len);

	case LWS_CALLBACK_CLIENT_CLOSED:
		next(s);
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "spam", .callback = callback_spam}, LWS_PROTOCOL_LIST_TERM};

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
	server = option(argc, argv, "-s", "localhost");
	port = (int)number(argc, argv, "-p", "7681");
	protocol = lws_cmdline_option(argc, argv, "--protocol");
	concurrent = number(argc, argv, "-c", "3");
	limit = number(argc, argv, "-l", "100");
	if (concurrent > CONCURRENT_MAX)
		concurrent = CONCURRENT_MAX;
	if (!concurrent || !limit)
		concurrent = limit = 1;
	wanted = number(argc, argv, "-m", "10");
	if (lws_cmdline_option(argc, argv, "--h2"))
		flags = LCCSCF_H2_PRIOR_KNOWLEDGE | LCCSCF_PIPELINE;

	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.protocols = protocols;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	for (unsigned long n = 0; n < concurrent; n++) {
		slots[n].index = n;
		connect_slot(&slots[n].sul);
	}

	while (!is_over && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	if (streams)
		lwsl_user("%lu of them were streams of HTTP/2\n", streams);
	lwsl_user("Completed: %s (%lu connections, %lu failed, %lu messages)\n",
		  messages < limit * wanted || failed ? "failed" : "OK", done,
		  failed, messages);

	return messages < limit * wanted || failed;
}
