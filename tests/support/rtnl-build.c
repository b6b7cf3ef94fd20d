/* SPDX-License-Identifier: MIT */
/*
 * See rtnl-build.h.
 */

#include "rtnl-build.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

void
rtnl_put(struct rtnl_out *o, const void *data, size_t len)
{
	if (o->len + NLMSG_ALIGN(len) > sizeof(o->buf))
		abort();
	if (len)
		memcpy(o->buf + o->len, data, len);
	memset(o->buf + o->len + len, 0, NLMSG_ALIGN(len) - len);
	o->len += NLMSG_ALIGN(len);
}

void
rtnl_begin(struct rtnl_out *o, int type, int flags, uint32_t seq)
{
	struct nlmsghdr h = {.nlmsg_type = (uint16_t)type,
			     .nlmsg_flags = (uint16_t)flags,
			     .nlmsg_seq = seq};

	o->at = o->len;
	rtnl_put(o, &h, sizeof(h));
}

void
rtnl_end(struct rtnl_out *o)
{
	uint32_t len = (uint32_t)(o->len - o->at);

	memcpy(o->buf + o->at, &len, sizeof(len)); /* nlmsg_len is first */
}

void
rtnl_attr(struct rtnl_out *o, int type, const void *data, size_t len)
{
	struct rtattr h = {.rta_len = (uint16_t)(sizeof(h) + len),
			   .rta_type = (uint16_t)type};

	rtnl_put(o, &h, sizeof(h));
	rtnl_put(o, data, len);
}

void
rtnl_attr_u32(struct rtnl_out *o, int type, uint32_t value)
{
	rtnl_attr(o, type, &value, sizeof(value));
}

/* its length; *family */
static size_t
ip_bytes(const char *ip, uint8_t bytes[16], uint8_t *family)
{
	*family = strchr(ip, ':') ? AF_INET6 : AF_INET;
	memset(bytes, 0, 16);
	if (inet_pton(*family, ip, bytes) != 1)
		abort();

	return *family == AF_INET ? 4 : 16;
}

void
rtnl_attr_ip(struct rtnl_out *o, int type, const char *ip)
{
	uint8_t bytes[16], family;
	size_t len = ip_bytes(ip, bytes, &family);

	rtnl_attr(o, type, bytes, len);
}

void
rtnl_link(struct rtnl_out *o, int type, uint32_t index, const char *name,
	  int is_up)
{
	struct ifinfomsg m = {.ifi_index = (int)index,
			      .ifi_flags = is_up ? IFF_UP : 0};

	rtnl_begin(o, type, 0, 0);
	rtnl_put(o, &m, sizeof(m));
	rtnl_attr(o, IFLA_IFNAME, name, strlen(name) + 1);
	rtnl_end(o);
}

void
rtnl_address(struct rtnl_out *o, int type, uint32_t index, const char *ip)
{
	struct ifaddrmsg m = {.ifa_index = index};
	uint8_t bytes[16];

	(void)ip_bytes(ip, bytes, &m.ifa_family);
	rtnl_begin(o, type, 0, 0);
	rtnl_put(o, &m, sizeof(m));
	rtnl_attr_ip(o, IFA_ADDRESS, ip);
	rtnl_end(o);
}

void
rtnl_route(struct rtnl_out *o, int type, int flags, const char *to,
	   const char *gateway, uint32_t index, uint32_t priority)
{
	struct rtmsg m = {.rtm_table = RT_TABLE_MAIN, .rtm_type = RTN_UNICAST};
	const char *slash = strchr(to, '/');
	uint8_t bytes[16];
	char ip[64] = "";

	if (!slash)
		abort();
	memcpy(ip, to, (size_t)(slash - to));
	(void)ip_bytes(ip, bytes, &m.rtm_family);
	m.rtm_dst_len = (uint8_t)strtoul(slash + 1, NULL, 10);
	rtnl_begin(o, type, flags, 0);
	rtnl_put(o, &m, sizeof(m));
	if (m.rtm_dst_len)
		rtnl_attr_ip(o, RTA_DST, ip);
	if (gateway)
		rtnl_attr_ip(o, RTA_GATEWAY, gateway);
	if (priority)
		rtnl_attr_u32(o, RTA_PRIORITY, priority);
	rtnl_attr_u32(o, RTA_OIF, index);
	rtnl_end(o);
}

void
rtnl_done(struct rtnl_out *o, uint32_t seq)
{
	uint32_t zero = 0;

	rtnl_begin(o, NLMSG_DONE, NLM_F_MULTI, seq);
	rtnl_put(o, &zero, sizeof(zero));
	rtnl_end(o);
}

void
rtnl_refusal(struct rtnl_out *o, uint32_t seq, int error)
{
	struct nlmsgerr e = {.error = -error};

	rtnl_begin(o, NLMSG_ERROR, 0, seq);
	rtnl_put(o, &e, sizeof(e));
	rtnl_end(o);
}
