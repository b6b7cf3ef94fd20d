/* SPDX-License-Identifier: MIT */
/*
 * cert.h tells what this is.
 */
#include "cert.h"

X509 *
cert_make(EVP_PKEY **key)
{
	X509 *c = X509_new();
	X509_NAME *name;

	*key = EVP_EC_gen("P-256");
	if (!c || !*key)
		return NULL;
	X509_set_version(c, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(c), 1);
	X509_gmtime_adj(X509_getm_notBefore(c), -3600);
	X509_gmtime_adj(X509_getm_notAfter(c), 86400);
	X509_set_pubkey(c, *key);
	name = X509_get_subject_name(c);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
				   (const unsigned char *)"localhost", -1, -1,
				   0);
	X509_set_issuer_name(c, name);

	return X509_sign(c, *key, EVP_sha256()) ? c : NULL;
}
