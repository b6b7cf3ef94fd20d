/* SPDX-License-Identifier: MIT */
/*
 * See rtnl-codec.h.
 *
 *   nlmsghdr  a fixed part by type  attributes (rtattr), 4-byte aligned
 *
 * Nothing is trusted to be aligned or as long as it says: fixed parts are
 * copied out, attributes that are too short for what they are make the message
 * BAD.
 */

#include "net/rtnl-codec.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

_Static_assert(LWS__RTNL_NAME_LEN == IFNAMSIZ, "names of interfaces");

struct attr {
	unsigned int type;
	const uint8_t *data;
	size_t len;
};

enum step {
	STEP_EVENT,
	STEP_PASS, /* not for us */
	STEP_BAD,
};

/* ---- attributes ---------------------------------------------------------- */

/* 1: *a is one, 0: no more, -1: it is broken */
static int
attr_next(const uint8_t **at, const uint8_t *end, struct attr *a)
{
	size_t left = (size_t)(end - *at), step;
	struct rtattr h;

	if (left < sizeof(h))
		return 0; /* padding */
	memcpy(&h, *at, sizeof(h));
	if (h.rta_len < sizeof(h) || h.rta_len > left)
		return -1;
	a->type = h.rta_type & (unsigned int)NLA_TYPE_MASK;
	a->data = *at + sizeof(h);
	a->len = h.rta_len - sizeof(h);
	step = RTA_ALIGN(h.rta_len);
	*at += step < left ? step : left;

	return 1;
}

static bool
attr_u32(const struct attr *a, uint32_t *value)
{
	if (a->len < sizeof(*value))
		return false;
	memcpy(value, a->data, sizeof(*value));

	return true;
}

static size_t
family_len(uint8_t family)
{
	return family == AF_INET ? 4 : LWS__RTNL_ADDRESS_LEN;
}

static bool
is_ours(uint8_t family)
{
	return family == AF_INET || family == AF_INET6;
}

static bool
attr_address(const struct attr *a, uint8_t family, uint8_t *out)
{
	if (a->len < family_len(family))
		return false;
	memset(out, 0, LWS__RTNL_ADDRESS_LEN);
	memcpy(out, a->data, family_len(family));

	return true;
}

/* ---- interfaces ---------------------------------------------------------- */

static bool
link_attr(const struct attr *a, struct lws__rtnl_event *e)
{
	size_t len =
		a->len < sizeof(e->name) - 1 ? a->len : sizeof(e->name) - 1;

	if (a->type == IFLA_IFNAME) {
		memset(e->name, 0, sizeof(e->name));
		memcpy(e->name, a->data, len);
	}

	return true;
}

static enum step
link_head(const uint8_t **at, const uint8_t *end, struct lws__rtnl_event *e)
{
	struct ifinfomsg m;

	if ((size_t)(end - *at) < sizeof(m))
		return STEP_BAD;
	memcpy(&m, *at, sizeof(m));
	*at += sizeof(m);
	if (m.ifi_family != AF_UNSPEC)
		return STEP_PASS; /* a bridge tells of its ports that way */
	e->index = (uint32_t)m.ifi_index;
	e->is_up = !!(m.ifi_flags & IFF_UP);

	return STEP_EVENT;
}

/* ---- addresses ----------------------------------------------------------- */

static bool
address_attr(const struct attr *a, struct lws__rtnl_event *e)
{
	uint32_t flags;

	switch (a->type) {
	case IFA_ADDRESS: /* of the other end, if there is an IFA_LOCAL */
		return e->is_local || attr_address(a, e->family, e->address);
	case IFA_LOCAL:
		e->is_local = true;
		return attr_address(a, e->family, e->address);
	case IFA_FLAGS:
		if (!attr_u32(a, &flags))
			return false;
		e->is_deprecated = !!(flags & IFA_F_DEPRECATED);
		return true;
	default:
		return true;
	}
}

static enum step
address_head(const uint8_t **at, const uint8_t *end, struct lws__rtnl_event *e)
{
	struct ifaddrmsg m;

	if ((size_t)(end - *at) < sizeof(m))
		return STEP_BAD;
	memcpy(&m, *at, sizeof(m));
	*at += sizeof(m);
	if (!is_ours(m.ifa_family))
		return STEP_PASS;
	e->family = m.ifa_family;
	e->index = m.ifa_index;
	e->is_deprecated = !!(m.ifa_flags & IFA_F_DEPRECATED);

	return STEP_EVENT;
}

/* ---- routes -------------------------------------------------------------- */

/* what one route is made of, while its attributes are read */
struct route_parts {
	struct lws__rtnl_event *e;
	uint32_t table;
	const uint8_t *hop, *hop_end;
};

/* struct rtvia: a family, then an address of it */
static bool
via(const struct attr *a, struct lws__rtnl_event *e)
{
	struct attr address = *a;
	uint16_t family;

	if (a->len < sizeof(family))
		return false;
	memcpy(&family, a->data, sizeof(family));
	if (family != AF_INET && family != AF_INET6)
		return true;
	address.data += sizeof(family);
	address.len -= sizeof(family);
	e->gateway_family = (uint8_t)family;

	return attr_address(&address, e->gateway_family, e->gateway);
}

