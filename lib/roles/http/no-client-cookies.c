/* SPDX-License-Identifier: MIT */
/*
 * A build whose client keeps no cookies.
 */

#include "roles/http/client-cookies.h"

void
lws__http_client_cookies_take(struct lws *wsi)
{
	(void)wsi;
}

int
lws__http_client_cookies_add(struct lws *wsi, unsigned char **p,
			     unsigned char *end)
{
	(void)wsi;
	(void)p;
	(void)end;

	return 0;
}
