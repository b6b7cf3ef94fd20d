/* SPDX-License-Identifier: MIT */
/*
 * UDP sockets of the application: bound to an address of ours, or connected
 * to a peer's.  Each datagram is one RAW_RX; its sender is in lws_get_udp(),
 * which is also where lws_write() goes.
 */

#include "core/core.h"

#include <errno.h>
#include <string.h>

struct udp_req {
	struct lws_vhost *vh;
	const char *ads;
	const char *ifname;
	int port;
	int flags;
};

static int
address(const struct udp_req *r, struct lws__sa *sa)
{
	int family = AF_INET;

	if (!r->ads || !r->ads[0]) {
		lws__sa_any(sa, family, (uint16_t)r->port);
		return 0;
	}
	if (!lws__sa_numeric(sa, r->ads, (uint16_t)r->port))
		return 0;
	if (lws__plat_interface_address(sa, r->ads, AF_UNSPEC) !=
	    LWS_PLAT_IF_FOUND)
		return 1;
	lws__sa_set_port(sa, (uint16_t)r->port);

	return 0;
}

/* which step failed, or NULL */
static const char *
prepare(const struct udp_req *r, const struct lws__sa *sa, int fd, int *error)
{
	struct lws__plat_conn_options o = {.device = r->ifname};
	struct lws__plat_fail fail = {NULL, 0};
	const int on = 1;

	*error = errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)))
		return "SO_REUSEADDR";
	if ((r->flags & LWS_CAUDP_BROADCAST) &&
	    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on)))
		return "SO_BROADCAST";
	if (r->ifname && lws__plat_conn_options(fd, &o, &fail)) {
		*error = fail.error;
		return fail.step;
	}
	if (r->flags & LWS_CAUDP_BIND) {
		*error = lws__plat_bind(fd, sa);
		return *error ? "bind" : NULL;
	}
	if (r->ads && lws__plat_connect(fd, sa).verdict == LWS_IO_ERROR) {
		*error = errno;
		return "connect";
	}

	return NULL;
}

static int
open_udp(const struct udp_req *r, struct lws__sa *sa)
{
	const char *step;
	int error = 0, fd;

	if (r->flags & LWS_CAUDP_PF_PACKET) {
		lwsl_vhost_err(r->vh, "raw packet sockets are not served");
		return -1;
	}
	if (address(r, sa)) {
		lwsl_vhost_err(r->vh,
			       "udp: %s is neither a numeric address nor an "
			       "interface",
			       r->ads);
		return -1;
	}
	fd = lws__plat_socket(sa->u.sa.sa_family, SOCK_DGRAM, 0, &error);
	step = fd < 0 ? "socket" : prepare(r, sa, fd, &error);
	if (!step)
		return fd;
	lwsl_vhost_err(r->vh, "udp %s port %d: %s: %s", r->ads ? r->ads : "any",
		       r->port, step, strerror(error));
	if (fd >= 0)
		lws__plat_close(fd);

	return -1;
}

struct lws *
lws_create_adopt_udp(struct lws_vhost *vhost, const char *ads, int port,
		     int flags, const char *protocol_name, const char *ifname,
		     struct lws *parent_wsi, void *opaque,
		     const lws_retry_bo_t *retry_policy,
		     const char *fi_wsi_name)
{
	struct udp_req r = {vhost, ads, ifname, port, flags};
	struct lws__adopt a = {.vh = vhost,
			       .type = LWS_ADOPT_RAW_SOCKET_UDP,
			       .protocol_name = protocol_name,
			       .parent = parent_wsi,
			       .opaque = opaque,
			       .tsi = parent_wsi ? parent_wsi->tsi : 0};
	struct lws__sa sa;
	struct lws *wsi;
	int fd;

	(void)fi_wsi_name;
	fd = open_udp(&r, &sa);
	if (fd < 0)
		return NULL;
	a.fd.sockfd = fd;
	a.udp = lws__zalloc(sizeof(*a.udp), "udp");
	if (!a.udp) {
		lws__plat_close(fd);
		return NULL;
	}
	a.udp->sa46 = sa.u.sa46;
	a.udp->connected = !(flags & LWS_CAUDP_BIND) && ads;
	wsi = lws__adopt(&a);
	if (!wsi)
		return NULL;
	if (wsi->rare)
		wsi->rare->retry = retry_policy;
	/* told twice: programs count on the second bind */
	if (wsi->protocol &&
	    lws__wsi_bind_protocol(wsi, wsi->protocol, "udp")) {
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "bind refused");
		return NULL;
	}

	return wsi;
}