static bool
way_attr(const struct attr *a, struct lws__rtnl_event *e)
{
	switch (a->type) {
	case RTA_GATEWAY:
		e->gateway_family = e->family;
		return attr_address(a, e->family, e->gateway);
	case RTA_VIA:
		return via(a, e);
	case RTA_OIF:
		return attr_u32(a, &e->index);
	default:
		return true;
	}
}

static bool
route_attr(const struct attr *a, struct route_parts *r)
{
	switch (a->type) {
	case RTA_DST:
		return attr_address(a, r->e->family, r->e->address);
	case RTA_PRIORITY:
		return attr_u32(a, &r->e->priority);
	case RTA_TABLE:
		return attr_u32(a, &r->table);
	case RTA_MULTIPATH:
		r->hop = a->data;
		r->hop_end = a->data + a->len;
		return true;
	default:
		return way_attr(a, r->e);
	}
}

/* into an event: which routes count, and how */
static enum step
route_head(const uint8_t **at, const uint8_t *end, struct route_parts *r)
{
	struct rtmsg m;

	if ((size_t)(end - *at) < sizeof(m))
		return STEP_BAD;
	memcpy(&m, *at, sizeof(m));
	*at += sizeof(m);
	/* cached ones are no routes; those from certain addresses only are for
	 * the kernel to judge */
	if (!is_ours(m.rtm_family) || (m.rtm_flags & RTM_F_CLONED) ||
	    m.rtm_src_len)
		return STEP_PASS;
	if (m.rtm_dst_len > 8 * family_len(m.rtm_family))
		return STEP_BAD;
	switch (m.rtm_type) {
	case RTN_UNICAST:
	case RTN_LOCAL:
		break;
	case RTN_BLACKHOLE:
	case RTN_UNREACHABLE:
	case RTN_PROHIBIT:
	case RTN_THROW:
		r->e->is_barred = true;
		break;
	default:
		return STEP_PASS;
	}
	r->e->family = m.rtm_family;
	r->e->prefix_len = m.rtm_dst_len;
	r->e->tos = m.rtm_tos;
	r->table = m.rtm_table;
	if (m.rtm_flags & RTNH_F_DEAD)
		r->e->what = LWS__RTNL_ROUTE_GONE;

	return STEP_EVENT;
}

/* the next way of a route that has several */
static enum step
hop_next(struct lws__rtnl_reader *r, struct lws__rtnl_event *e)
{
	size_t left = (size_t)(r->hop_end - r->hop), step;
	const uint8_t *at, *end;
	struct rtnexthop h;
	struct attr a;
	int got;

	if (left < sizeof(h)) {
		r->hop = r->hop_end = NULL;
		return STEP_PASS;
	}
	memcpy(&h, r->hop, sizeof(h));
	if (h.rtnh_len < sizeof(h) || h.rtnh_len > left)
		return STEP_BAD;
	at = r->hop + sizeof(h);
	end = r->hop + h.rtnh_len;
	*e = r->route;
	e->index = (uint32_t)h.rtnh_ifindex;
	if (h.rtnh_flags & RTNH_F_DEAD)
		e->what = LWS__RTNL_ROUTE_GONE;
	while ((got = attr_next(&at, end, &a)) > 0)
		if (!way_attr(&a, e))
			return STEP_BAD;
	step = (size_t)RTNH_ALIGN(h.rtnh_len);
	r->hop += step < left ? step : left;
	/* the others are added to the first */
	r->route.replaces = false;

	return got ? STEP_BAD : STEP_EVENT;
}

static enum step
route(struct lws__rtnl_reader *reader, const uint8_t *at, const uint8_t *end,
      struct lws__rtnl_event *e)
{
	struct route_parts r = {.e = e};
	enum step s = route_head(&at, end, &r);
	struct attr a;
	int got;

	if (s != STEP_EVENT)
		return s;
	while ((got = attr_next(&at, end, &a)) > 0)
		if (!route_attr(&a, &r))
			return STEP_BAD;
	if (got < 0)
		return STEP_BAD;
	if (r.table != RT_TABLE_MAIN)
		return STEP_PASS;
	if (!r.hop)
		return STEP_EVENT;
	reader->hop = r.hop;
	reader->hop_end = r.hop_end;
	reader->route = *e;

	return hop_next(reader, e);
}

/* ---- messages ------------------------------------------------------------ */

static enum step
with_attrs(const uint8_t *at, const uint8_t *end, struct lws__rtnl_event *e,
	   enum step (*head)(const uint8_t **at, const uint8_t *end,
			     struct lws__rtnl_event *e),
	   bool (*each)(const struct attr *a, struct lws__rtnl_event *e))
{
	enum step s = head(&at, end, e);
	struct attr a;
	int got;

	if (s != STEP_EVENT)
		return s;
	while ((got = attr_next(&at, end, &a)) > 0)
		if (!each(&a, e))
			return STEP_BAD;

	return got ? STEP_BAD : STEP_EVENT;
}

