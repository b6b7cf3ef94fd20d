/* SPDX-License-Identifier: MIT */
/*
 * A build whose clients go through no proxy.  One that was named is refused:
 * who wants a proxy does not want to connect without it.
 */

#include "core/context.h"

static int
refuse(struct lws_vhost *vh, const char *kind)
{
	lwsl_vhost_err(vh, "%s: this build has no proxies", kind);

	return -1;
}

int
lws_set_proxy(struct lws_vhost *vhost, const char *proxy)
{
	(void)proxy;

	return refuse(vhost, "http proxy");
}

int
lws_set_socks(struct lws_vhost *vhost, const char *socks)
{
	(void)socks;

	return refuse(vhost, "socks proxy");
}

int
lws__vhost_proxies_init(struct lws_vhost *vh,
			const struct lws_context_creation_info *info)
{
	if (info->http_proxy_address && *info->http_proxy_address)
		return lws_set_proxy(vh, NULL);
	if (info->socks_proxy_address && *info->socks_proxy_address)
		return lws_set_socks(vh, NULL);

	return 0;
}

int
lws__vhost_proxies_copy(struct lws_vhost *vh, const struct lws_vhost *from)
{
	(void)vh;
	(void)from;

	return 0;
}
