/* SPDX-License-Identifier: MIT */
/*
 * The socket of an outgoing connection: its options, and where it comes from.
 */

#include "net/connect-race.h"

#include <errno.h>

static int
socket_options(const struct lws *wsi, int fd)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	const struct lws_vhost *vh = wsi->vh;
	struct lws__plat_fail fail;
	struct lws__plat_conn_options o = {
		.nodelay = true,
		.reuse_address = !!(c->flags & LCCSCF_ALLOW_REUSE_ADDR),
		.keepalive_secs = vh->ka_time,
		.keepalive_interval_secs = vh->ka_interval,
		.keepalive_probes = vh->ka_probes,
		.priority = c->priority,
		.low_latency = !!(c->flags & LCCSCF_IP_LOW_LATENCY),
		.high_throughput = !!(c->flags & LCCSCF_IP_HIGH_THROUGHPUT),
		.high_reliability = !!(c->flags & LCCSCF_IP_HIGH_RELIABILITY),
		.low_cost = !!(c->flags & LCCSCF_IP_LOW_COST),
		.prefer_public_v6 =
			!!(c->flags & LCCSCF_IPV6_PREFER_PUBLIC_ADDR),
	};

	return lws__plat_conn_options(fd, &o, &fail) ? fail.error : 0;
}

/* our end: an address or interface, and a port; 0 or errno */
static int
bind_local(const struct lws *wsi, int fd, int family)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	uint16_t port = (uint16_t)(c->local_port > 0 ? c->local_port : 0);
	struct lws__sa sa;

	if (family == AF_UNIX || (!c->iface && !port))
		return 0;
	if (!c->iface)
		lws__sa_any(&sa, family, port);
	else if (lws__sa_numeric(&sa, c->iface, port) &&
		 lws__plat_interface_address(&sa, c->iface, family) !=
			 LWS_PLAT_IF_FOUND)
		return EADDRNOTAVAIL;
	lws__sa_set_port(&sa, port);

	return lws__plat_bind(fd, &sa);
}

int
lws__connect_socket(const struct lws *wsi, int family, int *error)
{
	int fd = lws__plat_socket(family, SOCK_STREAM, 0, error);

	if (fd < 0)
		return -1;
	*error = socket_options(wsi, fd);
	if (!*error)
		*error = bind_local(wsi, fd, family);
	if (!*error)
		return fd;
	lws__plat_close(fd);

	return -1;
}
