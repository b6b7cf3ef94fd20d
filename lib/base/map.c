/* SPDX-License-Identifier: MIT */
/*
 * map: a hash map from byte strings to byte strings, both copied.
 *
 *   bucket[hash % count] -> item -> item -> ...
 *
 * One allocation an item: header, key, value, each aligned.  The hash is kept
 * in the item, so keys are compared only when the hashes agree, and growing
 * does not hash again.  The table doubles when there are more than two items a
 * bucket, but only on our own allocator: where the user gave one (an lwsac,
 * say) `modulo` is final, because what it replaces could not be given back.
 *
 * The default hash is seeded per process: peers that choose the keys cannot
 * choose the bucket.
 */

#include "base/base.h"

#include <stdatomic.h>
#include <string.h>

enum {
	MAP_BUCKETS = 8, /* when modulo is 0 */
	MAP_CROWDED = 2, /* items a bucket, before the table grows */
	MAP_ALIGN = 8,
};

struct lws_map_item {
	struct lws_map_item *next;
	struct lws_map_item **pprev; /* what points at us: bucket or next */
	struct lws_map *map;         /* borrowed */
	size_t key_len;
	size_t value_len;
	size_t value_ofs; /* from the key */
	lws_map_hash_t hash;
};

struct lws_map {
	lws_map_info_t info;          /* all functions set, modulo = buckets */
	struct lws_map_item **bucket; /* owned */
	size_t count;
	bool can_grow;
};

static void *
map_alloc(struct lws_map *map, size_t x)
{
	(void)map;

	return lws__malloc(x, "map");
}

const lws_map_info_t *
lws__map_info(const struct lws_map *map)
{
	return &map->info;
}

static uint32_t
map_seed(void)
{
	static atomic_uint seed;
	unsigned int s = atomic_load_explicit(&seed, memory_order_relaxed);

	if (!s) { /* two threads may both write it: the first one counts */
		unsigned int expected = 0;

		s = (unsigned int)lws__jitter() | 1;
		if (!atomic_compare_exchange_strong(&seed, &expected, s))
			s = expected;
	}

	return s;
}

/* four bytes a step, multiply and fold (the mixer of MurmurHash3, seeded) */
static lws_map_hash_t
map_hash(const lws_map_key_t key, size_t len)
{
	const uint8_t *p = key;
	uint32_t h = map_seed() ^ (uint32_t)len;

	for (;;) {
		uint32_t k = 0;
		size_t n = len < sizeof(k) ? len : sizeof(k);

		if (!n)
			break;
		memcpy(&k, p, n);
		p += n;
		len -= n;
		k *= 0xcc9e2d51u;
		k = (k << 15) | (k >> 17);
		h ^= k * 0x1b873593u;
		h = (h << 13) | (h >> 19);
		h = h * 5 + 0xe6546b64u;
	}

	h ^= h >> 16;
	h *= 0x85ebca6bu;
	h ^= h >> 13;
	h *= 0xc2b2ae35u;

	return h ^ (h >> 16);
}

static int
map_compare(const lws_map_key_t key1, size_t kl1, const lws_map_value_t key2,
	    size_t kl2)
{
	if (kl1 != kl2)
		return 1;

	return kl1 ? memcmp(key1, key2, kl1) : 0;
}

static uint8_t *
item_key(struct lws_map_item *item)
{
	return (uint8_t *)(item + 1);
}

static void
item_link(struct lws_map_item *item, struct lws_map_item **bucket)
{
	item->next = *bucket;
	item->pprev = bucket;
	if (item->next)
		item->next->pprev = &item->next;
	*bucket = item;
}

static void
item_unlink(struct lws_map_item *item)
{
	*item->pprev = item->next;
	if (item->next)
		item->next->pprev = item->pprev;
}

static struct lws_map_item **
map_bucket(struct lws_map *map, lws_map_hash_t hash)
{
	return &map->bucket[hash % map->info.modulo];
}

/* twice the buckets; if there is no memory for them the old ones do as well */
static void
map_grow(struct lws_map *map)
{
	size_t was = map->info.modulo;
	struct lws_map_item **old = map->bucket, **fresh;

	if (was > SIZE_MAX / 4 / sizeof(*fresh))
		return;
	fresh = lws__zalloc(was * 2 * sizeof(*fresh), "map buckets");
	if (!fresh)
		return;

	map->bucket = fresh;
	map->info.modulo = was * 2;
	for (size_t n = 0; n < was; n++)
		while (old[n]) {
			struct lws_map_item *item = old[n];

			old[n] = item->next;
			item_link(item, map_bucket(map, item->hash));
		}
	lws__free(old);
}

