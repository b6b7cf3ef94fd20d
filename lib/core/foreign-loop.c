/* SPDX-License-Identifier: MIT */
/*
 * What a loop of others is told: a descriptor is new, what it waits for, it is
 * closed.
 *
 * Most are told of each change as it happens.  One that asks us what is next
 * (LWS_PLUS_LELOF_ASKS) is told at the end of the turn, so that what was wished
 * and taken back within it costs nothing; and it is woken when something comes
 * up while it waits.
 */

#include "core/conn.h"
#include "core/loop.h"
#include "core/sul.h"

/*
 * It asks a wsi for its fd.  While addresses of a client race, several conns
 * have the same wsi: it shows the one that the call is about.
 */
static struct lws_conn *
show(struct lws_conn *conn)
{
	struct lws_conn *shown = conn->wsi->conn;

	conn->wsi->conn = conn;

	return shown;
}

static const struct lws_event_loop_ops *
ops_of(const struct lws_conn *conn)
{
	return conn->pt->cx->loop->ops;
}

int
lws__foreign_watch(struct lws_conn *conn)
{
	const struct lws_event_loop_ops *ops = ops_of(conn);
	int (*watch)(struct lws * wsi) = ops->sock_accept;
	struct lws_conn *shown;
	int ret;

	if (conn->wsi && conn->wsi->is_listener && ops->init_vhost_listen_wsi)
		watch = ops->init_vhost_listen_wsi;
	if (!watch)
		return 0;
	shown = show(conn);
	ret = watch(conn->wsi);
	conn->wsi->conn = shown;

	return ret;
}

static unsigned int
as_evlib(int events)
{
	return (events & LWS_POLLIN ? LWS_EV_READ : 0u) |
	       (events & LWS_POLLOUT ? LWS_EV_WRITE : 0u);
}

void
lws__foreign_tell(struct lws_conn *conn)
{
	const struct lws_event_loop_ops *ops = ops_of(conn);
	unsigned int off = as_evlib(conn->polled & ~conn->want);
	unsigned int on = as_evlib(conn->want & ~conn->polled);
	struct lws_conn *shown;

	if (!ops->io)
		return;
	conn->polled = conn->want;
	if (!off && !on)
		return;
	shown = show(conn);
	if (off)
		ops->io(conn->wsi, LWS_EV_STOP | off);
	if (on)
		ops->io(conn->wsi, LWS_EV_START | on);
	conn->wsi->conn = shown;
}

void
lws__foreign_tell_changes(struct lws_context_per_thread *pt)
{
	while (pt->changed.head) {
		struct lws_conn *conn = lws_container_of(
			pt->changed.head, struct lws_conn, changed);

		lws__links_remove(&pt->changed, &conn->changed);
		if (conn->loop_added)
			lws__foreign_tell(conn);
	}
}

void
lws__conn_close_fd(struct lws_conn *conn)
{
	const struct lws_event_loop_ops *ops = ops_of(conn);
	bool was_watched = conn->loop_added;
	struct lws_conn *shown;

	if (conn->fd == LWS_SOCK_INVALID)
		return;
	if (!ops->close_handle_manually || !conn->wsi || !was_watched) {
		lws__plat_close((int)lws__conn_take_fd(conn));
		return;
	}
	conn->fd = lws__conn_take_fd(conn); /* it is asked for */
	shown = show(conn);
	ops->close_handle_manually(conn->wsi);
	conn->wsi->conn = shown;
	conn->fd = LWS_SOCK_INVALID;
}

int
lws__foreign_connect_failed(struct lws_conn *conn)
{
	const struct lws_event_loop_ops *ops = ops_of(conn);
	struct lws_conn *shown;
	int ret;

	if (!ops->check_client_connect_ok)
		return 0;
	shown = show(conn);
	ret = ops->check_client_connect_ok(conn->wsi);
	conn->wsi->conn = shown;

	return ret;
}

void
lws__foreign_nudge(struct lws_context_per_thread *pt)
{
	if (pt->loop_asks && !atomic_load(&pt->inside))
		lws__pt_wake(pt);
}

void
lws__pt_sul_insert(struct lws_context_per_thread *pt, int domain,
		   lws_sorted_usec_list_t *sul)
{
	(void)__lws_sul_insert(&pt->sul_owner[domain], sul);
	if (pt->loop_asks && lws__sul_tree_min(&pt->sul_owner[domain]) == sul)
		lws__foreign_nudge(pt);
}
