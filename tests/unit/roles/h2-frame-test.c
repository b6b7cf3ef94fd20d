/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 frames at every split: each type, each rejection with its code and
 * scope (H2-01, H2-02, H2-03, H2-05, H2-06, H2-07, H2-11, H2-13, H2-21), and
 * that what is written can be read.
 */

#include "h2-frame-run.h"
#include "hpack-run.h"
#include "lws-test.h"

#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* an empty SETTINGS, which has to come first */
#define S        "000000 04 00 00000000 "
#define SETTINGS "SETTINGS; "

struct vector {
	const char *name;
	const char *hex; /* behind the preface, if side is the server */
	const char *text;
};

static const struct vector vectors[] = {
	{"settings", "00000c 04 00 00000000 0003 00000064 0004 0000ffff",
	 "3=100 4=65535 SETTINGS; "},
	{"settings ack", S "000000 04 01 00000000", SETTINGS "SETTINGS ACK; "},
	{"data", S "000003 00 01 00000001 616263",
	 SETTINGS "DATA 1/3 1 'abc' END; "},
	{"empty data", S "000000 00 01 00000001", SETTINGS "DATA 1/0 1 END; "},
	{"padded data", S "000006 00 09 00000001 02 616263 0000",
	 SETTINGS "DATA 1/6 9 'abc' END; "},
	{"padded data with no padding", S "000003 00 08 00000001 00 6162",
	 SETTINGS "DATA 1/3 8 'ab' END; "},
	{"nothing but padding", S "000003 00 08 00000001 02 0000",
	 SETTINGS "DATA 1/3 8 END; "},
	{"headers", S "000003 01 05 00000001 616263",
	 SETTINGS "HEADERS 1/3 5 'abc' END; "},
	{"headers with all there is",
	 S "00000b 01 2d 00000003 02 80000001 ff 616263 0000",
	 SETTINGS "HEADERS 3/11 2d 'abc' END; "},
	{"headers in parts",
	 S "000001 01 01 00000001 61 000000 09 00 00000001"
	   "000002 09 00 00000001 6263 000001 09 04 00000001 64",
	 SETTINGS "HEADERS 1/1 1 'abcd' END; "},
	{"padding is not what continues",
	 S "000004 01 08 00000001 02 61 0000 000001 09 04 00000001 62",
	 SETTINGS "HEADERS 1/4 8 'ab' END; "},
	{"priority", S "000005 02 00 00000001 0000000010",
	 SETTINGS "IGNORED PRIORITY 1/5; "},
	{"reset", S "000004 03 00 00000001 00000008",
	 SETTINGS "RESET 1 CANCEL; "},
	{"ping", S "000008 06 00 00000000 6162636465666768",
	 SETTINGS "PING abcdefgh; "},
	{"pong", S "000008 06 01 00000000 6162636465666768",
	 SETTINGS "PING ACK abcdefgh; "},
	{"goaway", S "000008 07 00 00000000 00000005 00000000",
	 SETTINGS "GOAWAY 5 NO_ERROR END; "},
	{"goaway that says why",
	 S "00000b 07 00 00000000 80000005 0000000b"
	   "627965",
	 SETTINGS "GOAWAY 5 ENHANCE_YOUR_CALM 'bye' END; "},
	{"window",
	 S "000004 08 00 00000000 00000001"
	   "000004 08 00 00000003 ffffffff",
	 SETTINGS "WINDOW 0 +1; WINDOW 3 +2147483647; "},
	{"priority update", S "00000a 10 00 00000000 00000005 753d312c2069",
	 SETTINGS "PRIORITISED 5 u=1, i; "},
	{"long priority update",
	 S "000028 10 00 00000000 00000005 3031323334353637383961626364656667"
	   "68696a6b6c6d6e6f707172737475767778797a",
	 SETTINGS "PRIORITISED 5 0123456789abcdefghijklmnopqrstuv; "},
	{"what nobody knows",
	 S "000003 0a 00 00000000 616263"
	   "000000 ff ff ffffffff",
	 SETTINGS "IGNORED ALTSVC 0/3; IGNORED unknown 2147483647/0; "},
	{"reserved bits and unknown flags",
	 S "000001 00 f6 80000001 61 000004 03 ff 80000001 00000000",
	 SETTINGS "DATA 1/1 f6 'a' END; RESET 1 NO_ERROR; "},
	/* errors of a stream, and it goes on */
	{"H2-02 priority of 4",
	 S "000004 02 00 00000001 00000000"
	   "000004 03 00 00000001 00000000",
	 SETTINGS "STREAM_ERROR 1 FRAME_SIZE_ERROR: PRIORITY is not 5 bytes; "
		  "RESET 1 NO_ERROR; "},
	{"H2-13 window of a stream by 0",
	 S "000004 08 00 00000001 80000000"
	   "000004 08 00 00000001 00000001",
	 SETTINGS "STREAM_ERROR 1 PROTOCOL_ERROR: WINDOW_UPDATE of 0; "
		  "WINDOW 1 +1; "},
};

