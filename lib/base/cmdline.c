/* SPDX-License-Identifier: MIT */
/*
 * cmdline: switches and their values in argc / argv.
 *
 * A switch is found by prefix: `-d` is in `-d`, `-d7` and `-dup`.  Its value is
 * what follows in the same argument, less one leading '='; when nothing does,
 * the next argument, whatever it looks like; when there is none, "".  argv[0]
 * is the program and is no switch.
 */

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

/* the value if argv[n] is the switch val, else NULL */
static const char *
cmdline_value(int argc, const char *const *argv, int n, const char *val)
{
	size_t len = strlen(val);
	const char *rest;

	if (strncmp(argv[n], val, len))
		return NULL;
	rest = argv[n] + len;
	if (!*rest && n + 1 < argc)
		return argv[n + 1];
	if (*rest == '=')
		rest++;

	return rest;
}

/* val NULL: the arguments that are no switches ("-" alone names stdin) */
static const char *
cmdline_match(int argc, const char *const *argv, int n, const char *val)
{
	if (val)
		return cmdline_value(argc, argv, n, val);

	return argv[n][0] != '-' || !argv[n][1] ? argv[n] : NULL;
}

/* last: what this returned before, to go on after it; NULL: the first */
const char *
lws_cmdline_options(int argc, const char *const *argv, const char *val,
		    const char *last)
{
	for (int n = 1; n < argc; n++) {
		const char *value = cmdline_match(argc, argv, n, val);

		if (!value)
			continue;
		if (!last)
			return value;
		if (value == last)
			last = NULL;
	}

	return NULL;
}

const char *
lws_cmdline_option(int argc, const char **argv, const char *val)
{
	return lws_cmdline_options(argc, (const char *const *)argv, val, NULL);
}

/* was the end the one that --expected-exit (else 0) announced? 0 yes, 1 no */
int
lws_cmdline_passfail(int argc, const char **argv, int actual)
{
	const char *s = lws_cmdline_option(argc, argv, "--expected-exit");
	int expected = s ? (int)strtol(s, NULL, 10) : 0;

	if (actual == expected) {
		lwsl_user("Completed: OK (seen expected %d)\n", actual);
		return 0;
	}

	lwsl_err("Completed: failed: exit %d, expected %d\n", actual, expected);

	return 1;
}
