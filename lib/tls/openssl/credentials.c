/* SPDX-License-Identifier: MIT */
/*
 * Certificates with their chain, private keys, and what is trusted; from PEM or
 * DER, told apart by their first bytes.
 */

#include "tls/openssl/openssl.h"

#include <openssl/pem.h>
#include <string.h>

struct bytes {
	uint8_t *p; /* owned, NUL behind it */
	size_t len;
};

/* what a log line says */
struct what {
	struct lws_vhost *vh;
	const struct lws__tls_source *from;
	const char *noun;
};

static int
refuse(const struct what *w, const char *why)
{
	char words[96];

	if (!why)
		why = lws__ossl_words(words, sizeof(words));
	lwsl_vhost_err(w->vh, "%s %s: %s", w->noun,
		       w->from->path ? w->from->path : "in memory", why);

	return 1;
}

static int
load(const struct what *w, struct bytes *b)
{
	const char *why = NULL;

	if (lws__tls_source_bytes(w->from, &b->p, &b->len, &why))
		return refuse(w, why);

	return b->len > INT_MAX ? refuse(w, "too large") : 0;
}

static bool
is_pem(const struct bytes *b)
{
	return !!strstr((const char *)b->p, "-----BEGIN");
}

static BIO *
bio_of(const struct bytes *b)
{
	return BIO_new_mem_buf(b->p, (int)b->len);
}

/* ---- passwords: never from a terminal ------------------------------------ */

static int
password_cb(char *buf, int size, int writing, void *password)
{
	size_t len = password ? strlen(password) : 0;

	(void)writing;
	if (!len || size < 0 || len > (size_t)size)
		return -1;
	memcpy(buf, password, len);

	return (int)len;
}

/* ---- certificate and chain ----------------------------------------------- */

static int
use_chain(SSL_CTX *cx, BIO *bio)
{
	X509 *x = PEM_read_bio_X509_AUX(bio, NULL, password_cb, NULL);
	int ok = x && SSL_CTX_use_certificate(cx, x);

	X509_free(x);
	while (ok) {
		x = PEM_read_bio_X509(bio, NULL, password_cb, NULL);
		if (!x)
			break;
		ok = !!SSL_CTX_add0_chain_cert(cx, x);
		if (!ok)
			X509_free(x);
	}
	/* that no further one starts is how a chain ends */
	if (ok && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE)
		ERR_clear_error();

	return !ok || ERR_peek_error();
}

static int
use_cert(SSL_CTX *cx, const struct bytes *b)
{
	BIO *bio;
	int ret;

	if (!is_pem(b))
		return !SSL_CTX_use_certificate_ASN1(cx, (int)b->len, b->p);
	bio = bio_of(b);
	if (!bio)
		return 1;
	ret = use_chain(cx, bio);
	BIO_free(bio);

	return ret;
}

/* ---- private key --------------------------------------------------------- */

static EVP_PKEY *
key_of(const struct bytes *b, char *password)
{
	const uint8_t *p = b->p;
	EVP_PKEY *key;
	BIO *bio;

	if (!is_pem(b)) {
		key = d2i_AutoPrivateKey(NULL, &p, (long)b->len);
		if (key || !password)
			return key;
	}
	bio = bio_of(b);
	if (!bio)
		return NULL;
	key = is_pem(b) ? PEM_read_bio_PrivateKey(bio, NULL, password_cb,
						  password)
			: d2i_PKCS8PrivateKey_bio(bio, NULL, password_cb,
						  password);
	BIO_free(bio);

	return key;
}

/* OpenSSL's words for this are about terminals */
static const char *
why_locked(const struct bytes *b, const char *password)
{
	if (!is_pem(b) || !strstr((const char *)b->p, "ENCRYPTED"))
		return NULL;

	return password ? "the password does not open it"
			: "it is encrypted, and there is no password";
}

