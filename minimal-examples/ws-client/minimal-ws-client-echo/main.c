/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Connects to a server and sends back what it is sent, of any length, with
 * little memory: each piece that comes is put on a ring and leaves as a
 * fragment.  When the ring is nearly full, no more is read.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	RING = 32,
	STOP_READING = 4, /* free places: more than one read brings */
	READ_AGAIN = 16,
};

struct piece {
	unsigned char *data; /* owned, LWS_PRE bytes and then the payload */
	size_t len;
	enum lws_write_protocol how;
};

struct session {
	struct lws_ring *ring; /* owned */
	uint32_t tail;
	char is_stopped;
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static int is_bad = 1;

static void
piece_free(void *element)
{
	struct piece *p = element;

	free(p->data);
	p->data = NULL;
}

static int
on_receive(struct lws *wsi, struct session *s, const void *in, size_t len)
{
	struct piece p;

	p.len = len;
	p.how = (enum lws_write_protocol)lws_write_ws_flags(
		lws_frame_is_binary(wsi) ? LWS_WRITE_BINARY : LWS_WRITE_TEXT,
		lws_is_first_fragment(wsi), lws_is_final_fragment(wsi));
	p.data = malloc(LWS_PRE + len);
	if (!p.data)
		return -1;
	if (len)
		memcpy(p.data + LWS_PRE, in, len);
	if (!lws_ring_insert(s->ring, &p, 1)) {
		piece_free(&p);
		return -1;
	}
	if (!s->is_stopped &&
	    lws_ring_get_count_free_elements(s->ring) < STOP_READING) {
		s->is_stopped = 1;
		lws_rx_flow_control(wsi, 0);
	}
	lws_callback_on_writable(wsi);

	return 0;
}

static int
on_writeable(struct lws *wsi, struct session *s)
{
	const struct piece *p = lws_ring_get_element(s->ring, &s->tail);

	if (!p)
		return 0;
	if (lws_write(wsi, p->data + LWS_PRE, p->len, p->how) < 0)
		return -1;
	lws_ring_consume_single_tail(s->ring, &s->tail, 1);
	if (lws_ring_get_element(s->ring, &s->tail))
		lws_callback_on_writable(wsi);
	if (s->is_stopped &&
	    lws_ring_get_count_free_elements(s->ring) > READ_AGAIN) {
		s->is_stopped = 0;
		lws_rx_flow_control(wsi, 1);
	}

	return 0;
}

static int
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no connection: %s\n", in ? (const char *)in : "?");
		lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lwsl_user("connected\n");
		is_bad = 0;
		s->ring =
			lws_ring_create(sizeof(struct piece), RING, piece_free);
		if (!s->ring)
			return -1;
		break;

	case LWS_CALLBACK_CLIENT_CLOSED:
		lws_ring_destroy(s->ring);
		lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		return on_receive(wsi, s, in, len);

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return on_writeable(wsi, s);

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "lws-minimal-client-echo",
	 .callback = callback_echo,
	 .per_session_data_size = sizeof(struct session)},
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

	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.pcontext = &context;
	info.protocols = protocols;
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
	i.path = option(argc, argv, "-u", "/");
	i.host = i.origin = i.address;
	i.local_protocol_name = "lws-minimal-client-echo";

	if (lws_client_connect_via_info(&i))
		lws_context_default_loop_run_destroy(context);
	else
		lws_context_destroy(context);
	lwsl_user("Completed: %s\n", is_bad ? "failed" : "OK");

	return is_bad;
}
