/* SPDX-License-Identifier: MIT */
/*
 * What a client makes of the bytes of any peer.
 */

#include "ws-rx-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	ws_rx_fuzz(LWS_SIDE_CLIENT, data, len);

	return 0;
}
