/* SPDX-License-Identifier: MIT */
/*
 * The role raw-file, for whoever hands it a connection.
 */

#ifndef LWS_ROLES_RAW_FILE_H
#define LWS_ROLES_RAW_FILE_H

#include "core/role.h"

extern const struct lws_role_ops lws__role_raw_file;

#endif
