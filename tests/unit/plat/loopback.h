/* SPDX-License-Identifier: MIT */
/* Both ends of a connection, for the tests of this folder. */

#ifndef LWS_TEST_LOOPBACK_H
#define LWS_TEST_LOOPBACK_H

#include "plat/plat.h"

/* a listener on loopback and one connection through it */
struct pair {
	int listen, client, server;
	struct lws__sa sa;
};

/* up to ten seconds, then the test fails */
void wait_for(int fd, short events);
/* on a free port, which *sa then tells; -1 refused */
int listen_on(const char *address, struct lws__sa *sa);
int connect_to(const struct lws__sa *sa);
void pair_open(struct pair *p);
void pair_close(struct pair *p);

#endif
