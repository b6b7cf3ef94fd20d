/* SPDX-License-Identifier: MIT */
/* Certificates that were revoked, for both test programs. */

#ifndef LWS_TEST_APPS_CRL_H
#define LWS_TEST_APPS_CRL_H

/*
 * context is what LWS_CALLBACK_OPENSSL_LOAD_EXTRA_..._VERIFY_CERTS has as
 * user; path a PEM file.  From then on each certificate of a peer must be
 * spoken of by a list there, and be revoked by none.  0, or said why not.
 */
int crl_load(void *context, const char *path);

#endif
