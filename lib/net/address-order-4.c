/* SPDX-License-Identifier: MIT */
/*
 * Order of candidate addresses in a build without IPv6: what is left of RFC
 * 6724 when all are IPv4.  Label and precedence are the same for all, and
 * prefixes are not compared.
 */

#include "net/address-order.h"

/* RFC 6724 3.2: loopback and autoconfigured addresses are link-local */
static bool
is_link_local(const lws_sockaddr46 *sa46)
{
	uint32_t a = ntohl(sa46->sa4.sin_addr.s_addr);

	return a >> 24 == 127 || a >> 16 == 0xa9fe;
}

/* the better it is the more, in the order of the rules */
static unsigned int
worth(const struct lws__address *a)
{
	bool is_link = is_link_local(&a->dest);
	unsigned int w = is_link; /* rule 8: the smaller scope */

	if (!a->has_src) /* rule 1 */
		return w;
	if (is_link_local(&a->src) == is_link) /* rule 2 */
		w += 4;
	if (!a->src_is_deprecated) /* rule 3 */
		w += 2;

	return w + 8;
}

void
lws__address_order(struct lws__address *list, size_t count)
{
	size_t n, m;

	if (count > LWS_ADDRESS_MAX)
		count = LWS_ADDRESS_MAX;
	for (n = 1; n < count; n++) {
		struct lws__address address = list[n];

		for (m = n; m && worth(&list[m - 1]) < worth(&address); m--)
			list[m] = list[m - 1];
		list[m] = address;
	}
}

/* there is one family */
void
lws__address_interleave(struct lws__address *list, size_t count)
{
	(void)list;
	(void)count;
}
