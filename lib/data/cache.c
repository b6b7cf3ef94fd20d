/* SPDX-License-Identifier: MIT */
/*
 * lws_cache: what all levels have in common.
 *
 *   write    the last level first, so that a faster one never knows better
 *   get      the first level that has it; those above take a copy
 *   lookup   every level, each tag once; the rules are the last level's
 *   remove   every level
 *
 * Results of a lookup are packed: BE32 payload length, BE32 tag length, tag,
 * NUL, one behind the other.
 */

#include "data/cache.h"

#include <string.h>

enum {
	RESULT_HEAD = 8, /* two BE32 */
};

/* ---- for the levels -------------------------------------------------- */

int
lws__cache_base_init(struct lws_cache_ttl_lru *c,
		     const struct lws_cache_creation_info *info)
{
	c->info = *info;
	c->info.name = lws__strdup(info->name ? info->name : "cache", "cache");

	return !c->info.name;
}

void
lws__cache_base_free(struct lws_cache_ttl_lru *c)
{
	lws__free(lws__unconst(c->info.name));
	lws__free(c->results);
}

struct lws_cache_ttl_lru *
lws__cache_root(struct lws_cache_ttl_lru *c)
{
	while (c->info.parent)
		c = c->info.parent;

	return c;
}

int
lws__cache_match_add(lws_dll2_owner_t *results, const char *tag,
		     size_t payload_len, lws_usec_t expiry)
{
	size_t len = strlen(tag);
	lws_cache_match_t *m = lws__zalloc(sizeof(*m) + len + 1, "match");

	if (!m)
		return 1;
	m->payload_size = payload_len;
	m->tag_size = len;
	m->expiry = expiry;
	memcpy(m + 1, tag, len + 1);
	lws_dll2_add_tail(&m->list, results);

	return 0;
}

/* ---- lookup ---------------------------------------------------------- */

static lws_cache_match_t *
match_of(struct lws_dll2 *d)
{
	return lws_container_of(d, lws_cache_match_t, list);
}

static void
matches_free(lws_dll2_owner_t *owner)
{
	struct lws_dll2 *d;

	while ((d = lws_dll2_get_head(owner))) {
		lws_dll2_remove(d);
		lws__free(match_of(d));
	}
}

/* what a faster level has told already */
static void
drop_known(lws_dll2_owner_t *known, lws_dll2_owner_t *more)
{
	lws_start_foreach_dll(struct lws_dll2 *, k, known->head)
	{
		const lws_cache_match_t *have = match_of(k);

		lws_start_foreach_dll_safe(struct lws_dll2 *, d, next,
					   more->head)
		{
			lws_cache_match_t *m = match_of(d);

			if (m->tag_size == have->tag_size &&
			    !memcmp(m + 1, have + 1, m->tag_size)) {
				lws_dll2_remove(d);
				lws__free(m);
			}
		}
		lws_end_foreach_dll_safe(d, next);
	}
	lws_end_foreach_dll(k);
}

static int
lookup_levels(struct lws_cache_ttl_lru *c, const char *wildcard,
	      lws_dll2_owner_t *all)
{
	for (; c; c = c->info.parent) {
		lws_dll2_owner_t more = {0};
		struct lws_dll2 *d;
		int failed = c->info.ops->lookup(c, wildcard, &more);

		drop_known(all, &more);
		while ((d = lws_dll2_get_head(&more))) {
			lws_dll2_remove(d);
			lws_dll2_add_tail(d, all);
		}
		if (failed)
			return 1;
	}

	return 0;
}

/* into c->results; *size bytes */
static int
pack(struct lws_cache_ttl_lru *c, const lws_dll2_owner_t *all, size_t *size)
{
	size_t len = 0;
	uint8_t *p;

	lws_start_foreach_dll(struct lws_dll2 *, d, all->head)
	{
		len += RESULT_HEAD + match_of(d)->tag_size + 1;
	}
	lws_end_foreach_dll(d);
	p = lws__malloc(len, "cache results");
	if (!p)
		return 1;
	lws__free(c->results);
	c->results = p;
	*size = len;
	lws_start_foreach_dll(struct lws_dll2 *, d, all->head)
	{
		const lws_cache_match_t *m = match_of(d);

		lws_ser_wu32be(p, (uint32_t)m->payload_size);
		lws_ser_wu32be(p + 4, (uint32_t)m->tag_size);
		memcpy(p + RESULT_HEAD, m + 1, m->tag_size + 1);
		p += RESULT_HEAD + m->tag_size + 1;
	}
	lws_end_foreach_dll(d);

	return 0;
}