static const struct vector bad_vectors[] = {
	{"H2-01 first is data", "000000 00 00 00000001",
	 "BAD PROTOCOL_ERROR: first frame is not SETTINGS"},
	{"H2-01 first is an ack", "000000 04 01 00000000",
	 "BAD PROTOCOL_ERROR: first frame is not SETTINGS"},
	{"H2-02 data over the limit", S "004001 00 00 00000001",
	 SETTINGS "BAD FRAME_SIZE_ERROR: frame over MAX_FRAME_SIZE"},
	{"H2-02 unknown over the limit", S "ffffff ee 00 00000001",
	 SETTINGS "BAD FRAME_SIZE_ERROR: frame over MAX_FRAME_SIZE"},
	{"H2-02 ping of 7", S "000007 06 00 00000000",
	 SETTINGS "BAD FRAME_SIZE_ERROR: length is wrong for its type"},
	{"H2-02 ping of 9", S "000009 06 00 00000000",
	 SETTINGS "BAD FRAME_SIZE_ERROR: length is wrong for its type"},
	{"H2-02 reset of 3", S "000003 03 00 00000001",
	 SETTINGS "BAD FRAME_SIZE_ERROR: length is wrong for its type"},
	{"H2-02 window of 5", S "000005 08 00 00000001",
	 SETTINGS "BAD FRAME_SIZE_ERROR: length is wrong for its type"},
	{"H2-02 goaway of 7", S "000007 07 00 00000000",
	 SETTINGS "BAD FRAME_SIZE_ERROR: too short for its own fields"},
	{"H2-02 padded data of 0", S "000000 00 08 00000001",
	 SETTINGS "BAD FRAME_SIZE_ERROR: too short for its own fields"},
	{"H2-02 headers too short for priority", S "000004 01 24 00000001",
	 SETTINGS "BAD FRAME_SIZE_ERROR: too short for its own fields"},
	{"H2-02 headers too short for both", S "000005 01 2c 00000001",
	 SETTINGS "BAD FRAME_SIZE_ERROR: too short for its own fields"},
	{"H2-02 priority update of 3", S "000003 10 00 00000000",
	 SETTINGS "BAD FRAME_SIZE_ERROR: too short for its own fields"},
	{"H2-03 data of 0", S "000000 00 00 00000000",
	 SETTINGS "BAD PROTOCOL_ERROR: stream 0 for a frame of a stream"},
	{"H2-03 headers of 0", S "000000 01 04 80000000",
	 SETTINGS "BAD PROTOCOL_ERROR: stream 0 for a frame of a stream"},
	{"H2-03 priority of 0", S "000005 02 04 00000000",
	 SETTINGS "BAD PROTOCOL_ERROR: stream 0 for a frame of a stream"},
	{"H2-03 reset of 0", S "000004 03 04 00000000",
	 SETTINGS "BAD PROTOCOL_ERROR: stream 0 for a frame of a stream"},
	{"H2-03 settings of 1", "000000 04 00 00000001",
	 "BAD PROTOCOL_ERROR: a stream for a frame of the connection"},
	{"H2-03 ping of 1", S "000008 06 00 00000001",
	 SETTINGS "BAD PROTOCOL_ERROR: a stream for a frame of the connection"},
	{"H2-03 goaway of 1", S "000008 07 00 00000001",
	 SETTINGS "BAD PROTOCOL_ERROR: a stream for a frame of the connection"},
	{"H2-05 data padded by all", S "000003 00 08 00000001 03",
	 SETTINGS "DATA 1/3 8 BAD PROTOCOL_ERROR: more padding than payload"},
	{"H2-05 data of 1 padded", S "000001 00 08 00000001 01",
	 SETTINGS "DATA 1/1 8 BAD PROTOCOL_ERROR: more padding than payload"},
	{"H2-05 headers padded by too much", S "000008 01 2c 00000001 03",
	 SETTINGS
	 "HEADERS 1/8 2c BAD PROTOCOL_ERROR: more padding than payload"},
	{"H2-06 data in a block",
	 S "000000 01 00 00000001 000000 00 00 00000001",
	 SETTINGS "HEADERS 1/0 0 BAD PROTOCOL_ERROR: another frame in a field "
		  "block"},
	{"H2-06 unknown in a block",
	 S "000000 01 00 00000001 000000 ff 00 00000000",
	 SETTINGS "HEADERS 1/0 0 BAD PROTOCOL_ERROR: another frame in a field "
		  "block"},
	{"H2-06 continuation of another",
	 S "000000 01 00 00000001 000000 09 04 00000003",
	 SETTINGS "HEADERS 1/0 0 BAD PROTOCOL_ERROR: another frame in a field "
		  "block"},
	{"H2-06 continuation of nothing", S "000000 09 04 00000001",
	 SETTINGS "BAD PROTOCOL_ERROR: CONTINUATION of nothing"},
	{"H2-06 continuation of what is over",
	 S "000000 01 04 00000001 000000 09 04 00000001",
	 SETTINGS
	 "HEADERS 1/0 4 END; BAD PROTOCOL_ERROR: CONTINUATION of nothing"},
	{"H2-11 settings of 5", "000005 04 00 00000000",
	 "BAD FRAME_SIZE_ERROR: SETTINGS is not a multiple of 6 bytes"},
	{"H2-11 ack with body", S "000006 04 01 00000000",
	 SETTINGS "BAD FRAME_SIZE_ERROR: SETTINGS ACK with a payload"},
	{"H2-11 33 settings", "0000c6 04 00 00000000",
	 "BAD ENHANCE_YOUR_CALM: too many settings"},
	{"H2-13 window by 0", S "000004 08 00 00000000 80000000",
	 SETTINGS "BAD PROTOCOL_ERROR: WINDOW_UPDATE of 0"},
	{"H2-21 push", S "000004 05 04 00000001 00000002",
	 SETTINGS "BAD PROTOCOL_ERROR: PUSH_PROMISE is not allowed"},
	{"priority update of 0", S "000004 10 00 00000000 00000000",
	 SETTINGS "BAD PROTOCOL_ERROR: PRIORITY_UPDATE of stream 0"},
	{"priority update on a stream", S "000004 10 00 00000001 00000001",
	 SETTINGS "BAD PROTOCOL_ERROR: a stream for a frame of the connection"},
};

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	const struct vector *v = arg;
	struct lws__h2_rx f;
	struct h2_record r = {0};
	bool is_good = true;

	lws__h2_rx_init(&f, LWS_SIDE_SERVER);
	for (size_t n = 0; n < count && is_good; n++) {
		struct lws_cursor in = {pieces[n].data,
					pieces[n].data + pieces[n].len};

		is_good = h2_record_input(&r, &f, &in);
		if (is_good)
			assert_ptr_equal(in.at, in.end);
	}
	if (strcmp(r.text, v->text))
		fail_msg("%s: got \"%s\"", v->name, r.text);
	assert_int_equal(lws__h2_rx_is_between(&f), is_good);
	if (!is_good) {
		struct lws_cursor in = {pieces[0].data, pieces[0].data};

		assert_int_equal(lws__h2_rx_next(&f, &in), LWS__H2_BAD);
	}
}

