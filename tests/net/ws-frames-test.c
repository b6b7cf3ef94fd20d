/* SPDX-License-Identifier: MIT */
/*
 * Frames of a raw peer, exact to the bit: what the application hears and what
 * the peer is answered, on both sides, at every split.
 */

#include "ws-peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- our application writes down what it hears ---- */

static char heard[4096];
static int established;
static struct lws *client_wsi;

/* instead, for very many: only how often, and what is final */
static bool heard_is_counted;
static int heard_count, heard_finals;

static void
hear(const char *text, size_t len)
{
	size_t at = strlen(heard);

	assert_true(at + len < sizeof(heard));
	memcpy(heard + at, text, len);
	heard[at + len] = '\0';
}

/* it is ours until we return, and so is what a header would need */
static void
scribble(void *in, size_t len)
{
	memset((uint8_t *)in - LWS_PRE, 'x', LWS_PRE + len);
}

static void
hear_lump(struct lws *wsi, char *in, size_t len)
{
	assert_int_equal(in[len], 0); /* those who print it count on that */
	if (heard_is_counted) {
		heard_count += !!len;
		heard_finals += lws_is_final_fragment(wsi);
		return;
	}
	if (lws_is_first_fragment(wsi))
		hear(lws_frame_is_binary(wsi) ? "b(" : "t(", 2);
	hear(in, len);
	if (lws_is_final_fragment(wsi)) {
		assert_int_equal(lws_remaining_packet_payload(wsi), 0);
		hear(")", 1);
	}
	scribble(in, len);
}

static void
hear_close(const uint8_t *in, size_t len)
{
	char text[160];
	int n = snprintf(text, sizeof(text), "close(%d %.*s)",
			 len ? in[0] << 8 | in[1] : 0,
			 len > 2 ? (int)len - 2 : 0,
			 len > 2 ? (const char *)in + 2 : "");

	hear(text, (size_t)n);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established++;
		break;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		hear_lump(wsi, in, len);
		break;
	case LWS_CALLBACK_RECEIVE_PONG:
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		hear("pong(", 5);
		hear(in, len);
		hear(")", 1);
		scribble(in, len);
		break;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		hear_close(in, len);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocol_vhost_options utf8_off = {.name = "utf8",
							   .value = "off"};
static const struct lws_protocol_vhost_options pvo_any = {
	.name = "any", .value = "", .options = &utf8_off};
static const struct lws_protocol_vhost_options pvo_main = {
	.next = &pvo_any, .name = "main", .value = ""};

static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback},
	{.name = "any", .callback = callback},
	{.name = "tiny", .callback = callback, .rx_buffer_size = 3},
	LWS_PROTOCOL_LIST_TERM};

static struct lws_context *cx;
static int listen_fd = -1, listen_port;

static int
begin(void **state)
{
	struct lws_context_creation_info info;

	(void)state;
	net_info(&info, protocols);
	info.pvo = &pvo_main;
	cx = net_create(&info);
	listen_fd = net_listen(&listen_port);

	return 0;
}

static int
end(void **state)
{
	(void)state;
	net_end();
	close(listen_fd);

	return 0;
}

static void
open_server_side(struct net_peer *p, const char *protocol)
{
	heard[0] = '\0';
	ws_peer_open(p, net_port(cx), protocol);
}

static struct lws *
start_client(unsigned int lenient)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = listen_port;
	i.path = "/";
	i.local_protocol_name = "main";
	i.pwsi = &client_wsi;
	i.allow_reserved_bits = lenient & 1;
	i.allow_unknown_opcode = !!(lenient & 2);

	return lws_client_connect_via_info(&i);
}

static void
open_client_side(struct net_peer *p, unsigned int lenient)
{
	int before = established;

	heard[0] = '\0';
	assert_non_null(start_client(lenient));
	ws_peer_serve(p, listen_fd, NULL, 0);
	assert_true(net_pump_count(&established, before + 1));
}

/* ---- vectors ---- */

struct frame {
	unsigned int first; /* FIN, RSV, opcode; 0x100 = mask it wrongly */
	const char *payload;
	unsigned int len;
	const char *raw; /* instead: a head without mask, MASK is added */
	unsigned int raw_len;
};

#define F(first, text)                                 \
	{                                              \
		first, text, sizeof(text) - 1, NULL, 0 \
	}
#define RAW(head)                                \
	{                                        \
		0, "", 0, head, sizeof(head) - 1 \
	}
#define WRONG_MASK 0x100

#define A25  "aaaaaaaaaaaaaaaaaaaaaaaaa"
#define A125 A25 A25 A25 A25 A25
#define A123 A25 A25 A25 A25 "aaaaaaaaaaaaaaaaaaaaaaa"

