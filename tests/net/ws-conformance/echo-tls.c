/* SPDX-License-Identifier: MIT */
/*
 * echo-tls.h tells what this is.
 */
#include "echo-tls.h"

#include "cert.h"

#include <libwebsockets.h>

#include <openssl/pem.h>
#include <stdlib.h>

static char cert_text[4096], key_text[4096];

/* what was written, in text; its length */
static unsigned int
take(BIO *bio, char text[4096])
{
	int len = BIO_read(bio, text, 4095);

	BIO_free(bio);

	return len > 0 ? (unsigned int)len : 0;
}

void
echo_speak_tls(struct lws_context_creation_info *info, bool is_server)
{
	BIO *out[2];
	EVP_PKEY *key;
	X509 *cert;

	info->options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	if (!is_server)
		return;
	cert = cert_make(&key);
	out[0] = BIO_new(BIO_s_mem());
	out[1] = BIO_new(BIO_s_mem());
	if (!cert || !out[0] || !out[1] ||
	    PEM_write_bio_X509(out[0], cert) != 1 ||
	    PEM_write_bio_PrivateKey(out[1], key, NULL, NULL, 0, NULL, NULL) !=
		    1)
		exit(2);
	info->server_ssl_cert_mem_len = take(out[0], cert_text);
	info->server_ssl_cert_mem = cert_text;
	info->server_ssl_private_key_mem_len = take(out[1], key_text);
	info->server_ssl_private_key_mem = key_text;
	X509_free(cert);
	EVP_PKEY_free(key);
}
