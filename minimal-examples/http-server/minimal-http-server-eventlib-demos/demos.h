/* SPDX-License-Identifier: CC0-1.0 */
/* What the page shows: each is a protocol of its own, in a file of its own. */

#ifndef DEMOS_H
#define DEMOS_H

#include <libwebsockets.h>

/* increment.c: a number, twenty times a second */
extern const struct lws_protocols protocol_increment;
/* mirror.c: what one sends, all get */
extern const struct lws_protocols protocol_mirror;
/* status.c: who is here, whenever that changes */
extern const struct lws_protocols protocol_status;

#endif
