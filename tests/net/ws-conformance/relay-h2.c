/* SPDX-License-Identifier: MIT */
/*
 * relay-h2.h tells what this is.
 */
#include "relay-h2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	DATA,
	HEADERS,
	RST_STREAM = 3,
	SETTINGS,
	PING = 6,
	WINDOW_UPDATE = 8,
	CONTINUATION,

	END_STREAM = 1,
	ACK = 1,
	END_HEADERS = 4,
	PADDED = 8,
	PRIORITY = 0x20,

	HEAD = 9,
	FRAME_MAX = 16384,
	CREDIT = 8192,
	SET_INITIAL_WINDOW = 4,
	SET_ENABLE_CONNECT = 8,
};

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

static uint32_t
be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static void
put_be32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static void
put_frame(struct octets *out, unsigned int type, unsigned int flags,
	  unsigned int stream, const void *payload, size_t len)
{
	uint8_t head[HEAD] = {(uint8_t)(len >> 16), (uint8_t)(len >> 8),
			      (uint8_t)len, (uint8_t)type, (uint8_t)flags};

	put_be32(head + 5, stream);
	octets_add(out, head, HEAD);
	if (len)
		octets_add(out, payload, len);
}

static void
put_credit(struct octets *out, unsigned int stream, size_t len)
{
	uint8_t by[4];

	put_be32(by, (uint32_t)len);
	put_frame(out, WINDOW_UPDATE, 0, stream, by, 4);
}

void
relay_h2_begin(struct relay_h2 *h, bool is_client, struct octets *out)
{
	static const uint8_t connect[6] = {0, SET_ENABLE_CONNECT, 0, 0, 0, 1},
			     no_push[6] = {0, 2, 0, 0, 0, 0};

	memset(h, 0, sizeof(*h));
	h->is_client = is_client;
	h->has_preface = is_client; /* a server sends none */
	h->stream = 1;
	h->window = h->stream_window = h->initial_window = 65535;
	hpack_init(&h->hpack);
	if (is_client)
		octets_add(out, preface, 24);
	put_frame(out, SETTINGS, 0, 0, is_client ? no_push : connect, 6);
}

void
relay_h2_free(struct relay_h2 *h)
{
	hpack_clear(&h->hpack);
	octets_free(&h->in);
	octets_free(&h->head);
	octets_free(&h->block);
	octets_free(&h->later);
}

/* ---- to the peer ---- */

static void
put_field(struct octets *block, const char *name, const char *value)
{
	uint8_t number[6];

	octets_byte(block, 0); /* literal, and no table */
	octets_add(block, number, hpack_put_int(number, 0, 7, strlen(name)));
	octets_add(block, name, strlen(name));
	octets_add(block, number, hpack_put_int(number, 0, 7, strlen(value)));
	octets_add(block, value, strlen(value));
}

/* of the plain head: the value of a header, or "" */
static void
value_of(const char *head, const char *name, char *out, size_t size)
{
	const char *at = strcasestr(head, name);

	*out = 0;
	if (!at)
		return;
	at += strlen(name);
	at += strspn(at, " ");
	snprintf(out, size, "%.*s", (int)strcspn(at, "\r"), at);
}

/* what the plain side said is a head of ours */
static void
put_head(struct relay_h2 *h, struct octets *out)
{
	const char *head = (const char *)h->head.of;
	struct octets block = {0};
	char extensions[512], status[4];

	value_of(head, "\r\nsec-websocket-extensions:", extensions,
		 sizeof(extensions));
	if (h->is_client) {
		value_of(head, "\r\nsec-websocket-key:", h->key,
			 sizeof(h->key));
		put_field(&block, ":method", "CONNECT");
		put_field(&block, ":protocol", "websocket");
		put_field(&block, ":scheme", "http");
		put_field(&block, ":authority", "localhost");
		put_field(&block, ":path", "/");
		put_field(&block, "sec-websocket-version", "13");
	} else {
		snprintf(status, sizeof(status), "%.3s", head + 9);
		put_field(&block, ":status",
			  strcmp(status, "101") ? status : "200");
	}
	if (*extensions)
		put_field(&block, "sec-websocket-extensions", extensions);
	put_frame(out, HEADERS, END_HEADERS, h->stream, block.of, block.len);
	octets_free(&block);
	h->head_is_due = false;
}

