/* SPDX-License-Identifier: MIT */
/*
 * WebSocket frames, at every split: the RFC's examples, every rejection with
 * its close code, masking of all lengths and phases, and the way back.
 */

#include "lws-test.h"
#include "roles/ws/ws-frame.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- what a decoder saw, as text ------------------------------------- */

struct recorder {
	enum lws_side side;
	uint8_t rsv_ok;
	const char *name; /* of the vector */
	const char *expected;
	size_t max; /* of one take, 0 = no limit */

	struct lws__ws_frame f;
	bool in_frame;
	bool is_bad;
	size_t at;
	char text[2048];
};

static void
record_header(struct recorder *r)
{
	r->at += (size_t)snprintf(r->text + r->at, sizeof(r->text) - r->at,
				  "%s%x%s%s/%llu:", r->f.is_final ? "F" : "-",
				  r->f.opcode, r->f.is_masked ? "m" : "",
				  r->f.rsv ? "!" : "",
				  (unsigned long long)r->f.left);
}

/* one round of a decoder's user; false: needs more input */
static bool
record_step(struct recorder *r, struct lws_cursor *in)
{
	uint8_t *span;
	size_t len;

	if (!r->in_frame) {
		switch (lws__ws_frame_feed_header(&r->f, in)) {
		case LWS_FEED_MORE:
			return false;
		case LWS_FEED_BAD:
			r->is_bad = true;
			r->at += (size_t)snprintf(
				r->text + r->at, sizeof(r->text) - r->at,
				"BAD %u %s",
				lws__ws_bad_rule(r->f.bad)->close_code,
				lws__ws_bad_rule(r->f.bad)->reason);
			return false;
		case LWS_FEED_DONE:
			record_header(r);
			r->in_frame = true;
		}
	}
	len = lws__ws_frame_take_payload(&r->f, in, r->max ? r->max : SIZE_MAX,
					 &span);
	if (len >= sizeof(r->text) - r->at)
		fail_msg("%s: record too long", r->name);
	memcpy(r->text + r->at, span, len);
	r->at += len;
	r->text[r->at] = '\0';
	if (r->f.left)
		return in->at < in->end;
	r->in_frame = false;
	r->text[r->at++] = ' ';
	r->text[r->at] = '\0';

	return true;
}

static void
record_run(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	struct recorder *r = arg;
	size_t n;

	lws__ws_frame_init(&r->f, r->side, r->rsv_ok);
	r->in_frame = false;
	r->is_bad = false;
	r->at = 0;
	r->text[0] = '\0';

	for (n = 0; n < count && !r->is_bad; n++) {
		struct lws_cursor in = {pieces[n].data,
					pieces[n].data + pieces[n].len};

		while (record_step(r, &in))
			;
		if (!r->is_bad && in.at != in.end)
			fail_msg("%s: input left", r->name);
	}
	if (strcmp(r->text, r->expected))
		fail_msg("%s: got \"%s\", expected \"%s\"", r->name, r->text,
			 r->expected);
}

struct vector {
	const char *name;
	enum lws_side side;
	uint8_t rsv_ok;
	const char *bytes;
	size_t len;
	const char *expected;
};

#define BYTES(s) s, sizeof(s) - 1
#define SERVER   LWS_SIDE_SERVER
#define CLIENT   LWS_SIDE_CLIENT

static void
run_vectors(const struct vector *v, size_t count)
{
	size_t n;

	for (n = 0; n < count; n++) {
		struct recorder r = {
			.side = v[n].side,
			.rsv_ok = v[n].rsv_ok,
			.name = v[n].name,
			.expected = v[n].expected,
		};

		lws__test_each_split(v[n].bytes, v[n].len, record_run, &r);
		r.max = 3;
		lws__test_each_split(v[n].bytes, v[n].len, record_run, &r);
	}
}

/* ---- in -------------------------------------------------------------- */

