/* SPDX-License-Identifier: MIT */
/*
 * Programs run by lws_spawn_piped(): what goes in, what comes out, how they
 * end.  None is left behind: after each test there is nothing to wait for.
 */

#include "net-test.h"
#include "syscall-shim.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct lws__net net;

static struct {
	struct lws_spawn_piped *lsp;
	lws_spawn_resource_us_t res;
	char out[3][4096];
	size_t len[3];
	int adopted[3];
	int closed[3];
	const char *input; /* for stdin; NULL = keep it open */
	int reaped;
	int killed;
	int last_said; /* lws_spawn_stdwsi_closed() answered 1 */
	siginfo_t si;
	bool tell_closed;
} run;

static void
read_some(struct lws *wsi, int n)
{
	ssize_t got = read(lws_get_socket_fd(wsi), run.out[n] + run.len[n],
			   sizeof(run.out[n]) - run.len[n] - 1);

	if (got > 0)
		run.len[n] += (size_t)got;
}

static int
feed(struct lws *wsi)
{
	size_t len = strlen(run.input);

	assert_int_equal(write(lws_get_socket_fd(wsi), run.input, len), len);

	return -1; /* no more: its stdin ends */
}

static int
callback_std(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	int n;

	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		n = lws_spawn_get_stdfd(wsi);
		assert_in_range(n, 0, 2);
		run.adopted[n]++;
		if (!n && run.input)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_RX_FILE:
		read_some(wsi, lws_spawn_get_stdfd(wsi));
		break;
	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
		assert_int_equal(lws_spawn_get_stdfd(wsi), 0);
		return feed(wsi);
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		n = lws_spawn_get_stdfd(wsi);
		if (n < 0) /* it was refused as it came */
			break;
		run.closed[n]++;
		if (run.tell_closed)
			run.last_said += lws_spawn_stdwsi_closed(run.lsp, wsi);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"std", callback_std, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
reaped(void *opaque, const lws_spawn_resource_us_t *res, siginfo_t *si,
       int we_killed)
{
	assert_ptr_equal(opaque, &run);
	assert_null(run.lsp); /* cleared before */
	run.res = *res;
	run.reaped++;
	run.killed = we_killed;
	run.si = *si;
}

static struct lws_spawn_piped_info
info_for(const char *const *argv)
{
	return (struct lws_spawn_piped_info){
		.vh = net.vh,
		.exec_array = argv,
		.protocol_name = "std",
		.plsp = &run.lsp,
		.opaque = &run,
		.reap_cb = reaped,
		.timeout_us = 60 * LWS_US_PER_SEC,
	};
}

static void
spawn_sh(const char *script, lws_usec_t timeout_us)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	struct lws_spawn_piped_info info = info_for(argv);

	info.timeout_us = timeout_us;
	assert_non_null(lws_spawn_piped(&info));
}

static void
until_over(void)
{
	lws__net_until_set(&net, &run.reaped, "the end of the program");
	assert_int_equal(run.reaped, 1);
	for (int n = 0; n < 3; n++) {
		assert_int_equal(run.adopted[n], 1);
		assert_int_equal(run.closed[n], 1);
	}
}

static void
nobody_is_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static int
setup(void **state)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols,
	};

	(void)state;
	memset(&run, 0, sizeof(run));
	lws__net_start(&net, &info);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__shim_reset();
	if (net.cx)
		lws__net_stop(&net);
	nobody_is_left();

	return 0;
}

static void
what_is_written_to_stdin_comes_out_of_stdout(void **state)
{
	const char *const argv[] = {"cat", NULL};
	struct lws_spawn_piped_info info = info_for(argv);
	lws_dll2_owner_t owner = {0};

	(void)state;
	run.input = "hello\nworld\n";
	run.tell_closed = true;
	info.owner = &owner;
	assert_non_null(lws_spawn_piped(&info));
	assert_non_null(run.lsp);
	assert_int_equal(owner.count, 1);
	assert_int_equal(lws_spawn_get_stdwsi_open_count(run.lsp), 3);
	assert_true(lws_spawn_get_fd_stdxxx(run.lsp, 1) > 2);
	assert_int_equal(lws_spawn_get_fd_stdxxx(run.lsp, 3), -1);
	until_over();
	assert_string_equal(run.out[1], "hello\nworld\n");
	assert_int_equal(run.si.si_code, CLD_EXITED);
	assert_int_equal(run.si.si_status, 0);
	assert_int_equal(run.killed, 0);
	assert_int_equal(run.last_said, 1);
	assert_int_equal(owner.count, 0);
	assert_true(run.res.peak_mem_rss > 4096);
}

static void
stderr_and_the_exit_code_are_told(void **state)
{
	(void)state;
	spawn_sh("echo out; echo err >&2; exit 3", 0);
	until_over();
	assert_string_equal(run.out[1], "out\n");
	assert_string_equal(run.out[2], "err\n");
	assert_int_equal(run.si.si_code, CLD_EXITED);
	assert_int_equal(run.si.si_status, 3);
}

