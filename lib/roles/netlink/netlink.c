/* SPDX-License-Identifier: MIT */
/*
 * Role netlink: the kernel tells of interfaces, addresses and routes.
 *
 *   dump     links, addresses, routes, one after the other: a request is sent
 *            when the one before it was answered (DONE)
 *   changes  come unasked, and may be between the parts of a dump
 *   loss     the kernel had more to say than we took (ENOBUFS): all again
 *
 * When nothing is being asked the table is whole, and net/route-watch acts on
 * what changed.  The first dumps are read while the context is made: what the
 * kernel answers to a dump is there when it is read for, it never has to be
 * waited for.
 *
 * A system that refuses the socket, or a request, is watched no more: that
 * costs only what this would give.
 */

#include "roles/netlink/netlink.h"
#include "core/context.h"
#include "core/role.h"
#include "net/route-watch.h"

#include <errno.h>
#include <string.h>

enum {
	CPD_SETTLE_MS = 100, /* a gateway comes with addresses and more */
};

/* in the order in which they are asked for */
static const enum lws__rtnl_what dumps[] = {LWS__RTNL_LINK, LWS__RTNL_ADDRESS,
					    LWS__RTNL_ROUTE};

enum { DUMPS = 3, ALL = (1 << DUMPS) - 1, ROUTES = 1 << (DUMPS - 1) };

struct lws__netlink {
	struct lws_context *cx; /* borrowed, owns us */
	struct lws *wsi;        /* owned; NULL: nothing is watched */
	int fd;                 /* owned, -1: none */
	lws_sorted_usec_list_t sul_resync;
	lws_sorted_usec_list_t sul_patience;
	lws_state_notify_link_t link;
	uint32_t seq;        /* of the dump that is under way */
	int asked;           /* its place in dumps, -1: none is */
	unsigned int needed; /* a bit for each that is to be asked for */
	unsigned int refusals;
	bool is_torn;  /* a change overtook the dump */
	bool is_spare; /* routes are too many: only interfaces are watched */
	bool is_up;    /* the table was whole once */
	bool is_late;  /* who waited for that does so no more */
};

/* ---- the end ------------------------------------------------------------- */

static void
go_on(struct lws__netlink *nl)
{
	lws_sul_cancel(&nl->sul_patience);
	if (!nl->is_late && nl->cx->state.state == LWS_SYSTATE_IFACE_COLDPLUG)
		lws__system_state_go_on(nl->cx);
	nl->is_late = true;
}

/* not from readable(): its wsi is still in use there */
static void
stop(struct lws__netlink *nl)
{
	lws__own_wsi_destroy(&nl->wsi);
	lws__plat_close(nl->fd);
	nl->fd = -1;
	nl->asked = -1;
	nl->needed = 0;
	lws_sul_cancel(&nl->sul_resync);
}

static void
stop_cb(lws_sorted_usec_list_t *sul)
{
	stop(lws_container_of(sul, struct lws__netlink, sul_resync));
}

/* nothing more is read; the rest when it is safe */
static void
stop_soon(struct lws__netlink *nl, sul_cb_t then)
{
	nl->asked = -1;
	nl->needed = 0;
	if (nl->wsi)
		lws__conn_want(nl->wsi->conn, LWS_POLLIN, 0);
	lws_sul_schedule(nl->cx, 0, &nl->sul_resync, then, 1);
	go_on(nl);
}

static void
give_up(struct lws__netlink *nl, const char *what, int error)
{
	(void)what; /* a release build says nothing at this level */
	(void)error;
	lwsl_cx_info(nl->cx, "netlink: %s%s%s: routes are not watched", what,
		     error ? ": " : "", error ? strerror(error) : "");
	lws__routes_give_up(lws__route_watch_lock(nl->cx->route_watch));
	lws__route_watch_unlock(nl->cx->route_watch);
	stop_soon(nl, stop_cb);
}

/* ---- asking -------------------------------------------------------------- */

static bool
is_stopped(const struct lws__netlink *nl)
{
	return !nl->wsi || !(nl->wsi->conn->want & LWS_POLLIN);
}

static void
ask(struct lws__netlink *nl, int n)
{
	uint8_t request[LWS__RTNL_REQUEST_LEN];
	size_t len = lws__rtnl_dump_request(dumps[n], ++nl->seq, request,
					    sizeof(request));
	struct lws__io io = lws__plat_send(nl->fd, request, len, false);

	if (io.verdict != LWS_IO_OK) {
		give_up(nl, "a request failed", io.error);
		return;
	}
	nl->asked = n;
	nl->needed &= ~(1u << n);
	nl->is_torn = false;
	lws__routes_dump_begin(lws__route_watch_lock(nl->cx->route_watch),
			       dumps[n]);
	lws__route_watch_unlock(nl->cx->route_watch);
}

static void
ask_next(struct lws__netlink *nl)
{
	for (int n = 0; n < DUMPS && nl->asked < 0; n++)
		if (nl->needed & (1u << n)) {
			ask(nl, n);
			return;
		}
}

