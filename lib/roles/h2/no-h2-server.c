/* SPDX-License-Identifier: MIT */
/*
 * In place of h2-server.c in a build without servers.
 */

#include "roles/h2/h2.h"

const struct lws__h2_side lws__h2_server_side = {0};

enum lws_claim
lws__h2_upgrade(struct lws *wsi, const char *token)
{
	(void)wsi;
	(void)token;

	return LWS_CLAIM_NO;
}

void
lws__h2_server_upgraded(struct lws__h2_stream *s)
{
	(void)s;
}
