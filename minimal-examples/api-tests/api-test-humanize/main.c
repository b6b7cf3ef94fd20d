/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_humanize: numbers with units, for people.
 *
 * A schema is an array of units, the largest first.  Three come with the
 * library; your own are as good.
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

static const lws_humanize_unit_t schema_money[] = {
	{"M EUR", 100000000},
	{"k EUR", 100000},
	{"EUR", 100},
	{"ct", 1},
	{NULL, 0},
};

static const struct {
	const lws_humanize_unit_t *schema;
	uint64_t value;
	const char *text;
} v[] = {
	{humanize_schema_si, 999, "999"},
	{humanize_schema_si, 1536, "1.500Ki"},
	{humanize_schema_si_bytes, 0, "0B"},
	{humanize_schema_si_bytes, 10 * 1024 * 1024, "10MiB"},
	{humanize_schema_us, 1500, "1.500ms"},
	{humanize_schema_us, 61 * 1000000, "1:01min"},
	{humanize_schema_us, (uint64_t)26 * 3600 * 1000000, "1:02d"},
	{schema_money, 99, "99ct"},
	{schema_money, 1250, "12:50EUR"},
	{schema_money, 123456700, "1.234M EUR"},
};

static void
numbers_with_units(void)
{
	char buf[64];
	size_t n;
	int len;

	for (n = 0; n < LWS_ARRAY_SIZE(v); n++) {
		len = lws_humanize(buf, sizeof(buf), v[n].value, v[n].schema);
		check(!strcmp(buf, v[n].text) && len == (int)strlen(buf),
		      v[n].text);
		lwsl_info("%llu: %s\n", (unsigned long long)v[n].value, buf);
	}
}

/* for tables: the digits line up */
static void
padded(void)
{
	char a[64], b[64];

	check(lws_humanize_pad(a, sizeof(a), 1536, humanize_schema_si) ==
		      lws_humanize_pad(b, sizeof(b), 2048 * 1024,
				       humanize_schema_si),
	      "both have the same width");
	check(a[0] == ' ' && b[0] == ' ', "spaces on the left");
}

static void
what_does_not_fit_is_cut(void)
{
	char buf[4];

	lws_humanize(buf, sizeof(buf), 1536, humanize_schema_si);
	check(strlen(buf) < sizeof(buf), "it ends within the buffer");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: humanize\n");

	numbers_with_units();
	padded();
	what_does_not_fit_is_cut();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
