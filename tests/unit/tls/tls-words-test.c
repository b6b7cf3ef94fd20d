/* SPDX-License-Identifier: MIT */
/*
 * The pure parts of TLS: lists of protocols, names of hosts, and which flag
 * excuses which fault.
 */

#include "lws-test.h"

#include "tls/tls.h"

/* ---- ALPN -----------------------------------------------------------------
 */

static void
wire_is(const char *list, const void *want, size_t want_len)
{
	uint8_t *wire = lws__test_guarded("", 0);
	size_t len = 99;

	lws__test_guarded_free(wire, 0);
	wire = lws__test_guarded(want, want_len);
	memset(wire, 0, want_len);
	assert_int_equal(lws__tls_alpn_wire(list, wire, want_len, &len), 0);
	assert_int_equal(len, want_len);
	assert_memory_equal(wire, want, want_len);
	lws__test_guarded_free(wire, want_len);
	/* and with one byte less there is no room */
	if (want_len) {
		wire = lws__test_guarded(want, want_len - 1);
		assert_int_equal(
			lws__tls_alpn_wire(list, wire, want_len - 1, &len), -1);
		lws__test_guarded_free(wire, want_len - 1);
	}
}

static void
alpn_lists_become_length_prefixed_names(void **state)
{
	(void)state;
	wire_is("", "", 0);
	wire_is("h2", "\2h2", 3);
	wire_is("h2,http/1.1", "\2h2\10http/1.1", 12);
	wire_is(" h2 , http/1.1 ", "\2h2\10http/1.1", 12);
	wire_is("h2,", "\2h2", 3);
}

static void
alpn_lists_that_name_nothing_are_refused(void **state)
{
	static const char *const bad[] = {",", ",h2", "h2,,h1", "h2 h1", " "};
	uint8_t wire[600];
	char name[257];
	size_t len;

	(void)state;
	for (size_t n = 0; n < sizeof(bad) / sizeof(bad[0]); n++)
		assert_int_equal(
			lws__tls_alpn_wire(bad[n], wire, sizeof(wire), &len),
			-1);
	memset(name, 'x', 256);
	name[256] = '\0';
	assert_int_equal(lws__tls_alpn_wire(name, wire, sizeof(wire), &len),
			 -1);
	assert_int_equal(lws__tls_alpn_wire(name + 1, wire, sizeof(wire), &len),
			 0);
	assert_int_equal(len, 256);
}

static void
the_first_of_ours_that_they_have_is_chosen(void **state)
{
	static const uint8_t ours[] = "\2h2\10http/1.1";
	static const struct {
		const char *theirs;
		size_t len;
		int at; /* in ours, -1 none */
	} cases[] = {
		{"", 0, -1},
		{"\10http/1.1", 9, 3},
		{"\10http/1.1\2h2", 12, 0},
		{"\1h\3h2c\2h3", 8, -1},
		{"\2h", 2, -1},         /* cut off */
		{"\11http/1.1", 9, -1}, /* length lies */
		{"\0\2h2", 4, 0},       /* an empty name is no end */
		{"\377h2", 3, -1},
	};

	(void)state;
	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		uint8_t *theirs =
			lws__test_guarded(cases[n].theirs, cases[n].len);
		const uint8_t *got = lws__tls_alpn_common(
			ours, sizeof(ours) - 1, theirs, cases[n].len);

		assert_int_equal(got ? got - ours : -1, cases[n].at);
		lws__test_guarded_free(theirs, cases[n].len);
	}
}

/* ---- hosts ------------------------------------------------------------------
 */

