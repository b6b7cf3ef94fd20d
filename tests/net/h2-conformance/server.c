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
#include "child-server.h"

#include <string.h>

enum { BIG = 200000 };

/* what has come of a WebSocket message */
struct message {
	size_t len;
	uint8_t buf[LWS_PRE + 1024];
};

static int
http_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	struct child_body *s = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		child_body_forget(s);
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI))
			return 0;
		s->len = strstr(in, "big") ? BIG : 12;
		if (lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI)) {
			if (child_answer(wsi, "text/plain", s->len))
				return -1;
			s->len = 0;
			return 0;
		}
		return child_answer(wsi, "text/plain", s->len);
	case LWS_CALLBACK_HTTP_BODY:
		return child_body_keep(s, in, len);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return child_answer(wsi, "text/plain", s->len);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return child_body_send(wsi, s);
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_CLOSED_HTTP:
		child_body_forget(s);
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

static const struct lws_protocols protocols[] = {
	{.name = "http",
	 .callback = http_cb,
	 .per_session_data_size = sizeof(struct child_body)},
	{.name = "ws",
	 .callback = ws_cb,
	 .per_session_data_size = sizeof(struct message),
	 .rx_buffer_size = 1024},
	{.name = "stdin", .callback = child_stdin_cb},
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
		.protocols = protocols,
		.mounts = &mount,
		.options = LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE,
	};

	if (argc > 1 && !strcmp(argv[1], "upgrade"))
		info.options = 0;

	return child_serve(&info);
}
