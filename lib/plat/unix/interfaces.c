/* SPDX-License-Identifier: MIT */
/*
 * From the name of an interface, or a numeric address, to an address that a
 * socket can be bound to.
 */

#include "plat/plat.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

/* IPv4 before IPv6, a global IPv6 address before one of the link */
static int
preference(const struct sockaddr *sa)
{
	const struct sockaddr_in6 *in6 = (const void *)sa;

	if (sa->sa_family == AF_INET)
		return 3;
	if (sa->sa_family != AF_INET6)
		return 0;

	return IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) ? 1 : 2;
}

static bool
family_fits(int wanted, int family)
{
	if (wanted == AF_UNSPEC)
		return family == AF_INET || family == AF_INET6;

	return wanted == family;
}

static enum lws__plat_if
by_name(struct lws__sa *sa, const char *ifname, int family)
{
	enum lws__plat_if answer = LWS_PLAT_IF_ABSENT;
	const struct ifaddrs *i;
	struct ifaddrs *list;
	int best = 0, pref;

	if (getifaddrs(&list))
		return LWS_PLAT_IF_ERROR;

	for (i = list; i; i = i->ifa_next) {
		if (strcmp(i->ifa_name, ifname))
			continue;
		if (answer == LWS_PLAT_IF_ABSENT)
			answer = LWS_PLAT_IF_NO_ADDRESS;
		if (!i->ifa_addr ||
		    !family_fits(family, i->ifa_addr->sa_family))
			continue;
		pref = preference(i->ifa_addr);
		if (pref <= best)
			continue;
		if (lws__sa_from_sockaddr(sa, i->ifa_addr,
					  i->ifa_addr->sa_family == AF_INET
						  ? sizeof(sa->u.in4)
						  : sizeof(sa->u.in6)))
			continue;
		best = pref;
		answer = LWS_PLAT_IF_FOUND;
	}
	freeifaddrs(list);

	if (answer == LWS_PLAT_IF_ABSENT && if_nametoindex(ifname))
		answer = LWS_PLAT_IF_NO_ADDRESS;

	return answer;
}

enum lws__plat_if
lws__plat_interface_address(struct lws__sa *sa, const char *ifname, int family)
{
	if (!lws__sa_numeric(sa, ifname, 0)) {
		if (family_fits(family, sa->u.sa.sa_family))
			return LWS_PLAT_IF_FOUND;
		memset(sa, 0, sizeof(*sa));

		return LWS_PLAT_IF_NO_ADDRESS;
	}

	return by_name(sa, ifname, family);
}

/* with ipv6 nonzero an IPv4 address is given in its mapped form */
static void
as_v6(struct lws__sa *sa)
{
	struct in_addr in4 = sa->u.in4.sin_addr;

	if (sa->u.sa.sa_family == AF_INET6)
		return;

	memset(sa, 0, sizeof(*sa));
	sa->u.in6.sin6_family = AF_INET6;
	sa->u.in6.sin6_addr.s6_addr[10] = 0xff; /* RFC 4291 s2.5.5.2 */
	sa->u.in6.sin6_addr.s6_addr[11] = 0xff;
	memcpy(sa->u.in6.sin6_addr.s6_addr + 12, &in4, sizeof(in4));
	sa->len = sizeof(sa->u.in6);
}

/*
 * With ipv6, addr is really a sockaddr_in6 and addrlen says so: an interface
 * with only IPv4 then answers in mapped form.  0 = found.
 */
int
lws_interface_to_sa(int ipv6, const char *ifname, struct sockaddr_in *addr,
		    size_t addrlen)
{
	struct lws__sa sa;
	enum lws__plat_if answer;

	answer = lws__plat_interface_address(&sa, ifname,
					     ipv6 ? AF_INET6 : AF_INET);
	if (answer == LWS_PLAT_IF_NO_ADDRESS && ipv6)
		answer = lws__plat_interface_address(&sa, ifname, AF_INET);
	if (answer != LWS_PLAT_IF_FOUND)
		return -1;
	if (ipv6)
		as_v6(&sa);
	if (addrlen < sa.len)
		return -1;

	memcpy(addr, &sa.u, sa.len);

	return 0;
}
