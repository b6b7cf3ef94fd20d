/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 request heads (hazards H1-01 to H1-11).  The first byte is where to
 * cut, the second holds options; the rest is the head.
 */

#include "h1-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct h1_setup setup = {.side = LWS_SIDE_SERVER};

	if (len < 2)
		return 0;
	setup.allow_no_host = data[1] & 1;
	setup.limit = data[1] & 2 ? 128 : 0;
	h1_fuzz(&setup, data + 2, len - 2, data[0]);

	return 0;
}
