/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_MAP_H)
#define LIBWEBSOCKETS_LWS_MAP_H

/**
 * \defgroup map Hash maps
 * From byte strings to byte strings, both copied.
 * @{
 */

/** lws_map_item_create() with a C string as key */
#define lws_map_item_create_ks(_map, _str, _v, _vl)                        \
	lws_map_item_create(_map, (const lws_map_key_t)_str, strlen(_str), \
			    (const lws_map_value_t)_v, _vl)
/** lws_map_item_lookup() with a C string as key */
#define lws_map_item_lookup_ks(_map, _str) \
	lws_map_item_lookup(_map, (const lws_map_key_t)_str, strlen(_str))

struct lws_map;
struct lws_map_info;
struct lws_map_item;

typedef struct lws_map lws_map_t;
typedef struct lws_map_info lws_map_info_t;

typedef void *(*lws_map_alloc_t)(struct lws_map *mo, size_t x);

typedef void *lws_map_key_t;

typedef void *lws_map_value_t;

typedef int (*lws_map_compare_key_t)(const lws_map_key_t key1, size_t kl1,
				     const lws_map_value_t key2, size_t kl2);

typedef void (*lws_map_free_t)(void *);

typedef uint32_t lws_map_hash_t;

typedef lws_map_hash_t (*lws_map_hash_from_key_t)(const lws_map_key_t key,
						  size_t kl);

/** how to make a map; all zero is good */
struct lws_map_info {
	/** NULL: the library's, which peers cannot predict */
	lws_map_hash_from_key_t _hash;
	/** NULL: byte by byte; 0 when equal */
	lws_map_compare_key_t _compare;
	/** NULL: the library's; x bytes for map mo */
	lws_map_alloc_t _alloc;
	/** NULL: the library's */
	lws_map_free_t _free;
	/** yours: the arena, for lws_map_alloc_lwsac() */
	void *opaque;
	/** yours: the chunk size, for lws_map_alloc_lwsac() */
	void *aux;
	/** buckets to begin with; 0: 8 */
	size_t modulo;
};

/**
 * lws_map_item_key() - an item's key
 *
 * \param _item: borrowed
 *
 * Returns borrowed until the item goes.
 * Call from: the map's thread
 */
LWS_VISIBLE LWS_EXTERN const void *
lws_map_item_key(struct lws_map_item *_item);

/**
 * lws_map_item_value() - an item's value
 *
 * \param _item: borrowed
 *
 * Returns borrowed until the item goes.
 * Call from: the map's thread
 */
LWS_VISIBLE LWS_EXTERN const void *
lws_map_item_value(struct lws_map_item *_item);

/**
 * lws_map_item_key_len() - bytes of an item's key
 *
 * \param _item: borrowed
 *
 * Returns bytes.
 * Call from: the map's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_map_item_key_len(struct lws_map_item *_item);

/**
 * lws_map_item_value_len() - bytes of an item's value
 *
 * \param _item: borrowed
 *
 * Returns bytes.
 * Call from: the map's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_map_item_value_len(struct lws_map_item *_item);

/**
 * lws_map_create() - a map
 *
 * \param info: borrowed until return
 *
 * Returns owned, or NULL: no memory.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN lws_map_t *
lws_map_create(const lws_map_info_t *info);

/**
 * lws_map_alloc_lwsac() - an _alloc that takes from the arena whose handle is
 * at info.opaque
 *
 * \param map: borrowed
 * \param x: bytes
 *
 * Returns borrowed from the arena, or NULL.
 * Call from: the map's thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_map_alloc_lwsac(struct lws_map *map, size_t x);

/**
 * lws_map_free_lwsac() - the _free for it, which does nothing
 *
 * \param v: borrowed
 *
 * Call from: the map's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_map_free_lwsac(void *v);

/**
 * lws_map_destroy() - free a map and its items
 *
 * \param pmap: *pmap becomes NULL; NULL already is harmless
 *
 * Call from: the map's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_map_destroy(lws_map_t **pmap);

/**
 * lws_map_item_create() - add an item; one that has the key already is
 * replaced
 *
 * \param map: borrowed
 * \param key: borrowed; copied
 * \param keylen: bytes of key, may be 0
 * \param value: borrowed; copied
 * \param valuelen: bytes of value, may be 0
 *
 * Returns borrowed item, or NULL: no memory, and the map is as it was.
 * Call from: the map's thread
 * Allocates: one item
 */
LWS_VISIBLE LWS_EXTERN struct lws_map_item *
lws_map_item_create(lws_map_t *map, const lws_map_key_t key, size_t keylen,
		    const lws_map_value_t value, size_t valuelen);

/**
 * lws_map_item_destroy() - take an item out and free it
 *
 * \param item: taken
 *
 * Call from: the map's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_map_item_destroy(struct lws_map_item *item);

/**
 * lws_map_item_lookup() - the item that has a key
 *
 * \param map: borrowed
 * \param key: borrowed
 * \param keylen: bytes of key
 *
 * Returns borrowed, or NULL.
 * Call from: the map's thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_map_item *
lws_map_item_lookup(lws_map_t *map, const lws_map_key_t key, size_t keylen);

/** @} */

#endif
