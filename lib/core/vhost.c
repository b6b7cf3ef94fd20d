/* SPDX-License-Identifier: MIT */
/*
 * Making a vhost: its texts and numbers, its protocols, then what other floors
 * bring (TLS, services, the listener).  Everything is acquired first and let
 * go in one place, so a failure half way leaves nothing behind.
 */

#include "core/built-in.h"
#include "core/context.h"

enum {
	KEEPALIVE_SECS = 5,
	H2_KEEPALIVE_SECS = 31,
	AH_IDLE_SECS = 10,
	CONNECT_SECS = 20,
};

static int
default_int(int given, int otherwise)
{
	return given ? given : otherwise;
}

static void
numbers_take(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	vh->options = info->options;
	vh->pvo = info->pvo;
	vh->headers = info->headers;
	vh->reject_service_keywords = info->reject_service_keywords;
	vh->mounts = info->mounts;
	vh->extensions = info->extensions;
	vh->retry = info->retry_and_idle_policy;
	vh->user = info->user;
	vh->finalize = info->finalize;
	vh->finalize_arg = info->finalize_arg;
	vh->port = vh->listen_port = info->port;
	memcpy(vh->h2_settings, info->http2_settings, sizeof(vh->h2_settings));
	vh->keepalive_timeout =
		default_int(info->keepalive_timeout, KEEPALIVE_SECS);
	vh->h2_keepalive_timeout =
		default_int(info->keepalive_timeout, H2_KEEPALIVE_SECS);
	vh->timeout_secs_ah_idle =
		default_int((int)info->timeout_secs_ah_idle, AH_IDLE_SECS);
	vh->connect_timeout_secs = info->connect_timeout_secs
					   ? info->connect_timeout_secs
					   : CONNECT_SECS;
	vh->ka_time = info->ka_time;
	vh->ka_probes = info->ka_probes;
	vh->ka_interval = info->ka_interval;
	vh->bind_iface = info->bind_iface;
	vh->fo_listen_queue = info->fo_listen_queue;
	vh->inherited_listen_fd = info->vh_listen_sockfd
					  ? info->vh_listen_sockfd
					  : LWS_SOCK_INVALID;
	if (info->log_cx) {
		vh->log_cx = info->log_cx;
		lwsl_refcount_cx(vh->log_cx, 1);
	}
}

static int
texts_copy(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	const struct {
		const char *from;
		char **to;
	} texts[] = {
		{info->vhost_name ? info->vhost_name : "default", &vh->name},
		{info->iface, &vh->iface},
		{info->error_document_404, &vh->error_document_404},
		{info->alpn, &vh->alpn},
		{info->unix_socket_perms, &vh->unix_socket_perms},
		{info->listen_accept_role, &vh->listen_accept_role},
		{info->listen_accept_protocol, &vh->listen_accept_protocol},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(texts); n++) {
		if (!texts[n].from)
			continue;
		*texts[n].to = lws__strdup(texts[n].from, "vhost text");
		if (!*texts[n].to)
			return 1;
	}

	return 0;
}

static void
tag_make(struct lws_vhost *vh)
{
	lws_snprintf(vh->tag, sizeof(vh->tag), "[vh|%u|%s|%s|%d]",
		     atomic_fetch_add(&vh->cx->next_ordinal, 1), vh->name,
		     vh->iface ? vh->iface : "", vh->port);
}

static int
evlib_init(struct lws_vhost *vh)
{
	size_t len = vh->cx->loop->ops->evlib_size_vh;

	if (len)
		vh->evlib_vh = lws__zalloc(len, "evlib vhost");

	return len && !vh->evlib_vh;
}

static int
tls_init(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	if (lws__built_in_tls)
		return lws__built_in_tls->vhost_init &&
		       lws__built_in_tls->vhost_init(vh, info);
	if (!info->ssl_cert_filepath && !info->server_ssl_cert_mem)
		return 0;
	lwsl_vhost_err(vh, "has a certificate: no TLS in this build");

	return 1;
}

static int
services_init(struct lws_vhost *vh,
	      const struct lws_context_creation_info *info)
{
	for (size_t n = 0; n < vh->cx->services_done; n++) {
		const struct lws__service_module *m = lws__built_in_services[n];

		if (m->vhost_init && m->vhost_init(vh, info)) {
			lwsl_vhost_err(vh, "service %s refused it", m->name);
			return 1;
		}
		vh->services_done++;
	}

	return 0;
}

static int
listen_start(struct lws_vhost *vh)
{
	if (vh->port == CONTEXT_PORT_NO_LISTEN ||
	    vh->port == CONTEXT_PORT_NO_LISTEN_SERVER)
		return 0;
	if (lws__built_in_listen)
		return lws__built_in_listen->start(vh);
	lwsl_vhost_err(vh, "listens: no servers in this build");

	return 1;
}

