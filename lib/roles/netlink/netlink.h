/* SPDX-License-Identifier: MIT */
/*
 * The role netlink: see netlink.c.  For its tests.
 */

#ifndef LWS_ROLES_NETLINK_H
#define LWS_ROLES_NETLINK_H

#include "core/service-module.h"

enum lws__netlink_limits {
	LWS__NETLINK_BATCH = 64,     /* datagrams in one turn */
	LWS__NETLINK_RESYNC_MS = 50, /* after a loss: let the storm pass */
	LWS__NETLINK_REFUSALS = 8,   /* of requests in a row */
	LWS__NETLINK_PATIENCE_MS =
		350, /* that a start waits for a silent one */
};

extern const struct lws__service_module lws__service_netlink;

#endif
