/* SPDX-License-Identifier: MIT */
/*
 * Blobs of a context: memory of the caller, or pieces on the heap.
 */

#include <libwebsockets.h>
#include "lws-test.h"

#include <string.h>

static struct lws_context *
context_create(void)
{
	struct lws_context_creation_info info = {0};

	info.port = CONTEXT_PORT_NO_LISTEN;

	return lws_create_context(&info);
}

static void
blob__points_at_memory_of_the_caller(void **state)
{
	static const uint8_t serial[] = "SN-12345";
	struct lws_context *cx = context_create();
	lws_system_blob_t *b =
		lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_DEVICE_SERIAL, 0);
	const uint8_t *ptr = NULL;
	uint8_t got[4];
	size_t len = sizeof(got);

	(void)state;
	lws_system_blob_direct_set(b, serial, 8);
	assert_int_equal(lws_system_blob_get_size(b), 8);
	assert_int_equal(lws_system_blob_get_single_ptr(b, &ptr), 0);
	assert_ptr_equal(ptr, serial);
	assert_int_equal(lws_system_blob_get(b, got, &len, 3), 0);
	assert_int_equal(len, 4);
	assert_memory_equal(got, "1234", 4);
	assert_int_equal(lws_system_blob_heap_append(b, serial, 1), -1);
	lws_context_destroy(cx);
}

static void
blob__is_read_across_its_pieces(void **state)
{
	struct lws_context *cx = context_create();
	lws_system_blob_t *b =
		lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_AUTH, 1);
	const uint8_t *ptr = NULL;
	uint8_t got[16];
	size_t len;

	(void)state;
	assert_int_equal(lws_system_blob_get_single_ptr(b, &ptr), -1);
	assert_int_equal(
		lws_system_blob_heap_append(b, (const uint8_t *)"abc", 3), 0);
	assert_int_equal(lws_system_blob_get_single_ptr(b, &ptr), 0);
	assert_memory_equal(ptr, "abc", 3);
	assert_int_equal(
		lws_system_blob_heap_append(b, (const uint8_t *)"defg", 4), 0);
	assert_int_equal(lws_system_blob_get_single_ptr(b, &ptr), -1);
	assert_int_equal(lws_system_blob_get_size(b), 7);
	for (size_t ofs = 0; ofs <= 7; ofs++) {
		len = sizeof(got);
		assert_int_equal(lws_system_blob_get(b, got, &len, ofs), 0);
		assert_int_equal(len, 7 - ofs);
		assert_memory_equal(got, &"abcdefg"[ofs], len);
	}
	len = sizeof(got);
	assert_int_equal(lws_system_blob_get(b, got, &len, 8), -1);
	assert_int_equal(len, 0);
	lws_system_blob_heap_empty(b);
	assert_int_equal(lws_system_blob_get_size(b), 0);
	lws_context_destroy(cx); /* and its other blobs with it */
}

static void
blob__has_a_bound(void **state)
{
	static uint8_t big[(1 << 20) + 1];
	struct lws_context *cx = context_create();
	lws_system_blob_t *b =
		lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_CLIENT_CERT_DER, 0);

	(void)state;
	assert_int_equal(lws_system_blob_heap_append(b, big, sizeof(big)), -1);
	assert_int_equal(lws_system_blob_heap_append(b, big, sizeof(big) - 1),
			 0);
	assert_int_equal(lws_system_blob_heap_append(b, big, 1), -1);
	assert_int_equal(lws_system_blob_get_size(b), sizeof(big) - 1);
	lws_context_destroy(cx);
}

static void
blob__exists_for_each_type_and_no_other(void **state)
{
	struct lws_context *cx = context_create();

	(void)state;
	for (int n = 0; n < (int)LWS_SYSBLOB_TYPE_COUNT; n++)
		assert_non_null(
			lws_system_get_blob(cx, (lws_system_blob_item_t)n, 0));
	assert_null(lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_COUNT, 0));
	assert_null(lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_AUTH, -1));
	lws_context_destroy(cx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blob__points_at_memory_of_the_caller),
		cmocka_unit_test(blob__is_read_across_its_pieces),
		cmocka_unit_test(blob__has_a_bound),
		cmocka_unit_test(blob__exists_for_each_type_and_no_other),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
