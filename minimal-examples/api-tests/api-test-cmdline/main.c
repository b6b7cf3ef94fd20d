/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Command line helpers, as all the examples use them.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

static const char *args[] = {
	"program", "-d",  "7", "--port=8080", "-v",  "--name", "Ada",
	"one",     "-x2", "-", "-v",          "two", "-p12",
};

static int
is(const char *value, const char *expected)
{
	return value && expected ? !strcmp(value, expected) : value == expected;
}

static void
values(void)
{
	const int n = (int)LWS_ARRAY_SIZE(args);

	check(is(lws_cmdline_option(n, args, "-d"), "7"), "the next argument");
	check(is(lws_cmdline_option(n, args, "-x"), "2"), "or the same one");
	check(is(lws_cmdline_option(n, args, "--port"), "8080"), "behind a =");
	check(is(lws_cmdline_option(n, args, "--name"), "Ada"),
	      "long switches");
	check(!lws_cmdline_option(n, args, "-q"), "NULL: it is not there");
	/* a switch is found by prefix: do not let one begin as another */
	check(is(lws_cmdline_option(n, args, "-p"), "12"), "-p is not --port");
	check(!!lws_cmdline_option(n, args, "-v"), "it is there");
}

static void
what_comes_several_times(void)
{
	const int n = (int)LWS_ARRAY_SIZE(args);
	const char *p = NULL;
	int count = 0;

	while ((p = lws_cmdline_options(n, args, "-v", p)))
		count++;
	check(count == 2, "-v is there twice");
}

static void
the_builtin_ones(void)
{
	static const char *argv[] = {"program", "-d", "1025"};
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	lws_cmdline_option_handle_builtin(3, argv, &info);
	check(lwsl_visible(LLL_USER) && lwsl_visible(LLL_ERR), "on");
	check(!lwsl_visible(LLL_NOTICE) && !lwsl_visible(LLL_WARN), "off");
	check(info.argc == 3 && info.argv == argv, "kept for the context");
}

static void
how_a_test_ends(void)
{
	static const char *argv[] = {"program", "--expected-exit", "3"};

	check(!lws_cmdline_passfail(3, argv, 3), "3 was expected: exit code 0");
	check(lws_cmdline_passfail(1, argv, 0) == 0,
	      "0 is, if nothing is said");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: cmdline\n");

	values();
	what_comes_several_times();
	the_builtin_ones();
	how_a_test_ends();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
