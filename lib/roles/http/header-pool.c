/* SPDX-License-Identifier: MIT */
/*
 * How many requests a thread keeps the headers of at a time
 * (max_http_header_pool).  Who comes when all places are taken waits, in order,
 * with its bytes unread; its timeout runs.
 *
 * A place belongs to a waiter from the grant on, and to wsi->http from
 * lws__http_pool_settle() until its headers are freed.
 */

#include "roles/http/http.h"

static struct lws_context_per_thread *
pt_of(const struct lws *wsi)
{
	return lws__context_pt(wsi->cx, wsi->tsi);
}

/* a place is free: the first in line has it */
static void
release(struct lws_context_per_thread *pt)
{
	while (pt->http_waiting.head) {
		struct lws__http_waiter *w = lws_container_of(
			pt->http_waiting.head, struct lws__http_waiter, list);

		lws_dll2_remove(&w->list);
		if (lws__wsi_is_closing(w->wsi))
			continue;
		w->granted = true;
		lws__conn_retry_rx(w->wsi->conn);
		return;
	}
	pt->http_heads--;
}

bool
lws__http_pool_take(struct lws *wsi, struct lws__http_waiter *w)
{
	struct lws_context_per_thread *pt = pt_of(wsi);

	if (w->granted || (wsi->http && wsi->http->in_pool))
		return true;
	w->wsi = wsi;
	if (pt->http_waiting.head ||
	    pt->http_heads >= wsi->cx->max_http_header_pool) {
		lws_dll2_add_tail(&w->list, &pt->http_waiting);
		return false;
	}
	pt->http_heads++;
	w->granted = true;

	return true;
}

void
lws__http_pool_settle(struct lws *wsi, struct lws__http_waiter *w)
{
	if (!w->granted)
		return;
	w->granted = false;
	wsi->http->in_pool = 1;
}

void
lws__http_pool_give(struct lws *wsi)
{
	if (!wsi->http->in_pool)
		return;
	wsi->http->in_pool = 0;
	release(pt_of(wsi));
}

void
lws__http_pool_leave(struct lws *wsi, struct lws__http_waiter *w)
{
	lws_dll2_remove(&w->list);
	if (!w->granted)
		return;
	w->granted = false;
	release(pt_of(wsi));
}
