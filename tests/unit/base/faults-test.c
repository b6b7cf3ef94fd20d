/* SPDX-License-Identifier: MIT */
/*
 * faults: when a rule strikes, and how rules get from list to list.
 */

#include "base/base.h"
#include "lws-test.h"

/* a letter for each time: X it struck */
static const char *
times(const lws_fi_ctx_t *fic, const char *name, int count)
{
	static char text[64];

	for (int n = 0; n < count; n++)
		text[n] = lws_fi(fic, name) ? 'X' : '.';
	text[count] = '\0';

	return text;
}

static void
fi__strikes_as_its_rule_says(void **state)
{
	lws_fi_ctx_t fic = {0};

	(void)state;
	assert_int_equal(lws_fi(NULL, "a"), 0);
	assert_int_equal(lws_fi(&fic, NULL), 0);
	assert_string_equal(times(&fic, "a", 3), "...");
	lws_fi_deserialize(&fic, "a,b(0%),c(100%),d(..X.X),e(1..2)");
	assert_int_equal(fic.fi_owner.count, 5);
	assert_string_equal(times(&fic, "a", 3), "XXX");
	assert_string_equal(times(&fic, "b", 9), ".........");
	assert_string_equal(times(&fic, "c", 9), "XXXXXXXXX");
	assert_string_equal(times(&fic, "d", 12), "..X.X..X.X..");
	assert_string_equal(times(&fic, "e", 3), "...");
	assert_string_equal(times(&fic, "aa", 3), "...");
	lws_fi_destroy(&fic);
	assert_int_equal(fic.fi_owner.count, 0);
	lws_fi_destroy(&fic);
}

static void
fi__deterministic_skips_then_strikes_then_stops(void **state)
{
	lws_fi_t fi = {.name = "a",
		       .type = LWSFI_DETERMINISTIC,
		       .pre = 2,
		       .count = 3,
		       .times = 99};
	lws_fi_ctx_t fic = {0};

	(void)state;
	assert_int_equal(lws_fi_add(&fic, &fi), 0);
	assert_string_equal(times(&fic, "a", 8), "..XXX...");
	fi.pre = UINT64_MAX;
	assert_int_equal(lws_fi_add(&fic, &fi), 0);
	assert_string_equal(times(&fic, "a", 8), "........");
	lws_fi_destroy(&fic);
}

static void
fi__a_pattern_begins_late_and_repeats(void **state)
{
	static const uint8_t bits[] = {0x05, 0x01};
	lws_fi_t fi = {.name = "a",
		       .type = LWSFI_PATTERN,
		       .pre = 2,
		       .count = 9,
		       .pattern = bits};
	lws_fi_ctx_t fic = {0};

	(void)state;
	assert_int_equal(lws_fi_add(&fic, &fi), 0);
	assert_string_equal(times(&fic, "a", 20), "..X.X.....XX.X.....X");
	lws_fi_destroy(&fic);
}

static void
fi__chance_is_the_seeds(void **state)
{
	lws_fi_ctx_t a = {0}, b = {0}, unseeded = {0};
	int struck = 0, apart = 0;

	(void)state;
	lws_xos_init(&a.xos, 5);
	lws_xos_init(&b.xos, 5);
	lws_fi_deserialize(&a, "x(20%)");
	lws_fi_deserialize(&b, "x(20%)");
	lws_fi_deserialize(&unseeded, "x(20%)");
	for (int n = 0; n < 5000; n++) {
		int now = lws_fi(&a, "x");

		struck += now;
		assert_int_equal(lws_fi(&b, "x"), now);
		apart += lws_fi(&unseeded, "x") != now;
	}
	assert_in_range(struck, 900, 1100);
	assert_true(apart);
	lws_fi_destroy(&a);
	lws_fi_destroy(&b);
	lws_fi_destroy(&unseeded);
}

static void
fi_range__stays_within_both_ends(void **state)
{
	lws_fi_ctx_t fic = {0};
	unsigned int seen = 0;
	uint64_t x = 99;

	(void)state;
	assert_int_equal(lws_fi_range(NULL, "a", &x), 1);
	assert_int_equal(lws_fi_range(&fic, "a", &x), 1);
	lws_fi_deserialize(&fic, "a(3..6),b,c(7..7),"
				 "d(0..18446744073709551615)");
	assert_int_equal(lws_fi_range(&fic, "b", &x), 1);
	assert_int_equal(x, 99);
	for (int n = 0; n < 500; n++) {
		assert_int_equal(lws_fi_range(&fic, "a", &x), 0);
		assert_in_range(x, 3, 6);
		seen |= 1u << x;
	}
	assert_int_equal(seen, 0x78);
	assert_int_equal(lws_fi_range(&fic, "c", &x), 0);
	assert_int_equal(x, 7);
	assert_int_equal(lws_fi_range(&fic, "d", &x), 0);
	lws_fi_destroy(&fic);
}

