/* SPDX-License-Identifier: MIT */
/*
 * Masking (RFC 6455 5.3), in few instructions.
 * ws-mask.c is the quick one.
 */

#include "roles/ws/ws-frame.h"

unsigned int
lws__ws_mask_copy(uint8_t *out, const uint8_t *in, size_t len,
		  const uint8_t key[4], unsigned int phase)
{
	const uint8_t *end = in + len;

	while (in < end)
		*out++ = *in++ ^ key[phase++ & 3];

	return phase & 3;
}

unsigned int
lws__ws_mask(uint8_t *buf, size_t len, const uint8_t key[4], unsigned int phase)
{
	return lws__ws_mask_copy(buf, buf, len, key, phase);
}
