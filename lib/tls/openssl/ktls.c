/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL gives its keys to the kernel by way of a socket BIO.  So what it
 * writes by gets one of these below it, which is used for nothing else:
 *
 *   SSL -> (its buffer in the handshake) -> bio.c -> socket BIO
 *                                             |
 *                                             +----> the stage below TLS
 *
 * The requests that are between OpenSSL and its socket alone (a key; the next
 * write is no application data) have no public names, so whatever bio.c does
 * not know is passed on, and the write behind it goes the same way.  All other
 * bytes leave by the stage: as records, or, once the kernel has the key
 * (BIO_get_ktls_send()), as they are.
 */

#include "core/stage.h"
#include "tls/openssl/openssl.h"

void
lws__ossl_ktls_offer(struct lws__tls *t)
{
	BIO *bio, *socket;

	if (!lws__tls_kernel_may(t))
		return;
	bio = lws__ossl_bio(t);
	socket = BIO_new_socket((int)t->conn->fd, BIO_NOCLOSE);
	if (!bio || !socket) { /* it does without */
		BIO_free(bio);
		BIO_free(socket);
		return;
	}
	SSL_set0_wbio(t->native, BIO_push(bio, socket)); /* takes both */
	SSL_set_options(t->native, SSL_OP_ENABLE_KTLS);
}

long
lws__ossl_ktls_ctrl(BIO *bio, int cmd, long num, void *ptr)
{
	struct lws__tls *t = BIO_get_data(bio);
	BIO *socket = BIO_next(bio);
	long ret;

	if (!socket)
		return 0;
	switch (cmd) {
	case BIO_CTRL_PUSH:
	case BIO_CTRL_POP:
		return 0;
	case BIO_CTRL_GET_KTLS_SEND:
	case BIO_CTRL_GET_KTLS_RECV:
	case BIO_CTRL_PENDING:
	case BIO_CTRL_WPENDING:
		return BIO_ctrl(socket, cmd, num, ptr);
	default:
		break;
	}
	/* a key is for what comes after it */
	if (lws__tls_send_held(t) != LWS_STEP_OK)
		return 0;
	ret = BIO_ctrl(socket, cmd, num, ptr);
	t->kernel_sends = BIO_get_ktls_send(socket);
	t->kernel_asks = 1;

	return ret;
}

int
lws__ossl_ktls_write(BIO *bio, const char *buf, size_t len, size_t *sent)
{
	struct lws__tls *t = BIO_get_data(bio);
	int done = BIO_write_ex(BIO_next(bio), buf, len, sent);

	if (done)
		t->kernel_asks = 0;
	else
		BIO_copy_next_retry(bio);

	return done;
}