static void
fi_add__refuses_what_makes_no_sense(void **state)
{
	static const uint8_t bits[] = {1};
	static const lws_fi_t bad[] = {
		{.name = NULL},
		{.name = ""},
		{.name = "a", .type = 77},
		{.name = "a", .type = LWSFI_PROBABILISTIC, .pre = 101},
		{.name = "a", .type = LWSFI_PATTERN, .count = 1},
		{.name = "a", .type = LWSFI_PATTERN, .pattern = bits},
		{.name = "a", .type = LWSFI_PATTERN_ALLOC, .count = 1},
		{.name = "a", .type = LWSFI_RANGE, .pre = 2, .count = 1},
	};
	lws_fi_ctx_t fic = {0};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++)
		assert_int_equal(lws_fi_add(&fic, &bad[n]), 1);
	assert_int_equal(fic.fi_owner.count, 0);
}

static void
fi_add__replaces_and_fi_remove_removes(void **state)
{
	lws_fi_ctx_t fic = {0};

	(void)state;
	lws_fi_deserialize(&fic, "a(.X),b,a(X.)");
	assert_int_equal(fic.fi_owner.count, 2);
	assert_string_equal(times(&fic, "a", 4), "X.X.");
	lws_fi_remove(&fic, "no such");
	lws_fi_remove(&fic, "a");
	assert_int_equal(fic.fi_owner.count, 1);
	assert_int_equal(lws_fi(&fic, "a"), 0);
	assert_int_equal(lws_fi(&fic, "b"), 1);
	lws_fi_destroy(&fic);
}

static void
fi_deserialize__leaves_out_what_is_wrong(void **state)
{
	lws_fi_ctx_t fic = {0};

	(void)state;
	lws_fi_deserialize(&fic, "a,b(,c");
	assert_int_equal(fic.fi_owner.count, 1);
	lws_fi_deserialize(&fic, "b(200%),,c(X)");
	assert_int_equal(fic.fi_owner.count, 2);
	assert_int_equal(lws_fi(&fic, "c"), 1);
	lws_fi_deserialize(&fic, "");
	assert_int_equal(fic.fi_owner.count, 2);
	lws_fi_destroy(&fic);
}

static void
fi_import__moves_all(void **state)
{
	lws_fi_ctx_t from = {0}, to = {0};

	(void)state;
	lws_xos_init(&from.xos, 3);
	lws_fi_deserialize(&from, "a,b(.X)");
	lws_fi_deserialize(&to, "b,c");
	assert_string_equal(times(&from, "b", 1), ".");
	lws_fi_import(&to, &from);
	assert_int_equal(from.fi_owner.count, 0);
	assert_int_equal(to.fi_owner.count, 3);
	assert_memory_equal(&to.xos, &from.xos, sizeof(to.xos));
	/* it goes on where it was, in place of the other one */
	assert_string_equal(times(&to, "b", 3), "X.X");
	lws_fi_destroy(&from);
	lws_fi_destroy(&to);
}

/* as info structs are: one of the two is used from then on */
static void
fi__a_copy_of_the_list_can_take_its_place(void **state)
{
	lws_fi_ctx_t was = {0}, fic, to = {0};

	(void)state;
	lws_fi_deserialize(&was, "a,b,c");
	fic = was;
	memset(&was, 0xff, sizeof(was));
	lws_fi_remove(&fic, "b");
	assert_int_equal(fic.fi_owner.count, 2);
	lws_fi_deserialize(&fic, "d");
	lws_fi_import(&to, &fic);
	assert_int_equal(fic.fi_owner.count, 0);
	assert_int_equal(to.fi_owner.count, 3);
	fic = to;
	memset(&to, 0xff, sizeof(to));
	assert_int_equal(lws_fi(&fic, "d"), 1);
	lws_fi_destroy(&fic);
}

static void
fi_import__keeps_the_seed_that_is_there(void **state)
{
	lws_fi_ctx_t from = {0}, to = {0};
	struct lws_xos was;

	(void)state;
	lws_xos_init(&from.xos, 3);
	lws_xos_init(&to.xos, 4);
	was = to.xos;
	lws_fi_deserialize(&from, "a");
	lws_fi_import(&to, &from);
	assert_memory_equal(&to.xos, &was, sizeof(was));
	lws_fi_destroy(&to);
}