static void
refused(struct lws__netlink *nl, int error)
{
	nl->needed |= 1u << nl->asked;
	nl->asked = -1;
	if (++nl->refusals >= LWS__NETLINK_REFUSALS)
		give_up(nl, "a request was refused", error);
}

static void resync_cb(lws_sorted_usec_list_t *sul);
static void reopen_cb(lws_sorted_usec_list_t *sul);
static void watch(struct lws__netlink *nl, int fd, unsigned int needed);

/* what was said meanwhile is lost: all of it again, in a moment */
static void
resync(struct lws__netlink *nl)
{
	lwsl_cx_info(nl->cx, "netlink: changes were lost, asking again");
	if (lws_dll2_is_detached(&nl->sul_resync.list))
		lws_sul_schedule(nl->cx, 0, &nl->sul_resync, resync_cb,
				 LWS__NETLINK_RESYNC_MS * LWS_US_PER_MS);
}

/* ---- hearing ------------------------------------------------------------- */

static void
dump_over(struct lws__netlink *nl, const struct lws__rtnl_event *e)
{
	struct lws__routes *t;

	if (nl->asked < 0 || e->seq != nl->seq)
		return;
	if (nl->is_torn || e->is_torn) {
		nl->asked = -1;
		resync(nl);
		return;
	}
	t = lws__route_watch_lock(nl->cx->route_watch);
	lws__routes_dump_end(t, dumps[nl->asked]);
	lws__route_watch_unlock(nl->cx->route_watch);
	nl->asked = -1;
	nl->refusals = 0;
}

static void
take(struct lws__netlink *nl, const struct lws__rtnl_event *e)
{
	struct lws__routes *t = lws__route_watch_lock(nl->cx->route_watch);

	(void)lws__routes_take(t, e);
	if (lws__routes_want_routes(t))
		nl->needed |= ROUTES;
	lws__route_watch_unlock(nl->cx->route_watch);
	if (e->is_torn && e->seq == nl->seq)
		nl->is_torn = true;
}

static void
hear(struct lws__netlink *nl, const struct lws__rtnl_event *e)
{
	switch (e->what) {
	case LWS__RTNL_LINK:
	case LWS__RTNL_LINK_GONE:
	case LWS__RTNL_ADDRESS:
	case LWS__RTNL_ADDRESS_GONE:
	case LWS__RTNL_ROUTE:
	case LWS__RTNL_ROUTE_GONE:
		take(nl, e);
		break;
	case LWS__RTNL_DONE:
		dump_over(nl, e);
		break;
	case LWS__RTNL_REFUSED:
		if (nl->asked >= 0 && e->seq == nl->seq)
			refused(nl, e->error);
		break;
	case LWS__RTNL_OVERRUN:
		resync(nl);
		break;
	}
}

/* false: nothing is left to read */
static bool
read_one(struct lws__netlink *nl)
{
	struct lws_context_per_thread *pt = lws__context_pt(nl->cx, 0);
	uint8_t *buf = pt->scratch + LWS_PRE;
	struct lws__io io =
		lws__plat_netlink_recv(nl->fd, buf, pt->scratch_len);
	struct lws_cursor in = {buf, buf + io.count};
	struct lws__rtnl_reader reader = {0};
	struct lws__rtnl_event e;
	enum lws_feed f;

	if (io.verdict == LWS_IO_AGAIN)
		return false;
	if (io.verdict == LWS_IO_ERROR && io.error == ENOBUFS) {
		resync(nl);
		return true;
	}
	if (io.verdict != LWS_IO_OK) {
		give_up(nl, "the socket ended", io.error);
		return false;
	}
	while ((f = lws__rtnl_feed(&reader, &in, &e)) == LWS_FEED_DONE)
		hear(nl, &e);
	if (f == LWS_FEED_BAD)
		give_up(nl, "a message makes no sense", 0);

	return !is_stopped(nl);
}

/* ---- acting -------------------------------------------------------------- */

static void
say_up(struct lws__netlink *nl)
{
	const struct lws__routes *t =
		lws__route_watch_lock(nl->cx->route_watch);

	(void)t;
	lwsl_cx_info(
		nl->cx, "netlink: %u interfaces, %u addresses, %u routes",
		(unsigned int)lws__routes_count(t, LWS__ROUTES_OF_LINKS),
		(unsigned int)lws__routes_count(t, LWS__ROUTES_OF_ADDRESSES),
		(unsigned int)lws__routes_count(t, LWS__ROUTES_OF_ROUTES));
	lws__route_watch_unlock(nl->cx->route_watch);
}

static void
settle(struct lws__netlink *nl)
{
	const struct lws_system_ops *ops = nl->cx->system_ops;

	if (nl->asked >= 0 || nl->needed ||
	    !lws_dll2_is_detached(&nl->sul_resync.list))
		return; /* it is not whole now */
	if (!nl->is_up)
		say_up(nl);
	nl->is_up = true;
	go_on(nl);
	if (lws__route_watch_settle(nl->cx->route_watch) && ops &&
	    ops->captive_portal_detect_request)
		lws_system_cpd_start_defer(nl->cx,
					   CPD_SETTLE_MS * LWS_US_PER_MS);
}

