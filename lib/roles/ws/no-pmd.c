/* SPDX-License-Identifier: MIT */
/*
 * In place of pmd.c in a build without zlib: permessage-deflate may be listed,
 * and declines.
 */

#include "core/core.h"

int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len)
{
	(void)context;
	(void)ext;
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;

	/* nonzero refuses to be constructed */
	return reason == LWS_EXT_CB_CONSTRUCT ||
			       reason == LWS_EXT_CB_CLIENT_CONSTRUCT
		       ? -1
		       : 0;
}
