/* SPDX-License-Identifier: MIT */
/*
 * No stage of this build holds anything back.
 */

#include "core/conn.h"

void
lws__conn_settle(struct lws_conn *conn)
{
	if (conn->pt->cork_conn == conn)
		lws__cork_flush(conn->pt);
}
