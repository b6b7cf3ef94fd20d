/* SPDX-License-Identifier: MIT */
/*
 * A build without HTTP/2: streams have no credit, for there are none.
 */

#include <libwebsockets.h>

int
lws_h2_update_peer_txcredit(struct lws *wsi, unsigned int sid, int bump)
{
	(void)wsi;
	(void)sid;
	(void)bump;

	return -1;
}

int
lws_h2_get_peer_txcredit_estimate(struct lws *wsi)
{
	(void)wsi;

	return 0;
}

int
lws_h2_client_stream_long_poll_rxonly(struct lws *wsi)
{
	(void)wsi;

	return 1;
}
