/* SPDX-License-Identifier: MIT */
/*
 * UDP by host name.  The wsi is there, bound to its protocol, and has no fd
 * while a worker asks the resolver; then
 *
 *   found     the addresses in the order of RFC 6724: the first that a socket
 *             can be bound or connected to brings the fd, and RAW_ADOPT
 *   not found, no address of use, out of time, closed meanwhile
 *             CLIENT_CONNECTION_ERROR with the words, as for any client
 *
 * The record hangs at conn->connect until then.
 */

#include "net/udp.h"
#include "net/connect-plan.h"
#include "net/resolve-service.h"

struct lookup {
	struct lws__conn_record record; /* first */
	struct lws__connect_plan *plan; /* owned */
	struct lws__udp_req req;        /* its texts are our own */
	char *host;                     /* owned */
	char *ifname;                   /* owned */
};

static void
lookup_free(struct lws__conn_record *record)
{
	struct lookup *l = (struct lookup *)(void *)record;

	lws__connect_plan_free(&l->plan);
	lws__free(l->host);
	lws__free(l->ifname);
	lws__free(l);
}

static struct lookup *
lookup_of(const struct lws *wsi)
{
	return (struct lookup *)(void *)wsi->conn->connect;
}

/* the first address that works; -1: none does */
static int
open_any(struct lookup *l, struct lws_udp *udp)
{
	struct lws__connect_plan *plan = l->plan;

	while (plan->next < plan->count) {
		const struct lws__sa *sa = &plan->addresses[plan->next++];
		int fd = lws__udp_open(&l->req, sa);

		if (fd < 0)
			continue;
		lws__udp_note(udp, &l->req, sa);
		return fd;
	}

	return -1;
}

static void
found(struct lws *wsi, const struct lws__resolve_result *r)
{
	struct lookup *l = lookup_of(wsi);
	int fd;

	lws__connect_plan_order(l->plan, r->addresses, r->count);
	fd = open_any(l, wsi->rare->udp);
	if (fd < 0) {
		lws__client_error(wsi, "no address of %s can be used", l->host);
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "no address");
		return;
	}
	wsi->conn->connect = NULL;
	lookup_free(&l->record);
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	if (!lws__adopt_fd(wsi, fd))
		(void)lws__udp_rebind(wsi);
}

static void
ask_again(lws_sorted_usec_list_t *sul)
{
	struct lws__connect_plan *plan =
		lws_container_of(sul, struct lws__connect_plan, sul);
	struct lws *wsi = plan->wsi;
	struct lookup *l = lookup_of(wsi);

	if (wsi->phase != LWS_PHASE_RESOLVING ||
	    !lws__resolve_service_start(plan, l->host, l->req.port))
		return;
	lws__client_error(wsi, "DNS: %s cannot be asked for", l->host);
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "no resolver");
}

static void
answered(struct lws *wsi, const struct lws__resolve_result *r)
{
	struct lookup *l = lookup_of(wsi);

	switch (r->answer) {
	case LWS_RESOLVE_FOUND:
		found(wsi, r);
		return;
	case LWS_RESOLVE_TRY_AGAIN: /* until its time is over */
		lwsl_wsi_info(wsi, "DNS: %s: %s", l->host, r->text);
		lws_sul_schedule(wsi->cx, wsi->tsi, &l->plan->sul, ask_again,
				 LWS_US_PER_SEC);
		return;
	case LWS_RESOLVE_NOT_FOUND:
		lws__client_error(wsi, "DNS NXDOMAIN");
		break;
	case LWS_RESOLVE_FAILED:
		lws__client_error(wsi, "DNS failed: %s: %s", l->host, r->text);
		break;
	}
	lwsl_wsi_notice(wsi, "udp: %s: %s", l->host, r->text);
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "no address");
}

static struct lookup *
lookup_create(struct lws *wsi, const struct lws__udp_req *r)
{
	struct lookup *l = lws__zalloc(sizeof(*l), "udp lookup");

	if (!l)
		return NULL;
	l->record.destroy = lookup_free;
	wsi->conn->connect = &l->record;
	l->plan = lws__connect_plan_create(wsi);
	l->host = lws__strdup(r->ads, "udp lookup");
	if (r->ifname)
		l->ifname = lws__strdup(r->ifname, "udp lookup");
	l->req = *r;
	l->req.ads = l->host;
	l->req.ifname = l->ifname;

	/* half made it is freed with the conn */
	return l->plan && l->host && (l->ifname || !r->ifname) ? l : NULL;
}

int
lws__udp_lookup(struct lws *wsi, const struct lws__udp_req *r)
{
	struct lookup *l = lookup_create(wsi, r);

	if (!l) {
		lwsl_wsi_err(wsi, "udp: out of memory");
		return 1;
	}
	l->plan->answered = answered;
	l->plan->family = wsi->vh->options & LWS_SERVER_OPTION_DISABLE_IPV6
				  ? AF_INET
				  : AF_UNSPEC;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
			      wsi->vh->connect_timeout_secs);
	if (!lws__resolve_service_start(l->plan, l->host, r->port))
		return 0;
	lwsl_wsi_err(wsi, "udp: DNS: %s cannot be asked for", l->host);

	return 1;
}
