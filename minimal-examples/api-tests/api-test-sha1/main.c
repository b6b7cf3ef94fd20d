/* SPDX-License-Identifier: CC0-1.0 */
/*
 * SHA-1, as the WebSocket handshake needs it.  For anything that must be
 * secure take a hash that is.
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

/* RFC 3174 s7.3, and the empty message */
static const struct {
	const char *message;
	const char *hash;
} v[] = {
	{"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
	{"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
	{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	 "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
};

static void
vectors(void)
{
	unsigned char md[20];
	char hex[41];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(v); n++) {
		lws_SHA1((const unsigned char *)v[n].message,
			 strlen(v[n].message), md);
		lws_hex_from_byte_array(md, sizeof(md), hex, sizeof(hex));
		check(!strcmp(hex, v[n].hash), v[n].hash);
	}
}

/* RFC 6455 s1.3: how a server shows that it read the client's key */
static void
websocket_accept(void)
{
	static const char key[] = "dGhlIHNhbXBsZSBub25jZQ=="
				  "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	unsigned char md[20];
	char accept[32];

	lws_SHA1((const unsigned char *)key, strlen(key), md);
	check(lws_b64_encode_string((const char *)md, sizeof(md), accept,
				    sizeof(accept)) == 28,
	      "28 characters");
	check(!strcmp(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), accept);
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: sha1\n");

	vectors();
	websocket_accept();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