static const struct {
	const char *scope, *value;
	const char *rules;
	const char *name; /* that the copy has, NULL: none is copied */
} copies[] = {
	{"wsi", NULL, "wsi/a", "a"},
	{"wsi", "me", "wsi/a", "a"},
	{"wsi", "me", "wsi=me/a", "a"},
	{"wsi", "me", "wsi=you/a", NULL},
	{"wsi", "me", "wsi=mee/a", NULL},
	{"wsi", "me", "wsi=m/a", NULL},
	{"wsi", NULL, "wsi=me/a", NULL},
	{"wsi", "me", "a", NULL},
	{"wsi", "me", "wsi", NULL},
	{"wsi", "me", "wsi=me", NULL},
	{"wsi", "me", "wsix/a", NULL},
	{"wsi", "me", "vh/a", NULL},
	{"wsi", "me", "vh/wsi/a", NULL},
	{"vh", "x", "vh/wsi/a", "wsi/a"},
	{"vh", "x", "vh=x/wsi=me/a", "wsi=me/a"},
	{"ss", "test", "ss=test/wsi/dnsfail", "wsi/dnsfail"},
};

static void
fi_inherit_copy__takes_what_is_meant_for_it(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(copies); n++) {
		lws_fi_ctx_t from = {0}, to = {0};

		lws_fi_deserialize(&from, copies[n].rules);
		lws_fi_inherit_copy(&to, &from, copies[n].scope,
				    copies[n].value);
		assert_int_equal(from.fi_owner.count, 1);
		if (to.fi_owner.count != !!copies[n].name ||
		    (copies[n].name && !lws_fi(&to, copies[n].name)))
			fail_msg("%s for %s=%s", copies[n].rules,
				 copies[n].scope,
				 copies[n].value ? copies[n].value : "-");
		lws_fi_destroy(&from);
		lws_fi_destroy(&to);
	}
}

/* two objects of the same rules count by themselves, each with its own luck */
static void
fi_inherit_copy__begins_anew(void **state)
{
	lws_fi_ctx_t from = {0}, one = {0}, two = {0};
	int apart = 0;

	(void)state;
	lws_xos_init(&from.xos, 9);
	lws_fi_deserialize(&from, "wsi/a(.X),wsi/b(50%)");
	(void)lws_fi(&from, "wsi/a");
	lws_fi_inherit_copy(&one, &from, "wsi", NULL);
	assert_string_equal(times(&one, "a", 3), ".X.");
	lws_fi_inherit_copy(&two, &from, "wsi", NULL);
	lws_fi_destroy(&from);
	assert_string_equal(times(&two, "a", 3), ".X.");
	for (int n = 0; n < 100; n++)
		apart += lws_fi(&one, "b") != lws_fi(&two, "b");
	assert_in_range(apart, 20, 80);
	lws_fi_destroy(&one);
	lws_fi_destroy(&two);
}

/* what could not be copied is left out, and said */
static int
all(void *arg)
{
	lws_fi_ctx_t from = {0}, to = {0};
	size_t had;

	(void)arg;
	lws_fi_deserialize(&from, "wsi/a,wsi/b(.X),wsi/c(1..2)");
	lws_fi_inherit_copy(&to, &from, "wsi", NULL);
	had = from.fi_owner.count + to.fi_owner.count;
	lws_fi_destroy(&from);
	lws_fi_destroy(&to);

	return had != 6;
}

static void
fi__survives_each_allocation_failing(void **state)
{
	(void)state;
	lws__test_alloc_sweep(all, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fi__strikes_as_its_rule_says),
		cmocka_unit_test(
			fi__deterministic_skips_then_strikes_then_stops),
		cmocka_unit_test(fi__a_pattern_begins_late_and_repeats),
		cmocka_unit_test(fi__chance_is_the_seeds),
		cmocka_unit_test(fi_range__stays_within_both_ends),
		cmocka_unit_test(fi_add__refuses_what_makes_no_sense),
		cmocka_unit_test(fi_add__replaces_and_fi_remove_removes),
		cmocka_unit_test(fi_deserialize__leaves_out_what_is_wrong),
		cmocka_unit_test(fi_import__moves_all),
		cmocka_unit_test(fi__a_copy_of_the_list_can_take_its_place),
		cmocka_unit_test(fi_import__keeps_the_seed_that_is_there),
		cmocka_unit_test(fi_inherit_copy__takes_what_is_meant_for_it),
		cmocka_unit_test(fi_inherit_copy__begins_anew),
		cmocka_unit_test(fi__survives_each_allocation_failing),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
