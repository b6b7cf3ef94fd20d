/* SPDX-License-Identifier: MIT */
/*
 * An SSL_CTX from a config.  TLS 1.2 and later unless the application clears
 * SSL_OP_NO_TLSv1_1 and the like; no renegotiation, no compression, no early
 * data.
 */

#include "tls/openssl/openssl.h"

#include <string.h>

enum {
	SNI_NAME_MAX = 255,
};

/* ---- callbacks of a server's context ------------------------------------- */

static int
alpn_cb(SSL *ssl, const unsigned char **out, unsigned char *out_len,
	const unsigned char *in, unsigned int in_len, void *arg)
{
	const struct lws__tls *t = lws__ossl_tls(ssl);

	(void)arg;
	switch (lws__tls_alpn_choose(t, in, in_len, out, out_len)) {
	case 1:
		return SSL_TLSEXT_ERR_OK;
	case 0:
		return SSL_TLSEXT_ERR_NOACK;
	default:
		break;
	}

	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* RFC 6066 3: list length, type 0, name length, name; len 0 when it is not so
 */
static size_t
sni_name(SSL *ssl, const char **name)
{
	const unsigned char *p;
	size_t len, name_len;

	*name = NULL;
	if (!SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &p,
				       &len) ||
	    len < 5 || p[2] != TLSEXT_NAMETYPE_host_name)
		return 0;
	name_len = ((size_t)p[3] << 8) | p[4];
	if ((((size_t)p[0] << 8) | p[1]) != len - 2 || name_len > len - 5 ||
	    name_len > SNI_NAME_MAX || memchr(p + 5, 0, name_len))
		return 0;
	*name = (const char *)p + 5;

	return name_len;
}

/* what OpenSSL has when nothing is said */
static const char default_groups[] = "X25519:P-256:X448:P-521:P-384";

static int
move_groups(SSL *ssl, const SSL_CTX *from, const SSL_CTX *to)
{
	const char *was = SSL_CTX_get_ex_data(from, lws__ossl_indices.groups);
	const char *is = SSL_CTX_get_ex_data(to, lws__ossl_indices.groups);

	if (!was && !is)
		return 0;

	return !SSL_set1_groups_list(
		ssl, (char *)lws__unconst(is ? is : default_groups));
}

/*
 * SSL_set_SSL_CTX() brings certificate, session context and trust along; what
 * a session has copied from its first context must be copied again.
 */
