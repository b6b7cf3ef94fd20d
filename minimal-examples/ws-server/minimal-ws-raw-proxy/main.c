/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Each websocket has a TCP connection of its own; bytes go both ways.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* one way of a bridge */
struct way {
	struct lws *from, *to;     /* NULL: not there yet, or gone */
	struct lws_buflist *queue; /* owned, each with LWS_PRE before it */
	int is_over;               /* from has gone */
};

struct bridge {
	struct way in;  /* websocket to TCP */
	struct way out; /* TCP to websocket */
	int ends;       /* that are left */
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static char raw_host[128] = "127.0.0.1";
static int raw_port = 1234;

/* ---- one way ---- */

static int
carry(struct way *w, const void *in, size_t len)
{
	unsigned char *copy;
	int n;

	if (!len)
		return 0;
	copy = malloc(LWS_PRE + len);
	if (!copy)
		return -1;
	memcpy(copy + LWS_PRE, in, len);
	n = lws_buflist_append_segment(&w->queue, copy, LWS_PRE + len);
	free(copy);
	if (n < 0)
		return -1;
	lws_rx_flow_control(w->from, 0); /* one thing at a time */
	if (w->to)
		lws_callback_on_writable(w->to);

	return 0;
}

static int
deliver(struct way *w, enum lws_write_protocol how)
{
	unsigned char *p;
	size_t len = lws_buflist_next_segment_len(&w->queue, &p);

	if (len) {
		if (lws_write(w->to, p + LWS_PRE, len - LWS_PRE, how) < 0)
			return -1;
		lws_buflist_use_segment(&w->queue, len);
		lws_callback_on_writable(w->to);
		return 0;
	}
	if (w->is_over)
		return -1; /* all was said */
	if (w->from)
		lws_rx_flow_control(w->from, 1);

	return 0;
}

/* an end has gone: the other one gets what is left, then goes too */
static void
end_gone(struct bridge *b, struct way *said, struct way *heard)
{
	said->from = NULL;
	said->is_over = 1;
	heard->to = NULL;
	lws_buflist_destroy_all_segments(&heard->queue);
	if (said->to)
		lws_callback_on_writable(said->to);
	if (--b->ends)
		return;
	lws_buflist_destroy_all_segments(&said->queue);
	free(b);
}

/* ---- TCP ---- */

static int
callback_tcp(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	struct bridge *b = lws_get_opaque_user_data(wsi);

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_RAW_CONNECTED:
		b->in.to = b->out.from = wsi;
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_RAW_RX:
		return carry(&b->out, in, len);

	case LWS_CALLBACK_RAW_WRITEABLE:
		return deliver(&b->in, LWS_WRITE_RAW);

	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_user("no connection to %s:%d: %s\n", raw_host, raw_port,
			  in ? (const char *)in : "?");
		end_gone(b, &b->out, &b->in);
		break;

	case LWS_CALLBACK_RAW_CLOSE:
		end_gone(b, &b->out, &b->in);
		break;

	default:
		break;
	}

	return 0;
}

static int
connect_tcp(struct bridge *b)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = i.host = raw_host;
	i.port = raw_port;
	i.method = "RAW";
	i.local_protocol_name = "tcp";
	i.opaque_user_data = b;
	b->ends++;
	/* if it fails, CLIENT_CONNECTION_ERROR has been called */
	(void)lws_client_connect_via_info(&i);

	return 0;
}

/* ---- websocket ---- */

static int
callback_ws(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	    void *in, size_t len)
{
	struct bridge **pb = user, *b = pb ? *pb : NULL;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		*pb = b = calloc(1, sizeof(*b));
		if (!b)
			return -1;
		b->in.from = b->out.to = wsi;
		b->ends = 1;
		return connect_tcp(b);

	case LWS_CALLBACK_RECEIVE:
		return carry(&b->in, in, len);

	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (!deliver(&b->out, LWS_WRITE_BINARY))
			break;
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;

	case LWS_CALLBACK_CLOSED:
		if (b)
			end_gone(b, &b->in, &b->out);
		break;

	default:
		break;
	}

	return 0;
}

/* the first is for what is no websocket */
static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = lws_callback_http_dummy},
	{.name = "raw",
	 .callback = callback_ws,
	 .per_session_data_size = sizeof(struct bridge *)},
	{.name = "tcp", .callback = callback_tcp},
	LWS_PROTOCOL_LIST_TERM};

static void
take_server(const char *text)
{
	const char *colon = strrchr(text, ':');

	if (!colon)
		return;
	lws_strnncpy(raw_host, text, (size_t)(colon - text), sizeof(raw_host));
	raw_port = (int)strtol(colon + 1, NULL, 10);
}

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

	info.port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	p = lws_cmdline_option(argc, argv, "-r");
	if (p)
		take_server(p);
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
	lwsl_user("LWS minimal ws raw proxy | ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
