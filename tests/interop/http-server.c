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

#include "child-server.h"

#include <string.h>

/* has this request a body?  In HTTP/2 nothing needs to say so */
static int
has_body(struct lws *wsi)
{
	return lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) ||
	       lws_hdr_total_length(wsi, WSI_TOKEN_PUT_URI) ||
	       lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) ||
	       lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING);
}

static int
echo_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	struct child_body *s = user;

	if (reason == LWS_CALLBACK_HTTP) {
		child_body_forget(s);
		if (has_body(wsi))
			return 0;
		if (child_body_keep(s, in, len))
			return -1;
		return child_answer(wsi, "text/plain", s->len);
	}
	if (reason == LWS_CALLBACK_HTTP_BODY)
		return child_body_keep(s, in, len);
	if (reason == LWS_CALLBACK_HTTP_BODY_COMPLETION)
		return child_answer(wsi, "application/octet-stream", s->len);
	if (reason == LWS_CALLBACK_HTTP_WRITEABLE)
		return child_body_send(wsi, s);
	if (reason == LWS_CALLBACK_HTTP_DROP_PROTOCOL)
		child_body_forget(s);

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{.name = "files", .callback = lws_callback_http_dummy},
	{.name = "echo",
	 .callback = echo_cb,
	 .per_session_data_size = sizeof(struct child_body)},
	{.name = "stdin", .callback = child_stdin_cb},
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
		.protocols = protocols,
		.mounts = &echo,
		.max_http_header_data2 = 65536,
	};

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

	return child_serve(&info);
}
