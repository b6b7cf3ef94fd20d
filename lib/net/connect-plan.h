/* SPDX-License-Identifier: MIT */
/*
 * The addresses of a server, and which of them is being tried.
 */

#ifndef LWS_NET_CONNECT_PLAN_H
#define LWS_NET_CONNECT_PLAN_H

#include "core/core.h"
#include "net/resolve.h"

struct lws__connect_plan {
	struct lws *wsi;            /* borrowed: owns us */
	struct lws_context *cx;     /* borrowed */
	lws_sorted_usec_list_t sul; /* of the present attempt or query */
	int tsi;
	char host[LWS_RESOLVE_HOST_MAX + 1]; /* the server's or the proxy's */
	uint16_t port;
	int family;            /* that may be asked for */
	lws__resolve_id query; /* 0 = none is under way */
	/* while RESOLVING, on the wsi's thread */
	void (*answered)(struct lws *wsi, const struct lws__resolve_result *r);
	int last_error; /* errno of the last failure */
	unsigned int count;
	unsigned int next; /* the one to try next */
	struct lws__sa addresses[16];
};

/* {0} and what it is for; NULL: out of memory */
struct lws__connect_plan *lws__connect_plan_create(struct lws *wsi);
/* its query is cancelled */
void lws__connect_plan_free(struct lws__connect_plan **plan);

/* the best ones first (RFC 6724); those without a route are left out */
void lws__connect_plan_order(struct lws__connect_plan *plan,
			     const lws_sockaddr46 *addresses, size_t count);

#endif