static void
run_vectors(const struct vector *v, size_t count)
{
	for (size_t n = 0; n < count; n++) {
		uint8_t bytes[512];
		struct vector one = v[n];
		size_t len = LWS__H2_PREFACE_LEN;

		memcpy(bytes, lws__h2_preface, len);
		len += hpack_unhex(v[n].hex, bytes + len, sizeof(bytes) - len);
		lws__test_each_split(bytes, len, run_pieces, &one);
	}
}

static void
h2_frame__reads_each_type_at_every_split(void **state)
{
	(void)state;
	run_vectors(vectors, COUNT(vectors));
}

static void
h2_frame__refuses_what_breaks_a_rule_at_every_split(void **state)
{
	(void)state;
	run_vectors(bad_vectors, COUNT(bad_vectors));
}

/* ---- the rest
 * ------------------------------------------------------------------ */

/* H2-01: each wrong byte is noticed when it comes */
static void
h2_frame__h2_01_the_preface_is_exact(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS__H2_PREFACE_LEN; n++) {
		uint8_t bytes[LWS__H2_PREFACE_LEN];
		struct lws_cursor in = {bytes, bytes + n};
		struct lws__h2_rx f;

		memcpy(bytes, lws__h2_preface, sizeof(bytes));
		assert_int_equal(lws__h2_preface_match(bytes, n),
				 LWS_FEED_MORE);
		bytes[n] ^= 1;
		assert_int_equal(lws__h2_preface_match(bytes, n + 1),
				 LWS_FEED_BAD);
		lws__h2_rx_init(&f, LWS_SIDE_SERVER);
		assert_int_equal(lws__h2_rx_next(&f, &in), LWS__H2_MORE);
		in.end++;
		assert_int_equal(lws__h2_rx_next(&f, &in), LWS__H2_BAD);
		assert_int_equal(f.bad, LWS__H2_BAD_PREFACE);
	}
	assert_int_equal(lws__h2_preface_match((const uint8_t *)lws__h2_preface,
					       LWS__H2_PREFACE_LEN),
			 LWS_FEED_DONE);
}