static struct lws_map_item *
map_find(struct lws_map *map, const lws_map_key_t key, size_t key_len,
	 lws_map_hash_t hash)
{
	struct lws_map_item *item = *map_bucket(map, hash);

	while (item && (item->hash != hash ||
			map->info._compare(key, key_len, item_key(item),
					   item->key_len)))
		item = item->next;

	return item;
}

lws_map_t *
lws_map_create(const lws_map_info_t *info)
{
	struct lws_map seed, *map;
	size_t bytes;

	memset(&seed, 0, sizeof(seed));
	seed.info = *info;
	seed.can_grow = !info->_alloc;
	if (!info->_hash)
		seed.info._hash = map_hash;
	if (!info->_compare)
		seed.info._compare = map_compare;
	if (!info->_alloc)
		seed.info._alloc = map_alloc;
	if (!info->_free)
		seed.info._free = lws__free;
	if (!info->modulo)
		seed.info.modulo = MAP_BUCKETS;
	if (seed.info.modulo > SIZE_MAX / 4 / sizeof(*map->bucket))
		return NULL;

	map = seed.info._alloc(&seed, sizeof(*map));
	if (!map)
		return NULL;
	*map = seed;

	bytes = map->info.modulo * sizeof(*map->bucket);
	map->bucket = map->info._alloc(map, bytes);
	if (map->bucket)
		memset(map->bucket, 0, bytes);
	else
		lws_map_destroy(&map);

	return map;
}

void
lws_map_destroy(lws_map_t **pmap)
{
	struct lws_map *map = *pmap;
	lws_map_free_t release;

	*pmap = NULL;
	if (!map)
		return;

	release = map->info._free;
	if (map->bucket) {
		for (size_t n = 0; n < map->info.modulo; n++)
			while (map->bucket[n])
				lws_map_item_destroy(map->bucket[n]);
		release(map->bucket);
	}
	release(map);
}

/* a new item under an old key takes the old one's place */
struct lws_map_item *
lws_map_item_create(lws_map_t *map, const lws_map_key_t key, size_t keylen,
		    const lws_map_value_t value, size_t valuelen)
{
	struct lws_map_item *item, *old;
	lws_map_hash_t hash;
	size_t value_ofs;

	if (keylen > SIZE_MAX / 4 || valuelen > SIZE_MAX / 4)
		return NULL;

	hash = map->info._hash(key, keylen);
	value_ofs = (keylen + MAP_ALIGN - 1) & ~(size_t)(MAP_ALIGN - 1);
	item = map->info._alloc(map, sizeof(*item) + value_ofs + valuelen);
	if (!item)
		return NULL;

	item->map = map;
	item->key_len = keylen;
	item->value_len = valuelen;
	item->value_ofs = value_ofs;
	item->hash = hash;
	if (keylen)
		memcpy(item_key(item), key, keylen);
	if (valuelen)
		memcpy(item_key(item) + value_ofs, value, valuelen);

	old = map_find(map, key, keylen, hash);
	if (old)
		lws_map_item_destroy(old);
	if (map->can_grow && map->count / MAP_CROWDED >= map->info.modulo)
		map_grow(map);
	item_link(item, map_bucket(map, hash));
	map->count++;

	return item;
}

void
lws_map_item_destroy(struct lws_map_item *item)
{
	struct lws_map *map;

	if (!item)
		return;
	map = item->map;
	item_unlink(item);
	map->count--;
	map->info._free(item);
}

struct lws_map_item *
lws_map_item_lookup(lws_map_t *map, const lws_map_key_t key, size_t keylen)
{
	return map_find(map, key, keylen, map->info._hash(key, keylen));
}

const void *
lws_map_item_key(struct lws_map_item *_item)
{
	return item_key(_item);
}

const void *
lws_map_item_value(struct lws_map_item *_item)
{
	return item_key(_item) + _item->value_ofs;
}

size_t
lws_map_item_key_len(struct lws_map_item *_item)
{
	return _item->key_len;
}

size_t
lws_map_item_value_len(struct lws_map_item *_item)
{
	return _item->value_len;
}
