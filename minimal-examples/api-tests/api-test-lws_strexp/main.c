/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_strexp: copies text and replaces each ${name} by what a callback says.
 *
 * Input may come in pieces and output may be smaller than the result: it stops
 * when the buffer is full and goes on in the next one.  So a template of any
 * size is filled in with little memory.
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

static const struct {
	const char *name;
	const char *value;
} values[] = {
	{"user", "Ada"},
	{"count", "42"},
	{"empty", ""},
	{"long", "a value that does not fit into a small buffer at once"},
};

/* as much of the value as there is room for; *exp_ofs is how far we got */
static int
expand(void *priv, const char *name, char *out, size_t *pos, size_t olen,
       size_t *exp_ofs)
{
	const char *value = NULL;
	size_t n, left;

	(void)priv;
	for (n = 0; n < LWS_ARRAY_SIZE(values); n++)
		if (!strcmp(values[n].name, name))
			value = values[n].value;
	if (!value)
		return LSTRX_FATAL_NAME_UNKNOWN;

	left = strlen(value) - *exp_ofs;
	n = left > olen - *pos ? olen - *pos : left;
	if (out) /* NULL: only the length is wanted */
		memcpy(out + *pos, value + *exp_ofs, n);
	*pos += n;
	*exp_ofs += n;

	return n == left ? LSTRX_DONE : LSTRX_FILLED_OUT;
}

static int
becomes(const char *in, const char *expected)
{
	size_t used_in, used_out;
	lws_strexp_t exp;
	char buf[256];

	lws_strexp_init(&exp, NULL, expand, buf, sizeof(buf));
	if (lws_strexp_expand(&exp, in, strlen(in), &used_in, &used_out) !=
	    LSTRX_DONE)
		return !expected;

	return expected && !strcmp(buf, expected) &&
	       used_out == strlen(expected);
}

static void
in_one_go(void)
{
	check(becomes("Hello ${user}, you have ${count} messages",
		      "Hello Ada, you have 42 messages"),
	      "two names");
	check(becomes("${empty}${user}", "Ada"), "nothing between");
	check(becomes("costs $5 {not} a name", "costs $5 {not} a name"),
	      "what is no name stays");
	check(becomes("${nobody}", NULL), "a name nobody knows");
}

/* the same text, cut after each byte, through a buffer of ten */
static void
in_pieces(void)
{
	static const char in[] = "<${user}|${long}|${count}>";
	static const char expected[] =
		"<Ada|a value that does not fit into a small buffer at once"
		"|42>";
	char all[128], small[10];
	size_t at = 0, len = 0, used_in, used_out;
	lws_strexp_t exp;
	int n;

	lws_strexp_init(&exp, NULL, expand, small, sizeof(small));
	while (at < sizeof(in) - 1) {
		n = lws_strexp_expand(&exp, in + at, 1, &used_in, &used_out);
		at += used_in;
		if (n == LSTRX_DONE)
			continue;
		check(n == LSTRX_FILLED_OUT, "full, or done");
		if (n != LSTRX_FILLED_OUT || len + used_out > sizeof(all))
			return;
		memcpy(all + len, small, used_out);
		len += used_out;
		lws_strexp_reset_out(&exp, small, sizeof(small));
	}
	memcpy(all + len, small, used_out);
	len += used_out;
	check(len == strlen(expected) && !memcmp(all, expected, len),
	      "the same comes out");
}

static void
only_the_length(void)
{
	static const char in[] = "${long}${user}";
	size_t used_in, used_out;
	lws_strexp_t exp;

	lws_strexp_init(&exp, NULL, expand, NULL, 1000);
	check(lws_strexp_expand(&exp, in, strlen(in), &used_in, &used_out) ==
		      LSTRX_DONE,
	      "count");
	check(used_out == strlen(values[3].value) + 3, "what it would take");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: lws_strexp\n");

	in_one_go();
	in_pieces();
	only_the_length();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
