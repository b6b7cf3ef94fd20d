/* SPDX-License-Identifier: MIT */
/*
 * For builds without TLS or without clients: enable-client-ssl has no effect.
 */

#include "system/conf.h"

int
lws__conf_client_tls(const struct lws_context_creation_info *info,
		     struct lws_vhost *vh)
{
	(void)info;
	lwsl_vhost_warn(vh, "enable-client-ssl: this build has no TLS clients");

	return 0;
}
