/* SPDX-License-Identifier: MIT */
/*
 * See route-watch.h.
 *
 *   settle   something was lost -> each thread judges its connections
 *   judge    the table names a reason, and for "no route" the kernel is asked
 *            as well: it has rules, marks and tables that the copy has not
 *   close    a connection that is up: at once, nothing can be said on it;
 *            one of several addresses that are tried: only that one
 */

#include "net/route-watch.h"
#include "core/built-in.h"
#include "net/route-facts.h"

#include <string.h>

struct gateway {
	bool is_there;
	uint8_t gateway_family;
	uint8_t gateway[LWS__RTNL_ADDRESS_LEN];
	uint32_t index;
};

struct lws__route_watch {
	struct lws_context *cx;
	void *source;               /* borrowed: who feeds it */
	struct lws__routes *routes; /* owned, behind lock */
	pthread_mutex_t lock;       /* unused with one thread */
	/* a bit for each thread that is to look yet */
	_Atomic uint32_t judge_due;
	_Atomic uint32_t listen_due;
	uint32_t judging; /* ... that looks now; behind lock */
	uint32_t settled; /* stamp of the last settling; behind lock */
	struct gateway gateways[2]; /* IPv4, IPv6: as of the last settling */
	_Atomic uint64_t network;   /* namespace, 0: not known */
	bool has_settled;
	bool said_over;
};

/* ---- the object ---------------------------------------------------------- */

int
lws__route_watch_create(struct lws_context *cx, void *source)
{
	struct lws__route_watch *w = lws__zalloc(sizeof(*w), "route watch");

	if (!w)
		return 1;
	w->cx = cx;
	w->source = source;
	pthread_mutex_init(&w->lock, NULL);
	w->routes = lws__routes_create();
	cx->route_watch = w;
	if (w->routes)
		return 0;
	lws__route_watch_destroy(cx);

	return 1;
}

void
lws__route_watch_destroy(struct lws_context *cx)
{
	struct lws__route_watch *w = cx->route_watch;

	if (!w)
		return;
	cx->route_watch = NULL;
	lws__routes_destroy(&w->routes);
	pthread_mutex_destroy(&w->lock);
	lws__free(w);
}

void *
lws__route_watch_source(const struct lws__route_watch *w)
{
	return w->source;
}

void
lws__route_watch_network(struct lws__route_watch *w, uint64_t network)
{
	atomic_store(&w->network, network);
}

struct lws__routes *
lws__route_watch_lock(struct lws__route_watch *w)
{
	if (w->cx->count_threads > 1)
		pthread_mutex_lock(&w->lock);

	return w->routes;
}

void
lws__route_watch_unlock(struct lws__route_watch *w)
{
	if (w->cx->count_threads > 1)
		pthread_mutex_unlock(&w->lock);
}

bool
lws__route_is_deprecated(struct lws_context *cx, const lws_sockaddr46 *address)
{
	struct lws__sa sa;
	bool is;

	/* who polls for us does not see the socket that keeps it fresh */
	if (!cx->route_watch || cx->pts[0].external_poll ||
	    lws__sa_from_46(&sa, address))
		return false;
	is = lws__routes_is_deprecated(lws__route_watch_lock(cx->route_watch),
				       &sa);
	lws__route_watch_unlock(cx->route_watch);

	return is;
}

/* ---- connections --------------------------------------------------------- */

struct ends {
	struct lws__sa local, peer;
};

/* connected over IP, or about to be; peer.len 0: not known yet */
static bool
ends_of(const struct lws_conn *conn, struct ends *ends)
{
	const struct lws *wsi = conn->wsi;

	memset(ends, 0, sizeof(*ends));
	if (!wsi || wsi->is_own || wsi->is_listener || conn->is_file ||
	    conn->is_udp || wsi->phase == LWS_PHASE_CLOSED ||
	    lws__plat_local_address((int)conn->fd, &ends->local))
		return false;
	(void)lws__plat_peer_address((int)conn->fd, &ends->peer);
	lws__routes_unmap(&ends->local);
	lws__routes_unmap(&ends->peer);

	return true;
}

static void
say(enum lws__routes_fate fate, const struct ends *ends, char *why, size_t len)
{
	char local[64], peer[64];

	lws__sa_text(&ends->local, local, sizeof(local));
	lws__sa_text(&ends->peer, peer, sizeof(peer));
	switch (fate) {
	case LWS__FATE_STAYS:
		break;
	case LWS__FATE_ADDRESS_GONE:
		lws_snprintf(why, len, "our address %s is gone", local);
		break;
	case LWS__FATE_LINK_DOWN:
		lws_snprintf(why, len, "the interface of %s is down", local);
		break;
	case LWS__FATE_NO_ROUTE:
		lws_snprintf(why, len, "no route to %s", peer);
		break;
	}
}

static void
cut_off(struct lws_conn *conn, const char *why)
{
	struct lws *wsi = conn->wsi;
	struct lws__conn_record *record =
		wsi->is_client && wsi->conn ? wsi->conn->connect : NULL;

	if (wsi->phase == LWS_PHASE_CONNECTING && record && record->cut_off &&
	    !record->cut_off(conn))
		return; /* it tries another address */
	lwsl_wsi_notice(wsi, "closed: %s", why);
	lws__client_error(wsi, "%s", why);
	lws__wsi_close(wsi, LWS_CLOSE_PEER_GONE, why);
}

