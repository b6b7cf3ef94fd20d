/* SPDX-License-Identifier: MIT */
/*
 * fault-text: every form of a rule, every way for it to be wrong.
 */

#include "base/fault-text.h"
#include "lws-test.h"

#include <stdio.h>

enum {
	RULE = LWS__FAULT_TEXT_RULE,
};

/* rules as one line: "name:type:pre:count ", or "!answer " */
static void
dump(const char *at, const char *end, char *to, size_t max)
{
	struct lws__fault_rule r;
	enum lws__fault_text answer;
	size_t len = 0;

	*to = '\0';
	while ((answer = lws__fault_text_next(&at, end, &r)) !=
	       LWS__FAULT_TEXT_END) {
		if (answer != LWS__FAULT_TEXT_RULE)
			len += (size_t)snprintf(to + len, max - len, "!%d ",
						(int)answer);
		else
			len += (size_t)snprintf(
				to + len, max - len, "%.*s:%d:%llu:%llu ",
				(int)r.name_len, r.name, (int)r.type,
				(unsigned long long)r.pre,
				(unsigned long long)r.count);
		assert_true(len < max);
	}
	assert_ptr_equal(at, end);
}

static void
expect(const char *text, const char *want)
{
	size_t len = strlen(text);
	uint8_t *p = lws__test_guarded(text, len);
	char got[4096];

	dump((const char *)p, (const char *)p + len, got, sizeof(got));
	if (strcmp(got, want))
		fail_msg("\"%s\": \"%s\" instead of \"%s\"", text, got, want);
	lws__test_guarded_free(p, len);
}

static void
fault_text__reads_every_form(void **state)
{
	(void)state;
	expect("", "");
	expect("connfail", "connfail:0:0:0 ");
	expect("wsi=a.b-c_1/connfail", "wsi=a.b-c_1/connfail:0:0:0 ");
	expect("vh=x/wsi/sendfail", "vh=x/wsi/sendfail:0:0:0 ");
	expect("a(0%)", "a:2:0:0 ");
	expect("a(10%)", "a:2:10:0 ");
	expect("a(100%)", "a:2:100:0 ");
	expect("a(.)", "a:3:0:1 ");
	expect("a(X)", "a:3:0:1 ");
	expect("a(.........X.X)", "a:3:0:12 ");
	expect("a(123..456)", "a:5:123:456 ");
	expect("a(7..7)", "a:5:7:7 ");
	expect("a(0..18446744073709551615)", "a:5:0:18446744073709551615 ");
	expect("a,b(5%),c(..x),d(1..2)", "a:0:0:0 b:2:5:0 c:3:0:3 d:5:1:2 ");
	expect(" a , b(5%)\t,\n c ", "a:0:0:0 b:2:5:0 c:0:0:0 ");
	expect("a,", "a:0:0:0 ");
}

static void
fault_text__keeps_the_bits_of_a_pattern(void **state)
{
	const char *text = "a(.........X.x)", *at = text;
	struct lws__fault_rule r;

	(void)state;
	assert_int_equal(lws__fault_text_next(&at, text + strlen(text), &r),
			 RULE);
	assert_int_equal(r.count, 12);
	assert_int_equal(r.pattern[0], 0);
	assert_int_equal(r.pattern[1], 1 << 1 | 1 << 3);
}

static const struct {
	const char *text;
	enum lws__fault_text answer;
} bad[] = {
	{" ", LWS__FAULT_TEXT_NO_NAME},
	{"/a", LWS__FAULT_TEXT_NO_NAME},
	{"a/", LWS__FAULT_TEXT_NO_NAME},
	{"a//b", LWS__FAULT_TEXT_NO_NAME},
	{"(10%)", LWS__FAULT_TEXT_NO_NAME},
	{"a b", LWS__FAULT_TEXT_NAME_BAD},
	{"a\x01", LWS__FAULT_TEXT_NAME_BAD},
	{"a\x7f", LWS__FAULT_TEXT_NAME_BAD},
	{"a)", LWS__FAULT_TEXT_NAME_BAD},
	{"a(10%", LWS__FAULT_TEXT_NO_BRACKET},
	{"a(10%)x", LWS__FAULT_TEXT_NO_BRACKET},
	{"a(10%)(X)", LWS__FAULT_TEXT_NO_BRACKET},
	{"a(", LWS__FAULT_TEXT_NO_BRACKET},
	{"a()", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(10)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(10%%)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(%)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(-1%)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(1.5%)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(.X.Y)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(1..)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(..5)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(1.5)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(1..2x)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(1..-2)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(X,X)", LWS__FAULT_TEXT_WHEN_BAD},
	{"a(101%)", LWS__FAULT_TEXT_PERCENT_BAD},
	{"a(2..1)", LWS__FAULT_TEXT_RANGE_BAD},
	{"a(18446744073709551616..1)", LWS__FAULT_TEXT_RANGE_BAD},
	{"a(1..18446744073709551616)", LWS__FAULT_TEXT_RANGE_BAD},
	{"a(99999999999999999999%)", LWS__FAULT_TEXT_RANGE_BAD},
};

/* and the rules around it are what they were */
static void
fault_text__says_what_is_wrong(void **state)
{
	char text[256], want[64];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++) {
		snprintf(want, sizeof(want), "!%d ", (int)bad[n].answer);
		expect(bad[n].text, want);
		assert_true(*lws__fault_text_why(bad[n].answer));
	}
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++) {
		/* what opens and does not close takes what follows */
		if (strchr(bad[n].text, '(') && !strchr(bad[n].text, ')'))
			continue;
		snprintf(text, sizeof(text), "first,%s,last", bad[n].text);
		snprintf(want, sizeof(want), "first:0:0:0 !%d last:0:0:0 ",
			 (int)bad[n].answer);
		expect(text, want);
	}
	assert_string_equal(lws__fault_text_why(LWS__FAULT_TEXT_RULE), "");
	assert_string_equal(lws__fault_text_why(LWS__FAULT_TEXT_END), "");
}

static void
fault_text__has_bounds(void **state)
{
	char text[LWS__FAULT_BITS_MAX + 8];
	char want[LWS__FAULT_NAME_MAX + 16];
	size_t max = LWS__FAULT_NAME_MAX;

	(void)state;
	memset(text, 'n', sizeof(text));
	text[LWS__FAULT_NAME_MAX] = '\0';
	snprintf(want, sizeof(want), "%.*s:0:0:0 ", (int)max, text);
	expect(text, want);
	text[LWS__FAULT_NAME_MAX] = 'n';
	text[LWS__FAULT_NAME_MAX + 1] = '\0';
	expect(text, "!3 ");
	assert_int_equal(LWS__FAULT_TEXT_NAME_LONG, 3);

	memset(text, '.', sizeof(text));
	memcpy(text, "a(", 2);
	memcpy(text + 2 + LWS__FAULT_BITS_MAX, ")", 2);
	expect(text, "a:3:0:1024 ");
	memcpy(text + 2 + LWS__FAULT_BITS_MAX, ".)", 3);
	expect(text, "!8 ");
	assert_int_equal(LWS__FAULT_TEXT_PATTERN_LONG, 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fault_text__reads_every_form),
		cmocka_unit_test(fault_text__keeps_the_bits_of_a_pattern),
		cmocka_unit_test(fault_text__says_what_is_wrong),
		cmocka_unit_test(fault_text__has_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