static void
hosts_lose_port_brackets_zone_and_final_dot(void **state)
{
	static const struct {
		const char *host, *clean; /* NULL: refused */
		bool is_ip;
	} cases[] = {
		{"example.com", "example.com", false},
		{"example.com:443", "example.com", false},
		{"example.com.", "example.com", false},
		{"example.com.:443", "example.com", false},
		{"localhost", "localhost", false},
		{"127.0.0.1", "127.0.0.1", true},
		{"127.0.0.1:80", "127.0.0.1", true},
		{"127.1", "127.1", false},
		{"::1", "::1", true},
		{"[::1]", "::1", true},
		{"[::1]:8443", "::1", true},
		{"[fe80::1%eth0]:1", "fe80::1", true},
		{"fe80::1%eth0", "fe80::1", true},
		{"1:2:3", "1:2:3", false},
		{".", ".", false},
		{"", NULL, false},
		{":443", NULL, false},
		{"[]", NULL, false},
	};
	char to[LWS__TLS_HOST_MAX + 1], longest[300];

	(void)state;
	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		bool is_ip = false;
		int ret = lws__tls_host_clean(cases[n].host, to, sizeof(to),
					      &is_ip);

		assert_int_equal(!ret, !!cases[n].clean);
		if (ret)
			continue;
		assert_string_equal(to, cases[n].clean);
		assert_int_equal(is_ip, cases[n].is_ip);
	}
	memset(longest, 'x', sizeof(longest));
	longest[256] = '\0';
	assert_int_equal(
		lws__tls_host_clean(longest, to, sizeof(to), &(bool){false}),
		1);
	longest[255] = '\0';
	assert_int_equal(
		lws__tls_host_clean(longest, to, sizeof(to), &(bool){false}),
		0);
	assert_int_equal(lws__tls_host_clean("abc", to, 3, &(bool){false}), 1);
}

/* ---- faults -------------------------------------------------------------- */

static void
TL_04__each_flag_excuses_its_own_fault(void **state)
{
	const int skip = LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	const struct {
		enum lws__tls_fault fault;
		int by;
		const char *word;
	} faults[] = {
		{LWS__TLS_FAULT_NAME, skip, "tls=hostname"},
		{LWS__TLS_FAULT_SELF_SIGNED,
		 LCCSCF_ALLOW_SELFSIGNED | LCCSCF_ALLOW_INSECURE,
		 "tls=invalidca"},
		{LWS__TLS_FAULT_UNKNOWN_CA, LCCSCF_ALLOW_INSECURE,
		 "tls=invalidca"},
		{LWS__TLS_FAULT_NOT_YET, LCCSCF_ALLOW_EXPIRED,
		 "tls=notyetvalid"},
		{LWS__TLS_FAULT_EXPIRED, LCCSCF_ALLOW_EXPIRED, "tls=expired"},
		{LWS__TLS_FAULT_REVOKED, 0, "tls=revoked"},
		{LWS__TLS_FAULT_UNLISTED, LCCSCF_ALLOW_INSECURE, "tls=nocrl"},
		{LWS__TLS_FAULT_ABSENT, 0, "tls=nocert"},
		{LWS__TLS_FAULT_WEAK, LCCSCF_ALLOW_INSECURE, "tls=weak"},
		{LWS__TLS_FAULT_OTHER, LCCSCF_ALLOW_INSECURE,
		 "tls=invalidcert"},
	};

	(void)state;
	for (size_t n = 0; n < sizeof(faults) / sizeof(faults[0]); n++) {
		assert_string_equal(lws__tls_fault_word(faults[n].fault),
				    faults[n].word);
		assert_false(lws__tls_is_excused(faults[n].fault, 0));
		for (int bit = 0; bit < 31; bit++)
			assert_int_equal(
				lws__tls_is_excused(faults[n].fault, 1 << bit),
				!!(faults[n].by & (1 << bit)));
	}
	assert_true(lws__tls_is_excused(LWS__TLS_FAULT_NONE, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alpn_lists_become_length_prefixed_names),
		cmocka_unit_test(alpn_lists_that_name_nothing_are_refused),
		cmocka_unit_test(the_first_of_ours_that_they_have_is_chosen),
		cmocka_unit_test(hosts_lose_port_brackets_zone_and_final_dot),
		cmocka_unit_test(TL_04__each_flag_excuses_its_own_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
