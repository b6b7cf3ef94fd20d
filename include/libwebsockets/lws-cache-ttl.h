/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_CACHE_TTL_H)
#define LIBWEBSOCKETS_LWS_CACHE_TTL_H

/**
 * \defgroup caches Caches with time to live
 * @{
 */

/*
 * A cache holds items by key (a text) until their time is over.  Levels may
 * stand one before the other: a small fast one whose parent is a large slow
 * one. Use the first level only; create parents first, and destroy them last.
 * Each call: from the service thread of the cache.
 */

struct lws_cache_match;
struct lws_cache_results;
struct lws_cache_creation_info;
struct lws_cache_ttl_lru;
struct lws_cache_ops;

typedef struct lws_cache_match lws_cache_match_t;
typedef struct lws_cache_results lws_cache_results_t;

/** a result of lws_cache_ops.lookup; its tag stands behind it */
struct lws_cache_match {
	lws_dll2_t list;
	lws_usec_t expiry;
	size_t payload_size;
	size_t tag_size;
};

/** a walk through what lws_cache_lookup() gave: set ptr and size from it */
struct lws_cache_results {
	const uint8_t *ptr;
	size_t size;
	/** of the item that was reached: bytes of its payload */
	size_t payload_len;
	/** bytes of its key */
	size_t tag_len;
	/** its key, with a NUL; borrowed as what the lookup gave */
	const uint8_t *tag;
};

/** an item's payload is about to be freed, whatever the reason */
typedef void (*lws_cache_item_destroy_cb)(void *item, size_t size);

/** what a level is made of; 0 or NULL where nothing is wanted */
struct lws_cache_creation_info {
	/** needed */
	struct lws_context *cx;
	/** for log lines; copied */
	const char *name;
	/** heap: told of each item that ends */
	lws_cache_item_destroy_cb cb;
	/** the next level; borrowed until destroy */
	struct lws_cache_ttl_lru *parent;
	/** needed: which kind of level, lws_cache_ops_... */
	const struct lws_cache_ops *ops;
	union {
		struct {
			/** needed for the cookie jar: its file; copied */
			const char *filepath;
		} nscookiejar;
	} u;
	/** heap: bytes of all items, with what we need to keep them */
	size_t max_footprint;
	/** heap: how many */
	size_t max_items;
	/** heap: bytes of a payload */
	size_t max_payload;
	/** heap: whose thread's timers end the items */
	int tsi;
};

/** a kind of level; use the lws_cache_...() calls instead of its members */
struct lws_cache_ops {
	struct lws_cache_ttl_lru *(*create)(
		const struct lws_cache_creation_info *info);
	void (*destroy)(struct lws_cache_ttl_lru **_cache);
	int (*expunge)(struct lws_cache_ttl_lru *cache);
	int (*write)(struct lws_cache_ttl_lru *cache, const char *specific_key,
		     const uint8_t *source, size_t size, lws_usec_t expiry,
		     void **ppvoid);
	int (*tag_match)(struct lws_cache_ttl_lru *cache, const char *wc,
			 const char *tag, char lookup_rules);
	int (*lookup)(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
		      lws_dll2_owner_t *results_owner);
	int (*invalidate)(struct lws_cache_ttl_lru *cache,
			  const char *wildcard_key);
	int (*get)(struct lws_cache_ttl_lru *cache, const char *specific_key,
		   const void **pdata, size_t *psize);
	void (*debug_dump)(struct lws_cache_ttl_lru *cache);
};

/**
 * In memory: the limits of the creation info hold; what was used least recently
 * (written or read) makes room.
 */
LWS_VISIBLE extern const struct lws_cache_ops lws_cache_ops_heap;

#if defined(LWS_WITH_CACHE_NSCOOKIEJAR)
/**
 * A Netscape cookie file.  Keys are host|path|name, payloads are its lines
 * (without line end), which say themselves how long they live.
 *
 * A lookup for host|/a/b|* finds the cookies that go with a request for /a/b at
 * that very host; other programs may read and write the file meanwhile.
 */
