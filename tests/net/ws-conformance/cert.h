/* SPDX-License-Identifier: MIT */
/*
 * A certificate for nobody, signed by itself, for a day.
 */
#ifndef LWS_TESTS_WS_CERT_H
#define LWS_TESTS_WS_CERT_H

#include <openssl/evp.h>
#include <openssl/x509.h>

/* both owned by who calls; NULL: it cannot be made */
X509 *cert_make(EVP_PKEY **key);

#endif
