/* SPDX-License-Identifier: MIT */
/*
 * A whole HTTP/2 client connection, fed by bytes through a Unix socket: a
 * server's SETTINGS, then frames, while one to four requests share the
 * connection: a GET, a POST with a body, a WebSocket, another GET (H2-01 ..
 * H2-30, CLI-07, R0).
 *
 *   byte 0  bit 0: right SETTINGS come first; bits 1-3: how the rest is cut;
 *           bits 4-6: what the application does; bit 7: the peer is deaf
 *   byte 1  bits 0-1: requests, less one; bit 2: credit by hand; bit 3: those
 *           SETTINGS allow WebSockets; bit 4: a POST comes first
 *
 * Each request must be told its end once, every wsi that was created must be
 * destroyed, and all be gone when the peer is.
 */

#include "conn-fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* ENABLE_CONNECT_PROTOCOL of it is the last octet but those of the ACK */
static const uint8_t settings[] = "\0\0\6\4\0\0\0\0\0"
				  "\0\10\0\0\0\1"
				  "\0\0\0\4\1\0\0\0";
enum { CONNECT_AT = 14 };

enum behaviour {
	TAKE,  /* whatever comes */
	CLOSE, /* when the head comes */
	CLOSE_IN_BODY,
	STOP_READING, /* until we let it */
	KILL,         /* from inside the callback */
	ANSWER,       /* a websocket writes back */
	LONG_POLL,
	LARGE_BODY,
};

enum { REQUESTS = 4, TURNS_MAX = 5000, BODY = 200000 };

struct request {
	int told; /* its end */
	bool has_body;
};

static char address[64];
static int listen_fd;
static enum behaviour behaviour;
static struct request requests[REQUESTS];
/* who was created: a request that is sent again hears of it again */
static struct lws *live[32];
static size_t live_count;

static void
is_created(struct lws *wsi)
{
	for (size_t n = 0; n < live_count; n++)
		if (live[n] == wsi)
			return;
	must(live_count < LWS_ARRAY_SIZE(live));
	live[live_count++] = wsi;
}

static void
is_destroyed(struct lws *wsi)
{
	size_t n = 0;

	while (n < live_count && live[n] != wsi)
		n++;
	must(n < live_count);
	live[n] = live[--live_count];
	if (stopped == wsi)
		stopped = NULL;
}

static int
ask(struct lws *wsi, struct request *r)
{
	if (r->has_body) {
		lws_client_http_body_pending(wsi, 1);
		lws_callback_on_writable(wsi);
	} else if (behaviour == LONG_POLL) {
		lws_h2_client_stream_long_poll_rxonly(wsi);
	}

	return 0;
}

static int
send_body(struct lws *wsi, struct request *r)
{
	static uint8_t out[LWS_PRE + BODY];

	if (!r->has_body)
		return 0;
	r->has_body = false;
	lws_client_http_body_pending(wsi, 0);

	return lws_write(wsi, out + LWS_PRE, behaviour == LARGE_BODY ? BODY : 4,
			 LWS_WRITE_HTTP_FINAL) < 0;
}

static int
on_head(struct lws *wsi)
{
	char text[64];

	(void)lws_hdr_copy(wsi, text, sizeof(text),
			   WSI_TOKEN_HTTP_CONTENT_TYPE);

	return behaviour == CLOSE ? -1 : 0;
}

static int
on_bytes(struct lws *wsi, void *in, size_t len)
{
	memset(in, 'x', len); /* it is ours while we are called */
	(void)lws_h2_update_peer_txcredit(wsi, (unsigned int)LWS_H2_STREAM_SID,
					  (int)len);
	switch (behaviour) {
	case CLOSE_IN_BODY:
		return -1;
	case STOP_READING:
		lws_rx_flow_control(wsi, 0);
		stopped = wsi;
		break;
	case KILL:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
		break;
	case ANSWER:
		lws_callback_on_writable(wsi);
		break;
	case TAKE:
	case CLOSE:
	case LONG_POLL:
	case LARGE_BODY:
		break;
	}

	return 0;
}

