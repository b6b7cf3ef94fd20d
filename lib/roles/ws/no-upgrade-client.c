/* SPDX-License-Identifier: MIT */
/*
 * In place of ws-upgrade-client.c in a build without clients.
 */

#include "roles/ws/ws.h"

enum lws_claim
lws__ws_client_upgrade(struct lws *wsi)
{
	(void)wsi;

	return LWS_CLAIM_NO;
}

int
lws__ws_client_headers(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	(void)wsi;
	(void)p;
	(void)end;

	return 1;
}
