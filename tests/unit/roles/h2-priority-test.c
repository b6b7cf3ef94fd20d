/* SPDX-License-Identifier: MIT */
/*
 * The Priority field: dictionaries of every kind, and what is none.
 */

#include "lws-test.h"
#include "roles/h2/frame.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* urgency -1: refused */
static const struct {
	const char *value;
	int urgency;
	bool is_incremental;
} vectors[] = {
	{"", 3, false},
	{"u=5, i", 5, true},
	{"u=0", 0, false},
	{"i", 3, true},
	{"i=?1", 3, true},
	{"i=?0", 3, false},
	{"  u=7,\t i  ", 7, true},
	{"i;x=1;y, u=1;z=\"a,b\"", 1, true},
	{"u=1, u=2", 2, false},
	/* of another type or out of range: not there */
	{"u=8", 3, false},
	{"u=-1", 3, false},
	{"u=1.5", 3, false},
	{"u=?1", 3, false},
	{"u=\"1\"", 3, false},
	{"u", 3, false},
	{"i=1", 3, false},
	{"u=(1 2)", 3, false},
	{"u=123456789012345", 3, false},
	/* other members of all kinds */
	{"a=1, b=tok/en:*, c=:aGk=:, d=(\"x\" y;q=1 ?0), *x-.1=-1.125, u=2", 2,
	 false},
	{"a=(), u=4", 4, false},
	{"a=\"q\\\"\\\\\", u=4", 4, false},
	/* no dictionary */
	{"u=", -1, false},
	{"u=5,", -1, false},
	{"u=5 i", -1, false},
	{"U=5", -1, false},
	{"=5", -1, false},
	{"u=5;", -1, false},
	{"u=5;A", -1, false},
	{"u= 5", -1, false},
	{"u=5, a=\"x", -1, false},
	{"u=5, a=\"\\x\"", -1, false},
	{"u=5, a=\"\x7f\"", -1, false},
	{"u=5, a=(1", -1, false},
	{"u=5, a=(1\t2)", -1, false},
	{"u=5, a=:x", -1, false},
	{"u=5, a=?2", -1, false},
	{"u=5, a=1.", -1, false},
	{"u=5, a=1.2345", -1, false},
	{"u=5, a=1234567890123456", -1, false},
	{"u=5, a=1234567890123.1", -1, false},
	{"u=5, a=-", -1, false},
	{"u=5, a=@", -1, false},
	{",", -1, false},
	{"u=5\n", -1, false},
};

static void
h2_priority__reads_what_is_a_dictionary(void **state)
{
	(void)state;
	for (size_t n = 0; n < COUNT(vectors); n++) {
		struct lws__h2_priority p = LWS__H2_PRIORITY_DEFAULT;
		size_t len = strlen(vectors[n].value);
		char *value = (char *)lws__test_guarded(vectors[n].value, len);
		bool is_good = vectors[n].urgency >= 0;
		int want = is_good ? vectors[n].urgency : 3;
		int no = lws__h2_priority_parse(&p, value, len);

		if (!no != is_good || p.urgency != want ||
		    p.is_incremental != vectors[n].is_incremental)
			fail_msg("%s: %d, u=%d", vectors[n].value, no,
				 p.urgency);
		lws__test_guarded_free((uint8_t *)value, len);
	}
}

/* a NUL is no character of a key, nor of anything */
static void
h2_priority__refuses_nul(void **state)
{
	struct lws__h2_priority p = LWS__H2_PRIORITY_DEFAULT;

	(void)state;
	assert_int_not_equal(lws__h2_priority_parse(&p, "u\0=1", 4), 0);
	assert_int_not_equal(lws__h2_priority_parse(&p, "a=b\0, u=1", 9), 0);
	assert_int_not_equal(lws__h2_priority_parse(&p, "\0", 1), 0);
	assert_int_equal(p.urgency, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h2_priority__reads_what_is_a_dictionary),
		cmocka_unit_test(h2_priority__refuses_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
