/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Base64: to text and back, at once or in pieces.
 *
 * The decoders take both alphabets, the usual one and the one for URLs.
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

/* RFC 4648 s10 */
static const struct {
	const char *plain;
	const char *text;
} v[] = {
	{"f", "Zg=="},        {"fo", "Zm8="},        {"foo", "Zm9v"},
	{"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"},
};

static void
vectors(void)
{
	char buf[32];
	size_t n;
	int len;

	for (n = 0; n < LWS_ARRAY_SIZE(v); n++) {
		len = (int)strlen(v[n].plain);
		check(lws_b64_encode_string(v[n].plain, len, buf,
					    sizeof(buf)) ==
				      (int)strlen(v[n].text) &&
			      !strcmp(buf, v[n].text),
		      v[n].text);
		check(lws_b64_decode_string(v[n].text, buf, sizeof(buf)) ==
				      len &&
			      !strcmp(buf, v[n].plain),
		      v[n].plain);
	}
}

static void
for_urls(void)
{
	static const char bytes[] = "\xfb\xff\xfe";
	char text[8], back[8];

	check(lws_b64_encode_string(bytes, 3, text, sizeof(text)) == 4 &&
		      !strcmp(text, "+//+"),
	      "the usual alphabet");
	check(lws_b64_encode_string_url(bytes, 3, text, sizeof(text)) == 4 &&
		      !strcmp(text, "-__-"),
	      "the one for URLs");
	check(lws_b64_decode_string_len(text, 4, back, sizeof(back)) == 3 &&
		      !memcmp(back, bytes, 3),
	      "both are understood");
}

static void
what_does_not_fit_is_refused(void)
{
	char buf[5];

	check(lws_b64_encode_string("foob", 4, buf, sizeof(buf)) < 0,
	      "eight characters and NUL do not fit into five");
	check(lws_b64_decode_string_len("Zm9*", 4, buf, sizeof(buf)) < 0,
	      "this is not base64");
}

/* it may come cut anywhere, and out may be small: it says what it took */
static void
in_pieces(void)
{
	static const char text[] = "VGhlIHF1aWNrIGJyb3duIGZveA==";
	size_t at = 0, len = sizeof(text) - 1, out_len = 0;
	struct lws_b64state state;
	uint8_t out[64];

	lws_b64_decode_state_init(&state);
	while (at < len) {
		size_t in = len - at > 3 ? 3 : len - at, room = 4;

		if (lws_b64_decode_stateful(&state, text + at, &in,
					    out + out_len, &room,
					    at + in == len)) {
			check(0, "decode");
			return;
		}
		at += in;
		out_len += room;
	}
	check(out_len == 19 && !memcmp(out, "The quick brown fox", 19),
	      "the quick brown fox");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: base64\n");

	vectors();
	for_urls();
	what_does_not_fit_is_refused();
	in_pieces();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