/* a program may serve several networks, with the same addresses in them */
static bool
is_of_another(struct lws__route_watch *w, const struct lws_conn *conn)
{
	uint64_t ours = atomic_load(&w->network);
	uint64_t network = ours ? lws__plat_network((int)conn->fd) : 0;

	return network && network != ours;
}

static void
judge(struct lws_conn *conn, void *arg)
{
	struct lws__route_watch *w = arg;
	enum lws__routes_fate fate;
	struct ends ends;
	char why[96];

	if (!ends_of(conn, &ends))
		return;
	fate = lws__routes_judge(lws__route_watch_lock(w), &ends.local,
				 &ends.peer);
	lws__route_watch_unlock(w);
	if (fate == LWS__FATE_STAYS || is_of_another(w, conn) ||
	    (fate == LWS__FATE_NO_ROUTE &&
	     lws__plat_has_route((int)conn->fd, &ends.local, &ends.peer)))
		return;
	say(fate, &ends, why, sizeof(why));
	cut_off(conn, why);
}

/* ---- threads ------------------------------------------------------------- */

static bool
is_due(_Atomic uint32_t *due, uint32_t mine)
{
	return atomic_load(due) & mine;
}

/* losses are kept until the last thread has looked; those that came after the
 * last settling, until the next */
static void
forget(struct lws__route_watch *w, struct lws__routes *t)
{
	if (!w->judging && !atomic_load(&w->judge_due) &&
	    w->settled == lws__routes_stamp(t))
		lws__routes_judged(t);
}

/* what comes meanwhile is due again */
static void
judge_all(struct lws__route_watch *w, struct lws_context_per_thread *pt)
{
	uint32_t mine = 1u << pt->tsi;
	struct lws__routes *t;

	(void)lws__route_watch_lock(w);
	atomic_fetch_and(&w->judge_due, ~mine);
	w->judging |= mine;
	lws__route_watch_unlock(w);
	lws__fds_foreach(&pt->fds, judge, w);
	t = lws__route_watch_lock(w);
	w->judging &= ~mine;
	forget(w, t);
	lws__route_watch_unlock(w);
}

static void
look(struct lws__route_watch *w, struct lws_context_per_thread *pt)
{
	uint32_t mine = 1u << pt->tsi;

	if (is_due(&w->judge_due, mine))
		judge_all(w, pt);
	if (is_due(&w->listen_due, mine)) {
		atomic_fetch_and(&w->listen_due, ~mine);
		if (lws__built_in_listen)
			lws__built_in_listen->recheck(pt);
	}
}

void
lws__route_watch_woken(struct lws_context_per_thread *pt)
{
	if (pt->cx->route_watch)
		look(pt->cx->route_watch, pt);
}

/* ---- settling ------------------------------------------------------------ */

static bool
gateway_changed(const struct lws__routes *t, uint8_t family,
		struct gateway *known)
{
	const struct lws__route *r = lws__routes_gateway(t, family);
	struct gateway now;
	bool changed;

	memset(&now, 0, sizeof(now));
	if (r) {
		now.is_there = true;
		now.gateway_family = r->gateway_family;
		memcpy(now.gateway, r->gateway, sizeof(now.gateway));
		now.index = lws__route_index(r);
	}
	changed = now.is_there != known->is_there ||
		  now.gateway_family != known->gateway_family ||
		  now.index != known->index ||
		  memcmp(now.gateway, known->gateway, sizeof(now.gateway)) != 0;
	*known = now;

	return changed;
}

/* under the lock; true: the gateway is another one */
static bool
compare(struct lws__route_watch *w, const struct lws__routes *t)
{
	uint32_t all = w->cx->count_threads < 32
			       ? (1u << w->cx->count_threads) - 1
			       : UINT32_MAX;
	bool v4 = gateway_changed(t, AF_INET, &w->gateways[0]);
	bool v6 = gateway_changed(t, AF_INET6, &w->gateways[1]);

	if (!w->has_settled)
		return false;
	if (lws__routes_has_losses(t))
		atomic_fetch_or(&w->judge_due, all);
	if (lws__routes_saw_interfaces(t))
		atomic_fetch_or(&w->listen_due, all);

	return v4 || v6;
}

static void
say_over(struct lws__route_watch *w)
{
	if (!w->said_over)
		lwsl_cx_notice(w->cx,
			       "more interfaces or routes than are kept (%d): "
			       "connections are not closed with their route",
			       (int)LWS__ROUTES_MAX);
	w->said_over = true;
}

bool
lws__route_watch_settle(struct lws__route_watch *w)
{
	struct lws_context *cx = w->cx;
	struct lws__routes *t = lws__route_watch_lock(w);
	bool is_over = lws__routes_is_over(t);
	bool changed = compare(w, t);

	w->settled = lws__routes_stamp(t);
	forget(w, t);
	w->has_settled = true;
	lws__route_watch_unlock(w);
	if (is_over)
		say_over(w);
	for (unsigned int n = 1; n < cx->count_threads; n++)
		if (is_due(&w->judge_due, 1u << n) ||
		    is_due(&w->listen_due, 1u << n))
			lws__pt_wake(lws__context_pt(cx, (int)n));
	look(w, lws__context_pt(cx, 0));

	return changed && !is_over;
}
