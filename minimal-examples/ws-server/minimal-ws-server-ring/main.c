/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A chat that keeps what was said for those who are slow.
 *
 * The messages stand in one ring, each connection has its own place in it.  A
 * message goes when everybody has had it.  Who has missed so much that the ring
 * is full is disconnected, so that one sleeper does not stop the others.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	RING = 16,
	MESSAGE_MAX = 1024,
};

struct message {
	unsigned char *data; /* owned, LWS_PRE bytes and then the payload */
	size_t len;
};

struct session {
	struct session *next; /* in chat->sessions */
	struct lws *wsi;
	uint32_t tail; /* its place in the ring */
	size_t len;    /* of what has come of its own message */
	char said[MESSAGE_MAX];
	char is_dropped;
};

/* one for each vhost that has the protocol */
struct chat {
	struct session *sessions;
	struct lws_ring *ring; /* owned */
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

static void
message_free(void *element)
{
	struct message *m = element;

	free(m->data);
	m->data = NULL;
}

/* the ring may forget what the slowest of those who are here has had */
static void
forget_what_all_have_had(struct chat *chat)
{
	size_t most = 0;
	struct session *s = chat->sessions;
	uint32_t oldest;

	if (!s) { /* nobody: the ring is emptied */
		lws_ring_consume(chat->ring, NULL, NULL, RING);
		return;
	}
	oldest = s->tail;
	for (; s; s = s->next) {
		size_t waiting = lws_ring_get_count_waiting_elements(chat->ring,
								     &s->tail);

		if (waiting > most) {
			most = waiting;
			oldest = s->tail;
		}
	}
	if (!most) { /* all have had all */
		lws_ring_consume(chat->ring, NULL, NULL, RING);
		return;
	}
	lws_ring_update_oldest_tail(chat->ring, oldest);
}

static void
leave(struct chat *chat, struct session *leaver)
{
	struct session **at = &chat->sessions;

	while (*at && *at != leaver)
		at = &(*at)->next;
	if (*at)
		*at = leaver->next;
	forget_what_all_have_had(chat);
}

/* the ring is full, because these have not had its oldest message yet */
static void
drop_the_slowest(struct chat *chat)
{
	uint32_t oldest = lws_ring_get_oldest_tail(chat->ring);
	struct session *s = chat->sessions, *next;

	for (; s; s = next) {
		next = s->next;
		if (s->tail != oldest)
			continue;
		lwsl_user("a connection that lags is dropped\n");
		s->is_dropped = 1;
		leave(chat, s);
		lws_set_timeout(s->wsi, PENDING_TIMEOUT_LAGGING,
				LWS_TO_KILL_ASYNC);
	}
}

static int
tell_everybody(struct chat *chat, const char *text, size_t len)
{
	struct message m = {malloc(LWS_PRE + len), len};

	if (!m.data)
		return -1;
	memcpy(m.data + LWS_PRE, text, len);
	if (!lws_ring_get_count_free_elements(chat->ring))
		drop_the_slowest(chat);
	if (!lws_ring_insert(chat->ring, &m, 1)) {
		message_free(&m);
		return -1;
	}
	for (struct session *s = chat->sessions; s; s = s->next)
		lws_callback_on_writable(s->wsi);

	return 0;
}

/* a message may come in several pieces */
static int
on_receive(struct lws *wsi, struct chat *chat, struct session *s,
	   const char *in, size_t len)
{
	if (s->len + len > MESSAGE_MAX) {
		unsigned char reason[] = "1024 bytes at most";

		lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE,
				 reason, sizeof(reason) - 1);
		return -1; /* close the connection, and say that */
	}
	memcpy(s->said + s->len, in, len);
	s->len += len;
	if (!lws_is_final_fragment(wsi))
		return 0;
	len = s->len;
	s->len = 0;

	return tell_everybody(chat, s->said, len);
}

static int
on_writeable(struct lws *wsi, struct chat *chat, struct session *s)
{
	const struct message *m;

	if (s->is_dropped)
		return -1;
	m = lws_ring_get_element(chat->ring, &s->tail);
	if (!m)
		return 0;
	if (lws_write(wsi, m->data + LWS_PRE, m->len, LWS_WRITE_TEXT) < 0)
		return -1;
	lws_ring_consume_and_update_oldest_tail(chat->ring, struct session,
						&s->tail, 1, chat->sessions,
						tail, next);
	if (lws_ring_get_element(chat->ring, &s->tail))
		lws_callback_on_writable(wsi); /* one at a time */

	return 0;
}

static int
on_init(struct lws *wsi)
{
	struct chat *chat = lws_protocol_vh_priv_zalloc(
		lws_get_vhost(wsi), lws_get_protocol(wsi), sizeof(struct chat));

	if (!chat)
		return -1;
	chat->ring =
		lws_ring_create(sizeof(struct message), RING, message_free);

	return chat->ring ? 0 : -1;
}

static int
callback_chat(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct session *s = user;
	struct chat *chat = lws_protocol_vh_priv_get(lws_get_vhost(wsi),
						     lws_get_protocol(wsi));

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		return on_init(wsi);

	case LWS_CALLBACK_PROTOCOL_DESTROY:
		lws_ring_destroy(chat->ring);
		break;

	case LWS_CALLBACK_ESTABLISHED:
		/* it begins with the oldest message there is */
		s->wsi = wsi;
		s->tail = lws_ring_get_oldest_tail(chat->ring);
		s->next = chat->sessions;
		chat->sessions = s;
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_CLOSED:
		if (!s->is_dropped)
			leave(chat, s);
		break;

	case LWS_CALLBACK_RECEIVE:
		return on_receive(wsi, chat, s, in, len);

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return on_writeable(wsi, chat, s);

	default:
		break;
	}

	return 0;
}

/* the first is for what is no websocket; the page asks for the second */
static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = lws_callback_http_dummy},
	{.name = "lws-minimal",
	 .callback = callback_chat,
	 .per_session_data_size = sizeof(struct session)},
	LWS_PROTOCOL_LIST_TERM};

static const struct lws_http_mount mount = {
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

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
	info.mounts = &mount;
	info.protocols = protocols;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal ws server ring | visit http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
