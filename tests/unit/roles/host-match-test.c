/* SPDX-License-Identifier: MIT */
/* Host fields: taken apart, refused, and matched to vhost names. */

#include "lws-test.h"

#include "roles/http/host-match.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
host_match__h1_09_splits_hosts_and_refuses_the_rest(void **state)
{
	static const struct {
		const char *in;
		const char *name; /* NULL: refused */
		int port;
	} vectors[] = {
		{"h", "h", -1},
		{"h:", "h", -1},
		{"h:80", "h", 80},
		{"h:0", "h", 0},
		{"h:65535", "h", 65535},
		{"a.b-c_d~e", "a.b-c_d~e", -1},
		{"127.0.0.1:1", "127.0.0.1", 1},
		{"[::1]", "[::1]", -1},
		{"[::1]:443", "[::1]", 443},
		{"[fe80::1.2.3.4]", "[fe80::1.2.3.4]", -1},
		{"a%20b", "a%20b", -1},
		{"", NULL, 0},
		{":80", NULL, 0},
		{"h:65536", NULL, 0},
		{"h:080000", NULL, 0},
		{"h:-1", NULL, 0},
		{"h:8x", NULL, 0},
		{"h:80:80", NULL, 0},
		{"a/c", NULL, 0},
		{"a b", NULL, 0},
		{"a,b", NULL, 0},
		{"u@h", NULL, 0},
		{"h?x", NULL, 0},
		{"h#x", NULL, 0},
		{"h\\x", NULL, 0},
		{"\xe9", NULL, 0},
		{"[]", NULL, 0},
		{"[::1", NULL, 0},
		{"[::1]x", NULL, 0},
		{"[::1%25eth0]", NULL, 0},
		{"[gg]", NULL, 0},
		{"::1", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		size_t len = strlen(vectors[i].in);
		uint8_t *in = lws__test_guarded(vectors[i].in, len);
		struct lws__http_host h;
		int r = lws__http_host_split(&h, (char *)in, len);

		if (!r != (vectors[i].name != NULL))
			fail_msg("'%s': %d", vectors[i].in, r);
		if (!r && (h.port != vectors[i].port ||
			   h.name_len != strlen(vectors[i].name) ||
			   memcmp(h.name, vectors[i].name, h.name_len)))
			fail_msg("'%s': %.*s %d", vectors[i].in,
				 (int)h.name_len, h.name, h.port);
		lws__test_guarded_free(in, len);
	}
}

static void
host_match__exact_name_or_a_dot_before_it(void **state)
{
	static const struct {
		const char *vhost;
		const char *host;
		enum lws__http_host_match match;
	} vectors[] = {
		{"example.com", "example.com", LWS__HTTP_HOST_EXACT},
		{"Example.com", "eXample.com", LWS__HTTP_HOST_EXACT},
		{"example.com", "example.com.", LWS__HTTP_HOST_EXACT},
		{"example.com", "www.example.com", LWS__HTTP_HOST_SUFFIX},
		{"example.com", "a.b.example.com", LWS__HTTP_HOST_SUFFIX},
		{"example.com", "notexample.com", LWS__HTTP_HOST_NO},
		{"example.com", "example.org", LWS__HTTP_HOST_NO},
		{"example.com", "com", LWS__HTTP_HOST_NO},
		{"www.example.com", "example.com", LWS__HTTP_HOST_NO},
		{"", "example.com", LWS__HTTP_HOST_NO},
		{"example.com", "", LWS__HTTP_HOST_NO},
		{"example.com", ".", LWS__HTTP_HOST_NO},
		{"[::1]", "[::1]", LWS__HTTP_HOST_EXACT},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		size_t len = strlen(vectors[i].host);
		uint8_t *in = lws__test_guarded(vectors[i].host, len);

		if (lws__http_host_matches(vectors[i].vhost, (char *)in, len) !=
		    vectors[i].match)
			fail_msg("%s on %s", vectors[i].host, vectors[i].vhost);
		lws__test_guarded_free(in, len);
	}
}

static void
host_match__same_counts_the_default_port(void **state)
{
	struct lws__http_host a, b;

	(void)state;
	assert_int_equal(lws__http_host_split(&a, "H", 1), 0);
	assert_int_equal(lws__http_host_split(&b, "h:80", 4), 0);
	assert_true(lws__http_host_same(&a, &b, 80));
	assert_false(lws__http_host_same(&a, &b, 443));
	assert_int_equal(lws__http_host_split(&b, "i:80", 4), 0);
	assert_false(lws__http_host_same(&a, &b, 80));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			host_match__h1_09_splits_hosts_and_refuses_the_rest),
		cmocka_unit_test(host_match__exact_name_or_a_dot_before_it),
		cmocka_unit_test(host_match__same_counts_the_default_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
