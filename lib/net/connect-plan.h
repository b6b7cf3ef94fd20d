/* SPDX-License-Identifier: MIT */
/*
 * The addresses of a server, and which of them are being tried (RFC 8305).
 *
 * The first attempt has the wsi's own conn.  One that joins it has a conn of
 * its own, whose wsi is the same: events and the poll set see each socket, the
 * rest of the library sees one connection.  Its fd moves to the wsi's conn when
 * it wins; a loser's is closed.
 */

#ifndef LWS_NET_CONNECT_PLAN_H
#define LWS_NET_CONNECT_PLAN_H

#include "core/core.h"
#include "net/resolve.h"

enum lws__connect_limits {
	LWS__CONNECT_ADDRESSES_MAX = 32, /* of a name; the best ones */
	LWS__RACE_MAX = 4,               /* sockets that connect at once */
	LWS__RACE_DELAY_MS = 250,        /* RFC 8305 5: then the next joins */
};

struct lws__connect_attempt {
	struct lws_conn *conn; /* [0] borrowed: the wsi's; else owned, made on
				* use */
	lws_usec_t until;      /* then it is given up */
	unsigned int at;       /* its address */
};

struct lws__connect_plan {
	struct lws *wsi;            /* borrowed: owns us */
	struct lws_context *cx;     /* borrowed */
	lws_sorted_usec_list_t sul; /* of the attempts or the query */
	int tsi;
	char host[LWS_RESOLVE_HOST_MAX + 1]; /* the server's or the proxy's */
	uint16_t port;
	int family;            /* that may be asked for */
	lws__resolve_id query; /* 0 = none is under way */
	/* while RESOLVING, on the wsi's thread */
	void (*answered)(struct lws *wsi, const struct lws__resolve_result *r);
	int last_error; /* errno of the last failure */
	bool is_won;
	lws_usec_t next_us; /* when the next address may join */
	struct lws__connect_attempt attempts[LWS__RACE_MAX];
	unsigned int count;
	unsigned int next; /* the one to try next */
	struct lws__sa addresses[LWS__CONNECT_ADDRESSES_MAX];
};

/* {0} and what it is for; NULL: out of memory */
struct lws__connect_plan *lws__connect_plan_create(struct lws *wsi);
/* its query is cancelled, the sockets that are its own are closed */
void lws__connect_plan_free(struct lws__connect_plan **plan);

/*
 * The best ones first (RFC 6724), families in turn (RFC 8305 4); those without
 * a route are left out.
 */
void lws__connect_plan_order(struct lws__connect_plan *plan,
			     const lws_sockaddr46 *addresses, size_t count);

#endif
