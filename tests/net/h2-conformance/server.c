/* SPDX-License-Identifier: MIT */
/*
 * The server that the table is aimed at: HTTP/2 with prior knowledge, or with
 * the argument "upgrade" HTTP/1 and what h2c makes of it.
 *
 *	/		a few octets from a callback
 *	/big.txt	200000 octets from a callback, as they are taken
 *	/echo		the body that was sent
 *	/ws		WebSocket, sends back what it gets
 *
 * Says "port N"; ends when its input does.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 4096, BIG = 200000, BODY_MAX = 4 << 20 };

static int over;

struct session {
	char *body; /* owned; NULL: what is sent are letters */
	size_t len;
	size_t sent;
};

/* what has come of a WebSocket message */
struct message {
	size_t len;
	uint8_t buf[LWS_PRE + 1024];
};

static int
begin_answer(struct lws *wsi, size_t len)
{
	uint8_t buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	uint8_t *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", len,
					&p, end) ||
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
	if (s->len + len > BODY_MAX)
		return -1;
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
	if (s->body && len)
		memcpy(buf + LWS_PRE, s->body + s->sent, len);
	else
		memset(buf + LWS_PRE, 'x', len);
	if (lws_write(wsi, buf + LWS_PRE, len,
		      last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return -1;
	s->sent += len;
	if (last)
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	lws_callback_on_writable(wsi);

	return 0;
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
http_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		forget(s);
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI))
			return 0;
		s->len = strstr(in, "big") ? BIG : 12;
		if (lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI)) {
			if (begin_answer(wsi, s->len))
				return -1;
			s->len = 0;
			return 0;
		}
		return begin_answer(wsi, s->len);
	case LWS_CALLBACK_HTTP_BODY:
		return keep(s, in, len);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return begin_answer(wsi, s->len);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return send_piece(wsi, s);
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_CLOSED_HTTP:
		forget(s);
		break;
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static int
ws_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
      size_t len)
{
	struct message *m = user;

	if (reason != LWS_CALLBACK_RECEIVE)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	if (m->len + len > sizeof(m->buf) - LWS_PRE)
		return -1;
	memcpy(m->buf + LWS_PRE + m->len, in, len);
	m->len += len;
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
		return 0;
	len = m->len;
	m->len = 0;

	return lws_write(wsi, m->buf + LWS_PRE, len, LWS_WRITE_TEXT) < 0 ? -1
									 : 0;
}

/* our input ended: enough */
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
	{.name = "http",
	 .callback = http_cb,
	 .per_session_data_size = sizeof(struct session)},
	{.name = "ws",
	 .callback = ws_cb,
	 .per_session_data_size = sizeof(struct message),
	 .rx_buffer_size = 1024},
	{.name = "stdin", .callback = stdin_cb},
	LWS_PROTOCOL_LIST_TERM};

static const struct lws_http_mount mount = {
	.mountpoint = "/",
	.origin = "http",
	.origin_protocol = LWSMPRO_CALLBACK,
	.mountpoint_len = 1,
};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = {
		.iface = "127.0.0.1",
		.protocols = protocols,
		.mounts = &mount,
		.vhost_name = "conformance",
		.options = LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE,
	};
	lws_sock_file_fd_type in = {.filefd = 0};
	struct lws_context *cx;
	struct lws_vhost *vh;

	if (argc > 1 && !strcmp(argv[1], "upgrade"))
		info.options = 0;
	lws_set_log_level(getenv("VERBOSE") ? LLL_ERR | LLL_WARN | LLL_NOTICE
					    : LLL_ERR,
			  NULL);
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	vh = lws_get_vhost_by_name(cx, "conformance");
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
