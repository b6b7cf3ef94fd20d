/* SPDX-License-Identifier: MIT */
/*
 * Order of candidate addresses: the examples of RFC 6724 10.2, each rule by
 * itself, and families that take turns.
 */

#include "lws-test.h"
#include "net/address-order.h"
#include "net/sockaddr.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* "dest<src", "dest<src!" (source is deprecated) or "dest" (no route) */
static void
parse(struct lws__address *a, const char *text)
{
	char dest[64], src[64];
	size_t len = strcspn(text, "<");

	memset(a, 0, sizeof(*a));
	snprintf(dest, sizeof(dest), "%.*s", (int)len, text);
	if (lws_sa46_parse_numeric_address(dest, &a->dest))
		fail_msg("%s", text);
	if (!text[len])
		return;

	snprintf(src, sizeof(src), "%s", text + len + 1);
	len = strlen(src);
	if (src[len - 1] == '!') {
		a->src_is_deprecated = true;
		src[len - 1] = '\0';
	}
	if (lws_sa46_parse_numeric_address(src, &a->src))
		fail_msg("%s", text);
	a->has_src = true;
}

static size_t
parse_list(struct lws__address *list, const char *text)
{
	size_t count = 0;
	char item[128];

	while (*text) {
		size_t len = strcspn(text, " ");

		snprintf(item, sizeof(item), "%.*s", (int)len, text);
		parse(&list[count++], item);
		text += len;
		while (*text == ' ')
			text++;
	}

	return count;
}

static void
write_list(char *out, size_t size, struct lws__address *list, size_t count)
{
	size_t n, at = 0;

	*out = '\0';
	for (n = 0; n < count; n++) {
		char ads[64];

		lws_sa46_write_numeric_address(&list[n].dest, ads, sizeof(ads));
		at += (size_t)snprintf(out + at, size - at, "%s%s",
				       n ? " " : "", ads);
	}
}

struct row {
	const char *name, *in, *out;
};

static void
run_rows(const struct row *rows, size_t count,
	 void (*sort)(struct lws__address *list, size_t count))
{
	struct lws__address list[16];
	char got[512];
	size_t n, len;

	for (n = 0; n < count; n++) {
		len = parse_list(list, rows[n].in);
		sort(list, len);
		write_list(got, sizeof(got), list, len);
		if (strcmp(got, rows[n].out))
			fail_msg("%s: %s", rows[n].name, got);
		sort(list, len);
		write_list(got, sizeof(got), list, len);
		if (strcmp(got, rows[n].out))
			fail_msg("%s, again: %s", rows[n].name, got);
	}
}

static void
address_order__follows_the_examples_of_the_rfc(void **state)
{
	static const struct row rows[] = {
		{"matching scope, IPv6",
		 "198.51.100.121<169.254.13.78 2001:db8:1::1<2001:db8::2",
		 "2001:db8:1::1 198.51.100.121"},
		{"matching scope, IPv4",
		 "2001:db8:1::1<fe80::1 198.51.100.121<198.51.100.117",
		 "198.51.100.121 2001:db8:1::1"},
		{"higher precedence",
		 "10.1.2.3<10.1.2.4 2001:db8:1::1<2001:db8::2",
		 "2001:db8:1::1 10.1.2.3"},
		{"smaller scope", "2001:db8:1::1<2001:db8::2 fe80::1<fe80::2",
		 "fe80::1 2001:db8:1::1"},
		{"matching label",
		 "2001:db8:1::1<2002:c633:6401::2 "
		 "2002:c633:6401::1<2002:c633:6401::2",
		 "2002:c633:6401::1 2001:db8:1::1"},
		{"higher precedence than 6to4",
		 "2002:c633:6401::1<2002:c633:6401::2 "
		 "2001:db8:1::1<2001:db8:1::2",
		 "2001:db8:1::1 2002:c633:6401::1"},
		{"longest prefix",
		 "2001:db8:3ffe::1<2001:db8:3f44::2 "
		 "2001:db8:1::1<2001:db8:1::2",
		 "2001:db8:1::1 2001:db8:3ffe::1"},
	};

	(void)state;
	run_rows(rows, COUNT(rows), lws__address_order);
}

