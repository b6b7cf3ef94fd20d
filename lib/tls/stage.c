/* SPDX-License-Identifier: MIT */
/*
 * The TLS stage.  On a server's port that allows it, the first byte decides:
 * 0x16 opens a handshake, anything else is a plain connection, and this stage
 * gives its place to the socket's.
 *
 * An end of the transport without close_notify is an end for the role too, as
 * many peers part like that after a complete message; conn->eof_unclean says
 * so, for roles to whom only the end says that a message is complete.
 */

#include "core/stage.h"
#include "tls/tls.h"

#include <string.h>

enum {
	FIRST_BYTES = 16,
	CONTENT_HANDSHAKE = 22, /* RFC 8446 5.1 */
};

static bool
is_tls(const struct lws_stage_ops *stage)
{
	return stage == &lws__stage_tls || stage == &lws__stage_tls_kernel;
}

const struct lws_stage_ops *
lws__tls_below(const struct lws_conn *conn)
{
	int n = 0;

	while (n < conn->stage_count && !is_tls(conn->stages[n]))
		n++;
	while (n > 0 && !conn->stages[n - 1]->read)
		n--;

	return n ? conn->stages[n - 1] : &lws__stage_socket;
}

/* ---- plain connections on the TLS port --------------------------------------
 */

static bool
may_be_plain(const struct lws_vhost *vh)
{
	return lws_check_opt(vh->options,
			     LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT) &&
	       (lws_check_opt(vh->options,
			      LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS) ||
		(vh->options &
		 (LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER |
		  LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG)));
}

static void
give_way(struct lws_conn *conn)
{
	struct lws__tls *t = conn->tls;

	lws__buflist_move(&conn->rxq, &t->early);
	conn->rxq_len = (uint32_t)lws__buflist_left(&conn->rxq);
	conn->stages[conn->stage_at] = &lws__stage_socket;
	lws__stage_tls.destroy(conn);
	lwsl_wsi_info(conn->wsi, "plain connection on a TLS port");
}

/* bytes that somebody else read already count as well */
static enum lws_step
look_first(struct lws_conn *conn)
{
	struct lws__tls *t = conn->tls;
	uint8_t first[FIRST_BYTES], *at;
	enum lws_step step;
	size_t got = 0;

	if (conn->rxq) {
		lws__buflist_move(&t->early, &conn->rxq);
		conn->rxq_len = 0;
	}
	t->looked = 1;
	if (!may_be_plain(conn->wsi->vh))
		return LWS_STEP_OK;
	if (!t->early) {
		step = lws__tls_below(conn)->read(conn, first, sizeof(first),
						  &got);
		t->looked = step == LWS_STEP_OK;
		if (step != LWS_STEP_OK)
			return step;
		if (lws_buflist_append_segment(&t->early, first, got) < 0)
			return LWS_STEP_ERROR;
	}
	if (lws_buflist_next_segment_len(&t->early, &at) &&
	    *at != CONTENT_HANDSHAKE)
		give_way(conn);

	return LWS_STEP_OK;
}

/* ---- the handshake ------------------------------------------------------- */

/* bytes that nobody else holds are reported again in the next turn */
static bool
may_wait(const struct lws_conn *conn)
{
	const struct lws__tls *t = conn->tls;

	return !t->is_client && !t->started && !t->early && !conn->rxq;
}

/* what it wrote waits for more, unless more is for the peer to say */
static enum lws_step
vendor_handshake(struct lws__tls *t)
{
	enum lws_step step = lws__tls_send_held(t), sent;

	if (step != LWS_STEP_OK)
		return step;
	t->holds = 1;
	step = lws__tls_vendor.handshake(t);
	t->holds = 0;
	if (step == LWS_STEP_OK)
		return step;
	sent = lws__tls_send_held(t);

	return step == LWS_STEP_WANT_READ && sent != LWS_STEP_OK ? sent : step;
}