static const struct vector {
	const char *name;
	struct frame frames[5];
	const char *heard;
	unsigned int code; /* of our CLOSE; 0: the connection lives on */
	const char *reason;
} vectors[] = {
	{"a text", {F(0x81, "hello")}, "t(hello)", 0, ""},
	{"an empty text", {F(0x81, "")}, "t()", 0, ""},
	{"a binary message", {F(0x82, "h\x01\xff")}, "b(h\x01\xff)", 0, ""},
	{"two messages", {F(0x81, "a"), F(0x82, "b")}, "t(a)b(b)", 0, ""},
	{"fragments",
	 {F(0x01, "a"), F(0x00, "b"), F(0x80, "c")},
	 "t(abc)",
	 0,
	 ""},
	{"empty fragments",
	 {F(0x02, ""), F(0x00, ""), F(0x80, "")},
	 "b()",
	 0,
	 ""},
	{"WS-10 a pong between fragments",
	 {F(0x01, "a"), F(0x8a, "p"), F(0x80, "b")},
	 "t(apong(p)b)",
	 0,
	 ""},
	{"WS-10 an unsolicited pong",
	 {F(0x8a, "x"), F(0x81, "y")},
	 "pong(x)t(y)",
	 0,
	 ""},
	{"an empty pong is not told",
	 {F(0x8a, ""), F(0x81, "y")},
	 "t(y)",
	 0,
	 ""},
	{"WS-01 the wrong mask",
	 {F(0x81 | WRONG_MASK, "hello")},
	 "",
	 1002,
	 "?"},
	{"WS-01 a CLOSE with the wrong mask",
	 {F(0x88 | WRONG_MASK, "")},
	 "",
	 1002,
	 "?"},
	{"WS-02 RSV1", {F(0xc1, "a")}, "", 1002, "rsv bits"},
	{"WS-02 RSV2", {F(0xa1, "a")}, "", 1002, "rsv bits"},
	{"WS-02 RSV3", {F(0x91, "a")}, "", 1002, "rsv bits"},
	{"WS-02 RSV1 on a continuation",
	 {F(0x01, "a"), F(0xc0, "b")},
	 "t(a",
	 1002,
	 "rsv bits"},
	{"WS-02 RSV1 on a ping", {F(0xc9, "")}, "", 1002, "rsv bits"},
	{"WS-03 opcode 3", {F(0x83, "")}, "", 1002, "bad opc"},
	{"WS-03 opcode 7", {F(0x87, "a")}, "", 1002, "bad opc"},
	{"WS-03 opcode 11", {F(0x8b, "")}, "", 1002, "bad opc"},
	{"WS-03 opcode 15, payload not awaited",
	 {RAW("\x8f")},
	 "",
	 1002,
	 "bad opc"},
	{"WS-04 a ping of 126", {F(0x89, A125 "b")}, "", 1002, "ctl len"},
	{"WS-04 a CLOSE of 126, payload not awaited",
	 {RAW("\x88\x7e\x00\x7e")},
	 "",
	 1002,
	 "ctl len"},
	{"WS-04 a ping in fragments", {F(0x09, "a")}, "", 1002, "frag ctl"},
	{"WS-05 a bare continuation", {F(0x80, "a")}, "", 1002, "bad cont"},
	{"WS-05 a message inside a message",
	 {F(0x01, "a"), F(0x81, "b")},
	 "t(a",
	 1002,
	 "bad cont"},
	{"WS-06 64-bit length, top bit",
	 {RAW("\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00")},
	 "",
	 1002,
	 "len top bit"},
	{"WS-06 5 in 16 bits", {RAW("\x82\x7e\x00\x05")}, "", 1002, "long len"},
	{"WS-06 5 in 64 bits",
	 {RAW("\x82\x7f\x00\x00\x00\x00\x00\x00\x00\x05")},
	 "",
	 1002,
	 "long len"},
	{"WS-06 2^62 and then nothing",
	 {RAW("\x82\x7f\x40\x00\x00\x00\x00\x00\x00\x00")},
	 "",
	 1009,
	 "too big"},
	{"WS-07 a CLOSE of 1 byte", {F(0x88, "\x03")}, "", 1002, "close len"},
	{"WS-07 code 0", {F(0x88, "\x00\x00")}, "", 1002, "close code"},
	{"WS-07 code 999", {F(0x88, "\x03\xe7")}, "", 1002, "close code"},
	{"WS-07 code 1004", {F(0x88, "\x03\xec")}, "", 1002, "close code"},
	{"WS-07 code 1005", {F(0x88, "\x03\xed")}, "", 1002, "close code"},
	{"WS-07 code 1006", {F(0x88, "\x03\xee")}, "", 1002, "close code"},
	{"WS-07 code 1015", {F(0x88, "\x03\xf7")}, "", 1002, "close code"},
	{"WS-07 code 1016", {F(0x88, "\x03\xf8")}, "", 1002, "close code"},
	{"WS-07 code 1100", {F(0x88, "\x04\x4c")}, "", 1002, "close code"},
	{"WS-07 code 2000", {F(0x88, "\x07\xd0")}, "", 1002, "close code"},
	{"WS-07 code 2999", {F(0x88, "\x0b\xb7")}, "", 1002, "close code"},
	{"WS-07 code 5000", {F(0x88, "\x13\x88")}, "", 1002, "close code"},
	{"a CLOSE without payload is echoed",
	 {F(0x88, "")},
	 "close(0 )",
	 1,
	 ""},
	{"a CLOSE is echoed",
	 {F(0x88, "\x03\xe8"
		  "bye")},
	 "close(1000 bye)",
	 1000,
	 "bye"},
	{"code 4999, 123 of reason",
	 {F(0x88, "\x13\x87" A123)},
	 "close(4999 " A123 ")",
	 4999,
	 A123},
	{"WS-11 what follows a CLOSE is not heard",
	 {F(0x88, "\x03\xe8"), F(0x81, "a"), F(0x88, "\x03\xe9"), F(0x83, "")},
	 "close(1000 )",
	 1000,
	 ""},
	{"WS-08 overlong", {F(0x81, "a\xc0\x80")}, "?", 1007, "bad utf8"},
	{"WS-08 a surrogate", {F(0x81, "\xed\xa0\x80")}, "?", 1007, "bad utf8"},
	{"WS-08 past 10FFFF",
	 {F(0x81, "\xf4\x90\x80\x80")},
	 "?",
	 1007,
	 "bad utf8"},
	{"WS-08 cut by a fragment, and wrong there",
	 {F(0x01, "\xe2\x82"), F(0x80, "(")},
	 "?",
	 1007,
	 "bad utf8"},
	{"cut by a fragment, and right there",
	 {F(0x01, "\xe2\x82"), F(0x80, "\xac")},
	 "t(\xe2\x82\xac)",
	 0,
	 ""},
	{"WS-08 a reason that is not UTF-8",
	 {F(0x88, "\x03\xe8\xff")},
	 "",
	 1007,
	 "bad utf8"},
	{"WS-08 a reason cut off",
	 {F(0x88, "\x03\xe8\xe2\x82")},
	 "",
	 1007,
	 "bad utf8"},
	{"WS-09 ends inside a code point",
	 {F(0x81, "a\xe2\x82")},
	 "?",
	 1007,
	 "partial utf8"},
	{"binary is not looked at",
	 {F(0x82, "\xff\xfe")},
	 "b(\xff\xfe)",
	 0,
	 ""},
};