int
lws_cache_lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
		 const void **pdata, size_t *psize)
{
	lws_dll2_owner_t all = {0};
	int failed;

	*pdata = NULL;
	*psize = 0;
	failed = lws_fi_user_context_fi(cache->info.cx, "cache_lookup_oom") ||
		 lookup_levels(cache, wildcard_key, &all) || !all.head ||
		 pack(cache, &all, psize);
	matches_free(&all);
	if (!failed)
		*pdata = cache->results;

	return failed;
}

int
lws_cache_results_walk(lws_cache_results_t *walk_ctx)
{
	size_t tag_len;

	if (!walk_ctx->ptr || walk_ctx->size < RESULT_HEAD + 1)
		return 1;
	tag_len = lws_ser_ru32be(walk_ctx->ptr + 4);
	if (tag_len > walk_ctx->size - RESULT_HEAD - 1)
		return 1;
	walk_ctx->payload_len = lws_ser_ru32be(walk_ctx->ptr);
	walk_ctx->tag_len = tag_len;
	walk_ctx->tag = walk_ctx->ptr + RESULT_HEAD;
	walk_ctx->ptr += RESULT_HEAD + tag_len + 1;
	walk_ctx->size -= RESULT_HEAD + tag_len + 1;

	return 0;
}

/* ---- items ----------------------------------------------------------- */

int
lws_cache_write_through(struct lws_cache_ttl_lru *cache,
			const char *specific_key, const uint8_t *source,
			size_t size, lws_usec_t expiry, void **ppay)
{
	struct lws_cache_ttl_lru *parent = cache->info.parent;
	void *pay = NULL;
	int failed;

	if (ppay)
		*ppay = NULL;
	if (parent && lws_cache_write_through(parent, specific_key, source,
					      size, expiry, NULL))
		return 1;
	failed = cache->info.ops->write(cache, specific_key, source, size,
					expiry, &pay);
	if (ppay && !failed)
		*ppay = pay;

	/* what only a faster level has no room for is kept all the same */
	return failed && !parent;
}

int
lws_cache_item_get(struct lws_cache_ttl_lru *cache, const char *specific_key,
		   const void **pdata, size_t *psize)
{
	struct lws_cache_ttl_lru *parent = cache->info.parent;
	const struct lws_cache_ops *ops = cache->info.ops;
	void *copy = NULL;

	if (!ops->get(cache, specific_key, pdata, psize))
		return 0;
	if (!parent || lws_cache_item_get(parent, specific_key, pdata, psize))
		return 1;
	cache->got_expiry = parent->got_expiry;
	if (!ops->write(cache, specific_key, *pdata, *psize, parent->got_expiry,
			&copy))
		*pdata = copy;

	return 0;
}

int
lws_cache_item_remove(struct lws_cache_ttl_lru *cache, const char *wildcard_key)
{
	int failed = 0;

	for (; cache; cache = cache->info.parent)
		failed |= cache->info.ops->invalidate(cache, wildcard_key);

	return !!failed;
}

int
lws_cache_expunge(struct lws_cache_ttl_lru *cache)
{
	int failed = 0;

	for (; cache; cache = cache->info.parent)
		failed |= cache->info.ops->expunge(cache);

	return !!failed;
}

uint64_t
lws_cache_footprint(struct lws_cache_ttl_lru *cache)
{
	return cache->footprint;
}

void
lws_cache_debug_dump(struct lws_cache_ttl_lru *cache)
{
	if (cache->info.ops->debug_dump)
		cache->info.ops->debug_dump(cache);
}

/* ---- life ------------------------------------------------------------ */

struct lws_cache_ttl_lru *
lws_cache_create(const struct lws_cache_creation_info *info)
{
	if (!info->ops || !info->cx ||
	    lws_fi_user_context_fi(info->cx, "cache_createfail"))
		return NULL;

	return info->ops->create(info);
}

void
lws_cache_destroy(struct lws_cache_ttl_lru **cache)
{
	if (*cache)
		(*cache)->info.ops->destroy(cache);
}
