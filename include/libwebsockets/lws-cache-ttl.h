/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_CACHE_TTL_H)
#define LIBWEBSOCKETS_LWS_CACHE_TTL_H

/**
 * \defgroup caches Caches with time to live
 * @{
 */

struct lws_cache_match;
struct lws_cache_results;
struct lws_cache_creation_info;
struct lws_cache_ttl_lru;
struct lws_cache_ops;

typedef struct lws_cache_match lws_cache_match_t;
typedef struct lws_cache_results lws_cache_results_t;

struct lws_cache_match {
	lws_dll2_t list;
	lws_usec_t expiry;
	size_t payload_size;
	size_t tag_size;
};

struct lws_cache_results {
	const uint8_t *ptr;
	size_t size;
	size_t payload_len;
	size_t tag_len;
	const uint8_t *tag;
};

typedef void (*lws_cache_item_destroy_cb)(void *item, size_t size);

struct lws_cache_creation_info {
	struct lws_context *cx;
	const char *name;
	lws_cache_item_destroy_cb cb;
	struct lws_cache_ttl_lru *parent;
	const struct lws_cache_ops *ops;
	union {
		struct {
			const char *filepath;
		} nscookiejar;
	} u;
	size_t max_footprint;
	size_t max_items;
	size_t max_payload;
	int tsi;
};

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

/** @} */

#endif
