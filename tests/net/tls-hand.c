/* SPDX-License-Identifier: MIT */
/*
 * A TLS peer made by hand: see tls-hand.h
 */

#include "tls-hand.h"

#include <openssl/err.h>
#include <stdlib.h>

void
hand_begin(struct hand *h, const struct lws__test_cert *cert,
	   const struct lws_context_creation_info *info, int version)
{
	memset(h, 0, sizeof(*h));
	tls_net_begin(&h->n, cert, info);
	h->cx = SSL_CTX_new(TLS_client_method());
	if (version)
		SSL_CTX_set_max_proto_version(h->cx, version);
	h->ssl = SSL_new(h->cx);
	SSL_set_bio(h->ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	SSL_set_connect_state(h->ssl);
	lws__net_connect(&h->n.net, &h->peer);
}

void
hand_end(struct hand *h)
{
	lws__net_hang_up(&h->peer);
	lws__net_until_alone(&h->n.net);
	SSL_free(h->ssl);
	SSL_CTX_free(h->cx);
	tls_net_end(&h->n);
}

/* what the peer's TLS has to say goes out in pieces */
void
hand_flush(struct hand *h)
{
	char *at;
	long len = BIO_get_mem_data(SSL_get_wbio(h->ssl), &at);
	size_t left = (size_t)len, piece = h->piece ? h->piece : left;

	for (; left; left -= piece, at += piece) {
		if (piece > left)
			piece = left;
		lws__net_send_bytes(&h->n.net, &h->peer, at, piece);
		lws__net_turn(&h->n.net);
	}
	(void)BIO_reset(SSL_get_wbio(h->ssl));
}

/* what came goes in; true: something did */
bool
hand_fill(struct hand *h)
{
	bool came;

	lws__net_turn(&h->n.net);
	came = lws__net_pump(&h->peer) || h->peer.len;
	if (h->peer.len)
		BIO_write(SSL_get_rbio(h->ssl), h->peer.in, (int)h->peer.len);
	lws__net_take(&h->peer, h->peer.len);

	return came;
}

/* 0: shaken hands */
int
hand_shake(struct hand *h)
{
	int ret;

	for (int n = 0; n < 2000; n++) {
		ERR_clear_error();
		ret = SSL_do_handshake(h->ssl);
		hand_flush(h);
		if (ret == 1)
			return 0;
		if (SSL_get_error(h->ssl, ret) != SSL_ERROR_WANT_READ)
			return 1;
		if (!hand_fill(h) && (h->peer.eof || h->peer.reset))
			return 1;
	}

	return 1;
}

void
hand_say(struct hand *h, const void *p, size_t len)
{
	assert_int_equal(SSL_write(h->ssl, p, (int)len), (int)len);
}

void
hand_hear(struct hand *h, const void *p, size_t len)
{
	char *got = malloc(len);
	size_t at = 0;

	assert_non_null(got);
	for (int n = 0; n < 20000 && at < len; n++) {
		int ret = SSL_read(h->ssl, got + at, (int)(len - at));

		if (ret > 0)
			at += (size_t)ret;
		else
			hand_fill(h);
		hand_flush(h);
	}
	assert_int_equal(at, len);
	assert_memory_equal(got, p, len);
	free(got);
}

struct lws__test_cert hand_cert;

int
hand_setup(void **state)
{
	(void)state;
	lws__test_cert_make(&hand_cert,
			    &(struct lws__test_cert_req){
				    .cn = "localhost", .san = "DNS:localhost"});

	return 0;
}

int
hand_teardown(void **state)
{
	(void)state;
	lws__test_cert_free(&hand_cert);

	return 0;
}
