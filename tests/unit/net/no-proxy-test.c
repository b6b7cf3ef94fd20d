/* SPDX-License-Identifier: MIT */
/*
 * Which hosts a list of no_proxy excepts.
 */

#include "lws-test.h"
#include "net/no-proxy.h"

static void
no_proxy__entries_mean_what_users_expect(void **state)
{
	static const struct {
		const char *list, *host;
		unsigned int port;
		bool excepted;
	} rows[] = {
		{"", "a.example", 80, false},
		{" , ,", "a.example", 80, false},
		{"*", "a.example", 80, true},
		{"a.example", "a.example", 80, true},
		{"a.example", "A.EXAMPLE", 80, true},
		{"a.example", "a.example.", 80, true},
		{"a.example", "x.a.example", 80, true},
		{"a.example", "xa.example", 80, false},
		{"a.example", "example", 80, false},
		{".a.example", "a.example", 80, true},
		{".a.example", "x.a.example", 80, true},
		{"*.a.example", "x.a.example", 80, true},
		{".", "a.example", 80, false},
		{"b.example, a.example", "a.example", 80, true},
		{"b.example a.example", "a.example", 80, true},
		{"a.example:8080", "a.example", 80, false},
		{"a.example:8080", "a.example", 8080, true},
		{"a.example:80x", "a.example", 80, false},
		{"a.example:", "a.example", 80, false},
		{"*:443", "a.example", 443, true},
		{"*:443", "a.example", 80, false},
		{"127.0.0.1", "127.0.0.1", 80, true},
		{"127.0.0.1", "127.0.0.11", 80, false},
		{"0.0.1", "127.0.0.1", 80, false},
		{"127.0.0.1:81", "127.0.0.1", 80, false},
		{"::1", "::1", 80, true},
		{"0:0:0:0:0:0:0:1", "[::1]", 80, true},
		{"[::1]", "::1", 80, true},
		{"[::1]:80", "::1", 80, true},
		{"[::1]:80", "::1", 81, false},
		{"10.0.0.0/8", "10.1.2.3", 80, true},
		{"10.0.0.0/8", "11.1.2.3", 80, false},
		{"10.0.0.0/33", "10.0.0.0", 80, false},
		{"10.0.0.0/", "10.0.0.0", 80, false},
		{"10.0.0.0/8x", "10.0.0.0", 80, false},
		{"10.0.0.0/8", "::1", 80, false},
		{"fd00::/8", "fd12::1", 80, true},
		{"fd00::/8", "fe12::1", 80, false},
		{"10.0.0.0/8", "a.example", 80, false},
		{"a.example", "", 80, false},
	};
	char text[400];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++)
		if (lws__no_proxy_match(rows[n].list, rows[n].host,
					rows[n].port) != rows[n].excepted)
			fail_msg("'%s' and %s:%u", rows[n].list, rows[n].host,
				 rows[n].port);
	/* too long to be a name, here and there */
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_false(lws__no_proxy_match(text, text, 1));
	assert_true(lws__no_proxy_match("a", "a", 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_proxy__entries_mean_what_users_expect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