static void
ws_frame__decodes_the_examples_of_the_rfc(void **state)
{
	/* RFC 6455 5.7, those that are small */
	static const struct vector rows[] = {
		{"unmasked text", CLIENT, 0, BYTES("\x81\x05Hello"),
		 "F1/5:Hello "},
		{"masked text", SERVER, 0,
		 BYTES("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"),
		 "F1m/5:Hello "},
		{"fragments", CLIENT, 0, BYTES("\x01\x03Hel\x80\x02lo"),
		 "-1/3:Hel F0/2:lo "},
		{"ping", CLIENT, 0, BYTES("\x89\x05Hello"), "F9/5:Hello "},
		{"pong", SERVER, 0,
		 BYTES("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"),
		 "Fam/5:Hello "},
		{"empty", CLIENT, 0, BYTES("\x81\x00\x82\x00\x88\x00"),
		 "F1/0: F2/0: F8/0: "},
		{"empty, masked", SERVER, 0,
		 BYTES("\x81\x80"
		       "abcd\x88\x80xyzw"),
		 "F1m/0: F8m/0: "},
		{"extension's bit", CLIENT, WS_RSV1, BYTES("\xc1\x01x"),
		 "F1!/1:x "},
		{"zero key", SERVER, 0,
		 BYTES("\x82\x82\x00\x00\x00\x00"
		       "ab"),
		 "F2m/2:ab "},
	};

	(void)state;
	run_vectors(rows, COUNT(rows));
}

static void
ws_frame__refuses_what_the_rfc_forbids(void **state)
{
	static const struct vector rows[] = {
		{"WS-01 client frame unmasked", SERVER, 0, BYTES("\x81\x05"),
		 "BAD 1002 unmasked"},
		{"WS-01 client ping unmasked", SERVER, 0, BYTES("\x89\x00"),
		 "BAD 1002 unmasked"},
		{"WS-01 server frame masked", CLIENT, 0, BYTES("\x81\x85"),
		 "BAD 1002 masked"},
		{"WS-02 RSV1", SERVER, 0, BYTES("\xc1"), "BAD 1002 rsv bits"},
		{"WS-02 RSV2", SERVER, 0, BYTES("\xa1"), "BAD 1002 rsv bits"},
		{"WS-02 RSV3", SERVER, 0, BYTES("\x91"), "BAD 1002 rsv bits"},
		{"WS-02 all", CLIENT, 0, BYTES("\xf2"), "BAD 1002 rsv bits"},
		{"WS-02 another bit than agreed", SERVER, WS_RSV1,
		 BYTES("\xa1"), "BAD 1002 rsv bits"},
		{"WS-02 RSV1 on continuation", SERVER, WS_RSV1, BYTES("\xc0"),
		 "BAD 1002 rsv bits"},
		{"WS-02 RSV1 on ping", SERVER, WS_RSV1, BYTES("\xc9"),
		 "BAD 1002 rsv bits"},
		{"WS-02 RSV1 on close", CLIENT, WS_RSV1, BYTES("\xc8"),
		 "BAD 1002 rsv bits"},
		{"WS-04 ping of 126", SERVER, 0, BYTES("\x89\xfe"),
		 "BAD 1002 ctl len"},
		{"WS-04 close of 64-bit length", CLIENT, 0, BYTES("\x88\x7f"),
		 "BAD 1002 ctl len"},
		{"WS-04 fragmented ping", SERVER, 0, BYTES("\x09"),
		 "BAD 1002 frag ctl"},
		{"WS-04 fragmented pong", CLIENT, 0, BYTES("\x0a"),
		 "BAD 1002 frag ctl"},
		{"WS-04 fragmented close", SERVER, 0, BYTES("\x08"),
		 "BAD 1002 frag ctl"},
		{"WS-06 16 bits for 125", CLIENT, 0, BYTES("\x81\x7e\x00\x7d"),
		 "BAD 1002 long len"},
		{"WS-06 16 bits for 0", SERVER, 0, BYTES("\x81\xfe\x00\x00"),
		 "BAD 1002 long len"},
		{"WS-06 64 bits for 65535", CLIENT, 0,
		 BYTES("\x82\x7f\0\0\0\0\0\0\xff\xff"), "BAD 1002 long len"},
		{"WS-06 64 bits for 5", SERVER, 0,
		 BYTES("\x82\xff\0\0\0\0\0\0\0\x05"), "BAD 1002 long len"},
		{"WS-06 top bit, seen at once", CLIENT, 0,
		 BYTES("\x82\x7f\x80"), "BAD 1002 len top bit"},
		{"WS-06 2^62", SERVER, 0, BYTES("\x82\xff\x40\0\0\0\0\0\0\0"),
		 "BAD 1009 too big"},
		{"WS-06 2^48 + 1", CLIENT, 0,
		 BYTES("\x82\x7f\0\x01\0\0\0\0\0\x01"), "BAD 1009 too big"},
		{"good, then bad", CLIENT, 0, BYTES("\x81\x01x\xc1"),
		 "F1/1:x BAD 1002 rsv bits"},
	};

	(void)state;
	run_vectors(rows, COUNT(rows));
}

