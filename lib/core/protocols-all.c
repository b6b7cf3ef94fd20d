/* SPDX-License-Identifier: MIT */
/*
 * Something for every wsi of a protocol, or every protocol of a vhost.
 *
 * The lists belong to the threads.  What may wait is allowed from any thread:
 * for the wsi of another one, a flag is left and that thread woken.  Callbacks
 * cannot wait: another thread's turn is taken for them, or they are refused.
 */

#include "core/context.h"
#include "core/protocols.h"
#include "core/service-module.h"

static struct lws *
wsi_of(lws_dll2_t *d)
{
	return lws_container_of(d, struct lws, same_protocol);
}

/* place changes places with the one behind it */
static void
step(lws_dll2_t *place)
{
	lws_dll2_owner_t *list = place->owner;
	lws_dll2_t *over = place->next, *next = over->next;

	over->prev = place->prev;
	*(over->prev ? &over->prev->next : &list->head) = over;
	over->next = place;
	place->prev = over;
	place->next = next;
	*(next ? &next->prev : &list->tail) = place;
}

/* what the next two will need comes into the cache */
static void
fetch_ahead(lws_dll2_t *next)
{
	if (!next)
		return;
	lws__fetch(wsi_of(next)->conn);
	if (next->next)
		lws__fetch(wsi_of(next->next));
}

/* a place in a list that survives whatever happens to the wsi around it */
LWS__HOT int
lws__same_protocol_each(lws_dll2_owner_t *list,
			int (*each)(struct lws *wsi, void *arg), void *arg)
{
	struct lws place = {.is_fake = 1};
	int ret = 0;

	lws_dll2_add_head(&place.same_protocol, list);
	while (!ret && place.same_protocol.next) {
		struct lws *wsi = wsi_of(place.same_protocol.next);

		step(&place.same_protocol);
		fetch_ahead(place.same_protocol.next);
		if (!wsi->is_fake) /* another walk's place */
			ret = each(wsi, arg);
	}
	lws_dll2_remove(&place.same_protocol);

	return ret;
}

/* ---- what may wait ------------------------------------------------------ */

enum {
	ASKED_WRITABLE = 1,
	ASKED_RX = 2,
};

typedef int (*each_fn)(struct lws *wsi, void *arg);

/* allow_rx(), once it was asked for: who never does needs no code for it */
static _Atomic(each_fn) asked_rx;

static int
ask_writable(struct lws *wsi, void *arg)
{
	(void)arg;
	if (wsi->is_bound)
		(void)lws_callback_on_writable(wsi);

	return 0;
}

static int
allow_rx(struct lws *wsi, void *arg)
{
	(void)arg;
	(void)lws_rx_flow_control(wsi, 1);

	return 0;
}

static atomic_uchar *
asked_of(const struct lws_vhost *vh, unsigned int tsi, unsigned int n)
{
	return &vh->all_asked[tsi * vh->protocol_count + n];
}

static void
serve_asked(const struct lws_vhost *vh, unsigned int tsi, int n, int what)
{
	lws_dll2_owner_t *list = lws__vhost_same_protocol(vh, tsi, n);

	if (what & ASKED_RX)
		lws__same_protocol_each(list, atomic_load(&asked_rx), NULL);
	if (what & ASKED_WRITABLE)
		lws__same_protocol_each(list, ask_writable, NULL);
}

static int
ask_all(const struct lws_vhost *vh, const struct lws_protocols *protocol,
	int what)
{
	int n = lws__vhost_protocol_index(vh, protocol);

	if (n < 0)
		return -1;
	for (unsigned int tsi = 0; tsi < vh->cx->count_threads; tsi++) {
		struct lws_context_per_thread *pt =
			lws__context_pt(vh->cx, (int)tsi);

		if (lws__pt_is_at_home(pt)) {
			serve_asked(vh, tsi, n, what);
			continue;
		}
		atomic_fetch_or(asked_of(vh, tsi, (unsigned int)n),
				(unsigned char)what);
		lws__pt_wake(pt);
	}

	return 0;
}

int
lws_callback_on_writable_all_protocol_vhost(
	const struct lws_vhost *vhost, const struct lws_protocols *protocol)
{
	return ask_all(vhost, protocol, ASKED_WRITABLE);
}

int
lws_callback_on_writable_all_protocol(const struct lws_context *context,
				      const struct lws_protocols *protocol)
{
	struct lws_context *cx = context->pts[0].cx;
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh))
		(void)ask_all(vh, protocol, ASKED_WRITABLE);

	return 0;
}

void
lws_rx_flow_allow_all_protocol(const struct lws_context *context,
			       const struct lws_protocols *protocol)
{
	struct lws_context *cx = context->pts[0].cx;
	struct lws_vhost *vh;

	atomic_store(&asked_rx, allow_rx);
	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh))
		(void)ask_all(vh, protocol, ASKED_RX);
}

void
lws__protocols_woken(struct lws_context_per_thread *pt)
{
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(pt->cx, NULL); vh;
	     vh = lws__vhost_next(pt->cx, vh))
		for (unsigned int n = 0; n < vh->protocol_count; n++) {
			atomic_uchar *asked = asked_of(vh, pt->tsi, n);

			if (atomic_load(asked))
				serve_asked(vh, pt->tsi, (int)n,
					    atomic_exchange(asked, 0));
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

/* in a turn of it, whose callbacks may close what they like */
static int
tell_thread(struct lws_vhost *vh, unsigned int tsi, int n, struct round *r)
{
	struct lws_context_per_thread *pt = lws__context_pt(vh->cx, (int)tsi);
	lws_dll2_owner_t *list = lws__vhost_same_protocol(vh, tsi, n);
	bool claimed;

	if (!lws__pt_try_turn(pt, &claimed)) {
		lwsl_vhost_err(vh, "thread %u is in a turn: its wsi not told",
			       tsi);
		return -1;
	}
	lws__same_protocol_each(list, tell_one, r);
	lws__pt_try_turn_end(pt, claimed);

	return 0;
}

int
lws_callback_all_protocol_vhost_args(struct lws_vhost *vh,
				     const struct lws_protocols *protocol,
				     int reason, void *argp, size_t len)
{
	struct round r = {(enum lws_callback_reasons)reason, argp, len};
	int ret = 0;

	for (int n = 0; n < (int)vh->protocol_count; n++) {
		if (protocol && lws__vhost_protocol_index(vh, protocol) != n)
			continue;
		for (unsigned int t = 0; t < vh->cx->count_threads; t++)
			ret |= tell_thread(vh, t, n, &r);
	}

	return ret;
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
	int ret = 0;

	for (vh = lws__vhost_next(context, NULL); vh;
	     vh = lws__vhost_next(context, vh))
		if (lws__vhost_protocol_index(vh, protocol) >= 0)
			ret |= lws_callback_all_protocol_vhost_args(
				vh, protocol, reason, NULL, 0);

	return ret;
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
