/* SPDX-License-Identifier: MIT */
/*
 * Numeric addresses and MACs as programs know them from v4.5: every answer,
 * and every form of the text that is written.
 */

#include "lws-test.h"
#include "net/sockaddr.h"

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/*
 * Two answers are not v4.5's: a second "::" is refused, and ::ffff: may be
 * followed by hexadecimal (RFC 4291 2.2).
 */

/* text, answer with 16 and with 4 bytes of room, bytes, text again or NULL */
struct address_row {
	const char *text;
	int with_16, with_4;
	const char *hex, *written;
};

static const struct address_row address_rows[] = {
	{"1.2.3.4", 4, 4, "01020304", "1.2.3.4"},
	{"0.0.0.0", 4, 4, "00000000", "0.0.0.0"},
	{"255.255.255.255", 4, 4, "ffffffff", "255.255.255.255"},
	{"256.1.1.1", -6, -6, "", NULL},
	{"1.2.3", -1, -1, "", NULL},
	{"1.2.3.4.5", -12, -14, "", NULL},
	{"1.2.3.", -1, -1, "", NULL},
	{"", -1, -1, "", NULL},
	{"01.2.3.4", 4, 4, "01020304", "1.2.3.4"},
	{"1..3.4", -1, -1, "", NULL},
	{"::", 16, -4, "00000000000000000000000000000000", "::"},
	{"::1", 16, -4, "00000000000000000000000000000001", "::1"},
	{"2001:db8::1", 16, -4, "20010db8000000000000000000000001",
	 "2001:db8::1"},
	{"2001:DB8:0:0:0:0:0:1", 16, -4, "20010db8000000000000000000000001",
	 "2001:db8::1"},
	{"2001:db8:1:2:3:4:5:6", 16, -4, "20010db8000100020003000400050006",
	 "2001:db8:1:2:3:4:5:6"},
	{"::ffff:1.2.3.4", 16, -4, "00000000000000000000ffff01020304",
	 "::ffff:1.2.3.4"},
	{"fe80::1%eth0", -10, -4, "", NULL},
	{"1::2::3", -8, -4, "", NULL},
	{":::", -8, -4, "", NULL},
	{"12345::", -1, -4, "", NULL},
	{"g::1", -1, -4, "", NULL},
	{"1:2:3:4:5:6:7", -12, -4, "", NULL},
	{"1:2:3:4:5:6:7:8:9", -14, -4, "", NULL},
	{"::1:2:3:4:5:6:7", 16, -4, "00000001000200030004000500060007",
	 "::1:2:3:4:5:6:7"},
	{"1:2:3:4:5:6:7::", 16, -4, "00010002000300040005000600070000",
	 "1:2:3:4:5:6:7::"},
	{"2001:0db8:0000:0000:0001:0000:0000:0001", 16, -4,
	 "20010db8000000000001000000000001", "2001:db8::1:0:0:1"},
	{"localhost", -1, -1, "", NULL},
	{"1.2.3.4:80", -10, -4, "", NULL},
	{"[::1]", -10, -4, "", NULL},
	{"-1.2.3.4", -1, -1, "", NULL},
	{"::1.2.3.4", -10, -4, "", NULL},
	{"0:0:1::", 16, -4, "00000000000100000000000000000000",
	 "::1:0:0:0:0:0"},
	{"1:0:0:2:0:0:0:3", 16, -4, "00010000000000020000000000000003",
	 "1::2:0:0:0:3"},
	{" 1.2.3.4", 4, 4, "01020304", "1.2.3.4"},
	{"ff02::1:2", 16, -4, "ff020000000000000000000000010002", "ff02::1:2"},
	{"::ffff:102:304", 16, -4, "00000000000000000000ffff01020304",
	 "::ffff:1.2.3.4"},
	{"1:0:3:4:5:6:7:8", 16, -4, "00010000000300040005000600070008",
	 "1::3:4:5:6:7:8"},
};

static void
to_hex(char *out, const uint8_t *p, int len)
{
	int n;

	*out = '\0';
	for (n = 0; n < len; n++)
		snprintf(out + 2 * n, 3, "%02x", p[n]);
}

