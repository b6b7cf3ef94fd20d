/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_X509_H)
#define LIBWEBSOCKETS_LWS_X509_H

/**
 * \defgroup x509 Certificates
 * @{
 */

union lws_tls_cert_info_results;
struct lws_x509_cert;
struct lws_jwk;

/** what to ask */
enum lws_tls_cert_info {
	/** time */
	LWS_TLS_CERT_INFO_VALIDITY_FROM,
	/** time */
	LWS_TLS_CERT_INFO_VALIDITY_TO,
	/** ns.name */
	LWS_TLS_CERT_INFO_COMMON_NAME,
	/** ns.name */
	LWS_TLS_CERT_INFO_ISSUER_NAME,
	/** usage: bits */
	LWS_TLS_CERT_INFO_USAGE,
	/** verified: 1 if it was; only of a peer */
	LWS_TLS_CERT_INFO_VERIFIED,
	/** ns.name: bytes, to compare only */
	LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY,
	/** ns.name: bytes */
	LWS_TLS_CERT_INFO_DER_RAW,
	/** ns.name: bytes */
	LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID,
	/** ns.name */
	LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_ISSUER,
	/** ns.name: bytes */
	LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL,
	/** ns.name: bytes */
	LWS_TLS_CERT_INFO_SUBJECT_KEY_ID,
};

/** the answer */
union lws_tls_cert_info_results {
	unsigned int verified;
	time_t time;
	unsigned int usage;
	struct {
		int len;
		char name[64];
	} ns;
};

/**
 * lws_x509_create() - an empty certificate
 *
 * \param x509: receives it, owned
 *
 * Returns 0, or nonzero: no memory.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_create(struct lws_x509_cert **x509);

/**
 * lws_x509_parse_from_pem() - fill it
 *
 * \param x509: borrowed; what it had is forgotten
 * \param pem: borrowed until return: the certificate, then those above it, if
 *   any, at most 15
 * \param len: bytes, NUL included
 *
 * Returns 0, or nonzero: not PEM of a certificate.
 * Call from: any thread
 * Source: RFC 7468
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_parse_from_pem(struct lws_x509_cert *x509, const void *pem,
			size_t len);

/**
 * lws_x509_verify() - does one certificate vouch for another?
 *
 * \param x509: borrowed; certificates that followed it may be between the two
 * \param trusted: borrowed; all that were parsed are trusted
 * \param common_name: NULL, or the host or address it must be for
 *
 * Returns 0: it does; else nonzero.
 * Call from: any thread
 * Source: RFC 5280 s6
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_verify(struct lws_x509_cert *x509, struct lws_x509_cert *trusted,
		const char *common_name);

/**
 * lws_x509_public_to_jwk() - its public key as JWK
 *
 * \param jwk: borrowed; filled in
 * \param x509: borrowed
 * \param curves: NULL, or comma list of EC curves allowed
 * \param rsabits: fewest bits an RSA key may have
 *
 * Returns 0, or nonzero.
 * Call from: any thread
 * Source: RFC 7517
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_public_to_jwk(struct lws_jwk *jwk, struct lws_x509_cert *x509,
		       const char *curves, int rsabits);

/**
 * lws_x509_jwk_privkey_pem() - add a private key to a JWK
 *
 * \param cx: borrowed
 * \param jwk: borrowed: has the public key
 * \param pem: borrowed until return
 * \param len: bytes
 * \param passphrase: NULL, or what it is encrypted with
 *
 * Returns 0, or nonzero: not the key of this JWK.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_jwk_privkey_pem(struct lws_context *cx, struct lws_jwk *jwk, void *pem,
			 size_t len, const char *passphrase);

/**
 * lws_x509_destroy() - free it
 *
 * \param x509: *x509 becomes NULL; NULL already is harmless
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_x509_destroy(struct lws_x509_cert **x509);

/**
 * lws_x509_info() - a fact about a certificate
 *
 * \param x509: borrowed
 * \param type: which
 * \param buf: borrowed; receives it
 * \param len: bytes of buf from ns.name on, for what goes there; 0: as large
 *   as the struct
 *
 * Returns 0; -1: it has no such thing, or no room: ns.len says how much is
 * needed.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_info(struct lws_x509_cert *x509, enum lws_tls_cert_info type,
	      union lws_tls_cert_info_results *buf, size_t len);

/**
 * lws_tls_peer_cert_info() - a fact about the peer's certificate
 *
 * \param wsi: borrowed
 * \param type: which
 * \param buf: borrowed; receives it
 * \param len: as lws_x509_info()
 *
 * Returns 0, or nonzero: there is no certificate, or no such fact.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_peer_cert_info(struct lws *wsi, enum lws_tls_cert_info type,
		       union lws_tls_cert_info_results *buf, size_t len);

/**
 * lws_tls_vhost_cert_info() - a fact about a vhost's certificate
 *
 * \param vhost: borrowed
 * \param type: which
 * \param buf: borrowed; receives it
 * \param len: as lws_x509_info()
 *
 * Returns 0, or nonzero.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_vhost_cert_info(struct lws_vhost *vhost, enum lws_tls_cert_info type,
			union lws_tls_cert_info_results *buf, size_t len);

/**
 * lws_tls_acme_sni_cert_create() - a temporary certificate for an ACME
 * challenge
 *
 * \param vhost: borrowed
 * \param san_a: borrowed name
 * \param san_b: NULL, or borrowed name
 *
 * Returns 0, or nonzero.
 * Call from: the service thread
 * Source: RFC 8737
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_acme_sni_cert_create(struct lws_vhost *vhost, const char *san_a,
			     const char *san_b);

/**
 * lws_tls_acme_sni_csr_create() - a certificate signing request
 *
 * \param context: borrowed
 * \param elements: borrowed array of subject parts, by LWS_TLS_REQ_ELEMENT_...
 * \param csr: borrowed; receives it, base64url of DER
 * \param csr_len: bytes of csr
 * \param privkey_pem: receives the new key, owned
 * \param privkey_len: receives its bytes
 *
 * Returns bytes of csr, or negative.
 * Call from: the service thread
 * Source: RFC 8555
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_acme_sni_csr_create(struct lws_context *context, const char *elements[],
			    uint8_t *csr, size_t csr_len, char **privkey_pem,
			    size_t *privkey_len);

/**
 * lws_tls_cert_updated() - use a new certificate wherever the file was used
 *
 * \param context: borrowed
 * \param certpath: borrowed: the file
 * \param keypath: borrowed: its key
 * \param mem_cert: NULL, or borrowed: the certificate
 * \param len_mem_cert: bytes
 * \param mem_privkey: NULL, or borrowed: the key
 * \param len_mem_privkey: bytes
 *
 * Returns 0, or nonzero.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_cert_updated(struct lws_context *context, const char *certpath,
		     const char *keypath, const char *mem_cert,
		     size_t len_mem_cert, const char *mem_privkey,
		     size_t len_mem_privkey);

/** @} */

#endif
