/* SPDX-License-Identifier: MIT */
/*
 * Text messages and the reasons of CLOSE frames are UTF-8 (WS-08, WS-09),
 * wherever they are cut.
 */

#include "ws-recorder.h"

#include <stdio.h>
#include <stdlib.h>

/* text is one frame, two fragments cut anywhere, or the reason of a CLOSE */
enum shape { SHAPE_FRAME, SHAPE_FRAGMENTS, SHAPE_CLOSE };

static size_t
shape_text(uint8_t *out, enum shape shape, const char *text, size_t len,
	   size_t cut)
{
	uint8_t *p = out;

	switch (shape) {
	case SHAPE_FRAME:
		*p++ = 0x81;
		*p++ = (uint8_t)len;
		memcpy(p, text, len);
		return len + 2;
	case SHAPE_FRAGMENTS:
		*p++ = 0x01;
		*p++ = (uint8_t)cut;
		memcpy(p, text, cut);
		p += cut;
		*p++ = 0x80;
		*p++ = (uint8_t)(len - cut);
		memcpy(p, text + cut, len - cut);
		return len + 4;
	case SHAPE_CLOSE:
		*p++ = 0x88;
		*p++ = (uint8_t)(len + 2);
		*p++ = 0x03;
		*p++ = 0xe8;
		memcpy(p, text, len);
		return len + 4;
	}

	return 0;
}

struct utf8_row {
	const char *name, *text;
	size_t len;
	const char *verdict; /* of a message, "" = fine */
};

static const struct utf8_row utf8_rows[] = {
	{"ascii", BYTES("plain"), ""},
	{"two, three and four bytes",
	 BYTES("\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80"), ""},
	{"last code point", BYTES("\xf4\x8f\xbf\xbf"), ""},
	{"around the surrogates", BYTES("\xed\x9f\xbf\xee\x80\x80"), ""},
	{"greek", BYTES("\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"), ""},
	{"WS-08 bare continuation", BYTES("a\x80"), "!1007 bad utf8"},
	{"WS-08 no continuation", BYTES("\xc3\x28"), "!1007 bad utf8"},
	{"WS-08 overlong, two", BYTES("\xc0\xaf"), "!1007 bad utf8"},
	{"WS-08 overlong, c1", BYTES("\xc1\xbf"), "!1007 bad utf8"},
	{"WS-08 overlong, three", BYTES("\xe0\x9f\xbf"), "!1007 bad utf8"},
	{"WS-08 overlong, four", BYTES("\xf0\x8f\xbf\xbf"), "!1007 bad utf8"},
	{"WS-08 first surrogate", BYTES("\xed\xa0\x80"), "!1007 bad utf8"},
	{"WS-08 last surrogate", BYTES("\xed\xbf\xbf"), "!1007 bad utf8"},
	{"WS-08 past 10ffff", BYTES("\xf4\x90\x80\x80"), "!1007 bad utf8"},
	{"WS-08 f5", BYTES("\xf5\x80\x80\x80"), "!1007 bad utf8"},
	{"WS-08 ff", BYTES("\xff"), "!1007 bad utf8"},
	{"WS-09 ends after one of two", BYTES("x\xc3"), "!1007 partial utf8"},
	{"WS-09 ends after two of three", BYTES("\xe2\x82"),
	 "!1007 partial utf8"},
	{"WS-09 ends after three of four", BYTES("\xf0\x9f\x98"),
	 "!1007 partial utf8"},
};

static void
utf8_row_as_message(const struct utf8_row *row, enum shape shape, size_t cut)
{
	uint8_t bytes[64];
	char expected[64];
	struct vector v = {row->name,           CLIENT, 0,
			   (const char *)bytes, 0,      row->verdict};

	v.len = shape_text(bytes, shape, row->text, row->len, cut);
	if (!*row->verdict) {
		snprintf(expected, sizeof(expected), "T(%.*s%s%s)", (int)cut,
			 row->text, shape == SHAPE_FRAGMENTS ? "|" : "",
			 row->text + cut);
		v.expected = expected;
	}
	run_vector(&v, false);
}

