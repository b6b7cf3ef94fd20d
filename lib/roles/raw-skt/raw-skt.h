/* SPDX-License-Identifier: MIT */
/*
 * The role raw-skt, for whoever hands it a connection.
 */

#ifndef LWS_ROLES_RAW_SKT_H
#define LWS_ROLES_RAW_SKT_H

#include "core/role.h"

extern const struct lws_role_ops lws__role_raw_skt;

#endif
