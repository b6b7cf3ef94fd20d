/* SPDX-License-Identifier: MIT */
/*
 * Secrets of connections for those who look at recorded traffic, one line each
 * as wireshark reads them (draft-ietf-tls-keylogfile), at the end of the file
 * that the environment's SSLKEYLOGFILE names.
 *
 * Each line is one write to a file opened for it: threads and processes may
 * share the file, and it may be moved away.
 */

#include "tls/openssl/openssl.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
keylog_cb(const SSL *ssl, const char *line)
{
	const char *path = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl),
					       lws__ossl_indices.keylog);
	size_t len = strlen(line);
	char text[512];
	int fd;

	if (!path || len + 1 >= sizeof(text))
		return;
	memcpy(text, line, len);
	text[len] = '\n';
	fd = lws__plat_open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
	if (fd < 0 || write(fd, text, len + 1) != (ssize_t)len + 1)
		lwsl_warn("%s: no key log line written\n", path);
	if (fd >= 0)
		lws__plat_close(fd);
	lws_explicit_bzero(text, sizeof(text));
}

int
lws__ossl_keylog(SSL_CTX *cx, struct lws_vhost *vh)
{
	/* a program with more rights than its user is not told by the user */
	const char *env = secure_getenv("SSLKEYLOGFILE");
	char *path;

	if (!env || !*env)
		return 0;
	path = OPENSSL_strdup(env);
	if (!path || !SSL_CTX_set_ex_data(cx, lws__ossl_indices.keylog, path)) {
		OPENSSL_free(path);
		return 1;
	}
	SSL_CTX_set_keylog_callback(cx, keylog_cb);
	lwsl_vhost_warn(vh,
			"SSLKEYLOGFILE: secrets of its TLS connections go "
			"to %s",
			path);

	return 0;
}