static size_t
frame_bytes(uint8_t *out, const struct frame *f, bool is_masked)
{
	if (!f->raw)
		return ws_frame(out, f->first & 0xff, f->payload, f->len,
				is_masked != !!(f->first & WRONG_MASK));
	memcpy(out, f->raw, f->raw_len);
	if (!is_masked || f->raw_len < 2)
		return f->raw_len;
	out[1] |= 0x80;
	memset(out + f->raw_len, 0, 4);

	return f->raw_len + 4;
}

static size_t
vector_bytes(uint8_t *out, const struct vector *v, bool is_masked)
{
	size_t len = 0;

	for (const struct frame *f = v->frames; f->payload; f++)
		len += frame_bytes(out + len, f, is_masked);

	return len;
}

/* the peer's half of the end */
static void
check_end(struct net_peer *p, const struct vector *v, bool we_are_server)
{
	const char *reason = v->reason;

	if (*reason == '?')
		reason = we_are_server ? "unmasked" : "masked";
	if (!v->code) { /* alive: it can still be closed in order */
		assert_true(ws_peer_send_close(p, 4000, "over", we_are_server));
		ws_peer_expect_close(p, 4000, "over");
	} else
		ws_peer_expect_close(p, v->code == 1 ? 0 : v->code, reason);
	net_peer_shut(p); /* a client waits for that */
	ws_peer_expect_end(p);
}

