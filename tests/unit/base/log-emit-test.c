/* SPDX-License-Identifier: MIT */
/*
 * log-emit: what the stderr emitters write, and the stamp before a line.
 */

#include "base/log.h"
#include "lws-test.h"

#include <ctype.h>
#include <stdio.h>
#include <unistd.h>

static void
log_emit__stamp_has_a_letter_for_each_level(void **state)
{
	static const char letters[] = "EWNIDPHXCLUT";
	char stamp[64];

	(void)state;
	for (int n = 0; n < LLL_COUNT; n++) {
		int len = lwsl_timestamp(1 << n, stamp, sizeof(stamp));

		assert_int_equal(len, strlen(stamp));
		assert_int_equal(stamp[len - 3], letters[n]);
		assert_string_equal(stamp + len - 2, ": ");
	}
	/* the lowest counts, and what stands above the levels does not */
	lwsl_timestamp(LLL_WARN | LLL_USER | LLLF_SECRECY_PII, stamp,
		       sizeof(stamp));
	assert_string_equal(stamp + strlen(stamp) - 3, "W: ");
	lwsl_timestamp(0, stamp, sizeof(stamp));
	assert_string_equal(stamp + strlen(stamp) - 3, "?: ");
}

static void
log_emit__stamp_has_date_and_time(void **state)
{
	static const char like[] = "[9999/99/99 99:99:99:9999] N: ";
	char stamp[64];

	(void)state;
	lwsl_timestamp(LLL_NOTICE, stamp, sizeof(stamp));
#if defined(LWS_LOGS_TIMESTAMP)
	assert_int_equal(strlen(stamp), strlen(like));
	for (size_t n = 0; like[n]; n++)
		if (like[n] == '9')
			assert_true(isdigit((unsigned char)stamp[n]));
		else
			assert_int_equal(stamp[n], like[n]);
#else
	assert_string_equal(stamp, like + strlen(like) - 3);
#endif
}

static void
log_emit__stamp_keeps_within_its_buffer(void **state)
{
	(void)state;
	for (size_t size = 0; size < 40; size++) {
		uint8_t *b = lws__test_guarded(
			"########################################", size);
		int len = lwsl_timestamp(LLL_ERR, (char *)b, size);

		if (size)
			assert_int_equal(len, strlen((char *)b));
		else
			assert_int_equal(len, 0);
		lws__test_guarded_free(b, size);
	}
}

/* what emit wrote to stderr, which is a file meanwhile */
static void
run_emit(void (*emit)(int level, const char *line), int level, const char *line,
	 char *out, size_t size)
{
	FILE *tmp = tmpfile();
	int was = dup(2);
	size_t n;

	assert_non_null(tmp);
	fflush(stderr);
	dup2(fileno(tmp), 2);
	emit(level, line);
	fflush(stderr);
	dup2(was, 2);
	close(was);
	rewind(tmp);
	n = fread(out, 1, size - 1, tmp);
	out[n] = '\0';
	fclose(tmp);
}

static void
log_emit__stderr_gets_stamp_and_line(void **state)
{
	char out[256];

	(void)state;
	run_emit(lwsl_emit_stderr, LLL_WARN, "%s text\n", out, sizeof(out));
	assert_string_equal(out + strlen(out) - 11, "W: %s text\n");
}

static void
log_emit__without_timestamp_there_is_the_line_only(void **state)
{
	char out[256];

	(void)state;
	run_emit(lwsl_emit_stderr_notimestamp, LLL_ERR, "text\n", out,
		 sizeof(out));
	assert_string_equal(out, "text\n");
}

static void
log_emit__syslog_takes_every_level(void **state)
{
	(void)state;
	for (int n = 0; n < LLL_COUNT; n++)
		lwsl_emit_syslog(1 << n, "libwebsockets unit test %s\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_emit__stamp_has_a_letter_for_each_level),
		cmocka_unit_test(log_emit__stamp_has_date_and_time),
		cmocka_unit_test(log_emit__stamp_keeps_within_its_buffer),
		cmocka_unit_test(log_emit__stderr_gets_stamp_and_line),
		cmocka_unit_test(
			log_emit__without_timestamp_there_is_the_line_only),
		cmocka_unit_test(log_emit__syslog_takes_every_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
