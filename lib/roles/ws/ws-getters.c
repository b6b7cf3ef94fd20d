/* SPDX-License-Identifier: MIT */
/*
 * What a callback may ask about the lump it was given.
 */

#include "roles/ws/ws.h"

LWS__HOT int
lws_is_final_fragment(struct lws *wsi)
{
	const struct lws__ws *ws = lws__ws_of(wsi);

	return ws ? ws->lump_is_final : 1;
}

LWS__HOT int
lws_is_first_fragment(struct lws *wsi)
{
	const struct lws__ws *ws = lws__ws_of(wsi);

	return ws ? ws->lump_is_first : 1;
}

LWS__HOT int
lws_frame_is_binary(struct lws *wsi)
{
	const struct lws__ws *ws = lws__ws_of(wsi);

	return ws ? ws->lump_is_binary : 0;
}

size_t
lws_remaining_packet_payload(struct lws *wsi)
{
	const struct lws__ws *ws = lws__ws_of(wsi);

	return ws ? ws->frame_left : 0;
}

unsigned char
lws_get_reserved_bits(struct lws *wsi)
{
	const struct lws__ws *ws = lws__ws_of(wsi);

	return ws ? ws->lump_rsv : 0;
}

uint8_t
lws_get_opcode(struct lws *wsi)
{
	const struct lws__ws *ws = lws__ws_of(wsi);

	return ws ? ws->lump_opcode : 0;
}

int
lws_ws_sending_multifragment(struct lws *wsi)
{
	const struct lws__ws *ws = lws__ws_of(wsi);

	return ws ? ws->tx.is_open : 0;
}

/*
 * What was said in CLOSE: the peer's, or ours as long as there is none.  Two
 * bytes of code and the reason, or nothing.
 */
int
lws_get_close_length(struct lws *wsi)
{
	const struct lws__ws *ws = lws__ws_of(wsi);

	if (!ws || !ws->extra)
		return 0;

	return ws->close_seen ? ws->extra->peer_close_len
			      : ws->extra->close_len;
}

unsigned char *
lws_get_close_payload(struct lws *wsi)
{
	struct lws__ws *ws = lws__ws_of(wsi);

	if (!ws || !ws->extra)
		return NULL;

	return ws->close_seen ? ws->extra->peer_close : ws->extra->close;
}
