/* SPDX-License-Identifier: MIT */
/*
 * How many TLS connections and handshakes the servers of a context have, and
 * how many handshakes they begin in one turn.
 *
 *   listener: accept_begin() takes a place before there is a connection; false:
 *             none is free, the connection waits in the kernel's queue
 *   attach:   limit_enter() uses that place; who came by another way (adopted)
 *             takes one, or is refused
 *   release:  listeners that wait are woken, each on its own thread
 */

#include "core/built-in.h"
#include "tls/tls.h"

static struct lws__tls_context *
context_of(const struct lws__tls *t)
{
	return t->conn->pt->cx->tls;
}

static bool
has_limits(const struct lws__tls_context *tcx)
{
	return tcx->max_conns || tcx->max_handshakes;
}

/* ---- places --------------------------------------------------------------
 */

static bool
take(atomic_uint *count, unsigned int max)
{
	unsigned int before = atomic_load(count);

	do
		if (max && before >= max)
			return false;
	while (!atomic_compare_exchange_weak(count, &before, before + 1));

	return true;
}

static bool
take_both(struct lws__tls_context *tcx)
{
	if (!take(&tcx->conns, tcx->max_conns))
		return false;
	if (take(&tcx->handshakes, tcx->max_handshakes))
		return true;
	atomic_fetch_sub(&tcx->conns, 1);

	return false;
}

static void
wake_the_held(struct lws_context *cx)
{
	struct lws__tls_context *tcx = cx->tls;

	if (atomic_load(&cx->destroy_stage) != LWS__DESTROY_NOT)
		return;
	for (unsigned int n = 0; n < cx->count_threads; n++)
		if (atomic_load(&tcx->pts[n].held))
			lws__pt_wake(lws__context_pt(cx, (int)n));
}

static void
give_back(struct lws_context *cx, bool conn, bool handshake)
{
	struct lws__tls_context *tcx = cx->tls;

	if (handshake)
		atomic_fetch_sub(&tcx->handshakes, 1);
	if (conn)
		atomic_fetch_sub(&tcx->conns, 1);
	if (conn || handshake)
		wake_the_held(cx);
}

/* ---- listeners -----------------------------------------------------------
 */

bool
lws__tls_accept_begin(struct lws_vhost *vh, int tsi)
{
	struct lws__tls_context *tcx = vh->cx->tls;
	struct lws__tls_pt *tpt = &tcx->pts[tsi];

	if (!has_limits(tcx) || tpt->reserved)
		return true;
	/* first the flag, then the look: who frees a place does it the other
	 * way round, so one of us sees the other */
	atomic_store(&tpt->held, true);
	if (!take_both(tcx))
		return false;
	atomic_store(&tpt->held, false);
	tpt->reserved = true;

	return true;
}

void
lws__tls_accept_end(struct lws_context *cx, int tsi)
{
	struct lws__tls_context *tcx = cx->tls;
	struct lws__tls_pt *tpt = &tcx->pts[tsi];

	if (!tpt->reserved)
		return;
	tpt->reserved = false;
	give_back(cx, true, true);
}

static void
woken(struct lws_context_per_thread *pt)
{
	struct lws__tls_context *tcx = pt->cx->tls;

	/* a loop that is taken down may be woken once more */
	if (tcx && atomic_exchange(&tcx->pts[pt->tsi].held, false) &&
	    lws__built_in_listen)
		lws__built_in_listen->resume(pt);
}

const struct lws__service_module lws__service_tls = {
	.name = "tls limits",
	.woken = woken,
};

/* ---- connections ---------------------------------------------------------
 */

int
lws__tls_limit_enter(struct lws__tls *t)
{
	struct lws__tls_context *tcx = context_of(t);
	struct lws__tls_pt *tpt = &tcx->pts[t->conn->pt->tsi];

	if (!has_limits(tcx))
		return 0;
	if (!tpt->reserved && !take_both(tcx)) {
		lwsl_wsi_notice(t->conn->wsi,
				"refused: as many TLS connections or "
				"handshakes as the context allows");
		return 1;
	}
	tpt->reserved = false;
	t->counted = t->counted_hs = 1;

	return 0;
}

void
lws__tls_limit_shaken(struct lws__tls *t)
{
	bool counted = t->counted_hs;

	t->counted_hs = 0;
	give_back(t->conn->pt->cx, false, counted);
}

void
lws__tls_limit_leave(struct lws__tls *t)
{
	bool conn = t->counted, handshake = t->counted_hs;

	t->counted = t->counted_hs = 0;
	give_back(t->conn->pt->cx, conn, handshake);
}

/* ---- turns -----------------------------------------------------------------
 */

/* what others have waiting in this turn comes before one more handshake */
bool
lws__tls_may_start(const struct lws__tls *t)
{
	const struct lws_context_per_thread *pt = t->conn->pt;
	const struct lws__tls_context *tcx = context_of(t);
	const struct lws__tls_pt *tpt = &tcx->pts[pt->tsi];

	return tpt->turn != pt->turns || tpt->starts < LWS__TLS_STARTS_MAX;
}

void
lws__tls_started(struct lws__tls *t)
{
	struct lws_context_per_thread *pt = t->conn->pt;
	struct lws__tls_pt *tpt = &context_of(t)->pts[pt->tsi];

	if (tpt->turn != pt->turns)
		tpt->starts = 0;
	tpt->turn = pt->turns;
	tpt->starts++;
	t->started = 1;
}
