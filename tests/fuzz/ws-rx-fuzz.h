/* SPDX-License-Identifier: MIT */
/*
 * What the two targets of the WebSocket receiver share.
 */

#ifndef LWS_WS_RX_FUZZ_H
#define LWS_WS_RX_FUZZ_H

#include "base/base.h"

/*
 * First byte: how to read the rest (see ws-rx-fuzz.c).  Aborts if cutting the
 * input differently gives different events.
 */
void ws_rx_fuzz(enum lws_side side, const uint8_t *data, size_t len);

#endif
