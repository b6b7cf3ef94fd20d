/* SPDX-License-Identifier: MIT */
/*
 * A ws client as small as one gets, for its size: what it needs of the library
 * is what the linker keeps.
 *
 *   footprint PORT     connects to 127.0.0.1, sends 12 bytes, waits for them
 *
 * Prints two figures: bytes of heap that the context holds, and the most that
 * its one connection added to them.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SIZE_FIELD = 16, /* the size stands before the block, not counted */
	MESSAGE_LEN = 12,
};

static size_t held, peak;
static int outcome; /* 1: the message came back, -1: it will not */

static void *
counting_realloc(void *old, size_t size, const char *reason)
{
	char *was = old ? (char *)old - SIZE_FIELD : NULL, *block;
	size_t was_size = 0;

	(void)reason;
	if (was)
		memcpy(&was_size, was, sizeof(was_size));
	if (!size) {
		held -= was_size;
		free(was);
		return NULL;
	}
	block = realloc(was, size + SIZE_FIELD);
	if (!block)
		return NULL;
	memcpy(block, &size, sizeof(size));
	held += size - was_size;
	if (held > peak)
		peak = held;

	return block + SIZE_FIELD;
}

static int
callback_client(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	unsigned char buf[LWS_PRE + MESSAGE_LEN];

	(void)user;
	(void)in;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		memcpy(buf + LWS_PRE, "hello world\n", MESSAGE_LEN);
		return lws_write(wsi, buf + LWS_PRE, MESSAGE_LEN,
				 LWS_WRITE_BINARY) == MESSAGE_LEN
			       ? 0
			       : -1;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		outcome = len == MESSAGE_LEN ? 1 : -1;
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLIENT_CLOSED:
		outcome = outcome ? outcome : -1;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{"echo", callback_client, 0, 0, 0, NULL, 0},
	{NULL, NULL, 0, 0, 0, NULL, 0}};

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info ci;
	struct lws_context *cx;
	size_t alone;

	if (argc != 2)
		return 2;
	lws_set_allocator(counting_realloc);
	lws_set_log_level(LLL_ERR, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.fd_limit_per_thread = 4;
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	alone = peak = held;
	memset(&ci, 0, sizeof(ci));
	ci.context = cx;
	ci.address = "127.0.0.1";
	ci.port = atoi(argv[1]);
	ci.host = ci.address;
	ci.path = "/";
	ci.protocol = "echo";
	if (!lws_client_connect_via_info(&ci))
		return 1;
	while (!outcome && lws_service(cx, 0) >= 0)
		;
	printf("%zu %zu\n", alone, peak - alone);
	lws_context_destroy(cx);

	return outcome != 1;
}
