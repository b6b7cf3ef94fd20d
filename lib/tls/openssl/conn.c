/* SPDX-License-Identifier: MIT */
/*
 * One TLS connection, as OpenSSL has it.  Its error queue is per thread and
 * anybody's, so it is emptied before each call that is asked why it failed.
 */

#include "tls/openssl/openssl.h"

#include <string.h>

/* ---- what came of a call ------------------------------------------------- */

const char *
lws__ossl_words(char *buf, size_t len)
{
	unsigned long code = ERR_get_error();
	const char *words = code ? ERR_reason_error_string(code) : NULL;

	if (words)
		lws_strncpy(buf, words, len);
	else if (code)
		lws_snprintf(buf, len, "error 0x%lx", code);
	else
		lws_strncpy(buf, "no reason given", len);
	ERR_clear_error();

	return buf;
}

/* after a call that did not succeed */
static enum lws_step
step_of(struct lws__tls *t, int ret)
{
	switch (SSL_get_error(t->native, ret)) {
	case SSL_ERROR_NONE:
		return LWS_STEP_OK;
	case SSL_ERROR_WANT_READ:
		return LWS_STEP_WANT_READ;
	case SSL_ERROR_WANT_WRITE:
		return LWS_STEP_WANT_WRITE;
	case SSL_ERROR_ZERO_RETURN:
		return LWS_STEP_EOF;
	default:
		break;
	}
	t->failed = 1;

	return LWS_STEP_ERROR;
}

/* ---- beginning and end --------------------------------------------------- */

static int
set_names(struct lws__tls *t, const uint8_t *alpn, size_t alpn_len)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(t->native);
	const bool check = !(t->flags & LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK);

	if (alpn_len &&
	    SSL_set_alpn_protos(t->native, alpn, (unsigned int)alpn_len))
		return 1;
	if (t->is_ip) /* RFC 6066 3: no addresses in SNI */
		return check && !X509_VERIFY_PARAM_set1_ip_asc(param, t->host);
	if (!SSL_set_tlsext_host_name(t->native, t->host))
		return 1;
	X509_VERIFY_PARAM_set_hostflags(param,
					X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);

	return check && !X509_VERIFY_PARAM_set1_host(param, t->host, 0);
}

int
lws__ossl_open(struct lws__tls *t, void *context, const uint8_t *alpn,
	       size_t alpn_len)
{
	SSL *ssl = SSL_new(context);
	BIO *bio;

	ERR_clear_error();
	if (!ssl)
		return 1;
	t->native = ssl;
	bio = lws__ossl_bio(t);
	if (!bio || !SSL_set_ex_data(ssl, lws__ossl_indices.tls, t)) {
		BIO_free(bio);
		return 1;
	}
	SSL_set_bio(ssl, bio, bio); /* takes it */
	SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE |
				  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_set_read_ahead(ssl, 1);
	/* an end is an end; in_eof remembers what sort it was */
	SSL_set_options(ssl, SSL_OP_IGNORE_UNEXPECTED_EOF);
	if (!t->is_client) {
		lws__ossl_ktls_offer(t);
		SSL_set_accept_state(ssl);
		return 0;
	}
	SSL_set_connect_state(ssl);
	SSL_set_verify(ssl, SSL_VERIFY_PEER, lws__ossl_verify_cb);

	return set_names(t, alpn, alpn_len);
}

/*
 * A connection that parts without close_notify would take the session that it
 * began with it: only one that failed shall.
 */