LWS_VISIBLE extern const struct lws_cache_ops lws_cache_ops_nscookiejar;
#endif

/**
 * lws_cache_create() - make a level
 *
 * \param info: borrowed
 *
 * Returns owned level, or NULL: out of memory, or something needed is missing.
 */
LWS_VISIBLE LWS_EXTERN struct lws_cache_ttl_lru *
lws_cache_create(const struct lws_cache_creation_info *info);

/**
 * lws_cache_destroy() - end a level; what a cookie file holds stays there
 *
 * \param cache: taken, becomes NULL; *cache may be NULL
 */
LWS_VISIBLE LWS_EXTERN void
lws_cache_destroy(struct lws_cache_ttl_lru **cache);

/**
 * lws_cache_expunge() - empty all levels; a cookie file is removed
 *
 * \param cache: borrowed, the first level
 *
 * Returns 0, or nonzero: a level failed.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_expunge(struct lws_cache_ttl_lru *cache);

/**
 * lws_cache_write_through() - put an item into all levels
 *
 * \param cache: borrowed, the first level
 * \param specific_key: borrowed; an item of this key is replaced
 * \param source: borrowed; heap: NULL leaves the payload zero, to be filled in
 *   by ppay
 * \param size: bytes of source
 * \param expiry: when it ends, as lws_now_usecs() counts; 0: never by itself
 * \param ppay: NULL, or receives the payload in the first level: borrowed,
 *   until the item ends.  NULL when that level has no room for it
 *
 * Returns 0, or nonzero: the last level refused it.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_write_through(struct lws_cache_ttl_lru *cache,
			const char *specific_key, const uint8_t *source,
			size_t size, lws_usec_t expiry, void **ppay);

/**
 * lws_cache_item_get() - the payload of a key
 *
 * \param cache: borrowed, the first level
 * \param specific_key: borrowed; '*' is itself here
 * \param pdata: receives the payload: borrowed, until the item ends or the next
 *               lws_cache_item_get()
 * \param psize: receives its bytes
 *
 * An item whose time is over is there until the event loop has run.
 * Returns 0, or nonzero: no level has it.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_item_get(struct lws_cache_ttl_lru *cache, const char *specific_key,
		   const void **pdata, size_t *psize);

/**
 * lws_cache_lookup() - the keys that match
 *
 * \param cache: borrowed, the first level
 * \param wildcard_key: borrowed; '*' stands for any characters, also none. When
 *                      the last level is a cookie jar: see there
 * \param pdata: receives what lws_cache_results_walk() reads: borrowed, until
 * the next lookup or the end of the cache; the items may end before \param
 * psize: receives its bytes
 *
 * Returns 0, or nonzero: nothing matches, or it failed.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
		 const void **pdata, size_t *psize);

/**
 * lws_cache_results_walk() - the next result of a lookup
 *
 * \param walk_ctx: borrowed; ptr and size set from the lookup before the first
 *
 * Returns 0 with tag, tag_len and payload_len set, or nonzero: there is no
 * more.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_results_walk(lws_cache_results_t *walk_ctx);

/**
 * lws_cache_item_remove() - forget what matches, in all levels
 *
 * \param cache: borrowed, the first level
 * \param wildcard_key: borrowed; '*' stands for any characters, in any level
 *
 * Returns 0, also when nothing matched, or nonzero: a level failed.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_item_remove(struct lws_cache_ttl_lru *cache,
		      const char *wildcard_key);

/**
 * lws_cache_footprint() - what a level in memory costs
 *
 * \param cache: borrowed
 *
 * Returns bytes of its items; 0 for a cookie jar.
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_cache_footprint(struct lws_cache_ttl_lru *cache);

/**
 * lws_cache_debug_dump() - log what a level holds, at level INFO
 *
 * \param cache: borrowed
 */
LWS_VISIBLE LWS_EXTERN void
lws_cache_debug_dump(struct lws_cache_ttl_lru *cache);

/** @} */

#endif
