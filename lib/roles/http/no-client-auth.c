/* SPDX-License-Identifier: MIT */
/*
 * A build whose client answers no challenges: a 401 is the user's.
 */

#include "roles/http/client-auth.h"

bool
lws__http_client_auth_asked(struct lws *wsi, unsigned int status)
{
	(void)wsi;
	(void)status;

	return false;
}

int
lws__http_client_auth_add(struct lws *wsi, unsigned char **p,
			  unsigned char *end)
{
	(void)wsi;
	(void)p;
	(void)end;

	return 0;
}
