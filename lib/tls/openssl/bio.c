/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL's transport: the stage below ours.  So it sends without SIGPIPE, runs
 * through a proxy, and sees first what was read before TLS began.
 */

#include "core/stage.h"
#include "tls/openssl/openssl.h"

#include <string.h>

enum {
	RECORD_LEAST = 512, /* left over: more than records add */
};

static BIO_METHOD *method;

static size_t
take_early(struct lws__tls *t, char *buf, size_t len)
{
	uint8_t *at;
	size_t n = lws_buflist_next_segment_len(&t->early, &at);

	if (n > len)
		n = len;
	memcpy(buf, at, n);
	lws_buflist_use_segment(&t->early, n);

	return n;
}

static int
bio_read(BIO *bio, char *buf, size_t len, size_t *got)
{
	struct lws__tls *t = BIO_get_data(bio);
	enum lws_step step;

	BIO_clear_retry_flags(bio);
	*got = 0;
	if (t->early) {
		*got = take_early(t, buf, len);
		return 1;
	}
	/* more than the last read got is news of another event */
	if (t->drained) {
		BIO_set_retry_read(bio);
		return 0;
	}
	step = lws__tls_below(t->conn)->read(t->conn, (uint8_t *)buf, len, got);
	t->drained = step == LWS_STEP_OK && *got < len;
	if (step == LWS_STEP_OK && *got)
		return 1;
	if (step == LWS_STEP_EOF)
		t->in_eof = 1;
	else if (step != LWS_STEP_ERROR)
		BIO_set_retry_read(bio);

	return 0;
}

/*
 * A long write becomes many records.  Each is longer than what is in it, so
 * if what was left is more than this one and some, another follows at once,
 * and the kernel need not send what does not fill a packet.
 */
static bool
another_follows(struct lws__tls *t, size_t record)
{
	bool more = t->tx_left > record + RECORD_LEAST;

	t->tx_left -= t->tx_left > record ? record : t->tx_left;

	return more;
}

static int
bio_write(BIO *bio, const char *buf, size_t len, size_t *sent)
{
	struct lws__tls *t = BIO_get_data(bio);
	struct lws_conn *conn = t->conn;
	const uint8_t *bytes = (const uint8_t *)buf;
	const bool more = conn->tx_more;
	enum lws_step step;

	BIO_clear_retry_flags(bio);
	if (t->kernel_asks)
		return lws__ossl_ktls_write(bio, buf, len, sent);
	if (lws__tls_hold(t, bytes, len)) {
		*sent = len;
		return 1;
	}
	*sent = 0;
	/* the kernel would keep a record open for more, and for any time */
	conn->tx_more = !t->kernel_sends && (another_follows(t, len) || more);
	step = lws__tls_send(t, bytes, len, sent);
	conn->tx_more = more;
	if (step == LWS_STEP_OK && *sent)
		return 1;
	if (step != LWS_STEP_ERROR && step != LWS_STEP_EOF)
		BIO_set_retry_write(bio);

	return 0;
}

static long
bio_ctrl(BIO *bio, int cmd, long num, void *ptr)
{
	const struct lws__tls *t = BIO_get_data(bio);

	if (cmd == BIO_CTRL_EOF)
		return t && t->in_eof;
	if (cmd == BIO_CTRL_FLUSH)
		return 1;

	return t ? lws__ossl_ktls_ctrl(bio, cmd, num, ptr) : 0;
}

int
lws__ossl_bio_init(void)
{
	int type = BIO_get_new_index();

	if (type < 0)
		return 1;
	method = BIO_meth_new(type | BIO_TYPE_SOURCE_SINK, "lws stage");
	if (!method)
		return 1;
	BIO_meth_set_read_ex(method, bio_read);
	BIO_meth_set_write_ex(method, bio_write);
	BIO_meth_set_ctrl(method, bio_ctrl);

	return 0;
}

BIO *
lws__ossl_bio(struct lws__tls *t)
{
	BIO *bio = BIO_new(method);

	if (!bio)
		return NULL;
	BIO_set_data(bio, t);
	BIO_set_init(bio, 1);

	return bio;
}