static enum lws_step
tls_handshake(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	struct lws__tls *t = conn->tls;
	enum lws_step step = LWS_STEP_OK;

	if (may_wait(conn) && !lws__tls_may_start(t))
		return LWS_STEP_WANT_READ;
	if (!t->looked && !t->is_client)
		step = look_first(conn);
	if (step != LWS_STEP_OK || !conn->tls)
		return step;
	t->drained = 0;
	step = vendor_handshake(t);
	t->shown = NULL;
	if (t->unwanted) {
		lws__tls_say(t, "tls: SSL_INFO callback refused");
		step = LWS_STEP_ERROR;
	}
	if (step == LWS_STEP_WANT_READ || step == LWS_STEP_WANT_WRITE)
		return step;
	if (step != LWS_STEP_OK) {
		t->failed = 1;
		lws__jit_ask(t);
		lws__tls_say(t, "tls: the peer hung up in the handshake");
		return LWS_STEP_ERROR;
	}
	t->done = 1;
	if (t->kernel_sends)
		conn->stages[conn->stage_at] = &lws__stage_tls_kernel;
	lws__tls_limit_shaken(t);
	if (wsi->timeout_reason == PENDING_TIMEOUT_SSL_ACCEPT)
		lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);

	return LWS_STEP_OK;
}

/* ---- bytes --------------------------------------------------------------- */

static enum lws_step
tls_read(struct lws_conn *conn, uint8_t *buf, size_t len, size_t *got)
{
	struct lws__tls *t = conn->tls;
	enum lws_step step;

	*got = 0;
	t->again = t->dry = t->drained = 0;
	step = lws__tls_vendor.read(t, buf, len, got);
	if (t->unwanted)
		return LWS_STEP_ERROR;
	t->dry = step == LWS_STEP_WANT_READ;
	if (!*got)
		return step;
	/* what ended the reading is told next time */
	t->again = step != LWS_STEP_OK && step != LWS_STEP_WANT_READ;

	return LWS_STEP_OK;
}

/* small parts leave in one record, since each costs a header and a tag */
static enum lws_step
tls_write(struct lws_conn *conn, const struct iovec *parts, int count,
	  size_t *sent)
{
	static _Thread_local uint8_t record[LWS__TLS_RECORD_MAX];
	struct lws__tls *t = conn->tls;
	size_t len = 0;

	while (count > 1 && !parts->iov_len) {
		parts++;
		count--;
	}
	if (count == 1 || parts->iov_len >= sizeof(record))
		return lws__tls_vendor.write(t, parts->iov_base, parts->iov_len,
					     sent);
	for (int n = 0; n < count && len < sizeof(record); n++) {
		size_t part = parts[n].iov_len;

		if (part > sizeof(record) - len)
			part = sizeof(record) - len;
		if (part)
			memcpy(record + len, parts[n].iov_base, part);
		len += part;
	}

	return lws__tls_vendor.write(t, record, len, sent);
}

/* records of a file are the kernel's, as all others are */
static enum lws_step
kernel_sendfile(struct lws_conn *conn, int file_fd, off_t offset, size_t len,
		size_t *sent)
{
	const struct lws__tls *t = conn->tls;

	*sent = 0;
	if (t->failed)
		return LWS_STEP_ERROR;

	return lws__tls_below(conn)->sendfile(conn, file_fd, offset, len, sent);
}

static bool
tls_pending(const struct lws_conn *conn)
{
	const struct lws__tls *t = conn->tls;

	return t->again || t->early || (!t->dry && lws__tls_vendor.pending(t));
}

static enum lws_step
tls_flush(struct lws_conn *conn)
{
	return lws__tls_send_held(conn->tls);
}

static enum lws_step
tls_shutdown(struct lws_conn *conn)
{
	struct lws__tls *t = conn->tls;

	return t->done && !t->failed ? lws__tls_vendor.shutdown(t)
				     : LWS_STEP_OK;
}

static void
tls_destroy(struct lws_conn *conn)
{
	struct lws__tls *t = conn->tls;

	if (!t)
		return;
	if (t->native)
		lws__tls_vendor.close(t);
	lws__tls_limit_leave(t);
	lws__tls_held_drop(t);
	lws_buflist_destroy_all_segments(&t->early);
	lws__free(t->host);
	lws__free(t->chain);
	lws__free(t);
	conn->tls = NULL;
}

const struct lws_stage_ops lws__stage_tls = {
	.name = "tls",
	.handshake = tls_handshake,
	.read = tls_read,
	.write = tls_write,
	.flush = tls_flush,
	.pending = tls_pending,
	.shutdown = tls_shutdown,
	.destroy = tls_destroy,
};

const struct lws_stage_ops lws__stage_tls_kernel = {
	.name = "tls, by the kernel",
	.handshake = tls_handshake,
	.read = tls_read,
	.write = tls_write,
	.sendfile = kernel_sendfile,
	.flush = tls_flush,
	.pending = tls_pending,
	.shutdown = tls_shutdown,
	.destroy = tls_destroy,
};
