/* SPDX-License-Identifier: MIT */
/*
 * In place of h2-server.c in a build without servers.
 */

#include "roles/h2/h2-again.h"

const struct lws__h2_side lws__h2_server_side = {0};

enum lws_claim
lws__h2_upgrade(struct lws *wsi, const char *token)
{
	(void)wsi;
	(void)token;

	return LWS_CLAIM_NO;
}

enum lws__h2_again_is
lws__h2_again_request(struct lws__h2 *h2, struct lws__h2_stream *s)
{
	(void)h2;
	(void)s;

	return LWS__H2_AGAIN_NOT;
}

void
lws__h2_server_upgraded(struct lws__h2_stream *s)
{
	(void)s;
}