static void
put_data(struct relay_h2 *h, struct octets *out)
{
	while (!h->head_is_due && h->later.len) {
		int64_t len = (int64_t)h->later.len;

		if (len > h->window)
			len = h->window;
		if (len > h->stream_window)
			len = h->stream_window;
		if (len > FRAME_MAX)
			len = FRAME_MAX;
		if (len <= 0)
			return;
		put_frame(out, DATA, 0, h->stream, h->later.of, (size_t)len);
		octets_drop(&h->later, (size_t)len);
		h->window -= len;
		h->stream_window -= len;
	}
	if (!h->ends || h->is_ended || h->head_is_due || !h->head_is_over)
		return;
	put_frame(out, DATA, END_STREAM, h->stream, NULL, 0);
	h->is_ended = true;
}

void
relay_h2_from_plain(struct relay_h2 *h, const uint8_t *bytes, size_t len,
		    struct octets *out)
{
	char *end;

	if (h->head_is_over) {
		octets_add(&h->later, bytes, len);
		put_data(h, out);
		return;
	}
	octets_add(&h->head, bytes, len);
	octets_byte(&h->head, 0);
	h->head.len--;
	end = strstr((char *)h->head.of, "\r\n\r\n");
	if (!end)
		return;
	end += 4;
	h->head_is_over = h->head_is_due = true;
	octets_add(&h->later, end,
		   h->head.len - (size_t)((uint8_t *)end - h->head.of));
	if (h->is_client && !h->has_settings)
		return;
	put_head(h, out);
	put_data(h, out);
}

void
relay_h2_ends(struct relay_h2 *h, struct octets *out)
{
	h->ends = true;
	put_data(h, out);
}

void
relay_h2_taken(struct relay_h2 *h, size_t len, struct octets *out)
{
	size_t head = len < h->head_left ? len : h->head_left;

	h->head_left -= head;
	h->owed += len - head;
	if (h->owed < CREDIT)
		return; /* many small ones would be an attack */
	put_credit(out, 0, h->owed);
	if (!h->peer_ended)
		put_credit(out, h->stream, h->owed);
	h->owed = 0;
}

/* ---- from the peer ---- */

static void
note_field(void *arg, const char *name, const char *value)
{
	struct relay_h2 *h = arg;
	const struct {
		const char *name;
		char *to;
		size_t size;
	} rows[] = {{":method", h->method, sizeof(h->method)},
		    {":protocol", h->protocol, sizeof(h->protocol)},
		    {"sec-websocket-version", h->version, sizeof(h->version)},
		    {"sec-websocket-extensions", h->extensions,
		     sizeof(h->extensions)}};

	if (!strcmp(name, ":status"))
		h->status = (unsigned int)strtoul(value, NULL, 10);
	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++)
		if (!strcmp(name, rows[n].name))
			snprintf(rows[n].to, rows[n].size, "%s", value);
}

/* its head, as the plain side has to read it */
static void
tell_head(struct relay_h2 *h, struct octets *plain)
{
	char head[1024], accept[29] = "";
	const bool has = !!*h->extensions;
	int len;

	accept_of(h->key, accept);
	if (!h->is_client)
		len = snprintf(head, sizeof(head),
			       "GET / HTTP/1.1\r\nHost: localhost\r\n"
			       "Upgrade: websocket\r\nConnection: Upgrade\r\n"
			       "Sec-WebSocket-Version: %s\r\n"
			       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			       "%s%s%s\r\n",
			       h->version,
			       has ? "Sec-WebSocket-Extensions: " : "",
			       h->extensions, has ? "\r\n" : "");
	else if (h->status != 200)
		len = snprintf(head, sizeof(head), "HTTP/1.1 %u No\r\n\r\n",
			       h->status);
	else
		len = snprintf(head, sizeof(head),
			       "HTTP/1.1 101 Switching Protocols\r\n"
			       "Upgrade: websocket\r\nConnection: Upgrade\r\n"
			       "Sec-WebSocket-Accept: %s\r\n%s%s%s\r\n",
			       accept, has ? "Sec-WebSocket-Extensions: " : "",
			       h->extensions, has ? "\r\n" : "");
	octets_add(plain, head, (size_t)len);
	h->head_left += (size_t)len;
}

