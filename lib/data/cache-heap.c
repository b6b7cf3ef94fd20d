/* SPDX-License-Identifier: MIT */
/*
 * The cache level in memory.
 *
 * Items are in a hash of their keys and in a list by use: written and read
 * ones go to its head, what must make room leaves at its tail.  Each has a
 * timer of its own, so an item ends in the event loop, never while the caller
 * holds a pointer to it.
 *
 * The footprint is what the items cost: payload, key and our own part.
 */

#include "data/cache.h"

#include <string.h>

enum {
	BUCKETS_FIRST = 16, /* doubled when there are more items */
};

struct heap_item {
	lws_dll2_t lru;
	lws_sorted_usec_list_t sul;
	struct heap_item *chain; /* same bucket */
	struct heap *heap;
	lws_usec_t expiry; /* 0 = never */
	size_t len;        /* of the payload, which stands behind us */
	size_t key_len;    /* of the key, behind that, with a NUL */
	size_t cost;
};

struct heap {
	struct lws_cache_ttl_lru base; /* first */
	lws_dll2_owner_t lru;          /* head: used last */
	struct heap_item **buckets;    /* owned */
	size_t bucket_count;           /* power of two */
};

static struct heap *
heap_of(struct lws_cache_ttl_lru *c)
{
	return lws_container_of(c, struct heap, base);
}

static uint8_t *
payload_of(struct heap_item *i)
{
	return (uint8_t *)(i + 1);
}

static const char *
key_of(struct heap_item *i)
{
	return (const char *)payload_of(i) + i->len;
}

static struct heap_item *
item_of(struct lws_dll2 *d)
{
	return lws_container_of(d, struct heap_item, lru);
}

/* ---- the hash -------------------------------------------------------- */

static struct heap_item **
bucket_of(const struct heap *h, const char *key, size_t len)
{
	uint32_t n = 2166136261u; /* FNV-1a */

	while (len--)
		n = (n ^ (uint8_t)*key++) * 16777619u;

	return &h->buckets[n & (h->bucket_count - 1)];
}

static struct heap_item *
find(const struct heap *h, const char *key)
{
	size_t len = strlen(key);
	struct heap_item *i = *bucket_of(h, key, len);

	while (i && (i->key_len != len || memcmp(key_of(i), key, len)))
		i = i->chain;

	return i;
}

static void
link_item(struct heap *h, struct heap_item *i)
{
	struct heap_item **b = bucket_of(h, key_of(i), i->key_len);

	i->chain = *b;
	*b = i;
}

/* more buckets; without memory the chains are longer, that is all */
static void
grow(struct heap *h)
{
	size_t count = h->bucket_count * 2;
	struct heap_item **more;

	if (h->lru.count <= h->bucket_count)
		return;
	more = lws__zalloc(count * sizeof(*more), "cache buckets");
	if (!more)
		return;
	lws__free(h->buckets);
	h->buckets = more;
	h->bucket_count = count;
	lws_start_foreach_dll(struct lws_dll2 *, d, h->lru.head)
	{
		link_item(h, item_of(d));
	}
	lws_end_foreach_dll(d);
}

/* ---- items ----------------------------------------------------------- */

static void
item_destroy(struct heap_item *i)
{
	struct heap *h = i->heap;
	struct heap_item **b = bucket_of(h, key_of(i), i->key_len);

	while (*b != i)
		b = &(*b)->chain;
	*b = i->chain;
	lws_dll2_remove(&i->lru);
	lws_sul_cancel(&i->sul);
	h->base.footprint -= i->cost;
	if (h->base.info.cb)
		h->base.info.cb(payload_of(i), i->len);
	lws__free(i);
}

static void
item_expired(lws_sorted_usec_list_t *sul)
{
	item_destroy(lws_container_of(sul, struct heap_item, sul));
}

/* does not exist, or is too big for the limits */
static struct heap_item *
item_create(struct heap *h, const char *key, const uint8_t *source, size_t len)
{
	const struct lws_cache_creation_info *info = &h->base.info;
	size_t key_len = strlen(key), cost;
	struct heap_item *i;

	if (len > UINT32_MAX || key_len > UINT32_MAX)
		return NULL; /* more than a result can tell */
	cost = sizeof(*i) + len + key_len + 1;
	if ((info->max_payload && len > info->max_payload) ||
	    (info->max_footprint && cost > info->max_footprint)) {
		lwsl_cx_info(info->cx,
			     "cache %s: an item of %zu bytes is over "
			     "its limit",
			     info->name, len);
		return NULL;
	}
	i = lws__zalloc(cost, "cache item");
	if (!i)
		return NULL;
	i->heap = h;
	i->len = len;
	i->key_len = key_len;
	i->cost = cost;
	if (source && len)
		memcpy(payload_of(i), source, len);
	memcpy(payload_of(i) + len, key, key_len + 1);

	return i;
}

/* the least used leave until `cost` more bytes and one more item fit */
static void
make_room(struct heap *h, size_t cost)
{
	const struct lws_cache_creation_info *info = &h->base.info;

	while (h->lru.tail &&
	       ((info->max_items && h->lru.count >= info->max_items) ||
		(info->max_footprint &&
		 h->base.footprint + cost > info->max_footprint)))
		item_destroy(item_of(h->lru.tail));
}