static void
ws_frame__WS_03_refuses_reserved_opcodes_at_the_first_byte(void **state)
{
	unsigned int b;

	(void)state;
	for (b = 0; b < 256; b++) {
		uint8_t byte = (uint8_t)b;
		struct lws_cursor in = {&byte, &byte + 1};
		unsigned int opcode = b & 0xf;
		bool is_known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
		bool is_fine =
			is_known && !(b & 0x70) && (opcode < 8 || (b & 0x80));
		struct lws__ws_frame f;

		lws__ws_frame_init(&f, SERVER, 0);
		if (lws__ws_frame_feed_header(&f, &in) !=
		    (is_fine ? LWS_FEED_MORE : LWS_FEED_BAD))
			fail_msg("first byte %02x", b);
		if (!is_known && !(b & 0x70))
			assert_int_equal(f.bad, WS_BAD_OPCODE);
	}
}

static void
ws_frame__says_bad_for_ever_and_takes_nothing_more(void **state)
{
	uint8_t bytes[] = {0xc1, 0x85, 0, 0};
	struct lws_cursor in = {bytes, bytes + sizeof(bytes)};
	struct lws__ws_frame f;

	(void)state;
	lws__ws_frame_init(&f, SERVER, 0);
	assert_int_equal(lws__ws_frame_feed_header(&f, &in), LWS_FEED_BAD);
	assert_ptr_equal(in.at, bytes + 1);
	assert_int_equal(lws__ws_frame_feed_header(&f, &in), LWS_FEED_BAD);
	assert_ptr_equal(in.at, bytes + 1);
	assert_int_equal(f.bad, WS_BAD_RSV);
}

static void
ws_frame__every_rule_has_code_reason_and_clause(void **state)
{
	int n;

	(void)state;
	for (n = WS_FINE + 1; n < WS_BAD_COUNT; n++) {
		const struct lws__ws_bad_rule *r =
			lws__ws_bad_rule((enum lws__ws_bad)n);

		if (!r->close_code || !r->reason || !*r->reason || !r->clause ||
		    !*r->clause || strlen(r->reason) > 123)
			fail_msg("rule %d", n);
	}
	assert_int_equal(lws__ws_bad_rule(WS_FINE)->close_code, 0);
	assert_int_equal(lws__ws_bad_rule(WS_BAD_COUNT)->close_code, 0);
}

/* ---- lengths --------------------------------------------------------- */

struct long_frame {
	size_t len;
	enum lws_side side;
};

static void
long_frame_run(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	const struct long_frame *l = arg;
	struct lws__ws_frame f;
	size_t n, seen = 0, header = 0;

	lws__ws_frame_init(&f, l->side, 0);
	for (n = 0; n < count; n++) {
		struct lws_cursor in = {pieces[n].data,
					pieces[n].data + pieces[n].len};
		uint8_t *span;
		size_t len, m;

		if (f.state != WS_FRAME_PAYLOAD) {
			if (lws__ws_frame_feed_header(&f, &in) != LWS_FEED_DONE)
				continue;
			header = (size_t)f.left;
		}
		len = lws__ws_frame_take_payload(&f, &in, SIZE_MAX, &span);
		for (m = 0; m < len; m++)
			if (span[m] != (uint8_t)((seen + m) * 7))
				fail_msg("len %zu: byte %zu", l->len, seen + m);
		seen += len;
	}
	assert_int_equal(header, l->len);
	assert_int_equal(seen, l->len);
	assert_int_equal(f.left, 0);
}

static void
long_frame_check(size_t len, enum lws_side from, bool all_splits)
{
	struct lws__ws_head h = {
		.len = len,
		.opcode = WS_OP_BINARY,
		.is_final = true,
		.is_masked = from == CLIENT,
		.key = {0x12, 0x34, 0x56, 0x78},
	};
	struct long_frame l = {len, from == CLIENT ? SERVER : CLIENT};
	uint8_t *buf = malloc(WS_HEADER_MAX + len), *start;
	size_t n, total;

	assert_non_null(buf);
	for (n = 0; n < len; n++)
		buf[WS_HEADER_MAX + n] = (uint8_t)(n * 7);
	start = lws__ws_frame_prepend(&h, buf + WS_HEADER_MAX);
	total = (size_t)(buf + WS_HEADER_MAX - start) + len;
	assert_int_equal(total, lws__ws_frame_header_len(&h) + len);

	if (all_splits) {
		lws__test_each_split(start, total, long_frame_run, &l);
	} else {
		struct lws__test_piece piece = {lws__test_guarded(start, total),
						total};

		long_frame_run(&piece, 1, &l);
		lws__test_guarded_free(piece.data, total);
	}
	free(buf);
}

