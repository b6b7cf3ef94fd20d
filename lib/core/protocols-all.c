/* SPDX-License-Identifier: MIT */
/*
 * Something for every wsi of a protocol, or every protocol of a vhost.
 *
 * The lists belong to the threads.  Asking for WRITEABLE is allowed from any
 * thread: for a thread that somebody else is in, a flag is left and the thread
 * woken.  Everything else is for the wsi's own thread.
 */

#include "core/context.h"
#include "core/protocols.h"
#include "core/service-module.h"

/* a place in a list that survives whatever happens to the wsi around it */
int
lws__same_protocol_each(lws_dll2_owner_t *list,
			int (*each)(struct lws *wsi, void *arg), void *arg)
{
	struct lws place = {.is_fake = 1};
	int ret = 0;

	lws_dll2_add_head(&place.same_protocol, list);
	while (!ret && place.same_protocol.next) {
		struct lws_dll2 *next = place.same_protocol.next;
		struct lws *wsi =
			lws_container_of(next, struct lws, same_protocol);

		lws_dll2_remove(&place.same_protocol);
		if (next->next)
			lws_dll2_add_before(&place.same_protocol, next->next);
		else
			lws_dll2_add_tail(&place.same_protocol, list);
		if (!wsi->is_fake) /* another walk's place */
			ret = each(wsi, arg);
	}
	lws_dll2_remove(&place.same_protocol);

	return ret;
}

/* ---- WRITEABLE ---------------------------------------------------------- */

static int
ask_writable(struct lws *wsi, void *arg)
{
	(void)arg;
	if (wsi->is_bound)
		(void)lws_callback_on_writable(wsi);

	return 0;
}

static void
ask_thread(const struct lws_vhost *vh, unsigned int tsi, int n)
{
	struct lws_context_per_thread *pt = lws__context_pt(vh->cx, (int)tsi);

	if (!lws__pt_is_elsewhere(pt)) {
		lws__same_protocol_each(lws__vhost_same_protocol(vh, tsi, n),
					ask_writable, NULL);
		return;
	}
	atomic_store(
		&vh->all_writable[tsi * vh->protocol_count + (unsigned int)n],
		true);
	lws__pt_wake(pt);
}

int
lws_callback_on_writable_all_protocol_vhost(
	const struct lws_vhost *vhost, const struct lws_protocols *protocol)
{
	int n = lws__vhost_protocol_index(vhost, protocol);

	if (n < 0)
		return -1;
	for (unsigned int tsi = 0; tsi < vhost->cx->count_threads; tsi++)
		ask_thread(vhost, tsi, n);

	return 0;
}

int
lws_callback_on_writable_all_protocol(const struct lws_context *context,
				      const struct lws_protocols *protocol)
{
	struct lws_context *cx = context->pts[0].cx;
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh))
		(void)lws_callback_on_writable_all_protocol_vhost(vh, protocol);

	return 0;
}

void
lws__protocols_woken(struct lws_context_per_thread *pt)
{
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(pt->cx, NULL); vh;
	     vh = lws__vhost_next(pt->cx, vh))
		for (unsigned int n = 0; n < vh->protocol_count; n++) {
			atomic_bool *asked =
				&vh->all_writable[pt->tsi * vh->protocol_count +
						  n];

			if (atomic_load(asked) && atomic_exchange(asked, false))
				ask_thread(vh, pt->tsi, (int)n);
		}
}

const struct lws__service_module lws__service_protocols = {
	.name = "protocols",
	.woken = lws__protocols_woken,
};

/* ---- callbacks ---------------------------------------------------------- */

struct round {
	enum lws_callback_reasons reason;
	void *in;
	size_t len;
};

static int
tell_one(struct lws *wsi, void *arg)
{
	const struct round *r = arg;

	if (wsi->is_bound && wsi->protocol->callback)
		(void)wsi->protocol->callback(wsi, r->reason, wsi->user, r->in,
					      r->len);

	return 0;
}

int
lws_callback_all_protocol_vhost_args(struct lws_vhost *vh,
				     const struct lws_protocols *protocol,
				     int reason, void *argp, size_t len)
{
	struct round r = {(enum lws_callback_reasons)reason, argp, len};

	for (int n = 0; n < (int)vh->protocol_count; n++) {
		if (protocol && lws__vhost_protocol_index(vh, protocol) != n)
			continue;
		for (unsigned int t = 0; t < vh->cx->count_threads; t++) {
			struct lws_context_per_thread *pt =
				lws__context_pt(vh->cx, (int)t);

			lws__turn_begin(pt);
			lws__same_protocol_each(
				lws__vhost_same_protocol(vh, t, n), tell_one,
				&r);
			lws__turn_end(pt);
		}
	}

	return 0;
}

int
lws_callback_all_protocol_vhost(struct lws_vhost *vh,
				const struct lws_protocols *protocol,
				int reason)
{
	return lws_callback_all_protocol_vhost_args(vh, protocol, reason, NULL,
						    0);
}

int
lws_callback_all_protocol(struct lws_context *context,
			  const struct lws_protocols *protocol, int reason)
{
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(context, NULL); vh;
	     vh = lws__vhost_next(context, vh))
		if (lws__vhost_protocol_index(vh, protocol) >= 0)
			(void)lws_callback_all_protocol_vhost_args(
				vh, protocol, reason, NULL, 0);

	return 0;
}

/* nonzero from one protocol ends the round */
int
lws_callback_vhost_protocols(struct lws *wsi, int reason, void *in, size_t len)
{
	struct lws_vhost *vh = wsi->vh;

	for (unsigned int n = 0; n < vh->protocol_count; n++)
		if (vh->protocols[n].callback &&
		    vh->protocols[n].callback(wsi,
					      (enum lws_callback_reasons)reason,
					      NULL, in, len))
			return 1;

	return 0;
}

int
lws_callback_vhost_protocols_vhost(struct lws_vhost *vh, int reason, void *in,
				   size_t len)
{
	return lws__vhost_cb_all(vh, (enum lws_callback_reasons)reason, in, len,
				 false)
		       ? 1
		       : 0;
}

/* ---- flow control ------------------------------------------------------- */

static int
allow_rx(struct lws *wsi, void *arg)
{
	(void)arg;
	(void)lws_rx_flow_control(wsi, 1);

	return 0;
}

void
lws_rx_flow_allow_all_protocol(const struct lws_context *context,
			       const struct lws_protocols *protocol)
{
	struct lws_context *cx = context->pts[0].cx;
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh)) {
		int n = lws__vhost_protocol_index(vh, protocol);

		for (unsigned int t = 0; n >= 0 && t < cx->count_threads; t++)
			lws__same_protocol_each(
				lws__vhost_same_protocol(vh, t, n), allow_rx,
				NULL);
	}
}
