/* SPDX-License-Identifier: MIT */
/*
 * A whole WebSocket server connection, fed by bytes through a socket pair: the
 * handshake, frames, and an application that answers, stops reading, closes.
 *
 *   byte 0  bit 0: a right handshake comes first; bits 1-3: how the rest is
 *           cut; bits 4-6: what the application does; bit 7: the peer is deaf
 *   0xff N  behind that: the right handshake offers the Nth of offers[]
 *
 * Every connection must be told its end once, be destroyed once, and be gone
 * when the peer is.
 */

#include "conn-fuzz.h"

#include "flip-ext.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char handshake[] =
	"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
	"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

#define PMD "permessage-deflate"
static const char *const offers[8] = {
	PMD,
	PMD "; client_no_context_takeover; server_no_context_takeover",
	PMD "; client_max_window_bits=9; server_max_window_bits=9",
	PMD "; server_max_window_bits=8, " PMD "; client_max_window_bits",
	"x-flip",
	"x-flip, " PMD,
	PMD ", x-flip",
	"x-none, x-flip; a=1, " PMD "; magic, x-flip, " PMD ", x-flip",
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

static enum behaviour behaviour;
static int created, destroyed, established, closed;

static int
echo(struct lws *wsi, const void *in, size_t len)
{
	static uint8_t out[LWS_PRE + 65536];

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

	must(!in[len] && len <= 4096);
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
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	uint8_t out[LWS_PRE + 4] = {0};

	switch (reason) {
	case LWS_CALLBACK_WSI_CREATE:
		created++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		destroyed++;
		break;
	case LWS_CALLBACK_ESTABLISHED:
		established++;
		break;
	case LWS_CALLBACK_CLOSED:
		closed++;
		stopped = NULL;
		break;
	case LWS_CALLBACK_RECEIVE:
		must(!closed);
		return on_receive(wsi, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
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
	{"x-flip", flip_ext, NULL},
	{PMD, lws_extension_callback_pm_deflate, NULL},
	{NULL, NULL, NULL}};

static void
destroy_context(void)
{
	lws_context_destroy(context);
}

static void
create_context(void)
{
	struct lws_context_creation_info info;

	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
	info.protocols = protocols;
	info.extensions = extensions;
	context = lws_create_context(&info);
	must(context);
	lws_service(context, -1);
	lws_service(context, -1);
	atexit(destroy_context);
}

static void
shake_hands(int peer, const char *offer)
{
	char request[512];
	int len = snprintf(request, sizeof(request), "%s%s%s%s\r\n", handshake,
			   offer ? "Sec-WebSocket-Extensions: " : "",
			   offer ? offer : "", offer ? "\r\n" : "");

	feed(peer, (const uint8_t *)request, (size_t)len, 65536, false);
	must(established == 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const size_t pieces[8] = {65536, 1, 2, 3, 5, 16, 100, 1000};
	uint8_t how = len ? data[0] : 0;
	bool is_deaf = how & 0x80;
	const char *offer = NULL;
	int fds[2];

	if (!len)
		return 0;
	if (!context)
		create_context();
	behaviour = (enum behaviour)(how >> 4 & 7);
	created = destroyed = established = closed = 0;
	stopped = NULL;
	must(!socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	must(lws_adopt_socket(context, fds[0]));
	data++;
	len--;
	if (len > 1 && data[0] == 0xff) {
		offer = offers[data[1] & 7];
		data += 2;
		len -= 2;
	}
	if (how & 1)
		shake_hands(fds[1], offer);
	feed(fds[1], data, len, pieces[how >> 1 & 7], is_deaf);
	if (stopped)
		lws_rx_flow_control(stopped, 1);
	for (int n = 0; n < 4; n++)
		turn(fds[1], is_deaf);
	close(fds[1]);
	for (int n = 0; n < 2000 && destroyed < created; n++) {
		if (stopped)
			lws_rx_flow_control(stopped, 1);
		lws_service(context, -1);
	}
	must(created == 1 && destroyed == 1);
	must(closed == established);

	return 0;
}
