/* SPDX-License-Identifier: MIT */
/*
 * What servers write most: a short message as a whole.  Its frame is made where
 * it leaves from.  no-ws-write-short.c is for builds that must be small.
 */

#include "roles/ws/ws.h"

#include <string.h>

enum {
	FIRST_FIN = 0x80,
	HEAD = 2,
	SHORT_MAX = 125,
};

bool
lws__ws_write_short(struct lws *wsi, const uint8_t *buf, size_t len,
		    enum lws_write_protocol wp)
{
	const struct lws__ws *ws = lws__ws_here(wsi);
	uint8_t *at;

	if (len > SHORT_MAX || wsi->is_client || wsi->mux_stream ||
	    ws->has_ext || ws->tx.is_open || ws->tx.is_closed ||
	    (wp != LWS_WRITE_TEXT && wp != LWS_WRITE_BINARY))
		return false;
	at = lws__cork_place(wsi->conn, HEAD + len);
	if (!at)
		return false;
	at[0] = FIRST_FIN | (wp == LWS_WRITE_TEXT ? WS_OP_TEXT : WS_OP_BINARY);
	at[1] = (uint8_t)len;
	if (len)
		memcpy(at + HEAD, buf, len);

	return true;
}