static void
numeric_address__is_parsed_with_the_known_answers(void **state)
{
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(address_rows); n++) {
		const struct address_row *r = &address_rows[n];
		char *text =
			(char *)lws__test_guarded(r->text, strlen(r->text) + 1);
		uint8_t *b16 = lws__test_guarded("################", 16);
		uint8_t *b4 = lws__test_guarded("####", 4);
		char hex[33];
		int got = lws_parse_numeric_address(text, b16, 16);

		to_hex(hex, b16, got);
		if (got != r->with_16 || strcmp(hex, r->hex))
			fail_msg("\"%s\": %d %s", r->text, got, hex);
		got = lws_parse_numeric_address(text, b4, 4);
		if (got != r->with_4)
			fail_msg("\"%s\" in 4: %d", r->text, got);
		lws__test_guarded_free(b4, 4);
		lws__test_guarded_free(b16, 16);
		lws__test_guarded_free((uint8_t *)text, strlen(r->text) + 1);
	}
}

static void
numeric_address__is_written_with_the_known_text(void **state)
{
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(address_rows); n++) {
		const struct address_row *r = &address_rows[n];
		lws_sockaddr46 sa46;
		char buf[64];
		int got;

		memset(&sa46, 0x5a, sizeof(sa46));
		got = lws_sa46_parse_numeric_address(r->text, &sa46);
		if (got != (r->written ? 0 : -1))
			fail_msg("\"%s\": %d", r->text, got);
		if (!r->written)
			continue;
		assert_int_equal(lws__sa46_port(&sa46), 0);
		got = lws_sa46_write_numeric_address(&sa46, buf, sizeof(buf));
		if (got != (int)strlen(r->written) || strcmp(buf, r->written))
			fail_msg("\"%s\": wrote \"%s\", %d", r->text, buf, got);
	}
}

static void
numeric_address__refuses_more_nonsense(void **state)
{
	static const char *const rows[] = {
		":",
		":1",
		"1:",
		"1:2:3:4:5:6:7:",
		"::1:",
		"1::2:",
		"1:2:3:4:5:6:7:8::",
		"::1:2:3:4:5:6:7:8",
		"1 ::2",
		"::1 x",
		"::ffff:1.2.3",
		"::ffff:1.2.3.4.5",
		"....",
		"1.2.3.4x",
		"1.2.3.4.",
		"0001.2.3.4",
		"1.2.3.-4",
		"1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:1:2:3",
		"1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18",
		"::::::::::::::::::::::",
		"1::2::3::4::5::6::7::8::9",
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		uint8_t *b16 = lws__test_guarded("################", 16);

		if (lws_parse_numeric_address(rows[n], b16, 16) >= 0)
			fail_msg("\"%s\" was taken", rows[n]);
		lws__test_guarded_free(b16, 16);
	}
}

/* what the writers leave in small buffers, and that they stay inside */
static void
numeric_address__stops_within_a_small_buffer(void **state)
{
	static const struct {
		const char *ads;
		size_t len;
		int ret;
		const char *left;
	} rows[] = {
		{"2001:db8::1", 1, -1, ""},
		{"2001:db8::1", 7, -1, ""},
		{"2001:db8::1", 8, -1, "2001"},
		{"2001:db8::1", 11, -1, "2001"},
		{"2001:db8::1", 12, -1, "2001:db8"},
		{"2001:db8::1", 14, -1, "2001:db8"},
		{"10.20.30.40", 1, 1, ""},
		{"10.20.30.40", 6, 6, "10.20"},
		{"10.20.30.40", 11, 11, "10.20.30.4"},
		{"10.20.30.40", 12, 11, "10.20.30.40"},
	};
	size_t n, len;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		lws_sockaddr46 sa46;
		uint8_t *buf;
		int got;

		lws_sa46_parse_numeric_address(rows[n].ads, &sa46);
		buf = lws__test_guarded("################", rows[n].len);
		got = lws_sa46_write_numeric_address(&sa46, (char *)buf,
						     rows[n].len);
		if (got != rows[n].ret || strcmp((char *)buf, rows[n].left))
			fail_msg("row %zu: %d \"%s\"", n, got, (char *)buf);
		lws__test_guarded_free(buf, rows[n].len);
	}
	for (n = 0; n < COUNT(address_rows); n++) {
		for (len = 0; len < 50; len++) {
			uint8_t *buf = lws__test_guarded(
				"#########################################"
				"##########",
				len);
			lws_sockaddr46 sa46;

			if (!lws_sa46_parse_numeric_address(
				    address_rows[n].text, &sa46))
				lws_sa46_write_numeric_address(
					&sa46, (char *)buf, len);
			lws__test_guarded_free(buf, len);
		}
	}
}

