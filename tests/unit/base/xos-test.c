/* SPDX-License-Identifier: MIT */
/*
 * xos: the published numbers, and what is made of them.
 */

#include "base/base.h"
#include "lws-test.h"

/* xoshiro256** from the state 1, 2, 3, 4: what its authors' code gives */
static void
xos__gives_the_published_numbers(void **state)
{
	static const uint64_t want[] = {
		11520u,
		0u,
		1509978240u,
		1215971899390074240u,
		1216172134540287360u,
		607988272756665600u,
		16172922978634559625u,
		8476171486693032832u,
		10595114339597558777u,
		2904607092377533576u,
	};
	struct lws_xos xos = {.s = {1, 2, 3, 4}};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(want); n++)
		assert_true(lws_xos(&xos) == want[n]);
}

/* splitmix64 from 1234567 */
static void
xos__fills_its_state_with_splitmix64(void **state)
{
	static const uint64_t want[] = {
		6457827717110365317u,
		3203168211198807973u,
		9817491932198370423u,
		4593380528125082431u,
	};
	struct lws_xos xos;

	(void)state;
	lws_xos_init(&xos, 1234567);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(want); n++)
		assert_true(xos.s[n] == want[n]);
	lws_xos_init(&xos, 0);
	assert_true(xos.s[0] == 16294208416658607535u);
}

static void
xos__the_same_seed_gives_the_same(void **state)
{
	struct lws_xos a, b, c;
	bool differ = false;

	(void)state;
	lws_xos_init(&a, 77);
	lws_xos_init(&b, 77);
	lws_xos_init(&c, 78);
	for (int n = 0; n < 100; n++) {
		uint64_t x = lws_xos(&a);

		assert_true(x == lws_xos(&b));
		differ |= x != lws_xos(&c);
	}
	assert_true(differ);
}

static void
xos__percent_is_never_at_0_and_always_at_100(void **state)
{
	struct lws_xos xos;
	int often = 0;

	(void)state;
	lws_xos_init(&xos, 1);
	for (int n = 0; n < 10000; n++) {
		assert_int_equal(lws_xos_percent(&xos, 0), 0);
		assert_int_equal(lws_xos_percent(&xos, -5), 0);
		assert_int_equal(lws_xos_percent(&xos, 100), 1);
		often += lws_xos_percent(&xos, 30);
	}
	assert_in_range(often, 2800, 3200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xos__gives_the_published_numbers),
		cmocka_unit_test(xos__fills_its_state_with_splitmix64),
		cmocka_unit_test(xos__the_same_seed_gives_the_same),
		cmocka_unit_test(xos__percent_is_never_at_0_and_always_at_100),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
