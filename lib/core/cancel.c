/* SPDX-License-Identifier: MIT */
/*
 * Waking a thread's wait from anywhere, and EVENT_WAIT_CANCELLED.
 *
 * The wake-up descriptor is served like any other, by a wsi that belongs to
 * the thread and to no vhost.  Any number of calls until it is served are one
 * round of callbacks.
 */

#include "core/built-in.h"
#include "core/conn.h"

static void
tell_vhosts(struct lws_context *cx)
{
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh))
		lws__vhost_cb_all(vh, LWS_CALLBACK_EVENT_WAIT_CANCELLED, NULL,
				  0, false);
}

static enum lws_verdict
wake_readable(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);

	lws__wake_drain(&pt->wake);
	lws__pt_serve_remote(pt);
	for (int n = 0; lws__built_in_services[n]; n++)
		if (lws__built_in_services[n]->woken)
			lws__built_in_services[n]->woken(pt);
	if (atomic_exchange(&pt->cancelled, false))
		tell_vhosts(wsi->cx);

	return LWS_V_OK;
}

static const struct lws_role_ops role_wake = {
	.name = "wake",
	.readable = wake_readable,
	.is_file = 1,
};

int
lws__pt_wake_init(struct lws_context_per_thread *pt)
{
	int error = lws__wake_create(&pt->wake);
	struct lws *wsi;

	if (error) {
		lwsl_cx_err(pt->cx, "no wake-up descriptor: %s",
			    strerror(error));
		return 1;
	}
	wsi = lws__wsi_create_on(pt->cx, NULL, pt->tsi, &role_wake);
	if (!wsi)
		return 1;
	wsi->conn->is_file = wsi->conn->no_rx_tx = 1;
	wsi->conn->want = LWS_POLLIN;
	lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
	if (lws__conn_set_fd(wsi->conn, pt->wake.read_fd)) {
		wsi->conn->fd = LWS_SOCK_INVALID; /* it is wake's */
		lws__wsi_free(&wsi);
		return 1;
	}
	pt->wake_wsi = wsi;

	return 0;
}

/* the event library lets go of it as of any other */
static void
wake_wsi_destroy(struct lws_context_per_thread *pt)
{
	const struct lws_event_loop_ops *ops = pt->cx->loop->ops;
	struct lws *wsi = pt->wake_wsi;

	pt->wake_wsi = NULL;
	(void)lws__conn_take_fd(wsi->conn);
	wsi->conn->fd = pt->wake.read_fd; /* it is asked for */
	if (ops->wsi_logical_close && ops->wsi_logical_close(wsi)) {
		wsi->conn->fd = LWS_SOCK_INVALID;
		return; /* the event library frees it when it has let go */
	}
	wsi->conn->fd = LWS_SOCK_INVALID;
	if (ops->destroy_wsi)
		ops->destroy_wsi(wsi);
	lws__wsi_free(&wsi);
}

void
lws__pt_wake_destroy(struct lws_context_per_thread *pt)
{
	if (pt->wake_wsi)
		wake_wsi_destroy(pt);
	lws__wake_destroy(&pt->wake);
}

void
lws_destroy_event_pipe(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);

	if (pt->wake_wsi == wsi)
		lws__pt_wake_destroy(pt);
}

void
lws__pt_wake(struct lws_context_per_thread *pt)
{
	lws__wake(&pt->wake);
}

static void
cancel_pt(struct lws_context_per_thread *pt)
{
	atomic_store(&pt->cancelled, true);
	lws__wake(&pt->wake);
}

void
lws_cancel_service_pt(struct lws *wsi)
{
	if (wsi->cx->destroy_stage < LWS__DESTROY_CLOSING)
		cancel_pt(lws__context_pt(wsi->cx, wsi->tsi));
}

void
lws_cancel_service(struct lws_context *context)
{
	if (context->destroy_stage >= LWS__DESTROY_CLOSING)
		return;
	for (unsigned int n = 0; n < context->count_threads; n++)
		cancel_pt(lws__context_pt(context, (int)n));
}
