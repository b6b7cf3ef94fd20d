/* SPDX-License-Identifier: MIT */
/*
 * New keys with a certificate that vouches for itself, or with a request to
 * have one signed (RFC 2986).
 */

#include "tls/openssl/openssl.h"

#include <openssl/pem.h>
#include <string.h>

enum {
	DAYS = 7, /* of a throw-away certificate */
	SAN_MAX = 1024,
};

static EVP_PKEY *
new_key(void)
{
	return EVP_EC_gen("P-256");
}

/* "DNS:a,DNS:b" as an extension; names that would mean more are refused */
static X509_EXTENSION *
san_of(const char *const *names, size_t count)
{
	char text[SAN_MAX];
	size_t at = 0;

	for (size_t n = 0; n < count; n++) {
		if (!names[n] || !*names[n])
			continue;
		if (strpbrk(names[n], ",;:\\ \r\n"))
			return NULL;
		at += (size_t)lws_snprintf(text + at, sizeof(text) - at,
					   "%sDNS:%s", at ? "," : "", names[n]);
		if (at >= sizeof(text) - 1)
			return NULL;
	}

	return at ? X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, text)
		  : NULL;
}

/* what an encoder wrote to memory becomes ours */
static int
bytes_of(BIO *bio, uint8_t **p, size_t *len)
{
	char *at = NULL;
	long n = BIO_get_mem_data(bio, &at);

	*p = n > 0 ? lws__malloc((size_t)n + 1, "tls bytes") : NULL;
	if (!*p)
		return 1;
	memcpy(*p, at, (size_t)n);
	(*p)[n] = '\0';
	*len = (size_t)n;

	return 0;
}

static int
key_pem(EVP_PKEY *key, uint8_t **p, size_t *len)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	int ret = !bio ||
		  !PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL,
					    NULL) ||
		  bytes_of(bio, p, len);

	BIO_free(bio);

	return ret;
}

/* ---- a certificate ------------------------------------------------------- */

static int
fill_cert(X509 *x, EVP_PKEY *key, const char *const names[2])
{
	X509_EXTENSION *san = san_of(names, 2);
	X509_NAME *subject = X509_get_subject_name(x);
	int64_t serial = (int64_t)(lws__jitter() >> 1);
	int ok;

	ok = san && X509_set_version(x, X509_VERSION_3) &&
	     ASN1_INTEGER_set_int64(X509_get_serialNumber(x), serial) &&
	     X509_gmtime_adj(X509_getm_notBefore(x), -3600) &&
	     X509_gmtime_adj(X509_getm_notAfter(x), DAYS * 86400l) &&
	     X509_set_pubkey(x, key) &&
	     X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
					(const unsigned char *)"temporary", -1,
					-1, 0) &&
	     X509_set_issuer_name(x, subject) && X509_add_ext(x, san, -1) &&
	     X509_sign(x, key, EVP_sha256());
	X509_EXTENSION_free(san);

	return !ok;
}

static int
cert_pem(X509 *x, uint8_t **p, size_t *len)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int ret = !bio || !PEM_write_bio_X509(bio, x) || bytes_of(bio, p, len);

	BIO_free(bio);

	return ret;
}

int
lws__ossl_self_signed(const char *san_a, const char *san_b,
		      struct lws__tls_source *cert, struct lws__tls_source *key)
{
	const char *const names[2] = {san_a, san_b};
	EVP_PKEY *pkey = new_key();
	X509 *x = X509_new();
	int ret = !pkey || !x || fill_cert(x, pkey, names) ||
		  cert_pem(x, &cert->mem, &cert->len) ||
		  key_pem(pkey, &key->mem, &key->len);

	X509_free(x);
	EVP_PKEY_free(pkey);
	ERR_clear_error();

	return ret;
}

/* ---- a request ----------------------------------------------------------- */

static int
add_subject(X509_NAME *subject, const char *elements[])
{
	static const struct {
		int element, nid;
	} parts[] = {
		{LWS_TLS_REQ_ELEMENT_COUNTRY, NID_countryName},
		{LWS_TLS_REQ_ELEMENT_STATE, NID_stateOrProvinceName},
		{LWS_TLS_REQ_ELEMENT_LOCALITY, NID_localityName},
		{LWS_TLS_REQ_ELEMENT_ORGANIZATION, NID_organizationName},
		{LWS_TLS_REQ_ELEMENT_COMMON_NAME, NID_commonName},
		{LWS_TLS_REQ_ELEMENT_EMAIL, NID_pkcs9_emailAddress},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(parts); n++) {
		const char *s = elements[parts[n].element];

		if (s && *s &&
		    !X509_NAME_add_entry_by_NID(
			    subject, parts[n].nid, MBSTRING_UTF8,
			    (const unsigned char *)s, -1, -1, 0))
			return 1;
	}

	return 0;
}

static int
add_san(X509_REQ *req, const char *elements[])
{
	const char *const names[2] = {
		elements[LWS_TLS_REQ_ELEMENT_COMMON_NAME],
		elements[LWS_TLS_REQ_ELEMENT_SUBJECT_ALT_NAME]};
	X509_EXTENSION *san = san_of(names, 2);
	STACK_OF(X509_EXTENSION) *list = sk_X509_EXTENSION_new_null();
	int ok = san && list && sk_X509_EXTENSION_push(list, san);

	if (ok)
		ok = X509_REQ_add_extensions(req, list);
	sk_X509_EXTENSION_free(list);
	X509_EXTENSION_free(san);

	return !ok;
}

static int
req_der(X509_REQ *req, uint8_t **p, size_t *len)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int ret = !bio || !i2d_X509_REQ_bio(bio, req) || bytes_of(bio, p, len);

	BIO_free(bio);

	return ret;
}

int
lws__ossl_request(const char *elements[], uint8_t **der, size_t *len,
		  uint8_t **pem, size_t *pem_len)
{
	EVP_PKEY *pkey = new_key();
	X509_REQ *req = X509_REQ_new();
	int ret = !pkey || !req ||
		  !X509_REQ_set_version(req, X509_REQ_VERSION_1) ||
		  add_subject(X509_REQ_get_subject_name(req), elements) ||
		  !X509_REQ_set_pubkey(req, pkey) || add_san(req, elements) ||
		  !X509_REQ_sign(req, pkey, EVP_sha256()) ||
		  req_der(req, der, len) || key_pem(pkey, pem, pem_len);

	X509_REQ_free(req);
	EVP_PKEY_free(pkey);
	ERR_clear_error();

	return ret;
}
