/* SPDX-License-Identifier: MIT */
/*
 * Raw clients that note what becomes of them.
 */

#ifndef NETLINK_APP_H
#define NETLINK_APP_H

#include "net-test.h"

struct app_conn {
	struct lws *wsi;
	int up;
	int closed;
	int failed;
	int received;
	bool says; /* a byte is to be sent */
	char error[128];
};

extern const struct lws_protocols app_protocols[];

/* to an address, from another one (NULL: any); {0} before */
void app_connect(struct lws__net *net, struct app_conn *c, const char *address,
		 const char *from, int port);
/* ... and until it is up */
void app_is_up(struct lws__net *net, struct app_conn *c, const char *address,
	       const char *from, int port);
/* a byte goes there and comes back */
void app_echoes(struct lws__net *net, struct app_conn *c);

/* ---- what the library says ----------------------------------------------- */

/* everything of a level is kept from here on */
void log_begin(void);
void log_end(void);
/* how many lines had it in them */
int log_has(const char *text);
/* until another thread has said it */
void log_await(const char *text);

#endif