static void
set_expiry(struct heap *h, struct heap_item *i, lws_usec_t expiry)
{
	lws_usec_t left;

	i->expiry = expiry;
	if (!expiry)
		return;
	left = expiry - lws_now_usecs();
	lws_sul_schedule(h->base.info.cx, h->base.info.tsi, &i->sul,
			 item_expired, left > 0 ? left : 1);
}

/* ---- ops ------------------------------------------------------------- */

static int
heap_write(struct lws_cache_ttl_lru *cache, const char *specific_key,
	   const uint8_t *source, size_t size, lws_usec_t expiry, void **ppvoid)
{
	struct heap *h = heap_of(cache);
	struct heap_item *i = item_create(h, specific_key, source, size);
	struct heap_item *old = find(h, specific_key);

	/* also when the new one is refused: it is not the truth any more */
	if (old)
		item_destroy(old);
	if (!i)
		return 1;
	make_room(h, i->cost);
	lws_dll2_add_head(&i->lru, &h->lru);
	link_item(h, i);
	h->base.footprint += i->cost;
	grow(h);
	set_expiry(h, i, expiry);
	if (ppvoid)
		*ppvoid = payload_of(i);

	return 0;
}

static int
heap_get(struct lws_cache_ttl_lru *cache, const char *specific_key,
	 const void **pdata, size_t *psize)
{
	struct heap *h = heap_of(cache);
	struct heap_item *i = find(h, specific_key);

	if (!i)
		return 1;
	lws_dll2_remove(&i->lru);
	lws_dll2_add_head(&i->lru, &h->lru);
	cache->got_expiry = i->expiry;
	*pdata = payload_of(i);
	*psize = i->len;

	return 0;
}

static int
heap_tag_match(struct lws_cache_ttl_lru *cache, const char *wc, const char *tag,
	       char lookup_rules)
{
	(void)cache;
	(void)lookup_rules;

	return lws_strcmp_wildcard(wc, strlen(wc), tag, strlen(tag));
}

static int
heap_lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
	    lws_dll2_owner_t *results_owner)
{
	struct lws_cache_ttl_lru *root = lws__cache_root(cache);

	lws_start_foreach_dll(struct lws_dll2 *, d, heap_of(cache)->lru.head)
	{
		struct heap_item *i = item_of(d);

		if (!root->info.ops->tag_match(root, wildcard_key, key_of(i),
					       1) &&
		    lws__cache_match_add(results_owner, key_of(i), i->len,
					 i->expiry))
			return 1;
	}
	lws_end_foreach_dll(d);

	return 0;
}

static int
heap_invalidate(struct lws_cache_ttl_lru *cache, const char *wildcard_key)
{
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, next,
				   heap_of(cache)->lru.head)
	{
		if (!heap_tag_match(cache, wildcard_key, key_of(item_of(d)), 0))
			item_destroy(item_of(d));
	}
	lws_end_foreach_dll_safe(d, next);

	return 0;
}

static int
heap_expunge(struct lws_cache_ttl_lru *cache)
{
	struct heap *h = heap_of(cache);

	while (h->lru.tail)
		item_destroy(item_of(h->lru.tail));

	return 0;
}

static void
heap_destroy(struct lws_cache_ttl_lru **cache)
{
	struct heap *h = heap_of(*cache);

	(void)heap_expunge(*cache);
	*cache = NULL;
	lws__cache_base_free(&h->base);
	lws__free(h->buckets);
	lws__free(h);
}

static struct lws_cache_ttl_lru *
heap_create(const struct lws_cache_creation_info *info)
{
	struct heap *h = lws__zalloc(sizeof(*h), "heap cache");

	if (!h)
		return NULL;
	h->bucket_count = BUCKETS_FIRST;
	h->buckets = lws__zalloc(BUCKETS_FIRST * sizeof(*h->buckets),
				 "cache buckets");
	if (h->buckets && !lws__cache_base_init(&h->base, info))
		return &h->base;
	lws__free(h->buckets);
	lws__free(h);

	return NULL;
}

static void
heap_dump(struct lws_cache_ttl_lru *cache)
{
	struct heap *h = heap_of(cache);

	lwsl_cx_info(cache->info.cx, "cache %s: %u items, %llu bytes",
		     cache->info.name, h->lru.count,
		     (unsigned long long)cache->footprint);
	lws_start_foreach_dll(struct lws_dll2 *, d, h->lru.head)
	{
		struct heap_item *i = item_of(d);

		(void)i; /* a release has no info lines */
		lwsl_cx_info(cache->info.cx, "  %s: %zu bytes", key_of(i),
			     i->len);
	}
	lws_end_foreach_dll(d);
}

const struct lws_cache_ops lws_cache_ops_heap = {
	.create = heap_create,
	.destroy = heap_destroy,
	.expunge = heap_expunge,
	.write = heap_write,
	.tag_match = heap_tag_match,
	.lookup = heap_lookup,
	.invalidate = heap_invalidate,
	.get = heap_get,
	.debug_dump = heap_dump,
};
