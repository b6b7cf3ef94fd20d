/* SPDX-License-Identifier: MIT */
/*
 * In place of ws-upgrade-server.c in a build without servers.
 */

#include "roles/ws/ws.h"

enum lws_claim
lws__ws_server_upgrade(struct lws *wsi, const char *token)
{
	(void)wsi;
	(void)token;

	return LWS_CLAIM_NO;
}
