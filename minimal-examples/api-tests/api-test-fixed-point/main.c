/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_fx: decimal fixed point, for machines without floating point and for
 * sums that must come out the same everywhere.
 *
 * A number is whole + frac / 100000000; of a negative one both are negative or
 * zero.
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

static int
is(const lws_fx_t *a, const char *text)
{
	char buf[32];

	lws_fx_string(a, buf, sizeof(buf));
	if (!strcmp(buf, text))
		return 1;
	lwsl_err("%s instead of %s\n", buf, text);

	return 0;
}

static void
sums(void)
{
	lws_fx_t a, b, r;

	lws_fx_set(a, 1, 25000000);  /* 1.25 */
	lws_fx_set(b, -3, 50000000); /* -3.5 */

	check(is(lws_fx_add(&r, &a, &b), "-2.25"), "add");
	check(is(lws_fx_sub(&r, &a, &b), "4.75"), "subtract");
	check(is(lws_fx_mul(&r, &a, &b), "-4.375"), "multiply");
	check(is(lws_fx_div(&r, &b, &a), "-2.8"), "divide");

	/* the result may be one of the operands */
	lws_fx_add(&a, &a, &a);
	check(is(&a, "2.5"), "in place");

	/* 0.1 ten times is 1: it is decimal */
	lws_fx_set(a, 0, 10000000);
	lws_fx_set(r, 0, 0);
	for (int n = 0; n < 10; n++)
		lws_fx_add(&r, &r, &a);
	check(r.whole == 1 && !r.frac, "ten tenths");
}

static void
comparing_and_rounding(void)
{
	lws_fx_t a, b, r;

	lws_fx_set(a, 2, 1); /* 2.00000001 */
	lws_fx_set(b, 2, 0);
	check(lws_fx_comp(&a, &b) > 0 && lws_fx_comp(&b, &a) < 0 &&
		      !lws_fx_comp(&a, &a),
	      "compare");
	check(lws_fx_roundup(&a) == 3 && lws_fx_rounddown(&a) == 2, "round");
	check(lws_fx_roundup(&b) == 2, "a whole number stays");

	check(is(lws_fx_sqrt(&r, &b), "1.41421356"), "square root of 2");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: fixed-point\n");

	sums();
	comparing_and_rounding();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
