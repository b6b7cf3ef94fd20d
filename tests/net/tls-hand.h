/* SPDX-License-Identifier: MIT */
/*
 * A server of ours, and a client that is OpenSSL between two memories: the test
 * holds every byte that is on the wire, and says when it goes.
 */

#ifndef LWS_TLS_HAND_H
#define LWS_TLS_HAND_H

#include "tls-net.h"

#include <openssl/ssl.h>

struct hand {
	struct tls_net n;
	struct lws__net_peer peer;
	SSL_CTX *cx;
	SSL *ssl;
	size_t piece; /* bytes a send; 0: all at once */
};

/* info NULL: the defaults; version: the highest, 0 = any */
void hand_begin(struct hand *h, const struct lws__test_cert *cert,
		const struct lws_context_creation_info *info, int version);
void hand_end(struct hand *h);
/* what the peer's TLS has to say goes out in pieces */
void hand_flush(struct hand *h);
/* a turn; what came goes in.  True: something did */
bool hand_fill(struct hand *h);
/* 0: shaken hands */
int hand_shake(struct hand *h);
/* into the peer's TLS; hand_flush() sends it */
void hand_say(struct hand *h, const void *p, size_t len);
/* the next bytes are these */
void hand_hear(struct hand *h, const void *p, size_t len);

/* for a group of tests: a certificate for localhost */
extern struct lws__test_cert hand_cert;
int hand_setup(void **state);
int hand_teardown(void **state);

#endif
