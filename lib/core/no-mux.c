/* SPDX-License-Identifier: MIT */
/*
 * A build without roles that have streams: each wsi has its connection.
 */

#include "core/mux.h"
#include "core/conn.h"

const struct lws__mux_ops *
lws__mux_of(const struct lws *wsi)
{
	(void)wsi;

	return NULL;
}

struct lws__mux *
lws__mux_root(const struct lws *wsi)
{
	(void)wsi;

	return NULL;
}

void
lws__mux_stream_leave(struct lws *stream)
{
	(void)stream;
}

void
lws__mux_close_streams(struct lws *root, enum lws_close_how how)
{
	(void)root;
	(void)how;
}

void
lws__mux_serve_asked(struct lws *root)
{
	(void)root;
}

int
lws__wsi_send2(struct lws *wsi, const uint8_t *head, size_t head_len,
	       const uint8_t *p, size_t len)
{
	return lws__conn_send2(wsi->conn, head, head_len, p, len);
}

bool
lws__wsi_choked(struct lws *wsi)
{
	return lws__conn_choked(wsi->conn);
}

void
lws__wsi_ask_writable(struct lws *wsi)
{
	wsi->wants_writable = 1;
	lws__conn_ask_writable(wsi->conn);
}

bool
lws__wsi_rx_is_off(const struct lws *wsi)
{
	return lws__conn_rx_is_off(wsi->conn);
}

void
lws__wsi_rx_on(struct lws *wsi)
{
	wsi->conn->rx_off = 0;
	lws__conn_rx_interest(wsi->conn);
	lws__conn_retry_rx(wsi->conn);
}

bool
lws__wsi_saw_end(const struct lws *wsi)
{
	return wsi->conn->saw_eof;
}
