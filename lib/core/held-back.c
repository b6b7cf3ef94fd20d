/* SPDX-License-Identifier: MIT */
/*
 * Stages that hold back what they took, until the turn ends: what becomes of
 * it, and how to be rid of it sooner.
 */

#include "core/conn.h"
#include "core/stage.h"

#include <string.h>

void
lws__conn_tx_broke(struct lws_conn *conn)
{
	(void)lws__tx_fail(conn);
}

void
lws__conn_unsent(struct lws_conn *conn, const uint8_t *p, size_t len)
{
	struct lws__txq_seg *seg = lws__malloc(sizeof(*seg) + len, "txq");

	if (!seg) {
		lws__tx_fail(conn);
		return;
	}
	memcpy(seg->data, p, len);
	seg->at = 0;
	seg->len = seg->room = len;
	seg->next = conn->txq;
	conn->txq = seg;
	if (!conn->txq_tail)
		conn->txq_tail = seg;
	conn->txq_len += (uint32_t)len;
	lws__tx_wait(conn, LWS_STEP_WANT_WRITE);
}

void
lws__conn_settle(struct lws_conn *conn)
{
	const struct lws_stage_ops *top =
		conn->stage_count ? conn->stages[conn->stage_count - 1] : NULL;

	if (conn->pt->cork_conn == conn)
		lws__cork_flush(conn->pt);
	if (top && top->settle)
		top->settle(conn);
}
