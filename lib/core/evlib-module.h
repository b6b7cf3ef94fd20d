/* SPDX-License-Identifier: MIT */
/*
 * Event libraries that are modules of their own.
 */

#ifndef LWS_CORE_EVLIB_MODULE_H
#define LWS_CORE_EVLIB_MODULE_H

#include "core/core.h"

/*
 * evlib-module.c, or no-evlib-module.c: the table that libwebsockets-MODULE.so
 * exports by the name of MODULE, such as evlib_uv; it stays loaded.  NULL: it
 * was logged what was tried.
 */
const struct lws_plugin_evlib *
lws__evlib_load(struct lws_context *cx, const char *name, const char *module);

#endif
