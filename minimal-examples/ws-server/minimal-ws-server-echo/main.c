/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Sends back what it is sent, of any length, with little memory.
 *
 * Each piece of a message that comes is put on a ring and leaves as a fragment
 * of the answer.  When the ring is nearly full, no more is read until some has
 * left: a client that does not read holds up itself and nobody else.
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
static int is_once; /* end with the first connection */

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
	case LWS_CALLBACK_ESTABLISHED:
		s->ring =
			lws_ring_create(sizeof(struct piece), RING, piece_free);
		if (!s->ring)
			return -1;
		break;

	case LWS_CALLBACK_CLOSED:
		lws_ring_destroy(s->ring);
		if (is_once)
			lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_RECEIVE:
		return on_receive(wsi, s, in, len);

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return on_writeable(wsi, s);

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "lws-minimal-server-echo",
	 .callback = callback_echo,
	 .per_session_data_size = sizeof(struct session)},
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

	info.port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	is_once = !!lws_cmdline_option(argc, argv, "-o");
	info.pcontext = &context;
	info.protocols = protocols;
	if (lws_cmdline_option(argc, argv, "--h2"))
		/* without TLS: whoever connects speaks HTTP/2 at once */
		info.options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal ws server echo | ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
