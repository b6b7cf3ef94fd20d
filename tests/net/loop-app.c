/* SPDX-License-Identifier: MIT */
/*
 * See loop-app.h.
 */

#include "loop-app.h"

#include <stdlib.h>
#include <string.h>

struct session {
	unsigned char buf[LWS_PRE + 128];
	size_t len;
	int whole;
};

int (*lws__loop_hook)(struct lws *wsi, enum lws_callback_reasons reason,
		      void *in, size_t len);

static int
hooked(struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t len)
{
	lws__net_note(wsi, reason);

	return lws__loop_hook ? lws__loop_hook(wsi, reason, in, len) : 0;
}

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	int ret = hooked(wsi, reason, in, len);

	return ret ? ret : lws_callback_http_dummy(wsi, reason, user, in, len);
}

static int
begin_answer(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start;
	unsigned char *end = buf + sizeof(buf) - 1;

	if (lws_add_http_common_headers(wsi, 200, "text/plain", 6, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
callback_dyn(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 6];
	int ret = hooked(wsi, reason, in, len);

	if (ret)
		return ret;
	if (reason == LWS_CALLBACK_HTTP)
		return begin_answer(wsi);
	if (reason != LWS_CALLBACK_HTTP_WRITEABLE)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	memcpy(buf + LWS_PRE, "hello\n", 6);
	if (lws_write(wsi, buf + LWS_PRE, 6, LWS_WRITE_HTTP_FINAL) != 6)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct session *s = user;
	int ret = hooked(wsi, reason, in, len);

	if (ret)
		return ret;
	if (reason == LWS_CALLBACK_RECEIVE) {
		/* it may come in pieces */
		assert_true(s->len + len <= 128);
		memcpy(s->buf + LWS_PRE + s->len, in, len);
		s->len += len;
		s->whole = lws_is_final_fragment(wsi);
		if (s->whole)
			lws_callback_on_writable(wsi);
	}
	if (reason == LWS_CALLBACK_SERVER_WRITEABLE && s->whole) {
		int n = lws_write(wsi, s->buf + LWS_PRE, s->len,
				  LWS_WRITE_TEXT);

		s->len = 0;
		s->whole = 0;
		return n < 0 ? -1 : 0;
	}

	return 0;
}

const struct lws_protocols lws__loop_protocols[] = {
	{"http", callback_http, 0, 0, 0, NULL, 0},
	{"dyn", callback_dyn, 0, 0, 0, NULL, 0},
	{"echo", callback_echo, sizeof(struct session), 1024, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};

const struct lws_http_mount lws__loop_mount = {
	.mountpoint = "/dyn",
	.mountpoint_len = 4,
	.origin = "dyn",
	.origin_protocol = LWSMPRO_CALLBACK,
};

void
lws__loop_info(struct lws_context_creation_info *info)
{
	memset(info, 0, sizeof(*info));
	info->protocols = lws__loop_protocols;
	info->mounts = &lws__loop_mount;
}

void
lws__loop_upgrade(struct lws__net *net, struct lws__net_peer *p)
{
	lws__net_send(net, p,
		      "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
		      "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		      "Sec-WebSocket-Protocol: echo\r\n\r\n");
	lws__net_expect(net, p, "HTTP/1.1 101 Switching Protocols\r\n");
	free(lws__net_read_to(net, p, "\r\n\r\n"));
}

void
lws__loop_send_text(struct lws__net *net, struct lws__net_peer *p,
		    const char *text)
{
	size_t len = strlen(text);
	/* masked with zeros: what is sent is what is read */
	char frame[6 + 125] = {(char)0x81, (char)(0x80 | len)};

	assert_true(len <= 125);
	memcpy(frame + 6, text, len);
	lws__net_send_bytes(net, p, frame, 6 + len);
}

void
lws__loop_echo(struct lws__net *net, struct lws__net_peer *p, const char *text)
{
	size_t len = strlen(text);
	char frame[2 + 125] = {(char)0x81, (char)len};

	lws__loop_send_text(net, p, text);
	memcpy(frame + 2, text, len);
	lws__net_expect_bytes(net, p, frame, 2 + len);
}