/* a file may hold the certificate and its key */
static int
use_key(SSL_CTX *cx, struct lws_vhost *vh, const struct lws__tls_config *c)
{
	struct what w = {vh, lws__tls_is_given(&c->key) ? &c->key : &c->cert,
			 "private key"};
	struct bytes b = {NULL, 0};
	const char *locked;
	EVP_PKEY *key;
	int ret;

	if (load(&w, &b))
		return 1;
	ERR_clear_error();
	key = key_of(&b, c->password);
	locked = why_locked(&b, c->password);
	lws__tls_bytes_free(b.p, b.len);
	if (!key)
		return refuse(&w, locked);
	ret = !SSL_CTX_use_PrivateKey(cx, key) ||
	      !SSL_CTX_check_private_key(cx);
	EVP_PKEY_free(key);

	return ret ? refuse(&w, NULL) : 0;
}

static bool
is_absent(const struct lws__tls_config *c)
{
	struct lws__plat_stat st;

	return c->cert_may_be_absent && c->cert.path &&
	       lws__plat_stat(c->cert.path, &st);
}

static int
set_identity(SSL_CTX *cx, struct lws_vhost *vh, const struct lws__tls_config *c)
{
	struct what w = {vh, &c->cert, "certificate"};
	struct bytes b = {NULL, 0};
	int ret;

	if (!lws__tls_is_given(&c->cert))
		return 0;
	if (is_absent(c)) {
		lwsl_vhost_warn(vh, "certificate %s is not there yet",
				c->cert.path);
		return 0;
	}
	if (load(&w, &b))
		return 1;
	ERR_clear_error();
	ret = use_cert(cx, &b);
	lws__tls_bytes_free(b.p, b.len);

	return ret ? refuse(&w, NULL) : use_key(cx, vh, c);
}

/* ---- trust
 * ----------------------------------------------------------------------------
 */

static int
trust_one(SSL_CTX *cx, X509 *x, bool name_it)
{
	X509_STORE *store = SSL_CTX_get_cert_store(cx);

	return !X509_STORE_add_cert(store, x) ||
	       (name_it && !SSL_CTX_add_client_CA(cx, x));
}

/* true: at least one, and nothing that is none */
static bool
trust_pem(SSL_CTX *cx, BIO *bio, bool name_it)
{
	int count = 0;
	X509 *x;

	for (;;) {
		x = PEM_read_bio_X509_AUX(bio, NULL, password_cb, NULL);
		if (!x)
			break;
		if (trust_one(cx, x, name_it))
			count = -1;
		X509_free(x);
		if (count < 0)
			return false;
		count++;
	}
	if (!count ||
	    ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		return false;
	ERR_clear_error();

	return true;
}

static bool
trust_der(SSL_CTX *cx, const struct bytes *b, bool name_it)
{
	const uint8_t *p = b->p;
	X509 *x = d2i_X509(NULL, &p, (long)b->len);
	bool ok = x && !trust_one(cx, x, name_it);

	X509_free(x);

	return ok;
}

static int
set_trust(SSL_CTX *cx, struct lws_vhost *vh, const struct lws__tls_config *c)
{
	struct what w = {vh, &c->ca, "CA certificates"};
	struct bytes b = {NULL, 0};
	bool ok;

	if (c->os_trust && !SSL_CTX_set_default_verify_paths(cx))
		lwsl_vhost_warn(vh, "the system's CA certificates are not "
				    "to be had");
	if (!lws__tls_is_given(&c->ca))
		return 0;
	if (load(&w, &b))
		return 1;
	ERR_clear_error();
	if (is_pem(&b)) {
		BIO *bio = bio_of(&b);

		ok = bio && trust_pem(cx, bio, !c->is_client);
		BIO_free(bio);
	} else
		ok = trust_der(cx, &b, !c->is_client);
	lws__tls_bytes_free(b.p, b.len);

	return ok ? 0 : refuse(&w, NULL);
}

int
lws__ossl_credentials(SSL_CTX *cx, struct lws_vhost *vh,
		      const struct lws__tls_config *c)
{
	SSL_CTX_set_default_passwd_cb(cx, password_cb);

	return set_trust(cx, vh, c) || set_identity(cx, vh, c);
}
