/* SPDX-License-Identifier: MIT */
/*
 * How many requests a thread keeps the headers of at a time
 * (max_http_header_pool).  Who comes when all places are taken waits, in order,
 * with its bytes unread; its timeout runs.  A peer may have a limit of its own.
 *
 * The table of the last request is kept for the next one of the thread; those
 * of streams are small, and grow, and some are kept as core/spares.h has it; so
 * is what they grew to.
 *
 * A place belongs to a waiter from the grant on, and to wsi->http from
 * lws__http_pool_settle() until its headers are freed.
 */

#include "roles/http/http.h"
#include "core/peer-front.h"
#include "core/service-module.h"

static struct lws_context_per_thread *
pt_of(const struct lws *wsi)
{
	return lws__context_pt(wsi->cx, wsi->tsi);
}

/* the first in line that may has a free place; who is held up by the limit of
 * its own address lets the others pass */
static void
grant(struct lws_context_per_thread *pt)
{
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1,
				   pt->http_waiting.head)
	{
		struct lws__http_waiter *w =
			lws_container_of(d, struct lws__http_waiter, list);

		if (pt->http_heads >= pt->cx->max_http_header_pool)
			return;
		if (lws__wsi_is_closing(w->wsi)) {
			lws_dll2_remove(&w->list);
		} else if (lws__peer_head_take(w->wsi->conn)) {
			lws_dll2_remove(&w->list);
			pt->http_heads++;
			w->granted = true;
			lws__conn_retry_rx(w->wsi->conn);
		}
	}
	lws_end_foreach_dll_safe(d, d1);
}

static void
release(struct lws *wsi)
{
	struct lws_context_per_thread *pt = pt_of(wsi);

	pt->http_heads--;
	lws__peer_head_give(wsi->conn);
	grant(pt);
}

bool
lws__http_pool_take(struct lws *wsi, struct lws__http_waiter *w)
{
	struct lws_context_per_thread *pt = pt_of(wsi);

	if (w->granted || (wsi->http && wsi->http->in_pool))
		return true;
	w->wsi = wsi;
	if (pt->http_heads >= wsi->cx->max_http_header_pool ||
	    !lws__peer_head_take(wsi->conn)) {
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

/* of a stream, which come in bunches.  What a client's grows to is of the heap,
 * since it may have no other request, and little memory */
static struct lws__http_headers *
stream_headers(const struct lws *wsi)
{
	struct lws_context_per_thread *pt = pt_of(wsi);
	void *memory =
		lws__spare_take(pt, LWS__SPARE_HEADERS,
				LWS__HTTP_HEADERS_GROWING_SIZE, "http headers");
	struct lws__http_headers *h = lws__http_headers_set_up_growing(
		memory, wsi->cx->max_http_header_data,
		wsi->is_client ? NULL : pt);

	if (!h)
		lws__spare_give(pt, LWS__SPARE_HEADERS, memory);

	return h;
}

struct lws__http_headers *
lws__http_pool_headers(const struct lws *wsi)
{
	struct lws_context_per_thread *pt = pt_of(wsi);
	struct lws__http_headers *h = pt->http_spare;

	if (wsi->mux_stream)
		return stream_headers(wsi);
	if (!h && wsi->is_client)
		return lws__http_headers_create_growing(
			wsi->cx->max_http_header_data);
	if (!h)
		return lws__http_headers_create(wsi->cx->max_http_header_data);
	pt->http_spare = NULL;
	lws__http_headers_reset(h);

	return h;
}

/*
 * One is kept, so that a busy server's thread allocates none.  Not a client's,
 * which may have no other request, and little memory.
 */
static void
keep_spare(const struct lws *wsi, struct lws__http_headers **h)
{
	struct lws_context_per_thread *pt = pt_of(wsi);

	if (wsi->mux_stream && lws__http_headers_shrink(*h)) {
		lws__spare_give(pt, LWS__SPARE_HEADERS, *h);
	} else if (wsi->is_client || wsi->mux_stream || pt->http_spare) {
		lws__http_headers_destroy(h);
	} else {
		pt->http_spare = *h;
	}
	*h = NULL;
}

void
lws__http_pool_return(struct lws *wsi)
{
	if (wsi->http->headers)
		keep_spare(wsi, &wsi->http->headers);
	if (!wsi->http->in_pool)
		return;
	wsi->http->in_pool = 0;
	release(wsi);
}

void
lws__http_pool_leave(struct lws *wsi, struct lws__http_waiter *w)
{
	lws_dll2_remove(&w->list);
	if (!w->granted)
		return;
	w->granted = false;
	release(wsi);
}

static void
free_spares(struct lws_context *cx)
{
	for (unsigned int n = 0; n < cx->count_threads; n++)
		lws__http_headers_destroy(&cx->pts[n].http_spare);
}

/* another thread gave back what one of these waits for */
const struct lws__service_module lws__service_http_pool = {
	.name = "http heads",
	.context_destroy = free_spares,
	.woken = grant,
};
