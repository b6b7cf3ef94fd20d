/* SPDX-License-Identifier: MIT */
/*
 * rtnetlink, the pure half: the datagrams of the kernel, as events, and the
 * requests that make it tell all it has.  See rtnetlink(7).
 *
 * A datagram holds whole messages; what none of our business is passed over.
 */

#ifndef LWS_NET_RTNL_CODEC_H
#define LWS_NET_RTNL_CODEC_H

#include "base/base.h"

enum lws__rtnl_what {
	LWS__RTNL_LINK,         /* an interface is there, or has changed */
	LWS__RTNL_LINK_GONE,    /* its index is */
	LWS__RTNL_ADDRESS,      /* of an interface: added, or changed */
	LWS__RTNL_ADDRESS_GONE, /* removed */
	LWS__RTNL_ROUTE,        /* of the main table: added */
	LWS__RTNL_ROUTE_GONE,   /* removed, or known to be dead */
	LWS__RTNL_DONE,         /* a dump is complete */
	LWS__RTNL_REFUSED,      /* a request was, with errno `error` */
	LWS__RTNL_OVERRUN,      /* messages were lost */
};

enum lws__rtnl_limits {
	LWS__RTNL_ADDRESS_LEN = 16,
	LWS__RTNL_NAME_LEN = 16,    /* IF_NAMESIZE, with NUL */
	LWS__RTNL_REQUEST_LEN = 40, /* bytes of a request, at most */
};

struct lws__rtnl_event {
	enum lws__rtnl_what what;
	uint32_t seq;   /* of the request that it answers */
	int error;      /* REFUSED */
	uint32_t index; /* of the interface; 0: the route names none */
	uint8_t family; /* AF_INET or AF_INET6, of address and route */
	uint8_t address[LWS__RTNL_ADDRESS_LEN]; /* 4 or 16 bytes, rest 0 */
	uint8_t prefix_len;
	uint8_t tos;            /* of a route */
	uint8_t gateway_family; /* 0: none */
	uint8_t gateway[LWS__RTNL_ADDRESS_LEN];
	uint32_t priority;
	bool is_up;         /* the interface is meant to be used */
	bool is_deprecated; /* the address: not for new connections */
	bool is_local;      /* the address is one end of a link of two */
	bool is_barred;     /* the route says unreachable, or the like */
	bool replaces;      /* the route with its prefix, tos and priority */
	bool is_torn;       /* the dump was overtaken by a change */
	char name[LWS__RTNL_NAME_LEN]; /* of the interface */
};

/* {0}, then one for each datagram; borrows its bytes */
struct lws__rtnl_reader {
	const uint8_t *hop, *hop_end; /* ways of a route that are left */
	struct lws__rtnl_event route; /* what they have in common */
};

/*
 * DONE: *e is the next event; MORE: the datagram is at its end; BAD: what is
 * left of it makes no sense.
 */
enum lws_feed lws__rtnl_feed(struct lws__rtnl_reader *r, struct lws_cursor *in,
			     struct lws__rtnl_event *e);

/*
 * A request for all of LINK, ADDRESS or ROUTE into out; its length, 0: no room.
 */
size_t lws__rtnl_dump_request(enum lws__rtnl_what what, uint32_t seq,
			      uint8_t *out, size_t room);

#endif