static int
on_end(struct lws *wsi, struct request *r)
{
	must(r);
	r->told++;
	if (stopped == wsi)
		stopped = NULL;

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	uint8_t out[LWS_PRE + 4] = {0};

	switch ((int)reason) {
	case LWS_CALLBACK_WSI_CREATE:
		is_created(wsi);
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		is_destroyed(wsi);
		break;
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return ask(wsi, user);
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return send_body(wsi, user);
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		return on_head(wsi);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return on_bytes(wsi, in, len);
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return lws_write(wsi, out + LWS_PRE, 4, LWS_WRITE_BINARY) < 0;
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		return 1; /* nowhere but here */
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_CLIENT_CLOSED:
		return on_end(wsi, user);
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "fuzz", .callback = callback}, LWS_PROTOCOL_LIST_TERM};

static void
stop(void)
{
	lws_context_destroy(context);
	close(listen_fd);
}

static void
begin(void)
{
	struct lws_context_creation_info info;
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	size_t len;

	snprintf(address, sizeof(address), "+@lws-h2-fuzz-%d", (int)getpid());
	len = strlen(address + 1);
	memcpy(un.sun_path, address + 1, len);
	un.sun_path[0] = '\0';
	listen_fd =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	must(!bind(listen_fd, (struct sockaddr *)&un,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)));
	must(!listen(listen_fd, 16));
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	lws_set_log_level(0, NULL);
	context = lws_create_context(&info);
	must(context);
	lws_service(context, -1);
	lws_service(context, -1);
	atexit(stop);
}

static void
connect_one(struct request *r, const char *method, uint8_t options)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = address;
	i.host = "localhost";
	i.path = "/";
	i.method = method;
	i.protocol = i.local_protocol_name = "fuzz";
	i.ssl_connection = LCCSCF_H2_PRIOR_KNOWLEDGE | LCCSCF_PIPELINE;
	if (options & 4)
		i.ssl_connection |= LCCSCF_H2_MANUAL_RXFLOW;
	i.manual_initial_tx_credit = 1000;
	i.userdata = r;
	r->has_body = method && !strcmp(method, "POST");
	(void)lws_client_connect_via_info(&i);
}

static bool
are_all_told(size_t count)
{
	for (size_t n = 0; n < count; n++)
		if (!requests[n].told)
			return false;

	return !live_count;
}

/* whoever connects again finds nobody */
static void
see_the_end(size_t count)
{
	for (int n = 0; n < TURNS_MAX && !are_all_told(count); n++) {
		int fd = accept(listen_fd, NULL, NULL);

		if (fd >= 0)
			close(fd);
		if (stopped)
			lws_rx_flow_control(stopped, 1);
		lws_service(context, -1);
	}
	must(!live_count);
	for (size_t n = 0; n < count; n++)
		must(requests[n].told == 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const size_t pieces[8] = {65536, 1, 2, 3, 5, 16, 100, 1000};
	static const char *const methods[REQUESTS] = {"GET", "POST", NULL,
						      "GET"};
	uint8_t how, options, first[sizeof(settings) - 1];
	size_t count;
	int peer;

	if (len < 2 || len > 65536)
		return 0;
	if (!context)
		begin();
	how = data[0];
	options = data[1];
	count = 1 + (options & 3u);
	behaviour = (enum behaviour)(how >> 4 & 7);
	memset(requests, 0, sizeof(requests));
	live_count = 0;
	stopped = NULL;
	for (size_t n = 0; n < count; n++)
		connect_one(&requests[n],
			    options & 16 && n < 2 ? methods[1 - n] : methods[n],
			    options);
	peer = accept(listen_fd, NULL, NULL);
	must(peer >= 0);
	turn(peer, false);
	memcpy(first, settings, sizeof(first));
	first[CONNECT_AT] = !!(options & 8);
	if (how & 1)
		feed(peer, first, sizeof(first), 65536, false);
	feed(peer, data + 2, len - 2, pieces[how >> 1 & 7], how & 0x80);
	for (int n = 0; n < 4; n++)
		turn(peer, how & 0x80);
	close(peer);
	see_the_end(count);

	return 0;
}
