/* SPDX-License-Identifier: MIT */
/*
 * A build that loads no plugins.
 */

#include "core/context.h"

int
lws__context_plugins_init(struct lws_context *cx,
			  const struct lws_context_creation_info *info)
{
	if (info->plugin_dirs)
		lwsl_cx_warn(cx, "plugin_dirs: this build loads no plugins");

	return 0;
}

void
lws__context_plugins_undo(struct lws_context *cx)
{
	(void)cx;
}