static void
h2_frame__a_client_wants_no_preface(void **state)
{
	struct lws__h2_rx f;
	struct h2_record r = {0};
	uint8_t bytes[64];
	struct lws_cursor in = {bytes, bytes};

	(void)state;
	in.end += hpack_unhex(S "000004 10 00 00000000", bytes, sizeof(bytes));
	lws__h2_rx_init(&f, LWS_SIDE_CLIENT);
	assert_false(h2_record_input(&r, &f, &in));
	assert_string_equal(r.text, "SETTINGS; BAD PROTOCOL_ERROR: "
				    "PRIORITY_UPDATE from a server");
}

static enum lws__h2_event
feed_hex(struct lws__h2_rx *f, const char *hex)
{
	uint8_t bytes[64];
	struct lws_cursor in = {bytes, bytes};
	enum lws__h2_event event;

	in.end += hpack_unhex(hex, bytes, sizeof(bytes));
	do
		event = lws__h2_rx_next(f, &in);
	while (event != LWS__H2_MORE && event != LWS__H2_BAD);

	return event;
}

static void
h2_frame__h2_07_a_block_has_an_end(void **state)
{
	struct lws__h2_rx f;

	(void)state;
	lws__h2_rx_init(&f, LWS_SIDE_CLIENT);
	feed_hex(&f, S "000001 01 00 00000001 61");
	for (int n = 0; n < LWS__H2_CONTINUATIONS_MAX; n++)
		assert_int_equal(feed_hex(&f, "000000 09 00 00000001"),
				 LWS__H2_MORE);
	assert_int_equal(feed_hex(&f, "000000 09 00 00000001"), LWS__H2_BAD);
	assert_int_equal(f.bad, LWS__H2_BAD_CONTINUATIONS);
	assert_int_equal(lws__h2_bad_rule(f.bad)->code,
			 LWS__H2_ENHANCE_YOUR_CALM);

	lws__h2_rx_init(&f, LWS_SIDE_CLIENT);
	f.block_max = 3;
	assert_int_equal(feed_hex(&f, S "000001 01 00 00000001 61"
					"000002 09 04 00000001 6263"
					"000001 01 00 00000003 61"),
			 LWS__H2_MORE);
	assert_int_equal(feed_hex(&f, "000003 09 04 00000003"), LWS__H2_BAD);
	assert_int_equal(f.bad, LWS__H2_BAD_BLOCK_LONG);

	lws__h2_rx_init(&f, LWS_SIDE_CLIENT);
	f.block_max = 3;
	assert_int_equal(feed_hex(&f, S "000004 01 04 00000001"), LWS__H2_BAD);
	assert_int_equal(f.bad, LWS__H2_BAD_BLOCK_LONG);
}

/* DATA is shown where it lies */
static void
h2_frame__payload_is_not_copied(void **state)
{
	struct lws__h2_rx f;
	uint8_t bytes[64];
	struct lws_cursor in = {bytes, bytes};

	(void)state;
	in.end += hpack_unhex(S "000003 00 00 00000001 616263", bytes, 64);
	lws__h2_rx_init(&f, LWS_SIDE_CLIENT);
	assert_int_equal(lws__h2_rx_next(&f, &in), LWS__H2_SETTINGS_END);
	assert_int_equal(lws__h2_rx_next(&f, &in), LWS__H2_HEAD);
	assert_int_equal(lws__h2_rx_next(&f, &in), LWS__H2_PIECE);
	assert_ptr_equal(f.piece.at, bytes + 18);
	assert_ptr_equal(f.piece.end, bytes + 21);
	assert_int_equal(lws__h2_rx_next(&f, &in), LWS__H2_END);
	assert_int_equal(lws__h2_rx_next(&f, &in), LWS__H2_MORE);
}

