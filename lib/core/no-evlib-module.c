/* SPDX-License-Identifier: MIT */
/*
 * No module is looked for: what there is, is built in.
 */

#include "core/evlib-module.h"

const struct lws_plugin_evlib *
lws__evlib_load(struct lws_context *cx, const char *name, const char *module)
{
	(void)module;
	lwsl_cx_err(cx, "this build has no event loop %s", name);

	return NULL;
}
