/* SPDX-License-Identifier: MIT */
/*
 * ws-peer.h tells what this is.
 */

#include "ws-peer.h"

#include <stdio.h>
#include <stdlib.h>

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="

size_t
ws_request(char *out, size_t size, const char *protocol, const char *more)
{
	return (size_t)snprintf(out, size,
				"GET / HTTP/1.1\r\nHost: localhost\r\n"
				"Upgrade: websocket\r\nConnection: Upgrade\r\n"
				"Sec-WebSocket-Key: " KEY "\r\n"
				"Sec-WebSocket-Version: 13\r\n%s%s%s%s\r\n",
				protocol ? "Sec-WebSocket-Protocol: " : "",
				protocol ? protocol : "",
				protocol ? "\r\n" : "", more);
}

void
ws_peer_open(struct net_peer *p, int port, const char *protocol)
{
	char request[1024];
	const char *end;
	size_t len = ws_request(request, sizeof(request), protocol, "");

	net_peer_connect(p, port);
	assert_true(net_peer_send(p, request, len));
	assert_true(net_peer_wait_for(p, "\r\n\r\n"));
	assert_memory_equal(p->rx, "HTTP/1.1 101 ", 13);
	/* RFC 6455 1.3 has this example */
	assert_non_null(strstr(p->rx, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
	end = strstr(p->rx, "\r\n\r\n");
	net_peer_forget(p, (size_t)(end - p->rx) + 4);
}

void
ws_peer_accept_value(const struct net_peer *p, char accept[40])
{
	static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	const char *key = strcasestr(p->rx, "sec-websocket-key: ");
	char text[24 + sizeof(guid)];
	unsigned char hash[20];

	assert_non_null(key);
	memcpy(text, key + 19, 24);
	memcpy(text + 24, guid, sizeof(guid));
	lws_SHA1((const unsigned char *)text, strlen(text), hash);
	lws_b64_encode_string((const char *)hash, 20, accept, 40);
}

void
ws_peer_serve(struct net_peer *p, int listen_fd, const void *more,
	      size_t more_len)
{
	char accept[40], *answer = malloc(more_len + 512);
	size_t len;

	assert_non_null(answer);
	net_peer_accept(p, listen_fd);
	assert_true(net_peer_wait_for(p, "\r\n\r\n"));
	ws_peer_accept_value(p, accept);
	len = (size_t)snprintf(answer, 512,
			       "HTTP/1.1 101 Switching Protocols\r\n"
			       "Upgrade: websocket\r\nConnection: Upgrade\r\n"
			       "Sec-WebSocket-Accept: %s\r\n\r\n",
			       accept);
	if (more_len)
		memcpy(answer + len, more, more_len);
	net_peer_forget(p, p->rx_len);
	assert_true(net_peer_send(p, answer, len + more_len));
	free(answer);
}

/* ---- frames ---- */

size_t
ws_frame(uint8_t *out, unsigned int first, const void *payload, size_t len,
	 bool is_masked)
{
	static const uint8_t key[4] = {0x37, 0xfa, 0x21, 0x3d};
	const uint8_t *from = payload;
	unsigned int mask_bit = is_masked ? 0x80 : 0;
	uint8_t *p = out;

	*p++ = (uint8_t)first;
	if (len < 126)
		*p++ = (uint8_t)(mask_bit | len);
	else if (len < 65536) {
		*p++ = (uint8_t)(mask_bit | 126);
		*p++ = (uint8_t)(len >> 8);
		*p++ = (uint8_t)len;
	} else {
		*p++ = (uint8_t)(mask_bit | 127);
		for (int shift = 56; shift >= 0; shift -= 8)
			*p++ = (uint8_t)((uint64_t)len >> shift);
	}
	if (is_masked) {
		memcpy(p, key, 4);
		p += 4;
	}
	for (size_t n = 0; n < len; n++)
		p[n] = is_masked ? from[n] ^ key[n & 3] : from[n];

	return (size_t)(p - out) + len;
}

bool
ws_peer_send_frame(struct net_peer *p, unsigned int first, const void *payload,
		   size_t len, bool is_masked)
{
	uint8_t *frame = malloc(len + 14);
	bool ok;

	assert_non_null(frame);
	ok = net_peer_send(p, frame,
			   ws_frame(frame, first, payload, len, is_masked));
	free(frame);

	return ok;
}

static size_t
close_payload(uint8_t *out, unsigned int code, const char *reason)
{
	if (!code)
		return 0;
	out[0] = (uint8_t)(code >> 8);
	out[1] = (uint8_t)code;
	memcpy(out + 2, reason, strlen(reason));

	return strlen(reason) + 2;
}

bool
ws_peer_send_close(struct net_peer *p, unsigned int code, const char *reason,
		   bool is_masked)
{
	uint8_t payload[125];

	return ws_peer_send_frame(p, WS_FIN | WS_CLOSE, payload,
				  close_payload(payload, code, reason),
				  is_masked);
}

bool
ws_peer_peek(struct net_peer *p, struct ws_seen *seen)
{
	uint8_t *at = (uint8_t *)p->rx;
	size_t head = 2, extra, len;

	if (p->rx_len < 2)
		return false;
	len = at[1] & 0x7f;
	extra = len == 126 ? 2 : len == 127 ? 8 : 0;
	head += extra + (at[1] & 0x80 ? 4 : 0);
	if (p->rx_len < head)
		return false;
	if (extra)
		len = 0;
	for (size_t n = 0; n < extra; n++)
		len = len << 8 | at[2 + n];
	if (p->rx_len < head + len)
		return false;
	*seen = (struct ws_seen){.first = at[0],
				 .is_masked = !!(at[1] & 0x80),
				 .payload = at + head,
				 .len = len,
				 .frame_len = head + len};
	if (seen->is_masked) {
		for (size_t n = 0; n < len; n++)
			at[head + n] ^= at[head - 4 + (n & 3)];
		memset(at + head - 4, 0, 4); /* once is enough */
	}

	return true;
}

static bool
has_frame(void *arg)
{
	struct ws_seen seen;
	struct net_peer *p = arg;

	return ws_peer_peek(p, &seen) || p->saw_eof || p->saw_reset;
}

void
ws_peer_expect(struct net_peer *p, unsigned int first, const void *payload,
	       size_t len)
{
	struct ws_seen seen;

	assert_true(net_pump(has_frame, p));
	assert_true(ws_peer_peek(p, &seen));
	assert_int_equal(seen.is_masked, p->is_server); /* RFC 6455 5.1 */
	assert_int_equal(seen.first, first);
	assert_int_equal(seen.len, len);
	if (len)
		assert_memory_equal(seen.payload, payload, len);
	net_peer_forget(p, seen.frame_len);
}

void
ws_peer_expect_close(struct net_peer *p, unsigned int code, const char *reason)
{
	uint8_t payload[125];

	ws_peer_expect(p, WS_FIN | WS_CLOSE, payload,
		       close_payload(payload, code, reason));
}

void
ws_peer_expect_end(struct net_peer *p)
{
	assert_true(net_peer_wait_end(p));
	assert_int_equal(p->rx_len, 0);
}
