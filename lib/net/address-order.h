/* SPDX-License-Identifier: MIT */
/*
 * In which order the addresses of a name are tried: RFC 6724 6 sorts them,
 * RFC 8305 4 makes the families take turns.  Pure, but for the one function
 * that asks the kernel for source addresses.
 */

#ifndef LWS_NET_ADDRESS_ORDER_H
#define LWS_NET_ADDRESS_ORDER_H

#include "base/base.h"

struct lws__address {
	lws_sockaddr46 dest;    /* with its port */
	lws_sockaddr46 src;     /* what the kernel would send from */
	bool has_src;           /* false: no route (rule 1), src is unset */
	bool src_is_deprecated; /* rule 3; false if not known */
};

/*
 * Sort list, best first (RFC 6724 6, rules 1, 2, 3, 5, 6, 8, 9 and 10; 4 and 7
 * need facts that no portable call tells).  Stable.  Not more than
 * LWS_ADDRESS_MAX entries are sorted, the rest stay behind.
 */
enum { LWS_ADDRESS_MAX = 64 };

void lws__address_order(struct lws__address *list, size_t count);

/*
 * Families take turns, beginning with the family of list[0]; order inside a
 * family stays (RFC 8305 4, First Address Family Count 1).
 */
void lws__address_interleave(struct lws__address *list, size_t count);

/*
 * Fill has_src and src by connecting a datagram socket to each dest and asking
 * for its name: no packet leaves.
 */
void lws__address_find_sources(struct lws__address *list, size_t count);

#endif
