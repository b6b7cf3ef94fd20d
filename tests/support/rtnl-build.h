/* SPDX-License-Identifier: MIT */
/*
 * What the kernel says over rtnetlink, made by hand.
 */

#ifndef RTNL_BUILD_H
#define RTNL_BUILD_H

#include <stddef.h>
#include <stdint.h>

/* {0} is an empty datagram */
struct rtnl_out {
	uint8_t buf[61440];
	size_t len;
	size_t at; /* where the message that is being made begins */
};

/* a message: begin, its fixed part and attributes, end */
void rtnl_begin(struct rtnl_out *o, int type, int flags, uint32_t seq);
void rtnl_put(struct rtnl_out *o, const void *data, size_t len);
void rtnl_attr(struct rtnl_out *o, int type, const void *data, size_t len);
void rtnl_attr_u32(struct rtnl_out *o, int type, uint32_t value);
/* an address of either family as an attribute */
void rtnl_attr_ip(struct rtnl_out *o, int type, const char *ip);
void rtnl_end(struct rtnl_out *o);

/* whole ones; type is RTM_NEW... or RTM_DEL... */
void rtnl_link(struct rtnl_out *o, int type, uint32_t index, const char *name,
	       int is_up);
void rtnl_address(struct rtnl_out *o, int type, uint32_t index, const char *ip);
/* to is "10.0.0.0/8"; gateway NULL = none */
void rtnl_route(struct rtnl_out *o, int type, int flags, const char *to,
		const char *gateway, uint32_t index, uint32_t priority);
void rtnl_done(struct rtnl_out *o, uint32_t seq);
void rtnl_refusal(struct rtnl_out *o, uint32_t seq, int error);

#endif
