/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 response heads (hazard CLI-10).  The first byte is where to cut, the
 * second holds options; the rest is the head.
 */

#include "h1-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct h1_setup setup = {.side = LWS_SIDE_CLIENT};

	if (len < 2)
		return 0;
	setup.answers_head = data[1] & 1;
	setup.answers_connect = data[1] & 2;
	setup.limit = data[1] & 4 ? 128 : 0;
	h1_fuzz(&setup, data + 2, len - 2, data[0]);

	return 0;
}
