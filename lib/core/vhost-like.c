/* SPDX-License-Identifier: MIT */
/*
 * A vhost like another one, for clients alone: its protocols, what it was told
 * of connections and proxies, its user pointer; its TLS is the caller's.
 */

#include "core/context.h"

static void
settings_lend(struct lws_context_creation_info *i, const struct lws_vhost *like)
{
	i->port = CONTEXT_PORT_NO_LISTEN;
	i->protocols = like->protocols;
	i->pvo = like->pvo;
	i->extensions = like->extensions;
	i->retry_and_idle_policy = like->retry;
	i->user = like->user;
	i->options = like->options;
	i->iface = like->iface;
	i->alpn = like->alpn;
	i->log_cx = like->log_cx;
	i->connect_timeout_secs = like->connect_timeout_secs;
	i->ka_time = like->ka_time;
	i->ka_probes = like->ka_probes;
	i->ka_interval = like->ka_interval;
	i->bind_iface = like->bind_iface;
	memcpy(i->http2_settings, like->h2_settings, sizeof(like->h2_settings));
	/* not those of the environment: they are copied as well */
	i->http_proxy_address = "";
	i->socks_proxy_address = "";
}

struct lws_vhost *
lws__vhost_create_like(struct lws_context *cx, const struct lws_vhost *like,
		       struct lws_context_creation_info *info)
{
	struct lws_vhost *vh;

	settings_lend(info, like);
	vh = lws_create_vhost(cx, info);
	if (!vh)
		return NULL;
	vh->keepalive_timeout = like->keepalive_timeout;
	vh->h2_keepalive_timeout = like->h2_keepalive_timeout;
	vh->timeout_secs_ah_idle = like->timeout_secs_ah_idle;
	if (!lws__vhost_proxies_copy(vh, like))
		return vh;
	lws_vhost_destroy(vh);

	return NULL;
}
