/* SPDX-License-Identifier: MIT */
/*
 * The text of extension options, read for an extension.
 */

#ifndef LWS_ROLES_WS_EXT_OPTIONS_H
#define LWS_ROLES_WS_EXT_OPTIONS_H

#include "core/core.h"

/* whom the options are for; all borrowed */
struct lws__ws_ext_asked {
	const struct lws_extension *ext;
	struct lws *wsi;
	void *obj;
	const struct lws_ext_options *opts;
	/* LWS_EXT_CB_OPTION_SET: the peer says so; ..._NAMED_OPTION_SET: we */
	enum lws_extension_callback_reasons reason;
};

/* "name; name=value" up to a ',', each to the extension.  Nonzero: one is not
 * known, malformed, or refused. */
int lws__ws_ext_options(const struct lws__ws_ext_asked *a, const char *text,
			size_t len);

#endif
