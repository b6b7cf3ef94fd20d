/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate on a stream of HTTP/2 (RFC 8441 with RFC 7692), server
 * side: agreed, used and bounded as on any other websocket.
 */

#include "h2-peer.h"

#include <string.h>
#include <zlib.h>

#define PMD "permessage-deflate"

enum { BOMB = 1 << 20 };

static struct lws__net net;

static struct {
	struct lws *wsi;
	size_t received;
	int over_h2, messages, closed;
	bool is_quiet; /* does not echo */
} ws;

static int
ws_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
      size_t len)
{
	(void)user;
	lws__net_note(wsi, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		ws.over_h2 += (int)(len & 1);
		ws.wsi = wsi;
		break;
	case LWS_CALLBACK_RECEIVE:
		ws.received += len;
		ws.messages += lws_is_final_fragment(wsi);
		return !ws.is_quiet &&
		       lws_write(wsi, in, len, LWS_WRITE_TEXT) != (int)len;
	case LWS_CALLBACK_CLOSED:
		ws.closed++;
		ws.wsi = NULL;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "chat", .callback = ws_cb, .rx_buffer_size = 1000},
	LWS_PROTOCOL_LIST_TERM};

static const struct lws_extension extensions[] = {
	{PMD, lws_extension_callback_pm_deflate, PMD}, {NULL, NULL, NULL}};

static int
setup(void **state)
{
	struct lws_context_creation_info info = {
		.protocols = protocols,
		.extensions = extensions,
		.options = LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE,
	};

	(void)state;
	memset(&ws, 0, sizeof(ws));
	lws__net_start(&net, &info);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__net_stop(&net);

	return 0;
}

static void
open_ws(struct h2_peer *h, const char *offer)
{
	char fields[512];

	h2_connect(&net, h, NULL, 0);
	lws_snprintf(fields, sizeof(fields),
		     ":method: CONNECT\n:protocol: websocket\n:scheme: http\n"
		     ":authority: localhost\n:path: /\n"
		     "sec-websocket-protocol: chat\n"
		     "sec-websocket-version: 13\n"
		     "sec-websocket-extensions: %s\n",
		     offer);
	h2_fields(&net, h, 1, 0, fields);
	h2_ping(&net, h);
	assert_int_equal(h2_of(h, 1)->status, 200);
	assert_int_equal(ws.over_h2, 1);
}

/* a frame with a mask of zeros */
static void
say(struct h2_peer *h, unsigned int first, const void *payload, size_t len)
{
	uint8_t out[4096];
	size_t at = 0;

	assert_true(len < sizeof(out) - 8);
	out[at++] = (uint8_t)first;
	if (len < 126)
		out[at++] = (uint8_t)(0x80 | len);
	else {
		out[at++] = 0x80 | 126;
		out[at++] = (uint8_t)(len >> 8);
		out[at++] = (uint8_t)len;
	}
	memset(out + at, 0, 4);
	memcpy(out + at + 4, payload, len);
	h2_data(&net, h, 1, 0, out, at + 4 + len);
}

/* H2-22: the bit that says compressed is kept, both ways */
static void
h2_22__messages_are_compressed(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	open_ws(&h, PMD "; server_max_window_bits=10");
	g = h2_of(&h, 1);
	assert_string_equal(h2_field(g, "sec-websocket-extensions"),
			    PMD "; server_max_window_bits=10");
	say(&h, 0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7);
	h2_ping(&net, &h);
	assert_int_equal(ws.received, 5);
	assert_int_equal(g->len, 9);
	assert_memory_equal(g->body, "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00", 9);
	/* not compressed, and answered with what refers to the first */
	say(&h, 0x81, "Hello", 5);
	h2_ping(&net, &h);
	assert_int_equal(g->len, 9 + 6);
	assert_memory_equal(g->body + 9, "\xc1\x04\x02\x13\x00\x00", 6);
	h2_hang_up(&h);
}

/* H2-22: without it the bit is a broken rule */
static void
h2_22__the_bit_is_refused_if_not_agreed(void **state)
{
	struct h2_peer h;
	struct h2_got *g;

	(void)state;
	open_ws(&h, "x-magic");
	g = h2_of(&h, 1);
	assert_null(h2_field(g, "sec-websocket-extensions"));
	say(&h, 0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7);
	(void)h2_answer(&net, &h, 1);
	assert_true(g->len > 4);
	assert_memory_equal((uint8_t *)g->body + 2, "\x03\xea", 2); /* 1002 */
	assert_int_equal(ws.closed, 1);
	h2_hang_up(&h);
}

/* PM-01: a stream gives its turn to others, and goes on */
static void
pm_01__a_bomb_is_told_in_turns(void **state)
{
	static uint8_t zeros[BOMB], packed[3000];
	z_stream z = {.zalloc = NULL};
	struct h2_peer h;

	(void)state;
	ws.is_quiet = true;
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, 0), Z_OK);
	z.next_in = zeros;
	z.avail_in = BOMB;
	z.next_out = packed;
	z.avail_out = sizeof(packed);
	assert_int_equal(deflate(&z, Z_SYNC_FLUSH), Z_OK);
	assert_true(z.avail_out);
	deflateEnd(&z);
	open_ws(&h, PMD);
	say(&h, 0xc2, packed, z.total_out - 4);
	h2_ping(&net, &h); /* the connection is not held */
	assert_true(ws.received < BOMB);
	lws__net_until_set(&net, &ws.messages, "the end of the bomb");
	assert_int_equal(ws.received, BOMB);
	h2_hang_up(&h);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(h2_22__messages_are_compressed),
		T(h2_22__the_bit_is_refused_if_not_agreed),
		T(pm_01__a_bomb_is_told_in_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
