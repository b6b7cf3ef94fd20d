/* SPDX-License-Identifier: MIT */
/*
 * External poll: the application keeps its own poll set and is told of every
 * change by protocols[0]'s callback, between LOCK_POLL and UNLOCK_POLL.
 */

#include "core/conn.h"

static int
tell(struct lws_conn *conn, enum lws_callback_reasons reason, int prev)
{
	struct lws_pollargs pa = {
		.fd = conn->fd, .events = conn->want, .prev_events = prev};
	/* len of the bracket: 1 when the table of fds changes */
	size_t table = reason != LWS_CALLBACK_CHANGE_MODE_POLL_FD;
	struct lws *wsi = conn->wsi;
	int ret;

	if (!wsi || !wsi->vh)
		return 0; /* the thread's own wake-up */
	lws__user_cb_p0(wsi, LWS_CALLBACK_LOCK_POLL, &pa, table);
	ret = lws__user_cb_p0(wsi, reason, &pa, 0);
	lws__user_cb_p0(wsi, LWS_CALLBACK_UNLOCK_POLL, &pa, table);

	return ret;
}

int
lws__external_poll_add(struct lws_conn *conn)
{
	return tell(conn, LWS_CALLBACK_ADD_POLL_FD, 0);
}

void
lws__external_poll_del(struct lws_conn *conn)
{
	tell(conn, LWS_CALLBACK_DEL_POLL_FD, conn->want);
}

void
lws__external_poll_change(struct lws_conn *conn, int prev_events)
{
	tell(conn, LWS_CALLBACK_CHANGE_MODE_POLL_FD, prev_events);
}
