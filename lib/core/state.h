/* SPDX-License-Identifier: MIT */
/*
 * state.h: how changes of a state manager reach the system message bus.
 */

#ifndef LWS_CORE_STATE_H
#define LWS_CORE_STATE_H

#include "base/base.h"

/*
 * Called once for each change, before the links are told; name is borrowed.
 * The bus sets it when it is built, and posts {"state":"NAME"} in the manager's
 * smd_class.  NULL: announced nowhere.
 */
typedef void (*lws__state_announce_fn)(lws_state_manager_t *mgr,
				       const char *name);
void lws__state_set_announce(lws__state_announce_fn announce);

#endif
