/* SPDX-License-Identifier: MIT */
/*
 * A build without UDP: lws__adopt() refuses such sockets, so nothing is sent.
 */

#include "core/conn.h"

const bool lws__has_datagrams = false;

int
lws__datagram_send(struct lws_conn *conn, const uint8_t *p, size_t len)
{
	(void)conn;
	(void)p;
	(void)len;

	return -1;
}

enum lws_step
lws__datagram_drain(struct lws_conn *conn)
{
	(void)conn;

	return LWS_STEP_ERROR;
}
