/* SPDX-License-Identifier: MIT */
/*
 * Certificates by themselves: from text, and whether one vouches for another.
 */

#include "tls/openssl/openssl.h"

#include <openssl/pem.h>
#include <string.h>

enum {
	CHAIN_MAX = 16, /* certificates in one text */
};

/* the first certificate, and what is behind it in the text */
struct x509_chain {
	X509 *leaf;             /* owned */
	STACK_OF(X509) * above; /* owned */
};

static X509 *
next_of(BIO *bio)
{
	return PEM_read_bio_X509(bio, NULL, NULL, lws__unconst(""));
}

/* false: what is behind the leaf is broken, or too long */
static bool
read_above(struct x509_chain *c, BIO *bio)
{
	X509 *x = next_of(bio);

	for (int n = 1; x && n < CHAIN_MAX; n++) {
		if (!sk_X509_push(c->above, x))
			break;
		x = next_of(bio);
	}
	if (x) {
		X509_free(x);
		return false;
	}

	return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
}

void
lws__ossl_x509_free(void *x509)
{
	struct x509_chain *c = x509;

	if (!c)
		return;
	X509_free(c->leaf);
	sk_X509_pop_free(c->above, X509_free);
	lws__free(c);
}

void *
lws__ossl_x509_from_pem(const void *pem, size_t len)
{
	struct x509_chain *c;
	BIO *bio;
	bool ok;

	if (!len || len > INT_MAX)
		return NULL;
	bio = BIO_new_mem_buf(pem, (int)len);
	c = lws__zalloc(sizeof(*c), "x509");
	ERR_clear_error();
	ok = bio && c;
	if (ok) {
		c->leaf = next_of(bio);
		c->above = sk_X509_new_null();
		ok = c->leaf && c->above && read_above(c, bio);
	}
	BIO_free(bio);
	ERR_clear_error();
	if (!ok) {
		lws__ossl_x509_free(c);
		c = NULL;
	}

	return c;
}

int
lws__ossl_x509_fact(void *x509, const struct lws__tls_fact *f)
{
	const struct x509_chain *c = x509;

	return lws__ossl_fact(c->leaf, f);
}

static bool
has_name(X509 *x, const char *name)
{
	if (X509_check_ip_asc(x, name, 0) == 1)
		return true;

	return X509_check_host(x, name, 0, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
			       NULL) == 1;
}

static bool
add_all(X509_STORE *store, const struct x509_chain *c)
{
	bool ok = X509_STORE_add_cert(store, c->leaf);

	for (int n = 0; ok && n < sk_X509_num(c->above); n++)
		ok = X509_STORE_add_cert(store, sk_X509_value(c->above, n));

	return ok;
}

/*
 * Trusted is believed whether it vouches for itself or not; what came with x509
 * may lead there, and vouches for nothing by itself.
 */
int
lws__ossl_x509_verify(void *x509, void *trusted, const char *name)
{
	const struct x509_chain *c = x509;
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *cx = X509_STORE_CTX_new();
	int ok;

	ok = store && cx && add_all(store, trusted) &&
	     X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN) &&
	     X509_STORE_CTX_init(cx, store, c->leaf, c->above) &&
	     X509_verify_cert(cx) == 1 && (!name || has_name(c->leaf, name));
	X509_STORE_CTX_free(cx);
	X509_STORE_free(store);
	ERR_clear_error();

	return ok ? 0 : -1;
}