static void
numeric_address__is_written_for_4_or_16_bytes_only(void **state)
{
	static const uint8_t bytes[16] = {0, 1, 2,  3,  4,  5,  6,  7,
					  8, 9, 10, 11, 12, 13, 14, 15};
	lws_sockaddr46 unset;
	char buf[64];
	int size;

	(void)state;
	for (size = 0; size < 20; size++)
		if (size != 4 && size != 16)
			assert_int_equal(
				lws_write_numeric_address(bytes, size, buf, 64),
				-1);
	assert_int_equal(lws_write_numeric_address(bytes, 4, buf, 64), 7);
	assert_string_equal(buf, "0.1.2.3");
	assert_int_equal(lws_write_numeric_address(bytes, 16, buf, 64), 29);
	assert_string_equal(buf, "1:203:405:607:809:a0b:c0d:e0f");

	memset(&unset, 0, sizeof(unset));
	assert_int_equal(lws_sa46_write_numeric_address(&unset, buf, 64), 7);
	assert_string_equal(buf, "(unset)");
}

static void
sa46__compare_is_of_family_and_address(void **state)
{
	static const char *const ads[] = {
		"1.2.3.4",        "1.2.3.5", "::1", "::2",
		"::ffff:1.2.3.4", "0.0.0.0", "::"};
	lws_sockaddr46 a, b;
	size_t n, m;

	(void)state;
	for (n = 0; n < COUNT(ads); n++) {
		for (m = 0; m < COUNT(ads); m++) {
			lws_sa46_parse_numeric_address(ads[n], &a);
			lws_sa46_parse_numeric_address(ads[m], &b);
			lws__sa46_set_port(&a, 80);
			if (!!lws_sa46_compare_ads(&a, &b) != (n != m))
				fail_msg("%s and %s", ads[n], ads[m]);
		}
	}
}

static void
sa46__knows_which_addresses_are_on_a_net(void **state)
{
	static const struct {
		const char *a, *net;
		int net_len;
		bool is_on;
	} rows[] = {
		{"192.168.1.7", "192.168.1.0", 24, true},
		{"192.168.2.7", "192.168.1.0", 24, false},
		{"192.168.2.7", "192.168.0.0", 16, true},
		{"192.168.1.7", "192.168.1.7", 32, true},
		{"192.168.1.7", "192.168.1.6", 32, false},
		{"192.168.1.7", "192.168.1.6", 31, true},
		{"1.2.3.4", "0.0.0.0", 0, true},
		{"10.0.0.129", "10.0.0.128", 25, true},
		{"10.0.0.127", "10.0.0.128", 25, false},
		{"10.0.0.127", "10.0.0.128", 33, false},
		{"10.0.0.128", "10.0.0.128", 33, true},
		{"2001:db8::1", "2001:db8::", 32, true},
		{"2001:db9::1", "2001:db8::", 32, false},
		{"2001:db8::1", "2001:db8::", 127, true},
		{"2001:db8::1", "2001:db8::1", 128, true},
		{"::1", "::", 0, true},
		{"::ffff:192.168.1.7", "192.168.1.0", 24, true},
		{"192.168.1.7", "::ffff:192.168.1.0", 120, false},
		{"192.168.1.7", "::", 0, false},
		{"1.2.3.4", "2001:db8::", 32, false},
		{"2001:db8::1", "1.2.3.0", 24, false},
		{"::ffff:192.168.1.7", "192.168.1.0", 120, false},
		{"2001:db8:8000::1", "2001:db8::", 33, false},
		{"1.2.3.4", "1.2.3.4", -1, false},
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		lws_sockaddr46 a, net;

		lws_sa46_parse_numeric_address(rows[n].a, &a);
		lws_sa46_parse_numeric_address(rows[n].net, &net);
		if (!lws_sa46_on_net(&a, &net, rows[n].net_len) !=
		    rows[n].is_on)
			fail_msg("%s on %s/%d", rows[n].a, rows[n].net,
				 rows[n].net_len);
	}
}

