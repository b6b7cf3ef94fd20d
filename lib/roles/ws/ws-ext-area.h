/* SPDX-License-Identifier: MIT */
/*
 * The memory that a thread lends to the extensions of its websockets.
 */

#ifndef LWS_ROLES_WS_EXT_AREA_H
#define LWS_ROLES_WS_EXT_AREA_H

#include "core/core.h"

/* there is one for the thread of wsi from now on; nonzero: out of memory */
int lws__ws_ext_area(struct lws *wsi);

#endif
