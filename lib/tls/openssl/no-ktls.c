/* SPDX-License-Identifier: MIT */
/*
 * Without records by the kernel: see ktls.c
 */

#include "tls/openssl/openssl.h"

void
lws__ossl_ktls_offer(struct lws__tls *t)
{
	(void)t;
}

long
lws__ossl_ktls_ctrl(BIO *bio, int cmd, long num, void *ptr)
{
	(void)bio;
	(void)cmd;
	(void)num;
	(void)ptr;

	return 0;
}

int
lws__ossl_ktls_write(BIO *bio, const char *buf, size_t len, size_t *sent)
{
	(void)bio;
	(void)buf;
	(void)len;
	*sent = 0;

	return 0;
}
