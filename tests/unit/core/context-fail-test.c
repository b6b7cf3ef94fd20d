/* SPDX-License-Identifier: MIT */
/*
 * The system refuses something while a context or vhost is made: every system
 * call of creation fails in turn, nothing is left open and nothing leaks
 * (NET-22).
 */

#include "trace-protocols.h"
#include "syscall-shim.h"

#include <dirent.h>
#include <errno.h>

static const struct {
	enum lws__shim_call call;
	const char *name;
} calls[] = {
	{LWS_SHIM_EVENTFD, "eventfd"},
	{LWS_SHIM_SOCKET, "socket"},
	{LWS_SHIM_SETSOCKOPT, "setsockopt"},
	{LWS_SHIM_BIND, "bind"},
	{LWS_SHIM_LISTEN, "listen"},
	{LWS_SHIM_GETSOCKNAME, "getsockname"},
	{LWS_SHIM_FCNTL, "fcntl"},
	{LWS_SHIM_GETIFADDRS, "getifaddrs"},
};

static int
open_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	if (!dir)
		return 0;
	while (readdir(dir))
		count++;
	closedir(dir);

	return count;
}

static struct lws_context *
listening(unsigned int threads)
{
	struct lws_context_creation_info info = {0};

	info.iface = "lo";
	info.count_threads = threads;
	info.protocols = three_protocols;

	return lws_create_context(&info);
}

static void
context__survives_every_system_call_that_fails(void **state)
{
	int fds = open_fds();

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(calls); n++)
		for (unsigned int nth = 1; nth < 32; nth++) {
			struct lws_context *cx;
			unsigned long seen;

			lws__shim_reset();
			lws__shim_fail(calls[n].call, nth, 1, ENOBUFS);
			trace_clear();
			cx = listening(2);
			seen = lws__shim_calls(calls[n].call);
			lws__shim_reset();
			/* some, such as a socket option, may be refused */
			lws_context_destroy(cx);
			if (open_fds() != fds)
				fail_msg("%s %u: %d fds before, %d after",
					 calls[n].name, nth, fds, open_fds());
			if (seen < nth)
				break; /* there is no nth call */
		}
}

static void
context__needs_its_wake_up(void **state)
{
	(void)state;
	lws__shim_reset();
	lws__shim_fail(LWS_SHIM_EVENTFD, 1, 0, EMFILE);
	lws__shim_fail(LWS_SHIM_PIPE, 1, 0, EMFILE);
	assert_null(listening(1));
	lws__shim_reset();
}

static void
context__needs_its_listener(void **state)
{
	(void)state;
	lws__shim_reset();
	lws__shim_fail(LWS_SHIM_LISTEN, 1, 0, EADDRINUSE);
	assert_null(listening(1));
	lws__shim_reset();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			context__survives_every_system_call_that_fails),
		cmocka_unit_test(context__needs_its_wake_up),
		cmocka_unit_test(context__needs_its_listener),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
