/* SPDX-License-Identifier: MIT */
/*
 * UDP sockets of the application: bound to an address of ours, or connected
 * to a peer's.  Each datagram is one RAW_RX; its sender is in lws_get_udp(),
 * which is also where lws_write() goes.
 *
 * A numeric address or an interface is there at once; a name is asked for
 * while the wsi waits without a socket, see udp-lookup.c.
 */

#include "net/udp.h"

#include <errno.h>
#include <string.h>

/* nonzero: it is a name */
static int
address(const struct lws__udp_req *r, struct lws__sa *sa)
{
	if (!r->ads) {
		lws__sa_any(sa, AF_INET, r->port);
		return 0;
	}
	if (!lws__sa_numeric(sa, r->ads, r->port))
		return 0;
	if (lws__plat_interface_address(sa, r->ads, AF_UNSPEC) !=
	    LWS_PLAT_IF_FOUND)
		return 1;
	lws__sa_set_port(sa, r->port);

	return 0;
}

/* which step failed, or NULL */
static const char *
prepare(const struct lws__udp_req *r, const struct lws__sa *sa, int fd,
	int *error)
{
	struct lws__plat_conn_options o = {.device = r->ifname};
	struct lws__plat_fail fail = {NULL, 0};
	const int on = 1;
	struct lws__io io;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on))) {
		*error = errno;
		return "SO_REUSEADDR";
	}
	if ((r->flags & LWS_CAUDP_BROADCAST) &&
	    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on))) {
		*error = errno;
		return "SO_BROADCAST";
	}
	if (r->ifname && lws__plat_conn_options(fd, &o, &fail)) {
		*error = fail.error;
		return fail.step;
	}
	if (r->flags & LWS_CAUDP_BIND) {
		*error = lws__plat_bind(fd, sa);
		return *error ? "bind" : NULL;
	}
	if (!r->ads)
		return NULL;
	io = lws__plat_connect(fd, sa);
	*error = io.error;

	return io.verdict == LWS_IO_ERROR ? "connect" : NULL;
}

int
lws__udp_open(const struct lws__udp_req *r, const struct lws__sa *sa)
{
	const char *step;
	int error = 0, fd;

	fd = lws__plat_socket(sa->u.sa.sa_family, SOCK_DGRAM, 0, &error);
	step = fd < 0 ? "socket" : prepare(r, sa, fd, &error);
	if (!step)
		return fd;
	lwsl_vhost_err(r->vh, "udp %s port %u: %s: %s", r->ads ? r->ads : "any",
		       (unsigned int)r->port, step, strerror(error));
	if (fd >= 0)
		lws__plat_close(fd);

	return -1;
}

void
lws__udp_note(struct lws_udp *udp, const struct lws__udp_req *r,
	      const struct lws__sa *sa)
{
	udp->sa46 = sa->u.sa46;
	udp->connected = !(r->flags & LWS_CAUDP_BIND) && r->ads;
}

/* programs count on being told twice */
int
lws__udp_rebind(struct lws *wsi)
{
	if (!wsi->protocol ||
	    !lws__wsi_bind_protocol(wsi, wsi->protocol, "udp"))
		return 0;
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "bind refused");

	return 1;
}

/* the rest, with the wsi there */
static struct lws *
finish(struct lws *wsi, const struct lws__udp_req *r, bool by_name,
       const lws_retry_bo_t *retry_policy)
{
	if (wsi->rare)
		wsi->rare->retry = retry_policy;
	if (!by_name)
		return lws__udp_rebind(wsi) ? NULL : wsi;
	if (!lws__udp_lookup(wsi, r))
		return wsi;
	wsi->in_connect_call = 1; /* the NULL return says it */
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "no resolver");

	return NULL;
}

static struct lws *
adopt(const struct lws__udp_req *r, struct lws__adopt *a,
      const lws_retry_bo_t *retry_policy)
{
	struct lws__sa sa;
	struct lws *wsi;

	a->fd_later = address(r, &sa);
	a->fd.sockfd = LWS_SOCK_INVALID;
	a->udp = lws__zalloc(sizeof(*a->udp), "udp");
	if (!a->udp) {
		lwsl_vhost_err(r->vh, "udp: out of memory");
		return NULL;
	}
	if (!a->fd_later) {
		a->fd.sockfd = lws__udp_open(r, &sa);
		lws__udp_note(a->udp, r, &sa);
		if (a->fd.sockfd == LWS_SOCK_INVALID) {
			lws__free(a->udp);
			return NULL;
		}
	}
	wsi = lws__adopt(a);

	return wsi ? finish(wsi, r, a->fd_later, retry_policy) : NULL;
}

/* the API has so many arguments */
/* NOLINTBEGIN(readability-function-size) */
struct lws *
lws_create_adopt_udp(struct lws_vhost *vhost, const char *ads, int port,
		     int flags, const char *protocol_name, const char *ifname,
		     struct lws *parent_wsi, void *opaque,
		     const lws_retry_bo_t *retry_policy,
		     const char *fi_wsi_name)
{
	struct lws__udp_req r = {.vh = vhost,
				 .ads = ads && ads[0] ? ads : NULL,
				 .ifname = ifname,
				 .port = (uint16_t)port,
				 .flags = flags};
	struct lws__adopt a = {.vh = vhost,
			       .type = LWS_ADOPT_RAW_SOCKET_UDP,
			       .protocol_name = protocol_name,
			       .parent = parent_wsi,
			       .opaque = opaque,
			       .fi_name = fi_wsi_name,
			       .tsi = parent_wsi ? parent_wsi->tsi : -1};

	if (!vhost || vhost->being_destroyed) {
		lwsl_err("a udp socket needs a vhost\n");
		return NULL;
	}
	if (port < 0 || port > UINT16_MAX) {
		lwsl_vhost_err(vhost, "udp: %d is no port", port);
		return NULL;
	}
	if (flags & LWS_CAUDP_PF_PACKET) {
		lwsl_vhost_err(vhost, "raw packet sockets are not served");
		return NULL;
	}

	return adopt(&r, &a, retry_policy);
}
/* NOLINTEND(readability-function-size) */
