/* SPDX-License-Identifier: MIT */
/*
 * Key ids of certificates, and whether one may be what a chain ends with.
 */

#include "tls/openssl/openssl.h"

#include <string.h>

static void
key_id(struct lws__tls_key_id *to, const ASN1_OCTET_STRING *s)
{
	int len = s ? ASN1_STRING_length(s) : 0;

	to->len = 0;
	if (len <= 0 || (size_t)len > sizeof(to->id))
		return;
	memcpy(to->id, ASN1_STRING_get0_data(s), (size_t)len);
	to->len = (uint8_t)len;
}

static void
chain_add(struct lws__tls_chain *to, X509 *x)
{
	struct lws__tls_keys *k = &to->certs[to->count++];

	key_id(&k->subject, X509_get0_subject_key_id(x));
	key_id(&k->issuer, X509_get0_authority_key_id(x));
}

void
lws__ossl_chain(void *store, struct lws__tls_chain *to)
{
	X509 *own = X509_STORE_CTX_get0_cert(store);
	STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(store);

	to->count = 0;
	if (!own)
		return;
	chain_add(to, own);
	for (int n = 0; n < sk_X509_num(sent) && to->count < LWS__TLS_CHAIN_MAX;
	     n++)
		if (sk_X509_value(sent, n) != own)
			chain_add(to, sk_X509_value(sent, n));
}

/* without an id of its own it is the usual one: RFC 5280 4.2.1.2 (1) */
static bool
is_key(X509 *x, const struct lws__tls_key_id *id)
{
	unsigned char sha1[EVP_MAX_MD_SIZE];
	struct lws__tls_key_id own;
	unsigned int len = 0;

	key_id(&own, X509_get0_subject_key_id(x));
	if (!X509_get0_subject_key_id(x) &&
	    X509_pubkey_digest(x, EVP_sha1(), sha1, &len) &&
	    len <= sizeof(own.id)) {
		memcpy(own.id, sha1, len);
		own.len = (uint8_t)len;
	}

	return own.len && own.len == id->len &&
	       !memcmp(own.id, id->id, id->len);
}

static const char *
fault_of(X509 *x, const struct lws__tls_key_id *id)
{
	int ca = X509_check_ca(x);

	if (!is_key(x, id))
		return "it has another key";
	if (ca != 1 && ca != 3) /* 3: version 1, vouches for itself */
		return "it is no CA's";
	if (X509_cmp_current_time(X509_get0_notBefore(x)) >= 0 ||
	    X509_cmp_current_time(X509_get0_notAfter(x)) <= 0)
		return "it is not valid now";

	return NULL;
}

static X509 *
whole(const uint8_t *der, size_t len)
{
	const unsigned char *p = der;
	X509 *x = len > INT_MAX ? NULL : d2i_X509(NULL, &p, (long)len);

	if (x && p != der + len) {
		X509_free(x);
		x = NULL;
	}
	ERR_clear_error();

	return x;
}

const char *
lws__ossl_anchor_fault(const uint8_t *der, size_t len,
		       const struct lws__tls_key_id *id)
{
	X509 *x = whole(der, len);
	const char *fault = x ? fault_of(x, id) : "it is no certificate";

	X509_free(x);
	ERR_clear_error();

	return fault;
}

int
lws__ossl_anchor_add(void *context, const uint8_t *der, size_t len)
{
	X509_STORE *store = SSL_CTX_get_cert_store(context);
	X509 *x = whole(der, len);
	int ok = x && X509_STORE_add_cert(store, x);

	if (ok && !(X509_get_extension_flags(x) & EXFLAG_SS))
		ok = X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
	X509_free(x);
	ERR_clear_error();

	return !ok;
}
