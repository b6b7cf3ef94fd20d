/* SPDX-License-Identifier: MIT */
/* A life in the background, and staying in the foreground when it cannot be. */

#include "plat/plat.h"
#include "lws-test.h"
#include "syscall-shim.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int
reset(void **state)
{
	(void)state;
	lws__shim_reset();

	return 0;
}

/* what the child of a test found, as its exit status */
static int
in_child(int (*fn)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid)
		_exit(fn());
	assert_int_equal(waitpid(pid, &status, 0), pid);

	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static char lock[] = "/tmp/lws-daemon-XXXXXX";
static int report_fds[2];

/* the daemon says its working directory's first byte, then waits for us */
static int
go_daemon(void)
{
	char cwd[64] = "", back;

	if (lws_daemonize(lock))
		return 9;
	if (!getcwd(cwd, sizeof(cwd)) || write(report_fds[1], cwd, 2) != 2)
		_exit(1);
	(void)!read(report_fds[0], &back, 1);
	exit(0);
}

static void
daemon__runs_in_the_background_with_its_pid_locked(void **state)
{
	int fd = mkstemp(lock), to_daemon[2], from_daemon[2];
	char text[32] = "";
	struct pollfd p;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(pipe(to_daemon), 0);
	assert_int_equal(pipe(from_daemon), 0);
	report_fds[0] = to_daemon[0];
	report_fds[1] = from_daemon[1];

	assert_int_equal(in_child(go_daemon), 0);
	assert_int_equal(read(from_daemon[0], text, 2), 2);
	assert_string_equal(text, "/");
	assert_true(read(fd, text, sizeof(text) - 1) > 0);
	assert_int_not_equal(strtol(text, NULL, 10), getpid());
	assert_int_equal(kill((pid_t)strtol(text, NULL, 10), 0), 0);

	/* a second one stays in the foreground and says so */
	lws_set_log_level(0, NULL);
	assert_int_equal(lws_daemonize(lock), 1);

	close(to_daemon[0]);
	close(from_daemon[1]);
	assert_int_equal(write(to_daemon[1], "x", 1), 1);
	p.fd = from_daemon[0];
	p.events = POLLIN; /* end of file when the daemon is gone */
	assert_int_equal(poll(&p, 1, 20000), 1);
	assert_int_equal(access(lock, F_OK), -1); /* it tidied up */
	close(to_daemon[1]);
	close(from_daemon[0]);
	close(fd);
}

static void
daemon_i02__stays_in_the_foreground_when_it_cannot(void **state)
{
	char longer[5000];

	(void)state;
	lws_set_log_level(0, NULL);
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(lws_daemonize(longer), 1);
	assert_int_equal(lws_daemonize("/no/such/dir/lock"), 1);
	lws__shim_fail(LWS_SHIM_PIPE, 1, 1, EMFILE);
	assert_int_equal(lws_daemonize(NULL), 1);
	lws__shim_fail(LWS_SHIM_FORK, 1, 1, EAGAIN);
	assert_int_equal(lws_daemonize(NULL), 1);
}

#define TEST(f) cmocka_unit_test_setup(f, reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(daemon__runs_in_the_background_with_its_pid_locked),
		TEST(daemon_i02__stays_in_the_foreground_when_it_cannot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
