/* SPDX-License-Identifier: MIT */
/*
 * The opening handshake on any header values: the input is cut at its newlines
 * into fields.  What is taken must be what was promised.
 */

#include "base/base.h"
#include "roles/ws/ws-handshake.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* the next field; absent when there are no more */
static struct lws__ws_span
field(const uint8_t **p, const uint8_t *end)
{
	const uint8_t *from = *p, *stop;

	if (from == end)
		return (struct lws__ws_span){NULL, 0};
	stop = memchr(from, '\n', (size_t)(end - from));
	if (!stop)
		stop = end;
	*p = stop < end ? stop + 1 : end;

	return (struct lws__ws_span){(const char *)from, (size_t)(stop - from)};
}

static int
find(void *arg, const char *name, size_t len)
{
	const struct lws__ws_span *list = arg;

	if (!len || name < list->at || name + len > list->at + list->len)
		abort();

	return len == 4 && !memcmp(name, "chat", 4) ? 1 : -1;
}

static void
as_request(const uint8_t *p, const uint8_t *end)
{
	struct lws__ws_request r = {.is_get = true, .is_http_1_1 = true};
	struct lws__ws_span list, name = {NULL, 0};
	char accept[WS_ACCEPT_LEN + 1];
	int index = -1;

	r.upgrade = field(&p, end);
	r.connection = field(&p, end);
	r.key = field(&p, end);
	r.version = field(&p, end);
	list = field(&p, end);

	if (lws__ws_check_request(&r) == WS_REQUEST_FINE &&
	    r.key.len < WS_KEY_LEN)
		abort();
	if (r.key.at)
		lws__ws_accept_from_key(r.key.at, r.key.len, accept);
	if (lws__ws_choose_protocol(list, find, &list, &index, &name) ==
		    WS_CHOICE_MADE &&
	    (index != 1 || name.len != 4))
		abort();
}

static void
as_reply(const uint8_t *p, const uint8_t *end)
{
	static const char key[] = "dGhlIHNhbXBsZSBub25jZQ==";
	static const char protocols[] = "chat, other";
	static const char extensions[] = "permessage-deflate, x-one";
	struct lws__ws_span protocol;
	char text[256];
	struct lws__ws_reply r = {
		.status = 101,
		.our_key = {key, sizeof(key) - 1},
		.our_protocols = {protocols, sizeof(protocols) - 1},
		.our_extensions = {extensions, sizeof(extensions) - 1},
	};

	r.upgrade = field(&p, end);
	r.connection = field(&p, end);
	r.accept = field(&p, end);
	r.protocol = field(&p, end);
	r.extensions = field(&p, end);

	if (lws__ws_check_reply(&r, &protocol) == WS_REPLY_FINE &&
	    protocol.at && protocol.len != 4 && protocol.len != 5)
		abort();
	if (lws__ws_write_reply_headers(text, sizeof(text), "accept",
					r.protocol,
					r.extensions) >= sizeof(text))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	as_request(data, data + len);
	as_reply(data, data + len);

	return 0;
}