void
lws__ossl_close(struct lws__tls *t)
{
	SSL *ssl = t->native;

	if (t->done && !t->failed)
		SSL_set_shutdown(ssl,
				 SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(ssl);
	t->native = NULL;
	ERR_clear_error();
}

enum lws_step
lws__ossl_shutdown(struct lws__tls *t)
{
	int ret;

	ERR_clear_error();
	ret = SSL_shutdown(t->native);

	return ret >= 0 ? LWS_STEP_OK : step_of(t, ret);
}

/* ---- messages beside the data -------------------------------------------- */

/* key updates cost us more than the peer: without data between them they end */
static void
message_cb(int is_sent, int version, int type, const void *p, size_t len,
	   SSL *ssl, void *arg)
{
	struct lws__tls *t = arg;
	const uint8_t *message = p;

	(void)version;
	(void)ssl;
	/* OpenSSL changes its own key, and leaves the kernel's as it was */
	if (t->kernel_sends && type == SSL3_RT_HANDSHAKE && len &&
	    message[0] == SSL3_MT_KEY_UPDATE && (is_sent || message[len - 1]))
		t->kernel_stale = 1;
	if (!is_sent && type == SSL3_RT_HANDSHAKE &&
	    t->chatter <= LWS__TLS_CHATTER_MAX)
		t->chatter++;
}

static bool
is_flooding(struct lws__tls *t, size_t got)
{
	if (t->chatter <= LWS__TLS_CHATTER_MAX) {
		if (got)
			t->chatter = 0;
		return false;
	}
	lwsl_wsi_notice(t->conn->wsi, "tls: handshake messages without end");
	t->failed = 1;

	return true;
}

static bool
is_stale(struct lws__tls *t)
{
	if (!t->kernel_stale)
		return false;
	lwsl_wsi_notice(t->conn->wsi, "tls: the peer wants new keys, which the "
				      "kernel does not take: closed");
	t->failed = 1;

	return true;
}

/* ---- handshake ----------------------------------------------------------- */

static void
note_alpn(struct lws__tls *t)
{
	const unsigned char *name = NULL;
	unsigned int len = 0;

	SSL_get0_alpn_selected(t->native, &name, &len);
	if (len >= sizeof(t->alpn))
		len = 0;
	if (len)
		memcpy(t->alpn, name, len);
	t->alpn[len] = '\0';
}

static void
say_failure(struct lws__tls *t)
{
	char words[96];

	if (t->verify_error) {
		lws__tls_say_unverified(
			t, lws__ossl_fault(t->verify_error), t->verify_error,
			X509_verify_cert_error_string(t->verify_error));
		return;
	}
	if (t->in_eof || !ERR_peek_error())
		return; /* the peer hung up */
	if (ERR_GET_REASON(ERR_peek_error()) ==
	    SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) {
		lws__tls_say_unverified(t, LWS__TLS_FAULT_ABSENT, 0,
					lws__ossl_words(words, sizeof(words)));
		return;
	}
	lws__tls_say(t, "tls: %s", lws__ossl_words(words, sizeof(words)));
}

/*
 * Who waits has no record buffers.  OpenSSL can give them back by itself, after
 * each record: of a handshake's that would be 16 KiB taken and given back a
 * dozen times, so there it is done when we wait, and when it is over.
 */
static void
release_buffers(struct lws__tls *t)
{
	t->has_buffers =
		!SSL_free_buffers(t->native); /* something is in them */
}

enum lws_step
lws__ossl_handshake(struct lws__tls *t)
{
	enum lws_step step;
	int ret;

	ERR_clear_error();
	ret = SSL_do_handshake(t->native);
	release_buffers(t);
	if (ret == 1) {
		SSL_set_mode(t->native, SSL_MODE_RELEASE_BUFFERS);
		note_alpn(t);
		SSL_set_msg_callback(t->native, message_cb);
		SSL_set_msg_callback_arg(t->native, t);
		lwsl_wsi_info(t->conn->wsi, "%s, %s, alpn '%s'%s",
			      SSL_get_version(t->native),
			      SSL_get_cipher_name(t->native), t->alpn,
			      SSL_session_reused(t->native) ? ", resumed" : "");
		return LWS_STEP_OK;
	}
	step = step_of(t, ret);
	if (step == LWS_STEP_ERROR || step == LWS_STEP_EOF)
		say_failure(t);
	ERR_clear_error();

	return step;
}

/* ---- bytes --------------------------------------------------------------- */

/* SSL_get_error() looks at the queue; nearly always there is nothing in it,
 * and a look is cheaper than emptying it */
static void
forget_errors(void)
{
	if (ERR_peek_error())
		ERR_clear_error();
}

enum lws_step
lws__ossl_read(struct lws__tls *t, uint8_t *buf, size_t len, size_t *got)
{
	SSL *ssl = t->native;
	enum lws_step step;
	size_t n;

	do {
		forget_errors();
		if (!SSL_read_ex(ssl, buf + *got, len - *got, &n)) {
			step = step_of(t, 0);
			break;
		}
		*got += n;
		step = LWS_STEP_OK;
	} while (*got < len && SSL_has_pending(ssl));
	if (t->has_buffers)
		release_buffers(t);
	if (is_flooding(t, *got) || is_stale(t))
		return LWS_STEP_ERROR;
	if (t->in_eof && (step == LWS_STEP_EOF || step == LWS_STEP_ERROR)) {
		t->conn->eof_unclean = 1;
		return LWS_STEP_EOF;
	}
	if (step == LWS_STEP_ERROR) {
		char words[96];

		lwsl_wsi_info(t->conn->wsi, "tls read: %s",
			      lws__ossl_words(words, sizeof(words)));
		(void)words;
	}

	return step;
}

enum lws_step
lws__ossl_write(struct lws__tls *t, const uint8_t *buf, size_t len,
		size_t *sent)
{
	int done;

	*sent = 0;
	if (!len)
		return LWS_STEP_OK;
	if (t->failed)
		return LWS_STEP_ERROR;
	forget_errors();
	t->tx_left = len;
	done = SSL_write_ex(t->native, buf, len, sent);
	t->tx_left = 0;
	if (done)
		return LWS_STEP_OK;
	*sent = 0;

	return step_of(t, 0);
}

bool
lws__ossl_pending(const struct lws__tls *t)
{
	return SSL_has_pending(t->native);
}