static void
address_order__obeys_each_rule(void **state)
{
	static const struct row rows[] = {
		{"1: what has no route is last",
		 "2001:db8::1 192.0.2.1<192.0.2.2", "192.0.2.1 2001:db8::1"},
		{"1: nothing has a route: precedence", "192.0.2.1 2001:db8::1",
		 "2001:db8::1 192.0.2.1"},
		{"3: not from a deprecated source",
		 "2001:db8::1<2001:db8::9! 192.0.2.1<192.0.2.2",
		 "192.0.2.1 2001:db8::1"},
		{"5: unique local from global",
		 "fd00::1<2001:db8::2 192.0.2.1<192.0.2.2",
		 "192.0.2.1 fd00::1"},
		{"6: ::1 before 127.0.0.1", "127.0.0.1<127.0.0.1 ::1<::1",
		 "::1 127.0.0.1"},
		{"6: Teredo after IPv4", "2001::1<2001::2 192.0.2.1<192.0.2.2",
		 "192.0.2.1 2001::1"},
		{"6: 6bone and site-local are last",
		 "3ffe::1<3ffe::2 fec0::1<fec0::2 192.0.2.1<192.0.2.2 "
		 "2001:db8::1<2001:db8::2",
		 "2001:db8::1 192.0.2.1 fec0::1 3ffe::1"},
		{"9: not among IPv4", "10.9.0.1<10.1.0.1 10.1.0.2<10.1.0.1",
		 "10.9.0.1 10.1.0.2"},
		{"9: 64 bits at most",
		 "2001:db8::ff<2001:db8::1 2001:db8::2<2001:db8::1",
		 "2001:db8::ff 2001:db8::2"},
		{"10: as they came",
		 "192.0.2.9<192.0.2.1 192.0.2.3<192.0.2.1 192.0.2.7<192.0.2.1",
		 "192.0.2.9 192.0.2.3 192.0.2.7"},
		{"one", "192.0.2.9<192.0.2.1", "192.0.2.9"},
		{"none", "", ""},
	};

	(void)state;
	run_rows(rows, COUNT(rows), lws__address_order);
}

static void
address_order__leaves_what_is_past_its_limit(void **state)
{
	struct lws__address list[LWS_ADDRESS_MAX + 2];
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(list); n++)
		parse(&list[n], n % 2 ? "::1<::1" : "127.0.0.1<127.0.0.1");
	lws__address_order(list, COUNT(list));
	for (n = 0; n < LWS_ADDRESS_MAX; n++)
		assert_int_equal(list[n].dest.sa4.sin_family,
				 n < LWS_ADDRESS_MAX / 2 ? AF_INET6 : AF_INET);
	assert_int_equal(list[n].dest.sa4.sin_family, AF_INET);
	assert_int_equal(list[n + 1].dest.sa4.sin_family, AF_INET6);
}

static void
address_interleave__lets_the_families_take_turns(void **state)
{
	static const struct row rows[] = {
		{"begins with the best", "::1 ::2 ::3 1.0.0.1 1.0.0.2",
		 "::1 1.0.0.1 ::2 1.0.0.2 ::3"},
		{"IPv4 first", "1.0.0.1 1.0.0.2 1.0.0.3 ::1",
		 "1.0.0.1 ::1 1.0.0.2 1.0.0.3"},
		{"one family", "::3 ::1 ::2", "::3 ::1 ::2"},
		{"mixed already", "::1 1.0.0.1 1.0.0.2 ::2",
		 "::1 1.0.0.1 ::2 1.0.0.2"},
		{"none", "", ""},
		{"one", "::1", "::1"},
	};

	(void)state;
	run_rows(rows, COUNT(rows), lws__address_interleave);
}

static void
address_sources__are_asked_of_the_kernel(void **state)
{
	struct lws__address list[2];
	char text[64];

	(void)state;
	parse(&list[0], "127.0.0.1");
	memset(&list[1], 0, sizeof(list[1]));
	list[1].has_src = true;
	lws__address_find_sources(list, COUNT(list));
	assert_true(list[0].has_src);
	lws_sa46_write_numeric_address(&list[0].src, text, sizeof(text));
	assert_string_equal(text, "127.0.0.1");
	assert_int_equal(lws__sa46_port(&list[0].dest), 0);
	assert_false(list[1].has_src);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			address_order__follows_the_examples_of_the_rfc),
		cmocka_unit_test(address_order__obeys_each_rule),
		cmocka_unit_test(address_order__leaves_what_is_past_its_limit),
		cmocka_unit_test(
			address_interleave__lets_the_families_take_turns),
		cmocka_unit_test(address_sources__are_asked_of_the_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
