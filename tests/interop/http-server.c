/* SPDX-License-Identifier: MIT */
/*
 * An HTTP server for other people's clients:
 *
 *	http-server DIR			HTTP/1 alone
 *	http-server DIR h2		HTTP/2 with prior knowledge
 *	http-server DIR CERT KEY	TLS, and what ALPN says
 *
 *	/		files of DIR
 *	/echo		the body that was sent, or the path
 *
 * Says "port N"; ends when its input does.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 2048 };

static int over;

struct session {
	char *body; /* owned */
	size_t len;
	size_t sent;
	char path[128];
};

static int
begin_answer(struct lws *wsi, const char *type, size_t len)
{
	uint8_t buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	uint8_t *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, type, len, &p,
					end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
keep(struct session *s, const void *in, size_t len)
{
	char *grown;

	if (!len)
		return 0;
	grown = realloc(s->body, s->len + len);
	if (!grown)
		return -1;
	memcpy(grown + s->len, in, len);
	s->body = grown;
	s->len += len;

	return 0;
}

static int
send_piece(struct lws *wsi, struct session *s)
{
	uint8_t buf[LWS_PRE + PIECE];
	size_t len = s->len - s->sent;
	int last = len <= PIECE;

	if (!last)
		len = PIECE;
	if (len)
		memcpy(buf + LWS_PRE, s->body + s->sent, len);
	if (lws_write(wsi, buf + LWS_PRE, len,
		      last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return -1;
	s->sent += len;
	if (last)
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	lws_callback_on_writable(wsi);

	return 0;
}

/* has this request a body?  In HTTP/2 nothing needs to say so */
static int
has_body(struct lws *wsi)
{
	return lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) ||
	       lws_hdr_total_length(wsi, WSI_TOKEN_PUT_URI) ||
	       lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) ||
	       lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING);
}

static void
forget(struct session *s)
{
	if (!s)
		return;
	free(s->body);
	s->body = NULL;
	s->len = s->sent = 0;
}

static int
echo_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	struct session *s = user;

	if (reason == LWS_CALLBACK_HTTP) {
		forget(s);
		if (has_body(wsi))
			return 0;
		if (keep(s, in, len))
			return -1;
		return begin_answer(wsi, "text/plain", s->len);
	}
	if (reason == LWS_CALLBACK_HTTP_BODY)
		return keep(s, in, len);
	if (reason == LWS_CALLBACK_HTTP_BODY_COMPLETION)
		return begin_answer(wsi, "application/octet-stream", s->len);
	if (reason == LWS_CALLBACK_HTTP_WRITEABLE)
		return send_piece(wsi, s);
	if (reason == LWS_CALLBACK_HTTP_DROP_PROTOCOL)
		forget(s);

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

/* our input ended, or somebody typed: enough */
static int
stdin_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_RAW_RX_FILE ||
	    reason == LWS_CALLBACK_RAW_CLOSE_FILE)
		over = 1;

	return over ? -1 : 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "files", .callback = lws_callback_http_dummy},
	{.name = "echo",
	 .callback = echo_cb,
	 .per_session_data_size = sizeof(struct session)},
	{.name = "stdin", .callback = stdin_cb},
	LWS_PROTOCOL_LIST_TERM};

static struct lws_http_mount files = {
	.mountpoint = "/",
	.origin_protocol = LWSMPRO_FILE,
	.mountpoint_len = 1,
};

static const struct lws_http_mount echo = {
	.mount_next = &files,
	.mountpoint = "/echo",
	.origin = "echo",
	.origin_protocol = LWSMPRO_CALLBACK,
	.mountpoint_len = 5,
};

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info = {
		.iface = "127.0.0.1",
		.protocols = protocols,
		.mounts = &echo,
		.vhost_name = "interop",
		.max_http_header_data2 = 65536,
	};
	lws_sock_file_fd_type in = {.filefd = 0};
	struct lws_context *cx;
	struct lws_vhost *vh;

	if (argc < 2 || argc > 4)
		return 2;
	files.origin = argv[1];
	if (argc == 3)
		info.options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
	if (argc == 4) {
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		info.ssl_cert_filepath = argv[2];
		info.ssl_private_key_filepath = argv[3];
	}
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	vh = lws_get_vhost_by_name(cx, "interop");
	if (!lws_adopt_descriptor_vhost(vh, LWS_ADOPT_RAW_FILE_DESC, in,
					"stdin", NULL))
		return 1;
	printf("port %d\n", lws_get_vhost_listen_port(vh));
	fflush(stdout);
	while (!over && !lws_service(cx, 0))
		;
	lws_context_destroy(cx);

	return 0;
}
