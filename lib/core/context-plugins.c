/* SPDX-License-Identifier: MIT */
/*
 * Protocol plugins: every shared object of class "lws_protocol_plugin" in
 * info.plugin_dirs.  Vhosts made afterwards take their protocols from them.
 */

#include "core/context.h"

#define PLUGIN_CLASS "lws_protocol_plugin"

static int
plugin_named(struct lws_plugin *plugin, void *user)
{
	struct lws_context *cx = user;

	/* a release has no info lines */
	(void)cx;
	(void)plugin;
	lwsl_cx_info(cx, "plugin %s", plugin->hdr->name);

	return 0;
}

int
lws__context_plugins_init(struct lws_context *cx,
			  const struct lws_context_creation_info *info)
{
	if (!info->plugin_dirs)
		return 0;
	/* directories without a plugin in them are no reason to stop */
	if (lws_plugins_init(&cx->plugins, info->plugin_dirs, PLUGIN_CLASS,
			     NULL, plugin_named, cx))
		lwsl_cx_notice(cx, "no protocol plugins found");

	return 0;
}

void
lws__context_plugins_undo(struct lws_context *cx)
{
	if (cx->plugins)
		lws_plugins_destroy(&cx->plugins, NULL, NULL);
	cx->plugins = NULL;
}
