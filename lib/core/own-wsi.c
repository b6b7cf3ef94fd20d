/* SPDX-License-Identifier: MIT */
/*
 * A descriptor that the library itself has in a thread's loop, such as its
 * wake-up: a wsi that belongs to no vhost, so no callback and no poll set of
 * an application sees it, and which no count of connections has in it.
 */

#include "core/conn.h"
#include "core/loop.h"
#include "core/role.h"

int
lws__own_wsi_create(struct lws_context_per_thread *pt, lws_sockfd_type fd,
		    const struct lws_role_ops *role, void *role_state,
		    struct lws **out)
{
	struct lws *wsi = lws__wsi_create_on(pt->cx, NULL, pt->tsi, role);

	if (!wsi)
		return 1;
	wsi->is_own = 1;
	pt->own_fds++;
	atomic_fetch_add(&pt->cx->wsi_own, 1);
	wsi->role_state = role_state;
	wsi->conn->is_file = wsi->conn->no_rx_tx = 1;
	wsi->conn->want = LWS_POLLIN;
	lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
	if (lws__conn_set_fd(wsi->conn, fd)) {
		wsi->conn->fd = LWS_SOCK_INVALID; /* it stays the caller's */
		lws__wsi_free(&wsi);
		return 1;
	}
	*out = wsi;

	return 0;
}

/* the event library lets go of it as of any other */
void
lws__own_wsi_destroy(struct lws **pwsi)
{
	struct lws *wsi = *pwsi;
	const struct lws_event_loop_ops *ops;
	lws_sockfd_type fd;

	if (!wsi)
		return;
	*pwsi = NULL;
	ops = wsi->cx->loop->ops;
	fd = lws__conn_take_fd(wsi->conn);
	wsi->conn->fd = fd; /* it is asked for */
	if (ops->wsi_logical_close && ops->wsi_logical_close(wsi)) {
		wsi->conn->fd = LWS_SOCK_INVALID;
		return; /* the event library frees it when it has let go */
	}
	wsi->conn->fd = LWS_SOCK_INVALID;
	if (ops->destroy_wsi)
		ops->destroy_wsi(wsi);
	lws__wsi_free(&wsi);
}
