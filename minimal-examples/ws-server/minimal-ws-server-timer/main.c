/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Each connection has a timer, and is sent a number when that comes.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct session {
	unsigned int ticks, sent;
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static lws_usec_t interval_us = 1000 * LWS_US_PER_MS;

static int
send_tick(struct lws *wsi, struct session *s)
{
	unsigned char buf[LWS_PRE + 32];
	int len;

	if (s->sent == s->ticks)
		return 0;
	s->sent = s->ticks;
	len = lws_snprintf((char *)buf + LWS_PRE, 32, "tick %u", s->ticks);

	return lws_write(wsi, buf + LWS_PRE, (size_t)len, LWS_WRITE_TEXT) < 0
		       ? -1
		       : 0;
}

static int
callback_timer(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	       void *in, size_t len)
{
	struct session *s = user;

	(void)in;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		lws_set_timer_usecs(wsi, interval_us);
		break;

	case LWS_CALLBACK_TIMER:
		s->ticks++;
		lws_callback_on_writable(wsi);
		lws_set_timer_usecs(wsi, interval_us);
		break;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_tick(wsi, s);

	default:
		break;
	}

	return 0;
}

/* the first is for what is no websocket */
static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = lws_callback_http_dummy},
	{.name = "lws-minimal",
	 .callback = callback_timer,
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
	p = lws_cmdline_option(argc, argv, "-i");
	if (p)
		interval_us = (lws_usec_t)strtol(p, NULL, 10) * LWS_US_PER_MS;
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
	lwsl_user("LWS minimal ws server timer | ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
