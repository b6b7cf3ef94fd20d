/* SPDX-License-Identifier: MIT */
/*
 * A whole WebSocket client connection, fed by bytes through a Unix socket: the
 * answer to its handshake, frames, and an application that answers, stops
 * reading, closes (CLI-07, R0).
 *
 *   byte 0  bit 0: a right answer comes first; bits 1-3: how the rest is cut;
 *           bits 4-6: what the application does; bit 7: the peer is deaf
 *   byte 1  bit 0: permessage-deflate is offered; bits 1-3: how the right
 *           answer agrees to it; bits 4-5: an extension beside it
 *
 * Every connection must be told its end once, be destroyed once, and be gone
 * when the peer is.
 */

#include "base/base.h"
#include "roles/ws/ws-handshake.h"

#include "conn-fuzz.h"

#include "flip-ext.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum {
	TURNS_MAX = 2000, /* an end that does not come is a bug */
	ECHO_MAX = 65536,
};

enum behaviour {
	LISTEN,
	ECHO,
	ECHO_LATER,
	STOP_READING,
	CLOSE,
	CLOSE_WITH_REASON,
	KILL,
	PING,
};

static struct lws_vhost *vhosts[2]; /* without and with permessage-deflate */
static char address[64];
static int listen_fd;
static enum behaviour behaviour;
static int destroyed, established, closed, errors;

static int
echo(struct lws *wsi, const void *in, size_t len)
{
	static uint8_t out[LWS_PRE + ECHO_MAX];

	must(len <= ECHO_MAX);
	memcpy(out + LWS_PRE, in, len);

	return lws_write(wsi, out + LWS_PRE, len,
			 (enum lws_write_protocol)lws_write_ws_flags(
				 LWS_WRITE_BINARY, lws_is_first_fragment(wsi),
				 lws_is_final_fragment(wsi))) < 0;
}

static int
on_receive(struct lws *wsi, char *in, size_t len)
{
	unsigned char reason[] = "no";

	must(!in[len]);
	memset(in, 'x', len); /* it is ours while we are called */
	switch (behaviour) {
	case LISTEN:
		break;
	case ECHO:
		return echo(wsi, in, len);
	case ECHO_LATER:
	case PING:
		lws_callback_on_writable(wsi);
		break;
	case STOP_READING:
		lws_rx_flow_control(wsi, 0);
		stopped = wsi;
		break;
	case CLOSE:
		return -1;
	case CLOSE_WITH_REASON:
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, reason, 2);
		return -1;
	case KILL:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
		break;
	}

	return 0;
}

static int
on_end(int *count)
{
	(*count)++;
	stopped = NULL;

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	uint8_t out[LWS_PRE + 4] = {0};

	switch ((int)reason) {
	case LWS_CALLBACK_WSI_DESTROY:
		destroyed++;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		must(!in || strlen(in) == len);
		return on_end(&errors);
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		return on_end(&closed);
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		return 1; /* nowhere but here */
	case LWS_CALLBACK_CLIENT_RECEIVE:
		must(established && !closed);
		return on_receive(wsi, in, len);
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return lws_write(wsi, out + LWS_PRE, 4,
				 behaviour == PING ? LWS_WRITE_PING
						   : LWS_WRITE_BINARY) < 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "fuzz", .callback = callback}, LWS_PROTOCOL_LIST_TERM};

static const struct lws_extension extensions[] = {
	{"permessage-deflate", lws_extension_callback_pm_deflate,
	 "permessage-deflate; client_max_window_bits"},
	{"x-flip", flip_ext, "x-flip"},
	{NULL, NULL, NULL}};

static void
destroy_context(void)
{
	lws_context_destroy(context);
	close(listen_fd);
}

static void
listen_here(void)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	size_t len;

	snprintf(address, sizeof(address), "+@lws-ws-fuzz-%d", (int)getpid());
	len = strlen(address + 1);
	memcpy(un.sun_path, address + 1, len);
	un.sun_path[0] = '\0';
	listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(!bind(listen_fd, (struct sockaddr *)&un,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)));
	must(!listen(listen_fd, 4));
}

