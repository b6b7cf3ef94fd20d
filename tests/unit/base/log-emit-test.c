/* SPDX-License-Identifier: MIT */
/*
 * log-emit: what the stderr emitters write, and the stamp before a line.
 */

#include "base/log.h"
#include "lws-test.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
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
	assert_int_equal(lwsl_timestamp(0, stamp, sizeof(stamp)), 0);
	assert_string_equal(stamp, "");
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

/* in a child, whose stderr is a terminal from the start; comes first, as what
 * stderr is gets looked at once */
static void
log_emit__a_terminal_gets_colours(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), status;
	char out[512] = "";
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	(void)state;
	if (master < 0 || grantpt(master) || unlockpt(master))
		skip();
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		int slave = open(ptsname(master), O_RDWR | O_NOCTTY);

		if (slave < 0 || dup2(slave, 2) != 2)
			_exit(1);
		lwsl_emit_stderr_notimestamp(LLL_ERR, "red\n");
		lwsl_emit_stderr_notimestamp(LLL_WARN, "open end");
		_exit(0);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	/* the child is gone: what it wrote is there, then comes an error */
	fcntl(master, F_SETFL, O_NONBLOCK);
	while (len < sizeof(out) - 1 &&
	       (n = read(master, out + len, sizeof(out) - 1 - len)) > 0)
		len += (size_t)n;
	close(master);
	assert_string_equal(out, "\033[31;1mred\033[0m\r\n"
				 "\033[36;1mopen end\033[0m");
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
		cmocka_unit_test(log_emit__a_terminal_gets_colours),
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
