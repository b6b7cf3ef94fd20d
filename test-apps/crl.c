/* SPDX-License-Identifier: MIT */
/*
 * Lists of revoked certificates, with OpenSSL: the library has no option for
 * them, but hands out the context that certificates are checked with.
 */

#include "crl.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>

int
crl_load(void *context, const char *path)
{
	X509_STORE *store = SSL_CTX_get_cert_store(context);
	X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());

	if (!lookup ||
	    X509_load_crl_file(lookup, path, X509_FILETYPE_PEM) < 1) {
		fprintf(stderr, "no list of revoked certificates in %s\n",
			path);
		return -1;
	}

	return X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK) ? 0 : -1;
}