static void
ws_frame__round_trips_every_length_form(void **state)
{
	static const size_t lens[] = {0,   1,   2,   3,   4,   5,   124,
				      125, 126, 127, 128, 255, 256, 300};
	static const size_t big_lens[] = {4096,  65534, 65535,
					  65536, 65537, 200000};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(lens); n++) {
		long_frame_check(lens[n], CLIENT, true);
		long_frame_check(lens[n], SERVER, true);
	}
	for (n = 0; n < COUNT(big_lens); n++) {
		long_frame_check(big_lens[n], CLIENT, false);
		long_frame_check(big_lens[n], SERVER, false);
	}
}

static void
ws_frame__WS_06_keeps_no_memory_of_a_declared_length(void **state)
{
	/* 2^48, the longest we take, then silence: the state is all there is */
	uint8_t bytes[] = {0x82, 0x7f, 0, 1, 0, 0, 0, 0, 0, 0};
	struct lws_cursor in = {bytes, bytes + sizeof(bytes)};
	struct lws__ws_frame f;
	uint8_t *span;

	(void)state;
	lws__alloc_fail_at(1, true);
	lws__ws_frame_init(&f, CLIENT, 0);
	assert_int_equal(lws__ws_frame_feed_header(&f, &in), LWS_FEED_DONE);
	assert_true(f.left == WS_FRAME_LEN_MAX);
	assert_int_equal(lws__ws_frame_take_payload(&f, &in, 100, &span), 0);
	lws__alloc_fail_at(0, false);
	assert_true(sizeof(f) <= 32);
}

/* ---- masking --------------------------------------------------------- */

static void
mask_slowly(uint8_t *p, size_t len, const uint8_t *key, unsigned int phase)
{
	size_t n;

	for (n = 0; n < len; n++)
		p[n] ^= key[(phase + n) % 4];
}

static void
ws_mask__equals_the_slow_way_for_all_lengths_and_phases(void **state)
{
	static const uint8_t key[4] = {0xa5, 0x01, 0xff, 0x3c};
	uint8_t data[200], expected[200];
	unsigned int phase;
	size_t len, n;

	(void)state;
	for (n = 0; n < sizeof(data); n++)
		data[n] = (uint8_t)(n * 31 + 7);

	for (phase = 0; phase < 4; phase++) {
		for (len = 0; len <= sizeof(data); len++) {
			uint8_t *p = lws__test_guarded(data, len);
			uint8_t *copy = lws__test_guarded(data, len);

			memcpy(expected, data, len);
			mask_slowly(expected, len, key, phase);
			assert_int_equal(lws__ws_mask(p, len, key, phase),
					 (phase + len) % 4);
			if (len && memcmp(p, expected, len))
				fail_msg("len %zu phase %u", len, phase);

			/* back again, to another place */
			assert_int_equal(
				lws__ws_mask_copy(copy, p, len, key, phase),
				(phase + len) % 4);
			if (len && memcmp(copy, data, len))
				fail_msg("copy: len %zu phase %u", len, phase);
			lws__test_guarded_free(p, len);
			lws__test_guarded_free(copy, len);
		}
	}
}

static void
ws_mask__does_not_care_where_a_buffer_begins(void **state)
{
	static const uint8_t key[4] = {1, 2, 4, 8};
	uint8_t data[160], expected[160];
	size_t from, len;

	(void)state;
	for (from = 0; from < 16; from++) {
		for (len = 0; len <= 130; len++) {
			memset(data, 0x55, sizeof(data));
			memset(expected, 0x55, sizeof(expected));
			mask_slowly(expected + from, len, key, 3);
			lws__ws_mask(data + from, len, key, 3);
			assert_memory_equal(data, expected, sizeof(data));
		}
	}
}

