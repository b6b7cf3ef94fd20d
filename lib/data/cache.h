/* SPDX-License-Identifier: MIT */
/*
 * Caches in levels, fastest first: each level has at most one parent, and the
 * last one is the truth.
 *
 * This is the first member of what each level keeps.  A level's own ops know
 * nothing of the others; cache.c walks the chain.
 */

#ifndef LWS_DATA_CACHE_H
#define LWS_DATA_CACHE_H

#include "base/base.h"

struct lws_cache_ttl_lru {
	struct lws_cache_creation_info info; /* name: owned copy */
	uint8_t *results;                    /* owned: of the last lookup */
	uint64_t footprint;                  /* bytes of the items */
	lws_usec_t got_expiry; /* of what ops->get answered last; 0 = never */
};

/* nonzero: no memory; nothing is owned then */
int lws__cache_base_init(struct lws_cache_ttl_lru *c,
			 const struct lws_cache_creation_info *info);
void lws__cache_base_free(struct lws_cache_ttl_lru *c);

/* the level that is the truth: whose rules say what a lookup matches */
struct lws_cache_ttl_lru *lws__cache_root(struct lws_cache_ttl_lru *c);

/* one more result of ops->lookup; nonzero: no memory */
int lws__cache_match_add(lws_dll2_owner_t *results, const char *tag,
			 size_t payload_len, lws_usec_t expiry);

#endif
