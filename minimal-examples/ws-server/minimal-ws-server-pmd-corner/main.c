/* SPDX-License-Identifier: CC0-1.0 */
/*
 * The corners of compression: asked by a number, it sends a message of so many
 * bytes, once as text that shrinks to nothing and once as noise that does not
 * shrink at all.  So a client can try each length around the ends of buffers.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	LONGEST = 100000,
};

struct session {
	size_t len; /* of what it is to be sent */
	int due;    /* messages: 2 = text, 1 = noise */
	char asked[8];
	size_t asked_len;
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;

static void
fill(unsigned char *p, size_t len, int with_noise)
{
	uint32_t seed = (uint32_t)len;

	while (len--) {
		seed = seed * 1103515245u + 12345u;
		*p++ = with_noise ? (unsigned char)(seed >> 16) : 'a';
	}
}

static int
on_receive(struct lws *wsi, struct session *s, const char *in, size_t len)
{
	unsigned long n;

	if (s->asked_len + len >= sizeof(s->asked))
		return -1;
	memcpy(s->asked + s->asked_len, in, len);
	s->asked_len += len;
	if (!lws_is_final_fragment(wsi))
		return 0;
	s->asked[s->asked_len] = '\0';
	s->asked_len = 0;
	n = strtoul(s->asked, NULL, 10);
	if (n > LONGEST)
		return -1;
	s->len = n;
	s->due = 2;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
on_writeable(struct lws *wsi, struct session *s)
{
	static unsigned char out[LWS_PRE + LONGEST];
	const int is_noise = s->due == 1;

	if (!s->due)
		return 0;
	fill(out + LWS_PRE, s->len, is_noise);
	if (lws_write(wsi, out + LWS_PRE, s->len,
		      is_noise ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) < 0)
		return -1;
	if (--s->due)
		lws_callback_on_writable(wsi);

	return 0;
}

static int
callback_corner(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
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
	{.name = "lws-minimal-pmd-corner",
	 .callback = callback_corner,
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

	lwsl_user("LWS minimal ws server pmd corner | ws://localhost:%d/\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
