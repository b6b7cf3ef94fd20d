/* SPDX-License-Identifier: MIT */
/*
 * Numbers for people, in every size of buffer.
 */

#include "lws-test.h"

#include "base/base.h"

static const lws_humanize_unit_t tiny[] = {{"x", 1}, {NULL, 0}};
static const lws_humanize_unit_t decimal[] = {
	{"GB", 1000000000}, {"MB", 1000000}, {"kB", 1000}, {"B", 1}, {NULL, 0}};
static const lws_humanize_unit_t huge[] = {
	{"E", UINT64_C(10000000000000000000)}, {"", 1}, {NULL, 0}};

static const struct {
	const lws_humanize_unit_t *schema;
	uint64_t value;
	const char *text;
	const char *padded;
} v[] = {
	{humanize_schema_si, 0, "0", "        0"},
	{humanize_schema_si, 1023, "1023", "     1023"},
	{humanize_schema_si, 1024, "1Ki", "      1Ki"},
	{humanize_schema_si, 1025, "1.000Ki", "  1.000Ki"},
	{humanize_schema_si, 1536, "1.500Ki", "  1.500Ki"},
	{humanize_schema_si, 1048575, "1023.999Ki", "1023.999Ki"},
	{humanize_schema_si, 1234567, "1.177Mi", "  1.177Mi"},
	{humanize_schema_si, UINT64_MAX, "16383.999Pi", "16383.999Pi"},
	{humanize_schema_si_bytes, 0, "0B", "        0B"},
	{humanize_schema_si_bytes, 10485760, "10MiB", "     10MiB"},
	{humanize_schema_us, 0, "0\xce\xbcs", "      0\xce\xbcs"},
	{humanize_schema_us, 1001, "1.001ms", "   1.001ms"},
	{humanize_schema_us, 1000000, "1s", "        1s"},
	{humanize_schema_us, 61000000, "1:01min", "   1:01min"},
	{humanize_schema_us, 3600000000u, "1:00hr", "    1:00hr"},
	{humanize_schema_us, 86401000000u, "1:00d", "     1:00d"},
	{humanize_schema_us, 1125899906842624u, "35:256y", "   35:256y"},
	{humanize_schema_us, UINT64_MAX, "584942:152y", "584942:152y"},
	{tiny, 12345, "12345x", "  12345x"},
	{decimal, 999, "999B", "     999B"},
	{decimal, 1500, "1.500kB", "  1.500kB"},
	{huge, UINT64_MAX, NULL, NULL}, /* only: nothing overflows */
};

static void
humanize__writes_what_fits_and_a_nul(void **state)
{
	size_t i, size;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++)
		for (size = 0; size < 40; size++) {
			char zero[40] = {0};
			uint8_t *out = lws__test_guarded(zero, size);
			int n = lws_humanize((char *)out, size, v[i].value,
					     v[i].schema);

			if (v[i].text && size > strlen(v[i].text)) {
				assert_string_equal((char *)out, v[i].text);
				assert_int_equal(n, (int)strlen(v[i].text));
			} else if (v[i].text) {
				assert_int_equal(n, (int)size);
				if (size)
					assert_memory_equal(out, v[i].text,
							    size - 1);
			}
			if (size)
				assert_true(strlen((char *)out) < size);
			lws__test_guarded_free(out, size);
		}
}

static void
humanize_pad__is_equally_wide_unless_the_text_is_wider(void **state)
{
	size_t i, size;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++)
		for (size = 0; size < 40; size++) {
			char zero[40] = {0};
			uint8_t *out = lws__test_guarded(zero, size);

			lws_humanize_pad((char *)out, size, v[i].value,
					 v[i].schema);
			if (v[i].padded && size > strlen(v[i].padded))
				assert_string_equal((char *)out, v[i].padded);
			if (size)
				assert_true(strlen((char *)out) < size);
			lws__test_guarded_free(out, size);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(humanize__writes_what_fits_and_a_nul),
		cmocka_unit_test(
			humanize_pad__is_equally_wide_unless_the_text_is_wider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
