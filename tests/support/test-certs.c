/* SPDX-License-Identifier: MIT */
/*
 * Certificates for tests: see test-certs.h
 */

#include "test-certs.h"
#include "lws-test.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

enum {
	DAY = 86400,
};

static void
add_ext(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *e;
	X509V3_CTX cx;

	X509V3_set_ctx(&cx, issuer, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &cx, nid, value);
	assert_non_null(e);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

static void
add_raw_san(X509 *x, const char *bytes, size_t len)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *text = ASN1_IA5STRING_new();

	assert_int_equal(ASN1_STRING_set(text, bytes, (int)len), 1);
	GENERAL_NAME_set0_value(name, GEN_DNS, text);
	sk_GENERAL_NAME_push(names, name);
	assert_int_equal(
		X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0, 0), 1);
	GENERAL_NAMES_free(names);
}

static char *
text_of(BIO *bio, size_t *len)
{
	char *at, *copy;
	long n = BIO_get_mem_data(bio, &at);

	assert_true(n > 0);
	copy = malloc((size_t)n + 1);
	assert_non_null(copy);
	memcpy(copy, at, (size_t)n);
	copy[n] = '\0';
	*len = (size_t)n + 1;
	BIO_free(bio);

	return copy;
}

static void export(struct lws__test_cert *c, const struct lws__test_cert_req *r)
{
	const EVP_CIPHER *cipher = r->password ? EVP_aes_256_cbc() : NULL;
	BIO *bio = BIO_new(BIO_s_mem());

	assert_int_equal(PEM_write_bio_X509(bio, c->x509), 1);
	if (r->with_issuer)
		assert_int_equal(PEM_write_bio_X509(bio, r->issuer->x509), 1);
	c->pem = text_of(bio, &c->pem_len);
	bio = BIO_new(BIO_s_mem());
	assert_int_equal(PEM_write_bio_PKCS8PrivateKey(
				 bio, c->key, cipher, r->password,
				 r->password ? (int)strlen(r->password) : 0,
				 NULL, NULL),
			 1);
	c->key_pem = text_of(bio, &c->key_pem_len);
	c->der_len = (size_t)i2d_X509(c->x509, &c->der);
	c->key_der_len = (size_t)i2d_PrivateKey(c->key, &c->key_der);
}

static void
set_names(X509 *x, const struct lws__test_cert_req *r)
{
	X509_NAME *subject = X509_get_subject_name(x);

	if (r->cn)
		assert_int_equal(X509_NAME_add_entry_by_NID(
					 subject, NID_commonName, MBSTRING_UTF8,
					 (const unsigned char *)r->cn, -1, -1,
					 0),
				 1);
	if (r->san)
		add_ext(x, x, NID_subject_alt_name, r->san);
	if (r->san_der)
		add_raw_san(x, r->san_der, r->san_der_len);
}

void
lws__test_cert_make(struct lws__test_cert *c,
		    const struct lws__test_cert_req *r)
{
	static long serial = 1000;
	EVP_PKEY *key = r->rsa_bits ? EVP_RSA_gen((unsigned int)r->rsa_bits)
				    : EVP_EC_gen("P-256");
	X509 *x = X509_new(), *by = r->issuer ? r->issuer->x509 : x;

	assert_non_null(key);
	assert_non_null(x);
	memset(c, 0, sizeof(*c));
	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(x), r->from_secs);
	X509_gmtime_adj(X509_getm_notAfter(x), r->to_secs ? r->to_secs : DAY);
	X509_set_pubkey(x, key);
	set_names(x, r);
	X509_set_issuer_name(x, X509_get_subject_name(by));
	add_ext(x, by, NID_subject_key_identifier, "hash");
	add_ext(x, by, NID_authority_key_identifier,
		r->names_issuer ? "keyid:always,issuer:always"
				: "keyid:always");
	add_ext(x, by, NID_basic_constraints,
		r->is_ca ? "critical,CA:TRUE" : "CA:FALSE");
	add_ext(x, by, NID_key_usage,
		r->is_ca ? "critical,keyCertSign,cRLSign"
			 : "critical,digitalSignature,keyEncipherment");
	assert_true(X509_sign(x, r->issuer ? r->issuer->key : key,
			      EVP_sha256()) > 0);
	c->x509 = x;
	c->key = key;
	export(c, r);
}

void
lws__test_cert_free(struct lws__test_cert *c)
{
	X509_free(c->x509);
	EVP_PKEY_free(c->key);
	free(c->pem);
	free(c->key_pem);
	OPENSSL_free(c->der);
	OPENSSL_free(c->key_der);
	memset(c, 0, sizeof(*c));
}

void *
lws__test_crl_make(const struct lws__test_cert *ca,
		   const struct lws__test_cert *revoked, long from_secs,
		   long to_secs)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *at = ASN1_TIME_new();

	assert_non_null(crl);
	assert_int_equal(X509_CRL_set_version(crl, 1), 1);
	assert_int_equal(
		X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca->x509)),
		1);
	X509_gmtime_adj(at, from_secs);
	X509_CRL_set1_lastUpdate(crl, at);
	if (revoked) {
		X509_REVOKED *one = X509_REVOKED_new();

		assert_int_equal(
			X509_REVOKED_set_serialNumber(
				one, X509_get_serialNumber(revoked->x509)),
			1);
		X509_REVOKED_set_revocationDate(one, at);
		assert_int_equal(X509_CRL_add0_revoked(crl, one), 1);
	}
	X509_gmtime_adj(at, to_secs);
	X509_CRL_set1_nextUpdate(crl, at);
	ASN1_TIME_free(at);
	assert_true(X509_CRL_sign(crl, ca->key, EVP_sha256()) > 0);

	return crl;
}
