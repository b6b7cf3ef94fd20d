/* SPDX-License-Identifier: MIT */
/*
 * Names to addresses with getaddrinfo(), which blocks, in a few worker threads
 * that come on demand and end when idle.
 *
 *   start     service thread   a job for the workers; numeric hosts are done
 *                              on the spot
 *   wake()    worker           "results are waiting": turn it into a wake-up
 *   collect   service thread   hands over what is ready
 *   cancel    service thread   that id will not be handed over any more
 *
 * start, cancel, collect and destroy of a pool are called from one thread.
 * A worker that is stuck in getaddrinfo() does not hold up destroy.
 */

#ifndef LWS_NET_RESOLVE_H
#define LWS_NET_RESOLVE_H

#include "base/base.h"

enum {
	LWS_RESOLVE_WORKERS_MAX = 4,
	LWS_RESOLVE_QUEUE_MAX = 1024,   /* jobs not yet with a worker */
	LWS_RESOLVE_ADDRESSES_MAX = 64, /* of one name; the rest is dropped */
	LWS_RESOLVE_HOST_MAX = 255,     /* RFC 1035 2.3.4, and a scope */
};

struct lws__resolve_pool;

/* 0 is never a job */
typedef uint64_t lws__resolve_id;

enum lws__resolve_answer {
	LWS_RESOLVE_FOUND,     /* at least one address */
	LWS_RESOLVE_NOT_FOUND, /* the name does not exist, or has none such */
	LWS_RESOLVE_TRY_AGAIN, /* no server answered */
	LWS_RESOLVE_FAILED,    /* anything else */
};

struct lws__resolve_result {
	lws__resolve_id id;
	void *owner; /* as given to start */
	enum lws__resolve_answer answer;
	const char *text; /* getaddrinfo's words; "" if FOUND.  Constant */
	const lws_sockaddr46 *addresses; /* borrowed until the callback
					    returns; port is set; in the order
					    getaddrinfo gave */
	size_t count;
};

/*
 * wake(arg) is called with the pool locked, by a worker or inside start: it
 * must not call back here.  It is never called after destroy returned.  Owned
 * by the caller, or NULL when out of memory.
 */
struct lws__resolve_pool *
lws__resolve_pool_create(void (*wake)(void *arg), void *arg);

/* nothing is handed over; takes at most a moment.  NULL and twice are fine */
void lws__resolve_pool_destroy(struct lws__resolve_pool **pool);

/*
 * host: name, IPv4, IPv6 also as [::1] or with %scope; copied.  port: host
 * order.  family: AF_UNSPEC, AF_INET or AF_INET6.  flags: AI_ flags to add.
 * Returns 0 if it cannot be queued: out of memory, queue full, no thread, or
 * host empty or too long.
 */
lws__resolve_id
lws__resolve_start(struct lws__resolve_pool *pool, const char *host,
		   uint16_t port, int family, int flags, void *owner);

/* unknown and finished ids are fine */
void lws__resolve_cancel(struct lws__resolve_pool *pool, lws__resolve_id id);

/*
 * cb for each result that is ready; it may start and cancel.  Results that
 * become ready meanwhile wake again.  Returns how many.
 */
size_t lws__resolve_collect(struct lws__resolve_pool *pool,
			    void (*cb)(const struct lws__resolve_result *r));

/*
 * host without any resolver, for those who need no pool: 0 and *out filled if
 * it is a numeric address of that family.
 */
int lws__resolve_numeric(const char *host, uint16_t port, int family,
			 lws_sockaddr46 *out);

/*
 * Tests: use these instead of getaddrinfo and freeaddrinfo, in jobs that begin
 * later; NULL, NULL: the system's again.
 */
void
lws__resolve_set_getaddrinfo(int (*get)(const char *host, const char *service,
					const struct addrinfo *hints,
					struct addrinfo **out),
			     void (*release)(struct addrinfo *list));

/* Tests: workers of pools made later end after so long; -1: the usual time */
void lws__resolve_set_idle_secs(int secs);

#endif
