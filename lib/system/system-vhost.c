/* SPDX-License-Identifier: MIT */
/*
 * The vhost "system": for what the library does by itself.  It listens nowhere
 * and is made when something first needs it.
 */

#include "system/system.h"

struct lws_vhost *
lws__system_vhost(struct lws_context *cx)
{
	static const struct lws_protocols *const protocols[] = {
		&lws__stdin_protocol,
		NULL,
	};
	struct lws_context_creation_info info = {
		.vhost_name = "system",
		.port = CONTEXT_PORT_NO_LISTEN,
		.pprotocols =
			(const struct lws_protocols **)lws__unconst(protocols),
	};

	if (!cx->vhost_system &&
	    !lws_fi_user_context_fi(cx, "ctx_createfail_sys_vh"))
		cx->vhost_system = lws_create_vhost(cx, &info);

	return cx->vhost_system;
}
