/* SPDX-License-Identifier: MIT */
/*
 * What the system gives or takes: time, randomness, privileges, limits.
 */

#include "plat/plat.h"
#include "lws-test.h"
#include "syscall-shim.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int
reset(void **state)
{
	(void)state;
	lws__shim_reset();

	return 0;
}

/* ---- time: NET-15, NET-16, I-05 -------------------------------------- */

static void
time_net15__wall_clock_jumps_do_not_reach_timers(void **state)
{
	const int64_t ten_years = 315576000000000;

	(void)state;
	lws__shim_clocks(5000000, 1600000000000000);
	assert_int_equal(lws_now_usecs(), 5000000);
	assert_int_equal(lws_now_secs(), 1600000000);
	lws__shim_clocks_advance(1, ten_years);
	assert_int_equal(lws_now_usecs(), 5000001);
	assert_true(lws__plat_wall_us() == 1600000000000000 + ten_years);
	lws__shim_clocks_advance(1, -2 * ten_years);
	assert_int_equal(lws_now_usecs(), 5000002);
}

static void
time__monotonic_clock_never_goes_back(void **state)
{
	lws_usec_t last = lws_now_usecs(), now;
	int i;

	(void)state;
	assert_true(last > 0);
	for (i = 0; i < 1000; i++) {
		now = lws_now_usecs();
		assert_true(now >= last);
		last = now;
	}
}

static void
time_net16__poll_waits_are_rounded_up(void **state)
{
	(void)state;
	assert_int_equal(lws__plat_us_to_ms(0), 0);
	assert_int_equal(lws__plat_us_to_ms(1), 1);
	assert_int_equal(lws__plat_us_to_ms(999), 1);
	assert_int_equal(lws__plat_us_to_ms(1000), 1);
	assert_int_equal(lws__plat_us_to_ms(1001), 2);
	assert_int_equal(lws__plat_us_to_ms(-1), -1);
	assert_int_equal(lws__plat_us_to_ms(INT64_MAX), INT_MAX);
	assert_int_equal(lws__plat_us_to_ms((lws_usec_t)INT_MAX * 1000),
			 INT_MAX);
}

/* ---- randomness: MS-06 ----------------------------------------------- */

static void
random_ms06__fills_the_whole_buffer(void **state)
{
	uint8_t a[64], b[64];
	uint8_t *edge = lws__test_guarded(NULL, 0);

	(void)state;
	memset(a, 0, sizeof(a));
	lws__shim_trickle(7, 0, 3); /* short and interrupted */
	assert_int_equal(lws__plat_random(a, sizeof(a)), 0);
	assert_int_equal(lws__plat_random(b, sizeof(b)), 0);
	assert_memory_not_equal(a, b, sizeof(a));
	assert_memory_not_equal(a + 56, (uint8_t[8]){0}, 8);
	assert_int_equal(lws__plat_random(edge, 0), 0);
	lws__test_guarded_free(edge, 0);
	assert_int_equal(lws_get_random(NULL, a, sizeof(a)), sizeof(a));
}

static void
random_ms06__fails_closed(void **state)
{
	static const uint8_t zero[64];
	uint8_t a[64];

	(void)state;
	memset(a, 0x55, sizeof(a));
	lws__shim_trickle(16, 0, 0);
	lws__shim_fail(LWS_SHIM_GETRANDOM, 3, 0, EIO);
	assert_int_equal(lws__plat_random(a, sizeof(a)), -1);
	assert_memory_equal(a, zero, sizeof(a));
	assert_int_equal(lws_get_random(NULL, a, sizeof(a)), 0);
}

static void
random_ms06__without_the_call_the_device_serves_or_nothing(void **state)
{
	static const uint8_t zero[64];
	uint8_t a[64];

	(void)state;
	memset(a, 0, sizeof(a));
	lws__shim_fail(LWS_SHIM_GETRANDOM, 1, 0, ENOSYS);
	lws__shim_trickle(10, 0, 4);
	assert_int_equal(lws__plat_random(a, sizeof(a)), 0);
	assert_memory_not_equal(a, zero, sizeof(a));

	lws__shim_fail(LWS_SHIM_OPEN, 1, 1, ENOENT);
	assert_int_equal(lws__plat_random(a, sizeof(a)), -1);
	assert_memory_equal(a, zero, sizeof(a));
	lws__shim_fail(LWS_SHIM_READ, 2, 1, EIO);
	assert_int_equal(lws__plat_random(a, sizeof(a)), -1);
	assert_memory_equal(a, zero, sizeof(a));
}

/* ---- privileges ------------------------------------------------------ */

static void
privileges__names_become_numbers(void **state)
{
	struct lws__plat_privs p = {.username = "root", .groupname = "1"};
	struct lws__plat_fail fail;

	(void)state;
	assert_int_equal(lws__plat_privs_resolve(&p, &fail), 0);
	assert_int_equal(p.uid, 0);
	assert_int_equal(p.gid, 1);

	p.username = "no-such-user-9";
	assert_int_equal(lws__plat_privs_resolve(&p, &fail), -1);
	assert_string_equal(fail.step, "user name");
	assert_int_equal(fail.error, ENOENT);
	p.username = NULL;
	p.groupname = "no-such-group-9";
	assert_int_equal(lws__plat_privs_resolve(&p, &fail), -1);
	assert_string_equal(fail.step, "group name");
}

