/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Numbers as bytes, the same on every machine: big-endian fields at any
 * alignment, and MQTT's variable byte integers.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

static void
fields(void)
{
	/* an odd place, where a pointer cast would not be allowed */
	uint8_t buf[1 + 2 + 4 + 8];

	lws_ser_wu16be(buf + 1, 0x1234);
	lws_ser_wu32be(buf + 3, 0xdeadbeef);
	lws_ser_wu64be(buf + 7, 0x0102030405060708u);

	check(buf[1] == 0x12 && buf[2] == 0x34, "the high byte comes first");
	check(buf[3] == 0xde && buf[6] == 0xef, "of 32 bits too");
	check(buf[7] == 1 && buf[14] == 8, "and of 64");

	check(lws_ser_ru16be(buf + 1) == 0x1234, "16 bits back");
	check(lws_ser_ru32be(buf + 3) == 0xdeadbeef, "32");
	check(lws_ser_ru64be(buf + 7) == 0x0102030405060708u, "64");
}

/* MQTT 5.0 1.5.5: seven bits a byte, the low ones first, four at most */
static void
variable_byte_integers(void)
{
	static const struct {
		uint64_t value;
		int len;
	} v[] = {
		{0, 1},     {127, 1},     {128, 2},     {16383, 2},
		{16384, 3}, {2097151, 3}, {2097152, 4}, {268435455, 4},
	};
	uint8_t buf[4];
	uint64_t back;
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(v); n++) {
		check(lws_vbi_encode(v[n].value, buf) == v[n].len, "length");
		check(lws_vbi_decode(buf, &back, sizeof(buf)) == v[n].len &&
			      back == v[n].value,
		      "and back");
	}
	check(lws_vbi_encode(268435456, buf) < 0, "too large");

	buf[0] = 0x80; /* more follows, but it has not come yet */
	check(!lws_vbi_decode(buf, &back, 1), "not complete");
	memset(buf, 0xff, sizeof(buf));
	check(lws_vbi_decode(buf, &back, sizeof(buf)) < 0, "it never ends");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: ser\n");

	fields();
	variable_byte_integers();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
