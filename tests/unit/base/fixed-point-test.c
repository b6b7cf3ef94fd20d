/* SPDX-License-Identifier: MIT */
/*
 * Fixed point against the same sums in wider arithmetic.
 */

#include "lws-test.h"

#include "base/base.h"

static const lws_fx_t value[] = {
	{0, 0},
	{1, 0},
	{-1, 0},
	{0, 50000000},
	{0, -50000000},
	{1, 50000000},
	{-1, -50000000},
	{0, 1},
	{0, -1},
	{0, 99999999},
	{3, 14159265},
	{-3, -14159265},
	{100, 0},
	{12345, 67890123},
	{-12345, -67890123},
	{46340, 95000000},
	{2147483647, 0},
	{-2147483647, -99999999},
	{1, -50000000}, /* not normal: half */
};

static long double
real(const lws_fx_t *a)
{
	return (long double)a->whole + (long double)a->frac / 100000000;
}

/* r is `want` cut towards zero to eight places, or saturated */
static void
near(const lws_fx_t *r, long double want)
{
	const long double top = 2147483647.99999999L, place = 1.01e-8L;

	assert_true(!r->whole || !r->frac || (r->whole < 0) == (r->frac < 0));
	assert_true(r->frac > -100000000 && r->frac < 100000000);
	if (want > top)
		want = top;
	if (want < -top)
		want = -top;
	assert_true(real(r) - want < place && want - real(r) < place);
}

static void
fx__adds_subtracts_multiplies_and_divides(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(value); i++)
		for (j = 0; j < LWS_ARRAY_SIZE(value); j++) {
			const lws_fx_t *a = &value[i], *b = &value[j];
			lws_fx_t r;

			assert_ptr_equal(lws_fx_add(&r, a, b), &r);
			near(&r, real(a) + real(b));
			assert_ptr_equal(lws_fx_sub(&r, a, b), &r);
			near(&r, real(a) - real(b));
			assert_ptr_equal(lws_fx_mul(&r, a, b), &r);
			near(&r, real(a) * real(b));
			assert_ptr_equal(lws_fx_div(&r, a, b), &r);
			near(&r, b->whole || b->frac ? real(a) / real(b) : 0);
			assert_int_equal(lws_fx_comp(a, b),
					 (real(a) > real(b)) -
						 (real(a) < real(b)));
		}
}

static void
fx__may_write_the_result_over_an_operand(void **state)
{
	lws_fx_t a = {10, 0}, b = {4, 0};

	(void)state;
	lws_fx_div(&a, &a, &b);
	assert_int_equal(a.whole, 2);
	assert_int_equal(a.frac, 50000000);
	lws_fx_mul(&b, &a, &b);
	assert_int_equal(b.whole, 10);
	lws_fx_sub(&a, &a, &a);
	assert_int_equal(a.whole, 0);
	assert_int_equal(a.frac, 0);
}

static void
fx__root_squared_is_the_number_again(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(value); i++) {
		lws_fx_t r, up;
		long double v = real(&value[i]), low, high;

		lws_fx_sqrt(&r, &value[i]);
		if (v <= 0) {
			assert_int_equal(r.whole, 0);
			assert_int_equal(r.frac, 0);
			continue;
		}
		lws_fx_add(&up, &r, &(lws_fx_t){0, 1});
		low = real(&r) * real(&r);
		high = real(&up) * real(&up);
		assert_true(low <= v + 1e-9L && v < high + 1e-9L);
	}
}

static void
fx__rounds_up_away_from_zero_and_down_towards_it(void **state)
{
	static const struct {
		lws_fx_t a;
		int up;
		int down;
	} v[] = {
		{{0, 0}, 0, 0},
		{{1, 0}, 1, 1},
		{{0, 1}, 1, 0},
		{{0, -1}, -1, 0},
		{{1, 50000000}, 2, 1},
		{{-1, -50000000}, -2, -1},
		{{1, -50000000}, 1, 0},
		{{2147483647, 1}, 2147483647, 2147483647},
	};
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++) {
		assert_int_equal(lws_fx_roundup(&v[i].a), v[i].up);
		assert_int_equal(lws_fx_rounddown(&v[i].a), v[i].down);
	}
}

static void
fx__prints_at_least_one_decimal_and_no_zeros_behind(void **state)
{
	static const struct {
		lws_fx_t a;
		const char *text;
	} v[] = {
		{{0, 0}, "0.0"},
		{{0, -50000000}, "-0.5"},
		{{-1, -1}, "-1.00000001"},
		{{1, 99999999}, "1.99999999"},
		{{46340, 95000000}, "46340.95"},
		{{2147483647, 0}, "2147483647.0"},
		{{INT32_MIN, -99999999}, "-2147483648.99999999"},
		{{1, -50000000}, "0.5"},
	};
	size_t i, size;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++)
		for (size = 0; size < 32; size++) {
			char zero[32] = {0};
			uint8_t *out = lws__test_guarded(zero, size);
			const char *s =
				lws_fx_string(&v[i].a, (char *)out, size);

			assert_ptr_equal(s, out);
			if (size > strlen(v[i].text))
				assert_string_equal(s, v[i].text);
			else if (size)
				assert_memory_equal(s, v[i].text, strlen(s));
			lws__test_guarded_free(out, size);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fx__adds_subtracts_multiplies_and_divides),
		cmocka_unit_test(fx__may_write_the_result_over_an_operand),
		cmocka_unit_test(fx__root_squared_is_the_number_again),
		cmocka_unit_test(
			fx__rounds_up_away_from_zero_and_down_towards_it),
		cmocka_unit_test(
			fx__prints_at_least_one_decimal_and_no_zeros_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