/* the octets of a frame behind its padding and priority; NULL: too few */
static const uint8_t *
content(const uint8_t *p, size_t *len, unsigned int flags)
{
	size_t pad = 0, skip = 0;

	if (flags & PADDED && *len) {
		pad = p[0];
		skip = 1;
	}
	if (flags & PRIORITY)
		skip += 5;
	if (*len < skip + pad)
		return NULL;
	*len -= skip + pad;

	return p + skip;
}

static bool
on_headers(struct relay_h2 *h, const uint8_t *p, size_t len, unsigned int flags,
	   struct octets *plain)
{
	octets_add(&h->block, p, len);
	if (!(flags & END_HEADERS))
		return true;
	if (hpack_read(&h->hpack, h->block.of, h->block.len, note_field, h))
		return false;
	octets_free(&h->block);
	if (!h->is_client &&
	    (strcmp(h->method, "CONNECT") || strcmp(h->protocol, "websocket")))
		return false;
	tell_head(h, plain);
	h->peer_ended |= h->block_ends;

	return true;
}

static void
on_settings(struct relay_h2 *h, const uint8_t *p, size_t len,
	    struct octets *out)
{
	for (; len >= 6; p += 6, len -= 6) {
		uint32_t value = be32(p + 2);

		if (p[1] == SET_ENABLE_CONNECT)
			h->has_connect = value == 1;
		if (p[1] != SET_INITIAL_WINDOW)
			continue;
		h->stream_window += (int64_t)value - h->initial_window;
		h->initial_window = value;
	}
	put_frame(out, SETTINGS, ACK, 0, NULL, 0);
	h->has_settings = true;
	if (h->is_client && h->head_is_due && h->has_connect)
		put_head(h, out);
	put_data(h, out);
}

static bool
on_frame(struct relay_h2 *h, const uint8_t *f, size_t len, struct octets *out,
	 struct octets *plain)
{
	const unsigned int type = f[3], flags = f[4];
	const uint8_t *p = f + HEAD;

	switch (type) {
	case DATA:
		p = content(p, &len, flags & PADDED);
		if (!p)
			return false;
		octets_add(plain, p, len);
		h->peer_ended |= flags & END_STREAM;
		break;
	case HEADERS:
		h->stream = be32(f + 5);
		h->block_ends = flags & END_STREAM;
		p = content(p, &len, flags);
		return p && on_headers(h, p, len, flags, plain);
	case CONTINUATION:
		return on_headers(h, p, len, flags, plain);
	case SETTINGS:
		if (!(flags & ACK))
			on_settings(h, p, len, out);
		return h->has_connect || !h->is_client;
	case PING:
		if (!(flags & ACK))
			put_frame(out, PING, ACK, 0, p, len);
		break;
	case WINDOW_UPDATE:
		*(be32(f + 5) ? &h->stream_window : &h->window) += be32(p);
		put_data(h, out);
		break;
	case RST_STREAM:
		h->peer_ended = true;
		break;
	default:
		break;
	}

	return true;
}

bool
relay_h2_from_peer(struct relay_h2 *h, const uint8_t *bytes, size_t len,
		   struct octets *out, struct octets *plain)
{
	size_t at = 0;

	octets_add(&h->in, bytes, len);
	if (!h->has_preface) {
		if (h->in.len < 24)
			return true;
		if (memcmp(h->in.of, preface, 24) != 0)
			return false;
		h->has_preface = true;
		at = 24;
	}
	while (h->in.len - at >= HEAD) {
		const uint8_t *f = h->in.of + at;
		size_t its = be32(f) >> 8;

		if (h->in.len - at < HEAD + its)
			break;
		if (!on_frame(h, f, its, out, plain))
			return false;
		at += HEAD + its;
	}
	octets_drop(&h->in, at);

	return true;
}
