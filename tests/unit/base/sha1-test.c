/* SPDX-License-Identifier: MIT */
/*
 * SHA-1 against the examples of FIPS 180 and RFC 6455, and around the block
 * boundary.
 */

#include "lws-test.h"

#include "base/base.h"

static void
expect(const void *data, size_t len, const char *hex)
{
	uint8_t md[20], want[20], *g = lws__test_guarded(data, len);

	assert_int_equal(lws_hex_to_byte_array(hex, want, 20), 20);
	assert_ptr_equal(lws_SHA1(g, len, md), md);
	assert_memory_equal(md, want, 20);
	lws__test_guarded_free(g, len);
}

static void
sha1__gives_the_digests_of_the_standard(void **state)
{
	static uint8_t million[1000000];

	(void)state;
	expect("abc", 3, "a9993e364706816aba3e25717850c26c9cd0d89d");
	expect("", 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	expect("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
	       "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	expect("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
	       "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	       112, "a49b2446a02c645bf419f995b67091253a04a259");
	memset(million, 'a', sizeof(million));
	expect(million, sizeof(million),
	       "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

static void
sha1__makes_the_accept_key_of_the_websocket_handshake(void **state)
{
	static const char key[] = "dGhlIHNhbXBsZSBub25jZQ=="
				  "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	uint8_t md[20];
	char text[32];

	(void)state;
	lws_SHA1((const uint8_t *)key, strlen(key), md);
	assert_int_equal(
		lws_b64_encode_string((const char *)md, 20, text, sizeof(text)),
		28);
	assert_string_equal(text, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

/* "abcabc..." of each length, as measured */
static void
sha1__pads_right_around_the_block_boundary(void **state)
{
	static const struct {
		size_t len;
		const char *hex;
	} v[] = {
		{55, "4effb98c293fd08a71836999f04d138e37ff0219"},
		{56, "8fd0987f1845c411d8b54323a612be7538964334"},
		{57, "f9d22f334d0ed7675181b2e28ff1ee2e768faa15"},
		{63, "1ccc82318ae9865b3319ae9ec0da78935377a969"},
		{64, "757aaa41f35070700a8103c6a602ee242e38be08"},
		{65, "7787a2c9be8cdd3d415f4f0d55446d3f3f85340f"},
		{119, "5960af1047ddca5cc722bd7bbbac41a25b49f6ba"},
		{120, "d7023ba1c811b19c3d2f1bcc016fb6c02a8e5f4a"},
		{127, "e2d01d9276a6e2e734d4507b6798087eee2a178a"},
		{128, "951e2ee1a4784c0bb1c548a3d046a10f92c2fdef"},
		{200, "ba160d848559c60552b783f23cd3555b2a32c7b8"},
	};
	uint8_t b[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(b); i++)
		b[i] = (uint8_t) "abc"[i % 3];
	for (i = 0; i < LWS_ARRAY_SIZE(v); i++)
		expect(b, v[i].len, v[i].hex);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha1__gives_the_digests_of_the_standard),
		cmocka_unit_test(
			sha1__makes_the_accept_key_of_the_websocket_handshake),
		cmocka_unit_test(sha1__pads_right_around_the_block_boundary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
