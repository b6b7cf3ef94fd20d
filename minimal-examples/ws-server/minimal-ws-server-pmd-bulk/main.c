/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A megabyte of text to each client, in fragments that leave compressed, and
 * the same from it: permessage-deflate with big messages and little memory.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	MESSAGE = 1 << 20,
	FRAGMENT = 5000, /* bytes of an lws_write() */
};

struct session {
	size_t sent;     /* of our message */
	size_t received; /* of theirs */
	char is_wrong;
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

/* byte n of the message: lines of text that resemble each other */
static unsigned char
byte_of(size_t n)
{
	static const char line[] = "measurement 0000: all is well here\n";
	size_t at = n % (sizeof(line) - 1), row = n / (sizeof(line) - 1);

	if (at >= 12 && at < 16)
		return (unsigned char)('0' + (row >> (at - 12) * 3) % 8);

	return (unsigned char)line[at];
}

/* the next fragment of the message */
static int
on_writeable(struct lws *wsi, struct session *s)
{
	unsigned char out[LWS_PRE + FRAGMENT];
	size_t len = MESSAGE - s->sent;
	int how;

	if (!len)
		return 0;
	if (len > FRAGMENT)
		len = FRAGMENT;
	for (size_t n = 0; n < len; n++)
		out[LWS_PRE + n] = byte_of(s->sent + n);
	how = (int)lws_write_ws_flags(LWS_WRITE_TEXT, !s->sent,
				      s->sent + len == MESSAGE);
	if (lws_write(wsi, out + LWS_PRE, len, (enum lws_write_protocol)how) <
	    0)
		return -1;
	s->sent += len;
	if (s->sent < MESSAGE)
		lws_callback_on_writable(wsi);

	return 0;
}

/* it comes in pieces, and is never in memory as a whole */
static int
on_receive(struct lws *wsi, struct session *s, const unsigned char *in,
	   size_t len)
{
	for (size_t n = 0; n < len; n++)
		if (in[n] != byte_of(s->received + n))
			s->is_wrong = 1;
	s->received += len;
	if (!lws_is_final_fragment(wsi))
		return 0;
	lwsl_user("received %u bytes: %s\n", (unsigned int)s->received,
		  !s->is_wrong && s->received == MESSAGE ? "OK" : "WRONG");

	s->received = 0;

	return 0;
}

static int
callback_bulk(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		lws_callback_on_writable(wsi);
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
	{.name = "lws-minimal-pmd-bulk",
	 .callback = callback_bulk,
	 .per_session_data_size = sizeof(struct session)},
	LWS_PROTOCOL_LIST_TERM};

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
	if (!lws_cmdline_option(argc, argv, "-n"))
		info.extensions = extensions;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	lwsl_user("LWS minimal ws server pmd bulk | ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
