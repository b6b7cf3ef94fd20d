/* SPDX-License-Identifier: MIT */
/*
 * What permessage-deflate may cost: memory and time, when a little that came is
 * a lot of messages, and when nothing comes for a while.
 *
 * --long: the bomb of 1 GiB only.
 */

#include "syscall-shim.h"
#include "ws-peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define PMD "permessage-deflate"

enum {
	SECOND = 1000000,
	MIB = 1 << 20,
	PIECE = 600,
	TURN_PIECES = 64, /* as in ws-ext.c */
};

/* the server's end of each connection, in the order they came */
static struct side {
	struct lws *wsi;
	size_t bytes, max_piece;
	int messages, pieces;
} sides[2];

static int ups;
static bool echoes;

static struct side *
side_of(struct lws *wsi)
{
	return &sides[wsi == sides[1].wsi];
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct side *s = side_of(wsi);

	(void)user;
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		sides[ups++].wsi = wsi;
		break;
	case LWS_CALLBACK_RECEIVE:
		s->bytes += len;
		s->pieces++;
		if (len > s->max_piece)
			s->max_piece = len;
		s->messages += lws_is_final_fragment(wsi);
		return echoes &&
		       lws_write(wsi, in, len, LWS_WRITE_TEXT) != (int)len;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback, .rx_buffer_size = PIECE},
	LWS_PROTOCOL_LIST_TERM};

static const struct lws_extension extensions[] = {
	{PMD, lws_extension_callback_pm_deflate, PMD}, {NULL, NULL, NULL}};

static struct lws_context *cx;

static void
serve(const char *options)
{
	static struct lws_protocol_vhost_options option = {.name = PMD};
	static const struct lws_protocol_vhost_options pvo = {
		.options = &option, .name = "main", .value = ""};
	struct lws_context_creation_info info;

	memset(sides, 0, sizeof(sides));
	ups = 0;
	echoes = false;
	net_info(&info, protocols);
	info.extensions = extensions;
	option.value = options;
	if (options)
		info.pvo = &pvo;
	cx = net_create(&info);
}

static void
open_one(struct net_peer *p)
{
	char request[1024];
	const char *stop;
	int before = ups;

	net_peer_connect(p, net_port(cx));
	assert_true(net_peer_send(p, request,
				  ws_request(request, sizeof(request), "main",
					     "Sec-WebSocket-Extensions: " PMD
					     "\r\n")));
	assert_true(net_peer_wait_for(p, "\r\n\r\n"));
	assert_non_null(strstr(p->rx, PMD));
	stop = strstr(p->rx, "\r\n\r\n");
	net_peer_forget(p, (size_t)(stop - p->rx) + 4);
	assert_true(net_pump_count(&ups, before + 1));
}

/* so many MiB of zeros, as a frame of a client; owned by who called */
static uint8_t *
make_bomb(size_t mib, size_t *len)
{
	static uint8_t zeros[MIB];
	const size_t room = mib * MIB / 900 + 64;
	uint8_t *packed = malloc(room), *frame = malloc(room + 14);
	z_stream z = {.zalloc = NULL};

	assert_non_null(packed);
	assert_non_null(frame);
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, 0), Z_OK);
	z.next_out = packed;
	z.avail_out = (uInt)room;
	for (size_t n = 1; n <= mib; n++) {
		z.next_in = zeros;
		z.avail_in = MIB;
		assert_int_equal(
			deflate(&z, n == mib ? Z_SYNC_FLUSH : Z_NO_FLUSH),
			Z_OK);
	}
	assert_true(z.avail_out);
	*len = ws_frame(frame, 0xc2, packed, z.total_out - 4, true);
	deflateEnd(&z);
	free(packed);

	return frame;
}

/* kilobytes of memory that we occupy */
static long
resident(void)
{
	long all, here = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (!f)
		return 0;
	if (fscanf(f, "%ld %ld", &all, &here) != 2)
		here = 0;
	fclose(f);

	return here * (sysconf(_SC_PAGESIZE) / 1024);
}

static void
bomb_of(size_t mib)
{
	size_t len;
	uint8_t *frame = make_bomb(mib, &len);
	struct net_peer p;
	long before;

	serve(NULL);
	open_one(&p);
	before = resident();
	assert_true(net_peer_send(&p, frame, len));
	while (!sides[0].messages)
		assert_true(
			net_pump_count(&sides[0].pieces, sides[0].pieces + 1));
	assert_int_equal(sides[0].bytes, mib * MIB);
	assert_true(sides[0].max_piece <= PIECE);
	assert_true(resident() - before < 4 * 1024);
	net_peer_close(&p);
	net_end();
	free(frame);
}

/* PM-01 */
static void
ws_deflate__bombs_do_not_fill_memory(void **state)
{
	(void)state;
	bomb_of(64);
}

/* PM-01: as it is asked for */
static void
ws_deflate__a_gibibyte_does_not_fill_memory(void **state)
{
	(void)state;
	bomb_of(1024);
}