static enum step
refusal(const uint8_t *at, const uint8_t *end, struct lws__rtnl_event *e)
{
	int32_t error;

	if ((size_t)(end - at) < sizeof(error))
		return STEP_BAD;
	memcpy(&error, at, sizeof(error));
	if (!error)
		return STEP_PASS; /* a confirmation */
	e->what = LWS__RTNL_REFUSED;
	e->error = error < 0 && error > INT32_MIN ? -error : error;

	return STEP_EVENT;
}

static enum step
message(struct lws__rtnl_reader *r, const struct nlmsghdr *h, const uint8_t *at,
	struct lws__rtnl_event *e)
{
	const uint8_t *end = at + (h->nlmsg_len - sizeof(*h));

	memset(e, 0, sizeof(*e));
	e->seq = h->nlmsg_seq;
	e->is_torn = !!(h->nlmsg_flags & NLM_F_DUMP_INTR);
	switch (h->nlmsg_type) {
	case NLMSG_DONE:
		e->what = LWS__RTNL_DONE;
		return STEP_EVENT;
	case NLMSG_OVERRUN:
		e->what = LWS__RTNL_OVERRUN;
		return STEP_EVENT;
	case NLMSG_ERROR:
		return refusal(at, end, e);
	case RTM_NEWLINK:
	case RTM_DELLINK:
		e->what = h->nlmsg_type == RTM_NEWLINK ? LWS__RTNL_LINK
						       : LWS__RTNL_LINK_GONE;
		return with_attrs(at, end, e, link_head, link_attr);
	case RTM_NEWADDR:
	case RTM_DELADDR:
		e->what = h->nlmsg_type == RTM_NEWADDR ? LWS__RTNL_ADDRESS
						       : LWS__RTNL_ADDRESS_GONE;
		return with_attrs(at, end, e, address_head, address_attr);
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		e->what = h->nlmsg_type == RTM_NEWROUTE ? LWS__RTNL_ROUTE
							: LWS__RTNL_ROUTE_GONE;
		e->replaces = h->nlmsg_type == RTM_NEWROUTE &&
			      (h->nlmsg_flags & NLM_F_REPLACE);
		return route(r, at, end, e);
	default:
		return STEP_PASS;
	}
}

enum lws_feed
lws__rtnl_feed(struct lws__rtnl_reader *r, struct lws_cursor *in,
	       struct lws__rtnl_event *e)
{
	enum step s = STEP_PASS;

	while (s == STEP_PASS) {
		size_t left = lws__cursor_left(in);
		const uint8_t *at = in->at;
		struct nlmsghdr h;

		if (r->hop) {
			s = hop_next(r, e);
			continue;
		}
		if (!left)
			return LWS_FEED_MORE;
		if (left < sizeof(h))
			break;
		memcpy(&h, at, sizeof(h));
		if (h.nlmsg_len < sizeof(h) || h.nlmsg_len > left)
			break;
		in->at += NLMSG_ALIGN(h.nlmsg_len) < left
				  ? NLMSG_ALIGN(h.nlmsg_len)
				  : left;
		s = message(r, &h, at + sizeof(h), e);
	}
	if (s == STEP_EVENT)
		return LWS_FEED_DONE;
	in->at = in->end;
	r->hop = r->hop_end = NULL;

	return LWS_FEED_BAD;
}

/* ---- requests ------------------------------------------------------------ */

/* what is counted of an interface makes its message long: not wanted */
static size_t
no_statistics(uint8_t *out)
{
	struct rtattr h = {.rta_len = RTA_LENGTH(sizeof(uint32_t)),
			   .rta_type = IFLA_EXT_MASK};
	uint32_t mask = RTEXT_FILTER_SKIP_STATS;

	memcpy(out, &h, sizeof(h));
	memcpy(out + sizeof(h), &mask, sizeof(mask));

	return sizeof(h) + sizeof(mask);
}

size_t
lws__rtnl_dump_request(enum lws__rtnl_what what, uint32_t seq, uint8_t *out,
		       size_t room)
{
	struct nlmsghdr h = {.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
			     .nlmsg_seq = seq};
	size_t len = sizeof(h);

	if (room < LWS__RTNL_REQUEST_LEN)
		return 0;
	memset(out, 0, LWS__RTNL_REQUEST_LEN);
	if (what == LWS__RTNL_LINK) {
		h.nlmsg_type = RTM_GETLINK;
		len += NLMSG_ALIGN(sizeof(struct ifinfomsg));
		len += no_statistics(out + len);
	} else if (what == LWS__RTNL_ADDRESS) {
		h.nlmsg_type = RTM_GETADDR;
		len += NLMSG_ALIGN(sizeof(struct ifaddrmsg));
	} else {
		h.nlmsg_type = RTM_GETROUTE;
		len += NLMSG_ALIGN(sizeof(struct rtmsg));
	}
	h.nlmsg_len = (uint32_t)len;
	memcpy(out, &h, sizeof(h));

	return len;
}
