/* SPDX-License-Identifier: CC0-1.0 */
/*
 * What publishers say is sent to all subscribers.
 *
 * The messages stand in one ring, each subscriber has its own place in it.
 * While the ring is full, nothing is read from publishers.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	RING = 32,
};

/* a piece of a message, as it came */
struct piece {
	unsigned char *data; /* owned, LWS_PRE bytes and then the payload */
	size_t len;
	int flags; /* for lws_write() */
};

struct session {
	struct session *next; /* in one of the lists of the broker */
	struct lws *wsi;
	uint32_t tail; /* a subscriber's place in the ring */
	int is_publisher;
};

static struct {
	struct session *subscribers, *publishers;
	struct session *speaker; /* the publisher whose message is open */
	struct lws_ring *ring;   /* owned */
	int is_held;             /* publishers are not read */
} broker;

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

static void
piece_free(void *element)
{
	struct piece *p = element;

	free(p->data);
	p->data = NULL;
}

/* messages of several publishers do not mix: only the speaker is read */
static void
read_whom_we_may(void)
{
	size_t room = lws_ring_get_count_free_elements(broker.ring);

	if (room < 1)
		broker.is_held = 1;
	if (room >= RING / 2)
		broker.is_held = 0;
	for (struct session *s = broker.publishers; s; s = s->next)
		lws_rx_flow_control(s->wsi,
				    !broker.is_held && (!broker.speaker ||
							broker.speaker == s));
}

/* the ring may forget what the slowest subscriber has had */
static void
forget_what_all_have_had(void)
{
	size_t most = 0;
	uint32_t oldest = 0;

	for (struct session *s = broker.subscribers; s; s = s->next) {
		size_t waiting = lws_ring_get_count_waiting_elements(
			broker.ring, &s->tail);

		if (waiting > most) {
			most = waiting;
			oldest = s->tail;
		}
	}
	if (most)
		lws_ring_update_oldest_tail(broker.ring, oldest);
	else
		lws_ring_consume(broker.ring, NULL, NULL, RING);
	read_whom_we_may();
}

static int
on_publish(struct lws *wsi, struct session *s, const void *in, size_t len)
{
	struct piece p = {malloc(LWS_PRE + len), len, 0};
	int is_first = lws_is_first_fragment(wsi);
	int is_final = lws_is_final_fragment(wsi);

	if (!p.data)
		return -1;
	memcpy(p.data + LWS_PRE, in, len);
	p.flags = (int)lws_write_ws_flags(
		lws_frame_is_binary(wsi) ? LWS_WRITE_BINARY : LWS_WRITE_TEXT,
		is_first, is_final);
	if (!lws_ring_insert(broker.ring, &p, 1)) {
		piece_free(&p);
		return -1; /* cannot be: we would not have read */
	}
	broker.speaker = is_final ? NULL : s;
	if (!broker.subscribers) /* nobody hears it */
		lws_ring_consume(broker.ring, NULL, NULL, RING);
	for (s = broker.subscribers; s; s = s->next)
		lws_callback_on_writable(s->wsi);
	read_whom_we_may();

	return 0;
}

static int
on_writeable(struct lws *wsi, struct session *s)
{
	const struct piece *p;

	if (s->is_publisher)
		return 0;
	p = lws_ring_get_element(broker.ring, &s->tail);
	if (!p)
		return 0;
	if (lws_write(wsi, p->data + LWS_PRE, p->len,
		      (enum lws_write_protocol)p->flags) < 0)
		return -1;
	lws_ring_consume(broker.ring, &s->tail, NULL, 1);
	forget_what_all_have_had();
	if (lws_ring_get_element(broker.ring, &s->tail))
		lws_callback_on_writable(wsi); /* one at a time */

	return 0;
}

/* who comes now hears what is said from now on */
static int
on_established(struct lws *wsi, struct session *s)
{
	struct session **list;
	char path[32];

	if (lws_hdr_copy(wsi, path, sizeof(path), WSI_TOKEN_GET_URI) < 0)
		path[0] = '\0';
	s->wsi = wsi;
	s->is_publisher = !strcmp(path, "/publisher");
	s->tail = lws_ring_get_oldest_tail(broker.ring);
	lws_ring_consume(
		broker.ring, &s->tail, NULL,
		lws_ring_get_count_waiting_elements(broker.ring, &s->tail));
	list = s->is_publisher ? &broker.publishers : &broker.subscribers;
	s->next = *list;
	*list = s;
	read_whom_we_may();

	/* in the middle of a message it would hear half of it */
	return !s->is_publisher && broker.speaker ? -1 : 0;
}

static void
on_closed(struct session *s)
{
	struct session **at =
		s->is_publisher ? &broker.publishers : &broker.subscribers;

	while (*at && *at != s)
		at = &(*at)->next;
	if (*at)
		*at = s->next;
	if (broker.speaker == s) {
		/* half a message: its hearers must not get another behind it */
		broker.speaker = NULL;
		for (s = broker.subscribers; s; s = s->next)
			lws_set_timeout(s->wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_ASYNC);
	}
	forget_what_all_have_had();
}

static int
callback_broker(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		broker.ring =
			lws_ring_create(sizeof(struct piece), RING, piece_free);
		return broker.ring ? 0 : -1;

	case LWS_CALLBACK_PROTOCOL_DESTROY:
		lws_ring_destroy(broker.ring);
		break;

	case LWS_CALLBACK_ESTABLISHED:
		return on_established(wsi, s);

	case LWS_CALLBACK_CLOSED:
		if (s->wsi)
			on_closed(s);
		break;

	case LWS_CALLBACK_RECEIVE:
		return s->is_publisher ? on_publish(wsi, s, in, len) : 0;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return on_writeable(wsi, s);

	default:
		break;
	}

	return 0;
}

/* the first is for what is no websocket */
static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = lws_callback_http_dummy},
	{.name = "lws-minimal-broker",
	 .callback = callback_broker,
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
	lwsl_user("LWS minimal ws broker | ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
