/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A TCP port with no protocol of the library's on it: each line that somebody
 * sends goes to everybody.  Try it with two of `nc localhost 7681`.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_MAX_LEN = 1024,  /* a longer one is sent in pieces */
	UNSENT_MAX = 1 << 18, /* who reads less than this is dropped */
};

struct session {
	lws_dll2_t list; /* of all sessions */
	struct lws *wsi;
	struct lws_buflist *unsent;
	uint8_t line[LINE_MAX_LEN];
	size_t len;
};

static struct lws_context *context;
static lws_dll2_owner_t sessions;

static void
tell(struct session *s, const uint8_t *line, size_t len)
{
	/* one who does not read shall not fill our memory */
	if (lws_buflist_total_len(&s->unsent) + len > UNSENT_MAX ||
	    lws_buflist_append_segment(&s->unsent, line, len) < 0) {
		lwsl_warn("a slow reader is dropped\n");
		lws_set_timeout(s->wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
		return;
	}
	lws_callback_on_writable(s->wsi);
}

static void
tell_all(struct session *from)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, sessions.head)
	{
		tell(lws_container_of(d, struct session, list), from->line,
		     from->len);
	}
	lws_end_foreach_dll(d);
	from->len = 0;
}

static int
receive(struct session *s, const uint8_t *in, size_t len)
{
	while (len--) {
		s->line[s->len++] = *in;
		if (*in++ == '\n' || s->len == LINE_MAX_LEN)
			tell_all(s);
	}

	return 0;
}

static int
send_one(struct session *s)
{
	uint8_t *p;
	/* segments have LWS_PRE bytes of room in front */
	size_t len = lws_buflist_next_segment_len(&s->unsent, &p);

	if (!len)
		return 0;
	if (lws_write(s->wsi, p, len, LWS_WRITE_RAW) < (int)len)
		return -1;
	if (lws_buflist_use_segment(&s->unsent, len))
		lws_callback_on_writable(s->wsi);

	return 0;
}

static int
callback_raw(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	struct session *s = (struct session *)user;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		lwsl_user("RAW_ADOPT\n");
		s->wsi = wsi;
		lws_dll2_add_tail(&s->list, &sessions);
		break;
	case LWS_CALLBACK_RAW_RX:
		return receive(s, (const uint8_t *)in, len);
	case LWS_CALLBACK_RAW_WRITEABLE:
		return send_one(s);
	case LWS_CALLBACK_RAW_CLOSE:
		lwsl_user("RAW_CLOSE\n");
		lws_dll2_remove(&s->list);
		lws_buflist_destroy_all_segments(&s->unsent);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"raw-lines", callback_raw, sizeof(struct session), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	info.pcontext = &context;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw-lines";

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("LWS minimal raw vhost | tcp://localhost:%d/\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
