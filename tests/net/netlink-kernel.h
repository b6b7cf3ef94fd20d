/* SPDX-License-Identifier: MIT */
/*
 * A kernel made by hand, behind the library's netlink socket: the test says
 * which interfaces, addresses and routes there are, and what changes.
 *
 * The program is linked with --wrap (netlink.cmake).  Loopback addresses look
 * as if they were of a network: 127.0.N.M is 10.N.0.M to whoever asks a socket
 * for its ends, for N from 1 on.
 */

#ifndef NETLINK_KERNEL_H
#define NETLINK_KERNEL_H

#include "rtnl-build.h"

#include <stdbool.h>

struct kernel {
	int fd;              /* its end; -1: no socket was asked for */
	int refuses;         /* errno for who asks for a socket; 0 = none */
	int next_error;      /* of the next read from the socket */
	bool has_way;        /* its answer about 10.0.0.0/8 */
	unsigned int opened; /* sockets so far */
	unsigned int groups; /* that the last one wants to hear of */
	unsigned int asked;  /* requests so far */
	char order[64];      /* of them: 'l' 'a' 'r' */
	int refusals;        /* of so many requests, with EBUSY */
	int tears;           /* so many dumps */
	bool is_silent;      /* requests are left unanswered */
	unsigned int many;   /* as many routes more */

	/* what there is; index 0 or text NULL is an empty place */
	struct {
		unsigned int index;
		const char *name;
		bool is_up;
	} links[4];
	struct {
		const char *ip;
		unsigned int index;
	} addresses[6];
	struct {
		const char *to, *gateway;
		unsigned int index;
	} routes[8];
};

extern struct kernel kernel;

/* two interfaces: 10.1.0.1/16 on one, 10.2.0.1/16 on the other */
void kernel_begin(void);
void kernel_end(void);
/* answers what was asked; true: there was something */
bool kernel_serve(void);
void kernel_say(const struct rtnl_out *o);
/* the other end was closed */
bool kernel_was_left(void);

/* changes: what there is, and what is told of it */
void kernel_link(unsigned int index, bool is_up);
void kernel_address(const char *ip, unsigned int index, bool is_there);
void kernel_route(const char *to, const char *gateway, unsigned int index,
		  bool is_there);

#endif
