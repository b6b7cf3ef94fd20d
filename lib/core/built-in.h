/* SPDX-License-Identifier: MIT */
/*
 * What is in this build.  The definitions are in a source file that CMake
 * writes from the options: the core walks it and never names a feature.
 * Each array ends with NULL.
 */

#ifndef LWS_CORE_BUILT_IN_H
#define LWS_CORE_BUILT_IN_H

#include "core/listen-front.h"
#include "core/loop.h"
#include "core/peer-front.h"
#include "core/role.h"
#include "core/service-module.h"
#include "core/stage.h"
#include "core/vfs.h"

extern const struct lws_role_ops *const lws__built_in_roles[];
extern const struct lws__loop *const lws__built_in_event_loops[];
extern const struct lws_plugin_evlib *const lws__built_in_evlibs[];
extern const struct lws__service_module *const lws__built_in_services[];
extern const struct lws_plat_file_ops *const lws__built_in_vfs[];

#endif