/* PM-01 */
static void
ws_deflate__bombs_leave_their_turn_to_others(void **state)
{
	struct net_peer bomber, other;
	size_t len, before;
	uint8_t *frame = make_bomb(16, &len);

	(void)state;
	serve(NULL);
	open_one(&bomber);
	open_one(&other);
	assert_true(net_peer_send(&bomber, frame, len));
	assert_true(net_pump_count(&sides[0].pieces, 1));
	assert_true(ws_peer_send_frame(&other, 0x81, "hello", 5, true));
	assert_true(net_pump_count(&sides[1].messages, 1));
	assert_int_equal(sides[0].messages, 0);
	while (!sides[0].messages) {
		before = sides[0].bytes;
		net_turns(1);
		assert_true(sides[0].bytes - before <= TURN_PIECES * PIECE);
		/* it goes on by itself, or when the peer's next bytes are here
		 */
		if (sides[0].bytes == before)
			assert_true(net_pump_count(&sides[0].pieces,
						   sides[0].pieces + 1));
	}
	assert_int_equal(sides[0].bytes, 16 * MIB);
	net_peer_close(&bomber);
	net_peer_close(&other);
	net_end();
	free(frame);
}

/* who leaves while the rest of its bomb waits */
static void
ws_deflate__bombers_may_leave(void **state)
{
	struct net_peer p;
	size_t len;
	uint8_t *frame = make_bomb(16, &len);

	(void)state;
	for (int how = 0; how < 2; how++) {
		serve(NULL);
		open_one(&p);
		assert_true(net_peer_send(&p, frame, len));
		assert_true(net_pump_count(&sides[0].pieces, 1));
		assert_int_equal(sides[0].messages, 0);
		if (how)
			lws_close_free_wsi(sides[0].wsi,
					   LWS_CLOSE_STATUS_NORMAL, "test");
		net_peer_close(&p);
		net_turns(4);
		net_end();
	}
	free(frame);
}

/* ---- rest ---- */

/* bytes that the library holds */
static size_t held;

union head {
	size_t len;
	max_align_t align;
};

static void *
counting_realloc(void *ptr, size_t size, const char *reason)
{
	union head *h = ptr ? (union head *)ptr - 1 : NULL;
	size_t was = h ? h->len : 0;

	(void)reason;
	if (size) {
		h = realloc(h, sizeof(*h) + size);
		if (!h)
			return NULL;
		h->len = size;
	} else {
		free(h);
		h = NULL;
	}
	held += size - was;

	return h ? h + 1 : NULL;
}

static void
pass(int seconds)
{
	lws__shim_clocks_advance((int64_t)seconds * SECOND,
				 (int64_t)seconds * SECOND);
	net_turns(6);
}

/* from now on, time is what pass() makes of it */
static void
serve_by_clock(const char *options, struct net_peer *p)
{
	held = 0;
	lws_set_allocator(counting_realloc);
	lws__shim_reset();
	lws__shim_clocks(1000 * (int64_t)SECOND, 1000 * (int64_t)SECOND);
	serve(options);
	echoes = true;
	open_one(p);
}

static void
end_by_clock(struct net_peer *p)
{
	net_peer_close(p);
	net_end();
	lws__shim_reset();
	assert_int_equal(held, 0);
}

/* so much of it is the compressor's, at least */
static void
gives_memory_back(const char *options, size_t compressor)
{
	static const char whole[] = "\xf2\x48\xcd\xc9\xc9\x07\x00";
	struct net_peer p;
	size_t before, busy;

	serve_by_clock(options, &p);
	before = held;
	ws_peer_send_frame(&p, 0xc1, whole, 7, true);
	ws_peer_expect(&p, 0xc1, whole, 7);
	busy = held;
	assert_true(busy > before + compressor);
	pass(6);
	assert_int_equal(held, busy);
	/* no message for as long as that, at last */
	pass(1);
	pass(7);
	assert_true(held < before + 512);
	/* the peer may refer to what it sent; what we sent is forgotten */
	ws_peer_send_frame(&p, 0xc1, "\xf2\x00\x11\x00\x00", 5, true);
	ws_peer_expect(&p, 0xc1, whole, 7);
	assert_true(held > before + compressor);
	pass(7);
	pass(7);
	assert_true(held < before + 512);
	end_by_clock(&p);
}

/* PM-05 */
static void
ws_deflate__idle_connections_give_memory_back(void **state)
{
	(void)state;
	gives_memory_back("idle_secs=7", 16 * 1024);
	gives_memory_back("idle_secs=7; compression_level=6", 64 * 1024);
}

/* PM-05 */
static void
ws_deflate__idle_connections_keep_memory_if_told_so(void **state)
{
	static const char whole[] = "\xf2\x48\xcd\xc9\xc9\x07\x00";
	struct net_peer p;
	size_t busy;

	(void)state;
	serve_by_clock("idle_secs=0", &p);
	ws_peer_send_frame(&p, 0xc1, whole, 7, true);
	ws_peer_expect(&p, 0xc1, whole, 7);
	busy = held;
	pass(12);
	pass(12);
	assert_int_equal(held, busy);
	ws_peer_send_frame(&p, 0xc1, "\xf2\x00\x11\x00\x00", 5, true);
	ws_peer_expect(&p, 0xc1, "\x02\x13\x00\x00", 4);
	end_by_clock(&p);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ws_deflate__bombs_do_not_fill_memory),
		cmocka_unit_test(ws_deflate__bombs_leave_their_turn_to_others),
		cmocka_unit_test(ws_deflate__bombers_may_leave),
		cmocka_unit_test(ws_deflate__idle_connections_give_memory_back),
		cmocka_unit_test(
			ws_deflate__idle_connections_keep_memory_if_told_so),
	};
	const struct CMUnitTest long_tests[] = {
		cmocka_unit_test(ws_deflate__a_gibibyte_does_not_fill_memory),
	};

	if (argc > 1 && !strcmp(argv[1], "--long"))
		return cmocka_run_group_tests(long_tests, NULL, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
