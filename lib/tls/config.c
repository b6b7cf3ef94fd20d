/* SPDX-License-Identifier: MIT */
/*
 * What a vhost was told about TLS, copied: files are read again at a reload,
 * and a client's context may be made long after the call that described it.
 */

#include "tls/tls.h"
#include "lws-has.h"

#include <string.h>

enum {
	SESSION_SECS = 300,
};

/* ---- sources ------------------------------------------------------------- */

static void
source_free(struct lws__tls_source *s)
{
	lws__free(s->path);
	lws__tls_bytes_free(s->mem, s->len);
	memset(s, 0, sizeof(*s));
}

int
lws__tls_source_set(struct lws__tls_source *s, const char *path,
		    const void *mem, size_t len)
{
	source_free(s);
	if (mem && len) {
		s->mem = lws__malloc(len + 1, "tls source");
		if (!s->mem)
			return 1;
		memcpy(s->mem, mem, len);
		s->mem[len] = '\0';
		s->len = len;
		return 0;
	}
	if (!path || !*path)
		return 0;
	s->path = lws__strdup(path, "tls source");

	return !s->path;
}

void
lws__tls_bytes_free(uint8_t *bytes, size_t len)
{
	if (bytes)
		lws_explicit_bzero(bytes, len);
	lws__free(bytes);
}

int
lws__tls_source_bytes(const struct lws__tls_source *s, uint8_t **bytes,
		      size_t *len, const char **why)
{
	int error;

	*bytes = NULL;
	*len = 0;
	if (s->path) {
		error = lws__plat_slurp(s->path, LWS__TLS_FILE_MAX, bytes, len);
		if (error)
			*why = strerror(error);
		return error;
	}
	*bytes = lws__malloc(s->len + 1, "tls source");
	if (!*bytes) {
		*why = "out of memory";
		return 1;
	}
	memcpy(*bytes, s->mem, s->len);
	(*bytes)[s->len] = '\0';
	*len = s->len;

	return 0;
}

/* ---- configs --------------------------------------------------------------
 */

static int
text_set(char **to, const char *from)
{
	if (!from || !*from)
		return 0;
	*to = lws__strdup(from, "tls config");

	return !*to;
}

int
lws__tls_config_server(struct lws__tls_config *c,
		       const struct lws_context_creation_info *i)
{
	const uint64_t o = i->options;

	c->options_set = (uint64_t)i->ssl_options_set;
	c->options_clear = (uint64_t)i->ssl_options_clear;
	c->session_timeout =
		i->tls_session_timeout ? i->tls_session_timeout : SESSION_SECS;
	c->info_mask = i->ssl_info_event_mask;
	c->ask_client_cert = lws_check_opt(
		o, LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT);
	c->client_cert_needed =
		c->ask_client_cert &&
		!lws_check_opt(o, LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED);
	c->resume =
		!lws_check_opt(o, LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE);
	c->auto_dh =
		lws_check_opt(o, LWS_SERVER_OPTION_OPENSSL_AUTO_DH_PARAMETERS);
	c->cert_may_be_absent =
		lws_check_opt(o, LWS_SERVER_OPTION_IGNORE_MISSING_CERT);

	return lws__tls_source_set(&c->cert, i->ssl_cert_filepath,
				   i->server_ssl_cert_mem,
				   i->server_ssl_cert_mem_len) ||
	       lws__tls_source_set(&c->key, i->ssl_private_key_filepath,
				   i->server_ssl_private_key_mem,
				   i->server_ssl_private_key_mem_len) ||
	       lws__tls_source_set(&c->ca, i->ssl_ca_filepath,
				   i->server_ssl_ca_mem,
				   i->server_ssl_ca_mem_len) ||
	       text_set(&c->password, i->ssl_private_key_password) ||
	       text_set(&c->ciphers, i->ssl_cipher_list) ||
	       text_set(&c->ciphers13, i->tls1_3_plus_cipher_list) ||
	       text_set(&c->curves, lws_check_opt(o, LWS_SERVER_OPTION_SSL_ECDH)
					    ? i->ecdh_curve
					    : NULL);
}

/*
 * Programs older than the client_ssl_ members describe their client by those of
 * the server, on a vhost that does not listen.
 */
static int
old_members(struct lws__tls_config *c,
	    const struct lws_context_creation_info *i)
{
	if (!lws__tls_is_given(&c->cert) &&
	    (lws__tls_source_set(&c->cert, i->ssl_cert_filepath, NULL, 0) ||
	     lws__tls_source_set(&c->key, i->ssl_private_key_filepath, NULL,
				 0) ||
	     (!c->password &&
	      text_set(&c->password, i->ssl_private_key_password))))
		return 1;
	if (!lws__tls_is_given(&c->ca) &&
	    lws__tls_source_set(&c->ca, i->ssl_ca_filepath, NULL, 0))
		return 1;

	return (!c->ciphers && text_set(&c->ciphers, i->ssl_cipher_list)) ||
	       (!c->ciphers13 &&
		text_set(&c->ciphers13, i->tls1_3_plus_cipher_list));
}

int
lws__tls_config_client(struct lws__tls_config *c,
		       const struct lws_context_creation_info *i)
{
	c->is_client = true;
	c->options_set = (uint64_t)i->ssl_client_options_set;
	c->options_clear = (uint64_t)i->ssl_client_options_clear;
	c->session_timeout =
		i->tls_session_timeout ? i->tls_session_timeout : SESSION_SECS;
	c->info_mask = i->ssl_info_event_mask;
	c->os_trust = LWS_HAS_SSL_CLIENT_USE_OS_CA_CERTS &&
		      !lws_check_opt(i->options,
				     LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS);
	c->resume = !lws_check_opt(i->options,
				   LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE);

	if (lws__tls_source_set(&c->cert, i->client_ssl_cert_filepath,
				i->client_ssl_cert_mem,
				i->client_ssl_cert_mem_len) ||
	    lws__tls_source_set(&c->key, i->client_ssl_private_key_filepath,
				i->client_ssl_key_mem,
				i->client_ssl_key_mem_len) ||
	    lws__tls_source_set(&c->ca, i->client_ssl_ca_filepath,
				i->client_ssl_ca_mem,
				i->client_ssl_ca_mem_len) ||
	    text_set(&c->password, i->client_ssl_private_key_password) ||
	    text_set(&c->ciphers, i->client_ssl_cipher_list) ||
	    text_set(&c->ciphers13, i->client_tls_1_3_plus_cipher_list))
		return 1;

	return i->port == CONTEXT_PORT_NO_LISTEN && old_members(c, i);
}

void
lws__tls_config_free(struct lws__tls_config *c)
{
	source_free(&c->cert);
	source_free(&c->key);
	source_free(&c->ca);
	if (c->password)
		lws_explicit_bzero(c->password, strlen(c->password));
	lws__free(c->password);
	lws__free(c->ciphers);
	lws__free(c->ciphers13);
	lws__free(c->curves);
	memset(c, 0, sizeof(*c));
}
