/* SPDX-License-Identifier: MIT */
/* Addresses from and to text, and from the names of interfaces. */

#include "plat/plat.h"
#include "lws-test.h"
#include "syscall-shim.h"

#include <arpa/inet.h>
#include <errno.h>

static void
address__numeric_text_round_trips(void **state)
{
	static const struct {
		const char *text, *back;
		int family;
	} cases[] = {
		{"127.0.0.1", "127.0.0.1", AF_INET},
		{"255.255.255.255", "255.255.255.255", AF_INET},
		{"::1", "::1", AF_INET6},
		{"[::1]", "::1", AF_INET6},
		{"2001:DB8:0:0::7", "2001:db8::7", AF_INET6},
		{"::ffff:10.1.2.3", "10.1.2.3", AF_INET6},
		{"fe80::1%lo", "fe80::1%lo", AF_INET6},
		{"fe80::1%1", "fe80::1%lo", AF_INET6},
	};
	struct lws__sa sa;
	char buf[64];
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(cases); i++) {
		assert_int_equal(lws__sa_numeric(&sa, cases[i].text, 8080), 0);
		assert_int_equal(sa.u.sa.sa_family, cases[i].family);
		assert_int_equal(lws__sa_port(&sa), 8080);
		assert_int_equal(lws__sa_text(&sa, buf, sizeof(buf)),
				 strlen(cases[i].back));
		assert_string_equal(buf, cases[i].back);
	}
}

static void
address__what_is_not_numeric_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"localhost",
		"1.2.3",
		"1.2.3.4.5",
		"256.1.1.1",
		"[::1",
		"::1]",
		"[127.0.0.1]",
		"fe80::1%",
		"fe80::1%nosuchif9",
		"fe80::1%-1",
		"fe80::1%99999999999999",
		"%lo",
		"[]",
		"1:2:3:4:5:6:7:8:9",
		"::1 ",
		"1111:2222:3333::7777:8888%averyverylongzonename",
	};
	struct lws__sa sa;
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(bad); i++) {
		assert_int_equal(lws__sa_numeric(&sa, bad[i], 1), -1);
		assert_int_equal(sa.len, 0);
	}
}

/* NET-27 */
static void
address_net27__unix_path_is_never_cut(void **state)
{
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
	struct lws__sa sa;
	char buf[128];

	(void)state;
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0'; /* one too long: no room for its NUL */
	assert_int_equal(lws__sa_unix(&sa, path), -1);
	path[sizeof(path) - 2] = '\0';
	assert_int_equal(lws__sa_unix(&sa, path), 0);
	assert_int_equal(sa.len, sizeof(sa.u.un));
	assert_int_equal(lws__sa_text(&sa, buf, sizeof(buf)), strlen(path));
	assert_string_equal(buf, path);
	assert_int_equal(lws__sa_unix(&sa, ""), -1);
}

static void
address__abstract_names_begin_with_an_at(void **state)
{
	struct lws__sa sa;
	char buf[16];

	(void)state;
	assert_int_equal(lws__sa_unix(&sa, "@name"), 0);
	assert_int_equal(sa.u.un.sun_path[0], '\0');
	assert_int_equal(sa.len, offsetof(struct sockaddr_un, sun_path) + 5);
	assert_int_equal(lws__sa_text(&sa, buf, sizeof(buf)), 5);
	assert_string_equal(buf, "@name");
}

static void
address__text_never_passes_its_buffer(void **state)
{
	static const char *const texts[] = {"127.0.0.1", "2001:db8::7",
					    "::ffff:1.2.3.4"};
	struct lws__sa sa;
	uint8_t *buf;
	size_t i, len;

	(void)state;
	for (i = 0; i <= LWS_ARRAY_SIZE(texts); i++) {
		if (i < LWS_ARRAY_SIZE(texts))
			lws__sa_numeric(&sa, texts[i], 0);
		else
			lws__sa_unix(&sa, "/tmp/a-socket");
		for (len = 0; len < 20; len++) {
			buf = lws__test_guarded("####################", len);
			assert_true(lws__sa_text(&sa, (char *)buf, len) <=
				    (len ? len - 1 : 0));
			lws__test_guarded_free(buf, len);
		}
	}
}