static void
h2_frame__what_is_written_can_be_read(void **state)
{
	const struct lws__h2_setting s[] = {{1, 4096}, {4, 0x7fffffff}};
	const struct lws__h2_priority high = {0, false}, low = {7, true};
	struct lws__h2_rx f;
	struct h2_record r = {0};
	uint8_t bytes[1024], *at = bytes;
	struct lws_cursor in = {bytes, bytes};
	char text[300];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	memcpy(at, lws__h2_preface, LWS__H2_PREFACE_LEN);
	at += LWS__H2_PREFACE_LEN;
	at += lws__h2_write_settings(at, s, 2);
	at += lws__h2_write_settings_ack(at);
	at += lws__h2_write_ping(at, (const uint8_t *)"pingpong", false);
	at += lws__h2_write_ping(at, (const uint8_t *)"pingpong", true);
	at += lws__h2_write_window_update(at, 0x7fffffff, 0x12345678);
	at += lws__h2_write_head(at, 2, LWS__H2_HEADERS, LWS__H2_END_HEADERS,
				 0x10203);
	*at++ = 'h';
	*at++ = 'i';
	at += lws__h2_write_rst_stream(at, 0x10203, LWS__H2_HTTP_1_1_REQUIRED);
	at += lws__h2_write_priority_update(at, 5, &high);
	at += lws__h2_write_priority_update(at, 7, &low);
	at += lws__h2_write_goaway(at, 9, LWS__H2_NO_ERROR, NULL);
	at += lws__h2_write_goaway(at, 9, LWS__H2_CONNECT_ERROR, "bye");
	in.end = at;
	lws__h2_rx_init(&f, LWS_SIDE_SERVER);
	assert_true(h2_record_input(&r, &f, &in));
	assert_string_equal(
		r.text,
		"1=4096 4=2147483647 SETTINGS; SETTINGS ACK; PING pingpong; "
		"PING ACK pingpong; WINDOW 2147483647 +305419896; "
		"HEADERS 66051/2 4 'hi' END; RESET 66051 HTTP_1_1_REQUIRED; "
		"PRIORITISED 5 u=0; PRIORITISED 7 u=7, i; "
		"GOAWAY 9 NO_ERROR END; GOAWAY 9 CONNECT_ERROR 'bye' END; ");
	assert_int_equal(lws__h2_write_goaway(bytes, 0, 0, text),
			 LWS__H2_GOAWAY_LEN + LWS__H2_GOAWAY_TEXT_MAX);
	assert_int_equal(lws__h2_write_head(bytes, 0xabcdef, LWS__H2_DATA, 1,
					    0x7fffffff),
			 9);
	assert_memory_equal(bytes, "\xab\xcd\xef\x00\x01\x7f\xff\xff\xff", 9);
}

static void
h2_frame__each_error_has_its_words(void **state)
{
	(void)state;
	for (int n = 1; n < LWS__H2_BAD_COUNT; n++) {
		const struct lws__h2_bad_rule *rule =
			lws__h2_bad_rule((enum lws__h2_bad)n);

		assert_non_null(rule->words);
		assert_true(rule->code != LWS__H2_NO_ERROR);
		assert_true(strlen(rule->words) <= LWS__H2_GOAWAY_TEXT_MAX);
		assert_non_null(rule->clause);
	}
	assert_string_equal(lws__h2_code_name(14), "unknown");
	assert_string_equal(lws__h2_type_name(11), "unknown");
	assert_string_equal(lws__h2_type_name(200), "unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h2_frame__reads_each_type_at_every_split),
		cmocka_unit_test(
			h2_frame__refuses_what_breaks_a_rule_at_every_split),
		cmocka_unit_test(h2_frame__h2_01_the_preface_is_exact),
		cmocka_unit_test(h2_frame__a_client_wants_no_preface),
		cmocka_unit_test(h2_frame__h2_07_a_block_has_an_end),
		cmocka_unit_test(h2_frame__payload_is_not_copied),
		cmocka_unit_test(h2_frame__what_is_written_can_be_read),
		cmocka_unit_test(h2_frame__each_error_has_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
