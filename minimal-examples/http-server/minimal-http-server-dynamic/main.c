/* SPDX-License-Identifier: CC0-1.0 */
/*
 * An http server that makes its answers itself, piece by piece.
 *
 * Below /dyn a callback answers.  It sends the headers, asks to be called when
 * the connection can take more, and then makes one piece of the body for each
 * such call.  So an answer of any length needs memory for one piece, and a slow
 * client slows down nobody else.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINES = 20,
	MOST_LINES = 1000000,
	CHUNK = 2048, /* bytes of body we make at a time */
	LINE_LEN = 64,
};

/* what we know about each request; zeroed when it begins */
struct session {
	char path[128];
	unsigned int lines; /* how many the answer has */
	unsigned int sent;
};

static struct lws_context *context;

static unsigned int
wanted_lines(struct lws *wsi)
{
	char text[16];
	unsigned long n;

	if (lws_get_urlarg_by_name_safe(wsi, "lines", text, sizeof(text)) <= 0)
		return LINES;
	n = strtoul(text, NULL, 10);

	return n > MOST_LINES ? MOST_LINES : (unsigned int)n;
}

/* the headers, and a request to be called for the body */
static int
begin_answer(struct lws *wsi, struct session *s, const char *path)
{
	uint8_t buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	uint8_t *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);

	/* in and headers are gone when we return: keep what we need later */
	lws_strncpy(s->path, path, sizeof(s->path));
	s->lines = wanted_lines(wsi);

	/*
	 * We do not know how long the answer will be.  If you do, give the
	 * length: then the connection can be used for further requests.
	 */
	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK,
					"text/plain; charset=utf-8",
					LWS_ILLEGAL_HTTP_CONTENT_LEN, &p, end))
		return 1;
	if (lws_finalize_write_http_header(wsi, start, &p, end))
		return 1;

	lws_callback_on_writable(wsi);

	return 0;
}

/* one piece: exactly one lws_write() for each WRITEABLE callback */
static int
next_piece(struct lws *wsi, struct session *s)
{
	uint8_t buf[LWS_PRE + CHUNK];
	uint8_t *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	enum lws_write_protocol how = LWS_WRITE_HTTP;

	if (!s->sent)
		p += lws_snprintf((char *)p, lws_ptr_diff_size_t(end, p),
				  "You asked for %s\n", s->path);
	while (s->sent < s->lines &&
	       lws_ptr_diff_size_t(end, p) > (size_t)LINE_LEN)
		p += lws_snprintf((char *)p, lws_ptr_diff_size_t(end, p),
				  "line %u of %u\n", ++s->sent, s->lines);
	if (s->sent == s->lines)
		how = LWS_WRITE_HTTP_FINAL;

	if (lws_write(wsi, start, lws_ptr_diff_size_t(p, start), how) < 0)
		return -1;

	/* nonzero from it, and then from us, closes the connection */
	if (how == LWS_WRITE_HTTP_FINAL)
		return lws_http_transaction_completed(wsi);

	lws_callback_on_writable(wsi); /* there is more */

	return 0;
}

static int
callback_dynamic(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		 void *in, size_t len)
{
	struct session *s = (struct session *)user;

	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return begin_answer(wsi, s, (const char *)in);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		/* it may also come when we did not ask for it */
		return s && s->lines ? next_piece(wsi, s) : 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{"dynamic", callback_dynamic, sizeof(struct session), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static const struct lws_http_mount mount_dyn = {
	.mountpoint = "/dyn",
	.mountpoint_len = 4,
	.origin = "dynamic",
	.protocol = "dynamic",
	.origin_protocol = LWSMPRO_CALLBACK,
};

static const struct lws_http_mount mount = {
	.mount_next = &mount_dyn,
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

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal dynamic http server | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
