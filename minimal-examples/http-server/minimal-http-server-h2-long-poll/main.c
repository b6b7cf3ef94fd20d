/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Long poll over HTTP/2: a request that is over, and an answer that is not.
 *
 * The client ends its side of the stream with an empty DATA frame and listens.
 * The option VH_H2_HALF_CLOSED_LONG_POLL takes such a stream, and its
 * connection, out of all timeouts; what we have to say goes to it whenever
 * there is something.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static lws_usec_t period = 500 * LWS_US_PER_MS;

/* what we know about each stream; zeroed when its request begins */
struct session {
	unsigned int number;
};

/* the headers, without a length: the body ends when we say so */
static int
begin(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	uint8_t *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain",
					LWS_ILLEGAL_HTTP_CONTENT_LEN, &p,
					end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_set_timer_usecs(wsi, period);

	return 0;
}

static int
push(struct lws *wsi, struct session *s)
{
	uint8_t buf[LWS_PRE + 64];
	char *text = (char *)buf + LWS_PRE;
	int len = lws_snprintf(text, sizeof(buf) - LWS_PRE, "number %u\n",
			       s->number++);

	if (lws_write(wsi, buf + LWS_PRE, (size_t)len, LWS_WRITE_HTTP) < 0)
		return -1;
	lws_set_timer_usecs(wsi, period);

	return 0;
}

static int
callback_poll(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct session *s = (struct session *)user;

	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return begin(wsi);
	case LWS_CALLBACK_TIMER:
		/* ask; write only when the stream can take it */
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return s ? push(wsi, s) : 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{"poll", callback_poll, sizeof(struct session), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static const struct lws_http_mount mount = {
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "poll",
	.protocol = "poll",
	.origin_protocol = LWSMPRO_CALLBACK,
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
	info.options = LWS_SERVER_OPTION_VH_H2_HALF_CLOSED_LONG_POLL;
	p = lws_cmdline_option(argc, argv, "--cert");
	if (p) {
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		info.ssl_cert_filepath = p;
		info.ssl_private_key_filepath =
			lws_cmdline_option(argc, argv, "--key");
	} else
		/* without TLS a client must know that we speak HTTP/2 */
		info.options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal http server h2 long poll | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
