/* SPDX-License-Identifier: MIT */
/*
 * JIT trust: a client that trusts few, and asks the application for whoever
 * vouches for a server when it meets it.
 *
 *   a handshake fails, nobody trusted vouches for the server
 *   -> jit-path    its chain gives the key ids of those who could
 *   -> jit-trust   a lookup asks the application for each of them; what it
 *                  answers is looked at
 *   -> jit-vhost   a vhost like that client's, which trusts them too, until
 *                  nobody has used it for a while
 *   -> jit-trust   the cache has the ids by host: the next call that names no
 *                  vhost gets that one
 *
 * All of it belongs to one service thread; threads share nothing.  Nothing of
 * the peer is trusted for being sent: only answers are.
 */

#ifndef LWS_TLS_JIT_TRUST_H
#define LWS_TLS_JIT_TRUST_H

#include "tls/tls.h"

enum lws__jit_limits {
	LWS__JIT_ANCHORS_MAX = 3,  /* asked for in one lookup */
	LWS__JIT_LOOKUPS_MAX = 16, /* under way in a thread */
	LWS__JIT_VHOSTS_MAX = 32,  /* of a thread */
	LWS__JIT_HOSTS_MAX = 1024, /* remembered by a thread */
	LWS__JIT_ANSWER_SECS = 20, /* for all answers of a lookup */
	LWS__JIT_GRACE_MS = 5000,
};

/* ---- pure (jit-path.c) --------------------------------------------------- */

/* a set; zeroed is empty.  Also as the payload of the cache */
struct lws__jit_ids {
	unsigned int count;
	struct lws__tls_key_id ids[LWS__JIT_ANCHORS_MAX];
};

bool lws__jit_is_same(const struct lws__tls_key_id *a,
		      const struct lws__tls_key_id *b);
/* once; none beyond LWS__JIT_ANCHORS_MAX, and none without bytes */
void
lws__jit_ids_add(struct lws__jit_ids *ids, const struct lws__tls_key_id *id);
/* whom to ask for, the likeliest first */
void
lws__jit_path(const struct lws__tls_chain *chain, struct lws__jit_ids *ids);

/* ---- of a service thread ------------------------------------------------- */

struct lws__jit {
	struct lws_context *cx;          /* borrowed, owns us */
	lws_dll2_owner_t lookups;        /* owned */
	lws_dll2_owner_t vhosts;         /* their struct lws__jit_vhost */
	struct lws_cache_ttl_lru *hosts; /* owned, NULL until needed */
	size_t footprint_max;            /* of hosts, 0 = any */
	lws_usec_t grace_us;
	uint32_t last_serial;
	int tsi;
};

/* of tv->jit; tv's vhost was made by us */
struct lws__jit_vhost {
	lws_dll2_t list;            /* in jit->vhosts, while it can be used */
	struct lws__jit *jit;       /* borrowed */
	struct lws_vhost *vh;       /* borrowed: ours */
	struct lws_vhost *like;     /* counted: whose settings it has */
	struct lws__jit_ids trusts; /* besides what that one trusts */
	lws_sorted_usec_list_t sul; /* the grace */
	unsigned int users;         /* clients that were bound to it */
};

/* a certificate as it was answered */
struct lws__jit_cert {
	uint8_t *der; /* owned */
	size_t len;
};

/* ---- jit-vhost.c --------------------------------------------------------- */

/* that trusts just those; NULL: there is none now */
struct lws_vhost *
lws__jit_vhost_find(const struct lws__jit *jit, const struct lws_vhost *like,
		    const struct lws__jit_ids *ids);
/* certs as many as ids; NULL: it failed, and was logged */
struct lws_vhost *
lws__jit_vhost_create(struct lws__jit *jit, struct lws_vhost *like,
		      const struct lws__jit_ids *ids,
		      const struct lws__jit_cert *certs);
/* a client is about to be put on it: the grace begins anew */
void lws__jit_vhost_touch(struct lws_vhost *vh);
/* pt closes what it has on vh: it, or what is like it, is of no more use */
void lws__jit_vhosts_leave(struct lws__jit *jit, const struct lws_vhost *vh);
void lws__jit_vhost_free(struct lws_vhost *vh);
/* the vhost that a vhost of ours is like; others: itself */
struct lws_vhost *lws__jit_vhost_like(struct lws_vhost *vh);

#endif