static void
address__no_address_has_empty_text(void **state)
{
	struct lws__sa sa = {.len = 0};
	char buf[8] = "x";

	(void)state;
	assert_int_equal(lws__sa_text(&sa, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "");
	sa.u.sa.sa_family = AF_UNIX; /* unnamed, as of a client */
	sa.len = sizeof(sa.u.sa.sa_family);
	assert_int_equal(lws__sa_text(&sa, buf, sizeof(buf)), 0);
	assert_int_equal(lws__sa_port(&sa), 0);
	lws__sa_set_port(&sa, 5);
	assert_int_equal(lws__sa_port(&sa), 0);
}

static void
address__copies_only_what_fits(void **state)
{
	struct sockaddr_storage ss;
	struct lws__sa sa;
	lws_sockaddr46 sa46;

	(void)state;
	memset(&ss, 0, sizeof(ss));
	memset(&sa46, 0, sizeof(sa46));
	ss.ss_family = AF_INET6;
	assert_int_equal(lws__sa_from_sockaddr(&sa, (struct sockaddr *)&ss,
					       sizeof(struct sockaddr_in)),
			 -1);
	assert_int_equal(
		lws__sa_from_sockaddr(&sa, (struct sockaddr *)&ss, sizeof(ss)),
		-1);
	assert_int_equal(lws__sa_from_sockaddr(&sa, (struct sockaddr *)&ss, 1),
			 -1);
	assert_int_equal(lws__sa_from_sockaddr(&sa, (struct sockaddr *)&ss,
					       sizeof(struct sockaddr_in6)),
			 0);
	ss.ss_family = AF_INET;
	assert_int_equal(lws__sa_from_sockaddr(&sa, (struct sockaddr *)&ss, 8),
			 -1);

	assert_int_equal(lws__sa_from_46(&sa, &sa46), -1);
	assert_int_equal(sa.len, 0);
	sa46.sa4.sin_family = AF_INET;
	assert_int_equal(lws__sa_from_46(&sa, &sa46), 0);
	assert_int_equal(sa.len, sizeof(struct sockaddr_in));
	sa46.sa6.sin6_family = AF_INET6;
	assert_int_equal(lws__sa_from_46(&sa, &sa46), 0);
	assert_int_equal(sa.len, sizeof(struct sockaddr_in6));
}

static void
address__wildcards_have_family_and_port(void **state)
{
	struct lws__sa sa;

	(void)state;
	lws__sa_any(&sa, AF_INET, 80);
	assert_int_equal(sa.len, sizeof(struct sockaddr_in));
	assert_int_equal(lws__sa_port(&sa), 80);
	lws__sa_any(&sa, AF_INET6, 443);
	assert_int_equal(sa.len, sizeof(struct sockaddr_in6));
	assert_int_equal(lws__sa_port(&sa), 443);
}

/* ---- interfaces ------------------------------------------------------ */

static void
interface__loopback_has_its_address(void **state)
{
	struct lws__sa sa;
	char buf[64];

	(void)state;
	assert_int_equal(lws__plat_interface_address(&sa, "lo", AF_INET),
			 LWS_PLAT_IF_FOUND);
	lws__sa_text(&sa, buf, sizeof(buf));
	assert_string_equal(buf, "127.0.0.1");
	assert_int_equal(lws__plat_interface_address(&sa, "lo", AF_UNSPEC),
			 LWS_PLAT_IF_FOUND);
	assert_int_equal(sa.u.sa.sa_family, AF_INET);
}

static void
interface__numeric_address_stands_for_itself(void **state)
{
	struct lws__sa sa;

	(void)state;
	assert_int_equal(lws__plat_interface_address(&sa, "::1", AF_UNSPEC),
			 LWS_PLAT_IF_FOUND);
	assert_int_equal(sa.u.sa.sa_family, AF_INET6);
	assert_int_equal(lws__plat_interface_address(&sa, "::1", AF_INET),
			 LWS_PLAT_IF_NO_ADDRESS);
	assert_int_equal(sa.len, 0);
}

/* NET-27 */
static void
interface_net27__absent_one_is_said_to_be_absent(void **state)
{
	struct lws__sa sa;

	(void)state;
	assert_int_equal(
		lws__plat_interface_address(&sa, "nosuchif9", AF_UNSPEC),
		LWS_PLAT_IF_ABSENT);
	lws__shim_fail(LWS_SHIM_GETIFADDRS, 1, 1, ENOMEM);
	assert_int_equal(lws__plat_interface_address(&sa, "lo", AF_INET),
			 LWS_PLAT_IF_ERROR);
	lws__shim_reset();
}

static void
interface__public_call_answers_in_the_family_asked(void **state)
{
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;
	void *p6 = &in6;

	(void)state;
	assert_int_equal(lws_interface_to_sa(0, "lo", &in4, sizeof(in4)), 0);
	assert_int_equal(ntohl(in4.sin_addr.s_addr), INADDR_LOOPBACK);
	assert_int_equal(lws_interface_to_sa(0, "192.0.2.1", &in4, sizeof(in4)),
			 0);
	assert_int_equal(in4.sin_family, AF_INET);
	assert_int_equal(lws_interface_to_sa(1, "127.0.0.1", p6, sizeof(in6)),
			 0);
	assert_int_equal(in6.sin6_family, AF_INET6);
	assert_true(IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr));
	assert_int_equal(lws_interface_to_sa(1, "::1", p6, sizeof(in6)), 0);
	assert_true(IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr));
	assert_int_equal(lws_interface_to_sa(1, "::1", p6, sizeof(in4)), -1);
	assert_int_equal(lws_interface_to_sa(0, "nosuchif9", &in4, sizeof(in4)),
			 -1);
	assert_int_equal(lws_interface_to_sa(0, "::1", &in4, sizeof(in4)), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address__numeric_text_round_trips),
		cmocka_unit_test(address__what_is_not_numeric_is_refused),
		cmocka_unit_test(address_net27__unix_path_is_never_cut),
		cmocka_unit_test(address__abstract_names_begin_with_an_at),
		cmocka_unit_test(address__text_never_passes_its_buffer),
		cmocka_unit_test(address__no_address_has_empty_text),
		cmocka_unit_test(address__copies_only_what_fits),
		cmocka_unit_test(address__wildcards_have_family_and_port),
		cmocka_unit_test(interface__loopback_has_its_address),
		cmocka_unit_test(interface__numeric_address_stands_for_itself),
		cmocka_unit_test(
			interface_net27__absent_one_is_said_to_be_absent),
		cmocka_unit_test(
			interface__public_call_answers_in_the_family_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
