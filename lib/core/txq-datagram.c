/* SPDX-License-Identifier: MIT */
/*
 * Datagrams that leave a conn: each write is one of them.  They are never
 * corked or joined, and each keeps the address it was written for.
 *
 * One that the kernel has no room for waits in a segment of its own:
 *
 *   lws_sockaddr46, where to | payload
 *
 * sa46_pending is where the one being sent now goes.  What cannot be sent at
 * all is told by lws_write()'s -1 and harms nothing else.
 */

#include "core/conn.h"
#include "core/stage.h"

#include <string.h>

const bool lws__has_datagrams = true;

static struct lws_udp *
udp_of(const struct lws_conn *conn)
{
	return conn->wsi->rare ? conn->wsi->rare->udp : NULL;
}

static enum lws_step
send_now(struct lws_conn *conn, const lws_sockaddr46 *to, const uint8_t *p,
	 size_t len)
{
	const struct lws_stage_ops *bottom = conn->stages[0];
	struct iovec part = {lws__unconst(p), len};
	struct lws_udp *udp = udp_of(conn);
	size_t sent;

	if (udp)
		udp->sa46_pending = *to;

	return bottom->write(conn, &part, 1, &sent);
}

static int
keep(struct lws_conn *conn, const lws_sockaddr46 *to, const uint8_t *p,
     size_t len)
{
	size_t room = sizeof(*to) + len;
	struct lws__txq_seg *seg;

	if (conn->txq_len + len > LWS__TXQ_MAX) {
		lwsl_wsi_notice(conn->wsi,
				"datagram refused: %u bytes already wait",
				(unsigned int)conn->txq_len);
		return -1;
	}
	seg = lws__malloc(sizeof(*seg) + room, "txq");
	if (!seg) {
		lwsl_wsi_err(conn->wsi, "out of memory keeping a datagram");
		return -1;
	}
	seg->next = NULL;
	seg->at = 0;
	seg->len = seg->room = room;
	memcpy(seg->data, to, sizeof(*to));
	if (len)
		memcpy(seg->data + sizeof(*to), p, len);
	if (conn->txq_tail)
		conn->txq_tail->next = seg;
	else
		conn->txq = seg;
	conn->txq_tail = seg;
	conn->txq_len += (uint32_t)room;

	return 0;
}

int
lws__datagram_send(struct lws_conn *conn, const uint8_t *p, size_t len)
{
	struct lws_udp *udp = udp_of(conn);
	lws_sockaddr46 to;
	enum lws_step step = LWS_STEP_WANT_WRITE;

	memset(&to, 0, sizeof(to));
	if (udp)
		to = udp->sa46;
	if (!conn->txq)
		step = send_now(conn, &to, p, len);
	if (step == LWS_STEP_OK)
		return (int)len;
	if (step != LWS_STEP_WANT_WRITE || keep(conn, &to, p, len))
		return -1;
	lws__tx_wait(conn, step);

	return (int)len;
}

enum lws_step
lws__datagram_drain(struct lws_conn *conn)
{
	while (conn->txq) {
		struct lws__txq_seg *seg = conn->txq;
		lws_sockaddr46 to;

		memcpy(&to, seg->data, sizeof(to));
		/* one that is refused now is lost, as it may be on its way */
		if (send_now(conn, &to, seg->data + sizeof(to),
			     seg->len - sizeof(to)) == LWS_STEP_WANT_WRITE) {
			lws__tx_wait(conn, LWS_STEP_WANT_WRITE);
			return LWS_STEP_WANT_WRITE;
		}
		conn->txq = seg->next;
		if (!conn->txq)
			conn->txq_tail = NULL;
		conn->txq_len -= (uint32_t)seg->len;
		lws__free(seg);
	}

	return LWS_STEP_OK;
}