static void
all_output_is_there_before_the_end_is_told(void **state)
{
	(void)state;
	spawn_sh("i=0; while [ $i -lt 100 ]; do echo 0123456789; "
		 "i=$((i+1)); done",
		 0);
	until_over();
	assert_int_equal(run.len[1], 1100);
}

static void
what_cannot_be_run_is_refused_at_once(void **state)
{
	static const char *const absent[] = {"/no/such/program", NULL};
	static const char *const folder[] = {"/tmp", NULL};
	static const char *const fine[] = {"true", NULL};
	struct lws_spawn_piped_info info = info_for(absent);

	(void)state;
	assert_null(lws_spawn_piped(&info));
	nobody_is_left();
	info.exec_array = folder;
	assert_null(lws_spawn_piped(&info));
	info.exec_array = fine;
	info.wd = "/no/such/folder";
	assert_null(lws_spawn_piped(&info));
	info.wd = NULL;
	info.protocol_name = "absent";
	assert_null(lws_spawn_piped(&info));
	assert_null(run.lsp);
	assert_int_equal(run.reaped, 0);
	info.vh = NULL;
	assert_null(lws_spawn_piped(&info));
}

static void
it_has_its_own_directory_and_environment(void **state)
{
	const char *env[] = {"PATH=/bin:/usr/bin", "WORD=given", NULL};
	const char *const argv[] = {"/bin/sh", "-c",
				    "pwd; echo $WORD; echo -$HOME-", NULL};
	struct lws_spawn_piped_info info = info_for(argv);

	(void)state;
	info.env_array = env;
	assert_non_null(lws_spawn_piped(&info));
	until_over();
	assert_string_equal(run.out[1], "/tmp\ngiven\n--\n");
}

static void
it_inherits_no_descriptor_and_no_signal_setting(void **state)
{
	int leaky = open("/dev/null", O_RDONLY); /* an application's, no
						  * close-on-exec */

	(void)state;
	assert_true(leaky > 2);
	(void)signal(SIGUSR1, SIG_IGN);
	spawn_sh("ls /proc/$$/fd; "
		 "kill -USR1 $$; echo survived",
		 0);
	until_over();
	(void)signal(SIGUSR1, SIG_DFL);
	close(leaky);
	assert_string_equal(run.out[1], "0\n1\n2\n");
	assert_int_equal(run.si.si_code, CLD_KILLED);
	assert_int_equal(run.si.si_status, SIGUSR1);
	assert_int_equal(run.killed, 0);
}

static void
who_takes_too_long_is_terminated(void **state)
{
	(void)state;
	spawn_sh("exec sleep 1000", 20 * LWS_US_PER_MS);
	until_over();
	assert_int_equal(run.killed, 1);
	assert_int_equal(run.si.si_code, CLD_KILLED);
	assert_int_equal(run.si.si_status, SIGTERM);
}

static void
who_does_not_listen_is_killed(void **state)
{
	(void)state;
	spawn_sh("trap '' TERM; echo ready; while :; do sleep 1000; done", 0);
	while (!run.len[1])
		lws__net_turn(&net);
	assert_int_equal(lws_spawn_piped_kill_child_process(run.lsp), 0);
	until_over();
	assert_int_equal(run.killed, 1);
	assert_int_equal(run.si.si_status, SIGKILL);
}

/* dead, or a zombie that is not ours to collect */
static bool
is_dead(pid_t pid)
{
	char path[64], text[256] = "";
	const char *state;
	FILE *f;

	lws_snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return true;
	if (!fgets(text, sizeof(text), f))
		text[0] = '\0';
	fclose(f);
	state = strrchr(text, ')');

	return !state || state[2] == 'Z' || state[2] == 'X';
}

static void
killing_reaches_what_it_began(void **state)
{
	pid_t grandchild;

	(void)state;
	spawn_sh("sleep 1000 & echo $!; wait", 0);
	while (!strchr(run.out[1], '\n'))
		lws__net_turn(&net);
	grandchild = (pid_t)strtol(run.out[1], NULL, 10);
	assert_true(grandchild > 1);
	assert_false(is_dead(grandchild));
	assert_int_equal(lws_spawn_piped_kill_child_process(run.lsp), 0);
	until_over(); /* its pipes were the grandchild's too */
	while (!is_dead(grandchild))
		lws__net_turn(&net);
}

static void
a_grandchild_cannot_hold_the_pipes_for_ever(void **state)
{
	int64_t now = lws_now_usecs();

	(void)state;
	spawn_sh("setsid sleep 1000 & echo $!", 0);
	while (!strchr(run.out[1], '\n'))
		lws__net_turn(&net);
	lws__shim_clocks(now, 0);
	while (!run.reaped) {
		lws__net_turn(&net);
		lws__shim_clocks_advance(10 * LWS_US_PER_MS, 0);
		(void)poll(NULL, 0, 1);
	}
	assert_int_equal(run.killed, 0);
	assert_int_equal(run.si.si_status, 0);
	for (int n = 0; n < 3; n++)
		assert_int_equal(run.closed[n], 1);
	kill((pid_t)strtol(run.out[1], NULL, 10), SIGKILL);
}

