/* SPDX-License-Identifier: MIT */
/*
 * In place of h1-server.c in a build without servers.
 */

#include "roles/h1/h1.h"

const struct lws__h1_side lws__h1_server_side = {0};

int
lws__h1_server_adopt(struct lws *wsi)
{
	(void)wsi;

	return 1;
}
