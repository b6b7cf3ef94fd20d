/* SPDX-License-Identifier: MIT */
/*
 * LWS_WITH_PRIVILEGES is off: the process stays who it is, and a creation info
 * that asks for something else is refused.
 */

#include "core/context.h"

static bool
is_named(unsigned int id)
{
	return id && id != (unsigned int)-1;
}

int
lws__context_privileges_check(struct lws_context *cx,
			      const struct lws_context_creation_info *info)
{
	(void)info;
	if (!cx->username && !cx->groupname && !is_named(cx->uid) &&
	    !is_named(cx->gid) && !cx->count_caps)
		return 0;
	lwsl_cx_err(cx, "another user or group needs LWS_WITH_PRIVILEGES");

	return 1;
}

int
lws__context_privileges_drop(struct lws_context *cx)
{
	(void)cx;

	return 0;
}
