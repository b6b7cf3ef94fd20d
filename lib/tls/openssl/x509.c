/* SPDX-License-Identifier: MIT */
/*
 * Certificates by themselves: from text, and whether one vouches for another.
 */

#include "tls/openssl/openssl.h"

#include <openssl/pem.h>
#include <string.h>

void *
lws__ossl_x509_from_pem(const void *pem, size_t len)
{
	BIO *bio;
	X509 *x;

	if (!len || len > INT_MAX)
		return NULL;
	bio = BIO_new_mem_buf(pem, (int)len);
	if (!bio)
		return NULL;
	x = PEM_read_bio_X509(bio, NULL, NULL, lws__unconst(""));
	BIO_free(bio);
	ERR_clear_error();

	return x;
}

static bool
has_name(X509 *x, const char *name)
{
	if (X509_check_ip_asc(x, name, 0) == 1)
		return true;

	return X509_check_host(x, name, 0, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
			       NULL) == 1;
}

/* trusted is believed whether it vouches for itself or not */
int
lws__ossl_x509_verify(void *x509, void *trusted, const char *name)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *cx = X509_STORE_CTX_new();
	int ok;

	ok = store && cx && X509_STORE_add_cert(store, trusted) &&
	     X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN) &&
	     X509_STORE_CTX_init(cx, store, x509, NULL) &&
	     X509_verify_cert(cx) == 1 && (!name || has_name(x509, name));
	X509_STORE_CTX_free(cx);
	X509_STORE_free(store);
	ERR_clear_error();

	return ok ? 0 : -1;
}
