/* SPDX-License-Identifier: MIT */
/*
 * Ours as the peer that is tested: sends back what it gets, and ends when its
 * input does.
 *
 *   ws-conformance-echo server        says "port N"
 *   ws-conformance-echo client PORT   connects again and again
 *
 * With the word deflate behind it knows permessage-deflate; with tls or h2
 * it speaks WebSocket over TLS, or on streams of HTTP/2 with prior knowledge.
 */
#include "echo-tls.h"

#include <libwebsockets.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 64 << 20 };

/* a message that is collected, then sent back */
struct session {
	uint8_t *buf; /* owned, LWS_PRE + room */
	size_t len;
	size_t room;
	bool is_binary;
	bool is_whole;
};

static struct lws_context *context;
static lws_sorted_usec_list_t soon;
static int server_port;   /* of a client */
static int how_connected; /* likewise: LCCSCF_... */
static bool is_over;

static int
collect(struct session *s, const void *in, size_t len)
{
	size_t room = s->room ? s->room : 4096;
	uint8_t *grown;

	while (room < s->len + len)
		room *= 2;
	if (room > MESSAGE_MAX)
		return -1;
	if (room > s->room) {
		grown = realloc(s->buf, LWS_PRE + room);
		if (!grown)
			return -1;
		s->buf = grown;
		s->room = room;
	}
	if (len)
		memcpy(s->buf + LWS_PRE + s->len, in, len);
	s->len += len;

	return 0;
}

static int
receive(struct lws *wsi, struct session *s, const void *in, size_t len)
{
	s->is_binary = lws_frame_is_binary(wsi);
	if (collect(s, in, len))
		return -1;
	if (!lws_is_final_fragment(wsi))
		return 0;
	s->is_whole = true;
	lws_rx_flow_control(wsi, 0); /* one at a time */
	lws_callback_on_writable(wsi);

	return 0;
}

static int
send_back(struct lws *wsi, struct session *s)
{
	size_t len = s->len;

	if (!s->is_whole)
		return 0;
	s->is_whole = false;
	s->len = 0;
	if (lws_write(wsi, s->buf + LWS_PRE, len,
		      s->is_binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) < 0)
		return -1;
	lws_rx_flow_control(wsi, 1);

	return 0;
}

static void
connect_soon(lws_sorted_usec_list_t *sul)
{
	struct lws_client_connect_info i = {
		.context = context,
		.address = "127.0.0.1",
		.host = "127.0.0.1",
		.path = "/",
		.port = server_port,
		.ssl_connection = how_connected,
	};

	(void)sul;
	lws_client_connect_via_info(&i);
}

static int
ended(struct session *s)
{
	if (s) {
		free(s->buf);
		s->buf = NULL;
	}
	if (server_port && !is_over)
		lws_sul_schedule(context, 0, &soon, connect_soon, 1);

	return 0;
}

static int
echo_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return receive(wsi, user, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return send_back(wsi, user);
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		return ended(user);
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
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
		is_over = true;

	return is_over ? -1 : 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "echo",
	 .callback = echo_cb,
	 .per_session_data_size = sizeof(struct session)},
	{.name = "stdin", .callback = stdin_cb},
	LWS_PROTOCOL_LIST_TERM};

static const struct lws_extension extensions[] = {
	{"permessage-deflate", lws_extension_callback_pm_deflate,
	 "permessage-deflate; client_max_window_bits"},
	{NULL, NULL, NULL}};

static void
take_word(struct lws_context_creation_info *info, const char *word)
{
	if (!strcmp(word, "deflate"))
		info->extensions = extensions;
	if (!strcmp(word, "tls")) {
		how_connected = LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED |
				LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
		echo_speak_tls(info, !server_port);
	}
	if (!strcmp(word, "h2")) {
		info->options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
		how_connected = LCCSCF_H2_PRIOR_KNOWLEDGE;
	}
}

static const lws_retry_bo_t patient = {.secs_since_valid_hangup = 0};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = {
		.iface = "127.0.0.1",
		.protocols = protocols,
		.vhost_name = "conformance",
		/* a suite that has no turn for a minute is no dead peer */
		.timeout_secs = 600,
		.connect_timeout_secs = 600,
		.retry_and_idle_policy = &patient,
	};
	lws_sock_file_fd_type in = {.filefd = 0};
	struct lws_vhost *vh;

	if (argc > 2 && !strcmp(argv[1], "client")) {
		server_port = (int)strtol(argv[2], NULL, 10);
		info.port = CONTEXT_PORT_NO_LISTEN;
	}
	for (int n = 2; n < argc; n++)
		take_word(&info, argv[n]);
	lws_set_log_level(getenv("VERBOSE") ? LLL_ERR | LLL_WARN | LLL_NOTICE
					    : LLL_ERR,
			  NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	vh = lws_get_vhost_by_name(context, "conformance");
	if (!lws_adopt_descriptor_vhost(vh, LWS_ADOPT_RAW_FILE_DESC, in,
					"stdin", NULL))
		return 1;
	if (server_port)
		connect_soon(&soon);
	else
		printf("port %d\n", lws_get_vhost_listen_port(vh));
	fflush(stdout);
	while (!is_over && !lws_service(context, 0))
		;
	lws_sul_cancel(&soon);
	lws_context_destroy(context);

	return 0;
}
