/* SPDX-License-Identifier: MIT */

#ifndef LWS_ROLES_WS_MASK_KEY_H
#define LWS_ROLES_WS_MASK_KEY_H

#include <stdint.h>

/* nonzero: the system gives no random bytes, nothing may be sent */
int lws__ws_mask_key(uint8_t key[4]);

#endif
