/* SPDX-License-Identifier: MIT */
/*
 * The TLS contexts of a vhost: made with it, replaced as a whole when their
 * certificate is renewed.  A new one that cannot be made leaves the old one in
 * use; connections keep the one that they began with.
 */

#include "tls/tls.h"

#include <string.h>

enum {
	SESSIONS_MAX = 10,
};

void
lws__tls_lock(struct lws_vhost *vh)
{
	struct lws__tls_vhost *tv = vh->tls;

	if (vh->cx->count_threads > 1)
		pthread_mutex_lock(&tv->lock);
}

void
lws__tls_unlock(struct lws_vhost *vh)
{
	struct lws__tls_vhost *tv = vh->tls;

	if (vh->cx->count_threads > 1)
		pthread_mutex_unlock(&tv->lock);
}

/* ---- applications look at a new context ---------------------------------- */

static void
tell(struct lws_vhost *vh, enum lws_callback_reasons reason, void *context,
     void *in)
{
	struct lws fake = {.cx = vh->cx, .vh = vh, .is_fake = 1};
	const struct lws_protocols *p = vh->protocols;

	fake.protocol = p;
	if (p->callback)
		p->callback(&fake, reason, context, in, 0);
}

static void *
make(struct lws_vhost *vh, const struct lws__tls_config *c)
{
	void *context;

	if (lws__vhost_fi(vh, c->is_client ? "vh_create_ssl_cli"
					   : "vh_create_ssl_srv"))
		return NULL;
	context = lws__tls_vendor.context_create(vh, c);
	if (!context)
		return NULL;
	if (c->is_client)
		tell(vh, LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS,
		     context, NULL);
	else
		tell(vh, LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS,
		     context, vh);

	return context;
}

/* taken; what was there is let go */
static void
put(struct lws_vhost *vh, void **place, void *context)
{
	void *old;

	lws__tls_lock(vh);
	old = *place;
	*place = context;
	lws__tls_unlock(vh);
	lws__tls_vendor.context_free(old);
}

/* ---- creation ------------------------------------------------------------ */

static int
server_init(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	struct lws__tls_vhost *tv = vh->tls;
	const uint64_t on = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;

	if (vh->port == CONTEXT_PORT_NO_LISTEN)
		return 0;
	if (lws__tls_config_server(&tv->server, info))
		return 1;
	if (!lws__tls_is_given(&tv->server.cert) &&
	    !lws_check_opt(vh->options, LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX))
		return 0;
	if (!lws_check_opt(vh->options | vh->cx->options, on)) {
		lwsl_vhost_warn(vh, "has a certificate, but no TLS without "
				    "LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT");
		return 0;
	}
	tv->server_cx = make(vh, &tv->server);
	vh->has_server_tls = 1;

	return !tv->server_cx;
}

static int
client_init(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	struct lws__tls_vhost *tv = vh->tls;

	if (lws__tls_config_client(&tv->client, info))
		return 1;
	if (info->provided_client_ssl_ctx) {
		tv->client_cx = lws__tls_vendor.context_ref(
			info->provided_client_ssl_ctx);
		tv->client_cx_is_theirs = true;
		return 0;
	}
	if (!lws_check_opt(vh->options, LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT))
		return 0; /* made when a client asks for it */
	tv->client_cx = make(vh, &tv->client);

	return !tv->client_cx;
}

int
lws__tls_vhost_init(struct lws_vhost *vh,
		    const struct lws_context_creation_info *info)
{
	struct lws__tls_vhost *tv = lws__zalloc(sizeof(*tv), "tls vhost");

	if (!tv)
		return 1;
	pthread_mutex_init(&tv->lock, NULL);
	vh->tls = tv;
	tv->session_max = info->tls_session_cache_max
				  ? info->tls_session_cache_max
				  : SESSIONS_MAX;

	return server_init(vh, info) || client_init(vh, info);
}

void
lws__tls_vhost_destroy(struct lws_vhost *vh)
{
	struct lws__tls_vhost *tv = vh->tls;

	if (!tv)
		return;
	lws__tls_sessions_free(&tv->sessions);
	lws__tls_vendor.context_free(tv->server_cx);
	lws__tls_vendor.context_free(tv->client_cx);
	lws__tls_config_free(&tv->server);
	lws__tls_config_free(&tv->client);
	pthread_mutex_destroy(&tv->lock);
	lws__free(tv);
	vh->tls = NULL;
}

/* ---- use
 * ---------------------------------------------------------------------------
 */

static void *
counted(struct lws_vhost *vh, void **place)
{
	void *context;

	lws__tls_lock(vh);
	context = *place ? lws__tls_vendor.context_ref(*place) : NULL;
	lws__tls_unlock(vh);

	return context;
}