void
lws__vhost_free(struct lws_vhost **pvh)
{
	struct lws_vhost *vh = *pvh;

	if (!vh)
		return;
	*pvh = NULL;
	lws_sul_cancel(&vh->sul_listen);
	while (vh->services_done) {
		const struct lws__service_module *m =
			lws__built_in_services[--vh->services_done];

		if (m->vhost_destroy)
			m->vhost_destroy(vh);
	}
	if (lws__built_in_tls && lws__built_in_tls->vhost_destroy)
		lws__built_in_tls->vhost_destroy(vh);
	lws__vhost_protocols_free(vh);
	if (vh->log_cx)
		lwsl_refcount_cx(vh->log_cx, -1);
	lws__free(vh->name);
	lws__free(vh->iface);
	lws__free(vh->error_document_404);
	lws__free(vh->alpn);
	lws__free(vh->unix_socket_perms);
	lws__free(vh->listen_accept_role);
	lws__free(vh->listen_accept_protocol);
	lws__free(vh->http_proxy_address);
	lws__free(vh->http_proxy_auth);
	lws__free(vh->no_proxy);
	lws__free(vh->socks_proxy_address);
	lws__free(vh->socks_user);
	lws__free(vh->socks_password);
	lws__free(vh->evlib_vh);
	lws_fi_destroy(&vh->fic);
	lws__free(vh);
}

/* protocols are told before anybody else's thread accepts for them */
static int
serve(struct lws_vhost *vh)
{
	atomic_store(&vh->starting, false);

	return lws__built_in_listen && lws__built_in_listen->serve(vh);
}

static struct lws_vhost *
refuse(struct lws_vhost *vh)
{
	lwsl_vhost_err(vh, "no vhost: cannot listen on port %d, %s", vh->port,
		       vh->iface ? vh->iface : "any");
	lws_vhost_destroy(vh);

	return NULL;
}

/* the listening wsi may live until the end of the turn, so from here on only
 * lws_vhost_destroy() ends a vhost */
static struct lws_vhost *
vhost_start(struct lws_vhost *vh)
{
	struct lws_context *cx = vh->cx;

	lws__context_lock(cx);
	lws_dll2_add_tail(&vh->list, &cx->vhosts);
	lws__context_unlock(cx);
	if (lws__vhost_fi(vh, "vh_create_srv_init") || listen_start(vh))
		return refuse(vh);
	lwsl_vhost_info(vh, "created, %u protocols", vh->protocol_count);
	if (cx->protocols_ready &&
	    !lws_check_opt(cx->options, LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT)) {
		lws__vhost_ref(vh);
		lws__vhost_protocols_init(vh);
		if (vh->being_destroyed) {
			lws__vhost_unref(vh);
			return NULL;
		}
		lws__vhost_unref(vh);
	}

	return serve(vh) ? refuse(vh) : vh;
}

static struct lws_vhost *
create(struct lws_context *context,
       const struct lws_context_creation_info *info)
{
	struct lws_vhost *vh;

	if (atomic_load(&context->destroy_stage)) {
		lwsl_cx_err(context, "no vhost: the context is being "
				     "destroyed");
		return NULL;
	}
	vh = lws__zalloc(sizeof(*vh), "vhost");
	if (!vh)
		return NULL;
	vh->cx = context;
	atomic_store(&vh->refs, 1);
	atomic_store(&vh->starting, true);
	lws__faults_vhost_take(vh, info);
	numbers_take(vh, info);
	if (lws__vhost_fi(vh, "vh_create_oom") || texts_copy(vh, info) ||
	    evlib_init(vh) || lws__vhost_fi(vh, "vh_create_pcols_oom") ||
	    lws__vhost_protocols_create(vh, info) ||
	    lws__vhost_proxies_init(vh, info)) {
		lwsl_cx_err(context, "vhost %s: not created",
			    vh->name ? vh->name : "?");
		lws__vhost_free(&vh);
		return NULL;
	}
	tag_make(vh);
	if (tls_init(vh, info) || services_init(vh, info)) {
		lwsl_vhost_err(vh, "not created");
		lws__vhost_free(&vh);
		return NULL;
	}

	return vhost_start(vh);
}

struct lws_vhost *
lws_create_vhost(struct lws_context *context,
		 const struct lws_context_creation_info *info)
{
	struct lws_vhost *vh = create(context, info);

	lws_fi_destroy(&info->fic); /* taken, or of no use */

	return vh;
}
