/* SPDX-License-Identifier: MIT */
/*
 * Becoming the user that the creation info names, as the last step of creation
 * or when lws_finalize_startup() says so.
 */

#include "core/context.h"

#include <string.h>

/* a typing error in a user's name must not wait until it is too late */
int
lws__context_privileges_check(struct lws_context *cx,
			      const struct lws_context_creation_info *info)
{
	struct lws__plat_privs privs = {.username = cx->username,
					.groupname = cx->groupname,
					.uid = cx->uid,
					.gid = cx->gid};
	struct lws__plat_fail fail = {0};

	(void)info;
	if (lws__plat_privs_resolve(&privs, &fail)) {
		lwsl_cx_err(cx, "user %s, group %s: %s: %s",
			    cx->username ? cx->username : "-",
			    cx->groupname ? cx->groupname : "-",
			    fail.step ? fail.step : "unknown",
			    strerror(fail.error));
		return 1;
	}
	cx->uid = privs.uid;
	cx->gid = privs.gid;

	return 0;
}

int
lws__context_privileges_drop(struct lws_context *cx)
{
	struct lws__plat_privs privs = {.uid = cx->uid,
					.gid = cx->gid,
					.username = cx->username,
					.groupname = cx->groupname,
					.caps = cx->caps,
					.cap_count = (size_t)cx->count_caps};
	struct lws__plat_fail fail = {0};

	if (cx->privileges_dropped)
		return 0;
	if (lws__plat_privs_drop(&privs, &fail)) {
		lwsl_cx_err(cx, "cannot drop privileges: %s: %s",
			    fail.step ? fail.step : "unknown",
			    strerror(fail.error));
		return 1;
	}
	cx->privileges_dropped = 1;

	return 0;
}