static void
its_wsi_can_be_closed_from_here(void **state)
{
	(void)state;
	spawn_sh("read line; exit 5", 0);
	lws_spawn_closedown_stdwsis(run.lsp);
	until_over();
	assert_int_equal(run.si.si_code, CLD_EXITED);
	assert_int_equal(run.si.si_status, 5);
}

static void
who_has_closed_its_pipes_is_still_waited_for(void **state)
{
	(void)state;
	spawn_sh("exec <&- >&- 2>&-; sleep 0.2; exit 6", 0);
	until_over();
	assert_int_equal(run.si.si_status, 6);
}

static void
without_a_descriptor_for_its_end_it_is_asked(void **state)
{
	(void)state;
	/* pidfd_open() is no call of this kernel; close_range() is the
	 * child's */
	lws__shim_fail(LWS_SHIM_SYSCALL, 1, 1, ENOSYS);
	spawn_sh("exec <&- >&- 2>&-; sleep 0.1; exit 7", 0);
	until_over();
	assert_int_equal(run.si.si_status, 7);
}

static void
destroying_the_context_kills_it(void **state)
{
	(void)state;
	spawn_sh("trap '' TERM; while :; do sleep 1000; done", 0);
	lws__net_turn(&net);
	lws__net_stop(&net);
	assert_int_equal(run.reaped, 1);
	assert_int_equal(run.killed, 1);
	assert_int_equal(run.si.si_status, SIGKILL);
}

static void
what_the_system_refuses_leaves_nothing_behind(void **state)
{
	static const enum lws__shim_call calls[] = {
		LWS_SHIM_PIPE, LWS_SHIM_FORK, LWS_SHIM_FCNTL};
	const char *const argv[] = {"true", NULL};
	struct lws_spawn_piped_info info = info_for(argv);
	int before = dup(0), after;

	(void)state;
	close(before);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(calls); n++) {
		lws__shim_fail(calls[n], 1, 1, EMFILE);
		assert_null(lws_spawn_piped(&info));
		nobody_is_left();
	}
	lws__shim_fail(LWS_SHIM_PIPE, 3, 1, EMFILE);
	assert_null(lws_spawn_piped(&info));
	after = dup(0);
	assert_int_equal(before, after);
	close(after);
}

static int
spawn_true(void *arg)
{
	const char *const argv[] = {"true", NULL};
	struct lws_spawn_piped_info info = info_for(argv);
	int refused;

	(void)arg;
	run.reaped = 0;
	refused = !lws_spawn_piped(&info);
	while (!refused && !run.reaped)
		lws__net_turn(&net);
	lws__net_turn(&net);
	nobody_is_left();

	return refused;
}

static void
without_memory_nothing_is_left_behind(void **state)
{
	(void)state;
	lws__test_alloc_sweep(spawn_true, NULL);
}

static void
cgroups_are_had_or_refused_in_words(void **state)
{
	const char *const argv[] = {"true", NULL};
	struct lws_spawn_piped_info info = info_for(argv);
	char path[256];
	int joined = -1;

	(void)state;
	info.cgroup_name_suffix = "a/b"; /* no name for one */
	info.p_cgroup_ret = &joined;
	assert_non_null(lws_spawn_piped(&info));
	assert_int_equal(joined, 1);
	until_over(); /* it ran all the same */
	if (lws_spawn_get_self_cgroup(path, sizeof(path)))
		print_message("this system has no cgroups of version 2\n");
	else
		assert_int_equal(path[0], '/');
	assert_int_not_equal(lws_spawn_get_self_cgroup(path, 1), 0);
	assert_int_equal(lws_is_cgi(NULL), 0);
}

#define SPAWN_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SPAWN_TEST(what_is_written_to_stdin_comes_out_of_stdout),
		SPAWN_TEST(stderr_and_the_exit_code_are_told),
		SPAWN_TEST(all_output_is_there_before_the_end_is_told),
		SPAWN_TEST(what_cannot_be_run_is_refused_at_once),
		SPAWN_TEST(it_has_its_own_directory_and_environment),
		SPAWN_TEST(it_inherits_no_descriptor_and_no_signal_setting),
		SPAWN_TEST(who_takes_too_long_is_terminated),
		SPAWN_TEST(who_does_not_listen_is_killed),
		SPAWN_TEST(killing_reaches_what_it_began),
		SPAWN_TEST(a_grandchild_cannot_hold_the_pipes_for_ever),
		SPAWN_TEST(its_wsi_can_be_closed_from_here),
		SPAWN_TEST(who_has_closed_its_pipes_is_still_waited_for),
		SPAWN_TEST(without_a_descriptor_for_its_end_it_is_asked),
		SPAWN_TEST(destroying_the_context_kills_it),
		SPAWN_TEST(what_the_system_refuses_leaves_nothing_behind),
		SPAWN_TEST(without_memory_nothing_is_left_behind),
		SPAWN_TEST(cgroups_are_had_or_refused_in_words),
	};

	return cmocka_run_group_tests_name("spawn", tests, NULL, NULL);
}
