/* SPDX-License-Identifier: MIT */
/*
 * Between the two ways to a UDP socket: by address (udp.c), by name
 * (udp-lookup.c).
 */

#ifndef LWS_NET_UDP_H
#define LWS_NET_UDP_H

#include "core/core.h"

struct lws__udp_req {
	struct lws_vhost *vh;
	const char *ads;    /* borrowed; NULL = any */
	const char *ifname; /* borrowed; NULL = any */
	uint16_t port;
	int flags; /* LWS_CAUDP_... */
};

/* a socket of sa's family, bound or connected; -1: it said why */
int lws__udp_open(const struct lws__udp_req *r, const struct lws__sa *sa);
/* what lws_get_udp() shows of it */
void lws__udp_note(struct lws_udp *udp, const struct lws__udp_req *r,
		   const struct lws__sa *sa);
/* the second bind, after adoption; nonzero: refused, the wsi is closed */
int lws__udp_rebind(struct lws *wsi);

/*
 * The wsi is in LWS_PHASE_RESOLVING and has no fd: ask for r->ads, then give
 * it one, or fail as a client does.  Nonzero: nothing can be asked; the caller
 * closes the wsi.  r is copied.
 */
int lws__udp_lookup(struct lws *wsi, const struct lws__udp_req *r);

#endif
