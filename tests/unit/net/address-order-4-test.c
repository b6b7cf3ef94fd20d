/* SPDX-License-Identifier: MIT */
/*
 * Order of candidate addresses where all are IPv4.
 */

#include "lws-test.h"
#include "net/address-order.h"

#include <stdio.h>
#include <stdlib.h>

/* src NULL: no route; '!' before it: deprecated */
static struct lws__address
address(const char *dest, const char *src)
{
	struct lws__address a;

	memset(&a, 0, sizeof(a));
	assert_int_equal(lws_sa46_parse_numeric_address(dest, &a.dest), 0);
	if (!src)
		return a;
	a.has_src = true;
	a.src_is_deprecated = *src == '!';
	src += a.src_is_deprecated;
	assert_int_equal(lws_sa46_parse_numeric_address(src, &a.src), 0);

	return a;
}

static void
check(struct lws__address a, struct lws__address b, bool swaps)
{
	struct lws__address list[2] = {a, b};

	lws__address_order(list, 2);
	lws__address_interleave(list, 2);
	assert_memory_equal(&list[0], swaps ? &b : &a, sizeof(a));
	assert_memory_equal(&list[1], swaps ? &a : &b, sizeof(a));
}

static void
address_order_4__each_rule_by_itself(void **state)
{
	struct lws__address plain = address("198.51.100.1", "192.0.2.1");

	(void)state;
	/* 1: no route */
	check(address("198.51.100.9", NULL), plain, true);
	/* 2: scopes match */
	check(address("169.254.0.9", "192.0.2.1"), plain, true);
	check(address("198.51.100.9", "127.0.0.1"), plain, true);
	/* 3: deprecated source */
	check(address("198.51.100.9", "!192.0.2.1"), plain, true);
	/* 8: the smaller scope */
	check(plain, address("127.0.0.1", "127.0.0.1"), true);
	/* 10: as they came, whatever the prefix */
	check(address("203.0.113.9", "192.0.2.1"), plain, false);
	check(plain, address("192.0.2.9", "192.0.2.1"), false);
	/* earlier rules win */
	check(address("127.0.0.1", "192.0.2.1"),
	      address("198.51.100.9", "!192.0.2.1"), true);
}

static void
address_order_4__of_many_is_stable(void **state)
{
	struct lws__address list[LWS_ADDRESS_MAX + 2];
	char text[32];

	(void)state;
	for (unsigned int n = 0; n < LWS_ADDRESS_MAX + 2; n++) {
		snprintf(text, sizeof(text), "203.0.113.%u", n);
		list[n] = address(text, n % 2 ? "192.0.2.1" : NULL);
	}
	lws__address_order(list, LWS_ADDRESS_MAX + 2);
	for (unsigned int n = 0; n < LWS_ADDRESS_MAX; n++) {
		unsigned int was = n < LWS_ADDRESS_MAX / 2
					   ? 2 * n + 1
					   : 2 * (n - LWS_ADDRESS_MAX / 2);

		assert_int_equal(ntohl(list[n].dest.sa4.sin_addr.s_addr) & 255,
				 was);
	}
	lws__address_order(NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_order_4__each_rule_by_itself),
		cmocka_unit_test(address_order_4__of_many_is_stable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
