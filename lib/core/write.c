/* SPDX-License-Identifier: MIT */
/*
 * What an application sends with, and how it asks to be called when it can.
 */

#include "core/conn.h"
#include "core/mux.h"
#include "core/role.h"

LWS__HOT int
lws_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol wp)
{
	if (wsi->phase == LWS_PHASE_CLOSED || !wsi->conn)
		return -1;
	if (len > INT_MAX) {
		lwsl_wsi_err(wsi, "write of more than INT_MAX bytes");
		return -1;
	}
	if (lws__pt_is_elsewhere(wsi->conn->pt)) {
		lwsl_wsi_err(wsi,
			     "lws_write() refused: another thread serves it");
		return -1;
	}

	return lws__role_write(wsi, buf, len, wp);
}

LWS__HOT int
lws_send_pipe_choked(struct lws *wsi)
{
	return !wsi->conn || lws__wsi_choked(wsi);
}

int
lws_partial_buffered(struct lws *wsi)
{
	const struct lws__mux_ops *mux;

	if (!wsi->conn)
		return 0;
	mux = lws__mux_of(wsi);

	return (mux && mux->unsent(wsi)) || wsi->conn->txq;
}

/* another thread serves pt: leave word and wake it */
static LWS__COLD void
ask_remotely(struct lws *wsi)
{
	struct lws_conn *conn = wsi->conn;
	struct lws_context_per_thread *pt = conn->pt;
	struct lws_conn *head, *nothing = NULL;

	if (wsi->mux_stream)
		atomic_store(&lws__mux_stream(wsi)->asked, true);
	if (!atomic_compare_exchange_strong(&conn->remote_next, &nothing, conn))
		return;
	head = atomic_load(&pt->remote);
	do
		atomic_store(&conn->remote_next, head ? head : conn);
	while (!atomic_compare_exchange_weak(&pt->remote, &head, conn));
	lws__pt_wake(pt);
}

LWS__HOT int
lws_callback_on_writable(struct lws *wsi)
{
	struct lws_conn *conn = wsi->conn;

	if (!conn)
		return 0;
	if (!lws__pt_is_at_home(conn->pt)) {
		ask_remotely(wsi);
		return 1;
	}
	if (wsi->phase == LWS_PHASE_CLOSED)
		return 0;
	lws__wsi_ask_writable(wsi);

	return 1;
}

static void
serve_wish(struct lws *wsi)
{
	if (lws__mux_root(wsi))
		lws__mux_serve_asked(wsi);
	else
		lws__wsi_ask_writable(wsi);
}

/* what other threads asked for; the asker guaranteed that the wsi lives */
void
lws__pt_serve_remote(struct lws_context_per_thread *pt)
{
	struct lws_conn *conn = atomic_exchange(&pt->remote, NULL);

	while (conn) {
		struct lws_conn *next =
			atomic_exchange(&conn->remote_next, NULL);

		if (conn->wsi && conn->wsi->phase != LWS_PHASE_CLOSED)
			serve_wish(conn->wsi);
		conn = next == conn ? NULL : next;
	}
}

lws_sockfd_type
lws_get_socket_fd(struct lws *wsi)
{
	return wsi && wsi->conn ? wsi->conn->fd : LWS_SOCK_INVALID;
}

int
lws_handle_POLLOUT_event(struct lws *wsi, struct lws_pollfd *pollfd)
{
	if (pollfd)
		pollfd->revents &= (short)~LWS_POLLOUT;
	if (wsi->conn)
		lws__conn_service(wsi->conn, LWS_POLLOUT);

	return wsi->phase == LWS_PHASE_CLOSED;
}

/* ---- reading held back -------------------------------------------------- */

size_t
lws__wsi_rx_limit(const struct lws *wsi)
{
	if (wsi->protocol && wsi->protocol->rx_buffer_size)
		return wsi->protocol->rx_buffer_size;

	return wsi->cx->pt_serv_buf_size;
}

enum {
	RX_OFF_USER = LWS_RXFLOW_REASON_USER_BOOL,
};

int
lws_rx_flow_control(struct lws *wsi, int how)
{
	struct lws_conn *conn = wsi->conn;
	struct lws__mux_stream *stream = wsi->mux_stream;
	uint16_t was, off;

	if (!conn || (!stream && conn->wsi != wsi))
		return 0;
	was = off = stream ? stream->rx_off : conn->rx_off;
	if (how & LWS_RXFLOW_REASON_APPLIES) {
		uint16_t bits = (uint16_t)(how & 0xff);

		off = how & LWS_RXFLOW_REASON_APPLIES_ENABLE_BIT
			      ? (uint16_t)(off & ~bits)
			      : (uint16_t)(off | bits);
	} else
		off = how & 1 ? (uint16_t)(off & ~RX_OFF_USER)
			      : (uint16_t)(off | RX_OFF_USER);
	if (stream)
		stream->rx_off = off;
	else
		conn->rx_off = off;
	if (off == was || wsi->phase == LWS_PHASE_CLOSED)
		return 0;
	if (stream) {
		if (!off)
			lws__mux_of(wsi)->resume(wsi);
		return 0;
	}
	if (!off)
		lws__conn_retry_rx(conn);
	lws__conn_rx_interest(conn);

	return 0;
}
