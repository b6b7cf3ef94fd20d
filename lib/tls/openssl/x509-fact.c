/* SPDX-License-Identifier: MIT */
/*
 * One fact about a certificate.  Bytes and text go to ns.name with their length
 * in ns.len, which says what is needed when there is no room.
 */

#include "tls/openssl/openssl.h"

#include <stddef.h>
#include <string.h>

static int
give(const struct lws__tls_fact *f, const void *p, size_t len)
{
	/* the caller's room goes on behind the 64 bytes that are declared */
	char *name = (char *)f->to +
		     offsetof(union lws_tls_cert_info_results, ns.name);

	if (len > INT_MAX)
		return -1;
	f->to->ns.len = (int)len;
	if (len > f->len)
		return -1;
	if (len)
		memcpy(name, p, len);
	if (len < f->len)
		name[len] = '\0';

	return 0;
}

/* taken from OpenSSL's allocator: an encoder's result */
static int
give_encoded(const struct lws__tls_fact *f, unsigned char *der, int len)
{
	int ret = der && len > 0 ? give(f, der, (size_t)len) : -1;

	OPENSSL_free(der);

	return ret;
}

static int
give_time(const struct lws__tls_fact *f, const ASN1_TIME *at)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days, secs, ok;

	ok = epoch && at && ASN1_TIME_diff(&days, &secs, epoch, at);
	ASN1_TIME_free(epoch);
	if (!ok)
		return -1;
	f->to->time = (time_t)days * 86400 + secs;

	return 0;
}

/* a name with a NUL inside is no name (CVE-2009-2408) */
static int
give_common_name(const struct lws__tls_fact *f, const X509_NAME *name)
{
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	unsigned char *utf8 = NULL;
	int len, ret;

	if (at < 0)
		return -1;
	len = ASN1_STRING_to_UTF8(
		&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	if (len < 0)
		return -1;
	ret = memchr(utf8, 0, (size_t)len) ? -1 : give(f, utf8, (size_t)len);
	OPENSSL_free(utf8);

	return ret;
}

static int
give_issuer(const struct lws__tls_fact *f, const X509_NAME *name)
{
	char text[512];

	if (!X509_NAME_oneline(name, text, sizeof(text)))
		return -1;

	return give(f, text, strlen(text));
}

static int
give_octets(const struct lws__tls_fact *f, const ASN1_STRING *s)
{
	if (!s)
		return -1;

	return give(f, ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
}

static int
give_public_key(const struct lws__tls_fact *f, X509 *x)
{
	unsigned char *der = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);

	return give_encoded(f, der, len);
}

static int
give_der(const struct lws__tls_fact *f, X509 *x)
{
	unsigned char *der = NULL;
	int len = i2d_X509(x, &der);

	return give_encoded(f, der, len);
}

static int
give_authority_issuer(const struct lws__tls_fact *f, X509 *x)
{
	const GENERAL_NAMES *names = X509_get0_authority_issuer(x);
	const GENERAL_NAME *name;
	int type;

	if (!names || sk_GENERAL_NAME_num(names) < 1)
		return -1;
	name = sk_GENERAL_NAME_value(names, 0);
	if (GENERAL_NAME_get0_value(name, &type), type != GEN_DIRNAME)
		return -1;

	return give_issuer(f, GENERAL_NAME_get0_value(name, &type));
}

int
lws__ossl_fact(X509 *x, const struct lws__tls_fact *f)
{
	switch (f->type) {
	case LWS_TLS_CERT_INFO_VALIDITY_FROM:
		return give_time(f, X509_get0_notBefore(x));
	case LWS_TLS_CERT_INFO_VALIDITY_TO:
		return give_time(f, X509_get0_notAfter(x));
	case LWS_TLS_CERT_INFO_COMMON_NAME:
		return give_common_name(f, X509_get_subject_name(x));
	case LWS_TLS_CERT_INFO_ISSUER_NAME:
		return give_issuer(f, X509_get_issuer_name(x));
	case LWS_TLS_CERT_INFO_USAGE:
		f->to->usage = X509_get_key_usage(x);
		return 0;
	case LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY:
		return give_public_key(f, x);
	case LWS_TLS_CERT_INFO_DER_RAW:
		return give_der(f, x);
	case LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID:
		return give_octets(f, X509_get0_authority_key_id(x));
	case LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_ISSUER:
		return give_authority_issuer(f, x);
	case LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL:
		return give_octets(f, X509_get0_authority_serial(x));
	case LWS_TLS_CERT_INFO_SUBJECT_KEY_ID:
		return give_octets(f, X509_get0_subject_key_id(x));
	case LWS_TLS_CERT_INFO_VERIFIED:
		break; /* a connection's, not a certificate's */
	}

	return -1;
}
