/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL as the vendor: what is made once for the process, and the table.
 */

#include "tls/openssl/openssl.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
struct lws__ossl_indices lws__ossl_indices = {-1, -1, -1};
static bool bio_failed;

static void
free_text(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int index, long argl,
	  void *argp)
{
	(void)parent;
	(void)ad;
	(void)index;
	(void)argl;
	(void)argp;
	OPENSSL_free(ptr);
}

static void
init_once(void)
{
	struct lws__ossl_indices *i = &lws__ossl_indices;

	i->tls = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	i->groups = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, free_text);
	i->keylog = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, free_text);
	bio_failed = !!lws__ossl_bio_init();
}

static int
init(void)
{
	if (pthread_once(&once, init_once))
		return 1;

	return lws__ossl_indices.tls < 0 || lws__ossl_indices.groups < 0 ||
	       lws__ossl_indices.keylog < 0 || bio_failed;
}

struct lws__tls *
lws__ossl_tls(const SSL *ssl)
{
	return SSL_get_ex_data(ssl, lws__ossl_indices.tls);
}

static void *
context_ref(void *context)
{
	return SSL_CTX_up_ref(context) ? context : NULL;
}

static void
context_free(void *context)
{
	SSL_CTX_free(context);
}

static int
context_trust(void *context, const uint8_t *der, size_t len)
{
	const unsigned char *p = der;
	X509 *x = d2i_X509(NULL, &p, (long)len);
	int ret =
		!x || !X509_STORE_add_cert(SSL_CTX_get_cert_store(context), x);

	X509_free(x);
	ERR_clear_error();

	return ret;
}

static int
context_fact(void *context, const struct lws__tls_fact *f)
{
	X509 *x = SSL_CTX_get0_certificate(context);

	return x ? lws__ossl_fact(x, f) : -1;
}

static bool
is_resumed(const struct lws__tls *t)
{
	return SSL_session_reused(t->native);
}

static int
peer_fact(const struct lws__tls *t, const struct lws__tls_fact *f)
{
	X509 *x = SSL_get0_peer_certificate(t->native);

	if (!x)
		return -1;
	if (f->type != LWS_TLS_CERT_INFO_VERIFIED)
		return lws__ossl_fact(x, f);
	f->to->verified = SSL_get_verify_result(t->native) == X509_V_OK;

	return 0;
}

const struct lws__tls_ops lws__tls_vendor = {
	.name = "OpenSSL",
	.init = init,
	.context_create = lws__ossl_context_create,
	.context_ref = context_ref,
	.context_free = context_free,
	.context_trust = context_trust,
	.context_anchor = lws__ossl_anchor_add,
	.anchor_fault = lws__ossl_anchor_fault,
	.context_fact = context_fact,
	.open = lws__ossl_open,
	.close = lws__ossl_close,
	.handshake = lws__ossl_handshake,
	.read = lws__ossl_read,
	.write = lws__ossl_write,
	.pending = lws__ossl_pending,
	.shutdown = lws__ossl_shutdown,
	.is_resumed = is_resumed,
	.peer_fact = peer_fact,
	.session_free = lws__ossl_session_free,
	.session_use = lws__ossl_session_use,
	.session_export = lws__ossl_session_export,
	.session_import = lws__ossl_session_import,
	.session_expires = lws__ossl_session_expires,
	.x509_from_pem = lws__ossl_x509_from_pem,
	.x509_free = lws__ossl_x509_free,
	.x509_verify = lws__ossl_x509_verify,
	.x509_fact = lws__ossl_x509_fact,
	.self_signed = lws__ossl_self_signed,
	.request = lws__ossl_request,
};
