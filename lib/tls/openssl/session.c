/* SPDX-License-Identifier: MIT */
/*
 * Sessions to resume, as OpenSSL has them.
 */

#include "tls/openssl/openssl.h"

/* 1: we keep the count that it brings */
int
lws__ossl_session_new_cb(SSL *ssl, SSL_SESSION *session)
{
	struct lws__tls *t = lws__ossl_tls(ssl);

	return t ? lws__tls_session_new(t, session) : 0;
}

void
lws__ossl_session_free(void *session)
{
	SSL_SESSION_free(session);
}

int
lws__ossl_session_use(struct lws__tls *t, void *session)
{
	return !SSL_SESSION_is_resumable(session) ||
	       !SSL_set_session(t->native, session);
}

int
lws__ossl_session_export(void *session, uint8_t **blob, size_t *len)
{
	int need = i2d_SSL_SESSION(session, NULL);
	uint8_t *p;

	*blob = NULL;
	if (need <= 0)
		return 1;
	*blob = p = lws__malloc((size_t)need, "tls session");
	if (!p)
		return 1;
	*len = (size_t)i2d_SSL_SESSION(session, &p);

	return 0;
}

void *
lws__ossl_session_import(const uint8_t *blob, size_t len)
{
	SSL_SESSION *s = d2i_SSL_SESSION(NULL, &blob, (long)len);

	ERR_clear_error();

	return s;
}

int64_t
lws__ossl_session_expires(const void *session)
{
	return (int64_t)SSL_SESSION_get_time(session) +
	       SSL_SESSION_get_timeout(session);
}
