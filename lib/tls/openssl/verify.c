/* SPDX-License-Identifier: MIT */
/*
 * What OpenSSL finds wrong with a certificate, in the words of the policy.
 */

#include "tls/openssl/openssl.h"

enum lws__tls_fault
lws__ossl_fault(long error)
{
	switch (error) {
	case X509_V_OK:
		return LWS__TLS_FAULT_NONE;
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
	case X509_V_ERR_EMAIL_MISMATCH:
		return LWS__TLS_FAULT_NAME;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		return LWS__TLS_FAULT_SELF_SIGNED;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_CERT_UNTRUSTED:
	case X509_V_ERR_INVALID_CA:
		return LWS__TLS_FAULT_UNKNOWN_CA;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return LWS__TLS_FAULT_NOT_YET;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return LWS__TLS_FAULT_EXPIRED;
	case X509_V_ERR_CERT_REVOKED:
		return LWS__TLS_FAULT_REVOKED;
	case X509_V_ERR_UNABLE_TO_GET_CRL:
	case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
	case X509_V_ERR_CRL_SIGNATURE_FAILURE:
	case X509_V_ERR_CRL_NOT_YET_VALID:
	case X509_V_ERR_CRL_HAS_EXPIRED:
		return LWS__TLS_FAULT_UNLISTED;
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
		return LWS__TLS_FAULT_WEAK;
	default:
		break;
	}

	return LWS__TLS_FAULT_OTHER;
}

static long
error_now(void *store)
{
	return X509_STORE_CTX_get_error(store);
}

/*
 * OpenSSL asks once for each fault, and once for each certificate that has
 * none; an error that was looked past stays in the store meanwhile.
 */
int
lws__ossl_verify_cb(int ok, X509_STORE_CTX *store)
{
	const SSL *ssl = X509_STORE_CTX_get_ex_data(
		store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct lws__tls *t = ssl ? lws__ossl_tls(ssl) : NULL;
	struct lws__tls_finding f = {
		.store = store, .now = error_now, .chain = lws__ossl_chain};

	if (!t)
		return ok;
	f.error = ok ? X509_V_OK : X509_STORE_CTX_get_error(store);
	f.fault = ok ? LWS__TLS_FAULT_NONE : lws__ossl_fault(f.error);
	if (lws__tls_verify(t, &f))
		return 1;
	if (ok || !X509_STORE_CTX_get_error(store))
		X509_STORE_CTX_set_error(store,
					 X509_V_ERR_APPLICATION_VERIFICATION);
	t->verify_error = X509_STORE_CTX_get_error(store);

	return 0;
}