static bool
is_over(const struct lws__netlink *nl)
{
	bool over =
		lws__routes_is_over(lws__route_watch_lock(nl->cx->route_watch));

	lws__route_watch_unlock(nl->cx->route_watch);

	return over;
}

static void
serve(struct lws__netlink *nl)
{
	bool more = true;

	for (int n = 0; more && n < LWS__NETLINK_BATCH; n++) {
		ask_next(nl);
		more = !is_stopped(nl) && read_one(nl);
		if (!nl->is_spare && is_over(nl) && !is_stopped(nl))
			stop_soon(nl, reopen_cb);
	}
	if (!is_stopped(nl))
		settle(nl);
}

/* over its limits the table says nothing: nor need it be told of routes */
static void
reopen_cb(lws_sorted_usec_list_t *sul)
{
	struct lws__netlink *nl =
		lws_container_of(sul, struct lws__netlink, sul_resync);
	int error, fd;

	stop(nl);
	nl->is_spare = true;
	fd = lws__plat_netlink_open(false, &error);
	if (fd < 0)
		give_up(nl, "no socket", error);
	else
		watch(nl, fd, 0);
}

static void
resync_cb(lws_sorted_usec_list_t *sul)
{
	struct lws__netlink *nl =
		lws_container_of(sul, struct lws__netlink, sul_resync);

	nl->needed = nl->is_spare ? 0 : ALL;
	serve(nl);
}

static enum lws_verdict
netlink_readable(struct lws *wsi)
{
	serve(wsi->role_state);

	return LWS_V_OK;
}

/* the socket was closed behind our back */
static void
netlink_wsi_gone(struct lws *wsi)
{
	struct lws__netlink *nl = wsi->role_state;

	if (nl->wsi != wsi)
		return;
	nl->wsi = NULL;
	nl->fd = -1;
}

static const struct lws_role_ops role_netlink = {
	.name = "netlink",
	.readable = netlink_readable,
	.destroy = netlink_wsi_gone,
	.is_file = 1,
};

/* ---- starting ------------------------------------------------------------ */

/* the state IFACE_COLDPLUG is over when the table was whole once */
static int
coldplug(struct lws_state_manager *mgr, struct lws_state_notify_link *link,
	 int current, int target)
{
	const struct lws__netlink *nl =
		lws_container_of(link, struct lws__netlink, link);

	(void)mgr;

	return current == LWS_SYSTATE_IFACE_COLDPLUG && target != current &&
	       target != LWS_SYSTATE_CONTEXT_DESTROYING && !nl->is_late;
}

static void
patience_over(lws_sorted_usec_list_t *sul)
{
	go_on(lws_container_of(sul, struct lws__netlink, sul_patience));
}

static void
watch(struct lws__netlink *nl, int fd, unsigned int needed)
{
	struct lws_context *cx = nl->cx;

	nl->fd = fd;
	if (lws__own_wsi_create(lws__context_pt(cx, 0), fd, &role_netlink, nl,
				&nl->wsi)) {
		give_up(nl, "the socket cannot be polled", 0);
		return;
	}
	lws__route_watch_network(cx->route_watch, lws__plat_network(fd));
	nl->needed = needed;
	serve(nl);
	if (!nl->is_late)
		lws_sul_schedule(cx, 0, &nl->sul_patience, patience_over,
				 LWS__NETLINK_PATIENCE_MS * LWS_US_PER_MS);
}

static int
netlink_init(struct lws_context *cx,
	     const struct lws_context_creation_info *info)
{
	struct lws__netlink *nl = lws__zalloc(sizeof(*nl), "netlink");
	int error, fd;

	(void)info;
	if (!nl)
		return 1;
	nl->cx = cx;
	nl->fd = nl->asked = -1;
	nl->link.name = "netlink";
	nl->link.notify_cb = coldplug;
	if (lws__route_watch_create(cx, nl)) {
		lws__free(nl);
		return 1;
	}
	if (cx->state.state_names)
		lws_dll2_add_tail(&nl->link.list, &cx->state.notify_list);
	fd = lws__plat_netlink_open(true, &error);
	if (fd < 0)
		give_up(nl, "no socket", error);
	else
		watch(nl, fd, ALL);

	return 0;
}

static void
netlink_destroy(struct lws_context *cx)
{
	struct lws__netlink *nl;

	if (!cx->route_watch)
		return;
	nl = lws__route_watch_source(cx->route_watch);
	stop(nl);
	lws_sul_cancel(&nl->sul_patience);
	lws_dll2_remove(&nl->link.list);
	lws__route_watch_destroy(cx);
	lws__free(nl);
}

const struct lws__service_module lws__service_netlink = {
	.name = "netlink",
	.context_init = netlink_init,
	.context_destroy = netlink_destroy,
	.woken = lws__route_watch_woken,
};
