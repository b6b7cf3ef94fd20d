/* SPDX-License-Identifier: MIT */
/*
 * Certificates made while the test runs, so that none in the tree can expire.
 */

#ifndef LWS_TEST_CERTS_H
#define LWS_TEST_CERTS_H

#include <stdbool.h>
#include <stddef.h>

struct lws__test_cert {
	void *x509, *key; /* owned: OpenSSL's */
	char *pem;        /* owned, with NUL; a chain when asked for */
	char *key_pem;    /* owned, with NUL */
	size_t pem_len, key_pem_len;
	unsigned char *der, *key_der; /* owned */
	size_t der_len, key_der_len;
};

/* {0} is a self-signed certificate for nobody, valid for a day */
struct lws__test_cert_req {
	const char *cn;  /* NULL: empty subject */
	const char *san; /* OpenSSL's words "DNS:a,IP:127.0.0.1"; NULL: none */
	const char
		*san_der; /* instead: a dNSName of these bytes, NUL and all */
	size_t san_der_len;
	long from_secs, to_secs; /* from now; to 0: a day */
	bool is_ca;
	bool with_issuer;                    /* pem has the issuer behind it */
	const struct lws__test_cert *issuer; /* NULL: itself */
	bool names_issuer;    /* by its issuer's name and serial too (AKID) */
	int rsa_bits;         /* 0: P-256 */
	const char *password; /* of key_pem; NULL: none */
};

/* fails the test when it cannot */
void lws__test_cert_make(struct lws__test_cert *c,
			 const struct lws__test_cert_req *r);
void lws__test_cert_free(struct lws__test_cert *c);
/*
 * The list (X509_CRL, owned) of what ca has revoked: the one certificate, or
 * NULL for none; valid from now + from_secs to now + to_secs
 */
void *lws__test_crl_make(const struct lws__test_cert *ca,
			 const struct lws__test_cert *revoked, long from_secs,
			 long to_secs);

#endif
