/* SPDX-License-Identifier: MIT */
/*
 * cmdline: a table of what each switch finds in one command line.
 */

#include <libwebsockets.h>

#include "lws-test.h"

static const char *argv[] = {"prog",   "-d", "7",  "-n5",    "--opt=val",
			     "--opt2", "v2", "-x", "--flag", "-dup",
			     "1",      "-",  "2",  "--abc",  "--abcd=9",
			     "--e=",   "-y"};

/* each: all values in turn */
static const struct {
	const char *val;
	const char *each[12];
} vector[] = {
	{"-d", {"7", "up"}},
	{"-n", {"5"}},
	{"--opt", {"val", "2"}},
	{"--opt2", {"v2"}},
	{"-x", {"--flag"}},
	{"--flag", {"-dup"}},
	{"-dup", {"1"}},
	{"-y", {""}},
	{"--nope", {NULL}},
	{"--ab", {"c", "cd=9"}},
	{"--abc", {"--abcd=9", "d=9"}},
	{"--abcd", {"9"}},
	{"--e", {""}},
	{"-du", {"p"}},
	{"--opt=", {"val"}},
	{"7", {"-n5"}},
	{"prog", {NULL}},
	{NULL, {"7", "v2", "1", "-", "2"}},
};

static void
cmdline__finds_each_value_in_turn(void **state)
{
	int argc = (int)LWS_ARRAY_SIZE(argv);

	(void)state;
	for (size_t i = 0; i < LWS_ARRAY_SIZE(vector); i++) {
		const char *last = NULL;

		for (size_t n = 0; vector[i].each[n]; n++) {
			last = lws_cmdline_options(argc, argv, vector[i].val,
						   last);
			if (!last || strcmp(last, vector[i].each[n]))
				fail_msg("%s: value %zu is %s", vector[i].val,
					 n, last ? last : "NULL");
		}
		last = lws_cmdline_options(argc, argv, vector[i].val, last);
		if (last && vector[i].each[0])
			fail_msg("%s: also %s", vector[i].val, last);
		if (!vector[i].each[0])
			assert_null(last);
	}
}

static void
cmdline__the_first_is_what_option_gives(void **state)
{
	int argc = (int)LWS_ARRAY_SIZE(argv);

	(void)state;
	assert_string_equal(lws_cmdline_option(argc, argv, "--opt"), "val");
	assert_null(lws_cmdline_option(argc, argv, "--nope"));
	assert_string_equal(lws_cmdline_option(2, argv, "-d"), "");
	assert_null(lws_cmdline_option(0, argv, "-d"));
	assert_null(lws_cmdline_option(1, argv, "prog"));
}

static void
cmdline__passfail_compares_with_what_was_announced(void **state)
{
	const char *plain[] = {"prog"};
	const char *three[] = {"prog", "--expected-exit", "3"};

	(void)state;
	lws_set_log_level(0, NULL);
	assert_int_equal(lws_cmdline_passfail(1, plain, 0), 0);
	assert_int_equal(lws_cmdline_passfail(1, plain, 3), 1);
	assert_int_equal(lws_cmdline_passfail(3, three, 3), 0);
	assert_int_equal(lws_cmdline_passfail(3, three, 0), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cmdline__finds_each_value_in_turn),
		cmocka_unit_test(cmdline__the_first_is_what_option_gives),
		cmocka_unit_test(
			cmdline__passfail_compares_with_what_was_announced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
