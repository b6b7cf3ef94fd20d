/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A chat whose messages are compressed: permessage-deflate (RFC 7692) is
 * listed in info.extensions, and that is all.  Browsers ask for it by
 * themselves; who does not gets the same messages as they are.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	MESSAGE_MAX = 1024,
};

/* one for each connection; zeroed when it is made */
struct session {
	struct lws_dll2 list;
	struct lws *wsi;
	unsigned int seen; /* number of the message it was sent last */
	size_t len;        /* of what has come of its own message */
	char said[MESSAGE_MAX];
};

/* one for each vhost that has the protocol */
struct chat {
	struct lws_dll2_owner sessions;
	unsigned int number; /* of the message below, 0 = none */
	size_t len;
	/* lws_write() wants LWS_PRE bytes to write its header to */
	unsigned char message[LWS_PRE + MESSAGE_MAX];
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

static void
tell_everybody(struct chat *chat, const char *text, size_t len)
{
	memcpy(chat->message + LWS_PRE, text, len);
	chat->len = len;
	chat->number++;
	lws_start_foreach_dll(struct lws_dll2 *, d,
			      lws_dll2_get_head(&chat->sessions))
	{
		struct session *s = lws_container_of(d, struct session, list);

		/* "call me when the connection takes bytes" */
		lws_callback_on_writable(s->wsi);
	}
	lws_end_foreach_dll(d);
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
	tell_everybody(chat, s->said, s->len);
	s->len = 0;

	return 0;
}

static int
on_writeable(struct lws *wsi, struct chat *chat, struct session *s)
{
	if (s->seen == chat->number)
		return 0;
	s->seen = chat->number;
	if (lws_write(wsi, chat->message + LWS_PRE, chat->len, LWS_WRITE_TEXT) <
	    0)
		return -1;

	return 0;
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
		/* zeroed, and freed by the library */
		if (!lws_protocol_vh_priv_zalloc(lws_get_vhost(wsi),
						 lws_get_protocol(wsi),
						 sizeof(struct chat)))
			return -1;
		break;

	case LWS_CALLBACK_ESTABLISHED:
		s->wsi = wsi;
		lws_dll2_add_tail(&s->list, &chat->sessions);
		if (chat->number)
			lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_CLOSED:
		lws_dll2_remove(&s->list);
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

static const struct lws_extension extensions[] = {
	{.name = "permessage-deflate",
	 .callback = lws_extension_callback_pm_deflate},
	{.name = NULL}};

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
	if (!lws_cmdline_option(argc, argv, "-n"))
		info.extensions = extensions;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal ws server + permessage-deflate | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