static void
privileges__nothing_asked_is_nothing_done(void **state)
{
	struct lws__plat_privs p = {.uid = (uid_t)-1, .gid = (gid_t)-1};
	struct lws__plat_fail fail;

	(void)state;
	assert_int_equal(lws__plat_privs_drop(&p, &fail), 0);
	p.uid = getuid();
	p.gid = getgid();
	assert_int_equal(lws__plat_privs_drop(&p, &fail), 0);
	assert_int_equal(lws__shim_calls(LWS_SHIM_SETGROUPS), 0);
	assert_int_equal(lws__shim_calls(LWS_SHIM_SETUID), 0);
}

static void
privileges_i02__each_step_that_fails_is_named(void **state)
{
	static const int caps[] = {10, 10000};
	struct lws__plat_privs p = {.uid = 54321, .gid = 54321};
	struct lws__plat_fail fail;

	(void)state;
	lws__shim_fail(LWS_SHIM_SETGROUPS, 1, 1, EPERM);
	assert_int_equal(lws__plat_privs_drop(&p, &fail), -1);
	assert_string_equal(fail.step, "groups");
	assert_int_equal(fail.error, EPERM);
	p.caps = caps;
	p.cap_count = 1;
	lws__shim_fail(LWS_SHIM_PRCTL, 1, 1, EPERM);
	assert_int_equal(lws__plat_privs_drop(&p, &fail), -1);
	assert_string_equal(fail.step, "keep capabilities");
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

static int
drop_for_good(void)
{
	struct lws__plat_privs p = {.uid = 54321, .gid = 54322};
	struct lws__plat_fail fail;
	gid_t groups[8];

	if (lws__plat_privs_drop(&p, &fail))
		return 1;
	if (getuid() != 54321 || geteuid() != 54321 || getgid() != 54322)
		return 2;
	if (getgroups(8, groups) != 1 || groups[0] != 54322)
		return 3;
	if (!setuid(0))
		return 4;

	return 0;
}

static int
drop_to_impossible_capability(void)
{
	static const int caps[] = {10000};
	struct lws__plat_privs p = {
		.uid = 54321, .gid = 54322, .caps = caps, .cap_count = 1};
	struct lws__plat_fail fail;

	return lws__plat_privs_drop(&p, &fail) == -1 && fail.error == EINVAL &&
			       !strcmp(fail.step, "capabilities")
		       ? 0
		       : 1;
}

static int
drop_keeping_low_ports(void)
{
	static const int caps[] = {10}; /* CAP_NET_BIND_SERVICE */
	struct lws__plat_privs p = {
		.uid = 54321, .gid = 54322, .caps = caps, .cap_count = 1};
	struct lws__plat_fail fail;
	FILE *f;
	char line[128];
	unsigned long long effective = 0;

	if (lws__plat_privs_drop(&p, &fail))
		return 1;
	f = fopen("/proc/self/status", "r");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "CapEff:", 7))
			effective = strtoull(line + 7, NULL, 16);
	if (f)
		fclose(f);

	return effective == 1ull << 10 ? 0 : 2;
}

static int
setuid_that_fails(void)
{
	struct lws__plat_privs p = {.uid = 54321, .gid = 54322};
	struct lws__plat_fail fail;

	lws__shim_fail(LWS_SHIM_SETUID, 1, 1, EAGAIN);

	return lws__plat_privs_drop(&p, &fail) == -1 &&
			       !strcmp(fail.step, "setuid")
		       ? 0
		       : 1;
}

/* a container may know fewer ids than we need */
static int
ids_are_usable(void)
{
	return !setgid(54322) && !setuid(54321);
}

static void
privileges__root_drops_them_for_good(void **state)
{
	(void)state;
	if (getuid() || in_child(ids_are_usable) != 1)
		skip(); /* only root has any to drop */
	assert_int_equal(in_child(drop_for_good), 0);
	assert_int_equal(in_child(drop_keeping_low_ports), 0);
	assert_int_equal(in_child(drop_to_impossible_capability), 0);
	assert_int_equal(in_child(setuid_that_fails), 0);
}

/* ---- limits ---------------------------------------------------------- */

static void
limits__fd_limit_is_told_and_moved(void **state)
{
	unsigned long was = 0, now = 0;
	struct rlimit r;

	(void)state;
	assert_int_equal(lws__plat_fd_limit(0, &was), 0);
	assert_true(was > 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &r), 0);
	assert_int_equal(was, (unsigned long)r.rlim_cur);
	assert_int_equal(lws__plat_fd_limit(100, &now), 0);
	assert_int_equal(now, 100);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &r), 0);
	assert_true(lws__plat_cpu_count() >= 1);
}

#define TEST(f) cmocka_unit_test_setup(f, reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(time_net15__wall_clock_jumps_do_not_reach_timers),
		TEST(time__monotonic_clock_never_goes_back),
		TEST(time_net16__poll_waits_are_rounded_up),
		TEST(random_ms06__fills_the_whole_buffer),
		TEST(random_ms06__fails_closed),
		TEST(random_ms06__without_the_call_the_device_serves_or_nothing),
		TEST(privileges__names_become_numbers),
		TEST(privileges__nothing_asked_is_nothing_done),
		TEST(privileges_i02__each_step_that_fails_is_named),
		TEST(privileges__root_drops_them_for_good),
		TEST(limits__fd_limit_is_told_and_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