static void
run_cut(const struct vector *v, bool we_are_server, const size_t *cuts,
	size_t count)
{
	uint8_t bytes[512];
	size_t len = vector_bytes(bytes, v, we_are_server), at = 0;
	const char *closes = "close(4000 over)";
	struct net_peer p;
	size_t had;

	if (we_are_server)
		open_server_side(&p, "main");
	else
		open_client_side(&p, 0);
	for (size_t n = 0; n < count; n++) {
		net_peer_send_apart(&p, bytes + at, cuts[n] - at);
		at = cuts[n];
	}
	net_peer_send_apart(&p, bytes + at, len - at);
	check_end(&p, v, we_are_server);
	had = strlen(v->heard);
	if (*v->heard != '?' && (strncmp(heard, v->heard, had) ||
				 strcmp(heard + had, v->code ? "" : closes)))
		fail_msg("%s, %s, cut at %d: heard '%s'", v->name,
			 we_are_server ? "server" : "client",
			 count ? (int)cuts[0] : -1, heard);
	net_peer_close(&p);
}

static void
run_vectors(bool we_are_server)
{
	for (size_t n = 0; n < LWS_ARRAY_SIZE(vectors); n++) {
		const struct vector *v = &vectors[n];
		size_t cuts[512];
		uint8_t bytes[512];
		size_t len = vector_bytes(bytes, v, we_are_server);

		if (getenv("LWS_TEST_TELL"))
			print_message("%s\n", v->name);
		run_cut(v, we_are_server, NULL, 0);
		for (size_t at = 1; at < len && at < 24; at++)
			run_cut(v, we_are_server, &at, 1);
		for (size_t at = 1; at < len; at++)
			cuts[at - 1] = at;
		run_cut(v, we_are_server, cuts, len - 1);
	}
}

static void
server_hears_and_answers_each_frame_as_it_should(void **state)
{
	(void)state;
	run_vectors(true);
}

static void
client_hears_and_answers_each_frame_as_it_should(void **state)
{
	(void)state;
	run_vectors(false);
}

/* ---- single cases ---- */

static void
text_is_not_checked_where_utf8_is_off(void **state)
{
	struct net_peer p;

	(void)state;
	open_server_side(&p, "any");
	assert_true(ws_peer_send_frame(&p, 0x81, "\xff(", 2, true));
	assert_true(ws_peer_send_close(&p, 1000, "\xff", true));
	ws_peer_expect_close(&p, 1000, "\xff");
	ws_peer_expect_end(&p);
	assert_string_equal(heard, "t(\xff()close(1000 \xff)");
	net_peer_close(&p);
}

static void
lumps_are_at_most_rx_buffer_size(void **state)
{
	struct net_peer p;

	(void)state;
	open_server_side(&p, "tiny");
	/* first and final are told once each: hear_lump() checks */
	assert_true(ws_peer_send_frame(&p, 0x81, "abcdefg", 7, true));
	assert_true(ws_peer_send_close(&p, 1000, "", true));
	ws_peer_expect_close(&p, 1000, "");
	assert_string_equal(heard, "t(abcdefg)close(1000 )");
	net_peer_close(&p);
}

/* WS-10 */
static void
each_ping_is_answered_with_its_payload(void **state)
{
	struct net_peer p;

	(void)state;
	open_server_side(&p, "main");
	assert_true(ws_peer_send_frame(&p, 0x01, "a", 1, true));
	assert_true(ws_peer_send_frame(&p, 0x89, A125, 125, true));
	ws_peer_expect(&p, 0x8a, A125, 125);
	assert_true(ws_peer_send_frame(&p, 0x89, "", 0, true));
	ws_peer_expect(&p, 0x8a, "", 0);
	assert_true(ws_peer_send_frame(&p, 0x80, "b", 1, true));
	assert_true(ws_peer_send_close(&p, 1001, "", true));
	ws_peer_expect_close(&p, 1001, "");
	assert_string_equal(heard, "t(ab)close(1001 )");
	net_peer_close(&p);
}

static void
a_ping_in_pieces_is_answered_whole(void **state)
{
	uint8_t frame[32];
	size_t len = ws_frame(frame, 0x89, "in pieces", 9, true);
	struct net_peer p;

	(void)state;
	for (size_t cut = 1; cut < len; cut++) {
		open_server_side(&p, "main");
		net_peer_send_apart(&p, frame, cut);
		net_peer_send_apart(&p, frame + cut, len - cut);
		ws_peer_expect(&p, 0x8a, "in pieces", 9);
		net_peer_close(&p);
	}
}

static void
a_client_may_be_told_to_let_reserved_bits_and_opcodes_pass(void **state)
{
	struct net_peer p;

	(void)state;
	open_client_side(&p, 3);
	assert_true(ws_peer_send_frame(&p, 0xf1, "a", 1, false));
	assert_true(ws_peer_send_frame(&p, 0x83, "b", 1, false));
	assert_true(ws_peer_send_frame(&p, 0x8b, "c", 1, false));
	assert_true(ws_peer_send_close(&p, 1000, "", false));
	ws_peer_expect_close(&p, 1000, "");
	assert_string_equal(heard, "t(a)b(b)b(c)close(1000 )");
	net_peer_close(&p);
}

