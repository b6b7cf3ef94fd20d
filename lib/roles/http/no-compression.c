/* SPDX-License-Identifier: MIT */
/*
 * A build without compression: every body goes as it is.
 */

#include <libwebsockets.h>

int
lws_http_compression_apply(struct lws *wsi, const char *name, unsigned char **p,
			   unsigned char *end, char decomp)
{
	(void)wsi;
	(void)name;
	(void)p;
	(void)end;
	(void)decomp;

	return 0;
}
