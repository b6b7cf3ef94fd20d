/* SPDX-License-Identifier: MIT */
/*
 * A whole HTTP/2 server connection, fed by bytes through a socket pair: the
 * preface, frames, and an application that answers at once or late, reads
 * bodies or not, resets, and closes (H2-01 .. H2-30, R0).
 *
 *   byte 0  bit 0: a right preface and SETTINGS come first; bits 1-3: how the
 *           rest is cut; bits 4-6: what the application does; bit 7: the peer
 *           is deaf
 *
 * Every wsi that was created must be destroyed, every stream that heard of its
 * request must be told its end, and all be gone when the peer is.
 */

#include "conn-fuzz.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const uint8_t preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
				 "\0\0\0\4\0\0\0\0";

enum behaviour {
	ANSWER,        /* head and body at once */
	ANSWER_LATE,   /* the body when it may be written */
	ANSWER_LONG,   /* more than the credit */
	STOP_READING,  /* of bodies, until we let it */
	CLOSE,         /* without an answer */
	CLOSE_IN_BODY, /* when the body comes */
	HOLD,          /* says nothing at all */
	KILL,
};

enum { LONG = 200000 };

static enum behaviour behaviour;
static int created, destroyed, begun, ended;

static int
send_head(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 256], *start = buf + LWS_PRE, *p = start;
	uint8_t *end = buf + sizeof(buf);

	return lws_add_http_common_headers(wsi, 200, "text/plain",
					   LWS_ILLEGAL_HTTP_CONTENT_LEN, &p,
					   end) ||
	       lws_finalize_write_http_header(wsi, start, &p, end);
}

static int
send_body(struct lws *wsi)
{
	static uint8_t out[LWS_PRE + LONG];

	if (lws_write(wsi, out + LWS_PRE, behaviour == ANSWER_LONG ? LONG : 5,
		      LWS_WRITE_HTTP_FINAL) < 0)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
on_request(struct lws *wsi)
{
	char text[64];

	begun++;
	(void)lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HOST);
	switch (behaviour) {
	case ANSWER:
		return send_head(wsi) ? -1 : send_body(wsi);
	case ANSWER_LATE:
	case ANSWER_LONG:
		if (send_head(wsi))
			return -1;
		lws_callback_on_writable(wsi);
		break;
	case STOP_READING:
		lws_rx_flow_control(wsi, 0);
		stopped = wsi;
		break;
	case CLOSE:
		return -1;
	case KILL:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
		break;
	case CLOSE_IN_BODY:
	case HOLD:
		break;
	}

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_WSI_CREATE:
		created++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		destroyed++;
		if (stopped == wsi)
			stopped = NULL;
		break;
	case LWS_CALLBACK_HTTP:
		return on_request(wsi);
	case LWS_CALLBACK_HTTP_BODY:
		if (len)
			memset(in, 'x',
			       len); /* it is ours while we are called */
		return behaviour == CLOSE_IN_BODY ? -1 : 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return behaviour == ANSWER_LATE || behaviour == ANSWER_LONG
			       ? send_body(wsi)
			       : 0;
	case LWS_CALLBACK_CLOSED_HTTP:
		if (wsi != lws_get_network_wsi(wsi))
			ended++;
		break;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "fuzz", .callback = callback}, LWS_PROTOCOL_LIST_TERM};

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
	info.options = LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
	context = lws_create_context(&info);
	must(context);
	lws_service(context, -1);
	lws_service(context, -1);
	atexit(destroy_context);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const size_t pieces[8] = {65536, 1, 2, 3, 5, 16, 100, 1000};
	uint8_t how = len ? data[0] : 0;
	bool is_deaf = how & 0x80;
	int fds[2];

	if (!len)
		return 0;
	if (!context)
		create_context();
	behaviour = (enum behaviour)(how >> 4 & 7);
	created = destroyed = begun = ended = 0;
	stopped = NULL;
	must(!socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	must(lws_adopt_socket(context, fds[0]));
	if (how & 1)
		feed(fds[1], preface, sizeof(preface), 65536, false);
	feed(fds[1], data + 1, len - 1, pieces[how >> 1 & 7], is_deaf);
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
	must(created >= 1 && destroyed == created);
	must(ended >= begun && ended < created);

	return 0;
}
