/* SPDX-License-Identifier: MIT */
/*
 * The public calls about credit and long polls.
 */

#include "roles/h2/h2.h"

/* NULL: not a stream of HTTP/2 */
static struct lws__h2_stream *
stream_of(const struct lws *wsi)
{
	return wsi && wsi->conn && lws__mux_of(wsi) == &lws__h2_mux
		       ? lws__h2_stream_of(wsi)
		       : NULL;
}

/* the connection's, when its root is asked for */
static int
grow_connection(struct lws *root, int bump)
{
	struct lws__h2 *h2 = lws__h2_of(root);
	uint8_t out[LWS__H2_WINDOW_UPDATE_LEN];
	uint32_t more;

	if (bump <= 0 ||
	    h2->credit.size > (uint32_t)(LWS__H2_WINDOW_MOST - bump))
		return -1;
	more = lws__h2_credit_resize(&h2->credit,
				     h2->credit.size + (uint32_t)bump);
	if (more)
		lws__h2_reply(h2, out,
			      lws__h2_write_window_update(out, 0, more));

	return 0;
}

int
lws_h2_update_peer_txcredit(struct lws *wsi, unsigned int sid, int bump)
{
	struct lws__h2_stream *s = stream_of(wsi);

	if (!s && wsi && wsi->role == &lws__role_h2)
		return grow_connection(wsi, bump);
	if (!s || (sid != (unsigned int)LWS_H2_STREAM_SID && sid != s->id))
		return -1;
	if (bump > 0)
		(void)lws__h2_mux.tx_credit(wsi, true, bump);

	return 0;
}

int
lws_h2_get_peer_txcredit_estimate(struct lws *wsi)
{
	struct lws__h2_stream *s = stream_of(wsi);

	return s ? (int)s->credit.left : 0;
}

int
lws_h2_client_stream_long_poll_rxonly(struct lws *wsi)
{
	struct lws__h2_stream *s = stream_of(wsi);

	if (!s || !wsi->is_client || wsi->role != lws__h2_client_side.role)
		return 1;
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	if (!s->is_immortal) {
		s->is_immortal = 1;
		lws__h2_here(wsi)->immortals++;
	}
	if (wsi->http)
		wsi->http->body_pending = 0;
	/* in APPEND_HANDSHAKE_HEADER the head is still to be sent */
	if (s->we_ended || !s->id)
		return 0;

	return !!lws__h2_send_data(s, NULL, 0, NULL, 0, true);
}
