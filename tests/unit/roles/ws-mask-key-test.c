/* SPDX-License-Identifier: MIT */
/*
 * WS-17: each masking key comes from the system's generator, and none is used
 * twice.
 */

#include "lws-test.h"
#include "roles/ws/ws-mask-key.h"
#include "syscall-shim.h"

#include <errno.h>
#include <stdlib.h>

enum { KEYS = 4096 };

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, 4);
}

static void
ws_mask_key__differs_from_frame_to_frame(void **state)
{
	static uint8_t keys[KEYS][4];
	unsigned int same = 0, zero = 0;

	(void)state;
	for (int n = 0; n < KEYS; n++)
		assert_int_equal(lws__ws_mask_key(keys[n]), 0);
	qsort(keys, KEYS, sizeof(keys[0]), by_bytes);
	for (int n = 0; n < KEYS; n++) {
		zero += !memcmp(keys[n], "\0\0\0\0", 4);
		same += n && !memcmp(keys[n], keys[n - 1], 4);
	}
	/* by chance one pair in 500 runs; a generator that repeats has many */
	assert_true(same < 4);
	assert_true(zero < 2);
}

static void
ws_mask_key__fails_when_randomness_ends(void **state)
{
	uint8_t key[4];
	int got = 0;

	(void)state;
	lws__shim_fail(LWS_SHIM_GETRANDOM, 1, 0, EIO);
	while (got < KEYS && !lws__ws_mask_key(key))
		got++;
	assert_true(got < 64); /* of what was fetched before */
	assert_int_not_equal(lws__ws_mask_key(key), 0);
	lws__shim_reset();
	assert_int_equal(lws__ws_mask_key(key), 0);
}

static void
ws_mask_key__asks_the_system_in_batches(void **state)
{
	uint8_t key[4];

	(void)state;
	lws__shim_reset();
	for (int n = 0; n < 640; n++)
		assert_int_equal(lws__ws_mask_key(key), 0);
	assert_true(lws__shim_calls(LWS_SHIM_GETRANDOM) <= 11);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ws_mask_key__differs_from_frame_to_frame),
		cmocka_unit_test(ws_mask_key__fails_when_randomness_ends),
		cmocka_unit_test(ws_mask_key__asks_the_system_in_batches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