void *
lws__tls_server_context(struct lws_vhost *vh)
{
	struct lws__tls_vhost *tv = vh->tls;

	return counted(vh, &tv->server_cx);
}

void *
lws__tls_client_context(struct lws_vhost *vh)
{
	struct lws__tls_vhost *tv = vh->tls;
	void *context = counted(vh, &tv->client_cx);

	if (context)
		return context;
	context = make(vh, &tv->client);
	if (!context)
		return NULL;
	put(vh, &tv->client_cx, lws__tls_vendor.context_ref(context));

	return context;
}

/* ---- public: later changes ----------------------------------------------- */

int
lws_init_vhost_client_ssl(const struct lws_context_creation_info *info,
			  struct lws_vhost *vhost)
{
	struct lws__tls_vhost *tv = vhost->tls;
	struct lws__tls_config fresh = {.is_client = true};
	void *context;

	if (lws__tls_config_client(&fresh, info)) {
		lws__tls_config_free(&fresh);
		return 1;
	}
	context = info->provided_client_ssl_ctx
			  ? lws__tls_vendor.context_ref(
				    info->provided_client_ssl_ctx)
			  : make(vhost, &fresh);
	if (!context) {
		lws__tls_config_free(&fresh);
		return 1;
	}
	tv->client_cx_is_theirs = !!info->provided_client_ssl_ctx;
	put(vhost, &tv->client_cx, context);
	lws__tls_config_free(&tv->client);
	tv->client = fresh;
	/* what was verified by other rules is not verified */
	lws__tls_lock(vhost);
	lws__tls_sessions_free(&tv->sessions);
	lws__tls_unlock(vhost);

	return 0;
}

int
lws_tls_client_vhost_extra_cert_mem(struct lws_vhost *vh, const uint8_t *der,
				    size_t der_len)
{
	void *context = lws__tls_client_context(vh);
	int ret;

	if (!context)
		return 1;
	ret = lws__tls_vendor.context_trust(context, der, der_len);
	lws__tls_vendor.context_free(context);
	if (ret)
		lwsl_vhost_err(vh, "not a DER certificate of %u bytes",
			       (unsigned int)der_len);

	return ret;
}

/* ---- public: renewed certificates ---------------------------------------- */

static bool
uses(const struct lws__tls_config *c, const char *cert, const char *key)
{
	return c->cert.path && cert && !strcmp(c->cert.path, cert) &&
	       (!key || (c->key.path && !strcmp(c->key.path, key)));
}

int
lws__tls_vhost_show(struct lws_vhost *vh, const struct lws__tls_source *cert,
		    const struct lws__tls_source *key)
{
	struct lws__tls_vhost *tv = vh->tls;
	struct lws__tls_config now = tv->server; /* all else is borrowed */
	void *context;

	now.cert = *cert;
	now.key = *key;
	now.cert_may_be_absent = false;
	context = make(vh, &now);
	if (!context) {
		lwsl_vhost_err(vh, "the certificate in use stays in use");
		return 1;
	}
	put(vh, &tv->server_cx, context);
	if (!vh->has_server_tls) /* other threads read it */
		vh->has_server_tls = 1;
	lwsl_vhost_notice(vh, "shows its new certificate from now on");

	return 0;
}

static int
show_all(struct lws_context *context, const char *certpath, const char *keypath,
	 const struct lws__tls_source *cert, const struct lws__tls_source *key)
{
	struct lws_vhost *vh;
	int failed = 0;

	for (vh = lws__vhost_next(context, NULL); vh;
	     vh = lws__vhost_next(context, vh)) {
		struct lws__tls_vhost *tv = vh->tls;

		if (tv && uses(&tv->server, certpath, keypath))
			failed |= lws__tls_vhost_show(vh, cert, key);
	}

	return failed;
}

int
lws_tls_cert_updated(struct lws_context *context, const char *certpath,
		     const char *keypath, const char *mem_cert,
		     size_t len_mem_cert, const char *mem_privkey,
		     size_t len_mem_privkey)
{
	struct lws__tls_source cert = {0}, key = {0};
	int failed = 1;

	if (!lws__tls_source_set(&cert, certpath, mem_cert, len_mem_cert) &&
	    !lws__tls_source_set(&key, keypath, mem_privkey, len_mem_privkey))
		failed = show_all(context, certpath, keypath, &cert, &key);
	(void)lws__tls_source_set(&cert, NULL, NULL, 0);
	(void)lws__tls_source_set(&key, NULL, NULL, 0);

	return failed;
}
