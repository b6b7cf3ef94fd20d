/* SPDX-License-Identifier: CC0-1.0 */
/*
 * One port, two languages: who speaks http gets a page, who does not is talking
 * to an echo.
 *
 * LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG lets a connection
 * whose first bytes are no http request become what listen_accept_role and
 * listen_accept_protocol say.  Nothing of what it sent is lost.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	UNSENT_MAX = 65536, /* a peer that does not read stops being read */
};

/* what each raw connection remembers; zeroed at first */
struct session {
	struct lws_buflist *unsent;
};

static struct lws_context *context;

/* keep it: the peer may be slower in reading than in writing */
static int
keep(struct lws *wsi, struct session *s, const uint8_t *in, size_t len)
{
	if (lws_buflist_append_segment(&s->unsent, in, len) < 0)
		return -1;
	if (lws_buflist_total_len(&s->unsent) > UNSENT_MAX)
		lws_rx_flow_control(wsi, 0);
	lws_callback_on_writable(wsi);

	return 0;
}

static int
send_one(struct lws *wsi, struct session *s)
{
	uint8_t *p;
	/* segments have LWS_PRE bytes of room in front */
	size_t len = lws_buflist_next_segment_len(&s->unsent, &p);

	if (!len)
		return 0;
	if (lws_write(wsi, p, len, LWS_WRITE_RAW) < 0)
		return -1;
	if (lws_buflist_use_segment(&s->unsent, len))
		lws_callback_on_writable(wsi);
	if (lws_buflist_total_len(&s->unsent) <= UNSENT_MAX)
		lws_rx_flow_control(wsi, 1);

	return 0;
}

static int
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct session *s = (struct session *)user;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		lwsl_user("RAW_ADOPT: somebody who does not speak http\n");
		break;
	case LWS_CALLBACK_RAW_RX:
		return keep(wsi, s, (const uint8_t *)in, len);
	case LWS_CALLBACK_RAW_WRITEABLE:
		return send_one(wsi, s);
	case LWS_CALLBACK_RAW_CLOSE:
		lwsl_user("RAW_CLOSE\n");
		lws_buflist_destroy_all_segments(&s->unsent);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	{"raw-echo", callback_echo, sizeof(struct session), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

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
	lws_default_loop_exit(context);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
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
	info.mounts = &mount;
	info.options = LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw-echo";

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal raw fallback http server | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