static void
create_context(void)
{
	struct lws_context_creation_info info;

	listen_here();
	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	context = lws_create_context(&info);
	must(context);
	info.vhost_name = "plain";
	vhosts[0] = lws_create_vhost(context, &info);
	info.vhost_name = "deflate";
	info.extensions = extensions;
	vhosts[1] = lws_create_vhost(context, &info);
	must(vhosts[0] && vhosts[1]);
	lws_service(context, -1);
	lws_service(context, -1);
	atexit(destroy_context);
}

/* the client asks; its request, up to the empty line */
static int
connected(bool has_deflate, char *request, size_t size)
{
	struct lws_client_connect_info i;
	size_t len = 0;
	int peer;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.vhost = vhosts[has_deflate];
	i.address = address;
	i.host = "localhost";
	i.path = "/";
	i.local_protocol_name = "fuzz";
	must(lws_client_connect_via_info(&i));
	peer = accept(listen_fd, NULL, NULL);
	must(peer >= 0);
	*request = '\0';
	for (int n = 0; n < 8 && !strstr(request, "\r\n\r\n"); n++) {
		ssize_t got;

		lws_service(context, -1);
		got = recv(peer, request + len, size - 1 - len, MSG_DONTWAIT);
		if (got > 0)
			len += (size_t)got;
		request[len] = '\0';
	}
	must(strstr(request, "\r\n\r\n"));
	must(!strstr(request, "permessage-deflate") == !has_deflate);

	return peer;
}

/* 101, with the hash of the key, and what `how` says of an extension */
static void
answer_rightly(int peer, const char *request, unsigned int how)
{
	static const char *const name[4] = {
		"Sec-WebSocket-Extensions: permessage-deflate",
		"Sec-WebSocket-Extensions: x-flip, permessage-deflate",
		("Sec-WebSocket-Extensions: x-flip\r\n"
		 "Sec-WebSocket-Extensions: permessage-deflate"),
		"Sec-WebSocket-Extensions: permessage-deflate",
	};
	static const char *const agreed[8] = {
		NULL,
		"",
		"; client_no_context_takeover",
		"; server_no_context_takeover",
		"; client_max_window_bits=9",
		"; server_max_window_bits=9",
		"; client_no_context_takeover; server_no_context_takeover; "
		"client_max_window_bits=9; server_max_window_bits=9",
		"; client_max_window_bits=15; server_max_window_bits=15",
	};
	const char *key = strcasestr(request, "Sec-WebSocket-Key: ");
	const char *more = how & 1 ? agreed[how >> 1 & 7] : NULL;
	char accepted[WS_ACCEPT_LEN + 1], answer[512];

	must(key);
	key += 19;
	lws__ws_accept_from_key(key, strcspn(key, "\r"), accepted);
	snprintf(answer, sizeof(answer),
		 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
		 "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
		 "%s%s%s%s\r\n",
		 accepted, more ? name[how >> 4 & 3] : "", more ? more : "",
		 more && (how >> 4 & 3) == 3 ? ", x-flip" : "",
		 more ? "\r\n" : "");
	feed(peer, (const uint8_t *)answer, strlen(answer), 65536, false);
	must(established == 1 && !errors);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const size_t pieces[8] = {65536, 1, 2, 3, 5, 16, 100, 1000};
	static char request[4096];
	uint8_t how = len > 1 ? data[0] : 0;
	bool is_deaf = how & 0x80;
	int peer;

	if (len < 2)
		return 0;
	if (!context)
		create_context();
	behaviour = (enum behaviour)(how >> 4 & 7);
	destroyed = established = closed = errors = 0;
	stopped = NULL;
	peer = connected(data[1] & 1, request, sizeof(request));
	if (how & 1)
		answer_rightly(peer, request, data[1]);
	feed(peer, data + 2, len - 2, pieces[how >> 1 & 7], is_deaf);
	if (stopped)
		lws_rx_flow_control(stopped, 1);
	for (int n = 0; n < 4; n++)
		turn(peer, is_deaf);
	close(peer);
	for (int n = 0; n < TURNS_MAX && !destroyed; n++) {
		if (stopped)
			lws_rx_flow_control(stopped, 1);
		lws_service(context, -1);
	}
	must(destroyed == 1);
	must(closed == established && closed + errors == 1);

	return 0;
}
