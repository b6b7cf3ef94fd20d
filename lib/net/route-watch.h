/* SPDX-License-Identifier: MIT */
/*
 * What changes of interfaces and routes mean for the connections and listeners
 * of a context.  The role netlink feeds it on thread 0; each thread looks at
 * its own connections.
 */

#ifndef LWS_NET_ROUTE_WATCH_H
#define LWS_NET_ROUTE_WATCH_H

#include "core/core.h"
#include "net/routes.h"

struct lws__route_watch;

/* into cx->route_watch, with who feeds it; nonzero: no memory */
int lws__route_watch_create(struct lws_context *cx, void *source);
void *lws__route_watch_source(const struct lws__route_watch *w);
void lws__route_watch_destroy(struct lws_context *cx);

/* of which network its news are: lws__plat_network() */
void lws__route_watch_network(struct lws__route_watch *w, uint64_t network);

/*
 * Around every use of the table, which is the lock's; never around what may
 * close a connection or call the user.
 */
struct lws__routes *lws__route_watch_lock(struct lws__route_watch *w);
void lws__route_watch_unlock(struct lws__route_watch *w);

/*
 * Thread 0, in a turn: the table is whole.  Its connections and listeners are
 * looked at, the other threads are woken for theirs.  True: the way to
 * everywhere is another one than last time.
 */
bool lws__route_watch_settle(struct lws__route_watch *w);
/* a thread was woken: what is due in it */
void lws__route_watch_woken(struct lws_context_per_thread *pt);

#endif
