/* SPDX-License-Identifier: MIT */
/*
 * What the files of this folder share.  OpenSSL 3 and later.
 *
 * conn.c      one session: handshake, bytes, end
 * bio.c       OpenSSL reads and writes through the stage below
 * context.c   SSL_CTX of a config, and what it calls back
 * credentials.c  certificates, keys and trust from bytes
 * keylog.c    secrets to a file, when the environment asks for it
 * verify.c    its verification errors in our words
 * ktls.c      the kernel makes the records, if it can
 * anchor.c    key ids, and certificates that chains may end with
 */

#ifndef LWS_TLS_OPENSSL_H
#define LWS_TLS_OPENSSL_H

#include "tls/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* the session's struct lws__tls: an index of ours, so 0 is the application's */
struct lws__tls *lws__ossl_tls(const SSL *ssl);

/* OpenSSL's numbers for what of ours hangs off its objects */
struct lws__ossl_indices {
	int tls;    /* SSL: struct lws__tls, borrowed */
	int groups; /* SSL_CTX: the list of groups, owned; NULL: the default */
	int keylog; /* SSL_CTX: path of the key log, owned */
};

extern struct lws__ossl_indices lws__ossl_indices;

/* the first error that OpenSSL has queued, in words; empties the queue */
const char *lws__ossl_words(char *buf, size_t len);

/* a BIO on the stage below t; NULL: no memory */
BIO *lws__ossl_bio(struct lws__tls *t);
int lws__ossl_bio_init(void);

/* ktls.c, or no-ktls.c: t may get keys into the kernel; what bio.c does not
 * know, of a BIO with or without a socket below; what t->kernel_asks is for */
void lws__ossl_ktls_offer(struct lws__tls *t);
long lws__ossl_ktls_ctrl(BIO *bio, int cmd, long num, void *ptr);
int lws__ossl_ktls_write(BIO *bio, const char *buf, size_t len, size_t *sent);

void *
lws__ossl_context_create(struct lws_vhost *vh, const struct lws__tls_config *c);
/* nonzero: refused, and logged why */
int lws__ossl_credentials(SSL_CTX *cx, struct lws_vhost *vh,
			  const struct lws__tls_config *c);

/* the environment's key log, if it has one; nonzero: no memory */
int lws__ossl_keylog(SSL_CTX *cx, struct lws_vhost *vh);

/* SSL_CTX_set_verify()'s callback of both sides */
int lws__ossl_verify_cb(int ok, X509_STORE_CTX *store);
enum lws__tls_fault lws__ossl_fault(long error);

void lws__ossl_chain(void *store, struct lws__tls_chain *to);
const char *lws__ossl_anchor_fault(const uint8_t *der, size_t len,
				   const struct lws__tls_key_id *id);
int lws__ossl_anchor_add(void *context, const uint8_t *der, size_t len);

int lws__ossl_open(struct lws__tls *t, void *context, const uint8_t *alpn,
		   size_t alpn_len);
void lws__ossl_close(struct lws__tls *t);
enum lws_step lws__ossl_handshake(struct lws__tls *t);
enum lws_step
lws__ossl_read(struct lws__tls *t, uint8_t *buf, size_t len, size_t *got);
enum lws_step lws__ossl_write(struct lws__tls *t, const uint8_t *buf,
			      size_t len, size_t *sent);
bool lws__ossl_pending(const struct lws__tls *t);
enum lws_step lws__ossl_shutdown(struct lws__tls *t);

int lws__ossl_session_new_cb(SSL *ssl, SSL_SESSION *session);
void lws__ossl_session_free(void *session);
int lws__ossl_session_use(struct lws__tls *t, void *session);
int lws__ossl_session_export(void *session, uint8_t **blob, size_t *len);
void *lws__ossl_session_import(const uint8_t *blob, size_t len);
int64_t lws__ossl_session_expires(const void *session);

/* a certificate and what follows it in PEM text; NULL: there is none, or what
 * follows is broken or too long */
void *lws__ossl_x509_from_pem(const void *pem, size_t len);
void lws__ossl_x509_free(void *x509);
int lws__ossl_x509_fact(void *x509, const struct lws__tls_fact *f);
int lws__ossl_x509_verify(void *x509, void *trusted, const char *name);
int lws__ossl_fact(X509 *x509, const struct lws__tls_fact *f);

int lws__ossl_self_signed(const char *san_a, const char *san_b,
			  struct lws__tls_source *cert,
			  struct lws__tls_source *key);
int lws__ossl_request(const char *elements[], uint8_t **der, size_t *len,
		      uint8_t **key_pem, size_t *key_len);

#endif
