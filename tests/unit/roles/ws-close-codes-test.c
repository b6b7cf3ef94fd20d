/* SPDX-License-Identifier: MIT */
/*
 * Every close code there is, and how a reason is cut to fit (WS-07).
 */

#include "lws-test.h"
#include "roles/ws/ws-close-codes.h"

#include <stdio.h>

/* RFC 6455 7.4.1, 7.4.2 and the IANA registry, told a second way */
static bool
expected_valid(unsigned int code)
{
	switch (code) {
	case 1000:
	case 1001:
	case 1002:
	case 1003:
	case 1007:
	case 1008:
	case 1009:
	case 1010:
	case 1011:
	case 1012:
	case 1013:
	case 1014:
		return true;
	default:
		return code >= 3000 && code < 5000;
	}
}

static void
ws_close_codes__WS_07_only_codes_that_may_be_sent_are_valid(void **state)
{
	unsigned int code;

	(void)state;
	for (code = 0; code <= 70000; code++)
		if (lws__ws_close_code_is_valid(code) != expected_valid(code))
			fail_msg("code %u", code);
	assert_false(lws__ws_close_code_is_valid(0xffffffffu));
}

static void
ws_close_codes__each_has_words(void **state)
{
	unsigned int code;

	(void)state;
	for (code = 0; code <= 65536; code++)
		assert_true(*lws__ws_close_code_text(code));
	assert_string_equal(lws__ws_close_code_text(1000), "normal closure");
	assert_string_equal(lws__ws_close_code_text(1009), "message too big");
	assert_string_equal(lws__ws_close_code_text(4000),
			    "private to the application");
}

static void
ws_close_payload__is_code_and_reason(void **state)
{
	uint8_t out[WS_CONTROL_MAX];
	size_t len;

	(void)state;
	len = lws__ws_close_payload(out, 1000, (const uint8_t *)"bye", 3);
	assert_int_equal(len, 5);
	assert_memory_equal(out,
			    "\x03\xe8"
			    "bye",
			    5);
	assert_int_equal(lws__ws_close_payload(out, 4999, NULL, 0), 2);
	assert_memory_equal(out, "\x13\x87", 2);
}

static void
ws_close_payload__is_empty_for_a_code_that_may_not_be_sent(void **state)
{
	static const unsigned int codes[] = {0,    999,  1005, 1006,
					     1015, 2000, 5000};
	uint8_t out[WS_CONTROL_MAX];
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(codes) / sizeof(codes[0]); n++)
		assert_int_equal(
			lws__ws_close_payload(out, codes[n],
					      (const uint8_t *)"reason", 6),
			0);
}

static void
ws_close_payload__WS_07_cuts_a_long_reason_between_code_points(void **state)
{
	/* what stands at the end of `lead` letters, and how much of it fits */
	static const struct {
		const char *name, *tail;
		size_t lead, expected;
	} rows[] = {
		{"fits exactly", "", 123, 123},
		{"one too many", "x", 123, 123},
		{"two bytes fit", "\xc3\xa9", 121, 123},
		{"two bytes do not", "\xc3\xa9", 122, 122},
		{"three bytes, two over", "\xe2\x82\xac", 122, 122},
		{"three bytes, one over", "\xe2\x82\xac", 121, 121},
		{"four bytes, three over", "\xf0\x9f\x98\x80", 122, 122},
		{"four bytes, one over", "\xf0\x9f\x98\x80", 120, 120},
		{"four bytes fit", "\xf0\x9f\x98\x80", 119, 123},
		{"not UTF-8 at all", "\x80\x80\x80\x80\x80\x80\x80", 119, 123},
	};
	uint8_t out[WS_CONTROL_MAX], reason[160];
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		size_t len = rows[n].lead + strlen(rows[n].tail), got;

		memset(reason, 'a', sizeof(reason));
		memcpy(reason + rows[n].lead, rows[n].tail,
		       strlen(rows[n].tail));
		got = lws__ws_close_payload(out, 1001, reason, len);
		if (got != rows[n].expected + 2 ||
		    memcmp(out + 2, reason, rows[n].expected))
			fail_msg("%s: %zu", rows[n].name, got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			ws_close_codes__WS_07_only_codes_that_may_be_sent_are_valid),
		cmocka_unit_test(ws_close_codes__each_has_words),
		cmocka_unit_test(ws_close_payload__is_code_and_reason),
		cmocka_unit_test(
			ws_close_payload__is_empty_for_a_code_that_may_not_be_sent),
		cmocka_unit_test(
			ws_close_payload__WS_07_cuts_a_long_reason_between_code_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