/* WS-12 */
static void
an_end_without_close_is_no_final_fragment(void **state)
{
	static const size_t kept[] = {1, 3, 8};
	uint8_t frame[32];

	(void)state;
	ws_frame(frame, 0x81, "hello", 5, true);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(kept); n++) {
		int closed = net_count(LWS_CALLBACK_CLOSED);
		struct net_peer p;

		open_server_side(&p, "main");
		net_peer_send_apart(&p, frame, kept[n]);
		net_peer_shut(&p);
		ws_peer_expect_end(&p);
		net_peer_close(&p);
		net_turns(4);
		assert_int_equal(net_count(LWS_CALLBACK_CLOSED), closed + 1);
		assert_null(strchr(heard, ')'));
	}
}

/* what the library has allocated, with the size in front of each */
static size_t live_bytes, most_bytes;

static void *
counting_realloc(void *ptr, size_t size, const char *reason)
{
	size_t *old = ptr ? (size_t *)(void *)((char *)ptr - 16) : NULL;
	size_t old_size = old ? *old : 0;
	size_t *p;

	(void)reason;
	if (!size) {
		live_bytes -= old_size;
		free(old);
		return NULL;
	}
	p = realloc(old, size + 16);
	if (!p)
		return NULL;
	live_bytes += size - old_size;
	if (live_bytes > most_bytes)
		most_bytes = live_bytes;
	*p = size;

	return (char *)p + 16;
}

static int
begin_counted(void **state)
{
	live_bytes = 0;
	lws_set_allocator(counting_realloc);

	return begin(state);
}

static int
end_counted(void **state)
{
	int ret = end(state);

	assert_int_equal(live_bytes, 0);
	lws_set_allocator(NULL);

	return ret;
}

/* WS-18: what comes is handed on, nothing of it is kept */
static void
a_million_tiny_fragments_take_no_memory(void **state)
{
	enum { BATCH = 5000, BATCHES = 200 };
	static uint8_t bytes[BATCH * 7 + 7];
	size_t len = 0, had = 0;
	struct net_peer p;

	(void)state;
	open_server_side(&p, "main");
	assert_true(ws_peer_send_frame(&p, 0x01, "", 0, true));
	for (int n = 0; n < BATCH; n++)
		len += ws_frame(bytes + len, 0x00, "x", 1, true);
	heard_is_counted = true;
	heard_count = heard_finals = 0;
	for (int n = 0; n < BATCHES; n++) {
		assert_true(net_peer_send(&p, bytes, len));
		assert_true(net_pump_count(&heard_count, n * BATCH + BATCH));
		assert_int_equal(heard_finals, 0);
		if (n == 1) { /* by now each buffer has its size */
			had = live_bytes;
			most_bytes = had;
		}
	}
	assert_int_equal(heard_count, BATCH * BATCHES);
	assert_int_equal(live_bytes, had);
	assert_true(most_bytes < had + 4096);
	heard_is_counted = false;
	heard[0] = '\0';
	assert_true(ws_peer_send_frame(&p, 0x80, "end", 3, true));
	assert_true(ws_peer_send_close(&p, 1000, "", true));
	ws_peer_expect_close(&p, 1000, "");
	assert_string_equal(heard, "end)close(1000 )");
	net_peer_close(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			server_hears_and_answers_each_frame_as_it_should, begin,
			end),
		cmocka_unit_test_setup_teardown(
			client_hears_and_answers_each_frame_as_it_should, begin,
			end),
		cmocka_unit_test_setup_teardown(
			text_is_not_checked_where_utf8_is_off, begin, end),
		cmocka_unit_test_setup_teardown(
			lumps_are_at_most_rx_buffer_size, begin, end),
		cmocka_unit_test_setup_teardown(
			each_ping_is_answered_with_its_payload, begin, end),
		cmocka_unit_test_setup_teardown(
			a_ping_in_pieces_is_answered_whole, begin, end),
		cmocka_unit_test_setup_teardown(
			a_client_may_be_told_to_let_reserved_bits_and_opcodes_pass,
			begin, end),
		cmocka_unit_test_setup_teardown(
			an_end_without_close_is_no_final_fragment, begin, end),
		cmocka_unit_test_setup_teardown(
			a_million_tiny_fragments_take_no_memory, begin_counted,
			end_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
