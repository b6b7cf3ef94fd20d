/* SPDX-License-Identifier: MIT */
/*
 * A copy of what the kernel has of interfaces, their addresses and the routes
 * of its main table, kept by its messages (rtnl-codec.h); and what was lost
 * since somebody last looked.  No socket, no clock, no lock.
 *
 * The copy says what may have changed for whom.  It never has the last word on
 * whether there is a way: rules, marks and other tables are the kernel's.
 */

#ifndef LWS_NET_ROUTES_H
#define LWS_NET_ROUTES_H

#include "net/rtnl-codec.h"
#include "plat/plat.h"

/* over any of them nothing is judged any more, see lws__routes_is_over() */
enum lws__routes_limits {
	LWS__ROUTES_LINKS_MAX = 2048,
	LWS__ROUTES_ADDRESSES_MAX = 4096,
	LWS__ROUTES_MAX = 4096,
	LWS__ROUTES_LOST_MAX = 256, /* more are not judged one by one */
};

/* a route, as bytes that compare: numbers have their high byte first */
struct lws__route {
	uint32_t pass; /* in which it was seen */
	uint8_t family;
	uint8_t prefix_len;
	uint8_t dest[LWS__RTNL_ADDRESS_LEN];
	uint8_t priority[4]; /* the lower, the better */
	uint8_t tos;
	uint8_t gateway_family; /* 0: none */
	uint8_t gateway[LWS__RTNL_ADDRESS_LEN];
	uint8_t index[4]; /* of its interface, 0: not said */
	uint8_t is_barred;
};

struct lws__routes;

/* NULL: no memory */
struct lws__routes *lws__routes_create(void);
void lws__routes_destroy(struct lws__routes **pt);

/*
 * One event of LINK to ROUTE_GONE; others are nothing to it.  Nonzero: the
 * table is over, for good.
 */
int lws__routes_take(struct lws__routes *t, const struct lws__rtnl_event *e);

/*
 * A dump of LINK, ADDRESS or ROUTE begins; at its end what it did not have is
 * gone.  A dump that was torn has no end: it begins again.
 */
void lws__routes_dump_begin(struct lws__routes *t, enum lws__rtnl_what what);
void lws__routes_dump_end(struct lws__routes *t, enum lws__rtnl_what what);

/*
 * Routes may be gone that nobody told of: they go with an interface or address
 * in silence.  True once for each time: they are to be asked for again.
 */
bool lws__routes_want_routes(struct lws__routes *t);

/* nobody keeps it any more: as if it were over */
void lws__routes_give_up(struct lws__routes *t);
/* it did not fit: what it says is not the truth */
bool lws__routes_is_over(const struct lws__routes *t);
/* interfaces or addresses came, went or changed since lws__routes_judged() */
bool lws__routes_saw_interfaces(const struct lws__routes *t);
bool lws__routes_has_losses(const struct lws__routes *t);
void lws__routes_judged(struct lws__routes *t);
/* another number after each event and dump */
uint32_t lws__routes_stamp(const struct lws__routes *t);

/* longest prefix, then lowest priority; NULL: none, or one that says no */
const struct lws__route *
lws__routes_find(const struct lws__routes *t, const struct lws__sa *to);
/* the default route of a family; NULL: none */
const struct lws__route *
lws__routes_gateway(const struct lws__routes *t, uint8_t family);
uint32_t lws__route_index(const struct lws__route *r);
bool lws__routes_is_deprecated(const struct lws__routes *t,
			       const struct lws__sa *address);
/* "" when not known */
const char *lws__routes_link_name(const struct lws__routes *t, uint32_t index);

enum lws__routes_count {
	LWS__ROUTES_OF_LINKS,
	LWS__ROUTES_OF_ADDRESSES,
	LWS__ROUTES_OF_ROUTES,
};
size_t
lws__routes_count(const struct lws__routes *t, enum lws__routes_count of);

enum lws__routes_fate {
	LWS__FATE_STAYS,
	LWS__FATE_ADDRESS_GONE, /* ours was removed */
	LWS__FATE_LINK_DOWN,    /* so was the interface that has it */
	LWS__FATE_NO_ROUTE,     /* to the peer, and there was one */
};

/*
 * What the losses since lws__routes_judged() mean for a connection; peer NULL
 * or of len 0: not known.  Whatever loopback, Unix sockets and addresses that
 * were never ours are about, they stay.
 */
enum lws__routes_fate
lws__routes_judge(const struct lws__routes *t, const struct lws__sa *local,
		  const struct lws__sa *peer);

/* ::ffff:a.b.c.d is the IPv4 address that it stands for */
void lws__routes_unmap(struct lws__sa *sa);

#endif
