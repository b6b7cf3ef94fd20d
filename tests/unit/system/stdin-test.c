/* SPDX-License-Identifier: MIT */
/*
 * Standard input in the loop: pipes, files, /dev/null; the state that waits for
 * its end; its words on the command line.
 */

#include <libwebsockets.h>
#include "lws-test.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char got[256];
static size_t got_len;
static int ends;

static int
stdin_rx(struct lws_context *cx, const char *buf, size_t len)
{
	(void)cx;
	if (!buf) {
		ends++;
		return 0;
	}
	assert_true(got_len + len <= sizeof(got));
	memcpy(got + got_len, buf, len);
	got_len += len;

	return 0;
}

static const lws_system_ops_t ops = {.stdin_rx = stdin_rx};
static const char *args[] = {"prog", "-x", NULL};

static struct lws_context *
context_create(const lws_system_ops_t *o)
{
	struct lws_context_creation_info info = {0};

	got_len = 0;
	ends = 0;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.system_ops = o;
	info.argc = 2;
	info.argv = args;

	return lws_create_context(&info);
}

static void
stdin_becomes(int fd)
{
	assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
}

static int
state_of(struct lws_context *cx)
{
	return lws_system_get_state_manager(cx)->state;
}

static void
stdin__holds_the_state_until_it_ends(void **state)
{
	struct lws_context *cx;
	int pipes[2], flags;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	stdin_becomes(pipes[0]);
	flags = fcntl(STDIN_FILENO, F_GETFL);
	cx = context_create(&ops);
	assert_int_equal(write(pipes[1], "hello ", 6), 6);
	while (got_len < 6)
		assert_int_equal(lws_service(cx, 0), 0);
	assert_int_equal(state_of(cx), LWS_SYSTATE_COLLECTING_STDIN);
	assert_int_equal(write(pipes[1], "you", 3), 3);
	close(pipes[1]);
	while (state_of(cx) != LWS_SYSTATE_OPERATIONAL)
		assert_int_equal(lws_service(cx, 0), 0);
	assert_int_equal(got_len, 9);
	assert_memory_equal(got, "hello you", 9);
	assert_int_equal(ends, 1);
	/* fd 0 is as it was */
	assert_int_equal(fcntl(STDIN_FILENO, F_GETFL), flags);
	lws_context_destroy(cx);
	assert_int_equal(fcntl(STDIN_FILENO, F_GETFL), flags);
}

static void
stdin__may_be_a_file(void **state)
{
	struct lws_context *cx;
	FILE *f = tmpfile();

	(void)state;
	assert_non_null(f);
	fputs("from a file", f);
	fflush(f);
	assert_int_equal(lseek(fileno(f), 0, SEEK_SET), 0);
	stdin_becomes(dup(fileno(f)));
	fclose(f);
	cx = context_create(&ops);
	while (state_of(cx) != LWS_SYSTATE_OPERATIONAL)
		assert_int_equal(lws_service(cx, 0), 0);
	assert_int_equal(got_len, 11);
	assert_memory_equal(got, "from a file", 11);
	assert_int_equal(ends, 1);
	lws_context_destroy(cx);
}

static void
stdin__adds_its_words_to_the_command_line(void **state)
{
	struct lws_context *cx;
	int pipes[2];

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(write(pipes[1], " -y 5\n --name=z ", 16), 16);
	close(pipes[1]);
	stdin_becomes(pipes[0]);
	cx = context_create(&ops);
	assert_int_equal(
		lws_system_adopt_stdin(cx, LWS_SAS_FLAG__APPEND_COMMANDLINE),
		0);
	assert_int_equal(lws_system_adopt_stdin(cx, 0), -1);
	assert_null(lws_cmdline_option_cx(cx, "-y"));
	while (state_of(cx) != LWS_SYSTATE_OPERATIONAL)
		assert_int_equal(lws_service(cx, 0), 0);
	assert_string_equal(lws_cmdline_option_cx(cx, "-y"), "5");
	assert_string_equal(lws_cmdline_option_cx(cx, "--name"), "z");
	assert_non_null(lws_cmdline_option_cx(cx, "-x"));
	lws_context_destroy(cx);
}

static void
stdin__may_be_open_still_when_the_context_ends(void **state)
{
	struct lws_context *cx;
	int pipes[2];

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	stdin_becomes(pipes[0]);
	cx = context_create(&ops);
	for (int n = 0; n < 3; n++)
		assert_int_equal(lws_service(cx, -1), 0);
	lws_context_destroy(cx);
	assert_true(fcntl(STDIN_FILENO, F_GETFL) >= 0);
	stdin_becomes(open("/dev/null", O_RDONLY));
	close(pipes[1]);
	cx = context_create(&ops);
	while (state_of(cx) != LWS_SYSTATE_OPERATIONAL)
		assert_int_equal(lws_service(cx, 0), 0);
	assert_int_equal(ends, 1);
	lws_context_destroy(cx);
}

static void
stdin__is_left_alone_when_nobody_reads_it(void **state)
{
	struct lws_context *cx;
	int pipes[2];
	char c;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(write(pipes[1], "x", 1), 1);
	stdin_becomes(pipes[0]);
	cx = context_create(NULL);
	while (state_of(cx) != LWS_SYSTATE_OPERATIONAL)
		assert_int_equal(lws_service(cx, 0), 0);
	lws_context_destroy(cx);
	assert_int_equal(read(STDIN_FILENO, &c, 1), 1);
	close(pipes[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stdin__holds_the_state_until_it_ends),
		cmocka_unit_test(stdin__may_be_a_file),
		cmocka_unit_test(stdin__adds_its_words_to_the_command_line),
		cmocka_unit_test(
			stdin__may_be_open_still_when_the_context_ends),
		cmocka_unit_test(stdin__is_left_alone_when_nobody_reads_it),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
