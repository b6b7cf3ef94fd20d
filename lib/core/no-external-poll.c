/* SPDX-License-Identifier: MIT */
/*
 * In place of external-poll.c in a build without LWS_WITH_EXTERNAL_POLL.
 */

#include "core/conn.h"

int
lws__external_poll_add(struct lws_conn *conn)
{
	(void)conn;

	return 0;
}

void
lws__external_poll_del(struct lws_conn *conn)
{
	(void)conn;
}

void
lws__external_poll_change(struct lws_conn *conn, int prev_events)
{
	(void)conn;
	(void)prev_events;
}
