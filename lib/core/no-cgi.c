/* SPDX-License-Identifier: MIT */
/*
 * For builds without CGI: nothing is one.
 */

#include "core/core.h"

int
lws_is_cgi(struct lws *wsi)
{
	(void)wsi;

	return 0;
}