static void
ws_message__WS_08_WS_09_validates_text_wherever_it_is_cut(void **state)
{
	size_t n, cut;

	(void)state;
	for (n = 0; n < COUNT(utf8_rows); n++) {
		utf8_row_as_message(&utf8_rows[n], SHAPE_FRAME, 0);
		for (cut = 0; cut <= utf8_rows[n].len; cut++)
			utf8_row_as_message(&utf8_rows[n], SHAPE_FRAGMENTS,
					    cut);
	}
}

static void
ws_message__WS_08_validates_the_reason_of_a_close(void **state)
{
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(utf8_rows); n++) {
		uint8_t bytes[64];
		char expected[64];
		struct vector v = {
			utf8_rows[n].name,   CLIENT, 0,
			(const char *)bytes, 0,      "!1007 bad utf8"};

		v.len = shape_text(bytes, SHAPE_CLOSE, utf8_rows[n].text,
				   utf8_rows[n].len, 0);
		if (!*utf8_rows[n].verdict) {
			snprintf(expected, sizeof(expected), "C[\x03\xe8%s]",
				 utf8_rows[n].text);
			v.expected = expected;
		}
		run_vector(&v, false);
	}
}

static void
ws_message__WS_08_fails_at_the_first_bad_byte(void **state)
{
	/* the frame says 100 bytes, its third cannot be */
	uint8_t bytes[] = {0x81, 100, 'o', 0xe2, 0x28};
	struct recorder r = {.side = CLIENT, .max_lump = 100, .name = "fast"};

	(void)state;
	record_begin(&r);
	record_feed(&r, bytes, sizeof(bytes));
	assert_string_equal(r.text, "!1007 bad utf8");
}

static void
ws_message__leaves_text_alone_when_told_to_or_binary(void **state)
{
	static const struct vector off[] = {
		{"checking is off", CLIENT, 0, BYTES("\x81\x02\xc3\x28"),
		 "T(\xc3\x28)"},
		{"off, end inside a character", CLIENT, 0,
		 BYTES("\x81\x02\xe2\x82"), "T(\xe2\x82)"},
		{"off, reason", CLIENT, 0, BYTES("\x88\x04\x03\xe8\xff\xff"),
		 "C[\x03\xe8\xff\xff]"},
	};
	static const struct vector on[] = {
		{"binary", CLIENT, 0, BYTES("\x82\x02\xc3\x28"), "B(\xc3\x28)"},
		{"compressed", CLIENT, WS_RSV1, BYTES("\xc1\x02\xc3\x28"),
		 "Tz(\xc3\x28)"},
		{"plain after compressed", CLIENT, WS_RSV1,
		 BYTES("\xc1\x01\xc3\x81\x01\xc3"),
		 "Tz(\xc3)!1007 partial utf8"},
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(off); n++)
		run_vector(&off[n], true);
	run_vectors(on, COUNT(on));
}

static void
ws_message__checks_text_that_an_extension_unpacked(void **state)
{
	struct lws__ws_message m;
	const uint8_t *euro = (const uint8_t *)"\xe2\x82\xac";

	(void)state;
	lws__ws_message_init(&m, CLIENT, WS_RSV1, 100);
	m.opcode = WS_OP_TEXT;
	assert_int_equal(lws__ws_message_check_text(&m, euro, 2, false),
			 WS_FINE);
	assert_int_equal(lws__ws_message_check_text(&m, euro + 2, 1, true),
			 WS_FINE);
	assert_int_equal(lws__ws_message_check_text(&m, euro, 1, false),
			 WS_FINE);
	assert_int_equal(lws__ws_message_check_text(&m, euro, 0, true),
			 WS_BAD_UTF8_CUT);
	assert_int_equal(lws__ws_message_check_text(&m, euro, 1, false),
			 WS_BAD_UTF8);
	m.opcode = WS_OP_BINARY;
	assert_int_equal(lws__ws_message_check_text(&m, euro, 1, true),
			 WS_FINE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			ws_message__WS_08_WS_09_validates_text_wherever_it_is_cut),
		cmocka_unit_test(
			ws_message__WS_08_validates_the_reason_of_a_close),
		cmocka_unit_test(ws_message__WS_08_fails_at_the_first_bad_byte),
		cmocka_unit_test(
			ws_message__leaves_text_alone_when_told_to_or_binary),
		cmocka_unit_test(
			ws_message__checks_text_that_an_extension_unpacked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
