/* SPDX-License-Identifier: MIT */
/*
 * log: which messages come out, and what the line looks like.
 */

#include "base/log.h"
#include "lws-test.h"

#include <stdio.h>

static char got[8192];
static int got_level;

/* all lines, one after the other */
static void
capture(int level, const char *line)
{
	got_level = level;
	lws_strncpy(got + strlen(got), line, sizeof(got) - strlen(got));
}

static void
capture_cx(struct lws_log_cx *cx, int level, const char *line, size_t len)
{
	assert_int_equal(strlen(line), len);
	assert_string_equal((const char *)cx->opaque, "mine");
	capture(level, line);
}

static int
begin(void **state)
{
	(void)state;
	got[0] = '\0';
	got_level = 0;
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, capture);

	return 0;
}

static void
log__lets_through_what_the_mask_has(void **state)
{
	(void)state;
	_lws_log(LLL_INFO, "info\n");
	_lws_log(LLL_ERR, "err %d\n", 1);
	_lws_log(LLL_WARN, "warn\n");
	assert_string_equal(got, "err 1\nwarn\n");
	assert_int_equal(got_level, LLL_WARN);
	assert_true(lwsl_visible(LLL_ERR));
	assert_false(lwsl_visible(LLL_INFO));

	lws_set_log_level(LLL_INFO, NULL); /* the emitter stays */
	_lws_log(LLL_INFO, "info\n");
	_lws_log(LLL_ERR, "err\n");
	assert_string_equal(got, "err 1\nwarn\ninfo\n");
	lws_set_log_level(0, NULL);
	_lws_log(LLL_ERR, "err\n");
	assert_string_equal(got, "err 1\nwarn\ninfo\n");
}

static void
log__ends_each_line_once(void **state)
{
	(void)state;
	_lws_log(LLL_ERR, "without");
	_lws_log(LLL_ERR, "with\n");
	_lws_log(LLL_ERR, "%s", "");
	assert_string_equal(got, "without\nwith\n\n");
}

static void
log__cuts_a_line_that_is_too_long(void **state)
{
	static char big[LOG_LINE_MAX * 2];

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	_lws_log(LLL_ERR, "%s", big);
	assert_int_equal(strlen(got), LOG_LINE_MAX - 1);
	assert_string_equal(got + LOG_LINE_MAX - 5, "...\n");

	/* one that just fits is whole */
	got[0] = '\0';
	big[LOG_LINE_MAX - 2] = '\0';
	_lws_log(LLL_ERR, "%s", big);
	assert_int_equal(strlen(got), LOG_LINE_MAX - 1);
	assert_string_equal(got + LOG_LINE_MAX - 5, "xxx\n");
}

static void
log__secrecy_reaches_the_emitter(void **state)
{
	(void)state;
	_lws_log(LLL_NOTICE | LLLF_SECRECY_PII, "name\n");
	assert_int_equal(got_level, LLL_NOTICE | LLLF_SECRECY_PII);
	got[0] = '\0';
	_lws_log(LLL_INFO | LLLF_SECRECY_PII, "name\n");
	assert_string_equal(got, "");
}

static void
prepend_tag(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	*p += lws_snprintf(*p, (size_t)(e - *p), "[%s]: ", (const char *)obj);
}

static void
prepend_opaque(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)obj;
	*p += lws_snprintf(*p, (size_t)(e - *p), "%s/",
			   (const char *)cx->opaque);
}

static char mine[] = "mine", top[] = "top", tag[] = "wsi|0|x";

static void
log__context_puts_tag_and_function_in_front(void **state)
{
	struct lws_log_cx cx = {.u.emit = capture, .lll_flags = LLL_INFO};

	(void)state;
	_lws_log_cx(&cx, prepend_tag, tag, LLL_INFO, "fun", "text %d", 7);
	assert_string_equal(got, "[wsi|0|x]: fun: text 7\n");
	got[0] = '\0';
	_lws_log_cx(&cx, prepend_tag, tag, LLL_ERR, "fun", "no");
	assert_string_equal(got, "");
}

static void
log__no_context_is_the_process_wide_one(void **state)
{
	(void)state;
	_lws_log_cx(NULL, NULL, NULL, LLL_ERR, "fun", "text");
	_lws_log_cx(NULL, NULL, NULL, LLL_INFO, "fun", "text");
	assert_string_equal(got, "fun: text\n");
}

static void
log__parents_come_first(void **state)
{
	struct lws_log_cx parent = {.prepend = prepend_opaque, .opaque = top};
	struct lws_log_cx cx = {.u.emit_cx = capture_cx,
				.prepend = prepend_opaque,
				.parent = &parent,
				.opaque = mine,
				.lll_flags = LLL_ERR | LLLF_LOG_CONTEXT_AWARE};

	(void)state;
	_lws_log_cx(&cx, prepend_tag, tag, LLL_ERR, "f", "x");
	assert_string_equal(got, "top/mine/[wsi|0|x]: f: x\n");
}

static void
prepend_too_much(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	(void)obj;
	memset(*p, 'p', (size_t)(e - *p));
	*p = e;
}

static void
log__a_prepend_may_fill_the_line(void **state)
{
	struct lws_log_cx cx = {.u.emit = capture, .lll_flags = LLL_ERR};

	(void)state;
	_lws_log_cx(&cx, prepend_too_much, tag, LLL_ERR, "fun", "text");
	assert_int_equal(strlen(got), LOG_LINE_MAX - 1);
	assert_int_equal(got[LOG_LINE_MAX - 2], '\n');
}

static void
log__a_context_aware_one_without_emitter_says_nothing(void **state)
{
	struct lws_log_cx cx = {.lll_flags = LLL_ERR | LLLF_LOG_CONTEXT_AWARE};

	(void)state;
	_lws_log_cx(&cx, NULL, NULL, LLL_ERR, "f", "x");
	assert_string_equal(got, "");
}

