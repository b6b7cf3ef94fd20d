/* SPDX-License-Identifier: MIT */
/*
 * The configuration's enable-client-ssl.
 */

#include "system/conf.h"

int
lws__conf_client_tls(const struct lws_context_creation_info *info,
		     struct lws_vhost *vh)
{
	return lws_init_vhost_client_ssl(info, vh);
}
