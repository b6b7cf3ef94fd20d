/* SPDX-License-Identifier: MIT */
/*
 * Masking keys (RFC 6455 5.3): four bytes of the system's generator a frame,
 * fetched in batches, one batch a thread.
 */

#include "plat/plat.h"
#include "roles/ws/ws-frame.h"
#include "roles/ws/ws-mask-key.h"

#include <string.h>

enum {
	BATCH = 256,
};

int
lws__ws_mask_key(uint8_t key[4])
{
	static _Thread_local uint8_t pool[BATCH];
	static _Thread_local size_t left;

	if (!left) {
		if (lws__plat_random(pool, sizeof(pool)))
			return 1;
		left = sizeof(pool);
	}
	left -= 4;
	memcpy(key, pool + left, 4);
	memset(pool + left, 0, 4); /* never used twice */

	return 0;
}
