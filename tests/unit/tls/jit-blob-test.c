/* SPDX-License-Identifier: MIT */
/*
 * Blobs of trusted certificates: what is found in one, and that one which is
 * cut, or says something untrue of itself, is none.
 */

#include <libwebsockets.h>
#include "lws-test.h"
#include "trust-blob.h"

#include <stdlib.h>

static const char id_a[] = "aaaaaaaaaaaaaaaaaaaa",
		  id_b[] = "bbbbbbbbbbbbbbbbbbbb";

static const struct lws__test_anchor three[] = {
	{.der = "first", .der_len = 5, .skid = id_a, .skid_len = 20},
	{.der = "", .der_len = 0, .skid = "", .skid_len = 0},
	{.der = "the third", .der_len = 9, .skid = id_b, .skid_len = 20},
};

static int
query(const void *blob, size_t len, const char *id, size_t id_len,
      const char *want)
{
	const uint8_t *der = NULL;
	size_t der_len = 0;
	int ret = lws_tls_jit_trust_blob_queury_skid(
		blob, len, (const uint8_t *)id, id_len, &der, &der_len);

	if (!ret && want) {
		assert_int_equal(der_len, strlen(want));
		assert_memory_equal(der, want, der_len);
	}
	if (ret)
		assert_null(der);

	return ret;
}

/* with memory that ends behind it */
static int
query_guarded(const uint8_t *blob, size_t len)
{
	uint8_t *p = lws__test_guarded(blob, len);
	int ret = query(p, len, id_b, 20, NULL);

	lws__test_guarded_free(p, len);

	return ret;
}

static void
jit_blob__finds_certificates_by_their_id(void **state)
{
	size_t len;
	uint8_t *blob = lws__test_blob(three, 3, &len);
	uint8_t *p = lws__test_guarded(blob, len);

	(void)state;
	assert_int_equal(query(p, len, id_a, 20, "first"), 0);
	assert_int_equal(query(p, len, id_b, 20, "the third"), 0);
	assert_int_equal(query(p, len, "cccccccccccccccccccc", 20, NULL), 1);
	/* nothing is nobody's id, though an entry has none */
	assert_int_equal(query(p, len, "", 0, NULL), 1);
	lws__test_guarded_free(p, len);
	free(blob);
}

static void
jit_blob__finds_by_the_beginning_of_an_id(void **state)
{
	const struct lws__test_anchor cut[] = {
		{.der = "cut", .der_len = 3, .skid = "abcd", .skid_len = 4},
		{.der = "whole",
		 .der_len = 5,
		 .skid = "abcdefgh",
		 .skid_len = 8},
	};
	size_t len;
	uint8_t *blob = lws__test_blob(cut, 2, &len);

	(void)state;
	assert_int_equal(query(blob, len, "abcdxxxx", 8, "cut"), 0);
	/* what is the same as a whole comes before what begins like it */
	assert_int_equal(query(blob, len, "abcdefgh", 8, "whole"), 0);
	assert_int_equal(query(blob, len, "abcd", 4, "cut"), 0);
	assert_int_equal(query(blob, len, "ab", 2, "cut"), 0);
	assert_int_equal(query(blob, len, "abxx", 4, NULL), 1);
	free(blob);
}

static void
jit_blob__an_empty_one_has_nothing(void **state)
{
	size_t len;
	uint8_t *blob = lws__test_blob(NULL, 0, &len);

	(void)state;
	assert_int_equal(query_guarded(blob, len), 1);
	free(blob);
}

static void
jit_blob__refuses_every_truncation(void **state)
{
	uint8_t large[40000] = {0};
	struct lws__test_anchor a[] = {
		{.der = large, .der_len = 30000, .skid = id_a, .skid_len = 20},
		{.der = large, .der_len = 10000, .skid = id_b, .skid_len = 20},
	};
	size_t len, cut;
	uint8_t *blob = lws__test_blob(a, 2, &len);

	(void)state;
	assert_int_equal(query_guarded(blob, len), 0);
	for (cut = 0; cut < len; cut += cut < 64 || cut + 64 > len ? 1 : 61)
		assert_int_equal(query_guarded(blob, cut), -1);
	/* and when its head says that this is all there is */
	for (cut = LWS__TEST_BLOB_MIN; cut<len; cut += cut + 64> len ? 1 : 61) {
		lws__test_put32(blob + 24, cut);
		assert_int_equal(query_guarded(blob, cut), -1);
	}
	free(blob);
}

static void
jit_blob__refuses_offsets_that_lead_out_of_it(void **state)
{
	static const uint32_t bad[] = {
		0, 27, 32767, 32768, 32769, 0x7fffffff, 0x80000000, 0xffffffff,
	};
	static const size_t at[] = {12, 16, 20};
	size_t len;
	uint8_t *blob = lws__test_blob(three, 3, &len);

	(void)state;
	assert_int_equal(len, LWS__TEST_BLOB_MIN);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(at); n++) {
		uint8_t was[4];

		memcpy(was, blob + at[n], 4);
		for (size_t k = 0; k < LWS_ARRAY_SIZE(bad); k++) {
			lws__test_put32(blob + at[n], bad[k]);
			assert_int_equal(query_guarded(blob, len), -1);
		}
		memcpy(blob + at[n], was, 4);
		assert_int_equal(query_guarded(blob, len), 0);
	}
	free(blob);
}

static void
jit_blob__refuses_lengths_that_do_not_add_up(void **state)
{
	size_t len, tables = LWS__TEST_BLOB_MIN - 3 * 3 - 40;
	uint8_t *blob = lws__test_blob(three, 3, &len);

	(void)state;
	blob[tables] = 0xff; /* the first certificate */
	assert_int_equal(query_guarded(blob, len), -1);
	blob[tables] = 0;
	blob[tables + 6] = 21; /* the first id */
	assert_int_equal(query_guarded(blob, len), -1);
	blob[tables + 6] = 20;
	assert_int_equal(query_guarded(blob, len), 0);
	blob[6] = 0xff; /* how many */
	assert_int_equal(query_guarded(blob, len), -1);
	free(blob);
}

static void
jit_blob__refuses_what_is_none(void **state)
{
	static const size_t at[] = {0, 3, 4, 5, 24, 27};
	size_t len;
	uint8_t *blob = lws__test_blob(three, 3, &len);

	(void)state;
	assert_int_equal(query(NULL, 0, id_a, 20, NULL), -1);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(at); n++) {
		blob[at[n]] ^= 1;
		assert_int_equal(query_guarded(blob, len), -1);
		blob[at[n]] ^= 1;
	}
	assert_int_equal(query_guarded(blob, len), 0);
	/* one that is too short, and says so */
	lws__test_put32(blob + 24, LWS__TEST_BLOB_MIN - 1);
	assert_int_equal(query_guarded(blob, LWS__TEST_BLOB_MIN - 1), -1);
	free(blob);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jit_blob__finds_certificates_by_their_id),
		cmocka_unit_test(jit_blob__finds_by_the_beginning_of_an_id),
		cmocka_unit_test(jit_blob__an_empty_one_has_nothing),
		cmocka_unit_test(jit_blob__refuses_every_truncation),
		cmocka_unit_test(jit_blob__refuses_offsets_that_lead_out_of_it),
		cmocka_unit_test(jit_blob__refuses_lengths_that_do_not_add_up),
		cmocka_unit_test(jit_blob__refuses_what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
