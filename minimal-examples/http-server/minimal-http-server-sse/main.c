/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Server-sent events: an answer that never ends.
 *
 * A page opens an EventSource; what we then send in the body of the answer, as
 * "data: ...\n\n", the page gets as an event.  A timer of each connection says
 * when it is time for the next.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static lws_usec_t period = 500 * LWS_US_PER_MS;

/* what we know about each connection; zeroed when its request begins */
struct session {
	unsigned int number;
	char is_begun;
};

/* the headers; the body has no end until one of the two goes */
static int
begin_events(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	uint8_t *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);

	if (lws_add_http_common_headers(
		    wsi, HTTP_STATUS_OK, "text/event-stream",
		    LWS_ILLEGAL_HTTP_CONTENT_LEN, &p, end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CACHE_CONTROL,
					 (const unsigned char *)"no-cache", 8,
					 &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;

	/* it may be quiet for long: no timeouts from now on */
	return lws_http_mark_sse(wsi);
}

static int
send_event(struct lws *wsi, struct session *s)
{
	uint8_t buf[LWS_PRE + 128];
	char *text = (char *)buf + LWS_PRE;
	int len;

	/* an id lets the browser say, when it comes again, what it saw last */
	len = lws_snprintf(text, sizeof(buf) - LWS_PRE,
			   "id: %u\ndata: number %u\n\n", s->number, s->number);
	s->number++;
	if (lws_write(wsi, buf + LWS_PRE, (size_t)len, LWS_WRITE_HTTP) < 0)
		return -1;
	lws_set_timer_usecs(wsi, period);

	return 0;
}

static int
callback_sse(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	struct session *s = (struct session *)user;

	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		if (begin_events(wsi))
			return -1;
		s->is_begun = 1;
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_TIMER:
		/* ask; write only when the connection can take it */
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return s && s->is_begun ? send_event(wsi, s) : 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	{"sse", callback_sse, sizeof(struct session), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static const struct lws_http_mount mount_sse = {
	.mountpoint = "/sse",
	.mountpoint_len = 4,
	.origin = "sse",
	.protocol = "sse",
	.origin_protocol = LWSMPRO_CALLBACK,
};

static const struct lws_http_mount mount = {
	.mount_next = &mount_sse,
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
	p = lws_cmdline_option(argc, argv, "--ms");
	if (p)
		period = strtol(p, NULL, 10) * LWS_US_PER_MS;
	info.pcontext = &context;
	info.protocols = protocols;
	info.mounts = &mount;
	/* a page of ours may send forms only to us, run only our scripts */
	info.options =
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal http server sse | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
