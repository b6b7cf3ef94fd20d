/* SPDX-License-Identifier: MIT */
/*
 * Hashes and HMAC against the examples of FIPS 180-4, RFC 1321 and RFC 4231.
 */

#include "lws-test.h"

#include "crypto/crypto.h"

#include <libwebsockets.h>

static void
same_hex(const uint8_t *got, const char *hex)
{
	uint8_t want[LWS_GENHASH_LARGEST];
	int len = lws_hex_to_byte_array(hex, want, sizeof(want));

	assert_true(len > 0);
	assert_memory_equal(got, want, (size_t)len);
}

static const struct {
	enum lws_genhash_types type;
	const char *in, *hex;
} hashes[] = {
	{LWS_GENHASH_TYPE_MD5, "", "d41d8cd98f00b204e9800998ecf8427e"},
	{LWS_GENHASH_TYPE_MD5, "abc", "900150983cd24fb0d6963f7d28e17f72"},
	{LWS_GENHASH_TYPE_SHA1, "abc",
	 "a9993e364706816aba3e25717850c26c9cd0d89d"},
	{LWS_GENHASH_TYPE_SHA256, "abc",
	 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{LWS_GENHASH_TYPE_SHA384, "abc",
	 "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
	 "8086072ba1e7cc2358baeca134c825a7"},
	{LWS_GENHASH_TYPE_SHA512, "abc",
	 "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	 "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
};

static void
genhash__gives_the_digests_of_the_standards(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(hashes); n++) {
		size_t len = strlen(hashes[n].in);
		uint8_t *in = lws__test_guarded(hashes[n].in, len);

		for (size_t cut = 0; cut <= len; cut++) {
			size_t size = lws_genhash_size(hashes[n].type);
			uint8_t *md = lws__test_guarded(
				(uint8_t[LWS_GENHASH_LARGEST]){0}, size);
			struct lws_genhash_ctx c;

			assert_int_equal(lws_genhash_init(&c, hashes[n].type),
					 0);
			assert_int_equal(lws_genhash_update(&c, in, cut), 0);
			assert_int_equal(
				lws_genhash_update(&c, in + cut, len - cut), 0);
			assert_int_equal(lws_genhash_destroy(&c, md), 0);
			same_hex(md, hashes[n].hex);
			lws__test_guarded_free(md, size);
		}
		lws__test_guarded_free(in, len);
	}
}

static const struct {
	enum lws_genhmac_types type;
	const char *key, *in, *hex;
} hmacs[] = {
	/* RFC 4231 4.3 */
	{LWS_GENHMAC_TYPE_SHA256, "Jefe", "what do ya want for nothing?",
	 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
	{LWS_GENHMAC_TYPE_SHA384, "Jefe", "what do ya want for nothing?",
	 "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
	 "8e2240ca5e69e2c78b3239ecfab21649"},
	{LWS_GENHMAC_TYPE_SHA512, "Jefe", "what do ya want for nothing?",
	 "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
	 "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
	{LWS_GENHMAC_TYPE_SHA256, "", "",
	 "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
};

static void
genhmac__gives_the_values_of_rfc4231(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(hmacs); n++) {
		size_t key_len = strlen(hmacs[n].key);
		uint8_t *key = lws__test_guarded(hmacs[n].key, key_len);
		uint8_t md[LWS_GENHASH_LARGEST];
		struct lws_genhmac_ctx c;

		assert_int_equal(
			lws_genhmac_init(&c, hmacs[n].type, key, key_len), 0);
		assert_int_equal(lws_genhmac_update(&c, hmacs[n].in,
						    strlen(hmacs[n].in)),
				 0);
		assert_int_equal(lws_genhmac_destroy(&c, md), 0);
		same_hex(md, hmacs[n].hex);
		lws__test_guarded_free(key, key_len);
	}
}

static void
genhash__refuses_types_that_it_does_not_know(void **state)
{
	struct lws_genhash_ctx c;
	struct lws_genhmac_ctx h;
	uint8_t md[LWS_GENHASH_LARGEST];

	(void)state;
	assert_int_equal(lws_genhash_size(LWS_GENHASH_TYPE_UNKNOWN), 0);
	assert_int_equal(lws_genhash_init(&c, LWS_GENHASH_TYPE_UNKNOWN), 1);
	assert_int_equal(lws_genhash_init(&c, (enum lws_genhash_types)6), 1);
	assert_int_equal(lws_genhash_update(&c, "x", 1), 1);
	assert_int_equal(lws_genhash_destroy(&c, md), 1);
	assert_int_equal(lws_genhmac_init(&h, LWS_GENHMAC_TYPE_UNKNOWN,
					  (const uint8_t *)"k", 1),
			 1);
	assert_int_equal(lws_genhmac_destroy(&h, md), 1);
	assert_int_equal(lws_genhmac_destroy(&h, NULL), 0);
}

static void
genhash__can_be_abandoned_and_destroyed_twice(void **state)
{
	struct lws_genhash_ctx c;
	struct lws_genhmac_ctx h;

	(void)state;
	assert_int_equal(lws_genhash_init(&c, LWS_GENHASH_TYPE_SHA256), 0);
	assert_int_equal(lws_genhash_destroy(&c, NULL), 0);
	assert_int_equal(lws_genhash_destroy(&c, NULL), 0);
	assert_int_equal(lws_genhmac_init(&h, LWS_GENHMAC_TYPE_SHA512,
					  (const uint8_t *)"k", 1),
			 0);
	assert_int_equal(lws_genhmac_destroy(&h, NULL), 0);
	assert_int_equal(lws_genhmac_destroy(&h, NULL), 0);
}

static void
digest__hashes_several_texts_as_one(void **state)
{
	uint8_t md[LWS__DIGEST_MAX];

	(void)state;
	assert_int_equal(
		lws__digest_texts(LWS__DIGEST_MD5, md,
				  (const char *[]){"a", "", "bc", NULL}),
		0);
	same_hex(md, "900150983cd24fb0d6963f7d28e17f72");
	assert_int_equal(lws__digest_texts(LWS__DIGEST_SHA512_256, md,
					   (const char *[]){"abc", NULL}),
			 0);
	same_hex(md, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f131"
		     "07e7af23");
	assert_int_not_equal(lws__digest_texts(LWS__DIGEST_NONE, md,
					       (const char *[]){"abc", NULL}),
			     0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(genhash__gives_the_digests_of_the_standards),
		cmocka_unit_test(genhmac__gives_the_values_of_rfc4231),
		cmocka_unit_test(genhash__refuses_types_that_it_does_not_know),
		cmocka_unit_test(genhash__can_be_abandoned_and_destroyed_twice),
		cmocka_unit_test(digest__hashes_several_texts_as_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