static void
log__without_an_emitter_it_is_stderr(void **state)
{
	struct lws_log_cx cx = {.lll_flags = LLL_ERR};

	(void)state;
	_lws_log_cx(&cx, NULL, NULL, LLL_ERR, "f", "on stderr");
	assert_string_equal(got, "");
}

static void
log__timestamp_flag_puts_the_time_in_the_line(void **state)
{
	int y, mo, d, h, mi, s, f;
	char letter;

	(void)state;
	lws_set_log_level(LLL_ERR | LLLF_LOG_TIMESTAMP, NULL);
	_lws_log(LLL_ERR, "text\n");
#if defined(LWS_LOGS_TIMESTAMP)
	assert_int_equal(sscanf(got, "[%d/%d/%d %d:%d:%d:%d] %c: text", &y, &mo,
				&d, &h, &mi, &s, &f, &letter),
			 8);
	assert_int_equal(letter, 'E');
#else
	(void)y, (void)mo, (void)d, (void)h, (void)mi, (void)s, (void)f;
	(void)letter;
	assert_string_equal(got, "E: text\n");
#endif
}

static void
log__hexdump_shows_offset_bytes_and_text(void **state)
{
	uint8_t *p = lws__test_guarded("0123456789abcdef\x01\xff~", 19);

	(void)state;
	lwsl_hexdump_level(LLL_ERR, p, 19);
	assert_string_equal(
		got, "0000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  "
		     "0123456789abcdef\n"
		     "0010: 01 FF 7E                                         "
		     "..~\n");
	lws__test_guarded_free(p, 19);
}

static void
log__hexdump_of_nothing_says_so(void **state)
{
	(void)state;
	lwsl_hexdump_level(LLL_ERR, NULL, 4);
	lwsl_hexdump_level(LLL_ERR, got, 0);
	lwsl_hexdump_level(LLL_INFO, got, 4);
	lwsl_hexdump(got, 4);
	assert_string_equal(got, "(hexdump: NULL)\n(hexdump: nothing)\n");
}

static void
log__hexdump_is_tagged(void **state)
{
	struct lws_log_cx cx = {.u.emit = capture, .lll_flags = LLL_ERR};

	(void)state;
	lwsl_hexdump_level_cx(&cx, prepend_tag, tag, LLL_ERR, "A", 1);
	assert_memory_equal(got, "[wsi|0|x]: 0000: 41 ", 20);
	assert_string_equal(got + strlen(got) - 4, "  A\n");
}

static void
assert_escaped(const void *src, size_t len, size_t size, const char *want)
{
	uint8_t *in = lws__test_guarded(src, len);
	uint8_t *out = lws__test_guarded(NULL, 0);
	char *buf;

	lws__test_guarded_free(out, 0);
	out = lws__test_guarded("################################", size);
	buf = (char *)out;
	assert_ptr_equal(lws__log_escape(buf, size, in, len), buf);
	if (size)
		assert_string_equal(buf, want);
	lws__test_guarded_free(out, size);
	lws__test_guarded_free(in, len);
}

static void
log__R0_bytes_of_a_peer_are_escaped(void **state)
{
	(void)state;
	assert_escaped("plain text", 10, 32, "plain text");
	assert_escaped("a\r\n\033[2J\\", 8, 32, "a\\x0d\\x0a\\x1b[2J\\x5c");
	assert_escaped("\0\x7f\x80\xff", 4, 32, "\\x00\\x7f\\x80\\xff");
	assert_escaped("", 0, 1, "");
	assert_escaped("x", 1, 0, "");
}

static void
log__escape_cuts_between_characters(void **state)
{
	(void)state;
	assert_escaped("abcdefgh", 8, 9, "abcdefgh");
	assert_escaped("abcdefghi", 9, 9, "abcde...");
	assert_escaped("abc\n", 4, 8, "abc\\x0a");
	assert_escaped("abc\n", 4, 7, "abc...");
	assert_escaped("\n\n\n", 3, 12, "\\x0a\\x0a...");
	assert_escaped("abcdefgh", 8, 4, "...");
	assert_escaped("abcdefgh", 8, 2, ".");
	assert_escaped("abcdefgh", 8, 1, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(log__lets_through_what_the_mask_has,
				       begin),
		cmocka_unit_test_setup(log__ends_each_line_once, begin),
		cmocka_unit_test_setup(log__cuts_a_line_that_is_too_long,
				       begin),
		cmocka_unit_test_setup(log__secrecy_reaches_the_emitter, begin),
		cmocka_unit_test_setup(
			log__context_puts_tag_and_function_in_front, begin),
		cmocka_unit_test_setup(log__no_context_is_the_process_wide_one,
				       begin),
		cmocka_unit_test_setup(log__parents_come_first, begin),
		cmocka_unit_test_setup(log__a_prepend_may_fill_the_line, begin),
		cmocka_unit_test_setup(
			log__a_context_aware_one_without_emitter_says_nothing,
			begin),
		cmocka_unit_test_setup(log__without_an_emitter_it_is_stderr,
				       begin),
		cmocka_unit_test_setup(
			log__timestamp_flag_puts_the_time_in_the_line, begin),
		cmocka_unit_test_setup(log__hexdump_shows_offset_bytes_and_text,
				       begin),
		cmocka_unit_test_setup(log__hexdump_of_nothing_says_so, begin),
		cmocka_unit_test_setup(log__hexdump_is_tagged, begin),
		cmocka_unit_test_setup(log__R0_bytes_of_a_peer_are_escaped,
				       begin),
		cmocka_unit_test_setup(log__escape_cuts_between_characters,
				       begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
