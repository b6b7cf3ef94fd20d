/* SPDX-License-Identifier: MIT */
/*
 * The memory that a thread lends to the extensions of its websockets, while
 * they are called.
 */

#ifndef LWS_ROLES_WS_EXT_AREA_H
#define LWS_ROLES_WS_EXT_AREA_H

#include "core/core.h"

enum {
	LWS__WS_EXT_TX_ROOM = 16 * 1024,
	LWS__WS_EXT_BETWEEN = 4 * 1024, /* of what one hands to another */
};

/* where there are several extensions, all but the last one's output */
struct lws__ws_ext_between {
	uint8_t rx[3][LWS__WS_EXT_BETWEEN];
	uint8_t tx[3][LWS__WS_EXT_BETWEEN];
};

struct lws__ws_ext_pt {
	size_t rx_room;                      /* without the byte more */
	uint8_t *rx;                         /* LWS_PRE before, two behind */
	struct lws__ws_ext_between *between; /* owned, NULL until needed */
	uint8_t tx[LWS__WS_EXT_TX_ROOM];
};

/* there is one for the thread of wsi from now on, for so many extensions;
 * nonzero: out of memory */
int lws__ws_ext_area(struct lws *wsi, unsigned int count);

#endif
