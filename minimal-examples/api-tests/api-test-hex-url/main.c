/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Bytes as hex digits, and text as part of a URL.
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
hex(void)
{
	static const uint8_t bytes[] = {0x00, 0x0f, 0xa5, 0xff};
	uint8_t back[4];
	char text[9];

	lws_hex_from_byte_array(bytes, sizeof(bytes), text, sizeof(text));
	check(!strcmp(text, "000fa5ff"), "lower case");
	check(lws_hex_to_byte_array("000FA5ff", back, sizeof(back)) == 4 &&
		      !memcmp(back, bytes, 4),
	      "either case");
	check(lws_hex_len_to_byte_array("a5ff--", 4, back, sizeof(back)) == 2 &&
		      back[0] == 0xa5,
	      "a part of a text");
	check(lws_hex_to_byte_array("a5fg", back, sizeof(back)) < 0,
	      "g is no digit");
}

static void
url_arguments(void)
{
	static const char text[] = "a b&c=100% \xc3\xa4";
	char escaped[64], back[64];

	lws_urlencode(escaped, text, sizeof(escaped));
	lwsl_user("%s\n", escaped);
	check(!strpbrk(escaped, " &=\xc3"),
	      "nothing is left that has a meaning");
	check(!lws_urldecode(back, escaped, sizeof(back) - 1) &&
		      !strcmp(back, text),
	      "and back");

	check(!lws_urldecode(back, "one+two%20three", sizeof(back) - 1) &&
		      !strcmp(back, "one two three"),
	      "both ways to write a space");
	check(lws_urldecode(back, "100%zz", sizeof(back) - 1) < 0,
	      "what is broken is refused");

	/* room for an escape is asked for before each character */
	lws_urlencode(escaped, "abcdef", 6);
	check(!strcmp(escaped, "abc"), "what does not fit is cut");
}

/* cut up in place: the pieces point into what was given */
static void
uris(void)
{
	const char *scheme, *host, *path;
	char uri[64];
	int port = 0;

	lws_strncpy(uri, "wss://example.com:8443/chat?room=1", sizeof(uri));
	check(!lws_parse_uri(uri, &scheme, &host, &port, &path), "parse");
	check(!strcmp(scheme, "wss") && !strcmp(host, "example.com") &&
		      port == 8443 && !strcmp(path, "chat?room=1"),
	      "its parts; the path without the first /");

	lws_strncpy(uri, "https://[::1]/", sizeof(uri));
	check(!lws_parse_uri(uri, &scheme, &host, &port, &path), "parse");
	check(port == 443, "the scheme's port");
	check(!strcmp(host, "::1"), "an IPv6 address without its brackets");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: hex-url\n");

	hex();
	url_arguments();
	uris();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
