/* SPDX-License-Identifier: MIT */
/*
 * ${name} expansion: the same text comes out for any cut of the input and any
 * size of the output buffer, and what is done is terminated.
 */

#include "lws-test.h"

#include "base/base.h"

/* writes as much of the value as there is room for, as documented */
static int
expand(void *priv, const char *name, char *out, size_t *pos, size_t olen,
       size_t *exp_ofs)
{
	const char *value = !strcmp(name, "short")   ? "X"
			    : !strcmp(name, "long")  ? "abcdefghijklmnop"
			    : !strcmp(name, "empty") ? ""
						     : NULL;
	size_t n;

	(*(int *)priv)++;
	if (!value)
		return LSTRX_FATAL_NAME_UNKNOWN;

	n = strlen(value) - *exp_ofs;
	if (n > olen - *pos)
		n = olen - *pos;
	if (out)
		memcpy(out + *pos, value + *exp_ofs, n);
	*pos += n;
	*exp_ofs += n;

	return value[*exp_ofs] ? LSTRX_FILLED_OUT : LSTRX_DONE;
}

static const struct {
	const char *in;
	int result;
	const char *out;
} v[] = {
	{"", LSTRX_DONE, ""},
	{"plain", LSTRX_DONE, "plain"},
	{"a${short}b", LSTRX_DONE, "aXb"},
	{"${short}${long}${short}", LSTRX_DONE, "XabcdefghijklmnopX"},
	{"${empty}", LSTRX_DONE, ""},
	{"${short}}", LSTRX_DONE, "X}"},
	{"a$b", LSTRX_DONE, "a$b"},
	{"$$x", LSTRX_DONE, "$$x"},
	{"$${short}", LSTRX_DONE, "$$X"},
	{"$ {short}", LSTRX_DONE, "$ {short}"},
	{"\\${short}", LSTRX_DONE, "\\X"},
	{"100$", LSTRX_DONE, "100"},
	{"x${shor", LSTRX_DONE, "x"},
	{"${nope}", LSTRX_FATAL_NAME_UNKNOWN, NULL},
	{"${}", LSTRX_FATAL_NAME_UNKNOWN, NULL},
	{"${abcdefghijklmnopqrstuvwxyz01234}", LSTRX_FATAL_NAME_UNKNOWN, NULL},
	{"${abcdefghijklmnopqrstuvwxyz012345}", LSTRX_FATAL_NAME_TOO_LONG,
	 NULL},
};

struct run {
	size_t n;    /* the vector */
	size_t olen; /* room for one call */
};

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	const struct run *run = arg;
	char zero[64] = {0}, all[64] = "";
	uint8_t *out = lws__test_guarded(zero, run->olen);
	int calls = 0, r = LSTRX_DONE, turns = 0;
	size_t i, at, done = 0;
	lws_strexp_t x;

	lws_strexp_init(&x, &calls, expand, (char *)out, run->olen);
	for (i = 0; i < count && r >= 0; i++)
		for (at = 0; r >= 0;) {
			size_t used = 0, wrote = 0;

			r = lws_strexp_expand(
				&x, (const char *)pieces[i].data + at,
				pieces[i].len - at, &used, &wrote);
			assert_true(++turns < 500);
			if (r < 0)
				break;
			assert_true(wrote <= run->olen);
			at += used;
			if (r == LSTRX_DONE) {
				assert_int_equal(at, pieces[i].len);
				assert_int_equal(out[wrote], 0);
				break;
			}
			memcpy(all + done, out, wrote);
			done += wrote;
			lws_strexp_reset_out(&x, (char *)out, run->olen);
		}

	assert_int_equal(r, v[run->n].result);
	if (r == LSTRX_DONE) {
		memcpy(all + done, out, x.pos);
		all[done + x.pos] = '\0';
		assert_string_equal(all, v[run->n].out);
	}
	lws__test_guarded_free(out, run->olen);
}

static void
strexp__expands_the_same_however_input_and_output_are_cut(void **state)
{
	static const size_t olen[] = {1, 2, 3, 4, 7, 16, 17, 60};
	struct run run;
	size_t k;

	(void)state;
	for (run.n = 0; run.n < LWS_ARRAY_SIZE(v); run.n++)
		for (k = 0; k < LWS_ARRAY_SIZE(olen); k++) {
			run.olen = olen[k];
			/* an empty input is no piece at all */
			if (*v[run.n].in)
				lws__test_each_split(v[run.n].in,
						     strlen(v[run.n].in),
						     run_pieces, &run);
		}
}

static void
strexp__counts_without_an_output_buffer(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++) {
		size_t used = 0, wrote = 0;
		int calls = 0;
		lws_strexp_t x;

		lws_strexp_init(&x, &calls, expand, NULL, (size_t)-1);
		assert_int_equal(lws_strexp_expand(&x, v[i].in, strlen(v[i].in),
						   &used, &wrote),
				 v[i].result);
		if (v[i].result == LSTRX_DONE) {
			assert_int_equal(used, strlen(v[i].in));
			assert_int_equal(wrote, strlen(v[i].out));
		}
	}
}

static void
strexp__writes_nothing_into_a_buffer_of_no_size(void **state)
{
	size_t used, wrote;
	int calls = 0;
	lws_strexp_t x;

	(void)state;
	lws_strexp_init(&x, &calls, expand, (char *)1, 0);
	assert_int_equal(lws_strexp_expand(&x, "a", 1, &used, &wrote),
			 LSTRX_FILLED_OUT);
	assert_int_equal(used, 0);
	assert_int_equal(wrote, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			strexp__expands_the_same_however_input_and_output_are_cut),
		cmocka_unit_test(strexp__counts_without_an_output_buffer),
		cmocka_unit_test(
			strexp__writes_nothing_into_a_buffer_of_no_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