static void
ws_mask__goes_on_at_its_phase_wherever_it_is_cut(void **state)
{
	static const uint8_t key[4] = {9, 8, 7, 6};
	uint8_t data[100], expected[100] = {0};
	size_t a, b;

	(void)state;
	mask_slowly(expected, sizeof(expected), key, 0);
	for (a = 0; a <= sizeof(data); a++) {
		for (b = a; b <= sizeof(data); b++) {
			unsigned int phase;

			memset(data, 0, sizeof(data));
			phase = lws__ws_mask(data, a, key, 0);
			phase = lws__ws_mask(data + a, b - a, key, phase);
			lws__ws_mask(data + b, sizeof(data) - b, key, phase);
			assert_memory_equal(data, expected, sizeof(data));
		}
	}
}

/* ---- out ------------------------------------------------------------- */

static void
ws_frame__writes_the_header_of_every_length_form(void **state)
{
	static const struct {
		struct lws__ws_head h;
		const char *bytes;
		size_t len;
	} rows[] = {
		{{5, WS_OP_TEXT, 0, true, false, {0}}, BYTES("\x81\x05")},
		{{0, WS_OP_CLOSE, 0, true, false, {0}}, BYTES("\x88\x00")},
		{{125, WS_OP_BINARY, 0, false, false, {0}}, BYTES("\x02\x7d")},
		{{126, WS_OP_CONTINUATION, 0, false, false, {0}},
		 BYTES("\x00\x7e\x00\x7e")},
		{{65535, WS_OP_TEXT, WS_RSV1, true, false, {0}},
		 BYTES("\xc1\x7e\xff\xff")},
		{{65536, WS_OP_TEXT, 0, true, false, {0}},
		 BYTES("\x81\x7f\0\0\0\0\0\1\0\0")},
		{{3, WS_OP_PING, 0, true, true, {1, 2, 3, 4}},
		 BYTES("\x89\x83\1\2\3\4")},
		{{0x0123456789abcdef,
		  WS_OP_BINARY,
		  0,
		  true,
		  true,
		  {1, 2, 3, 4}},
		 BYTES("\x82\xff\x01\x23\x45\x67\x89\xab\xcd\xef\1\2\3\4")},
	};
	uint8_t out[WS_HEADER_MAX];
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		size_t len = lws__ws_frame_header_len(&rows[n].h);

		if (len != rows[n].len ||
		    lws__ws_frame_write_header(&rows[n].h, out) != len ||
		    memcmp(out, rows[n].bytes, len))
			fail_msg("row %zu", n);
	}
}

static void
ws_frame__prepends_where_the_payload_stands(void **state)
{
	uint8_t buf[WS_HEADER_MAX + 5];
	struct lws__ws_head h = {
		.len = 5,
		.opcode = WS_OP_TEXT,
		.is_final = true,
		.is_masked = true,
		.key = {0x37, 0xfa, 0x21, 0x3d},
	};

	(void)state;
	memset(buf, 0xee, sizeof(buf));
	memcpy(buf + WS_HEADER_MAX, "Hello", 5);
	assert_ptr_equal(lws__ws_frame_prepend(&h, buf + WS_HEADER_MAX),
			 buf + WS_HEADER_MAX - 6);
	assert_memory_equal(buf + WS_HEADER_MAX - 6,
			    "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11);
	assert_int_equal(buf[WS_HEADER_MAX - 7], 0xee);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ws_frame__decodes_the_examples_of_the_rfc),
		cmocka_unit_test(ws_frame__refuses_what_the_rfc_forbids),
		cmocka_unit_test(
			ws_frame__WS_03_refuses_reserved_opcodes_at_the_first_byte),
		cmocka_unit_test(
			ws_frame__says_bad_for_ever_and_takes_nothing_more),
		cmocka_unit_test(
			ws_frame__every_rule_has_code_reason_and_clause),
		cmocka_unit_test(ws_frame__round_trips_every_length_form),
		cmocka_unit_test(
			ws_frame__WS_06_keeps_no_memory_of_a_declared_length),
		cmocka_unit_test(
			ws_mask__equals_the_slow_way_for_all_lengths_and_phases),
		cmocka_unit_test(ws_mask__does_not_care_where_a_buffer_begins),
		cmocka_unit_test(
			ws_mask__goes_on_at_its_phase_wherever_it_is_cut),
		cmocka_unit_test(
			ws_frame__writes_the_header_of_every_length_form),
		cmocka_unit_test(ws_frame__prepends_where_the_payload_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