static int
move_to(SSL *ssl, SSL_CTX *cx)
{
	if (move_groups(ssl, SSL_get_SSL_CTX(ssl), cx) ||
	    !SSL_set_SSL_CTX(ssl, cx) ||
	    !SSL_set1_param(ssl, SSL_CTX_get0_param(cx)))
		return 1;
	SSL_set_verify(ssl, SSL_CTX_get_verify_mode(cx), lws__ossl_verify_cb);
	SSL_clear_options(ssl, SSL_get_options(ssl) & ~SSL_CTX_get_options(cx) &
				       ~SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_set_options(ssl, SSL_CTX_get_options(cx));
	SSL_set_num_tickets(ssl, SSL_CTX_get_num_tickets(cx));

	return !SSL_set_min_proto_version(
		       ssl, (int)SSL_CTX_get_min_proto_version(cx)) ||
	       !SSL_set_max_proto_version(
		       ssl, (int)SSL_CTX_get_max_proto_version(cx));
}

static int
hello_cb(SSL *ssl, int *alert, void *arg)
{
	struct lws__tls *t = lws__ossl_tls(ssl);
	const char *name;
	size_t len = sni_name(ssl, &name);
	SSL_CTX *cx;
	int failed;

	(void)arg;
	cx = lws__tls_hello(t, name, len);
	if (!cx)
		return SSL_CLIENT_HELLO_SUCCESS;
	failed = move_to(ssl, cx);
	SSL_CTX_free(cx);
	if (!failed)
		return SSL_CLIENT_HELLO_SUCCESS;
	*alert = SSL_AD_INTERNAL_ERROR;

	return SSL_CLIENT_HELLO_ERROR;
}

static void
info_cb(const SSL *ssl, int where, int ret)
{
	struct lws__tls *t = lws__ossl_tls(ssl);
	const int *mask = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	if (t && mask && (where & (int)(intptr_t)mask))
		lws__tls_info(t, where, ret);
}

/* ---- settings ------------------------------------------------------------ */

static void
set_versions(SSL_CTX *cx, const struct lws__tls_config *c)
{
	uint64_t o = SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 |
		     SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION;
	int lowest = TLS1_2_VERSION;

	if (!c->resume && !c->is_client)
		o |= SSL_OP_NO_TICKET;
	o = (o | c->options_set) & ~c->options_clear;
	SSL_CTX_clear_options(cx, c->options_clear);
	SSL_CTX_set_options(cx, o);
	if (!(o & SSL_OP_NO_TLSv1_1))
		lowest = TLS1_1_VERSION;
	if (!(o & SSL_OP_NO_TLSv1))
		lowest = TLS1_VERSION;
	SSL_CTX_set_min_proto_version(cx, lowest);
}

static int
set_groups(SSL_CTX *cx, const char *list)
{
	char *copy = OPENSSL_strdup(list);

	if (!copy || !SSL_CTX_set_ex_data(cx, lws__ossl_indices.groups, copy)) {
		OPENSSL_free(copy);
		return 1;
	}

	return !SSL_CTX_set1_groups_list(cx, (char *)lws__unconst(list));
}

/* the setting that OpenSSL refuses, or NULL */
static const char *
set_algorithms(SSL_CTX *cx, const struct lws__tls_config *c)
{
	if (c->ciphers && !SSL_CTX_set_cipher_list(cx, c->ciphers))
		return c->ciphers;
	if (c->ciphers13 && !SSL_CTX_set_ciphersuites(cx, c->ciphers13))
		return c->ciphers13;
	if (c->curves && set_groups(cx, c->curves))
		return c->curves;
	if (c->auto_dh)
		SSL_CTX_set_dh_auto(cx, 1);

	return NULL;
}

/* a session is of use only to the vhost that began it */
static int
set_server(SSL_CTX *cx, const struct lws_vhost *vh,
	   const struct lws__tls_config *c)
{
	unsigned char id[SSL_MAX_SID_CTX_LENGTH];
	int mode = SSL_VERIFY_NONE;
	char name[300];

	if (c->ask_client_cert)
		mode = SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE;
	if (c->client_cert_needed)
		mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
	SSL_CTX_set_verify(cx, mode, lws__ossl_verify_cb);
	SSL_CTX_set_alpn_select_cb(cx, alpn_cb, NULL);
	SSL_CTX_set_client_hello_cb(cx, hello_cb, NULL);
	if (!c->resume) {
		SSL_CTX_set_session_cache_mode(cx, SSL_SESS_CACHE_OFF);
		SSL_CTX_set_num_tickets(cx, 0);
	}
	lws_snprintf(name, sizeof(name), "%s:%d:%d", vh->name, vh->port, mode);
	lws_SHA1((const unsigned char *)name, strlen(name), id);

	return !SSL_CTX_set_session_id_context(cx, id, 20);
}

static void
set_client(SSL_CTX *cx, const struct lws__tls_config *c)
{
	if (!c->resume)
		return;
	SSL_CTX_set_session_cache_mode(cx, SSL_SESS_CACHE_CLIENT |
						   SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(cx, lws__ossl_session_new_cb);
}

static int
set_all(SSL_CTX *cx, struct lws_vhost *vh, const struct lws__tls_config *c)
{
	const char *refused;
	char words[96];

	set_versions(cx, c);
	SSL_CTX_set_timeout(cx, (long)c->session_timeout);
	refused = set_algorithms(cx, c);
	if (refused) {
		lwsl_vhost_err(vh, "OpenSSL knows nothing of '%s': %s", refused,
			       lws__ossl_words(words, sizeof(words)));
		return 1;
	}
	if (c->info_mask) {
		SSL_CTX_set_app_data(cx, (char *)(intptr_t)c->info_mask);
		SSL_CTX_set_info_callback(cx, info_cb);
	}
	if (!c->is_client && set_server(cx, vh, c)) {
		lwsl_vhost_err(vh, "%s", lws__ossl_words(words, sizeof(words)));
		return 1;
	}
	if (c->is_client)
		set_client(cx, c);
	if (lws__ossl_keylog(cx, vh))
		return 1;

	return lws__ossl_credentials(cx, vh, c);
}

void *
lws__ossl_context_create(struct lws_vhost *vh, const struct lws__tls_config *c)
{
	SSL_CTX *cx;

	ERR_clear_error();
	cx = SSL_CTX_new(c->is_client ? TLS_client_method()
				      : TLS_server_method());
	if (!cx) {
		lwsl_vhost_err(vh, "out of memory for TLS");
		return NULL;
	}
	if (set_all(cx, vh, c)) {
		SSL_CTX_free(cx);
		cx = NULL;
	}
	ERR_clear_error();

	return cx;
}
