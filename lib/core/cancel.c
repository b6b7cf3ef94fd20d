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

	if (error) {
		lwsl_cx_err(pt->cx, "no wake-up descriptor: %s",
			    strerror(error));
		return 1;
	}

	return lws__own_wsi_create(pt, pt->wake.read_fd, &role_wake, NULL,
				   &pt->wake_wsi);
}

void
lws__pt_wake_destroy(struct lws_context_per_thread *pt)
{
	lws__own_wsi_destroy(&pt->wake_wsi);
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