static void
mac__is_parsed_with_the_known_answers(void **state)
{
	static const struct {
		const char *text;
		int ret;
		const char *hex;
	} rows[] = {
		{"00:11:22:aa:BB:ff", 0, "001122aabbff"},
		{"0:1:2:3:4:5", -1, ""},
		{"00:11:22:33:44", -12, ""},
		{"00:11:22:33:44:55:66", -11, ""},
		{"001122334455", -1, ""},
		{"00-11-22-33-44-55", -1, ""},
		{"gg:11:22:33:44:55", -1, ""},
		{"", -12, ""},
		{"00:11:22:33:44:55 ", 0, "001122334455"},
		{" 00:11:22:33:44:55", 0, "001122334455"},
		{"000:11:22:33:44:55", -1, ""},
		{"::::::", -12, ""},
		{"00:11:22:33:44:5", -1, ""},
		{"00:11:22:33:44:", -12, ""},
		{"00:11:22:33:44:55x", -1, ""},
		{"00:11:22:33:44:55:", -11, ""},
		{"00::11:22:33:44:55", -12, ""},
		{"0 0:11:22:33:44:55", -1, ""},
		{"0", -1, ""},
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		char *text = (char *)lws__test_guarded(
			rows[n].text, strlen(rows[n].text) + 1);
		uint8_t *mac = lws__test_guarded("######", 6);
		char hex[13] = "";
		int got = lws_parse_mac(text, mac);

		if (!got)
			to_hex(hex, mac, 6);
		if (got != rows[n].ret || strcmp(hex, rows[n].hex))
			fail_msg("\"%s\": %d %s", rows[n].text, got, hex);
		lws__test_guarded_free(mac, 6);
		lws__test_guarded_free((uint8_t *)text,
				       strlen(rows[n].text) + 1);
	}
}

static void
sa46__is_taken_from_a_sockaddr_of_its_length(void **state)
{
	lws_sockaddr46 in, out;
	struct sockaddr_un un = {.sun_family = AF_UNIX};

	(void)state;
	lws_sa46_parse_numeric_address("fe80::1", &in);
	lws__sa46_set_port(&in, 443);
	assert_int_equal(lws__sa46_from_sockaddr(&out, sa46_sockaddr(&in),
						 sizeof(in.sa6)),
			 0);
	assert_int_equal(lws__sa46_port(&out), 443);
	assert_int_equal(lws_sa46_compare_ads(&in, &out), 0);
	assert_int_not_equal(lws__sa46_from_sockaddr(&out, sa46_sockaddr(&in),
						     sizeof(in.sa6) - 1),
			     0);
	assert_int_not_equal(
		lws__sa46_from_sockaddr(&out, sa46_sockaddr(&in), 1), 0);
	assert_int_not_equal(lws__sa46_from_sockaddr(
				     &out, (struct sockaddr *)&un, sizeof(un)),
			     0);
	lws_sa46_parse_numeric_address("1.2.3.4", &in);
	lws__sa46_set_port(&in, 80);
	assert_int_equal(lws__sa46_from_sockaddr(&out, sa46_sockaddr(&in),
						 sizeof(in.sa4)),
			 0);
	assert_int_equal(lws__sa46_port(&out), 80);
	memset(&in, 0, sizeof(in));
	assert_int_equal(lws__sa46_port(&in), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			numeric_address__is_parsed_with_the_known_answers),
		cmocka_unit_test(
			numeric_address__is_written_with_the_known_text),
		cmocka_unit_test(numeric_address__refuses_more_nonsense),
		cmocka_unit_test(numeric_address__stops_within_a_small_buffer),
		cmocka_unit_test(
			numeric_address__is_written_for_4_or_16_bytes_only),
		cmocka_unit_test(sa46__compare_is_of_family_and_address),
		cmocka_unit_test(sa46__knows_which_addresses_are_on_a_net),
		cmocka_unit_test(mac__is_parsed_with_the_known_answers),
		cmocka_unit_test(sa46__is_taken_from_a_sockaddr_of_its_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
